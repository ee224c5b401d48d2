"""Whom a bed is for: somebody of an arrival, or of a referral that the place has accepted."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from siraba.foundation.people.models import Person, age_in_years
from siraba.protection.cases.models import Case
from siraba.protection.reception.arrivals.fields import Presence
from siraba.protection.reception.arrivals.models import Arrival
from siraba.protection.reception.stays.housing import ADULT, PersonFacts
from siraba.protection.referrals.models import Referral

WHY = "what decides where somebody can sleep"


@dataclass(frozen=True)
class Guest:
    """A person with what decides where she can sleep; exactly one of `arrival` and `referral` is there."""

    person: Person
    facts: PersonFacts
    arrival: Arrival | None = None
    referral: Referral | None = None

    @property
    def party(self) -> UUID | None:
        return self.facts.party

    @property
    def code(self) -> str:
        found = self.arrival or self.referral
        return found.code if found else ""


def facts_of(
    person: Person, arrival: Arrival | None, case: Case | None, party: UUID | None, on: date
) -> PersonFacts:
    """By the arrival what its desk wrote down, with the age of that day; by a case what it says, with the age on `on`."""
    if arrival is not None:
        age = age_in_years(arrival.birth_year, arrival.convoy.day)
        return PersonFacts(arrival.sex, age, arrival.alone, None if arrival.alone else party)
    age = person.age(on)
    child = age is not None and age < ADULT
    alone = child and case is not None and "uac" in case.population_groups.split()
    return PersonFacts(person.sex, age, alone, None if alone else party)


def guests_of(arrivals: Iterable[Arrival]) -> list[Guest]:
    """Those of the arrivals who are here."""
    pks = [arrival.pk for arrival in arrivals]
    rows = Arrival.objects.system(WHY).select_related("convoy", "person").filter(pk__in=pks)
    return [
        Guest(one.person, facts_of(one.person, one, None, one.party, one.convoy.day), one)
        for one in rows.filter(presence=Presence.HERE, person__isnull=False).order_by("pk")
    ]


def guest_of(found: Arrival | Referral, on: date) -> Guest | None:
    """The person of an arrival who is here, or of a referral."""
    if isinstance(found, Arrival):
        return next(iter(guests_of([found])), None)
    case = Case.objects.system(WHY).select_related("person").get(pk=found.case_id)
    came = Arrival.objects.system(WHY).filter(person=case.person_id).first()
    party = came.party if came else None
    return Guest(case.person, facts_of(case.person, None, case, party, on), referral=found)


def family_of(arrival: Arrival) -> list[Guest]:
    """All of the arrival's family who are here at its branch, the arrival itself among them."""
    if arrival.party is None:
        return guests_of([arrival])
    rows = Arrival.objects.system(WHY).filter(unit=arrival.unit_id, party=arrival.party)
    return guests_of(rows.filter(presence=Presence.HERE))
