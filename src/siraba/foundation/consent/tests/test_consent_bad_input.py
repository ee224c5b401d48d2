"""A consent that says nothing, or too much, is refused on the field concerned; nothing of it is kept."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from siraba.foundation.access.errors import Invalid, NotAllowed, StateNotOpen
from siraba.foundation.consent.actions import expire_consents, withdraw_consent
from siraba.foundation.consent.models import Consent, ConsentGrant
from siraba.foundation.consent.selectors import live_categories
from siraba.foundation.organisations.models import Organisation
from tests import scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("awa", "boubacar", "coumba", "garba")]
SYSTEM = "a test looks at the row itself"


@pytest.fixture
def case():
    return scene.receive("awa")


def live(case, to="foyer"):
    return live_categories(case.person_id, scene.organisation(to).pk)


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("valid_to", {"valid_to": timezone.now() - timedelta(days=1)}),
        ("valid_to", {"valid_from": timezone.now(), "valid_to": timezone.now() - timedelta(seconds=1)}),
        ("categories", {"categories": []}),
        ("categories", {"categories": ["identity", "perpetrator"]}),
        ("categories", {"categories": ["family_links"]}),
        ("categories", {"state": "granted_limited", "categories": [], "limits": "Pas à sa tante"}),
        ("limits", {"state": "granted_limited"}),
        ("witness_name", {"modality": "witness"}),
        ("scope", {"scope": "share_law_enforcement"}),
        ("state", {"state": "best_interest_override"}),
        ("giver", {"giver": "individual"}),
    ],
    ids=[
        "end before start",
        "by a second",
        "no category",
        "not shared",
        "vault",
        "limits to nothing",
        "limits unsaid",
        "no witness",
        "justice is not a shelter",
        "an override is not said",
        "child alone",
    ],
)
def test_what_cannot_be_a_consent_is_refused_on_its_field(case, field, changes):
    with pytest.raises(Invalid) as refusal:
        scene.agree("awa", case, "foyer", **changes)
    assert refusal.value.field == field
    assert refusal.value.message
    assert Consent.objects.system(SYSTEM).count() == 0
    assert ConsentGrant.objects.system(SYSTEM).count() == 0


def test_what_is_shared_with_an_agency_never_goes_to_justice(case):
    with pytest.raises(Invalid, match="justice"):
        scene.agree("awa", case, "brigade")
    scene.agree("awa", case, "brigade", scope="share_law_enforcement")
    assert live(case, "brigade") == set()


def test_an_agency_that_has_closed_receives_nothing_new(case):
    Organisation.objects.filter(code="foyer").update(active=False)
    with pytest.raises(Invalid) as refusal:
        scene.agree("awa", case, "foyer")
    assert refusal.value.field == "recipient"


def test_an_adult_consents_alone():
    case = scene.receive("awa", age=31)
    scene.agree("awa", case, "foyer", giver="individual", giver_name="")
    assert live(case) == {"identity", "case"}


def test_a_refusal_is_written_down_and_opens_nothing(case):
    consent = scene.agree("awa", case, "foyer", state="refused")
    assert live(case) == set()
    with pytest.raises(StateNotOpen):
        withdraw_consent(scene.actor("awa"), consent)


@pytest.mark.parametrize("scope", ["anonymous_statistics", "photo_biometric", "contact_me"])
def test_a_consent_for_another_purpose_opens_nothing_to_the_agency(case, scope):
    scene.agree("awa", case, "foyer", scope=scope)
    assert live(case) == set()


def test_a_consent_withdrawn_twice_is_refused_the_second_time(case):
    consent = scene.agree("awa", case, "foyer")
    withdraw_consent(scene.actor("awa"), consent)
    with pytest.raises(StateNotOpen, match="Retiré"):
        withdraw_consent(scene.actor("awa"), consent)
    assert live(case) == set()


def test_a_consent_to_come_and_a_consent_that_ended_open_nothing(case):
    now = timezone.now()
    scene.agree("awa", case, "foyer", "identity", valid_from=now + timedelta(hours=1))
    scene.agree(
        "awa", case, "foyer", "case", valid_from=now - timedelta(days=2), valid_to=now - timedelta(days=1)
    )
    assert live(case) == set()
    assert live_categories(case.person_id, scene.organisation("foyer").pk, now + timedelta(hours=2)) == {
        "identity"
    }


def test_two_consents_open_what_either_opens_until_both_end(case):
    first = scene.agree("awa", case, "foyer", "identity", "case")
    scene.agree("awa", case, "foyer", "case", "health")
    assert live(case) == {"identity", "case", "health"}
    withdraw_consent(scene.actor("awa"), first)
    assert live(case) == {"case", "health"}


def test_a_consent_names_its_recipient_and_nobody_else(case):
    scene.agree("awa", case, "foyer")
    assert live(case, "crm") == set()


def test_the_timer_closes_each_ended_consent_once(case):
    now = timezone.now()
    scene.agree("awa", case, "foyer", valid_from=now - timedelta(days=2), valid_to=now - timedelta(days=1))
    scene.agree("awa", case, "crm")
    assert expire_consents(None) == 1
    assert expire_consents(None) == 0


def test_who_does_not_hold_the_record_can_neither_record_nor_withdraw(case):
    consent = scene.agree("awa", case, "foyer")
    with pytest.raises(NotAllowed):
        scene.agree("boubacar", case, "helvetas")
    with pytest.raises(NotAllowed):
        withdraw_consent(scene.actor("boubacar"), consent)
    assert live(case) == {"identity", "case"}


@pytest.mark.parametrize("field", ["scope", "giver", "modality", "state"])
def test_the_database_refuses_a_code_that_is_in_no_list(case, field):
    consent = scene.agree("awa", case, "foyer")
    with pytest.raises(IntegrityError), transaction.atomic():
        Consent.objects.system(SYSTEM).filter(pk=consent.pk).update(**{field: "inconnu"})


def test_the_database_refuses_an_end_before_the_start_and_a_category_that_is_not_shared(case):
    consent = scene.agree("awa", case, "foyer")
    with pytest.raises(IntegrityError), transaction.atomic():
        Consent.objects.system(SYSTEM).update(valid_to=consent.valid_from)
    with pytest.raises(IntegrityError), transaction.atomic():
        ConsentGrant.objects.system(SYSTEM).update(category="perpetrator")
