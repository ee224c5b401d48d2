"""The many of the scene, written in bulk: the same rows that the actions would have left, over eighteen months."""

import csv
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from django.db.models import OuterRef, Subquery

from siraba.config.demonstration.drawing import Draw
from siraba.config.demonstration.profiles import PROFILES, Profile
from siraba.config.demonstration.records import ORDER, write_records
from siraba.config.demonstration.sharing import Sharing, was_child
from siraba.foundation.accounts.models import Account
from siraba.foundation.accounts.roles import Role
from siraba.foundation.geography.models import Area
from siraba.foundation.geography.selectors import find_area, region_of
from siraba.foundation.organisations.models import Organisation, Unit
from siraba.foundation.people.models import AgeMethod, Identity, NameKey, Person
from siraba.foundation.people.names import keys_of
from siraba.protection.cases.deadlines import first_risk, set_due
from siraba.protection.cases.models import Case, CaseState, Due, Identification

S = CaseState
DAYS = 540
DATA = Path(__file__).parent / "data"
NEXT = {
    S.DRAFT: Due.SCREENING,
    S.OPEN: Due.ASSESSMENT,
    S.ASSESSED: Due.PLAN,
    S.CLOSURE_REQUESTED: Due.CLOSURE,
}
OFFICES = {
    "gogui": "kayes",
    "nara": "kayes",
    "kayes": "kayes",
    "gao": "gao",
    "kidal": "gao",
    "Taoudenni": "gao",
}


