"""When a consent ends the recipient is told by the codes it knows, and its answer is kept."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from siraba.foundation.access.errors import Invalid, NotAllowed, StateNotOpen
from siraba.foundation.access.policy import Category
from siraba.foundation.consent.actions import withdraw_all, withdraw_categories, withdraw_consent
from siraba.foundation.consent.models import Consent, ConsentNotice
from siraba.foundation.consent.notices import acknowledge_notice
from siraba.foundation.consent.selectors import live_categories
from siraba.protection.referrals.models import Referral
from tests import scene

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("awa", "boubacar", "coumba", "garba", "provider", "fanta", "etienne"),
]
SYSTEM = "a test looks at the row itself"


def consent_of(case, to="foyer"):
    return (
        Consent.objects.system(SYSTEM).filter(person=case.person_id, recipient__code=to).latest("recorded_at")
    )


def notices():
    return list(ConsentNotice.objects.system(SYSTEM).order_by("sent_at"))


@pytest.fixture
def referral():
    case = scene.open_case()
    accepted = scene.accepted_referral(case)
    accepted.case = case
    return accepted


def test_the_recipient_is_told_by_the_code_it_knows_and_by_no_name(referral, client_for, provider):
    withdraw_consent(scene.actor("awa"), consent_of(referral.case))
    (notice,) = notices()
    assert notice.codes == [referral.code]
    page = client_for(provider).get(reverse("interface:my_day")).content.decode()
    assert "À prendre en compte" in page
    assert reverse("referrals:acknowledge", args=[notice.pk]) in page
    assert not any(secret in page for secret in scene.SECRETS)


def test_who_received_nothing_is_told_nothing():
    case = scene.open_case()
    withdraw_consent(scene.actor("awa"), scene.agree("awa", case, "foyer"))
    scene.agree("awa", case, "crm")
    scene.prepare(case, "crm", "names", kind="family_tracing")
    withdraw_consent(scene.actor("awa"), consent_of(case, "crm"))
    assert notices() == []


def test_a_service_that_was_given_is_told_too(referral):
    from siraba.protection.referrals.actions import complete_referral

    complete_referral(scene.actor("provider"), referral, outcome="Fait")
    withdraw_consent(scene.actor("awa"), consent_of(referral.case))
    assert [notice.codes for notice in notices()] == [[referral.code]]


def test_what_another_consent_still_covers_is_not_announced(referral):
    scene.agree("awa", referral.case, "foyer", "identity", "case", "health")
    first = (
        Consent.objects.system(SYSTEM)
        .filter(person=referral.case.person_id, recipient__code="foyer")
        .earliest("recorded_at")
    )
    withdraw_consent(scene.actor("awa"), first)
    assert notices() == []


def test_the_answer_is_kept_and_seen_by_the_sender(referral, client_for, provider, awa):
    withdraw_consent(scene.actor("awa"), consent_of(referral.case))
    (notice,) = notices()
    url = reverse("referrals:acknowledge", args=[notice.pk])
    assert client_for(provider).post(url, {"form_id": ""}).status_code == 302
    assert client_for(provider).post(url, {"form_id": ""}).status_code == 409
    page = client_for(awa).get(reverse("cases:detail", args=[referral.case.code])).content.decode()
    assert "a pris acte du retrait" in page
    assert "a pris acte" not in client_for(provider).get(reverse("interface:my_day")).content.decode()


@pytest.mark.parametrize("who", ["awa", "boubacar", "fanta"])
def test_nobody_answers_for_the_recipient(referral, who):
    withdraw_consent(scene.actor("awa"), consent_of(referral.case))
    with pytest.raises(NotAllowed):
        acknowledge_notice(scene.actor(who), notices()[0])


def test_a_notice_is_answered_once(referral):
    withdraw_consent(scene.actor("awa"), consent_of(referral.case))
    acknowledge_notice(scene.actor("provider"), notices()[0])
    with pytest.raises(StateNotOpen):
        acknowledge_notice(scene.actor("provider"), notices()[0])


def test_a_notice_without_an_answer_comes_back_to_the_sender(referral, client_for, awa):
    withdraw_consent(scene.actor("awa"), consent_of(referral.case))
    assert (
        "Sans accusé, appelez la structure"
        not in client_for(awa).get(reverse("interface:my_day")).content.decode()
    )
    ConsentNotice.objects.system(SYSTEM).update(due_at=timezone.now() - timedelta(minutes=1))
    assert (
        "Sans accusé, appelez la structure"
        in client_for(awa).get(reverse("interface:my_day")).content.decode()
    )


@pytest.mark.parametrize("who", ["fanta", "boubacar"])
def test_other_agencies_see_no_notice(referral, client_for, who):
    withdraw_consent(scene.actor("awa"), consent_of(referral.case))
    page = client_for(scene.account(who)).get(reverse("referrals:notices")).content.decode()
    assert referral.code not in page
    url = reverse("referrals:acknowledge", args=[notices()[0].pk])
    assert client_for(scene.account(who)).post(url, {"form_id": ""}).status_code == 404


# A part, or all


def test_a_part_taken_back_closes_that_part_and_leaves_the_rest(referral):
    consent = consent_of(referral.case)
    to = consent.recipient_id
    withdraw_categories(scene.actor("awa"), consent, categories=["health"])
    assert live_categories(referral.case.person_id, to) == {"identity", "case"}
    assert Referral.objects.system(SYSTEM).get().state == "accepted"
    withdraw_categories(scene.actor("awa"), consent, categories=["case"])
    assert Referral.objects.system(SYSTEM).get().state == "consent_withdrawn"
    assert live_categories(referral.case.person_id, to) == {"identity"}
    withdraw_categories(scene.actor("awa"), consent, categories=["identity"])
    assert consent.state == "withdrawn"


@pytest.mark.parametrize("categories", [[], ["exploitation"], ["identity", "shelter"]])
def test_only_what_was_given_can_be_taken_back(referral, categories):
    with pytest.raises(Invalid) as refusal:
        withdraw_categories(scene.actor("awa"), consent_of(referral.case), categories=categories)
    assert refusal.value.field == "categories"


def test_everything_taken_back_closes_every_agency(referral):
    case = referral.case
    scene.refer(case, "crm", kind="family_tracing")
    assert withdraw_all(scene.actor("awa"), case.person) == 3
    for to in ("foyer", "crm", "oim"):
        assert live_categories(case.person_id, scene.organisation(to).pk) == set()
    assert {
        notice.recipient.code for notice in ConsentNotice.objects.system(SYSTEM).select_related("recipient")
    } == {
        "foyer",
        "crm",
    }


def test_the_pages_take_back_a_part_and_all(referral, client_for, awa):
    client, case, consent = client_for(awa), referral.case, consent_of(referral.case)
    part = reverse("cases:withdraw_part", args=[case.code, consent.pk])
    page = client.get(reverse("cases:detail", args=[case.code])).content.decode()
    assert part in page
    assert client.post(part, {"form_id": "", "categories": ["health"]}).status_code == 302
    assert "health" not in live_categories(case.person_id, consent.recipient_id)
    assert client.post(reverse("cases:withdraw_all", args=[case.code]), {"form_id": ""}).status_code == 302
    assert live_categories(case.person_id, consent.recipient_id) == set()


def test_each_notice_is_acknowledged_by_its_own_number(client_for):
    for names in ("Kadidia Dicko", "Oumou Sangaré"):
        case = scene.open_case(names=names)
        scene.accepted_referral(case)
        withdraw_all(scene.actor("awa"), case.person)
    first, second = ConsentNotice.objects.system("a test looks").order_by("sent_at")
    client = client_for(scene.account("provider"))
    for one, left in ((second, [first.pk]), (first, [])):
        client.post(reverse("referrals:acknowledge", args=[one.pk]), {"form_id": ""})
        waiting = ConsentNotice.objects.system("a test looks").filter(acknowledged_at__isnull=True)
        assert list(waiting.values_list("pk", flat=True)) == left


@pytest.mark.parametrize(
    ("username", "role", "home", "sees"),
    [
        ("coumba", "", "", True),  # the supervisor of the sender
        ("awa", "", "", True),
        ("provider", "", "", True),  # the recipient
        ("other_supervisor", "supervisor", "helvetas", False),
        ("boubacar", "", "", False),
        ("fanta", "", "", False),
        ("garba", "", "", False),
        ("clinic", "provider", "clinique", False),
    ],
)
def test_a_notice_is_for_its_sender_and_its_recipient_alone(
    referral, account_for, username, role, home, sees
):
    if role:
        account_for(username, "Ailleurs", role, home)
    withdraw_consent(scene.actor("awa"), consent_of(referral.case))
    assert ConsentNotice.objects.visible_to(scene.actor(username), Category.REFERRAL).exists() is sees


def test_a_branch_sees_the_notices_it_sent_and_those_it_received(garba):
    case = scene.receive()
    scene.agree("garba", case, "foyer")
    consent = consent_of(case)
    sent = ConsentNotice(
        consent=consent,
        sender=scene.organisation("dgme"),
        recipient=scene.organisation("foyer"),
        due_at=timezone.now(),
    )
    received = ConsentNotice(
        consent=consent,
        sender=scene.organisation("oim"),
        recipient=scene.organisation("dgme"),
        due_at=timezone.now(),
    )
    for notice in (sent, received):
        notice.save(force_insert=True)
    seen = ConsentNotice.objects.visible_to(scene.actor("garba"), Category.REFERRAL)
    assert {notice.pk for notice in seen} == {sent.pk, received.pk}
