"""What an act says, by kind of register. A date keeps the precision that it was given with: no day is invented."""

import re
from collections.abc import Mapping
from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from siraba.foundation.geography.models import Area
from siraba.foundation.geography.selectors import area_and_above
from siraba.protection.civil_status.registers.offices import BIRTHS, RegisterKind


class Sex(models.TextChoices):
    FEMALE = "F", _("Féminin")
    MALE = "M", _("Masculin")


class Precision(models.TextChoices):
    DAY = "day", _("Le jour est connu")
    MONTH = "month", _("Le mois seulement")
    YEAR = "year", _("L’année seulement")


class Relation(models.TextChoices):
    """Who declares: the list that the DNEC gives, and a chief for a village."""

    FATHER = "father", _("Père")
    MOTHER = "mother", _("Mère")
    HEALTH = "health", _("Médecin, sage-femme ou agent de santé")
    RELATIVE = "relative", _("Parent proche")
    CHIEF = "chief", _("Chef de village ou de quartier")
    PRESENT = "present", _("Personne présente")


_PEOPLE: dict[str, str | Promise] = {
    "declarant_name": _("Déclarant"),
    "declarant_relation": _("Qualité du déclarant"),
    "declarant_number": _("Numéro du déclarant (agent de santé DM…, chef W…)"),
    "witness1_name": _("Premier témoin"),
    "witness1_number": _("Numéro du premier témoin"),
    "witness2_name": _("Deuxième témoin"),
    "witness2_number": _("Numéro du deuxième témoin"),
}
_EVENT: dict[str, str | Promise] = {
    "date": _("Date"),
    "precision": _("Ce qui est connu de la date"),
    "place": _("Lieu"),
    "area": _("Cercle"),
}
_BIRTH: dict[str, str | Promise] = {
    "child_last": _("Nom de l’enfant"),
    "child_first": _("Prénoms de l’enfant"),
    "sex": _("Sexe"),
    **{**_EVENT, "date": _("Date de naissance"), "place": _("Lieu de naissance")},
    "father_name": _("Père"),
    "mother_name": _("Mère"),
    "mother_birth_year": _("Année de naissance de la mère"),
    "mother_number": _("NINA de la mère"),
    **_PEOPLE,
}
FIELDS: dict[str, dict[str, str | Promise]] = {
    **dict.fromkeys(BIRTHS, _BIRTH),
    RegisterKind.MARRIAGE: {
        "husband_name": _("Époux"),
        "wife_name": _("Épouse"),
        **{**_EVENT, "date": _("Date du mariage"), "place": _("Lieu du mariage")},
        **{name: label for name, label in _PEOPLE.items() if name.startswith("witness")},
    },
    RegisterKind.DEATH: {
        "deceased_last": _("Nom du défunt"),
        "deceased_first": _("Prénoms du défunt"),
        "sex": _("Sexe"),
        **{**_EVENT, "date": _("Date du décès"), "place": _("Lieu du décès")},
        **_PEOPLE,
    },
}
# Whom the act is about: each is found by name
NAMED: dict[str, tuple[tuple[str, ...], ...]] = {
    **dict.fromkeys(BIRTHS, (("child_first", "child_last"),)),
    RegisterKind.MARRIAGE: (("husband_name",), ("wife_name",)),
    RegisterKind.DEATH: (("deceased_first", "deceased_last"),),
}
_CHOICES: dict[str, type[models.TextChoices]] = {
    "sex": Sex,
    "precision": Precision,
    "declarant_relation": Relation,
}
DATED = re.compile(r"^(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?$")


def names_in(kind: str, fields: Mapping[str, str]) -> list[str]:
    """Whom an act is about, each as one text; nobody when nothing was written."""
    people = (" ".join(fields.get(name, "") for name in names).strip() for names in NAMED[kind])
    return [one for one in people if one]


def shown(kind: str, fields: Mapping[str, str]) -> list[tuple[str, str]]:
    """Label and value of each field that says something, in order."""
    said = [(name, label, fields.get(name, "")) for name, label in FIELDS[kind].items()]
    return [
        (str(label), _shown(name, value))
        for name, label, value in said
        if value and (name, value) != ("precision", Precision.DAY)  # the date shows it
    ]


def _shown(name: str, value: str) -> str:
    if name in _CHOICES:
        return str(dict(_CHOICES[name].choices).get(value, value))
    if name in ("date", "declared_on"):
        return shown_date(value)
    if name == "area":
        found = Area.objects.filter(pk=value).first() if value.isdecimal() else None
        return found.name if found else value
    return value


# Dates


def shown_date(text: str) -> str:
    """`20 novembre 2026`, `novembre 2026` or `2026`, as the reader writes dates."""
    day = first_day(text)
    if day is None:
        return text
    known = {10: "DATE_FORMAT", 7: "YEAR_MONTH_FORMAT"}.get(len(text))
    return date_format(day, known) if known else text


def dated(day: date, precision: str) -> str:
    """`2026-05-04`, `2026-05` or `2026`: what is known, and no more."""
    return day.isoformat()[: {Precision.DAY: 10, Precision.MONTH: 7, Precision.YEAR: 4}[Precision(precision)]]


def first_day(text: str) -> date | None:
    """The earliest day that a date may be; None when it is none."""
    found = DATED.match(text)
    try:
        return date(*(int(part or 1) for part in found.groups())) if found else None
    except ValueError:
        return None


def within_declaration(event: str, on: date) -> bool:
    """Whether a birth is declared in time, whichever of its possible days is true.

    Clear days: neither the day of the birth nor the last one counts (CPF, article 133, as the DNEC quotes it; à valider).
    """
    day = first_day(event)
    return day is not None and on <= day + timedelta(days=settings.CIVIL_STATUS_DECLARATION_DAYS + 1)


def outside(area: Area | None, centre_area: Area | None) -> bool:
    """Whether a birth in `area` (None: abroad) is outside the centre's own cercle or region; never, where that is not known."""
    if centre_area is None:
        return False
    if area is None:
        return True
    return _cercle(area) != _cercle(centre_area)


def _cercle(area: Area) -> int:
    """The cercle, or what is above it where no cercle is known."""
    chain = area_and_above(area)
    return next((one.pk for one in chain if one.level <= Area.Level.CERCLE), chain[-1].pk)
