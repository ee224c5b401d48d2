"""Reading projects, indexes and portfolios: for an actor, or for anybody where it is published."""

from collections.abc import Callable

from django.db.models import Prefetch, QuerySet, Sum

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.errors import NotVisible
from siraba.foundation.access.guard import combine
from siraba.foundation.access.policy import Category
from siraba.foundation.accounts.roles import Role
from siraba.foundation.geography.models import Area
from siraba.foundation.geography.selectors import area_and_below
from siraba.prevention.development.models import NeedIndex, Portfolio, Project, Transaction, ZoneScore
from siraba.prevention.development.rules import PROJECT_ROWS

ZONES = Prefetch("zones", Area.objects.select_related("parent__parent"))


def projects_open_to(actor: Actor) -> QuerySet[Project]:
    """Those of the actor's organisation, or all for the coordination; with their cost."""
    rows = Project.objects.filter(combine(PROJECT_ROWS, actor, Category.PROJECT))
    return with_cost(rows)


def with_cost(rows: QuerySet[Project]) -> QuerySet[Project]:
    return rows.select_related("lead", "funder").prefetch_related(ZONES).annotate(cost=Sum("budget__amount"))


def as_it_is(rows: QuerySet[Project]) -> QuerySet[Project]:
    return rows


Shape = Callable[[QuerySet[Project]], QuerySet[Project]]


def project_for(actor: Actor, code: str, shape: Shape = as_it_is) -> Project:
    """The project, read in a shape such as `whole`. Raises NotVisible."""
    return _one(shape(projects_open_to(actor)), code)


def in_region(rows: QuerySet[Project], region: Area | None) -> QuerySet[Project]:
    """Those with a zone in the region; all without one."""
    if region is None:
        return rows
    inside = Project.zones.through.objects.filter(area__in=area_and_below(region))
    return rows.filter(pk__in=inside.values("project"))


def published() -> QuerySet[Project]:
    """What anybody may read."""
    return with_cost(Project.objects.filter(published_at__isnull=False))


def published_project(code: str) -> Project:
    """With all that is published of it. Raises NotVisible."""
    return _one(whole(published()), code)


def _one(rows: QuerySet[Project], code: str) -> Project:
    found = rows.filter(code=code).first()
    if found is None:
        raise NotVisible
    return found


def whole(rows: QuerySet[Project]) -> QuerySet[Project]:
    """With all that is published of a project, in a fixed number of queries."""
    money = Transaction.objects.select_related("provider", "receiver")
    return rows.prefetch_related(
        "partners", "sectors", "budget", "links", "indicators", Prefetch("transactions", money)
    )


def latest_index() -> NeedIndex | None:
    return NeedIndex.objects.select_related("published_by").prefetch_related("tables").first()


def index_of(version: int) -> NeedIndex:
    """Raises NotVisible."""
    found = NeedIndex.objects.prefetch_related("tables").filter(version=version).first()
    if found is None:
        raise NotVisible
    return found


def scores_of(index: NeedIndex) -> QuerySet[ZoneScore]:
    """In order of need, those without a score last."""
    return index.scores.select_related("area__parent__parent")


def portfolios_open_to(actor: Actor) -> QuerySet[Portfolio]:
    if actor.role != Role.COORDINATOR:
        return Portfolio.objects.none()
    return Portfolio.objects.select_related("index", "made_by", "decided_by")


def portfolio_for(actor: Actor, pk: int) -> Portfolio:
    """Raises NotVisible."""
    found = portfolios_open_to(actor).filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return found
