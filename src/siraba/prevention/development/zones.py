"""Published projects by region: how many, for whom, and what they cost."""

from dataclasses import dataclass, field

from siraba.foundation.geography.models import Area
from siraba.foundation.geography.selectors import region_of
from siraba.prevention.development.models import Project


@dataclass
class Region:
    """`cost` is in francs: a project's cost is shared evenly among its zones. Its people are counted whole in each region."""

    area: Area
    projects: int = 0
    adaptation: int = 0
    people: int = 0
    cost: float = 0
    seen: set[int] = field(default_factory=set)

    @property
    def whole_cost(self) -> int:
        return round(self.cost)

    def add(self, project: Project, cost: float) -> None:
        self.cost += cost
        if project.pk not in self.seen:
            self.seen.add(project.pk)
            self.projects += 1
            self.adaptation += project.adaptation > 0
            self.people += project.people


def by_region(projects: list[Project]) -> list[Region]:
    """By name. `projects` come with their zones and their cost."""
    found: dict[int, Region] = {}
    for project in projects:
        zones = list(project.zones.all())
        for zone in zones:
            if (area := region_of(zone)) is not None:
                share = (project.cost or 0) / len(zones)  # type: ignore[attr-defined]
                found.setdefault(area.pk, Region(area)).add(project, share)
    return sorted(found.values(), key=lambda one: one.area.name)
