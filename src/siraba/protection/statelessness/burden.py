"""The shared burden of proof: what each side owes before a decision is written.

Source: HCR, Manuel sur la protection des apatrides (2014), § 89: the burden is « in principle shared ». The other lines are
from memory of its §§ 71–91 and are to be checked against its text by a jurist.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PERSON, AUTHORITY = _("La personne"), _("L’instance")
CHECK = _("Manuel du HCR, 2014, à vérifier")


@dataclass(frozen=True)
class Duty:
    code: str
    side: str | Promise
    text: str | Promise
    source: Any


DUTIES: tuple[Duty, ...] = (
    Duty(
        "account",
        PERSON,
        _("A dit tout ce qu’elle sait, sans être tenue de prouver seule"),
        "Manuel du HCR, 2014, § 89",
    ),
    Duty("papers", PERSON, _("A remis ce qu’elle peut raisonnablement réunir"), "Manuel du HCR, 2014, § 89"),
    Duty("told", AUTHORITY, _("A expliqué la procédure dans une langue comprise"), CHECK),
    Duty("heard", AUTHORITY, _("A entendu la personne, avec un interprète au besoin"), CHECK),
    Duty("counsel", AUTHORITY, _("A laissé la personne être assistée d’un conseil"), CHECK),
    Duty(
        "sought",
        AUTHORITY,
        _("A cherché elle-même les lois, les pratiques et les preuves à sa portée"),
        "Manuel du HCR, 2014, § 89",
    ),
    Duty("relevant", AUTHORITY, _("S’en est tenue aux États avec un lien pertinent"), CHECK),
    Duty("standard", AUTHORITY, _("A demandé un degré raisonnable de preuve, et pas plus"), CHECK),
)
ANSWERS: dict[str, str | Promise] = {
    "yes": _("Oui"),
    "no": _("Pas encore"),
    "not_applicable": _("Sans objet"),
}


def unmet(answers: Mapping[str, str]) -> list[Duty]:
    """The duties that are not done, or of which nothing is said."""
    return [duty for duty in DUTIES if answers.get(duty.code, "no") not in ("yes", "not_applicable")]
