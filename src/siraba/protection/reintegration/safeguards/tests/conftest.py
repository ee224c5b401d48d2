"""A fund in Gao and another in Kayes, with who is charged with what in them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.policy import Purpose
from siraba.foundation.geography.models import Area
from siraba.foundation.organisations.models import Organisation
from siraba.protection.reintegration.calls.keys import household_key, number_key
from siraba.protection.reintegration.calls.models import (
    Application,
    ApplicationState,
    Call,
    CallState,
    Charge,
    Fund,
)

TODAY = timezone.localdate


def make_fund(organisation: str = "crm", name: str = "Fonds d’essai") -> Fund:
    home = Organisation.objects.get(code=organisation)
    return Fund.objects.get_or_create(name=name, defaults={"organisation": home, "fictitious": True})[0]


def make_call(fund: Fund, ceiling: int = 2_000_000, budget: int = 50_000_000) -> Call:
    return Call.objects.create(
        fund=fund,
        title="Appel d’essai",
        opens_on=TODAY() - timedelta(days=30),
        closes_on=TODAY() + timedelta(days=30),
        budget=budget,
        ceiling=ceiling,
        state=CallState.OPEN,
        fictitious=True,
    )


def make_application(
    call: Call, applicant: str = "Aïssata Bagayoko", zone: str = "Gao", **more
) -> Application:
    """An application as `calls` leaves it once it is submitted."""
    words = {
        "applicant": applicant,
        "phone": more.pop("phone", ""),
        "wallet": more.pop("wallet", ""),
        "wallet_name": more.pop("wallet_name", ""),
        "title": "Un étal au marché",
        "members": more.pop("members", []),
        "contact": "",
    }
    found = {
        "kind": "person",
        "zone": Area.objects.filter(level=1, name=zone).order_by("pk").first(),
        "activity": "trade",
        "asked": 1_000_000,
        "state": ApplicationState.SUBMITTED,
        "submitted_at": timezone.now(),
        "phone_key": number_key(words["phone"]),
        "wallet_key": number_key(words["wallet"]),
        "household_key": household_key(more.pop("household", ""), "Sanankoroba"),
        "fictitious": True,
    } | more
    application = Application(call=call, **found)
    application.write(**words)
    application.save(force_insert=True)
    return application


def charge(account, fund: Fund, *duties: str) -> Actor:
    """Give the account duties in the fund; who it is there."""
    for duty in duties:
        Charge.objects.create(fund=fund, account=account, duty=duty, given_by=account)
    return Actor.of(account, Purpose.FUND)


@pytest.fixture
def fund(db) -> Fund:
    return make_fund()


@pytest.fixture
def call(fund) -> Call:
    return make_call(fund)


@pytest.fixture
def secretary(account_for, fund) -> Actor:
    return charge(account_for("oumou"), fund, "secretary")


@pytest.fixture
def auditor(account_for, fund) -> Actor:
    return charge(account_for("pierre"), fund, "auditor")
