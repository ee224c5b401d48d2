"""Which projects to fund: the proposal keeps to its limits and says why, the coordination decides."""

import pytest
from django.urls import reverse

from siraba.foundation.access.errors import Invalid, NotAllowed, StateNotOpen
from siraba.prevention.development import choosing
from siraba.prevention.development.models import PortfolioState
from tests import scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("moussa", "hawa")]


@pytest.fixture
def index(moussa, hawa):
    return scene.need_index()


def three_projects():
    """By need: Kayes (100), Nioro (50), Kita (0)."""
    return [
        scene.appraised_project(title="Kayes", zones=[scene.zone("Kayes")], amount=40_000_000),
        scene.appraised_project(title="Nioro", zones=[scene.zone("Nioro")], amount=30_000_000, adaptation=0),
        scene.appraised_project(title="Gao", zones=[scene.zone("Gao")], amount=1_000_000),
    ]


def rows_of(portfolio):
    return {one.project.title: one for one in portfolio.decisions.select_related("project")}


def test_need_is_the_mean_of_the_zones_and_unknown_when_one_is(index):
    needs = choosing.Needs(index)
    assert needs.of_area(scene.zone("Kayes")) == 100
    assert needs.of_area(scene.zone("Kayes", 1)) is None
    assert needs.of_project(scene.project(zones=[scene.zone("Kayes"), scene.zone("Nioro")])) == 75
    assert needs.of_project(scene.project(zones=[scene.zone("Kayes"), scene.zone("Gao")])) is None


def test_the_proposal_is_worth_the_most_and_says_why(index):
    three_projects()
    made = scene.portfolio(budget=40_000_000)
    rows = rows_of(made)
    assert made.proven
    assert made.value == 500
    assert [title for title, one in rows.items() if one.proposed] == ["Kayes"]
    assert rows["Kayes"].loss == 250
    assert "vaudrait 250 de moins" in rows["Nioro"].why
    assert rows["Gao"].value is None
    assert "pas d’indice" in rows["Gao"].why
    assert rows_of(scene.portfolio(budget=70_000_000))["Nioro"].proposed


def test_limits_of_adaptation_and_of_zones_are_kept(index):
    three_projects()
    kayes = scene.zone("Kayes", 1)
    with pytest.raises(Invalid, match="limites"):
        scene.portfolio(budget=70_000_000, adaptation_number=2)
    with pytest.raises(Invalid, match="limites"):
        scene.portfolio(budget=70_000_000, least_by_zone={scene.zone("Gao", 1).pk: 1})
    rows = rows_of(scene.portfolio(budget=70_000_000, most_by_zone={kayes.pk: 35_000_000}))
    assert [title for title, one in rows.items() if one.proposed] == ["Nioro"]
    rows = rows_of(scene.portfolio(budget=70_000_000, adaptation_spend=40_000_000))
    assert "les limites ne tiennent pas" in rows["Kayes"].why


def test_the_cost_is_shared_evenly_among_the_zones():
    made = scene.appraised_project(
        zones=[scene.zone("Kayes"), scene.zone("Nioro"), scene.zone("Gao")], amount=90
    )
    (found,) = choosing.candidates()
    kayes, gao = scene.zone("Kayes", 1), scene.zone("Gao", 1)
    assert found == made
    assert choosing.spend_by_region(found) == {str(kayes.pk): 60.0, str(gao.pk): 30.0}


def test_nothing_is_proposed_without_an_index_or_a_project(moussa, hawa):
    with pytest.raises(Invalid, match="Publiez d’abord"):
        scene.portfolio()
    scene.need_index()
    with pytest.raises(Invalid, match="rien à choisir"):
        scene.portfolio()
    with pytest.raises(NotAllowed):
        scene.portfolio(by="moussa")


def test_the_coordination_decides_within_the_budget_and_says_why_when_it_differs(index):
    three_projects()
    made = scene.portfolio(budget=40_000_000)
    rows = rows_of(made)
    hawa = scene.actor("hawa")
    with pytest.raises(Invalid, match="plus que le budget"):
        choosing.decide_portfolio(hawa, made, kept=list(rows.values()), why="Tous")
    with pytest.raises(Invalid, match="dites pourquoi"):
        choosing.decide_portfolio(hawa, made, kept=[rows["Nioro"]])
    choosing.decide_portfolio(hawa, made, kept=[rows["Nioro"], rows["Gao"]], why="Kayes a déjà reçu")
    made.refresh_from_db()
    assert (made.state, made.decided_by.username) == (PortfolioState.DECIDED, "hawa")
    assert {title: one.kept for title, one in rows_of(made).items()} == {
        "Kayes": False,
        "Nioro": True,
        "Gao": True,
    }
    with pytest.raises(StateNotOpen):
        choosing.decide_portfolio(hawa, made, kept=[])


def test_the_pages_ask_show_and_decide(index, client_for, hawa, moussa):
    client = client_for(hawa)
    three_projects()
    kayes = scene.zone("Kayes", 1)
    asked = {"name": "Plan 2027", "budget": "70 000 000", "adaptation_number": 0, "adaptation_spend": 0}
    wrong = client.post(
        reverse("development:make"), asked | {"region_0": kayes.pk, "least_0": 5, "most_0": 2}
    )
    assert "Moins que le minimum" in wrong.content.decode()
    assert "70 000 000" in wrong.content.decode()
    assert (
        "Choisissez la région"
        in client.post(reverse("development:make"), asked | {"least_0": 5}).content.decode()
    )
    sent = client.post(reverse("development:make"), asked | {"region_0": kayes.pk, "most_0": 45_000_000})
    page = client.get(sent.headers["Location"]).content.decode()
    assert "au plus 45" in page
    assert "c’est prouvé" in page
    address = sent.headers["Location"] + "decider/"
    assert client.get(address).content.decode().count(" checked") == 1
    (kept,) = [one.pk for one in rows_of_last(client) if one.proposed]
    assert client.post(address, {"kept": [kept], "why": ""}).status_code == 302
    assert "retenu" in client.get(sent.headers["Location"]).content.decode()
    assert "Plan 2027" in client.get(reverse("development:portfolios")).content.decode()
    assert client_for(moussa).get(sent.headers["Location"]).status_code == 404


def rows_of_last(client):
    from siraba.prevention.development.models import Portfolio

    return list(Portfolio.objects.first().decisions.all())
