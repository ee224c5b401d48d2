"""By hand, in a browser: a gauge, a rule with its owner, an alert, its outcome; and what others meet."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from siraba.prevention.climate.warning.models import Alert, Rule
from tests import scene
from tests import warning as climate

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("hawa", "nana", "moussa", "etienne")]

SENT = {"form_id": "5f3a1c1e-8d0b-4a2e-9b7f-1c2d3e4f5a6b"}


def test_a_rule_its_alert_and_its_outcome_by_hand(hawa, nana, client_for):
    coordination, owner = client_for(hawa), client_for(nana)
    told = {"new_gauge": "Sofara (Bani)", "day": climate.today(), "level_cm": "410", "source": "DNH"}
    wrong = coordination.post(reverse("warning:record"), told | {"level_cm": "4100"})
    assert wrong.status_code == 422
    assert "4100" in wrong.content.decode()
    assert coordination.post(reverse("warning:record"), told).status_code == 302
    assert "Hauteur d’eau" in coordination.get(reverse("warning:write")).content.decode()
    write = f"{reverse('warning:write')}?indicator=river-level"
    rule = {**climate.said(owner=nana.pk), "places": [], "watch": "700"}
    wrong = coordination.post(write, rule)
    assert wrong.status_code == 422
    assert "La veille doit sonner avant l’alerte" in wrong.content.decode()
    page = coordination.post(write, rule | {"watch": "500"}, follow=True).content.decode()
    assert "Essayée sur le passé" in page
    made = Rule.objects.get()
    act = reverse("warning:rule_act", args=[made.pk, "activer"])
    assert coordination.post(act, SENT).status_code == 302
    told |= {"new_gauge": "", "gauge": climate.gauge().pk, "level_cm": "640", "replace": "on"}
    assert coordination.post(reverse("warning:record"), told).status_code == 302
    alert = Alert.objects.get()

    assert "Alertes précoces" in owner.get(reverse("interface:my_day")).content.decode()
    steps = (
        ("prendre", SENT | {"form_id": "6f3a1c1e-8d0b-4a2e-9b7f-1c2d3e4f5a6b"}),
        ("action", {"what": "Communes prévenues"}),
        ("clore", {"outcome": "hit", "event_on": climate.today(), "what": "Crue vue"}),
    )
    for slug, words in steps:
        assert owner.post(reverse("warning:alert_act", args=[alert.pk, slug]), words).status_code == 302
    page = owner.get(reverse("warning:alert", args=[alert.pk])).content.decode()
    for word in ("Juste", "Communes prévenues", "Crue vue", "Close"):
        assert word in page
    worth = owner.get(reverse("warning:worth")).content.decode()
    assert "1 sur 1" in worth
    assert "(100 %)" not in worth  # one alert is no share
    assert "Alertes précoces</h2>" not in owner.get(reverse("interface:my_day")).content.decode()


def test_the_past_of_a_rule_is_on_its_page_before_it_is_active(hawa, client_for):
    for place, cm in enumerate((300, 520, 640, 300, 510, 300)):
        climate.read(cm, days_ago=400 - 7 * place)
    made = climate.rule()
    page = client_for(hawa).get(reverse("warning:rule", args=[made.pk])).content.decode()
    assert "elle aurait sonné 2 fois, dont 1 jusqu’à l’alerte" in page
    assert "Les données s’arrêtent trop tôt" in page
    assert str((climate.today() - timedelta(days=393)).year) in page
    assert not Alert.objects.exists()


def test_others_meet_pages_that_do_not_exist_and_readers_no_button(etienne, moussa, client_for):
    alert = climate.alert()
    names = ("alerts", "rules", "worth", "readings")
    pages = [*(reverse(f"warning:{name}") for name in names)]
    pages += [reverse("warning:alert", args=[alert.pk]), reverse("warning:rule", args=[alert.rule_id])]
    for url in pages:
        assert client_for(etienne).get(url).status_code == 404
        assert client_for(moussa).get(url).status_code == 200
    for url in (reverse("warning:write"), reverse("warning:record")):
        assert client_for(moussa).get(url).status_code == 404
    page = client_for(moussa).get(pages[-2]).content.decode()
    assert "Prendre en charge</a>" not in page
    assert (
        client_for(moussa).post(reverse("warning:alert_act", args=[alert.pk, "prendre"])).status_code == 403
    )


def test_lists_and_files_cost_the_same_for_one_alert_and_for_many(hawa, client_for):
    client, asked = client_for(hawa), []
    climate.active()
    for names in (("Sofara",), ("Mopti", "Gao", "Ansongo")):
        for name in names:
            climate.read(640, at=climate.gauge(name))
        client.get(reverse("warning:alerts"))
        with CaptureQueriesContext(connection) as queries:
            for url in (reverse("warning:alerts"), reverse("warning:worth"), reverse("warning:readings")):
                client.get(url)
            client.get(reverse("warning:alerts"), {"format": "csv"})
            client.get(reverse("warning:rule", args=[Rule.objects.get().pk]))
        asked.append(len(queries))
    assert Alert.objects.count() == 4
    assert asked[0] == asked[1]


def test_the_file_of_alerts_has_its_tags_and_no_name_of_a_person(hawa, client_for):
    climate.closed()
    answer = client_for(hawa).get(reverse("warning:alerts"), {"format": "csv"})
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[1].startswith("#loc+name,#loc+code,#meta+rule")
    assert lines[2].startswith("Sofara (Bani),sofara,Crue du Bani,river-level,Alerte,620")
    assert scene.account("nana").full_name not in answer.content.decode()
