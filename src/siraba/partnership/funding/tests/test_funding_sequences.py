"""Any sequence of promises, commitments, receipts, spendings and reversals, beside a model of a few dictionaries.

Each act is done or refused as the model says, and at the end every book balances, is numbered without holes, holds its
chain, and no envelope has paid what its donor did not allow. MONEY_SEQUENCES=10000 tries as many of them.
"""

import os
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from siraba.foundation.access.errors import Refusal
from siraba.foundation.access.policy import Purpose
from siraba.foundation.geography.models import Area
from siraba.foundation.geography.selectors import find_area
from siraba.foundation.ledger import actions as ledger
from siraba.foundation.ledger.balances import envelope_balances, proof_of
from siraba.foundation.ledger.digests import broken
from siraba.foundation.ledger.models import Entry, Line
from siraba.foundation.organisations.models import Organisation
from siraba.partnership.funding import actions
from siraba.partnership.funding.selectors import pledges_visible_to

pytestmark = pytest.mark.django_db
SEQUENCES = int(os.environ.get("MONEY_SEQUENCES", "25"))
COUNTED: Counter[str] = Counter()
many = settings(
    suppress_health_check=list(HealthCheck), deadline=None, max_examples=SEQUENCES, derandomize=False
)
EARMARKS: list[dict[str, Any]] = [
    {"zones": ["Kayes"], "groups": ["women"], "pillars": ["protection"]},
    {"zones": ["Kayes", "Gao"], "groups": [], "pillars": []},
    {"zones": [], "groups": ["women", "minors"], "pillars": ["protection", "prevention"]},
    {"zones": [], "groups": [], "pillars": []},
]
ZONES, GROUPS, PILLARS = ("Kayes", "Gao", None), ("women", "minors", None), ("protection", "prevention")
AMOUNTS = st.one_of(st.integers(1, 200), st.integers(1, 1200))
WHICH = st.integers(0, 3)
ACTS = st.one_of(
    st.tuples(st.just("pledge"), WHICH, AMOUNTS),
    st.tuples(st.just("commit"), WHICH, AMOUNTS),
    st.tuples(st.just("receive"), WHICH, AMOUNTS),
    st.tuples(st.just("receive"), WHICH, AMOUNTS),
    st.tuples(
        st.just("spend"),
        WHICH,
        AMOUNTS,
        st.sampled_from(ZONES),
        st.sampled_from(GROUPS),
        st.sampled_from(PILLARS),
    ),
    st.tuples(
        st.just("spend"),
        WHICH,
        AMOUNTS,
        st.sampled_from(ZONES),
        st.sampled_from(GROUPS),
        st.sampled_from(PILLARS),
    ),
    st.tuples(st.just("undo_receipt"), st.integers(0, 5)),
    st.tuples(st.just("undo_spending"), st.integers(0, 5)),
    st.tuples(st.just("cancel"), WHICH),
)


@dataclass
class Model:
    """What the acts should come to: by pledge its earmark, what was committed, received and spent."""

    earmarks: list[dict[str, Any]] = field(default_factory=list)
    committed: list[int | None] = field(default_factory=list)
    cancelled: list[bool] = field(default_factory=list)
    received: list[int] = field(default_factory=list)
    spent: list[int] = field(default_factory=list)
    receipts: list[tuple[int, int, bool]] = field(default_factory=list)
    spendings: list[tuple[int, int, bool]] = field(default_factory=list)

    def pledge(self, which: int, amount: int) -> bool:
        self.earmarks.append(EARMARKS[which])
        self.committed.append(None)
        self.cancelled.append(False)
        self.received.append(0)
        self.spent.append(0)
        return True

    def commit(self, which: int, amount: int) -> bool:
        if self.committed[which] is not None or self.cancelled[which]:
            return False
        self.committed[which] = amount
        return True

    def receive(self, which: int, amount: int) -> bool:
        limit = self.committed[which]
        if limit is None or self.cancelled[which] or self.received[which] + amount > limit:
            return False
        self.received[which] += amount
        self.receipts.append((which, amount, True))
        return True

    def spend(self, which: int, amount: int, zone: str | None, group: str | None, pillar: str) -> bool:
        mark = self.earmarks[which]
        fits = (
            (not mark["zones"] or zone in mark["zones"])
            and (not mark["groups"] or group in mark["groups"])
            and (not mark["pillars"] or pillar in mark["pillars"])
        )
        if self.committed[which] is None or not fits or amount > self.received[which] - self.spent[which]:
            return False
        self.spent[which] += amount
        self.spendings.append((which, amount, True))
        return True

    def undo_receipt(self, place: int) -> bool:
        which, amount, live = self.receipts[place]
        if not live or self.received[which] - self.spent[which] < amount:
            return False
        self.received[which] -= amount
        self.receipts[place] = (which, amount, False)
        return True

    def undo_spending(self, place: int) -> bool:
        which, amount, live = self.spendings[place]
        if not live:
            return False
        self.spent[which] -= amount
        self.spendings[place] = (which, amount, False)
        return True

    def cancel(self, which: int) -> bool:
        limit = self.committed[which]
        if self.cancelled[which] or (limit is not None and self.received[which] == limit):
            return False
        self.cancelled[which] = True
        return True

    def about(self, name: str, rest: list[Any]) -> tuple | None:
        """The act with its first word led to something that is there; None when there is nothing of the kind."""
        if name == "pledge":
            return tuple(rest)
        there = {"undo_receipt": len(self.receipts), "undo_spending": len(self.spendings)}
        number = there.get(name, len(self.earmarks))
        if number == 0 or (name == "spend" and self.committed[rest[0] % number] is None):
            return None
        return (rest[0] % number, *rest[1:])


