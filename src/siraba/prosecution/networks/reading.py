"""Reading pictures, views and plans, always for somebody, and never without a line of the journal."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.errors import NotVisible
from siraba.foundation.access.guard import GuardedQuerySet, one_of
from siraba.foundation.access.policy import Category
from siraba.foundation.audit.journal import record
from siraba.prosecution.networks.drawing import Drawing, drawing_of
from siraba.prosecution.networks.findings import PARTS
from siraba.prosecution.networks.keeping import places_of, print_of
from siraba.prosecution.networks.models import Analysis, AnalysisState, DismantlingPlan, Picture, SavedView
from siraba.prosecution.networks.selectors import analysis_for, graph_of

PERPETRATOR = Category.PERPETRATOR


@dataclass(frozen=True)
class Seen:
    """The network as it is now. `fresh`: what was drawn and found is of this network; `done`: all of it was reckoned."""

    drawing: Drawing
    picture: Picture | None = None
    fresh: bool = False
    findings: dict[str, Any] = field(default_factory=dict)

    @property
    def done(self) -> bool:
        return self.fresh and self.picture is not None and self.picture.part >= len(PARTS)


def open_analysis_for(actor: Actor, code: str) -> Analysis:
    """Raises NotVisible: it is not visible, or not open: nothing of it may then be read."""
    analysis = analysis_for(actor, code)
    if analysis.state != AnalysisState.OPEN:
        raise NotVisible
    return analysis


def _picture(actor: Actor, analysis: Analysis) -> tuple[Picture | None, bool]:
    """The picture, and whether it is of the network as it is now."""
    rows = Picture.objects.visible_to(actor, PERPETRATOR).filter(analysis=analysis)
    picture = rows.select_related("drawn_by").first()
    return picture, picture is not None and picture.print == print_of(analysis)


def seen_by(actor: Actor, analysis: Analysis) -> Seen:
    """What was drawn where it is fresh, else the network as it is now, with the places that are known already."""
    picture, fresh = _picture(actor, analysis)
    if picture is None or not fresh:
        places = places_of(picture) if picture is not None else {}
        return Seen(drawing_of(graph_of(analysis, actor), places), picture)
    drawing = Drawing.read(picture.words["drawing"])
    record(actor, "read_graph", analysis.code, entities=len(drawing.nodes), links=len(drawing.lines))
    return Seen(drawing, picture, True, picture.words["findings"])


def script_for(actor: Actor, analysis: Analysis) -> str:
    """What the script draws, as JSON: kept as it is sent, since it is large."""
    picture, fresh = _picture(actor, analysis)
    if picture is None or not fresh:
        return seen_by(actor, analysis).drawing.for_script()
    record(actor, "read_graph", analysis.code)
    return str(picture.words["script"])


def views_of(actor: Actor, analysis: Analysis) -> GuardedQuerySet:
    rows = SavedView.objects.visible_to(actor, PERPETRATOR).filter(analysis=analysis)
    return rows.order_by("-saved_at", "-id")


def view_for(actor: Actor, pk: UUID) -> SavedView:
    return one_of(SavedView.objects.visible_to(actor, PERPETRATOR).select_related("analysis"), pk=pk)


def plans_of(actor: Actor, analysis: Analysis) -> GuardedQuerySet:
    rows = DismantlingPlan.objects.visible_to(actor, PERPETRATOR).filter(analysis=analysis)
    return rows.select_related("asked_by", "decided_by").order_by("-number")


def plan_for(actor: Actor, pk: UUID) -> DismantlingPlan:
    """Raises NotVisible."""
    rows = DismantlingPlan.objects.visible_to(actor, PERPETRATOR)
    return one_of(rows.select_related("analysis", "asked_by", "decided_by"), pk=pk)


def read_plan(actor: Actor, pk: UUID) -> DismantlingPlan:
    plan = plan_for(actor, pk)
    record(actor, "read_plan_of_network", plan.code, analysis=plan.analysis.code)
    return plan
