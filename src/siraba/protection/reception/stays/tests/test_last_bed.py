"""Several agents and one last bed, each with a connection of its own: on both databases one gets it."""

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from siraba.foundation.access.errors import Invalid
from siraba.protection.reception.stays import actions, rooms
from siraba.protection.reception.stays.models import Room, Stay
from siraba.protection.reception.stays.places import NoBed
from tests import scene

pytestmark = pytest.mark.django_db(transaction=True)
LOOK = "a test looks at the row itself"
AGENTS = 5


@pytest.fixture(scope="module", autouse=True)
def emptied_afterwards(django_db_setup, django_db_blocker):
    """These tests commit, and are emptied afterwards; SQLite's journal would refuse, as PostgreSQL's does but to its tests."""
    found = []
    if connection.vendor == "sqlite":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'audit_%'"
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


def reserving(arrival, room, **span) -> Callable[[], Stay]:
    who = scene.actor("garba")
    return lambda: actions.reserve_bed(who, arrival, room=room, **(span or scene.nights_from_now()))


@pytest.fixture
def bus(garba, nana):
    return scene.convoy()


def test_one_of_several_gets_the_last_bed_and_the_others_see_what_is_left(bus):
    last, left = scene.room("women", 1, name="Dernier lit"), scene.room("women", 9, name="Autre chambre")
    women = [scene.grown_arrival(on=bus) for _ in range(AGENTS)]
    given = at_once(*(reserving(one, last) for one in women))
    won = [one for one in given if isinstance(one, Stay)]
    refused = [one for one in given if isinstance(one, NoBed)]
    assert (len(won), len(refused)) == (1, AGENTS - 1), given
    assert all([one.room.pk for one in refusal.alternatives] == [left.pk] for refusal in refused)
    assert Stay.objects.system(LOOK).count() == 1


def test_one_person_asked_for_by_two_agents_gets_one_bed(bus):
    came = scene.grown_arrival(on=bus)
    one, other = scene.room("women", 3, name="A"), scene.room("women", 3, name="B")
    given = at_once(reserving(came, one), reserving(came, other))
    assert sorted(type(each).__name__ for each in given) == ["Invalid", "Stay"], given
    assert Stay.objects.system(LOOK).count() == 1


def test_two_families_and_one_families_room(bus):
    there = scene.room("families", 6)
    who, place = scene.actor("garba"), there.unit
    families = [scene.family("garba", bus, 6) for _ in range(2)]

    def asked(mother) -> Callable[[], object]:
        return lambda: actions.reserve_for_party(who, mother, unit=place, **scene.nights_from_now())

    given = at_once(*(asked(mother) for mother, _child in families))
    assert sorted(type(each).__name__ for each in given) == ["NoBed", "list"], given
    assert Stay.objects.system(LOOK).values("party").distinct().count() == 1


def test_a_bed_is_put_out_of_use_or_reserved_and_never_both(bus):
    one, who = scene.room("women", 1), scene.actor("garba")
    said = {"name": one.name, "group": "women", "beds": 1, "out_of_use": 1, "reason": "Lit cassé"}
    woman = scene.grown_arrival(on=bus)
    given = at_once(reserving(woman, one), lambda: rooms.amend_room(who, one, **said))
    assert len([each for each in given if isinstance(each, Invalid)]) == 1, given
    kept = Room.objects.get(pk=one.pk)
    assert Stay.objects.system(LOOK).count() == kept.usable


def test_a_longer_stay_and_a_new_one_do_not_get_the_same_night(bus):
    one, who = scene.room("women", 1), scene.actor("nana")
    stay = scene.staying(scene.grown_arrival(on=bus), in_room=one, **scene.nights_from_now(1))
    until = stay.until + timedelta(days=1)
    actions.extend_stay(scene.actor("garba"), stay, until=until, extending="papers")
    later = reserving(scene.grown_arrival(on=bus), one, **scene.nights_from_now(1, later=1))
    given = at_once(later, lambda: actions.approve_extension(who, stay))
    assert len([each for each in given if isinstance(each, NoBed)]) == 1, given
