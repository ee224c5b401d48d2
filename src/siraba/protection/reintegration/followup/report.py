"""Whether returns hold, for those who answer for them: who was reached, what was gained, at what cost. Never small counts."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.engines.privacy import suppress_together
from siraba.engines.privacy.suppression import Shown, ShownCell
from siraba.engines.sustainability import mean_gain
from siraba.foundation.access.actor import Actor
from siraba.foundation.access.policy import Category
from siraba.foundation.audit.journal import record
from siraba.foundation.interface.francs import spaced
from siraba.protection.reintegration.calls.models import Application, ApplicationState
from siraba.protection.reintegration.followup.models import (
    BASELINE,
    FollowUp,
    FollowUpState,
    Measure,
    ScoreTable,
    month_label,
)
from siraba.protection.reintegration.plans.costs import paid_for
from siraba.protection.reintegration.plans.models import Channel, Ending, ReintegrationPlan

# The gain is told over a year: from the baseline to this month
HORIZON = 12
COUNTED = (FollowUpState.DONE, FollowUpState.UNREACHABLE, FollowUpState.DUE)


@dataclass(frozen=True)
class CountTable:
    """Rows of (label, cells, total, share reached), the last one the sum; counts under the threshold are hidden."""

    title: str
    rows: Sequence[tuple[str, Sequence[str], str, str]]


@dataclass(frozen=True)
class GainRow:
    """`label` is a score, or one of a channel; the rest as it is shown."""

    label: str
    persons: str
    mean: str
    low: str
    high: str


@dataclass(frozen=True)
class GainTable:
    table: ScoreTable
    groups: Sequence[tuple[str, Sequence[GainRow]]]


@dataclass(frozen=True)
class Cost:
    """`completed` and `mean` as they are shown; None where no room pays."""

    completed: str
    mean: str


@dataclass(frozen=True)
class Report:
    reached: Sequence[CountTable]
    gains: Sequence[GainTable]
    cost: Cost | None


def report_for(actor: Actor) -> Report:
    """Over every follow-up that is due by today in the actor's cases, or of its organisation's funds; no row leaves."""
    rows = FollowUp.objects.visible_to(actor, Category.GRANTS)
    due = list(rows.filter(due_on__lte=timezone.localdate(), state__in=COUNTED).defer("sealed"))
    done = list(rows.filter(state=FollowUpState.DONE).defer("sealed"))
    measures = Measure.objects.visible_to(actor, Category.GRANTS).filter(
        follow_up__in=[one.pk for one in done if one.month in (BASELINE, HORIZON)]
    )
    report = Report(
        attrition(due), gains(done, list(measures.defer("sealed").select_related("table"))), cost(actor)
    )
    record(actor, "read_follow_up_report", "", due=len(due))
    return report


# Who was reached


def attrition(due: Iterable[FollowUp]) -> list[CountTable]:
    """Of those due, how many were reached, by month and by channel: two tables hidden together, since they share sums."""
    rows = list(due)
    if not rows:
        return []
    months = sorted({one.month for one in rows})
    by_month = Counter((one.month, one.state) for one in rows)
    by_channel = Counter((one.channel, one.state) for one in rows)
    matrices = [
        [[by_month[month, state] for state in COUNTED] for month in months],
        [[by_channel[channel, state] for state in COUNTED] for channel in Channel],
    ]
    width = len(COUNTED)
    same = [[(0, len(months), column), (1, len(Channel), column)] for column in range(width + 1)]
    shown = suppress_together(matrices, same, settings.SMALL_COUNT)
    labels = ([month_label(month) for month in months], [str(one.label) for one in Channel])
    titles = (_("Selon le moment"), _("Selon par qui l’aide arrive"))
    return [
        CountTable(
            title,
            [
                _count_row(label, cells, total)
                for label, cells, total in zip(
                    [*names, _("Total")],
                    [*table.cells, table.column_totals],
                    [*table.row_totals, table.total],
                    strict=True,
                )
            ],
        )
        for title, names, table in zip(titles, labels, shown, strict=True)
    ]


def _count_row(
    label: str, cells: Sequence[ShownCell], total: ShownCell
) -> tuple[str, Sequence[str], str, str]:
    known = cells[0].state is Shown.COUNT and total.state is Shown.COUNT
    share = f"{100 * (cells[0].count or 0) / total.count:.0f} %" if known and total.count else "–"
    return label, [_text(cell) for cell in cells], _text(total), share


def _text(cell: ShownCell) -> str:
    return {Shown.COUNT: str(cell.count), Shown.SMALL: f"<{settings.SMALL_COUNT}", Shown.HIDDEN: "·"}[
        cell.state
    ]


# What was gained


def gains(done: Iterable[FollowUp], measures: Iterable[Measure]) -> list[GainTable]:
    """By table, the mean gain from the baseline to a year, of those who have both; by channel where no group is small."""
    known = {one.pk: one for one in done}
    found: dict[ScoreTable, dict[UUID, dict[int, Measure]]] = {}
    for measure in measures:
        one = known[measure.follow_up_id]
        found.setdefault(measure.table, {}).setdefault(one.of, {})[one.month] = measure
    channels = {one.of: one.channel for one in sorted(known.values(), key=lambda one: one.month)}
    return [_gain_table(table, by_return, channels) for table, by_return in found.items()]


def _gain_table(
    table: ScoreTable, found: Mapping[UUID, Mapping[int, Measure]], channels: Mapping[UUID, str]
) -> GainTable:
    both = {of: by_month for of, by_month in found.items() if {BASELINE, HORIZON} <= by_month.keys()}
    groups = [(str(_("Ensemble")), _gain_rows(table, both.values()))]
    apart = {channel: [one for of, one in both.items() if channels[of] == channel] for channel in Channel}
    names = table.table.names
    # One group that is small would be found by taking the other from the whole
    if all(
        not 0 < len(_pairs(some, name)) < settings.SMALL_COUNT for some in apart.values() for name in names
    ):
        groups += [(str(channel.label), _gain_rows(table, some)) for channel, some in apart.items() if some]
    return GainTable(table, groups)


def _pairs(found: Iterable[Mapping[int, Measure]], name: str) -> list[tuple[float, float]]:
    values = [(one[BASELINE].scores[name]["value"], one[HORIZON].scores[name]["value"]) for one in found]
    return [(before, after) for before, after in values if before is not None and after is not None]


def _gain_rows(table: ScoreTable, found: Iterable[Mapping[int, Measure]]) -> list[GainRow]:
    rows = list(found)
    return [_gain_row(table.dimension_label(name), _pairs(rows, name)) for name in table.table.names]


def _gain_row(label: str, pairs: Sequence[tuple[float, float]]) -> GainRow:
    if 0 < len(pairs) < settings.SMALL_COUNT:
        return GainRow(label, f"<{settings.SMALL_COUNT}", "·", "·", "·")
    gain = mean_gain(pairs)
    if gain is None:
        return GainRow(label, "0", "–", "–", "–")
    return GainRow(label, str(gain.persons), _signed(gain.mean), _signed(gain.low), _signed(gain.high))


def _signed(value: float | None) -> str:
    return "–" if value is None else f"{value:+.2f}"


# What it cost


def cost(actor: Actor) -> Cost | None:
    """What was paid for the projects whose reintegration is achieved, by their number; None where no room pays."""
    plans = ReintegrationPlan.objects.visible_to(actor, Category.GRANTS).filter(
        ending=Ending.COMPLETED, application__isnull=False
    )
    asked: Any = Application.objects.visible_to(actor, Category.GRANTS)
    alone = asked.filter(state=ApplicationState.COMPLETED, case__isnull=True)
    completed = {*plans.values_list("application_id", flat=True), *alone.values_list("pk", flat=True)}
    paid = paid_for(completed)
    if paid is None:
        return None
    if 0 < len(completed) < settings.SMALL_COUNT:
        return Cost(f"<{settings.SMALL_COUNT}", "·")
    if not completed:
        return Cost("0", "–")
    return Cost(str(len(completed)), spaced(round(sum(paid.values()) / len(completed))))
