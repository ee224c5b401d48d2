"""An agent at her desk, the ticket, the screen of the waiting room: what is shown, and what never is."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from siraba.protection.reception.queue import actions
from siraba.protection.reception.queue.models import Visit
from siraba.protection.reception.queue.views import screen_key
from tests import scene

SYSTEM = "a test looks at the row itself"
pytestmark = pytest.mark.django_db


@pytest.fixture
def agent(garba, client_for):
    return client_for(garba)


def press(client, label):
    """Press the button of the desk's page that has this label; the page that follows."""
    page = client.get(reverse("queue:desk")).content.decode()
    (form,) = [one for one in page.split("<form")[1:] if re.search(rf">\s*{label}\s*</button>", one)]
    action = re.search(r'action="([^"]+)"', form)[1]
    number = re.search(r'name="form_id" value="([^"]+)"', form)[1]
    return client.post(action, {"form_id": number, "together": "on"}, follow=True)


def text_of(response):
    return " ".join(response.content.decode().split())


def state(visit):
    return Visit.objects.system(SYSTEM).get(pk=visit.pk).state


def test_from_opening_a_desk_to_served_each_step_is_one_touch(agent):
    assert "Ouvrir un guichet" in text_of(agent.get(reverse("queue:desk")))
    agent.post(reverse("queue:open_desk"), {"number": 2, "name": "Hall", "languages": ["bm", "fr"]})
    agent.post(reverse("queue:take"), {"reason": "papers"})
    visit = Visit.objects.system(SYSTEM).get()
    assert "A-001" in text_of(press(agent, "Appeler le suivant"))
    assert state(visit) == "called"
    press(agent, "Commencer")
    assert state(visit) == "at_desk"
    press(agent, "Servi")
    assert state(visit) == "served"


def test_a_button_that_is_sent_twice_calls_once(agent):
    desk = scene.desk()
    scene.visit()
    scene.visit()
    sent = {"form_id": "5f3a1c1e-8d0b-4a2e-9b7f-1c2d3e4f5a6b"}
    for _ in range(2):
        assert agent.post(reverse("queue:call", args=[desk.pk]), sent).status_code == 302
    assert Visit.objects.system(SYSTEM).filter(state="called").count() == 1


def test_nobody_to_call_is_said_and_is_no_fault(agent):
    response = agent.post(reverse("queue:call", args=[scene.desk().pk]))
    assert (response.status_code, "Personne n’attend." in text_of(response)) == (422, True)


def test_a_family_is_served_together_or_one_by_one(agent):
    party = str(scene.uuid4())
    mother = scene.grown_arrival(party=party)
    child = scene.grown_arrival(on=mother.convoy, party=party, age=6)
    first, second = (actions.enter_queue(scene.actor("garba"), one) for one in (mother, child))
    desk = scene.desk()
    actions.call_next(scene.actor("garba"), desk)
    press(agent, "Commencer")
    assert {state(first), state(second)} == {"at_desk"}
    page = text_of(agent.get(reverse("queue:act", args=[second.pk, "conduire"])))
    assert "Ensemble : A-001, A-002" in page
    agent.post(reverse("queue:act", args=[second.pk, "conduire"]), {"where": "health"})
    assert (state(first), state(second)) == ("at_desk", "transferred")


def test_a_ticket_for_an_arrival_has_its_rank_and_its_languages_and_no_name(agent):
    found = scene.arrival(languages=["taq"])
    url = reverse("queue:take") + f"?arrival={found.code}"
    page = agent.get(url)
    assert found.code in text_of(page)
    response = agent.post(url, {"reason": "reception", "languages": ["taq"]}, follow=True)
    visit = Visit.objects.system(SYSTEM).get()
    assert (visit.arrival_id, visit.priority, visit.languages) == (found.pk, 2, "taq")
    for answer in (page, response, agent.get(reverse("queue:desk"))):
        assert not [word for word in scene.SECRETS if word in answer.content.decode()]


def test_the_arrival_of_another_branch_gets_no_ticket_here(agent, account_for):
    account_for("other_branch", "Yaya Sidibé", "reception_branch", "dgme")
    found = scene.arrival("other_branch")
    assert agent.get(reverse("queue:take") + f"?arrival={found.code}").status_code == 404


def test_an_interpreter_is_asked_for_where_nobody_on_duty_speaks(agent):
    scene.desk(languages="bm")
    scene.visit(languages="taq")
    assert "cherchez un interprète" in text_of(press(agent, "Appeler le suivant"))


def test_the_line_is_shown_in_its_order_page_by_page(agent, settings):
    settings.PAGE_SIZE = 2
    for cause in ("", "", "ill"):
        scene.visit(cause=cause)
    page = agent.get(reverse("queue:desk"))
    assert [visit.ticket for visit in page.context["page"].rows] == ["A-003", "A-001"]
    after = agent.get(reverse("queue:desk") + page.context["page"].next)
    assert [visit.ticket for visit in after.context["page"].rows] == ["A-002"]


def test_a_long_line_costs_no_more_questions_than_a_short_one(agent):
    scene.desk()
    scene.visit(languages="taq")
    url = reverse("queue:desk")
    agent.get(url)
    with CaptureQueriesContext(connection) as few:
        agent.get(url)
    for _ in range(6):
        scene.visit()
    agent.get(url)
    with CaptureQueriesContext(connection) as many:
        agent.get(url)
    assert len(many) == len(few) <= 20


def test_the_screen_shows_tickets_and_desks_to_anybody_and_asks_again_by_itself(garba):
    found = scene.arrival()
    actions.enter_queue(scene.actor("garba"), found)
    scene.visit()
    actions.call_next(scene.actor("garba"), scene.desk())
    page = Client().get(reverse("queue:screen", args=[screen_key(scene.branch())]))
    told = page.content.decode()
    assert "A-001" in told
    assert "Guichet 1" in told
    assert "A-002" not in told
    assert '<meta http-equiv="refresh" content="15">' in told
    assert "<script" not in told
    assert not [word for word in (*scene.SECRETS, found.code) if word in told]


def test_a_key_that_is_none_or_of_another_season_opens_no_screen(garba, monkeypatch):
    branch = scene.branch()
    old = screen_key(branch)
    assert Client().get(reverse("queue:screen", args=[f"{branch.pk}.{2026 * 12}"])).status_code == 404
    later = timezone.localdate() + timedelta(days=63)
    monkeypatch.setattr("siraba.protection.reception.queue.views.timezone.localdate", lambda: later)
    assert Client().get(reverse("queue:screen", args=[old])).status_code == 404
    assert Client().get(reverse("queue:screen", args=[screen_key(branch)])).status_code == 200


def test_the_ticket_says_that_too_little_was_measured_rather_than_a_figure(agent):
    visit = scene.visit()
    url = reverse("queue:ticket", args=[visit.pk])
    assert "Aucun guichet n’est encore ouvert." in text_of(agent.get(url))
    scene.desk()
    assert "trop peu de passages ont été mesurés" in text_of(agent.get(url))


def test_the_state_has_the_last_word_and_what_was_chosen_stays(agent):
    visit = scene.visit()
    url = reverse("queue:act", args=[visit.pk, "devant"])
    assert agent.post(url, {"cause": "ill"}).status_code == 302
    refused = agent.post(url, {"cause": "pregnant"})
    assert (refused.status_code, "déjà à ce rang" in text_of(refused)) == (422, True)
    assert agent.get(reverse("queue:act", args=[visit.pk, "servi"])).status_code == 409
    assert agent.get(reverse("queue:act", args=[visit.pk, "inconnu"])).status_code == 404
