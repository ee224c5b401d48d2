"""Primary and complementary suppression of small counts in a table of one or two dimensions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from siraba.engines.privacy.flow import Edge, move

Position = tuple[int, int]
MARGIN_WIDENED = 1e15


class Shown(StrEnum):
    """How a count is shown: as it is, as a small count, or not at all."""

    COUNT = "count"
    SMALL = "small"
    HIDDEN = "hidden"


@dataclass(frozen=True)
class ShownCell:
    """One cell as published. `count` is None unless it is shown: the true figure is not carried along."""

    state: Shown
    count: int | None


@dataclass(frozen=True)
class ShownTable:
    """A table as published: rows × columns, then its margins (both empty in one dimension)."""

    cells: tuple[tuple[ShownCell, ...], ...]
    row_totals: tuple[ShownCell, ...]
    column_totals: tuple[ShownCell, ...]
    total: ShownCell
    threshold: int

    @property
    def all_cells(self) -> list[ShownCell]:
        inner = [cell for row in self.cells for cell in row]
        return [*inner, *self.row_totals, *self.column_totals, self.total]


def suppress(
    table: Sequence[int] | Sequence[Sequence[int]],
    threshold: int = 5,
    hidden: Iterable[Position] = (),
) -> ShownTable:
    """Hide the counts from 1 to `threshold - 1`, and what would give them away.

    Args:
        table: counts, one row (one dimension) or rows of equal length (two dimensions), without margins.
        threshold: the smallest count that may be shown; at least 3.
        hidden: positions (row, column) to hide whatever their count, where the row after the last is that
            of the column totals and the column after the last that of the row totals.

    Returns:
        The table with its margins. Knowing every label and every published figure, each cell shown as
        small may still be any of 1 … `threshold - 1`, and each hidden cell has at least two values.

    Raises:
        ValueError: threshold under 3, a negative count, or rows of unequal length.
    """
    if threshold < 3:
        raise ValueError("the threshold must be at least 3: below, a small count is known exactly")
    rows, dimensions = _rows(table)
    if any(count < 0 for row in rows for count in row):
        raise ValueError("a count cannot be negative")
    work = _Work(rows, dimensions, threshold)
    work.hide(hidden)
    work.protect()
    return work.published()


def show_all(table: Sequence[int] | Sequence[Sequence[int]]) -> ShownTable:
    """The table with its margins, nothing hidden: for readers who know the persons counted."""
    return _Work(*_rows(table), threshold=0).published()


def suppress_together(
    tables: Sequence[Sequence[int] | Sequence[Sequence[int]]],
    same: Sequence[Sequence[tuple[int, int, int]]],
    threshold: int = 5,
) -> list[ShownTable]:
    """Suppress tables that show some of the same counts (a shared margin), so that none betrays another.

    A count hidden in one table is hidden in all: the tables are done again until nothing changes.

    Args:
        same: groups of (table, row, column) that hold one and the same count.
        threshold: as in `suppress`.
    """
    hidden: list[set[Position]] = [set() for _ in tables]
    while True:
        shown = [suppress(table, threshold, hide) for table, hide in zip(tables, hidden, strict=True)]
        before = sum(map(len, hidden))
        for group in same:
            if any(_at(shown[table], row, column).state is Shown.HIDDEN for table, row, column in group):
                for table, row, column in group:
                    hidden[table].add((row, column))
        if sum(map(len, hidden)) == before:
            return shown


def _at(table: ShownTable, row: int, column: int) -> ShownCell:
    last_row, last_column = row == len(table.cells), column == len(table.cells[0])
    if last_row and last_column:
        return table.total
    if last_row:
        return table.column_totals[column]
    return table.row_totals[row] if last_column else table.cells[row][column]


def _rows(table: Sequence[int] | Sequence[Sequence[int]]) -> tuple[list[list[int]], int]:
    one_dimension = not any(isinstance(row, Sequence) for row in table)
    rows = [[int(count) for count in table]] if one_dimension else [list(row) for row in table]  # type: ignore[arg-type]
    if len({len(row) for row in rows}) > 1:
        raise ValueError("the rows of the table have unequal lengths")
    return rows, 1 if one_dimension else 2


class _Work:
    """The network of one table, and the state of each of its edges."""

    def __init__(self, rows: list[list[int]], dimensions: int, threshold: int):
        self.height, self.width, self.dimensions = len(rows), len(rows[0]) if rows else 0, dimensions
        self.threshold = threshold
        self.edges: list[Edge] = []
        self.places: dict[Position, int] = {}
        self._lay_out(rows)
        self.margins = {edge for (r, c), edge in self.places.items() if r == self.height or c == self.width}
        self.states = [Shown.SMALL if 0 < edge.value < threshold else Shown.COUNT for edge in self.edges]

    def _lay_out(self, rows: list[list[int]]) -> None:
        for r, row in enumerate(rows):
            for c, count in enumerate(row):
                self._add((r, c), 1, count)
            if self.dimensions == 2:
                self._add((r, self.width), -1, sum(row))
        if self.dimensions == 2:
            for c in range(self.width):
                self._add((self.height, c), -1, sum(row[c] for row in rows))
        total = sum(map(sum, rows))
        if self.dimensions == 2:
            self._add((self.height, self.width), 1, total)
        else:
            self._add((1, self.width), -1, total)

    def _add(self, position: Position, sign: int, count: int) -> None:
        # In one dimension there is one sum only, so all counts run between the same two nodes.
        row, column = position if self.dimensions == 2 else (0, 0)
        self.places[position] = len(self.edges)
        self.edges.append(Edge(("row", row), ("column", column), sign, count))

    def hide(self, positions: Iterable[Position]) -> None:
        """Hide what the caller wants hidden, and see that it cannot be worked out either."""
        edges = [self.places[position] for position in positions]
        edges = [edge for edge in edges if self.edges[edge].value]
        for edge in edges:
            self.states[edge] = Shown.HIDDEN
        for edge in edges:
            self._loosen(edge)

    def protect(self) -> None:
        for edge, state in enumerate(list(self.states)):
            if state is Shown.SMALL:
                self._protect_small(edge)

    def _protect_small(self, edge: int) -> None:
        value = self.edges[edge].value
        if self.states[edge] is Shown.SMALL:
            up = self._reach(edge, 1, self.threshold - 1 - value)
            down = self._reach(edge, -1, value - 1)
            if up and down:
                return
            # The sum of several small counts: the label itself would say too much about them.
            self.states[edge] = Shown.HIDDEN
        self._reach(edge, 1, self.threshold - value)

    def _loosen(self, edge: int) -> None:
        value = self.edges[edge].value
        if value < self.threshold:
            self._reach(edge, 1, self.threshold - value)
            return
        self._reach(edge, 1, self.threshold - 1)
        self._reach(edge, -1, min(self.threshold - 1, value - self.threshold))

    def _reach(self, edge: int, direction: int, amount: int) -> bool:
        """Hide as little as lets the edge move by `amount`; False if nothing does."""
        change = move(self.edges, edge, direction, amount, self._room)
        if change is None:
            return False
        for other, by in change.items():
            over = self.edges[other].value + by >= self.threshold
            if self.states[other] is Shown.COUNT or (self.states[other] is Shown.SMALL and over):
                self.states[other] = Shown.HIDDEN
        return True

    def _room(self, edge: int, direction: int, change: int) -> tuple[float, float]:
        """How far the edge may still move from value + change, and at what loss of information."""
        value, state = self.edges[edge].value, self.states[edge]
        if value == 0:
            return 0, 0
        price = 0 if state is not Shown.COUNT or change else value
        if direction < 0:
            lowest = 1 if value < self.threshold else self.threshold
            return value + change - lowest, price
        under_label = self.threshold - 1 - value - change
        if state is not Shown.SMALL or under_label < 0:
            return float("inf"), price
        if under_label == 0 and edge in self.margins:
            return float("inf"), MARGIN_WIDENED
        return under_label, price

    def published(self) -> ShownTable:
        inner = tuple(tuple(self._shown((r, c)) for c in range(self.width)) for r in range(self.height))
        if self.dimensions == 1:
            return ShownTable(inner, (), (), self._shown((1, self.width)), self.threshold)
        return ShownTable(
            inner,
            tuple(self._shown((r, self.width)) for r in range(self.height)),
            tuple(self._shown((self.height, c)) for c in range(self.width)),
            self._shown((self.height, self.width)),
            self.threshold,
        )

    def _shown(self, position: Position) -> ShownCell:
        edge = self.places[position]
        state = self.states[edge]
        return ShownCell(state, self.edges[edge].value if state is Shown.COUNT else None)
