"""Fifty payments, an operator that loses answers, and a sender that is killed: never paid twice, whatever the order.

PAYMENT_ORDERS sets how many random orders of events are tried (100 and more outside the suite), PAYMENT_COUNT how many
payments each has. A killed sender is a process of its own that receives SIGKILL in the middle of a request.
"""

import json
import os
import random
import signal
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection, connections
from django.db.models import Sum
from django.test import Client

from siraba.foundation.ledger.models import Line
from siraba.foundation.ledger.selectors import left_in
from siraba.protection.reintegration.payments.models import PAID, UNKNOWN, Batch, Payment, PaymentState
from siraba.protection.reintegration.payments.money import TRANSIT
from siraba.protection.reintegration.payments.sending import send_payments
from siraba.protection.reintegration.payments.tests.conftest import (
    SYSTEM,
    make_envelope,
    make_fund,
    make_people,
    many_payable,
    payments_in,
    sent_batch,
)
from siraba.protection.reintegration.payments.tests.operator import (
    COMPLETED,
    DROP_AFTER,
    DROP_BEFORE,
    FAILED_LATER,
    PENDING,
    REFUSED,
    Disbursement,
    Operator,
)
from siraba.protection.reintegration.safeguards.tests.conftest import make_call

pytestmark = pytest.mark.django_db(transaction=True)
ORDERS = int(os.environ.get("PAYMENT_ORDERS", "3"))
COUNT = int(os.environ.get("PAYMENT_COUNT", "12"))
AMOUNT, FILLED = 100_000, 50_000_000
TIMEOUTS = 3  # two of them after the operator took the payment
ODD = (DROP_AFTER, DROP_AFTER, DROP_BEFORE, PENDING, FAILED_LATER, REFUSED)


@pytest.fixture(scope="module", autouse=True)
def emptied_afterwards(django_db_setup, django_db_blocker):
    """What is committed here is emptied afterwards, which SQLite’s journal and book would refuse."""
    found = []
    if connection.vendor == "sqlite":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%no_delete'"
            )
            found = cursor.fetchall()
            for name, _sql in found:
                cursor.execute(f"DROP TRIGGER {name}")
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        for _name, sql in found:
            cursor.execute(sql)


@dataclass
class World:
    """One batch and its operator, with the random order of what happens to them."""

    batch: Batch
    operator: Operator
    draw: random.Random
    envelope: object
    settings: Any
    kills: int = 0
    callbacks: int = 0
    events: list[str] = field(default_factory=list)

    def send(self) -> None:
        """A run of the sender that nothing stops."""
        self.events.append("send")
        send_payments()

    def kill(self) -> None:
        """A run of the sender in a process of its own, killed at some request: before the operator took it, or after."""
        stops, when = self.draw.randrange(6), self.draw.choice(("before", "after"))
        self.events.append(f"kill {when}")
        begun = len([one for one in self.operator.asked if one[0] == "POST"])
        connections.close_all()
        child = os.fork()
        if child == 0:
            try:
                connections.close_all()
                send_payments()
            finally:
                os._exit(0)

        def interrupt(number: int, at: str) -> None:
            if at == when and number >= begun + stops:
                os.kill(child, signal.SIGKILL)

        self.operator.interrupt = interrupt
        _pid, status = os.waitpid(child, 0)
        self.operator.interrupt = lambda _number, _at: None
        self.kills += os.WIFSIGNALED(status)

    def finish(self) -> None:
        """The operator does some of what is pending."""
        self.events.append("finish")
        for made in self.draw.sample(
            self.operator.pending, len(self.operator.pending) // 2 + 1 if self.operator.pending else 0
        ):
            self.operator.finish(made)

    def call_back(self) -> None:
        """What is done is said: late, twice, and of payments whose answer was lost."""
        self.events.append("callback")
        done = [one for one in self.operator.taken.values() if one.status != "pending" and one.callback]
        for made in self.draw.sample(done, min(len(done), 4)):
            for _time in range(self.draw.choice((1, 1, 2))):
                self.put(made)

    def put(self, made: Disbursement) -> None:
        said = made.as_transaction() if made.status == "completed" else made.as_state()
        place = urlsplit(made.callback).path
        answer = Client().put(place, json.dumps(said), content_type="application/json")
        assert answer.status_code == 204
        self.callbacks += 1

    def settle(self) -> None:
        """The operator ends what it has; then the hours in which it could find a lost request have passed: all is known."""
        for made in self.operator.pending:
            self.operator.finish(made)
        send_payments()
        self.settings.PAYMENT_UNHEARD_HOURS = 0
        for _run in range(12):
            for made in self.operator.pending:
                self.operator.finish(made)
            send_payments()
            rows = Payment.objects.system(SYSTEM).filter(batch=self.batch)
            if not rows.filter(state__in=(PaymentState.APPROVED, *UNKNOWN)).exists():
                return

    def check(self) -> None:
        """Never twice, never lost, and the book says the same as the operator."""
        payments = payments_in(self.batch)
        assert {one.state for one in payments} <= {*PAID, PaymentState.FAILED}, self.events
        assert max(self.operator.paid.values(), default=0) <= 1, self.events
        assert max(self.operator.paid_by_order.values(), default=0) <= 1, self.events
        paid = {str(one.pk) for one in payments if one.state in PAID}
        assert paid == set(self.operator.paid), self.events
        posts = Counter(client for method, client in self.operator.asked if method == "POST")
        assert max(posts.values()) == 1, self.events
        spent = len(paid) * AMOUNT
        lines = Line.objects.filter(envelope=self.envelope)
        assert left_in(self.envelope) == FILLED - spent
        assert (lines.filter(account__code=TRANSIT).aggregate(total=Sum("amount"))["total"] or 0) == 0
        assert Line.objects.aggregate(total=Sum("amount"))["total"] == 0
        batch = Batch.objects.system(SYSTEM).get(pk=self.batch.pk)
        assert batch.state == "settled"


