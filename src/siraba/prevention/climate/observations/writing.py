"""Writing what a file says: all of it or nothing, in few statements, each value with the edition it comes from."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from siraba.foundation.geography.models import Area, AreaVersion
from siraba.prevention.climate.observations.batches import batched
from siraba.prevention.climate.observations.catalogue import DEMONSTRATION, country_name
from siraba.prevention.climate.observations.models import (
    Edition,
    Incident,
    Indicator,
    Observation,
    Place,
    UnplacedName,
)
from siraba.prevention.climate.observations.placing import places_of_areas
from siraba.prevention.climate.observations.reading.gathering import Gathering, Key, Value, Where

TOGETHER = 1_000
AT_ONCE = 500  # SQLite knows no more than some hundred arguments in a list
SAME = 1e-9

Row = tuple[int, int, date]  # indicator, place, start


@dataclass
class Tally:
    """How many values were new, changed, already there, left because a newer edition has them; and what was refused."""

    new: int = 0
    changed: int = 0
    same: int = 0
    older: int = 0
    waiting: int = 0
    faults: list[tuple[int, str]] = field(default_factory=list)


@dataclass
class Write:
    """One value ready to be written."""

    key: Row
    end: date
    value: float
    cover: float | None


def write_gathered(gathered: Gathering, edition: Edition, version: str, replace: bool) -> Tally:
    """Write values, incidents and names without a place. The caller holds the source and the transaction."""
    tally = Tally()
    indicators = dict(Indicator.objects.values_list("code", "pk"))
    placed = {key: value for key, value in gathered.values.items() if not key.where.name}
    places = _places(gathered, {key.where for key in placed})
    writes = [
        Write(
            (indicators[key.indicator], places[key.where].pk, key.start), value.end, value.value, value.cover
        )
        for key, value in placed.items()
    ]
    writes = _one_source(writes, edition, replace, tally)
    write_values(writes, edition, tally)
    _write_events(gathered, edition, tally)
    waiting = {key: value for key, value in gathered.values.items() if key.where.name}
    if waiting:
        _queue(waiting, gathered, edition, AreaVersion.objects.get(code=version), tally)
    return tally


def _places(gathered: Gathering, wheres: set[Where]) -> dict[Where, Place]:
    areas = places_of_areas([one.area for one in wheres if one.area is not None])
    found = {one: areas[one.area] for one in wheres if one.area is not None}
    for kind in Place.Kind:
        others = [one for one in wheres if one.area is None and one.kind == kind]
        if others:
            found.update(_named_places(gathered, kind, others))
    return found


def _named_places(gathered: Gathering, kind: str, wheres: Sequence[Where]) -> dict[Where, Place]:
    """Countries, routes, gauges and markets, made from what the file says of them where they are new."""
    codes = [one.code for one in wheres]
    known = {place.code: place for place in Place.objects.filter(kind=kind, code__in=codes)}
    made = []
    for one in wheres:
        if one.code not in known:
            spot = gathered.spots[one]
            name = country_name(one.code) if kind == Place.Kind.COUNTRY else spot.name
            made.append(
                Place(kind=kind, code=one.code, name=name, latitude=spot.latitude, longitude=spot.longitude)
            )
    if made:
        Place.objects.bulk_create(made)
        known = {place.code: place for place in Place.objects.filter(kind=kind, code__in=codes)}
    return {one: known[one.code] for one in wheres}


def _one_source(writes: list[Write], edition: Edition, replace: bool, tally: Tally) -> list[Write]:
    """A series never mixes two sources: the other one stays, unless it is to be replaced; fictitious ones always go."""
    pairs = {one.key[:2] for one in writes}
    indicators = {indicator for indicator, _place in pairs}
    rows = Observation.objects.filter(indicator__in=indicators, edition__isnull=False).order_by()
    others = rows.exclude(edition__source=edition.source).values_list(
        "indicator_id", "place_id", "place__name", "edition__source__code", "edition__source__title"
    )
    refused: dict[tuple[int, int], str] = {}
    for indicator, place, name, code, title in others.distinct():
        if (indicator, place) not in pairs:
            continue
        if replace or code == DEMONSTRATION:
            gone = rows.filter(indicator=indicator, place=place).exclude(edition__source=edition.source)
            tally.changed += gone.delete()[0]
        else:
            refused[indicator, place] = _(
                "%(place)s a déjà une série de « %(source)s » : une série ne mêle pas deux sources."
            ) % {"place": name, "source": title}
    tally.faults += [(0, why) for why in refused.values()]
    return [one for one in writes if one.key[:2] not in refused]


def write_values(writes: Iterable[Write], edition: Edition | None, tally: Tally) -> None:
    """Insert what is new and change what differs; a value of a later edition stays. `edition` None: computed here."""
    for some in batched(writes, TOGETHER):
        _write_some(some, edition, tally)


def _write_some(writes: Sequence[Write], edition: Edition | None, tally: Tally) -> None:
    held = _held(writes)
    fresh: list[Observation] = []
    for one in writes:
        before = held.get(one.key)
        if before is None:
            tally.new += 1
        elif (
            edition
            and before["edition__retrieved_on"]
            and before["edition__retrieved_on"] > edition.retrieved_on
        ):
            tally.older += 1
            continue
        elif _same(before, one):
            tally.same += 1
            continue
        else:
            tally.changed += 1
        indicator, place, start = one.key
        fresh.append(
            Observation(
                indicator_id=indicator,
                place_id=place,
                start=start,
                end=one.end,
                value=one.value,
                cover=one.cover,
                edition=edition,
            )
        )
    Observation.objects.bulk_create(
        fresh,
        batch_size=TOGETHER,
        update_conflicts=True,
        unique_fields=["indicator", "place", "start"],
        update_fields=["end", "value", "cover", "edition"],
    )


def _held(writes: Sequence[Write]) -> dict[Row, dict[str, Any]]:
    keys = [one.key for one in writes]
    rows: QuerySet[Observation] = Observation.objects.filter(
        indicator__in={key[0] for key in keys},
        place__in={key[1] for key in keys},
        start__range=(min(key[2] for key in keys), max(key[2] for key in keys)),
    )
    names = ("indicator_id", "place_id", "start", "end", "value", "cover", "edition__retrieved_on")
    return {
        (row["indicator_id"], row["place_id"], row["start"]): row for row in rows.order_by().values(*names)
    }


def _same(before: dict[str, Any], one: Write) -> bool:
    return (
        before["end"] == one.end
        and abs(before["value"] - one.value) <= SAME
        and (before["cover"] is None) == (one.cover is None)
        and abs((before["cover"] or 0) - (one.cover or 0)) <= SAME
    )


EVENT = ("happened_on", "precision", "latitude", "longitude", "dead", "missing", "cause", "quality")


def _write_events(gathered: Gathering, edition: Edition, tally: Tally) -> None:
    routes = {place.name: place.pk for place in Place.objects.filter(kind=Place.Kind.ROUTE)}
    for some in batched(gathered.events.values(), TOGETHER):
        held = {
            row["reference"]: row
            for part in batched(some, AT_ONCE)
            for row in Incident.objects.filter(
                source=edition.source, reference__in=[event.reference for _line, event in part]
            ).values("reference", "route_id", "edition__retrieved_on", *EVENT)
        }
        fresh = []
        for _line, event in some:
            row = Incident(
                source=edition.source,
                edition=edition,
                reference=event.reference[:60],
                route_id=routes.get(event.route),
                **{name: getattr(event, name) for name in EVENT},
            )
            row.precision, row.cause, row.quality = row.precision[:10], row.cause[:120], row.quality[:20]
            before = held.get(row.reference)
            if before is None:
                tally.new += 1
            elif before["edition__retrieved_on"] > edition.retrieved_on:
                tally.older += 1
                continue
            elif all(before[name] == getattr(row, name) for name in ("route_id", *EVENT)):
                tally.same += 1
                continue
            else:
                tally.changed += 1
            fresh.append(row)
        Incident.objects.bulk_create(
            fresh,
            batch_size=TOGETHER,
            update_conflicts=True,
            unique_fields=["source", "reference"],
            update_fields=["edition", "route", *EVENT],
        )


def _queue(
    waiting: dict[Key, Value], gathered: Gathering, edition: Edition, version: AreaVersion, tally: Tally
) -> None:
    """Keep the rows whose name fits no place or two, whole, until a person says which."""
    by_name: dict[Where, dict[tuple[str, str], dict[str, Any]]] = defaultdict(dict)
    for key, value in waiting.items():
        row = {
            "indicator": key.indicator,
            "start": key.start.isoformat(),
            "end": value.end.isoformat(),
            "value": value.value,
            "cover": value.cover,
            "combine": value.combine,
            "weight": value.weight,
            "edition": edition.pk,
            "line": min(value.parts.values()),
        }
        by_name[key.where][key.indicator, key.start.isoformat()] = row
    areas = Area.objects.in_bulk([area for found in gathered.candidates.values() for area in found])
    for where, rows in by_name.items():
        one, _made = UnplacedName.objects.get_or_create(
            source=edition.source,
            version=version,
            level=where.level,
            name=where.name[:120],
            within=where.within[:120],
        )
        kept = {(row["indicator"], row["start"]): row for row in one.rows}
        one.rows = list((kept | rows).values())
        one.candidates = [
            {"area": area, "name": areas[area].name} for area in gathered.candidates.get(where, ())
        ]
        one.save()
        tally.waiting += len(rows)
