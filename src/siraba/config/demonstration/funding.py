"""Donors' money in the fictitious scene: two envelopes, a promise that is late, what came and what was spent."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.policy import Purpose
from siraba.foundation.accounts.models import Account
from siraba.foundation.geography.models import Area
from siraba.foundation.geography.selectors import find_area
from siraba.foundation.ledger.actions import spend
from siraba.foundation.organisations.models import Organisation
from siraba.partnership.funding import actions
from siraba.partnership.funding.models import Pledge

# Fictitious, like every amount of the scene
NEEDS = (
    ("prevention", None, 180_000_000),
    ("protection", "Kayes", 60_000_000),
    ("protection", "Gao", 45_000_000),
    ("protection", None, 220_000_000),
    ("prosecution", None, 90_000_000),
)
SOURCE = "Chiffre fictif de la démonstration"


class Funding:
    def __init__(self, accounts: dict[str, Account]):
        self.officer = Actor.of(accounts["fonds-comptable"], Purpose.FUNDING)
        self.coordination = Actor.of(accounts["coordination"], Purpose.COORDINATION)
        self.donor = Organisation.objects.get(code="bailleur")
        self.today = timezone.localdate()

    def tell(self) -> None:
        for pillar, region, amount in NEEDS:
            self._need(pillar, region, amount)
        women = self._pledge(
            "Femmes de Kayes (fictif)",
            "EUR",
            "80000.00",
            pillars=["protection"],
            zones=["Kayes"],
            groups=["women"],
        )
        self._commit(women, "CONV-DEMO-1", "80000.00", days=60)
        self._receive(women, "50000.00", "VIR-DEMO-1", days=30)
        for number, (amount, days) in enumerate(((450_000, 20), (600_000, 9), (375_000, 2)), 1):
            self._spend(women, amount, f"DEP-DEMO-{number}", days, "Kayes", ["women"])
        free = self._pledge(
            "Réintégration, sans affectation (fictif)", "XOF", "25000000", pillars=["protection"]
        )
        self._commit(free, "CONV-DEMO-2", "25000000", days=45)
        self._receive(free, "25000000", "VIR-DEMO-2", days=40)
        self._spend(free, 1_200_000, "DEP-DEMO-4", 5, "Gao", ["returnees"])
        self._pledge(
            "Campagne dans les villages (fictif)", "EUR", "30000.00", pillars=["prevention"], late=12
        )

    def _day(self, days: int) -> date:
        return self.today - timedelta(days=days)

    def _need(self, pillar: str, region: str | None, amount: int) -> None:
        zone = find_area(region, Area.Level.REGION) if region else None
        said: dict[str, Any] = {"pillar": pillar, "zone": zone, "year": self.today.year, "amount": amount}
        actions.set_need(self.coordination, **said, source=SOURCE, fictitious=True)

    def _pledge(
        self,
        title: str,
        currency: str,
        amount: str,
        pillars: list[str],
        zones: list[str] | None = None,
        groups: list[str] | None = None,
        late: int = -60,
    ) -> Pledge:
        return actions.add_pledge(
            self.officer,
            donor=self.donor,
            title=title,
            currency=currency,
            amount=Decimal(amount),
            pledged_on=self._day(90),
            expected_on=self._day(late),
            from_day=self._day(90),
            until_day=self.today + timedelta(days=600),
            pillars=pillars,
            zones=[area for name in zones or () if (area := find_area(name, Area.Level.REGION))],
            groups=groups or [],
            fictitious=True,
        )

    def _commit(self, pledge: Pledge, agreement: str, amount: str, days: int) -> None:
        words: dict[str, Any] = {
            "agreement": agreement,
            "signed_on": self._day(days),
            "committed": Decimal(amount),
        }
        actions.commit_pledge(self.officer, pledge, **words)

    def _receive(self, pledge: Pledge, amount: str, reference: str, days: int) -> None:
        words: dict[str, Any] = {
            "amount": Decimal(amount),
            "received_on": self._day(days),
            "reference": reference,
        }
        actions.receive_instalment(self.officer, pledge, **words)

    def _spend(
        self, pledge: Pledge, amount: int, reference: str, days: int, region: str, groups: list[str]
    ) -> None:
        assert pledge.envelope is not None
        spend(
            self.officer,
            pledge.envelope,
            amount=amount,
            pillar="protection",
            zone=find_area(region, Area.Level.REGION),
            groups=groups,
            day=self._day(days),
            reference=reference,
            label="Dépense fictive de la démonstration",
        )
