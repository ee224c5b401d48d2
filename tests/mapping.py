"""Maps for the tests: three Julys of rain over the cercles of 2021, with and without data; people displaced; deaths on the road.

All figures are fictitious.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from siraba.foundation.geography.models import AreaCode, AreaVersion
from siraba.prevention.climate.atlas.actions import note_danger
from siraba.prevention.climate.atlas.drawings import drawing_of
from siraba.prevention.climate.atlas.models import Danger
from siraba.prevention.climate.observations.models import (
    Edition,
    Incident,
    Indicator,
    Observation,
    Place,
    Source,
)

JULYS = (2017, 2018, 2019)
# The north has no series of rain, as in the published files
DRY = ("ML05", "ML06", "ML07", "ML08", "ML10")
THIN = "ML0302"  # covered too little to say anything
VERSION = "cod-2021"


def source(code: str = "rain-trial") -> Source:
    made, _new = Source.objects.get_or_create(
        code=code,
        defaults={
            "title": "Pluie d’essai (fictive)",
            "publisher": "Essai",
            "licence": "CC BY 4.0 (essai)",
            "attribution": "Données fictives pour un essai.",
            "delay_days": 30,
        },
    )
    Edition.objects.get_or_create(
        source=made,
        digest=f"{len(code):064d}",
        defaults={"file_name": f"{code}.csv", "retrieved_on": date(2026, 11, 24)},
    )
    return made


def indicator(code: str, label: str, unit: str, **more: Any) -> Indicator:
    said = {"label": label, "unit": unit, "frequency": "month", "source": source(), **more}
    return Indicator.objects.get_or_create(code=code, defaults=said)[0]


def places(version: str = VERSION, length: int = 6) -> dict[str, Place]:
    """The places of a version by P-code; six letters for cercles, four for regions."""
    codes = AreaCode.objects.filter(version__code=version, code__length=length).select_related("area")
    made = {}
    for one in codes:
        said = {"kind": "area", "code": f"{version}:{one.code}", "name": one.area.name}
        made[one.code] = (
            Place.objects.filter(area=one.area).first() or Place.objects.get_or_create(area=one.area, defaults=said)[0]
        )  # fmt: skip
    return made


def observe(of: Indicator, values: dict[Place, float], start: date, end: date, cover: float = 1) -> None:
    edition = of.source and of.source.editions.first()
    Observation.objects.bulk_create(
        Observation(
            indicator=of,
            place=place,
            start=start,
            end=end,
            value=value,
            edition=edition,
            cover=0.4 if place.code.endswith(THIN) else cover,
        )
        for place, value in values.items()
    )


def rain(years: Sequence[int] = JULYS) -> Indicator:
    """The anomaly of rain in July, from -80 to 80 %, with the rain that it is computed from (200 mm as a rule)."""
    raw = indicator("rain-mm", "Pluie du mois", "mm", hxl="#indicator+rain+mm")
    made = indicator("rain-anomaly", "Anomalie de pluie", "%", derived_from=raw)
    south = {code: place for code, place in places().items() if not code.startswith(DRY)}
    for turn, year in enumerate(years):
        start, end = date(year, 7, 1), date(year, 7, 31)
        anomalies = {one: float((7 * n - 40 * turn) % 161 - 80) for n, one in enumerate(south.values())}
        observe(raw, {one: 200 + 2 * value for one, value in anomalies.items()}, start, end)
        observe(made, anomalies, start, end)
    return made


def displaced() -> Indicator:
    made = indicator(
        "idps", "Personnes déplacées présentes", "personnes", frequency="day", hxl="#affected+idps"
    )
    for day in (date(2019, 12, 31), date(2020, 4, 30)):
        observe(made, {one: 1000.0 * n for n, one in enumerate(places().values())}, day, day)
    return made


def deaths(*told: tuple[int, float, float, int, int]) -> list[Incident]:
    """Incidents (year, latitude, longitude, dead, missing); three around Agadez and Tamanrasset when none is told."""
    told = told or ((2018, 16.97, 7.98, 12, 3), (2019, 16.96, 7.97, 5, 0), (2019, 22.8, 5.52, 7, 1))
    of = source("missing-migrants")
    edition = of.editions.get()
    return [
        Incident.objects.create(
            source=of,
            edition=edition,
            reference=f"essai-{n}-{year}",
            happened_on=date(year, 6, 1),
            latitude=latitude,
            longitude=longitude,
            dead=dead,
            missing=missing,
        )
        for n, (year, latitude, longitude, dead, missing) in enumerate(told)
    ]


def danger_said(**changes: Any) -> dict[str, Any]:
    said = {
        "place": "Arlit",
        "latitude": 18.737,
        "longitude": 7.385,
        "kind": "banditry",
        "text": "Vols de véhicules signalés (essai)",
        "source": "Bulletin d’essai (fictif)",
        "since": timezone.localdate() - timedelta(days=3),
    }
    return said | changes


def danger(**changes: Any) -> Danger:
    from siraba.foundation.access.policy import Purpose
    from tests import scene

    return note_danger(scene.actor("hawa", Purpose.ANTICIPATION), **danger_said(**changes))


def arguments() -> dict[str, dict[str, Any]]:
    """A map that has values, and a danger; what fills their addresses."""
    rain()
    found = drawing_of(AreaVersion.objects.get(code=VERSION), 2)
    assert found is not None
    return {
        "atlas:drawing": {"version": VERSION, "level": 2, "digest": found.digest},
        "atlas:danger_act": {"pk": danger().pk, "slug": "retirer"},
    }
