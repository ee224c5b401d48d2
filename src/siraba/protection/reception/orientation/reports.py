"""How long people wait for a service and what becomes of it, by group and by branch: told, never corrected in secret.

Counts of the agency that holds the persons; no row and no name leaves this module.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.errors import NotAllowed
from siraba.foundation.accounts.roles import Role
from siraba.foundation.interface.exports import csv_of
from siraba.foundation.people.models import ADULT
from siraba.foundation.vocabulary import label
from siraba.protection.reception.arrivals.models import Priority
from siraba.protection.reception.orientation.models import (
    LIVE,
    OF_REFERRAL,
    Need,
    Orientation,
    OrientationState,
    Override,
)

S = OrientationState
WHY = "counts of the actor's own agency, without a person"
HOUR = timedelta(hours=1)
# A gap between groups is told only of those with so many needs: below, one person makes the figure
ENOUGH = 5


@dataclass(frozen=True)
class Table:
    """Title, titles of the columns, rows whose first cell names the row; `note` says how to read it."""

    title: str
    head: Sequence[str]
    body: Sequence[Sequence[str]]
    note: str = ""


@dataclass(frozen=True)
class Known:
    """What counts of one need: its groups, when it was noted, when something was chosen for it and given."""

    unit: str
    sex: str
    age: str
    language: str
    priority: str
    noted: datetime
    chosen: datetime | None = None
    served: datetime | None = None


def tables_of(actor: Actor, since: date) -> list[Table]:
    """The tables of the report, of what was noted since a day: of one's own branch, or of all for the head office."""
    needs, orientations = _rows(actor, since)
    known = list(_known(needs, orientations).values())
    return [
        *(_waits(title, known, group) for title, group in GROUPS),
        _completion(orientations),
        _overrides(orientations),
    ]


def as_csv(tables: Iterable[Table]) -> bytes:
    """All the tables in one file, a blank line between two."""
    return csv_of(row for table in tables for row in ([table.title], table.head, *table.body, []))


def _rows(actor: Actor, since: date) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    where = {"organisation": actor.home}
    if actor.role == Role.RECEPTION_BRANCH:
        where["unit"] = actor.unit_id or 0
    elif actor.role != Role.RECEPTION_HEAD:
        raise NotAllowed
    start = datetime.combine(since, datetime.min.time(), timezone.get_current_timezone())
    person = ("sex", "birth_year", "convoy__day", "languages", "priority")
    needs = Need.objects.system(WHY).filter(**where, recorded_at__gte=start).order_by()
    chosen = Orientation.objects.system(WHY).filter(**where, need__recorded_at__gte=start).order_by()
    return (
        list(needs.values("pk", "unit__name", "recorded_at", *(f"arrival__{name}" for name in person))),
        list(
            chosen.exclude(state=S.PROPOSED).values(
                *("need", "unit__name", "state", "referral__state", "override", "accepted_at"),
                *("ended_at", "referral__finished_at", "referral__answered_at"),
            )
        ),
    )


def _stage(row: dict[str, Any]) -> str:
    return OF_REFERRAL[row["referral__state"]] if row["referral__state"] else row["state"]


def _known(needs: list[dict[str, Any]], orientations: list[dict[str, Any]]) -> dict[Any, Known]:
    chosen: dict[Any, datetime] = {}
    served: dict[Any, datetime] = {}
    for row in orientations:
        if _stage(row) in LIVE and row["accepted_at"]:
            chosen[row["need"]] = max(row["accepted_at"], chosen.get(row["need"], row["accepted_at"]))
        given = row["referral__finished_at"] or row["ended_at"]
        if _stage(row) == S.SERVED and given:
            served[row["need"]] = max(given, served.get(row["need"], given))
    return {
        row["pk"]: Known(
            row["unit__name"],
            label("sex", row["arrival__sex"]) if row["arrival__sex"] else _("non dit"),
            _age(row),
            _language(row["arrival__languages"]),
            str(Priority(row["arrival__priority"]).label),
            row["recorded_at"],
            chosen.get(row["pk"]),
            served.get(row["pk"]),
        )
        for row in needs
    }


