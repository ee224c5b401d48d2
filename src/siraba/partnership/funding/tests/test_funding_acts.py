"""Promised, committed, received: in the donor's currency and in FCFA, with the rate of the day; the earmark goes along."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from siraba.foundation.access.errors import Invalid, NotAllowed, NotVisible, StateNotOpen
from siraba.foundation.access.policy import Purpose
from siraba.foundation.geography.models import Area
from siraba.foundation.geography.selectors import find_area
from siraba.foundation.ledger import actions as ledger
from siraba.foundation.ledger.selectors import left_in
from siraba.foundation.organisations.models import Organisation
from siraba.partnership.funding import actions
from siraba.partnership.funding.money import EURO, in_francs
from siraba.partnership.funding.selectors import overdue, pledge_for, pledges_visible_to, standings

pytestmark = pytest.mark.django_db


def today():
    return timezone.localdate()


@pytest.fixture
def oumou(account_for, actor_for):
    return actor_for(account_for("oumou"), Purpose.FUNDING)


@pytest.fixture
def donor(account_for, actor_for):
    return actor_for(account_for("don", "Don Atrice", "donor", "bailleur"), Purpose.FUNDING)


def a_pledge(actor, **more):
    own = {
        "donor": Organisation.objects.get(code="bailleur"),
        "title": "Femmes de Kayes",
        "currency": "EUR",
        "amount": Decimal("10000.00"),
        "expected_on": today() + timedelta(days=30),
        "from_day": today() - timedelta(days=10),
        "until_day": today() + timedelta(days=300),
        "pillars": ["protection"],
        "zones": [find_area("Kayes", Area.Level.REGION)],
        "groups": ["women"],
    }
    return actions.add_pledge(actor, **{**own, **more})


def committed(actor, pledge, amount="10000.00", **more):
    own = {"agreement": "CONV-1", "signed_on": today()}
    actions.commit_pledge(actor, pledge, committed=Decimal(amount), **{**own, **more})
    return pledge


def received(actor, pledge, amount="4000.00", reference="V-1", **more):
    return actions.receive_instalment(
        actor, pledge, amount=Decimal(amount), received_on=today(), reference=reference, **more
    )


def spend(actor, pledge, amount=100_000, **more):
    own = {"pillar": "protection", "zone": find_area("Kayes", Area.Level.REGION), "groups": ["women"]}
    said = {"day": today(), "reference": "P-1", "label": "Aide K7M2-P9QX-A"}
    return ledger.spend(actor, pledge.envelope, amount=amount, **{**own, **said, **more})


def standing(actor, pledge):
    (one,) = standings(actor, [pledge_for(actor, pledge.code)])
    return one


def test_pledged_committed_and_received_in_euros_and_in_francs_with_the_rate(oumou, donor):
    pledge = a_pledge(oumou)
    assert (pledge.francs, pledge.rate, pledge.rate_on) == (6_559_570, EURO, today())
    committed(oumou, pledge, "9000.50")
    assert pledge.committed_francs == in_francs(Decimal("9000.50"), EURO) == 5_903_941
    received(oumou, pledge)
    pledge = pledge_for(oumou, pledge.code)
    assert pledge.state == "part"
    spend(oumou, pledge, 655_957)
    one = standing(donor, pledge)
    assert (one.received, one.received_francs) == (Decimal("4000.00"), 2_623_828)
    assert (one.spent_francs, one.spent) == (655_957, Decimal("1000.00"))
    assert (one.left_francs, one.left) == (1_967_871, Decimal("3000.00"))
    received(oumou, pledge, "5000.50", "V-2")
    pledge = pledge_for(oumou, pledge.code)
    assert pledge.state == "whole"


def test_the_money_of_women_of_kayes_is_not_spent_elsewhere(oumou):
    pledge = committed(oumou, a_pledge(oumou))
    received(oumou, pledge)
    before = left_in(pledge.envelope)
    for wrong in (
        {"zone": find_area("Gao", Area.Level.REGION)},
        {"groups": ["minors"]},
        {"pillar": "prevention"},
    ):
        with pytest.raises(Invalid, match="réservée"):
            spend(oumou, pledge, **wrong)
    assert left_in(pledge.envelope) == before
    spend(oumou, pledge)
    assert left_in(pledge.envelope) == before - 100_000


def test_no_more_is_received_than_is_committed(oumou):
    pledge = committed(oumou, a_pledge(oumou), "5000.00")
    received(oumou, pledge, "4000.00")
    with pytest.raises(Invalid, match="Il reste 1000.00 EUR"):
        received(oumou, pledge, "1000.01", "V-2")
    received(oumou, pledge, "1000.00", "V-2")
    with pytest.raises(StateNotOpen):
        received(oumou, pledge, "0.01", "V-3")


def test_nothing_is_received_before_the_agreement_is_signed(oumou):
    with pytest.raises(StateNotOpen):
        received(oumou, a_pledge(oumou))


def test_another_currency_wants_its_rate_its_day_and_its_source(oumou):
    rate = {"rate": Decimal("601.25"), "rate_on": today(), "rate_source": "BCEAO"}
    for missing in rate:
        with pytest.raises(Invalid):
            a_pledge(oumou, currency="USD", **{k: v for k, v in rate.items() if k != missing})
    pledge = a_pledge(oumou, currency="USD", amount=Decimal("100.00"), **rate)
    assert (pledge.francs, pledge.rate_source) == (60_125, "BCEAO")
    committed(oumou, pledge, "100.00", **{**rate, "rate": Decimal("610")})
    receipt = received(oumou, pledge, "50.00", **{**rate, "rate": Decimal("590")})
    assert (pledge.committed_francs, receipt.francs) == (61_000, 29_500)
    assert "590 FCFA" in receipt.rate_said


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount": Decimal("0")},
        {"amount": Decimal("1.001")},
        {"currency": "XOF", "amount": Decimal("10.50")},
        {"currency": "ABC"},
        {"pillars": ["ailleurs"]},
        {"groups": ["tous"]},
        {"until_day": date(2000, 1, 1)},
        {"pledged_on": date(2999, 1, 1)},
    ],
)
def test_a_pledge_that_cannot_be_is_refused(oumou, wrong):
    with pytest.raises(Invalid):
        a_pledge(oumou, **wrong)
    assert not pledges_visible_to(oumou).exists()


def test_a_receipt_is_reversed_unless_it_is_spent(oumou):
    pledge = committed(oumou, a_pledge(oumou))
    first = received(oumou, pledge, "1000.00")
    spend(oumou, pledge, 1)
    with pytest.raises(Invalid, match="déjà dépensé"):
        actions.reverse_receipt(oumou, first, reason="Erreur de compte")
    assert standing(oumou, pledge).received == Decimal("1000.00")


def test_what_is_reversed_is_no_longer_received(oumou):
    pledge = committed(oumou, a_pledge(oumou))
    receipt = received(oumou, pledge, "1000.00")
    actions.reverse_receipt(oumou, receipt, reason="Virement rejeté")
    pledge = pledge_for(oumou, pledge.code)
    assert (pledge.state, left_in(pledge.envelope)) == ("committed", 0)
    assert standing(oumou, pledge).received == 0
    with pytest.raises(Invalid):
        actions.reverse_receipt(oumou, receipt, reason="Encore")


def test_a_cancelled_pledge_says_why_and_keeps_what_came(oumou):
    pledge = committed(oumou, a_pledge(oumou))
    received(oumou, pledge, "1000.00")
    with pytest.raises(Invalid):
        actions.cancel_pledge(oumou, pledge, reason=" ")
    actions.cancel_pledge(oumou, pledge, reason="Budget coupé")
    assert left_in(pledge.envelope) == 655_957
    spend(oumou, pledge)
    with pytest.raises(StateNotOpen):
        received(oumou, pledge, "1.00", "V-2")


def test_what_is_late_is_reckoned_and_can_be_postponed(oumou):
    pledge = a_pledge(oumou, expected_on=today() - timedelta(days=1))
    assert [one.pk for one in overdue(oumou)] == [pledge.pk]
    with pytest.raises(Invalid):
        actions.postpone_pledge(oumou, pledge, expected_on=today() - timedelta(days=1))
    actions.postpone_pledge(oumou, pledge, expected_on=today())
    assert not pledge.is_overdue
    assert not overdue(oumou).exists()


def test_a_donor_sees_its_own_lines_and_no_others(oumou, donor, account_for, actor_for):
    own = a_pledge(oumou)
    other = a_pledge(oumou, donor=Organisation.objects.get(code="oim"), title="Autre")
    assert [one.pk for one in pledges_visible_to(donor)] == [own.pk]
    with pytest.raises(NotVisible):
        pledge_for(donor, other.code)
    elsewhere = actor_for(account_for("else", "Autre Fonds", "fund_officer", "helvetas"), Purpose.FUNDING)
    assert not pledges_visible_to(elsewhere).exists()


def test_the_coordination_sees_all_amounts_and_records_none(oumou, hawa, actor_for):
    pledge = a_pledge(oumou)
    coordinator = actor_for(hawa, Purpose.COORDINATION)
    assert standing(coordinator, pledge).pledge.francs == 6_559_570
    with pytest.raises(NotAllowed):
        actions.cancel_pledge(coordinator, pledge, reason="Non")


def test_officers_of_another_fund_and_donors_change_nothing(oumou, donor, account_for, actor_for):
    pledge = a_pledge(oumou)
    elsewhere = actor_for(account_for("else", "Autre Fonds", "fund_officer", "helvetas"), Purpose.FUNDING)
    for actor in (donor, elsewhere):
        with pytest.raises(NotAllowed):
            committed(actor, pledge)


@given(st.decimals(Decimal("0.01"), Decimal("10000000"), places=2))
def test_a_conversion_is_never_further_than_half_a_franc(amount):
    assert abs(in_francs(amount, EURO) - amount * EURO) <= Decimal("0.5")
