"""What a layout is, and what its rows say."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from django.utils.functional import Promise

from siraba.foundation.geography.names import name_key
from siraba.prevention.climate.observations.models import Place


class BadLine(Exception):
    """A line that cannot be taken, and why; the others are."""


class Spot(NamedTuple):
    """Where: a kind with its code; an area by its code in a version, or by the name that the file writes."""

    kind: str = Place.Kind.AREA
    code: str = ""
    name: str = ""
    level: int = 2
    within: str = ""
    latitude: float | None = None
    longitude: float | None = None


class Fact(NamedTuple):
    """A value of one row.

    Rows of one indicator, place and start are told apart by `part` (a commune, a dekad) and put together as
    `combine` says (sum, mean by `weight`, max); without it there may be one alone. The highest `rank` counts.
    """

    indicator: str
    spot: Spot
    start: date
    end: date
    value: float
    cover: float | None = None
    part: str = ""
    combine: str = ""
    weight: float = 1
    rank: tuple[int, ...] = ()


class Event(NamedTuple):
    """An incident of one row; `route` is the name of a route, or nothing."""

    reference: str
    happened_on: date
    route: str = ""
    precision: str = ""
    latitude: float | None = None
    longitude: float | None = None
    dead: int = 0
    missing: int = 0
    cause: str = ""
    quality: str = ""


@dataclass(frozen=True)
class Row:
    """The cells of one line under the layout's own names for its columns; a column that is not there is empty."""

    line: int
    cells: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        return self.cells.get(name, "")


Said = Iterable[Fact | Event]


@dataclass(frozen=True)
class Layout:
    """A table as its publisher writes it.

    `columns` and `optional` name, for each field that `read` uses, the headers under which it comes (written as
    `key_of` does). `marks` are the fields that together tell the layout from others. `version` is the version of
    the map that the headers themselves name; with `coded`, areas come by P-code and a version is asked for.
    `whole`: the parts without which a value is not complete; `zeros`: a place
    without a row in a period that others of the file have counts 0. `instead` says where a file goes that is not taken here.
    """

    code: str
    source: str
    columns: Mapping[str, tuple[str, ...]]
    marks: tuple[str, ...]
    read: Callable[[Row], Said] = lambda row: ()
    optional: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    version: str = ""
    coded: bool = False
    whole: int = 1
    zeros: bool = False
    instead: str | Promise = ""

    def found_in(self, header: Mapping[str, int]) -> dict[str, int]:
        """Field → position of the column, for the fields that the header has."""
        every = {**self.columns, **self.optional}
        return {name: header[key] for name, keys in every.items() for key in reversed(keys) if key in header}


def named(*names: str, **others: str) -> dict[str, tuple[str, ...]]:
    """Fields that come under their own name, and fields that come under any of several headers (`|` between them)."""
    own = {name: (name_key(name),) for name in names}
    return own | {
        name: (name_key(name), *(name_key(one) for one in headers.split("|")))
        for name, headers in others.items()
    }
