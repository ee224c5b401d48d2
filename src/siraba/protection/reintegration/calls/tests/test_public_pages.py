"""Anybody applies a few questions at a time and follows by a receipt; nothing typed is lost, and no number tells what it is."""

import re

import pytest
from django.core.cache import cache
from django.urls import reverse

from siraba.foundation.access.receipts import new_number
from siraba.foundation.accounts.models import Session
from siraba.protection.reintegration.calls.applications import reject_application
from siraba.protection.reintegration.calls.models import Appeal, Application
from siraba.protection.reintegration.calls.selectors import application_by_receipt
from tests import scene

pytestmark = pytest.mark.django_db
SYSTEM = "a test looks at the row itself"
FOLLOW = "/fonds/suivi/"


@pytest.fixture(autouse=True)
def _quiet():
    cache.clear()


@pytest.fixture
def call():
    return scene.call(summary="Pour qui revient.")


def answers(**changes) -> dict[str, dict[str, str]]:
    said = {
        "qui": {"kind": "person", "woman": "on"},
        "contact": {"applicant": scene.APPLICANT, "phone": scene.PHONE, "language": "bm", "texts": "on"},
        "projet": {"title": "Poulailler", "activity": "livestock", "zone": str(scene.region("Kayes").pk)},
        "activite": {"description": scene.PROJECT},
        "argent": {"asked": "800 000", "own_share": "0", "cost_1": "Poussins", "amount_1": "800 000"},
        "foyer": {"household": scene.APPLICANT, "village": scene.VILLAGE},
    }
    for slug, change in changes.items():
        said[slug] = {**said[slug], **change}
    return said


def walk(client, call, **changes):
    """Through every screen, to the last; the answer of the last."""
    for slug, said in answers(**changes).items():
        response = client.post(reverse("calls:apply", args=[call.pk, slug]), said)
        assert response.status_code == 302, response.content.decode()
    return client.post(reverse("calls:apply", args=[call.pk, "relire"]))


def all_applications() -> list[Application]:
    return list(Application.objects.system(SYSTEM))


def receipt_on(page: str) -> str:
    return re.search(r'class="receipt">([\d\s]+)<', page)[1]


@pytest.mark.parametrize("language", ["fr", "en", "bm"])
def test_the_open_calls_are_for_everybody_and_small(client, call, language):
    scene.drafted_call(call.fund, title="Encore secret")
    client.cookies["langue"] = language
    page = client.get("/fonds/")
    said = page.content.decode()
    assert call.title in said
    assert "Encore secret" not in said
    assert len(page.content) < 100_000


def test_who_applies_reads_again_sends_and_gets_a_receipt(client, call):
    response = walk(client, call)
    assert response["Location"] == "/fonds/demande/recu/"
    number = receipt_on(client.get(response["Location"]).content.decode())
    (made,) = all_applications()
    assert application_by_receipt(number) == made
    assert (made.state, made.asked, made.woman, made.words["applicant"]) == (
        "submitted",
        800_000,
        True,
        scene.APPLICANT,
    )
    assert made.filed_by_id is None


def test_every_screen_is_small(client, call):
    for slug, said in answers().items():
        url = reverse("calls:apply", args=[call.pk, slug])
        assert len(client.get(url).content) < 100_000
        client.post(url, said)
    assert scene.APPLICANT in client.get(reverse("calls:apply", args=[call.pk, "relire"])).content.decode()


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("1000,50", "pas de centimes"),
        ("1000.5", "pas de centimes"),
        ("-5", "jamais négatif"),
        ("0", "plus grand que zéro"),
        ("beaucoup", "en chiffres"),
        ("", "obligatoire"),
    ],
)
def test_an_amount_that_cannot_be_is_told_and_kept_as_typed(client, call, typed, told):
    url = reverse("calls:apply", args=[call.pk, "argent"])
    page = client.post(url, {"asked": typed, "cost_1": "Mil", "amount_1": "5 000"}).content.decode()
    assert told in page
    assert f'value="{typed}"' in page or not typed
    assert 'value="5 000"' in page


