"""One line of the list of cases. It prints itself: 25 lines through the template language cost more than their reading."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models import Case as DecideCase
from django.db.models import F, QuerySet, When
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.audit.journal import record
from siraba.foundation.interface.paging import Page, page_by_key
from siraba.foundation.interface.templatetags.kit import badge, label_of, until
from siraba.foundation.people.models import Identity, age_in_years
from siraba.protection.cases.models import CaseState, Due
from siraba.protection.cases.needing import needing
from siraba.protection.cases.rules import identity_open
from siraba.protection.cases.selectors import cases_visible_to, find_cases

FIELDS = (
    "id",
    "code",
    "received_at",
    "pathway",
    "state",
    "risk",
    "due_what",
    "due_at",
    "person__sex",
    "person__birth_year",
    "owner__full_name",
    "person__identity__id",
    "identity_sealed",
)


def listed(actor: Actor, cases: QuerySet) -> QuerySet:
    """The columns that the list shows, as named rows; the sealed identity only where it is open to the actor."""
    sealed = When(identity_open(actor), then=F("person__identity__sealed"))
    return cases.annotate(identity_sealed=DecideCase(sealed)).values_list(*FIELDS, named=True)


def list_page(actor: Actor, request: HttpRequest, wanted: Mapping[str, Any]) -> Page:
    """The page of the list that the request asks for, as rows of `listed`; what it showed is written in the journal.

    `wanted` may hold q (a code or names), state, risk, owner (0: nobody), late, and needs (a word of `needing`).
    """
    text = wanted.get("q", "")
    cases = find_cases(actor, text) if text else cases_visible_to(actor)
    for name in ("state", "risk"):
        if wanted.get(name):
            cases = cases.filter(**{name: wanted[name]})
    if wanted.get("owner") is not None:
        cases = cases.filter(owner=wanted["owner"] or None, closed_at__isnull=True)
    if wanted.get("needs"):
        cases = cases.filter(pk__in=needing(actor, wanted["needs"]).values("pk"))
    if wanted.get("late"):
        cases = cases.filter(due_at__lt=timezone.now(), closed_at__isnull=True)
    shown = page_by_key(listed(actor, cases), request)
    record(actor, "list_cases", codes=[row.code for row in shown.rows])
    return shown


class Labels(NamedTuple):
    """The heads of the columns, which a telephone shows beside each cell."""

    names: str
    age: str
    pathway: str
    state: str
    risk: str
    due: str
    owner: str


def labels() -> Labels:
    return _labels(get_language() or "fr")


@lru_cache(8)
def _labels(language: str) -> Labels:
    return Labels(
        _("Noms"),
        _("Âge, sexe"),
        _("Parcours"),
        _("État"),
        _("Risque"),
        _("À faire"),
        _("Responsable"),
    )


def names_in(row: Any) -> str:
    """The names in a row of `listed`; nothing where they are not open."""
    return Identity.open_words(row.person__identity__id, row.identity_sealed).get("names", "")


def print_rows(rows: Sequence[Any], now: datetime) -> SafeString:
    """The table's body: `rows` are from `listed`; every text is escaped."""
    language = get_language() or "fr"
    return mark_safe("".join(_print_row(row, now, language) for row in rows))


def _print_row(row: Any, now: datetime, language: str) -> str:
    names = names_in(row)
    head, years = _labels(language), age_in_years(row.person__birth_year, date.today())
    late = ' class="late"' if row.due_at and row.due_at < now else ""
    due = f"{_due(row.due_what, language)} {until(row.due_at, now)}" if row.due_at else ""
    return (
        f'<tr><th scope="row"><a href="{row.code}/">{row.code}</a></th>'
        f'<td data-label="{head.names}">{escape(names)}</td>'
        f'<td data-label="{head.age}">{"" if years is None else f"{years}, "}{_label("sex", row.person__sex, language)}</td>'
        f'<td data-label="{head.pathway}">{_label("pathway", row.pathway, language)}</td>'
        f'<td data-label="{head.state}">{_state(row.state, language)}</td>'
        f'<td data-label="{head.risk}">{_risk(row.risk, language)}</td>'
        f'<td data-label="{head.due}"{late}>{escape(due)}</td>'
        f'<td data-label="{head.owner}">{escape(row.owner__full_name or "")}</td></tr>'
    )


@lru_cache(512)
def _label(list_name: str, code: str, language: str) -> str:
    return escape(label_of(code, list_name))


@lru_cache(64)
def _state(state: str, language: str) -> str:
    return badge(state, CaseState(state).label)


@lru_cache(16)
def _risk(risk: str, language: str) -> str:
    return badge(risk, label_of(risk, "risk_level")) if risk else ""


@lru_cache(64)
def _due(what: str, language: str) -> str:
    return str(Due(what).label)