def a_world(draw: random.Random, settings, account_for, count: int, number: int) -> World:
    operator = Operator()
    settings.MOBILE_MONEY_URL, settings.MOBILE_MONEY_KEY = operator.url, "clef-d-essai"
    settings.MOBILE_MONEY_ACCOUNT, settings.MOBILE_MONEY_SECONDS = "fonds", 10
    settings.PAYMENT_SILENT_SECONDS, settings.PAYMENT_UNHEARD_HOURS = 0, 24
    settings.PAYMENT_CALLBACK_URL = "https://siraba.example"
    fund = make_fund(name=f"Fonds d’essai {number}")
    people = make_people(fund, account_for)
    call = make_call(fund, budget=FILLED)
    envelope = make_envelope(call, FILLED)
    batch = sent_batch(fund, people, many_payable(call, count, people.secretary, AMOUNT))
    odd = dict(zip(draw.sample(range(count), len(ODD)), ODD, strict=True))
    usual = {place: draw.choice((COMPLETED, PENDING)) for place in range(count)}
    operator.behaviour = lambda place: odd.get(place, usual.get(place, COMPLETED))
    return World(batch, operator, draw, envelope, settings)


def live(world: World) -> None:
    """A random order of events; in each the sender is killed once, and a callback comes late and twice."""
    steps = [world.kill, world.kill, world.finish, world.call_back, world.finish, world.call_back, world.send]
    world.draw.shuffle(steps)
    for step in steps:
        step()
    world.settle()
    done = [one for one in world.operator.taken.values() if one.status == "completed" and one.callback]
    for made in (done[0], done[0], done[-1]):  # late, and doubled
        world.put(made)
    world.check()


def test_fifty_payments_in_any_order_are_never_paid_twice(settings, account_for):
    kills = callbacks = paid = lost = 0
    began = time.monotonic()
    for number in range(ORDERS):
        world = a_world(random.Random(number), settings, account_for, COUNT, number)
        try:
            live(world)
        finally:
            world.operator.close()
        kills, callbacks, paid = (
            kills + world.kills,
            callbacks + world.callbacks,
            paid + len(world.operator.paid),
        )
        lost += TIMEOUTS
        print(
            f"{number + 1} orders of {COUNT} payments on {connection.vendor}: {kills} processes killed, {lost} answers lost,"
            f" {callbacks} callbacks, {paid} paid once, none twice; {time.monotonic() - began:.0f} s",
            flush=True,
        )
    assert kills > 0
