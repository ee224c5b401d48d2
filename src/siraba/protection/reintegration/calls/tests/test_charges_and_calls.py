"""Duties in a fund stay apart; a call's rules are frozen once it opens, and its days are kept."""

from datetime import timedelta

import pytest
from django.utils import timezone

from siraba.foundation.access.errors import Invalid, NotAllowed, StateNotOpen
from siraba.protection.reintegration.calls.actions import (
    amend_call,
    close_call,
    end_charge,
    give_charge,
    open_call,
    open_fund,
)
from siraba.protection.reintegration.calls.models import Charge, Duty
from siraba.protection.reintegration.calls.rules import APART, duties_of
from siraba.protection.reintegration.calls.selectors import calls_visible_to, funds_visible_to
from tests import scene

pytestmark = pytest.mark.django_db


def test_the_administrator_gives_charges_and_cannot_hold_one():
    fund = scene.fund()
    with pytest.raises(Invalid, match="chargé du fonds"):
        give_charge(scene.actor("bakary"), fund, account=scene.account("bakary"), duty="secretary")
    scene.charge("oumou", "secretary")
    with pytest.raises(NotAllowed):
        give_charge(scene.actor("oumou"), fund, account=scene.account("oumou"), duty="president")


def test_somebody_of_another_organisation_is_charged_with_nothing(account_for):
    stranger, fund = account_for("guest", "Un autre", "fund_officer", "oim"), scene.fund()
    with pytest.raises(Invalid):
        give_charge(scene.actor("bakary"), fund, account=stranger, duty="secretary")
    assert not Charge.objects.exists()


@pytest.mark.parametrize("pair", [sorted(pair) for pair in APART], ids=" ".join)
def test_duties_that_must_stay_apart_are_not_given_to_one_account(pair):
    one, other = pair
    for first, second in ((one, other), (other, one)):
        fund = scene.fund(f"{first} {second}")
        scene.charge("oumou", first, fund)
        with pytest.raises(Invalid, match="ne se cumule pas"):
            scene.charge("oumou", second, fund)
        assert duties_of(scene.actor("oumou"), fund) == {first}


def test_who_pays_may_preside_and_a_member_too_since_nobody_said_otherwise():
    scene.charge("oumou", Duty.MEMBER)
    scene.charge("oumou", Duty.PRESIDENT)
    assert duties_of(scene.actor("oumou"), scene.fund()) == {"member", "president"}


def test_a_charge_that_ends_is_held_no_more_and_another_may_be_given():
    charge = scene.charge("oumou", "payer")
    end_charge(scene.actor("bakary"), charge)
    assert not duties_of(scene.actor("oumou"), scene.fund())
    assert not funds_visible_to(scene.actor("oumou")).exists()
    scene.charge("oumou", "accountant")
    with pytest.raises(Invalid, match="terminée"):
        end_charge(scene.actor("bakary"), charge)


def test_duties_in_one_fund_say_nothing_of_another():
    scene.charge("oumou", "payer", scene.fund("Un"))
    scene.charge("oumou", "accountant", scene.fund("Deux"))
    assert duties_of(scene.actor("oumou"), scene.fund("Un")) == {"payer"}


def test_two_funds_do_not_bear_one_name():
    scene.fund("Un")
    with pytest.raises(Invalid, match="déjà ce nom"):
        open_fund(scene.actor("bakary"), name=" Un ")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"budget": 0}, "budget"),
        ({"budget": -1}, "budget"),
        ({"ceiling": 0}, "ceiling"),
        ({"ceiling": 20_000_001}, "ceiling"),
        ({"women": 101}, "women"),
        ({"protected": -1}, "protected"),
        ({"score_gap": 101}, "score_gap"),
        ({"least_by_zone": {1: 15_000_000, 2: 6_000_000}}, "least_by_zone"),
        ({"least_by_zone": {1: 2_000_000}, "most_by_zone": {1: 1_000_000}}, "most_by_zone"),
        ({"criteria": [{"key": "a", "label": "A", "most": 0}]}, "criteria"),
        ({"criteria": [{"key": "a", "label": "A", "most": 5}] * 2}, "criteria"),
        ({"title": " "}, "title"),
        ({"closes_on": timezone.localdate() - timedelta(days=1)}, "closes_on"),
    ],
    ids=lambda value: "" if isinstance(value, str) else next(iter(value)),
)
def test_what_cannot_be_in_a_call_is_refused_with_its_field(changes, field):
    with pytest.raises(Invalid) as refused:
        scene.drafted_call(**changes)
    assert refused.value.field == field


def test_a_call_is_drafted_by_the_secretary_and_opened_by_the_president():
    call = scene.drafted_call()
    with pytest.raises(NotAllowed):
        open_call(scene.actor("oumou"), call)
    open_call(scene.actor("aminata"), call)
    assert call.takes(timezone.localdate())


def test_other_rules_are_another_version_and_none_once_it_is_open():
    call = scene.drafted_call()
    amend_call(scene.actor("oumou"), call, **scene.call_words(title="Autre intitulé"))
    assert call.rules_version == 1
    amend_call(scene.actor("oumou"), call, **scene.call_words(women=40))
    assert (call.rules_version, call.rules["women"]) == (2, 40)
    open_call(scene.actor("aminata"), call)
    with pytest.raises(StateNotOpen):
        amend_call(scene.actor("oumou"), call, **scene.call_words(women=0))


def test_a_call_is_not_closed_before_the_day_that_was_announced():
    call = scene.call()
    with pytest.raises(Invalid, match="reste ouvert"):
        close_call(scene.actor("oumou"), call)
    call.refresh_from_db()
    call.opens_on = call.closes_on = timezone.localdate() - timedelta(days=1)
    call.save()
    assert not call.takes(timezone.localdate())
    close_call(scene.actor("oumou"), call)
    assert call.state == "closed"


def test_who_manages_cases_knows_no_draft_and_who_has_no_charge_no_call():
    call, draft = scene.call(), scene.drafted_call(scene.fund())
    scene.somebody("awa")
    assert set(calls_visible_to(scene.actor("awa"))) == {call}
    assert set(calls_visible_to(scene.actor("oumou"))) == {call, draft}
    scene.somebody("fanta")
    Charge.objects.filter(account__username="pierre").update(until=timezone.localdate())
    assert not calls_visible_to(scene.actor("pierre")).exists()
