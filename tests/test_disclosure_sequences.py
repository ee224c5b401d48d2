"""Random sequences of consent, order, objection, request, approval, recall and time, against what justice may then read.

DISCLOSURE_SEQUENCES=2000 tries as many of them. No role of justice reads without a live disclosure, ever.
"""

import os
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from django.conf import settings as site
from django.db import transaction
from django.utils import timezone
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from siraba.foundation.access.errors import Invalid, NotAllowed, StateNotOpen
from siraba.foundation.consent.actions import withdraw_all
from siraba.foundation.handover import disclosures, orders
from siraba.foundation.handover.models import CourtOrder, DisclosedCopy, Disclosure
from siraba.foundation.handover.selectors import copy_file
from tests import scene

EXAMPLES = int(os.environ.get("DISCLOSURE_SEQUENCES", "30"))
START = datetime(2026, 11, 2, 9, tzinfo=timezone.get_default_timezone())
AUTHORITIES = {"brigade": "daouda", "justice": "lassana"}
LOOK = "a test looks at the row itself"


class Clock:
    now = START


@dataclass
class Handed:
    """The model of a disclosure: where it goes, on what, and until when it may be read."""

    row: Disclosure
    authority: str
    order: CourtOrder | None
    by: str
    until: datetime | None = None

    def readable(self) -> bool:
        return self.until is not None and Clock.now < self.until


class Disclosures(RuleBasedStateMachine):
    handed = Bundle("handed")
    ordered = Bundle("ordered")

    def __init__(self):
        super().__init__()
        Clock.now = START
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.case = scene.open_case()
        self.agreed: set[str] = set()
        self.all: list[Handed] = []

    def teardown(self):
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)

    @rule(authority=st.sampled_from(sorted(AUTHORITIES)))
    def agree(self, authority):
        scene.agree("awa", self.case, authority, "identity", scope="share_law_enforcement")
        self.agreed.add(authority)

    @rule()
    def withdraw(self):
        if self.agreed:
            withdraw_all(scene.actor("awa"), self.case.person)
        for one in self.all:
            if one.order is None and one.authority in self.agreed:
                one.until = None
        self.agreed.clear()

    @rule(target=ordered, authority=st.sampled_from(sorted(AUTHORITIES)))
    def order(self, authority):
        today = Clock.now.date()
        return orders.record_court_order(
            scene.actor("coumba"), self.case.person, authority=scene.organisation(authority), reference="RP 1",
            dated=today, valid_to=today + timedelta(days=30), fields=["names"],
        )  # fmt: skip

    @rule(order=ordered)
    def object(self, order):
        try:
            orders.object_to_order(scene.actor("coumba"), order, grounds="Danger")
        except StateNotOpen:
            assert order.objection

    @rule(
        target=handed, authority=st.sampled_from(sorted(AUTHORITIES)), by=st.sampled_from(["awa", "coumba"])
    )
    def ask_on_consent(self, authority, by):
        return self._ask(authority, by, None, authority in self.agreed)

    @rule(target=handed, order=ordered, by=st.sampled_from(["awa", "coumba"]))
    def ask_on_order(self, order, by):
        return self._ask(order.authority.code, by, order, self._binds(order))

    def _binds(self, order) -> bool:
        fresh = CourtOrder.objects.system(LOOK).get(pk=order.pk)
        return not fresh.objection and Clock.now.date() <= fresh.valid_to

    def _ask(self, authority, by, order, may):
        try:
            row = disclosures.request_disclosure(
                scene.actor(by), self.case.person, recipient=scene.organisation(authority), fields=["names"],
                purpose="Plainte", order=order,
            )  # fmt: skip
        except Invalid:
            assert not may
            return multiple()
        assert may
        made = Handed(row, authority, order, by)
        self.all.append(made)
        return made

    @rule(one=handed)
    def approve(self, one):
        basis = self._binds(one.order) if one.order else one.authority in self.agreed
        try:
            copy = disclosures.approve_disclosure(scene.actor("coumba"), one.row)
        except (NotAllowed, StateNotOpen, Invalid):
            one.row.refresh_from_db(from_queryset=Disclosure.objects.system(LOOK))
            assert one.by == "coumba" or not basis or one.row.state != "requested"
            return
        assert one.by != "coumba"
        assert basis
        one.until = copy.expires_at

    @rule(one=handed)
    def recall(self, one):
        try:
            disclosures.recall_disclosure(scene.actor("awa"), one.row)
        except StateNotOpen:
            return
        one.until = None

    @rule(days=st.sampled_from([1, 20, 91]))
    def time_passes(self, days):
        Clock.now += timedelta(days=days)

    @rule()
    def timer(self):
        disclosures.expire_disclosures(None)

    @invariant()
    def justice_reads_what_is_live_and_nothing_else(self):
        for one in self.all:
            for authority, username in AUTHORITIES.items():
                copies = DisclosedCopy.objects.system(LOOK).filter(code=one.row.code)
                if authority != one.authority or not copies.exists():
                    continue
                read = dict(copy_file(scene.actor(username), one.row.code).fields)
                assert bool(read) is one.readable(), (one, read)
                assert not read or scene.NAMES in read.values()


@pytest.mark.django_db
def test_no_sequence_lets_justice_read_without_a_live_disclosure(
    awa, coumba, daouda, lassana, garba, monkeypatch
):
    monkeypatch.setattr(timezone, "now", lambda: Clock.now)
    monkeypatch.setitem(site.DEADLINES, "consent", 24 * 3650)  # its end is another machine's matter
    size = settings(max_examples=EXAMPLES, stateful_step_count=12, deadline=None, phases=[Phase.generate])
    run_state_machine_as_test(Disclosures, settings=size)