def test_above_the_ceiling_it_is_told_at_the_end_with_the_way_to_correct_it(client, call):
    too_much = {"asked": "2.000.001", "cost_1": "Camion", "amount_1": "2 500 000"}
    page = walk(client, call, argent=too_much)
    assert page.status_code == 422
    said = page.content.decode()
    assert "par projet" in said
    assert reverse("calls:apply", args=[call.pk, "argent"]) in said
    assert all_applications() == []
    client.post(reverse("calls:apply", args=[call.pk, "argent"]), answers()["argent"])
    assert client.post(reverse("calls:apply", args=[call.pk, "relire"])).status_code == 302


def test_what_was_left_out_is_asked_before_the_end(client, call):
    client.post(reverse("calls:apply", args=[call.pk, "qui"]), answers()["qui"])
    response = client.get(reverse("calls:apply", args=[call.pk, "relire"]))
    assert response["Location"] == reverse("calls:apply", args=[call.pk, "contact"])


def test_a_call_that_has_closed_has_no_screen_any_more(client, call):
    client.post(reverse("calls:apply", args=[call.pk, "qui"]), answers()["qui"])
    scene.close(call)
    assert client.get(reverse("calls:apply", args=[call.pk, "contact"])).status_code == 404


def test_the_draft_of_a_visitor_is_not_readable_in_the_database(client, call):
    walk(client, call, contact={"texts": ""})
    for session in Session.objects.all():
        assert scene.APPLICANT not in str(session.get_decoded())
    client.post(reverse("calls:apply", args=[call.pk, "contact"]), answers()["contact"])
    kept = str([session.get_decoded() for session in Session.objects.all()])
    assert scene.APPLICANT not in kept
    assert scene.PHONE not in kept


def test_who_sends_too_often_is_asked_to_wait_and_loses_nothing(client, call, settings):
    settings.MESSAGES_AN_HOUR = 1
    walk(client, call)
    page = walk(client, call)
    assert page.status_code == 429
    assert scene.APPLICANT in page.content.decode()


# Following


def body(response) -> str:
    return re.sub(r'name="(csrfmiddlewaretoken|number)" value="[^"]*"', "", response.content.decode())


def test_a_number_that_is_nobody_s_is_told_what_one_just_handed_in_is(client, call):
    walk(client, call)
    mine = receipt_on(client.get("/fonds/demande/recu/").content.decode())
    for what in ("", "withdraw"):
        told = [body(client.post(FOLLOW, {"number": n, "what": what})) for n in (mine, new_number())]
        assert told[0] == told[1]
    (made,) = all_applications()
    assert made.state == "withdrawn"
    assert "retirée" in client.post(FOLLOW, {"number": mine}).content.decode()


def test_a_no_is_read_with_its_reason_and_appealed_on_the_page(client, call):
    walk(client, call)
    mine = receipt_on(client.get("/fonds/demande/recu/").content.decode())
    (made,) = all_applications()
    reject_application(scene.actor("oumou"), made, reason="Hors de la zone.")
    page = client.post(FOLLOW, {"number": mine}).content.decode()
    assert "Hors de la zone." in page
    assert "Contester" in page
    empty = client.post(FOLLOW, {"number": mine, "what": "appeal"}).content.decode()
    assert "Dites ce qui doit" in empty
    client.post(FOLLOW, {"number": mine, "what": "appeal", "text": "La zone est bonne."})
    (appeal,) = Appeal.objects.system(SYSTEM)
    assert (appeal.filed_by_id, appeal.words["text"]) == (None, "La zone est bonne.")
    page = client.post(FOLLOW, {"number": mine}).content.decode()
    assert "recours est arrivé" in page
    assert "Contester" not in page


def test_a_slip_of_the_pen_in_the_number_is_told(client):
    assert "regardez le papier" in client.post(FOLLOW, {"number": "123"}).content.decode()
