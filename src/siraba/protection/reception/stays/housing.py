"""Who may sleep where. Nothing here reads anything: facts of a room and of a person in, a reason in French out.

The ages and the groups are proposals, à valider with DNPEF and the national committee; separate sleeping places for women,
for families and for unaccompanied children are asked for by the Sphere Handbook 2018 (Shelter and settlement, standard 3)
and the Minimum Standards for Child Protection in Humanitarian Action 2019 (standards 13 and 27).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

ADULT = 18
FEMALE, MALE = "female", "male"


class Group(models.TextChoices):
    WOMEN = "women", gettext_lazy("Femmes")
    MEN = "men", gettext_lazy("Hommes")
    FAMILIES = "families", gettext_lazy("Familles")
    MINORS = "minors", gettext_lazy("Enfants seuls")
    MEDICAL = "medical", gettext_lazy("Soins")


@dataclass(frozen=True)
class PersonFacts:
    """`age` in years, None when it is not known; `alone` is a child without an adult of the family."""

    sex: str
    age: int | None
    alone: bool = False
    party: UUID | None = None

    @property
    def is_adult(self) -> bool:
        return self.age is not None and self.age >= ADULT

    @property
    def is_child(self) -> bool:
        return self.age is not None and self.age < ADULT

    def of_one_family_with(self, other: "PersonFacts") -> bool:
        return self.party is not None and self.party == other.party


@dataclass(frozen=True)
class RoomFacts:
    """`others` sleep there that night, or will; `mixed_under` is the age under which sex does not separate children."""

    group: str
    others: tuple[PersonFacts, ...] = ()
    mixed_under: int = 12


def refuses(room: RoomFacts, person: PersonFacts) -> str:
    """Why this person cannot sleep in this room that night; nothing when she can."""
    if room.group == Group.MEDICAL:
        return ""
    if person.alone and room.group != Group.MINORS:
        return _("un enfant seul dort dans une chambre d’enfants, ou de soins")
    return _BY_GROUP[Group(room.group)](room, person)


def _minors(room: RoomFacts, person: PersonFacts) -> str:
    if person.age is None:
        return _("l’âge n’est pas connu : jamais dans une chambre d’enfants")
    if not person.is_child:
        return _("un adulte ne dort jamais dans une chambre d’enfants")
    if person.age >= room.mixed_under and any(
        other.sex != person.sex and (other.age is None or other.age >= room.mixed_under)
        for other in room.others
    ):
        return _("filles et garçons de %(age)d ans et plus ne dorment pas dans la même chambre") % {
            "age": room.mixed_under
        }
    return ""


def _women(room: RoomFacts, person: PersonFacts) -> str:
    if person.sex != FEMALE and not _little(room, person):
        return _(
            "une chambre de femmes est pour les femmes et leurs enfants (garçons de moins de %(age)d ans)"
        ) % {"age": room.mixed_under}
    return _without_adult(room, person, FEMALE)


def _men(room: RoomFacts, person: PersonFacts) -> str:
    if person.sex != MALE:
        return _("une chambre d’hommes est pour les hommes et leurs garçons")
    return _without_adult(room, person, MALE)


def _families(room: RoomFacts, person: PersonFacts) -> str:
    # Who is neither woman nor man to the record has no dormitory: a families' room is then their own
    if person.party is None and person.sex in (FEMALE, MALE):
        return _("une chambre de familles est pour une famille")
    if any(not person.of_one_family_with(other) for other in room.others):
        return _("une autre famille y dort : une seule à la fois")
    return _without_adult(room, person)


def _little(room: RoomFacts, person: PersonFacts) -> bool:
    return person.sex == MALE and person.age is not None and person.age < room.mixed_under


def _without_adult(room: RoomFacts, person: PersonFacts, *sexes: str) -> str:
    if not person.is_child:
        return ""
    with_her = (other for other in room.others if other.is_adult and other.of_one_family_with(person))
    if any(not sexes or other.sex in sexes for other in with_her):
        return ""
    return _("un enfant y dort avec un adulte de sa famille")


_BY_GROUP = {
    Group.MINORS: _minors,
    Group.WOMEN: _women,
    Group.MEN: _men,
    Group.FAMILIES: _families,
}


def refuses_all(room: RoomFacts, persons: Iterable[PersonFacts]) -> str:
    """The same for people who come together: each sleeps beside the others too."""
    together = tuple(persons)
    for number, person in enumerate(together):
        beside = (*room.others, *together[:number], *together[number + 1 :])
        if reason := refuses(RoomFacts(room.group, beside, room.mixed_under), person):
            return reason
    return ""
