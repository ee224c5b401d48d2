"""What may be done to a person's record."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right
from siraba.foundation.access.errors import Invalid
from siraba.foundation.audit.journal import action, record
from siraba.foundation.people.models import AgeMethod, Identity, NameKey, Person
from siraba.foundation.people.names import keys_of

INDEXED_AT_ONCE = 500
OLDEST = 120


@action
def register_person(
    actor: Actor,
    *,
    names: str,
    sex: str,
    age: int | None = None,
    birth_date: date | None = None,
    age_method: str = AgeMethod.STATED,
    citizenships: str = "",
    languages: str = "",
    contact: str = "",
    contact_advice: str = "",
    fictitious: bool = False,
) -> Person:
    """Write down a person, names in the order and spelling given; age in years where no date is known.

    Raises:
        Invalid: nobody can be of that age today.
    """
    check_right(actor, "register_person")
    today = date.today()
    year = birth_date.year if birth_date else today.year - age if age is not None else None
    _plausible(year, "birth_date" if birth_date else "age")
    person = Person(
        sex=sex,
        birth_year=year,
        age_method=age_method,
        citizenships=citizenships,
        languages=languages,
        created_for_id=actor.home,
        fictitious=fictitious,
    )
    person.save(force_insert=True)
    identity = Identity(person=person)
    identity.write(
        names=names,
        birth_date=birth_date.isoformat() if birth_date else "",
        contact=contact,
        contact_advice=contact_advice,
    )
    identity.save(force_insert=True)
    _add_keys(identity, names)
    record(actor, "register_person", f"person:{str(person.pk)[:8]}")
    return person


def index_names(identity: Identity, names: str) -> None:
    """Let the identity be found by these names, and by no others."""
    NameKey.objects.filter(identity=identity).delete()
    _add_keys(identity, names)


def _add_keys(identity: Identity, names: str) -> None:
    keys = sorted(keys_of(Identity.compartment, names))
    NameKey.objects.bulk_create(NameKey(identity=identity, key=key) for key in keys)


@action
def index_all_names(actor: None, progress: Callable[[int, int], None] | None = None) -> int:
    """Make the keys of every identity anew, in batches; for names written before a way of finding them was."""
    rows = Identity.objects.system("every name gets its keys").order_by("pk")
    total, done, last = rows.count(), 0, None
    while batch := list((rows.filter(pk__gt=last) if last else rows)[:INDEXED_AT_ONCE]):
        with transaction.atomic():
            for identity in batch:
                index_names(identity, identity.names)
        done, last = done + len(batch), batch[-1].pk
        if progress:
            progress(done, total)
    record(actor, "index_all_names", count=done)
    return done


SAID = ("names", "contact", "contact_advice")
COUNTED = ("sex", "birth_year")


@action
def correct_identity(actor: Actor, identity: Identity, **facts: str | int | None) -> None:
    """Set right what names, reaches or describes the person: any of names, contact, contact_advice, sex, birth_year.

    Raises:
        Invalid: nobody can be born in that year and live today.
    """
    check_right(actor, "correct_identity", identity)
    now = facts_of(identity)
    changed = {name: fact for name, fact in facts.items() if now[name] != fact}
    if "birth_year" in changed:
        _plausible(facts["birth_year"], "birth_year")
    if changed.keys() & {*SAID}:
        identity.write(**{**identity.words, **{name: changed[name] for name in SAID if name in changed}})
        identity.save()
    if "names" in changed:
        index_names(identity, str(changed["names"]))
    counted: dict[str, Any] = {name: changed[name] for name in COUNTED if name in changed}
    if counted or "names" in changed:
        counted["corrected_at"] = timezone.now()
        Person.objects.system("what an act sets right").filter(pk=identity.person_id).update(**counted)
    record(actor, "correct_identity", f"person:{str(identity.person_id)[:8]}", fields=sorted(changed))


def facts_of(identity: Identity) -> dict[str, str | int | None]:
    """What `correct_identity` may set right, as it stands."""
    said = {name: identity.words.get(name, "") for name in SAID}
    rows = Person.objects.system("what goes with an identity that is open").filter(pk=identity.person_id)
    return {**said, **rows.values(*COUNTED).get()}


def _plausible(year: int | str | None, field: str) -> None:
    today = date.today().year
    if year is not None and not today - OLDEST <= int(year) <= today:
        raise Invalid(_("Un âge se compte de 0 à 120 ans."), field)
