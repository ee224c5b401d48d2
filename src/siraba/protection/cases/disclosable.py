"""What protection can hand over to justice about a person, and how it is read when it is frozen."""

from collections.abc import Callable, Collection, Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.acts import Label
from siraba.foundation.access.policy import Category
from siraba.foundation.handover.content import find_people_by, offer
from siraba.foundation.people.models import Identity, Person
from siraba.foundation.vocabulary import label
from siraba.protection.cases.models import Assessment, Case, Screening

WHY = "the frozen copy of a disclosure that a second person has approved"
FIELDS: dict[str, tuple[Label, Category]] = {
    "names": (_("Noms"), Category.IDENTITY),
    "birth": (_("Âge ou date de naissance"), Category.IDENTITY),
    "citizenships": (_("Nationalités"), Category.IDENTITY),
    "contact": (_("Contact sûr"), Category.IDENTITY),
    "identification": (_("Décision d’identification"), Category.CASE),
    "exploitation": (_("Formes d’exploitation repérées"), Category.EXPLOITATION),
    "account": (_("Ce que la personne a dit au repérage"), Category.EXPLOITATION),
    "health": (_("Santé"), Category.HEALTH),
}


def read(person_id: UUID, names: Collection[str]) -> Mapping[str, Any]:
    """The values of these fields today, in words that justice can read."""
    person = Person.objects.system(WHY).get(pk=person_id)
    identity = Identity.objects.system(WHY).get(person=person_id)
    readers: dict[str, Callable[[], Any]] = {
        "names": lambda: identity.names,
        "birth": lambda: identity.words.get("birth_date") or person.age() or "",
        "citizenships": lambda: ", ".join(label("country", code) for code in person.citizenships.split()),
        "contact": lambda: identity.words.get("contact", ""),
        "identification": lambda: str(_latest_case(person_id).get_identification_display()),
        "exploitation": lambda: ", ".join(
            label("purpose_palermo", code) for code in _latest(Screening, person_id).get("purposes", [])
        ),
        "account": lambda: _latest(Screening, person_id).get("note", ""),
        "health": lambda: _latest(Assessment, person_id).get("health", ""),
    }
    return {name: readers[name]() for name in names}


def _latest_case(person_id: UUID) -> Case:
    return Case.objects.system(WHY).filter(person=person_id).order_by("-received_at").first()


def _latest(model: Any, person_id: UUID) -> dict[str, Any]:
    row = model.objects.system(WHY).filter(case__person=person_id).order_by("-written_at").first()
    return row.words if row else {}


def person_of_case(code: str) -> UUID | None:
    """The person of a national code, for a question that justice asks blindly."""
    rows = Case.objects.system("a blind request: its asker learns nothing of this").filter(code=code)
    return rows.values_list("person_id", flat=True).first()


offer(FIELDS, read)
find_people_by(person_of_case)