def _age(row: dict[str, Any]) -> str:
    if row["arrival__birth_year"] is None:
        return _("âge inconnu")
    child = row["arrival__convoy__day"].year - row["arrival__birth_year"] < ADULT
    return _("moins de 18 ans") if child else _("18 ans et plus")


def _language(codes: str) -> str:
    return label("language", codes.split()[0]) if codes else _("non dite")


Group = Callable[[Known], str]
GROUPS: tuple[tuple[Callable[[], str], Group], ...] = (
    (lambda: _("Attente selon le sexe"), lambda one: one.sex),
    (lambda: _("Attente selon l’âge"), lambda one: one.age),
    (lambda: _("Attente selon la langue"), lambda one: one.language),
    (lambda: _("Attente selon la priorité"), lambda one: one.priority),
)


def _waits(title: Callable[[], str], known: Sequence[Known], group: Group) -> Table:
    by_group: dict[str, list[Known]] = {}
    for one in known:
        by_group.setdefault(group(one), []).append(one)
    rows, medians = [], []
    for name, members in sorted(by_group.items()):
        to_choice = [(one.chosen - one.noted) / HOUR for one in members if one.chosen]
        to_service = [(one.served - one.noted) / HOUR for one in members if one.served]
        rows.append(
            [
                name,
                str(len(members)),
                str(len(members) - len(to_choice)),
                _hours(to_choice),
                _hours(to_service),
            ]
        )
        if len(to_choice) >= ENOUGH:
            medians.append(median(to_choice))
    gap = _("Moins de deux groupes ont cinq besoins servis : pas d’écart à dire.")
    if len(medians) > 1:
        gap = _("Écart entre le groupe qui attend le plus et celui qui attend le moins : %(hours).1f h.") % {
            "hours": max(medians) - min(medians)
        }
    head = [_("Groupe"), _("Besoins"), _("Sans service choisi"), _("Jusqu’au choix"), _("Jusqu’au service")]
    return Table(title(), head, rows, gap)


def _hours(values: Sequence[float]) -> str:
    """The median, in hours."""
    return _("%(hours).1f h") % {"hours": median(values)} if values else "–"


def _completion(orientations: list[dict[str, Any]]) -> Table:
    by_unit: dict[str, list[str]] = {}
    for row in orientations:
        by_unit.setdefault(row["unit__name"], []).append(_stage(row))
    rows = []
    for name, stages in sorted(by_unit.items()):
        ended = [stage for stage in stages if stage in (S.SERVED, S.REFUSED, S.LOST)]
        share = f"{100 * ended.count(S.SERVED) / len(ended):.0f} %" if ended else "–"
        counts = [stages.count(stage) for stage in (S.SERVED, S.REFUSED, S.LOST)]
        rows.append([name, str(len(stages)), str(len(stages) - len(ended)), *map(str, counts), share])
    head = [
        *(_("Antenne"), _("Orientations"), _("En route"), _("Servies"), _("Refusées"), _("Perdues")),
        _("Servies, de celles qui ont fini"),
    ]
    return Table(_("Ce que deviennent les orientations"), head, rows)


def _overrides(orientations: list[dict[str, Any]]) -> Table:
    by_unit: dict[str, list[str]] = {}
    for row in orientations:
        by_unit.setdefault(row["unit__name"], []).append(row["override"])
    rows = [
        [
            name,
            str(len(reasons)),
            str(len([one for one in reasons if one])),
            *(str(reasons.count(reason)) for reason in Override.values),
        ]
        for name, reasons in sorted(by_unit.items())
    ]
    head = [_("Antenne"), _("Choix"), _("Autre que le premier"), *map(str, Override.labels)]
    return Table(_("Choix d’un autre service, et pourquoi"), head, rows)
