"""What a family learns by its receipt: a refusal, no news and a number that is nobody's are one page, made in one way."""

import re

import pytest
from django.core.cache import cache
from django.test import Client
from django.test.utils import CaptureQueriesContext

from siraba.foundation.access import crypto
from siraba.foundation.access.receipts import new_number, written
from siraba.protection.tracing import leads, registrations, requests
from siraba.protection.tracing.models import FamilyReceipt, TracingRequest
from siraba.protection.tracing.news import news_for
from tests import scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fanta", "mariam")]
SYSTEM = "a test looks at the row itself"
PAGE = "/liens-familiaux/nouvelles/"


@pytest.fixture(autouse=True)
def _quiet():
    cache.clear()


def receipt_of(request: TracingRequest) -> str:
    return requests.give_family_receipt(scene.actor("fanta"), request)


def refused() -> TracingRequest:
    lead = scene.verified_lead()
    leads.offer_contact(scene.actor("fanta"), lead, reason="?")
    leads.refuse_contact(scene.actor("fanta"), lead, reason="Non")
    return lead.request


def dead() -> TracingRequest:
    lead = scene.verified_lead()
    type(lead.registration).objects.system(SYSTEM).filter(pk=lead.registration_id).update(kind="deceased")
    today = scene.timezone.localdate()
    leads.tell_of_death(
        scene.actor("fanta"), lead, authority="Procureur", on=today, place="Kita", reason="En personne"
    )
    return lead.request


def closed() -> TracingRequest:
    request = refused()
    requests.close_request(scene.actor("fanta"), request, closure="no_search_left", reason="Il ne veut pas")
    return request


def told_then_taken_back() -> TracingRequest:
    lead = scene.accepted_lead()
    leads.tell_family(scene.actor("fanta"), lead, reason="?")
    leads.refuse_contact(scene.actor("fanta"), lead, reason="Elle a changé d’avis")
    return lead.request


def told_then_protected() -> TracingRequest:
    lead = scene.accepted_lead()
    leads.tell_family(scene.actor("fanta"), lead, reason="?")
    registrations.shield_record(
        scene.actor("fanta"), lead.registration, shield="trafficking", reason="Menacée"
    )
    return lead.request


WITHOUT_NEWS = {
    "nobody is found": lambda: scene.file_request(),
    "a lead waits": lambda: scene.lead().request,
    "two persons have confirmed": lambda: scene.verified_lead().request,
    "she accepts, and nobody has told yet": lambda: scene.accepted_lead().request,
    "she refuses": refused,
    "she has died": dead,
    "the request is closed": closed,
    "she has changed her mind": told_then_taken_back,
    "she is protected": told_then_protected,
}


def answer_to(number: str) -> tuple:
    """All that comes back, but for the token against forgery; and which queries it took, without what was asked."""
    from django.db import connection

    with CaptureQueriesContext(connection) as asked:
        answer = Client().post(PAGE, {"number": written(number)})
    body = re.sub(r'(nonce|value)="[^"]+"', "", answer.content.decode())
    headers = {name: said for name, said in answer.headers.items() if name != "Content-Security-Policy"}
    return answer.status_code, headers, body, [_shape(query["sql"]) for query in asked.captured_queries]


def _shape(sql: str) -> str:
    return re.sub(r"'[^']*'|\b\d+\b", "?", sql)


@pytest.mark.parametrize("kind", WITHOUT_NEWS)
def test_whatever_is_known_a_family_without_news_reads_what_a_stranger_reads(kind):
    number = receipt_of(WITHOUT_NEWS[kind]()) if kind != "the request is closed" else None
    if number is None:
        request = refused()
        number = receipt_of(request)
        requests.close_request(scene.actor("fanta"), request, closure="no_search_left", reason="Non")
    stranger = answer_to(new_number())
    assert answer_to(number) == stranger
    assert "Pas de nouvelle à ce jour" in stranger[2]


def test_each_answer_opens_one_sealed_piece_and_no_answer_is_shorter(monkeypatch):
    opened: list[int] = []
    real = crypto.unseal

    def counting(compartment, place, sealed):
        opened.append(len(sealed))
        return real(compartment, place, sealed)

    monkeypatch.setattr(crypto, "unseal", counting)
    news_for(receipt_of(refused()))
    refused_ = opened.copy()
    opened.clear()
    news_for(new_number())
    assert opened == refused_[-1:]


@pytest.mark.parametrize(
    ("what", "told", "hidden"),
    [
        ("alive", "est en vie", "Bamako"),
        ("place", "Bamako", "en contact"),
        ("contact", "veut être en contact", "Bamako"),
    ],
)
def test_the_family_reads_what_she_wants_told_and_nothing_else(what, told, hidden):
    lead = scene.accepted_lead(what)
    number = receipt_of(lead.request)
    leads.tell_family(scene.actor("fanta"), lead, reason="Par la page")
    page = answer_to(number)[2]
    assert told in page
    assert hidden not in page
    assert not [word for word in scene.VAULT_SECRETS if word in page]


def test_the_family_reads_at_once_that_she_wants_less_or_more_to_be_known():
    lead = scene.accepted_lead("place")
    number = receipt_of(lead.request)
    leads.tell_family(scene.actor("fanta"), lead, reason="Par la page")
    for what, told in (("alive", "en vie"), ("contact", "en contact")):
        leads.accept_contact(scene.actor("fanta"), lead, what=what, reason="Elle a changé d’avis")
        page = answer_to(number)[2]
        assert told in page
        assert "Bamako" not in page
    assert lead.state == "told"


def test_news_that_were_taken_back_by_undoing_are_not_shown():
    lead = scene.accepted_lead()
    number = receipt_of(lead.request)
    leads.tell_family(scene.actor("fanta"), lead, reason="Par la page")
    leads.undo_decision(scene.actor("mariam"), lead, reason="Mauvaise famille")
    assert answer_to(number) == answer_to(new_number())


def test_a_new_receipt_ends_the_last_and_only_a_hash_is_kept():
    request = scene.file_request()
    old, new = receipt_of(request), receipt_of(request)
    assert FamilyReceipt.objects.system(SYSTEM).filter(ended_at__isnull=True).count() == 1
    kept = str(list(FamilyReceipt.objects.system(SYSTEM).values()))
    assert old not in kept
    assert new not in kept


def test_a_slip_is_told_and_guessing_is_slowed(settings):
    assert "regardez le papier" in Client().post(PAGE, {"number": "12"}).content.decode()
    settings.MESSAGES_AN_HOUR = 2
    asked = [Client().post(PAGE, {"number": new_number()}).status_code for _ in range(3)]
    assert asked == [200, 200, 429]


def test_every_family_is_called_at_the_same_distance():
    lead = scene.verified_lead()
    other = scene.file_request(person={"given_name": "Hawa", "family_name": "Dicko"})
    for request in (lead.request, other):
        requests.record_call(scene.actor("fanta"), request)
    assert lead.request.next_call_on == other.next_call_on


def test_the_answer_is_kept_by_no_cache(client):
    assert client.post(PAGE, {"number": new_number()})["Cache-Control"] == "no-store"
