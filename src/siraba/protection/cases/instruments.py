"""The forms of a case: which there are, what their answers are about, who must agree; each room adds its own.

The sheets stand beside the rooms that use them (`sheets/`); a form that the committee adds is of this table too, with
the rules of `OTHER`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.policy import Category
from siraba.foundation.forms.models import FormState, FormVersion
from siraba.foundation.forms.selectors import published
from siraba.foundation.forms.shipped import ship
from siraba.protection.cases.models import Case

ASSESSMENT = "vulnerability"
# Its questions of yes and no
QUESTIONS = (
    *("threat", "care", "distress", "documents", "alone", "dependants"),
    *("shelter", "debt", "return_danger", "rejected", "no_services", "conflict"),
)


def answered(**said: str) -> dict[str, str]:
    """The answers to the instrument, by name, of somebody of whom nothing is feared but what is said."""
    return {**dict.fromkeys(QUESTIONS, "no"), **said}


def _anyone(_case: Case) -> bool:
    return True


@dataclass(frozen=True)
class Instrument:
    """`reviewed`: a supervisor approves it. `renewed`: a new one takes the place of the last, and starts from it.

    `title` is that of its sheet, said here to be translated. `after`: the form that must have been approved before.
    """

    code: str
    title: str | Promise = ""
    category: Category = Category.CASE
    reviewed: bool = False
    renewed: bool = True
    after: str = ""
    fits: Callable[[Case], bool] = _anyone


OTHER = Instrument("", renewed=False)
_instruments: dict[str, Instrument] = {}


def register(instrument: Instrument) -> None:
    _instruments[instrument.code] = instrument


def instrument_of(code: str) -> Instrument:
    return _instruments.get(code, OTHER)


def assessment_form() -> FormVersion:
    """The instrument of the first assessment, as it is offered now."""
    return published(ASSESSMENT)


def forms_for(case: Case) -> list[FormVersion]:
    """The forms that may be filled in for this case, those of the platform first, in their own order."""
    return [form for form in forms_of_cases() if instrument_of(form.code).fits(case)]


def forms_of_cases() -> list[FormVersion]:
    """The forms that may be filled in for one case or another."""
    offered = FormVersion.objects.filter(state=FormState.PUBLISHED, target__in=("", "fiche"))
    order = list(_instruments)
    return sorted(
        offered.exclude(code=ASSESSMENT).defer("source"),
        key=lambda form: (order.index(form.code) if form.code in order else len(order), form.title),
    )


ship(
    Path(__file__).parent / "sheets",
    arrival="arrival",
    field_screening="screening",
    field_follow_up="follow_up",
    field_service="service",
    field_note="note",
)
register(Instrument("trafficking_event", _("Fait de traite"), Category.EXPLOITATION, renewed=False))
register(Instrument("safety", _("Plan de sécurité")))
register(Instrument("skills", _("Compétences et projet")))
register(Instrument("conference", _("Réunion de concertation"), renewed=False))