class Crowd:
    """Draws people and what became of them; `write` puts what was drawn so far into the database."""

    def __init__(self, seed: int, accounts: dict[str, Account]):
        self.draw = Draw(seed)
        self.sharing = Sharing(self.draw, accounts)
        branches = Unit.objects.filter(organisation__code="dgme").select_related(
            "area__parent__parent__parent"
        )
        self.units = {unit.code: unit for unit in branches}
        self.areas: dict[str, Area] = {}
        self.receivers = {a.unit_id: a for a in accounts.values() if a.role == Role.RECEPTION_BRANCH}
        self.scout = accounts["reperage"]
        self.managers: dict[str, list[Account]] = {}
        for account in accounts.values():
            if account.role in (Role.CASE_MANAGER, Role.UNHCR_OFFICER):
                self.managers.setdefault(home(account).code, []).append(account)
        self.supervisors = {
            account.organisation_id: account
            for account in accounts.values()
            if account.role == Role.SUPERVISOR
        }

    def write(self) -> None:
        self.draw.write()

    def person(self) -> None:
        """One person, with a case and what followed from it."""
        draw = self.draw
        profile = draw.choices(PROFILES, [p.weight for p in PROFILES])[0]
        received = draw.now - timedelta(minutes=draw.randrange(30, DAYS * 1440))
        place = draw.choice(profile.places)
        manager = self._nearest(self.managers[draw.choice(profile.agencies)], place)
        receiver = self._receiver(place, manager)
        person = self._someone(profile, received, receiver)
        case = self._case(profile, person, received, receiver, place)
        self._hand_over(case, manager)
        if case.owner is None or case.state == S.DRAFT:
            return
        until = case.closed_at or draw.now
        case.opened_at = draw.later(self.sharing.taken_over_at(case), 60, until)
        write_records(draw, profile, case, self.supervisors[case.agency_id])
        self.sharing.refer(case)
        if profile.presumed:
            self.sharing.ask_about_police(case)

    def date_people(self) -> None:
        """A person is known since the day of the first case, not since the scene was written."""
        rows = Case.objects.system("dates of the scene").filter(person=OuterRef("pk")).order_by("received_at")
        followed = Person.objects.system("dates of the scene").filter(
            fictitious=True, pk__in=Case.objects.system("dates of the scene").values("person")
        )
        followed.update(created_at=Subquery(rows.values("received_at")[:1]))

    def _nearest(self, managers: list[Account], place: str) -> Account:
        """A manager of the office that serves the place: Kayes for the west, Gao for the north, Bamako for the rest."""
        office = OFFICES.get(place, "bamako")
        near = [manager for manager in managers if manager.unit and manager.unit.code == office]
        return self.draw.choice(near or managers)

    def _receiver(self, place: str, manager: Account) -> Account:
        """The agent of the branch where there is one; elsewhere who goes out, the manager or the supervisor."""
        unit = self.units.get(place)
        if unit and unit.pk in self.receivers:
            return self.receivers[unit.pk]
        if home(manager) == self.scout.organisation and self.draw.once_in(2):
            return self.scout
        return self.supervisors[manager.organisation_id] if self.draw.once_in(4) else manager

    def _someone(self, profile: Profile, received: datetime, receiver: Account) -> Person:
        draw = self.draw
        sex = "female" if draw.random() < profile.female else "male"
        person = draw.add(
            Person(
                id=draw.uuid(),
                sex=sex,
                birth_year=received.year - draw.randint(*profile.ages),
                age_method=draw.choice(AgeMethod.values),
                citizenships=draw.choice(profile.citizenships),
                stateless=profile.pathway == "stateless",
                languages=draw.choice(["bm", "bm", "bm fr", "ff", "snk", "ses", "taq"]),
                created_for=home(receiver),
                fictitious=True,
            )
        )
        names = next(self._names(sex))
        identity = Identity(id=draw.uuid(), person=person)
        contact = f"+223 00 {draw.randrange(10**6):06d}" if draw.random() < 0.6 else ""
        identity.write(names=names, birth_date="", contact=contact, contact_advice="")
        draw.add(identity)
        for key in sorted(keys_of(Identity.compartment, names)):
            draw.add(NameKey(identity=identity, key=key))
        return person

    def _names(self, sex: str) -> Iterator[str]:
        """Given name and surname, in no pair by which someone is known in public."""
        names, taken = drawn_names(), public_names()
        while True:
            pair = f"{self.draw.choice(names[sex])} {self.draw.choice(names['surname'])}"
            if pair not in taken:
                yield pair

    def _case(
        self, profile: Profile, person: Person, received: datetime, receiver: Account, place: str
    ) -> Case:
        draw = self.draw
        need = draw.choice(profile.needs)
        area = self._area(place)
        case = Case(
            id=draw.uuid(),
            code=draw.code(),
            person=person,
            pathway=profile.pathway,
            population_groups=profile.groups,
            state=self._state(received),
            identification=Identification.NONE,
            urgent_need=need,
            risk=first_risk(danger=need == "safety", child=was_child(person, received), urgent_need=need),
            agency=home(receiver),
            received_by=receiver,
            reception_unit=receiver.unit,
            area=area,
            region=region_of(area),
            received_at=received,
            fictitious=True,
        )
        case.immediate_danger = need == "safety" and case.state != S.DRAFT
        self._deadline(case)
        return draw.add(case)

    def _area(self, place: str) -> Area:
        if place not in self.areas:
            unit = self.units.get(place)
            area = unit.area if unit else find_area(place)
            if area is None:
                raise LookupError(place)
            self.areas[place] = area
        return self.areas[place]

    def _state(self, received: datetime) -> S:
        """The further back a case was received, the further it has come; one in nine is still open."""
        days = (self.draw.now - received).days
        if days > 60:
            return S.CLOSED if self.draw.random() < 0.955 else self.draw.choice(ORDER[4:7])
        reach = min(8.0, 1 + days / 4)
        return ORDER[min(len(ORDER) - 1, int(self.draw.triangular(0, reach, 0.6 * reach)))]

    def _deadline(self, case: Case) -> None:
        draw, now = self.draw, self.draw.now
        if case.state == S.CLOSED:
            lasted = timedelta(days=draw.randint(20, 160))
            case.closed_at = min(case.received_at + lasted, now - timedelta(hours=1))
            case.closure_reason = draw.choice(
                ["goals_met", "reintegrated", "returned_home_country", "client_declined", "lost_contact"]
            )
            case.person_informed = case.closure_reason != "lost_contact"
            return
        if case.state == S.CLOSURE_REQUESTED:
            case.closure_reason, case.person_informed = "goals_met", True
        set_due(case, NEXT.get(S(case.state), Due.FOLLOW_UP), case.received_at)
        # Most steps are in time, some are late: a day's work has both.
        case.due_at = now + timedelta(hours=draw.triangular(-72, 400, 48))

    def _hand_over(self, case: Case, manager: Account) -> None:
        """Who holds the case: a branch keeps it until an agency has taken it over with the person's consent."""
        received_by = case.received_by
        if received_by.role == Role.RECEPTION_BRANCH:
            self.sharing.transfer(case, manager)
        elif received_by == manager or case.state != S.DRAFT:
            case.owner = manager


def home(account: Account) -> Organisation:
    if account.organisation is None:
        raise LookupError(account.username)
    return account.organisation


@cache
def drawn_names() -> dict[str, list[str]]:
    """Names by sex, and surnames."""
    kinds = {"surname": "surname", "given_female": "female", "given_male": "male"}
    found: dict[str, list[str]] = {kind: [] for kind in kinds.values()}
    for row in _read("names.csv"):
        found[kinds[row["kind"]]].append(row["name"])
    return found


@cache
def public_names() -> frozenset[str]:
    return frozenset(f"{row['given']} {row['surname']}" for row in _read("public_names.csv"))


def _read(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
