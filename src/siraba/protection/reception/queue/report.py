"""How long people waited: by branch, and whether one group waits longer than another. Counts alone are read, never a row."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.foundation.vocabulary import codes, label
from siraba.protection.reception.arrivals.models import Priority
from siraba.protection.reception.branches.models import Branch
from siraba.protection.reception.queue.models import Visit, VisitState

WHY = "waiting times of branches, counted and never a row"


@dataclass
class Waits:
    """How many came, how many of them went without being served, and how long the others waited until the first call.

    `minutes` counts, by minutes begun, those who were called.
    """

    came: int = 0
    left: int = 0
    minutes: Counter[int] = field(default_factory=Counter)

    @property
    def called(self) -> int:
        return self.minutes.total()

    def quantile(self, percent: int) -> int | None:
        """Minutes that so many percent waited no longer than (the nearest rank); None when nobody was called."""
        rank, seen = -(-percent * self.called // 100), 0
        for minutes in sorted(self.minutes):
            seen += self.minutes[minutes]
            if seen >= rank:
                return minutes
        return None

    @property
    def median(self) -> int | None:
        return self.quantile(50)

    @property
    def ninth_decile(self) -> int | None:
        return self.quantile(90)

    @property
    def within(self) -> int | None:
        """Percent of those called who waited no longer than the target."""
        target = settings.QUEUE_TARGET_MINUTES
        kept = sum(number for minutes, number in self.minutes.items() if minutes <= target)
        return _percent(kept, self.called)

    @property
    def gone(self) -> int | None:
        """Percent of those who came and went without being served."""
        return _percent(self.left, self.came)

    def figures(self) -> list[int | None]:
        """As the columns of a table are: came, median, 90 %, within the target, left, percent who left."""
        return [self.came, self.median, self.ninth_decile, self.within, self.left, self.gone]


def _percent(part: int, whole: int) -> int | None:
    return round(100 * part / whole) if whole else None


@dataclass(frozen=True)
class Kind:
    """One way to tell people apart: its groups in order, and the gap between their medians, in minutes.

    A group of fewer than SMALL_COUNT who were called is not compared: its median says little. None when fewer than two are.
    """

    title: str
    groups: Sequence[tuple[str, Waits]]

    @property
    def gap(self) -> int | None:
        medians = [
            waits.median
            for _label, waits in self.groups
            if waits.called >= settings.SMALL_COUNT and waits.median is not None
        ]
        return max(medians) - min(medians) if len(medians) > 1 else None


@dataclass(frozen=True)
class Report:
    """`branches` in the order given, and `kinds`: classes, languages, sexes, over all of them."""

    start: date
    end: date
    branches: Sequence[tuple[Branch, Waits]]
    kinds: Sequence[Kind]
    all: Waits

    def lines(self) -> Iterator[list[str]]:
        """The whole of it as rows of a spreadsheet, the first with the titles."""
        yield [_("Regroupement"), _("Groupe"), *(str(title) for title in columns())]
        yield from (_line(_("Antenne"), str(branch), waits) for branch, waits in self.branches)
        yield _line(_("Toutes les antennes"), "", self.all)
        for kind in self.kinds:
            yield from (_line(kind.title, label, waits) for label, waits in kind.groups)
        for kind in self.kinds:
            gap = "" if kind.gap is None else str(kind.gap)
            yield [_("Écart entre les médianes, en minutes"), kind.title, gap]


def columns() -> list[str]:
    target = {"minutes": settings.QUEUE_TARGET_MINUTES}
    return [
        _("Venues"),
        _("Médiane (min)"),
        _("90 % ont attendu au plus (min)"),
        _("Appelées en %(minutes)d min (%%)") % target,
        _("Parties sans être servies"),
        _("Parties (%)"),
    ]


def _line(kind: str, label: str, waits: Waits) -> list[str]:
    return [kind, label, *("" if figure is None else str(figure) for figure in waits.figures())]


def report_of(branches: Sequence[Branch], start: date, end: date) -> Report:
    """The waits of these branches between two days, both counted: one question to the database."""
    by_unit = {branch.unit_id: Waits() for branch in branches}
    every = Waits()
    by_class = {str(value): Waits() for value in Priority.values}
    by_language = {code: Waits() for code in (*codes("language"), "")}
    by_sex = {code: Waits() for code in (*codes("sex"), "")}
    for row in _counts(by_unit, start, end):
        languages = row["languages"].split() or [""]
        for waits in (
            by_unit[row["unit"]],
            every,
            by_class[str(row["priority"])],
            by_sex[row["arrival__sex"] or ""],
            *(by_language[code] for code in languages if code in by_language),
        ):
            _add(waits, row)
    kinds = (
        Kind(_("Rang"), [(str(Priority(int(code)).label), waits) for code, waits in by_class.items()]),
        Kind(_("Langue"), _named("language", by_language)),
        Kind(_("Sexe"), _named("sex", by_sex)),
    )
    return Report(start, end, [(branch, by_unit[branch.unit_id]) for branch in branches], kinds, every)


def _add(waits: Waits, row: dict[str, Any]) -> None:
    waits.left += row["number"] if row["state"] == VisitState.LEFT else 0
    if row["first"]:
        waits.came += row["number"]
        if row["waited"] is not None:
            waits.minutes[row["waited"]] += row["number"]


def _named(list_name: str, groups: dict[str, Waits]) -> list[tuple[str, Waits]]:
    return [
        (label(list_name, code) if code else _("Non dit"), waits)
        for code, waits in groups.items()
        if waits.came
    ]


def _counts(units: Iterable[int], start: date, end: date) -> Iterator[dict[str, Any]]:
    """Whoever goes to another desk came once, and her wait is that until the first call."""
    rows = (
        Visit.objects.system(WHY)
        .filter(unit__in=list(units), waiting_since__gte=_morning(start))
        .filter(waiting_since__lt=_morning(end + timedelta(days=1)))
        .order_by()
        .annotate(first=Q(after__isnull=True))
        .values("unit", "priority", "languages", "arrival__sex", "state", "waited", "first")
        .annotate(number=Count("pk"))
    )
    return rows.iterator()


def _morning(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
