"""Fictitious rain and displaced people by cercle, made by this code and marked as such: no figure describes a place."""

import hashlib
import math
from datetime import date
from random import Random

from django.utils import timezone

from siraba.foundation.geography.models import Area, AreaVersion
from siraba.foundation.geography.selectors import current_areas
from siraba.prevention.climate.observations.actions import compute_indicators
from siraba.prevention.climate.observations.catalogue import DEMONSTRATION, load_catalogue
from siraba.prevention.climate.observations.models import Edition, Indicator, Source, UnplacedName
from siraba.prevention.climate.observations.placing import places_of_areas
from siraba.prevention.climate.observations.reading.values import month_before, month_of
from siraba.prevention.climate.observations.writing import Tally, Write, write_values

FILE = "donnees-fictives-de-demonstration.csv"
# As in the public files, the regions where most displaced people are have no rain
RAINLESS = ("Mopti", "Tombouctou", "Gao", "Kidal", "Ménaka")
CERCLES, YEARS = 20, 5
# The reference of the SPI asks for more than twenty years; two cercles have them
LONG, SINCE = 2, date(1983, 1, 1)


class Climate:
    def __init__(self, seed: int):
        self._random = Random(seed)
        self._last = month_before(timezone.localdate())

    def tell(self) -> None:
        load_catalogue()
        cercles = list(current_areas(Area.Level.CERCLE))
        rainy = [one for one in cercles if one.parent and one.parent.name not in RAINLESS][:CERCLES]
        writes = [*self._rain(rainy), *self._displaced(cercles)]
        edition = self._edition()
        tally = Tally()
        write_values(writes, edition, tally)
        edition.rows_read = edition.rows_new = tally.new
        edition.rows_waiting = 1
        edition.save()
        self._name(edition)
        compute_indicators(None)

    def _edition(self) -> Edition:
        return Edition.objects.create(
            source=Source.objects.get(code=DEMONSTRATION),
            file_name=FILE,
            digest=hashlib.sha256(FILE.encode()).hexdigest(),
            layout=DEMONSTRATION,
            map_version=AreaVersion.objects.get(current=True).code,
            retrieved_on=timezone.localdate(),
        )

    def _rain(self, cercles: list[Area]) -> list[Write]:
        """Months up to the last one that has ended: a rainy season, more or less of it each year."""
        indicator = Indicator.objects.get(code="rain-mm").pk
        places = places_of_areas([one.pk for one in cercles])
        recent = self._last.replace(year=self._last.year - YEARS)
        writes = []
        for number, cercle in enumerate(cercles):
            first = SINCE if number < LONG else recent
            month = self._last
            while month >= first:
                writes.append(self._month(indicator, places[cercle.pk].pk, month))
                month = month_before(month)
        return writes

    def _month(self, indicator: int, place: int, month: date) -> Write:
        season = max(0.0, math.sin(math.pi * (month.month - 4) / 7)) if 4 < month.month < 11 else 0.0
        value = round(season * 200 * self._random.uniform(0.5, 1.4) + self._random.random(), 1)
        return Write((indicator, place, month), month_of(month)[1], value, 1.0)

    def _displaced(self, cercles: list[Area]) -> list[Write]:
        """A round of two years, in the regions without rain above all."""
        indicator = Indicator.objects.get(code="idps").pk
        places = places_of_areas([one.pk for one in cercles])
        writes = []
        for years in (2, 1):
            day = date(self._last.year - years, 12, 31)
            for cercle in cercles:
                far = cercle.parent is not None and cercle.parent.name in RAINLESS
                people = self._random.randrange(500, 20_000) if far else self._random.randrange(0, 900)
                writes.append(Write((indicator, places[cercle.pk].pk, day), day, people, None))
        return writes

    def _name(self, edition: Edition) -> None:
        """A name of a file that fits no place, so that somebody may say which."""
        day = date(self._last.year - 1, 12, 31).isoformat()
        likely = current_areas(Area.Level.CERCLE).filter(name="Bandiagara").first()
        row = {"indicator": "idps", "start": day, "end": day, "value": 120, "cover": None, "combine": "sum"}
        UnplacedName.objects.create(
            source=edition.source,
            version=AreaVersion.objects.get(current=True),
            level=Area.Level.CERCLE,
            name="Bandiagra (fictif)",
            within="Mopti",
            candidates=[{"area": likely.pk, "name": likely.name}] if likely else [],
            rows=[{**row, "weight": 1, "edition": edition.pk, "line": 2}],
        )
