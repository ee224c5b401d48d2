"""The rows that belong to an entry: replaced kind by kind, each checked on its own field before anything is kept."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import time
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from siraba.foundation.access.errors import Invalid
from siraba.foundation.services.models import (
    MIDNIGHT,
    Cost,
    Document,
    Language,
    Part,
    Phone,
    Rule,
    Schedule,
    Service,
    Vacancy,
)
from siraba.foundation.vocabulary import codes

PARTS: dict[str, type[Part]] = {
    "schedules": Schedule,
    "rules": Rule,
    "languages": Language,
    "documents": Document,
    "costs": Cost,
    "phones": Phone,
    "vacancies": Vacancy,
}
# What one word says whole
SHORT = {"languages": "code", "documents": "name"}


def schedules_of_days(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """One schedule a weekday from rows whose `days` are `1-5` or `6`, Monday being 1; times may be text (`08:00`)."""
    found = []
    for row in rows:
        first, _dash, last = str(row["days"]).partition("-")
        rest = {name: value for name, value in row.items() if name != "days"}
        times = {name: time.fromisoformat(str(rest[name])) for name in ("opens", "closes")}
        found += [{**rest, **times, "weekday": day - 1} for day in range(int(first), int(last or first) + 1)]
    return found


def replace_parts(service: Service, parts: Mapping[str, Sequence[Any]]) -> None:
    """Put these rows in the place of the service's rows of the same kinds; kinds that are not named stay.

    A row is a mapping of the model's fields, or one word for a language and a document.

    Raises:
        Invalid: with the kind as its field, and the number of the row in its message.
    """
    for kind, rows in parts.items():
        made = [_made(service, kind, number, row) for number, row in enumerate(rows, start=1)]
        manager = PARTS[kind].objects  # type: ignore[attr-defined]
        manager.filter(service=service).delete()
        manager.bulk_create(made)


def check_parts(service: Service, parts: Mapping[str, Sequence[Any]]) -> None:
    """Raises Invalid as `replace_parts` would, and keeps nothing."""
    for kind, rows in parts.items():
        for number, row in enumerate(rows, start=1):
            _made(service, kind, number, row)


def _made(service: Service, kind: str, number: int, row: Any) -> Part:
    part = PARTS[kind](service=service, **({SHORT[kind]: row} if kind in SHORT else row))
    message = mistake_in(part)
    if message:
        raise Invalid(_("Ligne %(number)s : %(message)s") % {"number": number, "message": message}, kind)
    return part


def mistake_in(part: Part) -> str:
    """What is wrong with a row by itself, in the reader's language; empty when nothing is."""
    if isinstance(part, Schedule) and not hours_in_order(part.opens, part.closes):
        return _(
            "l’heure de fermeture vient avant l’heure d’ouverture. Après minuit, notez une ligne le lendemain."
        )
    if isinstance(part, Schedule) and part.valid_from and part.valid_to and part.valid_to < part.valid_from:
        return _("le dernier jour vient avant le premier.")
    if isinstance(part, Rule) and (part.age_to if part.age_to is not None else 999) < (part.age_from or 0):
        return _("l’âge le plus haut est plus bas que l’autre.")
    if isinstance(part, Rule) and set(part.groups) - set(codes("population_group")):
        return _("groupe inconnu.")
    if isinstance(part, Vacancy) and part.vacant > part.capacity:
        return _("plus de places libres que de places.")
    try:
        part.clean_fields(exclude=["service", "updated_by"])
    except ValidationError as error:
        name, messages = next(iter(error.message_dict.items()))
        field: Any = part._meta.get_field(name)
        return f"{field.verbose_name} : {messages[0]}"
    return ""


def hours_in_order(opens: time, closes: time) -> bool:
    """Midnight as a closing hour is the end of the day."""
    return closes == MIDNIGHT or closes > opens
