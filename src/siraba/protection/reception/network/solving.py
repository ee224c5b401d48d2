"""A scenario as the problem of the engine, and its answers one number of new branches at a time."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from siraba.engines.allocation.distances import great_circle_km, travel_hours
from siraba.foundation.geography.models import Area
from siraba.foundation.geography.selectors import area_and_above
from siraba.protection.reception.network.models import MOST, LocationModel, Result, Scenario, Site, SiteRole
from siraba.protection.reception.network.places import areas_of, points_of

SECONDS = 5.0  # that one number of branches may take before its best answer so far is kept, with its gap


def hours_between(
    areas: Sequence[Area], others: Sequence[Area], detour: float, speed_km_h: float
) -> np.ndarray:
    """Hours from each area to each other one: the great circle, made longer by the detour, at the speed."""
    here, there = (np.array(points_of(some)).reshape(-1, 2) for some in (areas, others))
    km = great_circle_km(here[:, 0], here[:, 1], there[:, 0], there[:, 1])
    return travel_hours(km, speed_km_h, detour)


@dataclass(frozen=True)
class Ground:
    """The areas to be reached with their weights, the sites, and the hours between them (demand × site)."""

    scenario: Scenario
    demands: Sequence[Area]
    weights: np.ndarray
    sites: Sequence[Site]

    @cached_property
    def hours(self) -> np.ndarray:
        areas = [site.area for site in self.sites]
        return hours_between(self.demands, areas, self.scenario.detour, self.scenario.speed_km_h)

    def columns(self, role: str) -> list[int]:
        return [column for column, site in enumerate(self.sites) if site.role == role]

    @cached_property
    def existing(self) -> list[int]:
        return self.columns(SiteRole.EXISTING)

    @cached_property
    def forbidden(self) -> list[int]:
        """What is forbidden, and what lies in it."""
        closed = {self.sites[column].area_id for column in self.columns(SiteRole.FORBIDDEN)}
        return [
            column
            for column, site in enumerate(self.sites)
            if site.role != SiteRole.EXISTING and closed & {above.pk for above in area_and_above(site.area)}
        ]

    @cached_property
    def numbers(self) -> list[int]:
        """The numbers of new branches that can be asked for: 0 only when something is open already."""
        free = len(self.sites) - len(self.existing) - len(self.forbidden)
        return list(range(0 if self.existing else 1, min(MOST, free) + 1))


def ground_of(scenario: Scenario) -> Ground:
    """All that the answer depends on, in three queries."""
    weights = {int(area): float(weight) for area, weight in scenario.demand}
    areas = areas_of(weights)
    sites = list(scenario.sites.select_related("area__parent__parent__parent").order_by("area__name", "pk"))
    order = sorted(areas.values(), key=lambda area: (area.name, area.pk))
    return Ground(scenario, order, np.array([weights[area.pk] for area in order]), sites)


def solved(ground: Ground, number: int) -> Result:
    """The best sites for so many new branches, not saved yet.

    Raises:
        BadProblem: nothing can open.
    """
    # The solvers of scipy take half a second to load, which pages that only read do not need
    from siraba.engines.allocation.location import LocationProblem, covering, p_centre, p_median

    problem = LocationProblem(ground.hours, ground.weights, ground.existing, ground.forbidden)
    model = ground.scenario.model
    if model == LocationModel.COVERING:
        found = covering(problem, number, ground.scenario.within_hours, SECONDS)
    else:
        found = (p_median if model == LocationModel.MEDIAN else p_centre)(problem, number, SECONDS)
    return Result(
        scenario=ground.scenario,
        number=number,
        areas=[ground.sites[column].area_id for column in found.sites],
        value=found.value,
        bound=found.bound,
        proven=found.proven,
        seconds=found.seconds,
    )


def reached(ground: Ground, areas: Collection[int]) -> tuple[np.ndarray, list[Site | None]]:
    """The hours of each demand to the nearest of what is open and of these areas, and which that is; inf and None without any."""
    columns = [
        column
        for column, site in enumerate(ground.sites)
        if site.role == SiteRole.EXISTING or site.area_id in areas
    ]
    if not columns:
        return np.full(len(ground.demands), np.inf), [None] * len(ground.demands)
    hours = ground.hours[:, columns]
    nearest = hours.argmin(axis=1)
    return hours[np.arange(len(nearest)), nearest], [ground.sites[columns[one]] for one in nearest]
