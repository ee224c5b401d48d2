"""Tables of counts as the boards show them: named rows and columns, margins, small counts hidden."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from siraba.engines.privacy import Shown, ShownCell, ShownTable, show_all, suppress_together
from siraba.partnership.statistics.charts import Chart, chart

Label = str | Promise
HIDDEN = "·"


@dataclass(frozen=True)
class Cell:
    """One figure as it is read: `text` for the eye, `count` only if it is shown, `state` for the style."""

    text: str
    state: str
    count: int | None

    @classmethod
    def of(cls, cell: ShownCell, threshold: int) -> "Cell":
        texts = {Shown.SMALL: f"<{threshold}", Shown.HIDDEN: HIDDEN}
        return cls(texts.get(cell.state, str(cell.count)), str(cell.state), cell.count)


@dataclass(frozen=True)
class Axis:
    """One side of a table: what it is, its keys in order, and their labels."""

    title: Label
    labels: Mapping[Hashable, Label]

    @property
    def keys(self) -> list[Hashable]:
        return list(self.labels)


@dataclass(frozen=True)
class Table:
    """A table ready to be shown or exported; the last cell of each row and the last row are totals."""

    slug: str
    title: Label
    row_title: Label
    header: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]

    @property
    def hides(self) -> bool:
        return any(cell.state != Shown.COUNT for _name, cells in self.rows for cell in cells)

    @property
    def chart(self) -> Chart:
        """The totals of the rows."""
        return chart([(name, cells[-1].text, cells[-1].count) for name, cells in self.rows[:-1]])

    def lines(self) -> list[list[str]]:
        head = [str(self.row_title), *self.header]
        return [head, *([name, *(cell.text for cell in cells)] for name, cells in self.rows)]


@dataclass(frozen=True)
class Plan:
    """A table to make: which two characteristics it crosses."""

    slug: str
    title: Label
    rows: str
    columns: str


Counts = Iterable[tuple[Mapping[str, Hashable], int]]


def cross(
    counts: Counts, axes: Mapping[str, Axis], plans: Sequence[Plan], threshold: int | None
) -> list[Table]:
    """The planned tables over the same persons, made safe together: shared margins agree.

    Args:
        counts: (characteristics, number) pairs; each person is in exactly one.
        axes: for each characteristic, its keys and labels; a key that is not there is an error.
        threshold: the smallest count shown; None shows all, inside the agency that holds the cases.
    """
    counts = list(counts)
    matrices = [_matrix(counts, axes[plan.rows], axes[plan.columns], plan) for plan in plans]
    if threshold is None:
        shown = [show_all(matrix) for matrix in matrices]
    else:
        shown = suppress_together(matrices, _shared(axes, plans), threshold)
    return [_table(plan, axes, table) for plan, table in zip(plans, shown, strict=True)]


def _matrix(counts: Counts, rows: Axis, columns: Axis, plan: Plan) -> list[list[int]]:
    row_of = {key: place for place, key in enumerate(rows.keys)}
    column_of = {key: place for place, key in enumerate(columns.keys)}
    matrix = [[0] * len(column_of) for _key in row_of]
    for characteristics, number in counts:
        matrix[row_of[characteristics[plan.rows]]][column_of[characteristics[plan.columns]]] += number
    return matrix


def _shared(axes: Mapping[str, Axis], plans: Sequence[Plan]) -> list[list[tuple[int, int, int]]]:
    """The margins that several tables have in common: per characteristic and key, and the grand total."""
    groups: dict[Hashable, list[tuple[int, int, int]]] = {}
    for number, plan in enumerate(plans):
        height, width = len(axes[plan.rows].keys), len(axes[plan.columns].keys)
        groups.setdefault("total", []).append((number, height, width))
        for place, key in enumerate(axes[plan.rows].keys):
            groups.setdefault((plan.rows, key), []).append((number, place, width))
        for place, key in enumerate(axes[plan.columns].keys):
            groups.setdefault((plan.columns, key), []).append((number, height, place))
    return [group for group in groups.values() if len(group) > 1]


def _table(plan: Plan, axes: Mapping[str, Axis], shown: ShownTable) -> Table:
    total, rows, columns = _("Total"), axes[plan.rows], axes[plan.columns]
    cell: Callable[[ShownCell], Cell] = lambda one: Cell.of(one, shown.threshold)  # noqa: E731
    body = [
        (str(rows.labels[key]), (*map(cell, counts), cell(row_total)))
        for key, counts, row_total in zip(rows.keys, shown.cells, shown.row_totals, strict=True)
    ]
    last = (total, (*map(cell, shown.column_totals), cell(shown.total)))
    header = (*(str(columns.labels[key]) for key in columns.keys), total)
    return Table(plan.slug, plan.title, rows.title, header, (*body, last))
