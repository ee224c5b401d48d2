"""The rows that waited for a person: written once their name has a place, and taken back when that is undone."""

from datetime import date
from typing import Any

from siraba.prevention.climate.observations.models import Edition, Indicator, Observation, UnplacedName
from siraba.prevention.climate.observations.placing import places_of_areas
from siraba.prevention.climate.observations.writing import SAME


def take_rows(name: UnplacedName) -> int:
    """Write the rows at the name's area, and note in each what stood there before (`before`, `wrote`).

    Rows of one file that add up do so with what the same file already said of the area under another spelling.
    """
    place = places_of_areas([name.area_id])[name.area_id]  # type: ignore[list-item, index]
    indicators = dict(Indicator.objects.values_list("code", "pk"))
    editions = Edition.objects.in_bulk({row["edition"] for row in name.rows})
    held = {
        (one.indicator_id, one.start): one
        for one in Observation.objects.filter(place=place).select_related("edition")
    }
    written = []
    for row in name.rows:
        start = date.fromisoformat(row["start"])
        before = held.get((indicators[row["indicator"]], start))
        value = _value(row, before, editions[row["edition"]])
        row["wrote"] = value
        row["before"] = [before.value, before.cover, before.edition_id] if before else None
        if value is not None:
            written.append(
                Observation(
                    indicator_id=indicators[row["indicator"]],
                    place=place,
                    start=start,
                    end=date.fromisoformat(row["end"]),
                    value=value,
                    cover=row["cover"],
                    edition_id=row["edition"],
                )
            )
    Observation.objects.bulk_create(
        written,
        batch_size=1_000,
        update_conflicts=True,
        unique_fields=["indicator", "place", "start"],
        update_fields=["end", "value", "cover", "edition"],
    )
    return len(written)


def _value(row: dict[str, Any], before: Observation | None, edition: Edition) -> float | None:
    """What to write, or None where what stands there must stay: a later edition, or another line of the same file."""
    if before is None or before.edition is None:
        return row["value"]
    if before.edition_id == edition.pk:
        return before.value + row["value"] if row["combine"] == "sum" else None
    if before.edition.source_id != edition.source_id or before.edition.retrieved_on > edition.retrieved_on:
        return None
    return row["value"]


def give_back(name: UnplacedName) -> int:
    """Put back what stood before, where nothing newer has come since; how many values."""
    indicators = dict(Indicator.objects.values_list("code", "pk"))
    held = {
        (one.indicator_id, one.start): one for one in Observation.objects.filter(place__area=name.area_id)
    }
    changed, gone = [], []
    for row in name.rows:
        wrote, before = row.pop("wrote", None), row.pop("before", None)
        one = held.get((indicators[row["indicator"]], date.fromisoformat(row["start"])))
        if one is None or wrote is None:
            continue
        if one.edition_id != row["edition"] or abs(one.value - wrote) > SAME:
            continue
        if before is None:
            gone.append(one.pk)
        else:
            one.value, one.cover, one.edition_id = before
            changed.append(one)
    Observation.objects.bulk_update(changed, ["value", "cover", "edition"], batch_size=500)
    Observation.objects.filter(pk__in=gone).delete()
    return len(changed) + len(gone)
