"""What a scenario says: how far people are today and with new branches, who gains, what one more branch brings."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from django.utils.translation import gettext as _

from siraba.foundation.geography.models import Area
from siraba.protection.reception.network.models import LocationModel, Result, Scenario, Site, SiteRole
from siraba.protection.reception.network.solving import Ground, ground_of, hours_between, reached

HOURS = (1, 2, 4)


@dataclass(frozen=True)
class Indicators:
    """Of all that is to be reached: the mean hours and the hours of the furthest (None: nothing is open), and the share,
    in per cent, within each of `HOURS`."""

    mean: float | None
    worst: float | None
    within: Sequence[float]


def indicators(weights: np.ndarray, hours: np.ndarray) -> Indicators:
    """`hours` of each demand to the nearest branch, inf without any; those without weight do not count."""
    counted = weights > 0
    weights, hours = weights[counted], hours[counted]
    total = weights.sum()
    within = [100 * float(weights[hours <= most].sum() / total) if total else 0.0 for most in HOURS]
    if not len(hours) or np.isinf(hours).any():
        return Indicators(None, None, within)
    return Indicators(float((weights * hours).sum() / total), float(hours.max()), within)


@dataclass(frozen=True)
class Gain:
    """What changes for one area to be reached: the hours to the nearest branch before and after, and which that is after."""

    area: Area
    weight: float
    before: float | None
    after: float | None
    nearest: Site | None
    new: bool

    @property
    def saved(self) -> float | None:
        return None if self.before is None or self.after is None else self.before - self.after


def _finite(hours: float) -> float | None:
    return None if np.isinf(hours) else float(hours)


@dataclass(frozen=True)
class Step:
    """A number of new branches on the curve: its figure in the unit of the model, and what it brings beyond the one before."""

    result: Result
    value: float
    more: float | None
    sites: Sequence[Site]


@dataclass(frozen=True)
class Reading:
    """A scenario with one of its results; `chosen` is None until something is computed."""

    scenario: Scenario
    ground: Ground
    steps: Sequence[Step]
    chosen: Step | None

    @property
    def existing(self) -> list[Site]:
        return [site for site in self.ground.sites if site.role == SiteRole.EXISTING]

    @property
    def forbidden(self) -> list[Site]:
        return [site for site in self.ground.sites if site.role == SiteRole.FORBIDDEN]

    @property
    def proposed(self) -> Sequence[Site]:
        return self.chosen.sites if self.chosen else ()

    @property
    def new(self) -> set[int]:
        return {site.area_id for site in self.proposed}

    @property
    def before(self) -> Indicators:
        return indicators(self.ground.weights, reached(self.ground, ())[0])

    @property
    def after(self) -> Indicators:
        return indicators(self.ground.weights, reached(self.ground, self.new)[0])

    def gains(self) -> list[Gain]:
        """The areas to be reached, those for whom most changes first (weight × hours saved)."""
        before, _sites = reached(self.ground, ())
        after, nearest = reached(self.ground, self.new)
        gains = [
            Gain(area, weight, _finite(b), _finite(a), site, site is not None and site.area_id in self.new)
            for area, weight, b, a, site in zip(
                self.ground.demands, self.ground.weights.tolist(), before, after, nearest, strict=True
            )
        ]
        return sorted(
            gains, key=lambda gain: (-gain.weight * (gain.saved or 0), -gain.weight, gain.area.name)
        )


def read(scenario: Scenario, number: int | None = None) -> Reading:
    """The scenario with its result for a number of new branches; for the one that it asks when there is no such result."""
    ground = ground_of(scenario)
    by_area = {site.area_id: site for site in ground.sites}
    total = float(ground.weights.sum())
    steps: list[Step] = []
    for result in scenario.results.all():
        value = figure(scenario.model, result.value, total)
        more = abs(value - steps[-1].value) if steps else None
        steps.append(Step(result, value, more, [by_area[area] for area in result.areas if area in by_area]))
    numbered = {step.result.number: step for step in steps}
    chosen = numbered.get(scenario.wanted if number is None else number) or numbered.get(scenario.wanted)
    return Reading(scenario, ground, steps, chosen or (steps[-1] if steps else None))


def figure(model: str, value: float, total: float) -> float:
    """The value of the engine as it is shown: mean hours, hours of the furthest, or share in per cent."""
    if model == LocationModel.CENTRE or not total:
        return value
    return value / total if model == LocationModel.MEDIAN else 100 * value / total


def unit_of(model: str) -> str:
    return _("% de ceux qui sont à joindre") if model == LocationModel.COVERING else _("heures")


def rate(areas: Sequence[Area], weights: np.ndarray, hosts: Sequence[Area], detour: float, speed: float):
    """The hours of each area to the nearest of the hosts, inf without any, and what that makes of all."""
    if not hosts:
        hours = np.full(len(areas), np.inf)
    else:
        hours = hours_between(areas, hosts, detour, speed).min(axis=1)
    return hours, indicators(weights, hours)
