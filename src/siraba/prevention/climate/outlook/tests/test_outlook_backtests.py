"""A model is shown only when it surely does better than the last value; the page says so in words."""

from itertools import accumulate
from random import Random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from siraba.foundation.access.errors import NotAllowed, StateNotOpen
from siraba.prevention.climate.observations.models import Observation
from siraba.prevention.climate.outlook import running
from siraba.prevention.climate.outlook.actions import ask_backtest
from siraba.prevention.climate.outlook.models import BacktestRun, Forecast
from siraba.prevention.climate.outlook.running import run_asked, run_for
from siraba.prevention.climate.outlook.selectors import last_run, states
from siraba.prevention.climate.outlook.wording import placebo_sentence
from tests import warning as climate

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("hawa", "moussa", "etienne")]
SENT = {"form_id": "5f3a1c1e-8d0b-4a2e-9b7f-1c2d3e4f5a6b"}
WANDERING = [5.0, 6.0, 5.5, 7.0, 6.5, 8.0, 7.0, 7.5, 9.0, 8.5, 9.5, 9.0, 10.0, 9.5]


def two_countries(one: list[float], other: list[float]):
    climate.yearly(one)
    return climate.yearly(other, climate.country("NER", "Niger"))


def test_where_the_last_value_does_as_well_no_model_is_shown_and_the_page_says_so(hawa, client_for):
    chance = Random(7)
    walks = [[50.0], [80.0]]
    for walk in walks:
        walk += list(accumulate((chance.gauss(0, 3) for _ in range(24)), initial=walk[0]))
    (run,) = run_for([two_countries(*walks)])
    told = run.indicator
    assert (run.verdict, run.shown) == ("last_value", "last_value")
    assert {one.method for one in run.forecasts.all()} == {"last_value"}
    assert all(one.q10 <= one.q50 <= one.q90 for one in run.forecasts.all())
    page = client_for(hawa).get(reverse("outlook:indicator", args=[told.code])).content.decode()
    assert "La dernière valeur fait aussi bien" in page
    assert "non : l’intervalle de son gain contient zéro" in page
    assert "Placebo" in page
    assert "<svg" in page
    assert 'id="outlook-chart"' in page
    assert "causé" not in page


def test_where_a_step_surely_does_better_it_is_shown():
    """Values that swing about a level: their mean errs less than the last of them, at both places and in all draws."""
    swing = [0.0, 10.0, 1.0, 9.0, 0.5, 10.5, 0.2, 9.7, 1.1, 10.0, 0.3, 9.4, 0.8, 10.2, 0.1, 9.9, 0.6, 9.6]
    told = two_countries(swing, [20 + value for value in swing])
    (run,) = run_for([told])
    assert (run.verdict, run.shown) == ("model", "recent_mean")
    step = next(one for one in run.table["steps"] if one["code"] == "recent_mean")
    assert step["low"] > 0
    assert {one["name"] for one in step["places"]} == {"Mali", "Niger"}
    assert set(run.forecasts.values_list("method", flat=True)) == {"recent_mean"}


def test_too_few_values_are_a_state_of_their_own(hawa, client_for):
    told = climate.yearly([1.0, 2.0, 3.0, 2.0])
    (run,) = run_for([told])
    assert (run.verdict, run.shown, run.forecasts.count()) == ("not_enough", "", 0)
    page = client_for(hawa).get(reverse("outlook:indicator", args=[told.code])).content.decode()
    assert "Pas assez de données" in page
    assert "Mali" in page
    client = client_for(hawa)
    assert "Pas assez de données" in client.get(reverse("outlook:indicators")).content.decode()


def test_a_measure_that_covers_too_little_says_nothing():
    told = climate.yearly(WANDERING)
    Observation.objects.update(cover=0.5)
    (run,) = run_for([told])
    assert run.verdict == "not_enough"


def test_a_run_is_asked_for_once_and_carried_out_by_the_timer(hawa, moussa, client_for):
    told = two_countries(WANDERING, WANDERING)
    with pytest.raises(NotAllowed):
        ask_backtest(climate.actor("moussa"), told)
    client = client_for(hawa)
    assert client.post(reverse("outlook:ask", args=[told.code]), SENT).status_code == 302
    with pytest.raises(StateNotOpen):
        ask_backtest(climate.actor(), told)
    assert (
        "Un essai est demandé" in client.get(reverse("outlook:indicator", args=[told.code])).content.decode()
    )
    assert last_run(climate.actor(), told) is None
    assert run_asked() == 1
    assert run_asked() == 0
    run = last_run(climate.actor(), told)
    assert (run.made_at is not None, run.done) == (True, run.total)
    assert client_for(moussa).post(reverse("outlook:ask", args=[told.code])).status_code == 404


def test_a_run_that_breaks_is_marked_and_can_be_asked_for_again(monkeypatch):
    told = climate.yearly(WANDERING)
    run = ask_backtest(climate.actor(), told)

    def broken(*_args):
        raise RuntimeError("broken")

    with monkeypatch.context() as broken_engine:
        broken_engine.setattr(running.engine, "backtest", broken)
        with pytest.raises(RuntimeError):
            run_asked()
    run.refresh_from_db()
    assert (run.failed, run.made_at) == (True, None)
    ask_backtest(climate.actor(), told)
    assert run_asked() == 1


def test_the_forecast_leaves_as_a_table_with_its_tags(hawa, client_for):
    told = two_countries(WANDERING, WANDERING)
    run_for([told])
    answer = client_for(hawa).get(reverse("outlook:indicator", args=[told.code]), {"format": "csv"})
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[1].startswith("#loc+name,#loc+code,#date+start")
    assert len(lines) == 2 + Forecast.objects.count()


def test_pages_ask_as_many_questions_for_one_place_as_for_many(hawa, client_for):
    told, client, asked = climate.yearly(WANDERING), client_for(hawa), []
    for names in (("NER",), ("TCD", "SEN", "GIN", "MRT")):
        for name in names:
            climate.yearly(WANDERING, climate.country(name, name))
        run_for([told])
        client.get(reverse("outlook:indicators"))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("outlook:indicator", args=[told.code]))
            client.get(reverse("outlook:indicators"))
        asked.append(len(queries))
    assert asked[0] == asked[1]
    (state,) = states(climate.actor())
    assert (state.places, state.values, state.going) == (6, 84, False)
    assert BacktestRun.objects.count() == 2


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ([], "aucune étape n’a pu employer la pluie"),
        ([{"gain": 0.1, "placebo": 0.02, "why": "shown"}], "est associé à la pluie dans ces données"),
        (
            [{"gain": 0.1, "placebo": 0.12, "why": "placebo"}],
            "le gain reste. Il ne vient donc pas de la pluie",
        ),
        ([{"gain": 0.1, "placebo": 0.02, "why": "placebo"}], "n’apporte pas de gain établi"),
        ([{"gain": -0.01, "placebo": None, "why": "not_sure"}], "n’apporte pas de gain établi"),
    ],
)
def test_what_the_placebo_showed_is_said_in_a_sentence_and_never_as_a_cause(told, said):
    sentence = placebo_sentence(told)
    assert said in sentence
    assert "caus" not in sentence
