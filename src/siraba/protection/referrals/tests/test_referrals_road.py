"""A referral from one agency to another: what each side may do and read at each step."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from siraba.foundation.access.errors import Invalid, NotAllowed, StateNotOpen
from siraba.foundation.consent.actions import withdraw_consent
from siraba.foundation.consent.models import Consent
from siraba.foundation.services.selectors import services_open_to
from siraba.protection.referrals import actions
from siraba.protection.referrals.models import REFERRAL_MOVES, RELEASABLE, Referral, ReferralState
from siraba.protection.referrals.selectors import (
    late_referrals,
    referral_headers,
    referrals_visible_to,
    released_to,
    services_to_refer,
)
from tests import scene

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("awa", "boubacar", "coumba", "fanta", "garba", "hawa", "provider"),
]
SYSTEM = "a test looks at the row itself"

# act → states it is open in → state it leads to; written a second time, by hand
BEFORE_SERVICE = ("draft", "consent_pending", "sent", "received", "accepted", "expired")
AGREED = {
    "send_referral": {"draft": "sent", "consent_pending": "sent"},
    "receive_referral": {"sent": "received"},
    "accept_referral": dict.fromkeys(("sent", "received"), "accepted"),
    "decline_referral": dict.fromkeys(("sent", "received"), "declined"),
    "start_service": {"accepted": "in_service"},
    "complete_referral": dict.fromkeys(("accepted", "in_service"), "completed"),
    "fail_referral": dict.fromkeys(("accepted", "in_service"), "not_completed"),
    "revoke_referral": dict.fromkeys(BEFORE_SERVICE, "revoked"),
    "relaunch_referral": {"expired": "sent"},
}
WHO = {"send_referral": "awa", "revoke_referral": "awa", "relaunch_referral": "hawa"}
WORDS = {"decline_referral": {"reason": "other"}, "fail_referral": {"outcome": "Partie avant d’arriver"}}


@pytest.fixture
def case():
    return scene.open_case()


@pytest.fixture
def referral(case):
    return scene.refer(case)


def read(referral):
    return Referral.objects.system(SYSTEM).select_related("case__person").get(pk=referral.pk)


def released(who, referral):
    return {
        item.name: item.value for item in released_to(scene.actor(who), read(referral)) if not item.closed
    }


def put(referral, **fields):
    Referral.objects.system(SYSTEM).filter(pk=referral.pk).update(**fields)


def do(act, referral, who=None):
    getattr(actions, act)(scene.actor(who or WHO.get(act, "provider")), referral, **WORDS.get(act, {}))


@pytest.mark.parametrize("state", ReferralState.values)
@pytest.mark.parametrize("act", AGREED)
def test_each_act_is_open_where_the_table_says_and_nowhere_else(referral, act, state):
    put(referral, state=state)
    if state in AGREED[act]:
        do(act, referral)
        assert read(referral).state == AGREED[act][state]
        return
    with pytest.raises(StateNotOpen, match=str(ReferralState(state).label)):
        do(act, referral)
    assert read(referral).state == state


def test_the_table_holds_these_acts_and_those_of_the_timer():
    by_itself = {"expire_referral", "close_for_consent"}
    assert {name for name, _move in REFERRAL_MOVES} == set(AGREED) | by_itself


@pytest.mark.parametrize("act", AGREED)
@pytest.mark.parametrize("who", ["boubacar", "fanta", "garba"])
def test_those_whom_it_does_not_concern_can_do_nothing(referral, act, who):
    with pytest.raises(NotAllowed):
        do(act, referral, who)


def test_the_sender_does_not_answer_for_the_receiver_nor_the_receiver_send(referral):
    with pytest.raises(NotAllowed):
        do("accept_referral", referral, "awa")
    with pytest.raises(NotAllowed):
        do("revoke_referral", referral, "provider")


def test_only_the_released_fields_open_and_only_after_the_acceptance(case):
    scene.assess(case)
    referral = scene.refer(case, "foyer", "names", "birth", "urgent_need", "health")
    assert released("provider", referral) == {}
    do("receive_referral", referral)
    assert released("provider", referral) == {}
    do("accept_referral", referral)
    assert released("provider", referral) == {
        "names": scene.NAMES,
        "birth": 14,
        "urgent_need": "shelter",
        "health": scene.HEALTH,
    }
    assert released("fanta", referral) == released("boubacar", referral) == {}


def test_every_field_that_can_be_released_has_its_value():
    case = scene.planned_case()
    scene.agree("awa", case, "foyer", "identity", "case", "health", "exploitation")
    referral = scene.prepare(case, "foyer", *RELEASABLE)
    actions.send_referral(scene.actor("awa"), referral)
    do("accept_referral", referral)
    found = released("provider", referral)
    assert found == {
        "names": scene.NAMES,
        "birth": 14,
        "citizenships": ["ML"],
        "languages": [],
        "contact": scene.CONTACT,
        "urgent_need": "shelter",
        "risk": "medium",
        "plan_objective": "Rentrer à Kayes chez sa mère",
        "health": scene.HEALTH,
        "exploitation": ["servitude"],
    }


def test_a_referral_without_a_consent_waits_for_it(case):
    referral = scene.prepare(case)
    assert referral.state == "consent_pending"
    with pytest.raises(Invalid, match="Noms, Besoin urgent") as refusal:
        actions.send_referral(scene.actor("awa"), referral)
    assert refusal.value.field == "released_fields"
    scene.agree("awa", case, "foyer")
    actions.send_referral(scene.actor("awa"), referral)


def test_justice_is_no_service_of_a_referral(case):
    justice = scene.service("justice")
    actor = scene.actor("awa")
    assert justice in services_open_to(actor)
    assert justice not in services_to_refer(actor, case.agency_id)
    with pytest.raises(Invalid) as refusal:
        actions.prepare_referral(actor, case, justice, urgency="normal", released_fields=["names"])
    assert refusal.value.field == "service"
    assert not Referral.objects.system(SYSTEM).exists()


def test_a_consent_for_less_than_what_is_sent_is_not_enough(case):
    scene.agree("awa", case, "foyer", "identity")
    referral = scene.prepare(case, "foyer", "names", "risk", "health")
    with pytest.raises(Invalid) as refusal:
        actions.send_referral(scene.actor("awa"), referral)
    assert "Niveau de risque" in refusal.value.message
    assert "Noms" not in refusal.value.message


def test_a_consent_that_ended_stops_the_acceptance_before_any_timer(case, referral):
    Consent.objects.system(SYSTEM).update(
        valid_from=timezone.now() - timedelta(days=2), valid_to=timezone.now() - timedelta(hours=1)
    )
    with pytest.raises(Invalid, match="Aucun consentement en cours"):
        do("accept_referral", referral)
    assert read(referral).state == "sent"


@pytest.mark.parametrize("reached", ["sent", "accepted", "in_service"])
def test_a_withdrawal_closes_what_is_not_finished_and_all_that_was_open(case, referral, reached):
    if reached != "sent":
        do("accept_referral", referral)
    if reached == "in_service":
        do("start_service", referral)
    withdraw_consent(scene.actor("awa"), consents_to_foyer().get())
    assert read(referral).state == "consent_withdrawn"
    assert released("provider", referral) == {}
    with pytest.raises(StateNotOpen):
        do("complete_referral", referral)


def consents_to_foyer():
    return Consent.objects.system(SYSTEM).select_related("person").filter(recipient__code="foyer")


def test_after_a_withdrawal_a_finished_referral_keeps_its_outcome_and_closes_its_fields(
    referral, client_for, provider
):
    do("accept_referral", referral)
    do("complete_referral", referral)
    withdraw_consent(scene.actor("awa"), consents_to_foyer().get())
    assert released("provider", referral) == {}
    page = client_for(provider).get(reverse("referrals:detail", args=[referral.code])).content.decode()
    assert "Fermé : aucun consentement en cours." in page
    assert scene.NAMES not in page


def test_another_live_consent_keeps_a_referral_open(case, referral):
    first = consents_to_foyer().get()
    scene.agree("awa", case, "foyer")
    withdraw_consent(scene.actor("awa"), first)
    assert read(referral).state == "sent"


@pytest.mark.parametrize(("urgency", "acknowledge", "answer"), [("urgent", 4, 24), ("normal", 24, 72)])
def test_the_answer_is_due_by_the_urgency(case, urgency, acknowledge, answer):
    scene.agree("awa", case, "foyer")
    referral = scene.prepare(case, urgency=urgency)
    actions.send_referral(scene.actor("awa"), referral)
    sent = read(referral)
    assert sent.acknowledge_due - sent.sent_at == timedelta(hours=acknowledge)
    assert sent.answer_due - sent.sent_at == timedelta(hours=answer)
    assert sent.due() == sent.acknowledge_due
    do("receive_referral", referral)
    assert read(referral).due() == sent.answer_due


def test_what_nobody_answered_goes_to_the_coordinator_who_relaunches_it(referral, client_for, hawa):
    assert actions.expire_referrals(None) == 0
    put(referral, answer_due=timezone.now() - timedelta(hours=2))
    assert actions.expire_referrals(None) == 1
    assert actions.expire_referrals(None) == 0
    assert [header["code"] for header in late_referrals(scene.actor("hawa"))] == [referral.code]
    with pytest.raises(StateNotOpen):
        do("accept_referral", referral)

    client = client_for(hawa)
    day = client.get(reverse("interface:my_day")).content.decode()
    assert referral.code in day
    assert not [word for word in scene.SECRETS if word in day]
    url = reverse("referrals:relaunch", args=[referral.code])
    assert client.post(url, {"form_id": uuid4()}).status_code == 302
    assert read(referral).state == "sent"
    assert read(referral).answer_due > timezone.now()


def test_the_coordinator_does_not_learn_what_would_have_been_released(referral):
    put(referral, state="expired")
    consents_to_foyer().update(
        valid_to=timezone.now() - timedelta(hours=1), valid_from=timezone.now() - timedelta(days=9)
    )
    with pytest.raises(Invalid) as refusal:
        do("relaunch_referral", referral)
    assert "Noms" not in refusal.value.message


def test_headers_are_for_those_who_coordinate_and_hold_nothing_of_the_person(referral):
    header = referral_headers(scene.actor("hawa")).get()
    assert header["code"] == referral.code
    assert not {"case", "case_id", "released_fields", "sealed", "sent_by", "sent_by_id"} & set(header)
    for who in ("awa", "provider", "fanta"):
        assert list(referral_headers(scene.actor(who))) == []


def test_a_draft_is_nobody_else_s_business(case):
    referral = scene.prepare(case)
    assert not referrals_visible_to(scene.actor("provider")).exists()
    assert not referral_headers(scene.actor("hawa")).exists()
    assert referrals_visible_to(scene.actor("awa")).get() == referral
    assert not referrals_visible_to(scene.actor("boubacar")).exists()


def test_a_person_is_not_referred_before_the_screening_nor_after_the_closure_nor_to_oneself():
    case = scene.receive("awa")
    with pytest.raises(StateNotOpen, match="Reçu"):
        scene.prepare(case)
    scene.screen(case)
    with pytest.raises(Invalid) as refusal:
        scene.prepare(case, "oim", kind="transport")
    assert refusal.value.field == "service"
    with pytest.raises(Invalid) as refusal:
        scene.prepare(case, "foyer", "names", "perpetrator")
    assert refusal.value.field == "released_fields"


def test_the_whole_family_of_a_case_s_referrals_stands_on_its_page_for_its_owner(
    case, referral, client_for, awa
):
    page = client_for(awa).get(reverse("cases:detail", args=[case.code])).content.decode()
    assert referral.code in page


def test_the_outcome_is_read_by_both_sides(referral, client_for, awa, provider):
    do("accept_referral", referral)
    do("fail_referral", referral)
    for account in (awa, provider):
        page = client_for(account).get(reverse("referrals:detail", args=[referral.code])).content.decode()
        assert "Partie avant d’arriver" in page


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("service", "999999"),
        ("service", ""),
        ("urgency", "demain"),
        ("released_fields", ["perpetrator"]),
    ],
)
def test_an_unknown_code_is_told_on_its_field(case, client_for, awa, field, wrong):
    good = {"service": scene.service().pk, "urgency": "urgent", "released_fields": ["names"]}
    url = reverse("referrals:prepare", args=[case.code])
    response = client_for(awa).post(url, {**good, field: wrong})
    assert response.status_code == 200
    assert list(response.context["form"].errors) == [field]
    assert Referral.objects.system(SYSTEM).count() == 0


@pytest.mark.parametrize("field", ["state", "service_type", "urgency", "decline_reason"])
def test_the_database_refuses_a_code_that_is_in_no_list(referral, field):
    with pytest.raises(IntegrityError), transaction.atomic():
        put(referral, **{field: "inconnu"})
    with pytest.raises(IntegrityError), transaction.atomic():
        put(referral, answer_due=None)


def test_released_fields_are_read_in_words(case):
    referral = scene.refer(case, "foyer", "birth", "citizenships", "languages", "urgent_need", "risk")
    actions.accept_referral(scene.actor("provider"), referral)
    texts = {item.name: item.text for item in released_to(scene.actor("provider"), read(referral))}
    assert (texts["birth"], texts["citizenships"], texts["urgent_need"]) == ("14 ans", "Mali", "Hébergement")
    assert texts["languages"] == ""


def test_the_data_steward_reads_the_follow_up_and_does_not_relaunch(case, account_for, client_for):
    steward = client_for(account_for("donnees", "Kadiatou Dembélé", "data_steward", "cnltppa"))
    referral = scene.refer(case)
    Referral.objects.system(SYSTEM).update(state=ReferralState.EXPIRED)
    page = steward.get(reverse("referrals:header", args=[referral.code]))
    assert page.status_code == 200
    assert "relancer" not in page.content.decode()
    assert steward.get(reverse("referrals:relaunch", args=[referral.code])).status_code == 404
