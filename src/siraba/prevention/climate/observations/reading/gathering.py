"""What the rows of a file come to: one value for each indicator, place and period, or the reason why there is none."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext as _

from siraba.foundation.access.errors import Invalid
from siraba.foundation.geography.models import Area
from siraba.prevention.climate.observations.models import Place
from siraba.prevention.climate.observations.placing import Map, Placed
from siraba.prevention.climate.observations.reading.facts import BadLine, Event, Fact, Spot


class Where(NamedTuple):
    """A place found, or (with `name`) a name that waits for a person. `area`: the id of an area."""

    kind: str
    code: str = ""
    area: int | None = None
    name: str = ""
    level: int = 0
    within: str = ""


class Key(NamedTuple):
    indicator: str
    where: Where
    start: date


@dataclass
class Value:
    end: date
    value: float
    cover: float | None
    combine: str
    weight: float
    rank: tuple[int, ...]
    parts: dict[str, int]


@dataclass
class Gathering:
    """Takes facts and events one by one; `faults` are the lines that are refused, with the reason."""

    today: date
    map: Map | None
    coded: bool
    values: dict[Key, Value] = field(default_factory=dict)
    events: dict[str, tuple[int, Event]] = field(default_factory=dict)
    spots: dict[Where, Spot] = field(default_factory=dict)
    candidates: dict[Where, Sequence[int]] = field(default_factory=dict)
    dropped: set[Key] = field(default_factory=set)
    faults: list[tuple[int, str]] = field(default_factory=list)
    _known: dict[Spot, Where] = field(default_factory=dict)

    def take(self, line: int, said: Fact | Event) -> None:
        """Raises BadLine; Invalid where the whole file is wrong."""
        start = said.start if isinstance(said, Fact) else said.happened_on
        if start > self.today:
            raise BadLine(_("%(day)s est dans le futur.") % {"day": start.isoformat()})
        if isinstance(said, Event):
            self._event(line, said)
        else:
            self._fact(line, said)

    def _event(self, line: int, said: Event) -> None:
        if said.reference in self.events:
            first, _event = self.events[said.reference]
            raise BadLine(
                _("%(code)s est déjà à la ligne %(line)d.") % {"code": said.reference, "line": first}
            )
        self.events[said.reference] = line, said

    def _fact(self, line: int, said: Fact) -> None:
        key = Key(said.indicator, self._where(said.spot), said.start)
        held = self.values.get(key)
        if held is None or said.rank > held.rank:
            self.dropped.discard(key)
            self.values[key] = Value(
                said.end,
                said.value,
                said.cover,
                said.combine,
                said.weight,
                said.rank,
                {said.part: line},
            )
        elif said.rank == held.rank:
            self._add(line, said, key, held)

    def _add(self, line: int, said: Fact, key: Key, held: Value) -> None:
        if not said.combine or said.part in held.parts:
            # Neither of two lines that say the same thing twice is known to be the right one
            self.dropped.add(key)
            raise BadLine(
                _("%(place)s, %(start)s : déjà à la ligne %(line)d ; aucune des deux n’est prise.")
                % {
                    "place": said.spot.name or said.spot.code,
                    "start": said.start.isoformat(),
                    "line": held.parts.get(said.part, min(held.parts.values())),
                }
            )
        held.parts[said.part] = line
        if said.combine == "sum":
            held.value += said.value
        elif said.combine == "max":
            held.value = max(held.value, said.value)
        else:
            whole = held.weight + said.weight
            held.value = (held.value * held.weight + said.value * said.weight) / whole
            held.weight = whole
        covers = [cover for cover in (held.cover, said.cover) if cover is not None]
        held.cover = min(covers, default=None)

    def _where(self, spot: Spot) -> Where:
        if spot not in self._known:
            where = self._find(spot)
            self._known[spot] = where
            self.spots.setdefault(where, spot)
        return self._known[spot]

    def _find(self, spot: Spot) -> Where:
        if spot.kind != Place.Kind.AREA:
            return Where(spot.kind, spot.code)
        if self.map is None:
            raise Invalid(_("La version du découpage n’est pas dite."), "version")
        if spot.code:
            return Where(spot.kind, area=self._coded(spot))
        placed: Placed = self.map.by_name(spot.level, spot.name, spot.within)
        if placed.area is not None:
            return Where(spot.kind, area=placed.area)
        if placed.dismissed:
            raise BadLine(_("« %(name)s » est un nom écarté.") % {"name": spot.name})
        where = Where(spot.kind, name=spot.name, level=spot.level, within=spot.within)
        self.candidates[where] = placed.candidates
        return where

    def _coded(self, spot: Spot) -> int:
        assert self.map is not None
        area = self.map.by_code(spot.code)
        said = {"code": spot.code, "version": self.map.version.code, "name": spot.name}
        if area is None:
            raise BadLine(_("Aucune zone n’a le code %(code)s dans la version %(version)s.") % said)
        if spot.name and self.map.contradicts(area, spot.level, spot.name):
            right = Area.objects.get(pk=area)
            raise Invalid(
                _(
                    "Dans la version %(version)s, %(code)s est « %(right)s » ; le fichier dit « %(name)s ». Ce n’est pas la bonne version : rien n’est pris."
                )
                % {**said, "right": right.name},
                "version",
            )
        return area

    def finish(self, whole: int, zeros: bool) -> int:
        """Leave out what was said twice and what is not complete; how many values were not complete."""
        for key in self.dropped:
            self.values.pop(key, None)
        partial = [key for key, value in self.values.items() if len(value.parts) < whole]
        for key in partial:
            del self.values[key]
        if zeros:
            self._fill()
        return len(partial)

    def _fill(self) -> None:
        """Say 0 for each place in the periods that other places of the file have."""
        periods = {(key.indicator, key.start): value for key, value in self.values.items()}
        for indicator, where in {(key.indicator, key.where) for key in self.values}:
            for (said, start), model in periods.items():
                key = Key(indicator, where, start)
                if said == indicator and key not in self.values and key not in self.dropped:
                    self.values[key] = replace(model, value=0, parts={})
