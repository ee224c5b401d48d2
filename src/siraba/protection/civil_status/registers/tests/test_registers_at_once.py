"""Several people at once, each with a connection of its own: one number each, one decision, one version."""

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.db import connection

from siraba.foundation.access.errors import StateNotOpen
from siraba.protection.civil_status.registers import actions
from siraba.protection.civil_status.registers.models import Act, ActVersion, IssuanceRequest
from tests import registering as civil

pytestmark = pytest.mark.django_db(transaction=True)
LOOK = civil.LOOK


@pytest.fixture(scope="module", autouse=True)
def emptied_afterwards(django_db_setup, django_db_blocker):
    """These tests commit, and are emptied afterwards; the triggers of SQLite would refuse, and stand aside meanwhile."""
    found = []
    if connection.vendor == "sqlite":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
                " AND (name LIKE 'audit_%' OR name LIKE 'registers_%_no_delete')"
            )
            found = cursor.fetchall()
            for name, _sql in found:
                cursor.execute(f"DROP TRIGGER {name}")
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        for _name, sql in found:
            cursor.execute(sql)


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Carry the acts out at the same moment; what each gave, or what refused it."""
    start, given = Barrier(len(acts)), [None] * len(acts)

    def run(number: int, act: Callable[[], object]) -> None:
        try:
            connection.ensure_connection()
            start.wait(timeout=30)
            given[number] = act()
        except Exception as error:
            given[number] = error
        finally:
            connection.close()

    threads = [Thread(target=run, args=pair) for pair in enumerate(acts)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(timeout=60)
    assert not [one for one in threads if one.is_alive()]
    return given


def signing(asked: IssuanceRequest) -> Callable[[], Act]:
    who = civil.actor("salif")
    return lambda: actions.sign_act(who, asked)


def test_two_who_sign_at_once_get_two_numbers_one_after_the_other():
    asked = [civil.approved(civil.declared(child_first=name)) for name in ("Awa", "Oumar", "Sira")]
    given = at_once(*(signing(one) for one in asked))
    assert sorted(one.number for one in given if isinstance(one, Act)) == [1, 2, 3], given


def test_one_request_signed_twice_at_once_is_one_act():
    asked = civil.approved()
    given = at_once(signing(civil.again(asked)), signing(civil.again(asked)))
    assert sorted(type(one).__name__ for one in given) == ["Act", "StateNotOpen"], given
    assert ActVersion.objects.system(LOOK).count() == 1


def test_an_approval_and_a_refusal_at_once_are_one_decision():
    civil.staffed()
    asked = civil.checked()
    who = civil.actor("salif")
    given = at_once(
        lambda: actions.approve_request(who, civil.again(asked)),
        lambda: actions.refuse_request(who, civil.again(asked), reason="Essai"),
    )
    refused = [one for one in given if isinstance(one, StateNotOpen)]
    # A request may be refused after it was approved, and never approved after it was refused
    state = civil.again(asked).state
    assert (state, len(refused)) in (("refused", 0), ("refused", 1)), given
    assert not Act.objects.system(LOOK).exists()


def test_a_signature_and_a_refusal_at_once_are_one_or_the_other():
    asked = civil.approved()
    who = civil.actor("salif")
    given = at_once(
        signing(civil.again(asked)),
        lambda: actions.refuse_request(who, civil.again(asked), reason="Essai"),
    )
    assert len([one for one in given if isinstance(one, StateNotOpen)]) == 1, given
    signed = civil.again(asked).state == "signed"
    assert Act.objects.system(LOOK).exists() is signed
