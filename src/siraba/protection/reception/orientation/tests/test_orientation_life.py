"""From the choice to the service: by referral, or with a sheet in hand; where it stands is told once."""

import pytest

from siraba.foundation.access.errors import Invalid, NotAllowed, NotVisible, StateNotOpen
from siraba.foundation.consent.actions import withdraw_all
from siraba.protection.reception.arrivals.actions import open_case_of_arrival
from siraba.protection.reception.orientation import actions
from siraba.protection.reception.orientation.models import Orientation, at_stage
from siraba.protection.reception.orientation.selectors import (
    open_types,
    orientation_for,
    orientations_of,
    orientations_visible_to,
)
from siraba.protection.referrals import actions as referring
from siraba.protection.referrals.models import Referral
from siraba.protection.referrals.selectors import referral_file, referrals_visible_to
from tests import scene

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def cast(account_for):
    for one in ("garba", "nana", "provider"):
        account_for(one)
    account_for("other_branch", "Yaya Sidibé", "reception_branch", "dgme")


def again(orientation: Orientation) -> Orientation:
    return orientation_for(scene.actor("garba"), orientation.pk)


def test_a_sheet_leaves_the_platform_with_nothing():
    given = scene.given_orientation()
    assert again(given).stage == "given"
    assert not Referral.objects.system("a test").exists()
    actions.mark_served(scene.actor("garba"), given)
    assert again(given).stage == "served"
    assert again(given).ended_at


def test_who_was_lost_may_be_found_and_a_refusal_lets_the_need_wait_again():
    given, garba = scene.given_orientation(), scene.actor("garba")
    actions.mark_lost(garba, given)
    assert open_types(given.need, [again(given)]) == ["medical"]
    actions.mark_served(garba, given)
    assert open_types(given.need, [again(given)]) == []
    other = scene.orientation(scene.need(given.arrival), none=True)
    actions.mark_refused(garba, other, refusal="person", said=scene.WORDS)
    assert (again(other).stage, again(other).words["said"]) == ("refused", scene.WORDS)
    with pytest.raises(Invalid, match="motif"):
        actions.mark_refused(garba, given, refusal="")


def test_the_state_follows_the_referral_and_is_not_copied():
    sent = scene.sent_orientation(provider="foyer")
    assert (again(sent).state, again(sent).stage) == ("sent", "sent")
    provider = scene.actor("provider")
    for act, stage in (
        (referring.receive_referral, "received"),
        (referring.accept_referral, "received"),
        (referring.complete_referral, "served"),
    ):
        act(provider, sent.referral)
        found = again(sent)
        assert (found.state, found.stage) == ("sent", stage)
        assert list(orientations_visible_to(scene.actor("garba")).filter(at_stage(stage))) == [found]


def test_a_referral_that_is_declined_lets_the_need_wait_for_another_service():
    sent = scene.sent_orientation(provider="foyer")
    referring.decline_referral(scene.actor("provider"), sent.referral, reason="no_capacity")
    assert again(sent).stage == "refused"
    garba = scene.actor("garba")
    assert open_types(sent.need, orientations_of(garba, [sent.need])[sent.need.pk]) == ["medical"]
    scene.offered(name="Un autre")
    assert scene.orientation(sent.need, none=True)


def test_consent_withdrawn_ends_the_orientation_too():
    sent = scene.sent_orientation(provider="foyer")
    withdraw_all(scene.actor("garba"), sent.arrival.person)
    assert again(sent).stage == "refused"


def test_what_follows_a_referral_is_not_said_by_hand():
    sent = scene.sent_orientation()
    for act in (actions.mark_served, actions.mark_lost, actions.give_sheet):
        with pytest.raises(StateNotOpen):
            act(scene.actor("garba"), sent)


def test_a_referral_wants_a_case_that_was_screened_and_a_consent_and_undoes_itself():
    garba, arrival = scene.actor("garba"), scene.grown_arrival()
    made = scene.orientation(scene.need(arrival), by_referral=True)
    with pytest.raises(Invalid, match="référencement"):
        actions.give_sheet(garba, made)
    with pytest.raises(Invalid, match="ouvrez d’abord son dossier"):
        actions.send_orientation(garba, made)
    case = open_case_of_arrival(garba, arrival)
    made = again(made)
    with pytest.raises(StateNotOpen, match="après le repérage"):
        actions.send_orientation(garba, made)
    scene.screen(case, "garba")
    with pytest.raises(Invalid, match="consentement"):
        actions.send_orientation(garba, again(made), released_fields=["names"])
    assert again(made).stage == "accepted"
    assert not Referral.objects.system("a test").exists()
    scene.agree("garba", case, "clinique", giver="individual", giver_name="")
    actions.send_orientation(garba, again(made), released_fields=["names"])
    assert again(made).stage == "sent"


def test_a_branch_releases_nothing_that_is_closed_to_it():
    arrival = scene.screened_arrival()
    scene.agree("garba", arrival.case, "clinique", "identity", "health", giver="individual", giver_name="")
    made = scene.orientation(scene.need(arrival), by_referral=True)
    with pytest.raises(Invalid, match="ne vous est pas ouverte"):
        actions.send_orientation(scene.actor("garba"), made, released_fields=["health"])


def test_the_other_agents_of_the_branch_see_its_referral_and_another_branch_does_not(account_for):
    sent = scene.sent_orientation()
    home = scene.account("garba")
    colleague = account_for("colleague", "Kadiatou Sow", "reception_branch", "dgme")
    colleague.unit = home.unit
    colleague.save()
    assert referral_file(scene.actor("colleague"), sent.referral.code).referral == sent.referral
    assert not referrals_visible_to(scene.actor("other_branch")).exists()
    with pytest.raises(NotVisible):
        orientation_for(scene.actor("other_branch"), sent.pk)
    with pytest.raises(NotAllowed):
        referring.revoke_referral(scene.actor("other_branch"), sent.referral)
    referring.revoke_referral(scene.actor("colleague"), sent.referral)
    assert again(sent).stage == "refused"


def test_the_head_office_reads_no_orientation():
    scene.given_orientation()
    assert not orientations_visible_to(scene.actor("nana")).exists()
