"""Sharing without consent: two persons, a ground, some hours, never towards justice, reviewed."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from siraba.foundation.access.errors import Invalid, NotAllowed, StateNotOpen
from siraba.foundation.access.policy import Purpose
from siraba.foundation.audit.models import AuditLine
from siraba.foundation.consent.actions import expire_consents, withdraw_consent
from siraba.foundation.consent.models import Consent, Override
from siraba.foundation.consent.overrides import (
    approve_override,
    refuse_override,
    request_override,
    review_override,
)
from siraba.foundation.consent.selectors import live_categories, override_headers
from siraba.foundation.organisations.models import Organisation
from tests import scene

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("awa", "boubacar", "coumba", "garba", "provider", "jeneba", "hawa"),
]
SYSTEM = "a test looks at the row itself"
REASON = "Hémorragie, elle ne peut pas parler"


def at_need(username):
    return scene.actor(username, Purpose.EMERGENCY)


@pytest.fixture
def case():
    return scene.open_case()


def ask(case, by="awa", to="clinique", **changes):
    words = {"categories": ["identity", "health"], "ground": "life", "reason": REASON} | changes
    return request_override(at_need(by), case.person, recipient=scene.organisation(to), **words)


def live(case, to="clinique"):
    return live_categories(case.person_id, scene.organisation(to).pk)


def test_nothing_opens_before_a_second_person_has_approved(case):
    override = ask(case)
    assert live(case) == set()
    approve_override(at_need("coumba"), override)
    assert live(case) == {"identity", "health"}


def test_who_asked_does_not_decide_even_as_a_supervisor(case):
    override = ask(case, by="coumba")
    for act in (approve_override, refuse_override):
        with pytest.raises(NotAllowed, match="Une autre personne"):
            act(at_need("coumba"), override)
    with pytest.raises(IntegrityError), transaction.atomic():
        Override.objects.system(SYSTEM).update(decided_by=scene.account("coumba"))
    assert live(case) == set()


def test_a_case_manager_does_not_approve(case):
    override = ask(case, by="coumba")
    with pytest.raises(NotAllowed):
        approve_override(at_need("awa"), override)


def test_the_supervisor_of_another_agency_does_not_decide(case, account_for):
    account_for("elsewhere", "Ailleurs", "supervisor", "helvetas")
    override = ask(case)
    with pytest.raises(NotAllowed):
        approve_override(at_need("elsewhere"), override)


def test_it_ends_after_72_hours_at_most_whatever_the_settings_say(case, settings):
    settings.DEADLINES = {**settings.DEADLINES, "override": 1000}
    override = ask(case)
    approve_override(at_need("coumba"), override)
    consent = Consent.objects.system(SYSTEM).get(pk=override.consent_id)
    assert consent.valid_to - consent.valid_from == timedelta(hours=72)
    later = consent.valid_to + timedelta(seconds=1)
    assert live_categories(case.person_id, scene.organisation("clinique").pk, later) == set()


@pytest.mark.parametrize("to", ["brigade", "justice"])
def test_never_towards_justice(case, to):
    with pytest.raises(Invalid, match="Jamais") as refusal:
        ask(case, to=to)
    assert refusal.value.field == "recipient"


def test_a_recipient_that_became_justice_or_closed_in_between_receives_nothing(case):
    for change in ({"house": "prosecution"}, {"house": "protection", "active": False}):
        override = ask(case)
        Organisation.objects.filter(code="clinique").update(**change)
        with pytest.raises(Invalid):
            approve_override(at_need("coumba"), override)
        Organisation.objects.filter(code="clinique").update(house="protection", active=True)
    assert live(case) == set()


@pytest.mark.parametrize("categories", [[], ["perpetrator"], ["identity", "family_links"]])
def test_only_what_can_be_shared_can_be_asked_for(case, categories):
    with pytest.raises(Invalid):
        ask(case, categories=categories)


def test_who_does_not_hold_the_case_asks_for_nothing(case):
    with pytest.raises(NotAllowed):
        ask(case, by="boubacar")
    with pytest.raises(NotAllowed):
        request_override(
            scene.actor("awa"), case.person, recipient=scene.organisation("clinique"), categories=["identity"],
            ground="life", reason=REASON,
        )  # fmt: skip


def test_a_refused_one_stays_closed(case):
    override = ask(case)
    refuse_override(at_need("coumba"), override)
    with pytest.raises(StateNotOpen):
        approve_override(at_need("coumba"), override)
    assert live(case) == set()


def over(case):
    override = ask(case)
    approve_override(at_need("coumba"), override)
    Consent.objects.system(SYSTEM).filter(pk=override.consent_id).update(
        valid_from=timezone.now() - timedelta(hours=73), valid_to=timezone.now()
    )
    expire_consents(None)
    return override


def test_its_end_asks_for_a_review_and_a_review_is_made_once_by_another(case):
    override = over(case)
    override.refresh_from_db(from_queryset=Override.objects.system(SYSTEM))
    assert (override.state, live(case)) == ("ended", set())
    assert override.review_due > timezone.now()
    words = {"justified": False, "person_told": True, "review": "On pouvait attendre"}
    with pytest.raises(NotAllowed):
        review_override(at_need("awa"), override, **words)
    review_override(at_need("coumba"), override, **words)
    assert (override.state, override.justified) == ("reviewed", False)
    assert override.words == {"reason": REASON, "review": "On pouvait attendre"}
    with pytest.raises(StateNotOpen):
        review_override(at_need("coumba"), override, **words)


def test_a_review_waits_for_the_end(case):
    override = ask(case)
    approve_override(at_need("coumba"), override)
    with pytest.raises(StateNotOpen):
        review_override(at_need("coumba"), override, justified=True, person_told=False, review="Trop tôt")


def test_the_person_can_end_it(case):
    override = ask(case)
    approve_override(at_need("coumba"), override)
    withdraw_consent(scene.actor("awa"), Consent.objects.system(SYSTEM).get(pk=override.consent_id))
    assert live(case) == set()
    assert Override.objects.system(SYSTEM).get().state == "ended"


def test_who_watches_over_the_log_sees_it_without_the_person(case):
    ask(case)
    (header,) = override_headers(scene.actor("jeneba", Purpose.OVERSIGHT))
    assert header["ground"] == "life"
    assert not {"person", "person_id", "sealed"} & header.keys()
    assert not override_headers(scene.actor("hawa", Purpose.OVERSIGHT)).exists()


def test_nothing_written_reaches_the_journal(case):
    review_override(at_need("coumba"), over(case), justified=True, person_told=False, review="Elle va mieux")
    written = " ".join(f"{line.object} {line.detail}" for line in AuditLine.objects.all())
    assert REASON not in written
    assert "mieux" not in written


def test_the_pages_lead_from_the_request_to_the_review(case, client_for, awa, coumba):
    asks, decides = client_for(awa), client_for(coumba)
    page = asks.get(reverse("cases:crossing", args=[case.code])).content.decode()
    assert "Demander une dérogation" in page
    url = reverse("cases:override", args=[case.code])
    words = {
        "form_id": "", "recipient": scene.organisation("clinique").pk, "categories": ["identity"], "ground": "life",
        "reason": REASON,
    }  # fmt: skip
    assert asks.post(url, words).status_code == 302
    override = Override.objects.system(SYSTEM).get()
    step = reverse("cases:override_step", args=[case.code, override.pk, "accorder"])
    assert step not in asks.get(reverse("cases:crossing", args=[case.code])).content.decode()
    assert asks.post(step, {"form_id": ""}).status_code == 403
    assert step in decides.get(reverse("interface:my_day")).content.decode()
    assert REASON in decides.get(step).content.decode()
    assert decides.post(step, {"form_id": ""}).status_code == 302
    assert live(case) == {"identity"}


def test_the_override_of_another_case_is_not_found_under_this_one(case, client_for, coumba):
    other = scene.open_case(names="Kadidia Dicko")
    override = ask(other)
    url = reverse("cases:override_step", args=[case.code, override.pk, "accorder"])
    assert client_for(coumba).post(url, {"form_id": ""}).status_code == 404
    assert live(other) == set()


def test_each_override_is_decided_by_its_own_number_and_one_that_is_none_is_not_there(client_for):
    case = scene.open_case()
    first, second = (ask(case) for _ in range(2))
    client = client_for(scene.account("coumba"))
    page = "/dossiers/{}/derogations/{}/refuser/"
    assert client.post(page.format(case.code, second.pk), {"form_id": ""}).status_code == 302
    assert client.get(page.format(case.code, "5f3a1c1e-8d0b-4a2e-9b7f-1c2d3e4f5a6b")).status_code == 404
    assert client.post(page.format(case.code, first.pk), {"form_id": ""}).status_code == 302
    kept = Override.objects.system("a test looks").order_by("decided_at").values_list("pk", "state")
    assert list(kept) == [(second.pk, "refused"), (first.pk, "refused")]
