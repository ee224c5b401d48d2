"""The reception of the fictitious scene: branches that are open, their staff, a bus that came, a flight that is expected."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from random import Random
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from siraba.foundation.access.actor import Actor
from siraba.foundation.accounts.models import Account
from siraba.protection.reception.arrivals import actions as arriving
from siraba.protection.reception.arrivals.models import Convoy
from siraba.protection.reception.arrivals.selectors import here
from siraba.protection.reception.branches import actions as running
from siraba.protection.reception.branches.models import Branch, BranchState
from siraba.protection.reception.queue.actions import enter_queue, open_desk
from siraba.protection.reception.stays.actions import reserve_bed, take_in
from siraba.protection.reception.stays.models import Room
from siraba.protection.reception.stays.rooms import add_room

# Fictitious, like every number of the scene: what a branch really has is for the DGME to say
OPEN = ("gogui", "sikasso", "kouremale", "segou")
STAFF: tuple[tuple[str, str, list[str], list[str]], ...] = (
    ("Chef d’antenne (fictif)", "head", ["fr", "bm"], ["screening", "data"]),
    ("Agente d’accueil (fictive)", "reception", ["fr", "bm", "snk"], ["screening", "child_protection"]),
    ("Agent d’orientation (fictif)", "orientation", ["fr", "bm", "ff"], ["psychosocial"]),
    ("Interprète (fictif)", "interpreter", ["bm", "mey", "ar"], []),
)
EQUIPMENT = (("computer", 2, 1), ("telephone", 3, 3), ("water", 1, 1), ("toilets", 1, 0), ("power", 1, 1))
ROOMS = {
    "gogui": (
        ("Salle des femmes", "women", 6),
        ("Salle des hommes", "men", 10),
        ("Salle des familles", "families", 8),
        ("Salle des enfants", "minors", 4),
    ),
    "niamakoro": (
        ("Pavillon des femmes", "women", 20),
        ("Pavillon des hommes", "men", 40),
        ("Pavillon des familles", "families", 24),
        ("Pavillon des enfants", "minors", 10),
        ("Infirmerie", "medical", 4),
    ),
}
GIVEN = {
    "female": ("Sira", "Tenin", "Ramata", "Assétou", "Hawoye", "Wassa", "Korotimi", "Nana"),
    "male": ("Drissa", "Nouhoum", "Issouf", "Yaya", "Fily", "Lassine", "Zoumana", "Modibo"),
}
SURNAMES = ("Tembely", "Dolo", "Tounkara", "Goïta", "Kassogué", "Simpara", "Berthé", "Sogodogo", "Diawara")


class Reception:
    def __init__(self, accounts: dict[str, Account], seed: int = 2026):
        self.head = Actor.of(accounts["siege-dgme"])
        self.gogui = Actor.of(accounts["antenne-gogui"])
        self._accounts = accounts
        self._chance = Random(seed)

    def tell(self) -> None:
        for branch in Branch.objects.select_related("unit__organisation"):
            self._run(branch)
        today = timezone.localdate()
        self._receive(
            self._convoy(self.gogui, "bus", "Car 4471", today - timedelta(days=1), expected=36), 34, late=2
        )
        self._expect(self._convoy(self.gogui, "bus", "Car 5120", today, expected=48), 48)
        for place in ROOMS:
            self._rooms(place)
        self._house()
        self._queue()

    def _run(self, branch: Branch) -> None:
        """Hours for all of them, open in the story of Gogui and a few more; staff, equipment and desks."""
        if branch.unit.code in OPEN and branch.state == BranchState.PLANNED:
            running.equip_branch(self.head, branch)
        lead = self._accounts.get(f"antenne-{branch.unit.code}")
        if branch.state not in (BranchState.EQUIPPED, BranchState.OPEN):
            return
        running.set_hours(self.head, branch, hours=[(day, time(7), time(19)) for day in range(7)])
        if branch.state == BranchState.EQUIPPED:
            running.open_branch(self.head, branch)
        running.describe_branch(
            self.head,
            branch,
            phones="20 00 00 00 (fictif)",
            desks=2,
            longest_stay_days=branch.longest_stay_days,
            lead=lead,
        )
        for kind, number, working in EQUIPMENT:
            running.count_equipment(self.head, branch, kind=kind, number=number, working=working)
        self._staff(branch)

    def _staff(self, branch: Branch) -> None:
        today = timezone.localdate()
        for name, duty, languages, skills in STAFF[: 4 if branch.unit.code in OPEN else 2]:
            member = running.add_member(
                self.head, branch, name=name, duty=duty, languages=languages, skills=skills
            )
            for day in range(5):
                starts = timezone.make_aware(datetime.combine(today + timedelta(days=day), time(7)))
                running.plan_shift(self.head, member, starts=starts, ends=starts + timedelta(hours=12))

    def _rooms(self, place: str) -> None:
        actor = Actor.of(self._accounts[f"antenne-{place}"])
        unit = Branch.objects.select_related("unit").get(unit__code=place).unit
        for name, group, beds in ROOMS[place]:
            add_room(actor, unit, name=name, group=group, beds=beds)

    def _house(self) -> None:
        """Children who came alone sleep among children, some of the men among men, for two nights."""
        first = timezone.localdate()
        until = first + timedelta(days=2)
        rooms = {room.group: room for room in Room.objects.filter(unit=self.gogui.unit_id)}
        waiting = here(self.gogui).order_by("registered_at", "id")
        for arrival in waiting.filter(alone=True)[:3]:
            take_in(
                self.gogui, reserve_bed(self.gogui, arrival, room=rooms["minors"], first=first, until=until)
            )
        for arrival in waiting.filter(sex="male", alone=False, party=None, birth_year__lt=first.year - 19)[
            :5
        ]:
            reserve_bed(self.gogui, arrival, room=rooms["men"], first=first, until=until)

    def _queue(self) -> None:
        """One desk is open, and some people wait for it."""
        branch = Branch.objects.select_related("unit__organisation").get(unit=self.gogui.unit_id)
        open_desk(self.gogui, branch, number=1, languages="bm fr")
        for arrival in here(self.gogui).order_by("priority", "registered_at", "id")[:4]:
            enter_queue(self.gogui, arrival)

    def _convoy(self, actor: Actor, kind: str, reference: str, day: Any, expected: int) -> Convoy:
        return arriving.announce_convoy(
            actor,
            kind=kind,
            reference=reference,
            day=day,
            from_country="MR",
            from_place="Nouakchott",
            expected=expected,
            fictitious=True,
        )

    def _receive(self, convoy: Convoy, number: int, late: int) -> None:
        for place, said in enumerate(self._people(number)):
            here = {"presence": "here", "urgent_need": "none", "ticket": f"A-{place + 1:03d}"}
            arriving.register_arrival(self.gogui, convoy, number=uuid4(), **{**here, **said})
        self._expect(convoy, late)
        arriving.end_reception(self.gogui, convoy)

    def _expect(self, convoy: Convoy, number: int) -> None:
        for said in self._people(number):
            known = {
                name: value
                for name, value in said.items()
                if name in ("names", "sex", "age", "party", "alone")
            }
            arriving.register_arrival(
                self.gogui, convoy, number=uuid4(), presence="expected", citizenships="ML", **known
            )

    def _people(self, number: int) -> Iterator[dict[str, Any]]:
        """Families of three, children who came alone, and people by themselves."""
        party = UUID(int=self._chance.getrandbits(128))
        for place in range(number):
            if place % 8 in (1, 2):
                yield self._somebody(age=self._chance.randint(1, 12), party=str(party))
                continue
            party = UUID(int=self._chance.getrandbits(128))
            if place % 8 == 0:
                yield self._somebody(sex="female", age=self._chance.randint(22, 40), party=str(party))
            elif place % 11 == 10:
                yield self._somebody(age=self._chance.randint(12, 16), alone=True)
            elif place % 13 == 12:
                yield self._somebody(age=25, urgent_need="medical")
            elif place == 5:
                yield self._somebody(sex="female", age=19, signals=["vulnerability"])
            else:
                yield self._somebody(age=self._chance.randint(18, 60))

    def _somebody(self, sex: str = "", **more: Any) -> dict[str, Any]:
        sex = sex or self._chance.choice(("male", "male", "female"))
        names = f"{self._chance.choice(GIVEN[sex])} {self._chance.choice(SURNAMES)}"
        languages = ["bm", self._chance.choice(("fr", "snk", "ff", "mey"))]
        return {"names": names, "sex": sex, "citizenships": "ML", "languages": languages, **more}
