"""Reading networks, always for somebody, and never without a line of the journal."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.guard import GuardedQuerySet, one_of
from siraba.foundation.access.policy import Category
from siraba.foundation.access.pseudonyms import read_code
from siraba.foundation.audit.journal import record
from siraba.prosecution.networks.graph import Graph, graph_from, root_of
from siraba.prosecution.networks.models import (
    Analysis,
    AnalysisState,
    Entity,
    GraphImport,
    Link,
    Merge,
    MergeState,
    Statement,
    StatementState,
)
from siraba.prosecution.networks.models.statements import LIVE

PERPETRATOR = Category.PERPETRATOR


def analyses_visible_to(actor: Actor) -> GuardedQuerySet:
    """The analyses of the inquiries open to the actor, the last opened first."""
    rows = Analysis.objects.visible_to(actor, PERPETRATOR)
    return rows.select_related("inquiry", "opened_by", "decided_by").order_by("-opened_at", "-id")


def analysis_for(actor: Actor, code: str) -> Analysis:
    """Raises NotVisible."""
    return one_of(analyses_visible_to(actor), code=read_code(code) or "")


def _of(actor: Actor, model: type, analysis: Analysis | None = None) -> GuardedQuerySet:
    rows: GuardedQuerySet = model.objects.visible_to(actor, PERPETRATOR)  # type: ignore[attr-defined]
    return rows.filter(analysis=analysis) if analysis else rows


def entities_of(actor: Actor, analysis: Analysis, kind: str = "") -> GuardedQuerySet:
    """Those that stand for themselves or for a group: the merged ones are read on the page of the one they are in."""
    rows = _of(actor, Entity, analysis).filter(into__isnull=True).order_by("number")
    return rows.filter(kind=kind) if kind else rows


def links_of(
    actor: Actor,
    analysis: Analysis,
    kinds: Collection[str] = (),
    first: date | None = None,
    last: date | None = None,
    strength: float = 0.0,
) -> GuardedQuerySet:
    """The links that a live statement tells, of these kinds, in this period, as strong at least; the strongest first.

    A link without dates is of every period.
    """
    rows = _of(actor, Link, analysis).filter(strength__gt=0, strength__gte=strength)
    if kinds:
        rows = rows.filter(kind__in=kinds)
    if first:
        rows = rows.filter(Q(last__isnull=True) | Q(last__gte=first))
    if last:
        rows = rows.filter(Q(first__isnull=True) | Q(first__lte=last))
    return rows.order_by("-strength", "-id")


def entity_for(actor: Actor, pk: UUID) -> Entity:
    """With its analysis. Raises NotVisible."""
    return one_of(_of(actor, Entity).select_related("analysis"), pk=pk)


def statement_for(actor: Actor, pk: UUID) -> Statement:
    return one_of(_of(actor, Statement).select_related("analysis", "entity", "link"), pk=pk)


def merge_for(actor: Actor, pk: UUID) -> Merge:
    return one_of(_of(actor, Merge).select_related("analysis", "one", "other"), pk=pk)


def link_for(actor: Actor, pk: UUID) -> Link:
    return one_of(_of(actor, Link).select_related("analysis", "source", "target"), pk=pk)


def tables_visible_to(actor: Actor) -> GuardedQuerySet:
    """The tables handed in for the analyses open to the actor, the last first."""
    rows = GraphImport.objects.visible_to(actor, PERPETRATOR)
    return rows.select_related("account", "analysis").order_by("-added_at", "-id")


def merges_of(actor: Actor, analysis: Analysis, state: str = MergeState.PROPOSED) -> GuardedQuerySet:
    rows = _of(actor, Merge, analysis).filter(state=state)
    return rows.select_related("one", "other", "decided_by").order_by("-score", "-id")


def expiring_for(actor: Actor, analysis: Analysis | None = None) -> GuardedQuerySet:
    """Unconfirmed statements that expire before long, the first to go first."""
    soon = timezone.localdate() + timedelta(days=settings.NETWORK_WARNING_DAYS)
    rows = _of(actor, Statement, analysis).filter(state=StatementState.UNCONFIRMED, expires_on__lte=soon)
    return rows.select_related("analysis", "entity", "link__source", "link__target").order_by(
        "expires_on", "id"
    )


@dataclass(frozen=True)
class Read:
    """An entity with all that it stands for, what is said of it, and its links."""

    entity: Entity
    group: Sequence[Entity]
    statements: Sequence[Statement]
    links: Sequence[Link]
    merges: Sequence[Merge]


SHOWN_LINKS = 200


def read_entity(actor: Actor, pk: UUID) -> Read:
    """Everything about one entity; that it was read is in the journal. Raises NotVisible."""
    entity = entity_for(actor, pk)
    record(actor, "read_entity", entity.code, analysis=entity.analysis.code)
    root = root_of(entity)
    group = list(_of(actor, Entity, entity.analysis).filter(Q(pk=root) | Q(into=root)).order_by("number"))
    members = [one.pk for one in group]
    said = _of(actor, Statement, entity.analysis).filter(entity__in=members)
    links = _of(actor, Link, entity.analysis).filter(Q(source__in=members) | Q(target__in=members))
    links = links.select_related("source", "target").order_by("-strength", "-id")[:SHOWN_LINKS]
    merges = _of(actor, Merge, entity.analysis).filter(state=MergeState.MERGED, one__in=members)
    return Read(
        entity,
        group,
        list(said.select_related("recorded_by", "confirmed_by").order_by("prop", "-recorded_at", "id")),
        list(links),
        list(merges.select_related("one", "other", "decided_by")),
    )


def read_link(actor: Actor, pk: UUID) -> tuple[Link, list[Statement]]:
    """A link and what says so; read with names, it is in the journal. Raises NotVisible."""
    link = link_for(actor, pk)
    record(actor, "read_link", link.code, analysis=link.analysis.code)
    rows = _of(actor, Statement, link.analysis).filter(link=link)
    return link, list(rows.select_related("recorded_by", "confirmed_by").order_by("-recorded_at", "id"))


def graph_of(
    analysis: Analysis,
    actor: Actor,
    kinds: Collection[str] = (),
    link_kinds: Collection[str] = (),
    first: date | None = None,
    last: date | None = None,
    strength: float = 0.0,
) -> Graph:
    """The network of an open analysis, merged and filtered, as plain data (see `graph.Graph`): frozen dataclasses, no model.

    `kinds` are kinds of entities, `link_kinds` of links (all when empty); `first`, `last` a period that a link touches (one
    without dates is of every period); `strength` the least, 0 to 1. Entities come with their names: that the whole was read
    is one line of the journal. An analysis that is not open to the actor gives an empty graph.
    """
    entities = _of(actor, Entity, analysis).order_by("number")
    if kinds:
        entities = entities.filter(kind__in=kinds)
    found = list(entities)
    graph = graph_from(found, links_of(actor, analysis, link_kinds, first, last, strength).iterator(2_000))
    record(actor, "read_graph", analysis.code, entities=len(graph.entities), links=len(graph.links))
    return graph


def sources_of(actor: Actor, links: Collection[UUID]) -> dict[UUID, list[Statement]]:
    """What says so, for each of some links: a figure about them is never shown without it."""
    found: dict[UUID, list[Statement]] = {pk: [] for pk in links}
    rows = Statement.objects.visible_to(actor, PERPETRATOR).filter(link__in=list(links), state__in=LIVE)
    for one in rows.order_by("-stated_on", "id"):
        found[one.link_id].append(one)
    return found


def open_to(actor: Actor, analysis: Analysis) -> bool:
    return analysis.state == AnalysisState.OPEN
