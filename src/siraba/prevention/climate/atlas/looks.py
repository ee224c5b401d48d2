"""How each indicator is shown: its decimals, its colours, and its classes where they are agreed elsewhere.

Colours differ in lightness too, so that they are told apart in grey print and by whoever does not see all colours
(`tests/test_atlas_colours.py` holds them to it).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from siraba.prevention.climate.observations.models import Indicator

# From little to much
WATER = ("#f1f5dc", "#aed6bd", "#6cb3c4", "#3f84ba", "#2a4f86")
HEAT = ("#fdf0cf", "#f6c87c", "#e8924a", "#c2502a", "#86252a")
# From too little to too much, the usual in the middle: dry to wet, and cold to hot
WET = ("#824312", "#c98a3a", "#f5f1e6", "#9bd3c9", "#3a8f8a")
WARM = ("#1d5c7a", "#6fb0c6", "#f5f1e6", "#eec07a", "#b5581c")
RAMPS = (WATER, HEAT, WET, WARM)
HATCH = "#6b6355"
OUTLINE = "#2b2620"


@dataclass(frozen=True)
class Look:
    """`factor` turns the stored value into what is shown in `unit`; `breaks` are in what is shown.

    `two_ways`: the value goes both ways from 0. Without `breaks` the classes are quantiles of what is on the map.
    """

    ramp: Sequence[str] = HEAT
    decimals: int = 0
    breaks: Sequence[float] = ()
    two_ways: bool = False
    factor: float = 1
    unit: str = ""

    def steps(self, value: float) -> int:
        """The value in whole steps of the last decimal shown."""
        return round(value * self.factor * 10**self.decimals)

    def written(self, steps: int) -> str:
        return number_format(steps / 10**self.decimals, self.decimals, force_grouping=True)


# Standardised precipitation: classes of WMO-No. 1090 (2012), the near normal ones in one
SPI = Look(WET, 2, (-1.5, -1, 1, 1.5), True)
LOOKS = {
    "rain-mm": Look(WATER),
    "rain-anomaly": Look(WET, 0, (-50, -20, 20, 50), True),
    "spi-3": SPI,
    "spi-12": SPI,
    "temperature-anomaly": Look(WARM, 1, (-1, -0.3, 0.3, 1), True),
    # Five phases of the Cadre Harmonisé; from 20 % of people in phase 3 or more an area is in phase 3
    "food-phase": Look(HEAT, 0, (2, 3, 4, 5)),
    "food-phase-35": Look(HEAT, 1, (5, 10, 20, 30), factor=100, unit="%"),
    "staple-price": Look(HEAT),
    "river-level": Look(WATER),
}
PLAIN = Look()
FORMATS = {"year": "Y", "month": "F Y", "season": "F Y", "day": "j F Y"}


def look_of(indicator: Indicator) -> Look:
    return LOOKS.get(indicator.code, PLAIN)


def unit_of(indicator: Indicator) -> str:
    return look_of(indicator).unit or indicator.unit


def period_label(frequency: str, start: date, end: date) -> str:
    """`2019`, `juillet 2019`, `juin 2019 – août 2019`, `12 juillet 2019`."""
    first = date_format(start, FORMATS[frequency])
    if frequency == Indicator.Frequency.SEASON and (start.year, start.month) != (end.year, end.month):
        return f"{first} – {date_format(end, FORMATS[frequency])}"
    return first


def class_labels(breaks: Sequence[int], look: Look, lowest: int | None, highest: int | None) -> list[str]:
    """What stands beside each colour: `moins de 12`, `12 à 20`, `20 et plus`; whole numbers by what they hold."""
    if not breaks:
        return [look.written(lowest)] if lowest is not None else []
    inner = [
        look.written(low) if high - low == 1 else _("%(low)s à %(high)s")
        % {"low": look.written(low), "high": look.written(high - 1)}
        for low, high in zip(breaks, breaks[1:], strict=False)
    ]  # fmt: skip
    return [
        _("moins de %(value)s") % {"value": look.written(breaks[0])},
        *inner,
        _("%(value)s et plus") % {"value": look.written(breaks[-1])},
    ]
