"""Any sequence of acts, days passing between them, against a small model that knows only who holds which nights."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from siraba.foundation.access.errors import Invalid, StateNotOpen
from siraba.protection.reception.stays import actions, rooms
from siraba.protection.reception.stays.models import Room, Stay
from tests import scene

LOOK = "a test looks at the row itself"
# Who they are to the model: the rooms that take them by sex and age alone; families sleep together where they may
PEOPLE = {
    "girl": {"minors", "medical"},
    "boy": {"minors", "medical"},
    "woman": {"women", "medical"},
    "other woman": {"women", "medical"},
    "man": {"medical"},
    "mother": {"women", "families", "medical"},
    "grandmother": {"women", "families", "medical"},
    "stranger": {"women", "families", "medical"},
}
PARTY = {"mother": 1, "grandmother": 1, "stranger": 2}
BEDS = {"minors": 2, "women": 2, "families": 2, "medical": 1}


@dataclass
class Bed:
    """What the model knows of one stay; days are counted from today."""

    who: str
    room: str
    first: int
    until: int
    occupied: bool = False
    stay: Any = None

    def on(self, night: int) -> bool:
        return self.first <= night < (max(self.until, 1) if self.occupied else self.until)


@dataclass
class Model:
    beds: list[Bed] = field(default_factory=list)
    usable: dict[str, int] = field(default_factory=lambda: dict(BEDS))

    def on(self, room: str, night: int, but: Bed | None = None) -> list[Bed]:
        return [one for one in self.beds if one.room == room and one is not but and one.on(night)]

    def takes(self, who: str, room: str, nights: range, but: Bed | None = None) -> bool:
        return all(
            len(self.on(room, night, but)) < self.usable[room] and self.fits(who, room, night, but)
            for night in nights
        )

    def fits(self, who: str, room: str, night: int, but: Bed | None = None) -> bool:
        others = {one.who for one in self.on(room, night, but)}
        if room == "families":
            return {PARTY[one] for one in others} <= {PARTY[who]} if who in PARTY else False
        if room == "minors":
            return who in ("girl", "boy") and not others - {who}
        return room in PEOPLE[who]


ACT = st.one_of(
    st.tuples(
        st.just("reserve"), st.sampled_from(sorted(PEOPLE)), st.sampled_from(sorted(BEDS)), st.integers(0, 3),
        st.integers(1, 3),
    ),
    st.tuples(st.sampled_from(["take_in", "free", "cancel", "no_show"]), st.integers(0, 9)),
    st.tuples(st.just("extend"), st.integers(0, 9), st.integers(1, 3)),
    st.tuples(st.just("out_of_use"), st.sampled_from(sorted(BEDS)), st.integers(0, 2)),
    st.tuples(st.just("day")),
)  # fmt: skip


class Walk:
    def __init__(self, arrivals: dict[str, Any], rooms: dict[str, Room]):
        self.model, self.arrivals, self.rooms = Model(), arrivals, rooms
        self.by, self.head = scene.actor("garba"), scene.actor("nana")

    def day(self, n: int):
        return timezone.localdate() + timedelta(days=n)

    def done(self, act, *arguments, **words) -> bool:
        try:
            act(*arguments, **words)
        except (Invalid, StateNotOpen):
            return False
        return True

    def reserve(self, who: str, room: str, first: int, nights: int) -> None:
        mine = [one for one in self.model.beds if one.who == who]
        wanted = not mine and self.model.takes(who, room, range(first, first + nights))
        made: list[Stay] = []

        def act() -> None:
            span = {"first": self.day(first), "until": self.day(first + nights)}
            words = {"room": self.rooms[room], "split": "essai"}
            made.append(actions.reserve_bed(self.by, self.arrivals[who], **span, **words))

        assert self.done(act) == wanted, (who, room)
        if made:
            self.model.beds.append(Bed(who, room, first, first + nights, stay=made[0]))

    def chosen(self, number: int) -> Bed | None:
        return self.model.beds[number % len(self.model.beds)] if self.model.beds else None

    def take_in(self, number: int) -> None:
        if (bed := self.chosen(number)) is None:
            return
        model = self.model
        now = len([one for one in model.beds if one.room == bed.room and one.occupied])
        early = range(0, bed.first)
        wanted = (
            not bed.occupied
            and bed.until > 0
            and now < model.usable[bed.room]
            and model.takes(bed.who, bed.room, early, bed)
            and all(model.fits(bed.who, bed.room, night, bed) for night in range(0, bed.until))
        )
        assert self.done(actions.take_in, self.by, bed.stay) == wanted
        if wanted:
            bed.occupied, bed.first = True, min(bed.first, 0)
        else:
            self.refresh(bed)

    def refresh(self, bed: Bed) -> None:
        bed.stay = Stay.objects.system(LOOK).select_related("room__unit", "unit").get(pk=bed.stay.pk)

    def free(self, number: int) -> None:
        self.ended(number, True, lambda stay: actions.free_bed(self.by, stay, leaving="home"))

    def cancel(self, number: int) -> None:
        self.ended(number, False, lambda stay: actions.cancel_reservation(self.by, stay))

    def no_show(self, number: int) -> None:
        bed = self.chosen(number)
        if bed is None or bed.first <= 0:
            self.ended(number, False, lambda stay: actions.mark_no_show(self.by, stay))

    def ended(self, number: int, when_occupied: bool, act) -> None:
        if (bed := self.chosen(number)) is None:
            return
        assert self.done(act, bed.stay) == (bed.occupied is when_occupied)
        if bed.occupied is when_occupied:
            self.model.beds.remove(bed)
        else:
            self.refresh(bed)

    def extend(self, number: int, more: int) -> None:
        if (bed := self.chosen(number)) is None:
            return
        until = max(bed.until, 0) + more
        nights = range(max(bed.until, 0), until)
        wanted = bed.occupied and self.model.takes(bed.who, bed.room, nights, bed)
        asked = self.done(actions.extend_stay, self.by, bed.stay, until=self.day(until), extending="papers")
        assert asked == wanted
        if wanted:
            actions.approve_extension(self.head, bed.stay)
            bed.until = until
        else:
            self.refresh(bed)

    def out_of_use(self, room: str, number: int) -> None:
        usable = BEDS[room] - min(number, BEDS[room])
        last = max((one.until for one in self.model.beds), default=0) + 1
        nights = range(0, max(last, 1))
        wanted = all(len(self.model.on(room, night)) <= usable for night in nights)
        kept = self.rooms[room]
        words = {"name": kept.name, "group": room, "beds": BEDS[room], "out_of_use": BEDS[room] - usable}
        # A room in which somebody does not fit any more is not touched either: nobody is so here
        assert self.done(rooms.amend_room, self.by, kept, **words, reason="Lit cassé") == wanted
        if wanted:
            self.model.usable[room] = usable

    def pass_a_day(self) -> None:
        day = timedelta(days=1)
        rows = Stay.objects.system(LOOK).filter(state__in=("reserved", "occupied"))
        rows.update(first=F("first") - day, until=F("until") - day)
        for bed in self.model.beds:
            bed.first, bed.until = bed.first - 1, bed.until - 1
            self.refresh(bed)

    def check(self) -> None:
        """What the database holds is what the model holds, and nobody is where they must not be."""
        rows = list(
            Stay.objects.system(LOOK).filter(state__in=("reserved", "occupied")).select_related("room")
        )
        assert {one.pk for one in rows} == {bed.stay.pk for bed in self.model.beds}
        assert {(one.pk, one.first, one.until, one.state) for one in rows} == {
            (
                bed.stay.pk,
                self.day(bed.first),
                self.day(bed.until),
                "occupied" if bed.occupied else "reserved",
            )
            for bed in self.model.beds
        }
        for room in BEDS:
            usable = Room.objects.get(pk=self.rooms[room].pk).usable
            here = [one for one in rows if one.room.group == room]
            assert len([one for one in here if one.state == "occupied"]) <= usable
            for night in map(self.day, range(-8, 12)):
                there = [one for one in here if one.first <= night < one.until]
                # A bed that went out of use since may have been kept on a night that is over
                assert len(there) <= (usable if night >= self.day(0) else BEDS[room])
                if room == "families":
                    assert len({one.party for one in there}) <= 1
        in_minors = {bed.who for bed in self.model.beds if bed.room == "minors"}
        assert in_minors <= {"girl", "boy"}
        assert not {"girl", "boy"} & {bed.who for bed in self.model.beds if bed.room in ("women", "families")}


@pytest.fixture
def ready(garba, nana):
    """Eight people off one bus, and a room of each kind but the men's."""
    bus = scene.convoy()
    one, other = (f"00000000-0000-4000-8000-00000000000{n}" for n in (1, 2))
    arrivals = {
        "girl": scene.arrival(on=bus),
        "boy": scene.arrival(on=bus, sex="male", age=15),
        "woman": scene.grown_arrival(on=bus),
        "other woman": scene.grown_arrival(on=bus),
        "man": scene.grown_arrival(on=bus, sex="male"),
        "mother": scene.grown_arrival(on=bus, party=one),
        "grandmother": scene.grown_arrival(on=bus, age=60, party=one),
        "stranger": scene.grown_arrival(on=bus, party=other),
    }
    return arrivals, {group: scene.room(group, beds) for group, beds in BEDS.items()}


@pytest.mark.django_db
def test_no_sequence_of_acts_holds_a_bed_twice_or_mixes_who_must_be_apart(ready):
    @settings(max_examples=60)
    @given(st.lists(ACT, max_size=18))
    def walk(acts):
        with transaction.atomic():
            one = Walk(ready[0], {group: Room.objects.get(pk=room.pk) for group, room in ready[1].items()})
            for name, *arguments in acts:
                getattr(one, "pass_a_day" if name == "day" else name)(*arguments)
                one.check()
            transaction.set_rollback(True)

    walk()