class Platform:
    """The same acts on the platform."""

    def __init__(self, actor: Any):
        self.actor, self.today = actor, timezone.localdate()
        self.areas = {name: find_area(name, Area.Level.REGION) for name in ZONES if name}
        self.donor = Organisation.objects.get(code="bailleur")
        self.holder = Organisation.objects.get(code="crm")

    def begin(self) -> None:
        self.pledges: list[Any] = []
        self.receipts: list[Any] = []
        self.spendings: list[Any] = []
        self.turn = 0

    def pledge(self, which: int, amount: int) -> None:
        mark = EARMARKS[which]
        made = actions.add_pledge(
            self.actor,
            donor=self.donor,
            title=f"Enveloppe {which}",
            currency="XOF",
            amount=Decimal(amount),
            expected_on=self.today,
            from_day=self.today,
            until_day=self.today + timedelta(days=1),
            pillars=mark["pillars"],
            groups=mark["groups"],
            zones=[self.areas[name] for name in mark["zones"]],
        )
        self.pledges.append(made)

    def commit(self, which: int, amount: int) -> None:
        words = {"agreement": "C", "signed_on": self.today, "committed": Decimal(amount)}
        actions.commit_pledge(self.actor, self.pledges[which], **words)

    def receive(self, which: int, amount: int) -> None:
        words = {"amount": Decimal(amount), "received_on": self.today, "reference": self._reference()}
        self.receipts.append(actions.receive_instalment(self.actor, self.pledges[which], **words))

    def spend(self, which: int, amount: int, zone: str | None, group: str | None, pillar: str) -> None:
        entry = ledger.spend(
            self.actor,
            self.pledges[which].envelope,
            amount=amount,
            pillar=pillar,
            zone=self.areas.get(zone) if zone else None,
            groups=[group] if group else [],
            day=self.today,
            reference=self._reference(),
            label="Essai",
        )
        self.spendings.append(entry)

    def undo_receipt(self, place: int) -> None:
        actions.reverse_receipt(self.actor, self.receipts[place], reason="Essai")

    def undo_spending(self, place: int) -> None:
        ledger.reverse_entry(self.actor, self.spendings[place], reason="Essai")

    def cancel(self, which: int) -> None:
        actions.cancel_pledge(self.actor, self.pledges[which], reason="Essai")

    def _reference(self) -> str:
        self.turn += 1
        return f"R-{self.turn}"


def carried_out(platform: Platform, name: str, rest: tuple) -> bool:
    try:
        with transaction.atomic():
            getattr(platform, name)(*rest)
    except Refusal:
        COUNTED["refused"] += 1
        return False
    COUNTED[name] += 1
    return True


def compare(platform: Platform, model: Model) -> None:
    pledges = {one.pk: one for one in pledges_visible_to(platform.actor)}
    balances = {
        one.envelope.pk: one
        for one in envelope_balances([one.envelope for one in pledges.values() if one.envelope])
    }
    for place, made in enumerate(platform.pledges):
        balance = balances.get(pledges[made.pk].envelope_id)
        received, spent = (balance.received, balance.spent) if balance else (0, 0)
        assert (received, spent) == (model.received[place], model.spent[place])
        assert (pledges[made.pk].state == "cancelled") is model.cancelled[place]
    proof = proof_of(platform.holder)
    assert proof.balanced
    entries = list(Entry.objects.filter(holder=platform.holder).order_by("number"))
    assert [one.number for one in entries] == list(range(1, len(entries) + 1))
    assert not list(broken(platform.holder))
    assert not Line.objects.values("entry").annotate(sum=Sum("amount")).exclude(sum=0).exists()
    for line in Line.objects.filter(account__kind="expense").select_related("envelope"):
        mark = line.envelope.pillars
        assert not mark or line.pillar in mark
        zones = {area.pk for area in line.envelope.zones.all()}
        assert not zones or line.zone_id in zones


@pytest.fixture
def platform(account_for, actor_for):
    yield Platform(actor_for(account_for("oumou"), Purpose.FUNDING))
    print("\nCarried out, beside a model:", dict(COUNTED))


@many
@given(st.lists(ACTS, min_size=4, max_size=12))
def test_money_is_never_lost_nor_spent_elsewhere(platform, acts):
    model = Model()
    COUNTED["sequences"] += 1
    platform.begin()
    with transaction.atomic():
        for which, amount in ((0, 1000), (3, 800)):
            place = len(platform.pledges)
            for name, rest in (
                ("pledge", (which, amount)),
                ("commit", (place, amount)),
                ("receive", (place, 500)),
            ):
                assert carried_out(platform, name, rest)
                assert getattr(model, name)(*rest)
        for name, *rest in acts:
            if words := model.about(name, rest):
                assert carried_out(platform, name, words) == getattr(model, name)(*words), (name, words)
        compare(platform, model)
        transaction.set_rollback(True)
