"""What may be done with pictures, views and plans: each act checks the right, checks the state, saves and writes its line."""

import hashlib
import time
from collections import defaultdict
from collections.abc import Mapping
from functools import partial
from typing import Any

from django.db.models import Count, Max, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right
from siraba.foundation.access.errors import Invalid
from siraba.foundation.access.locking import lock
from siraba.foundation.audit.journal import action, record
from siraba.prosecution.networks.actions import BEFORE_ERASURE
from siraba.prosecution.networks.drawing import Drawing, drawing_of
from siraba.prosecution.networks.findings import PARTS, WEAK, placed
from siraba.prosecution.networks.models import (
    Analysis,
    DismantlingPlan,
    Entity,
    Link,
    Picture,
    SavedView,
    Statement,
)
from siraba.prosecution.networks.models.statements import LIVE
from siraba.prosecution.networks.selectors import graph_of

SECONDS = 2.0  # of reckoning that one page waits for
SYSTEM = "what a picture or a plan of an analysis given to the actor rests on"


def print_of(analysis: Analysis) -> str:
    """SHA-256 over counts and latest changes: another one means that the network is another. Three short queries."""
    mine = {"analysis": analysis}
    entities = Entity.objects.system(SYSTEM).filter(**mine)
    links = Link.objects.system(SYSTEM).filter(strength__gt=0, **mine)
    told = (
        entities.aggregate(Count("pk"), Count("into"), Max("changed_at"), Max("standing_at")),
        entities.filter(removable=False).aggregate(Count("pk")),
        links.aggregate(
            Count("pk"), Sum("strength"), Sum("sources"), Max("last"), Sum("times"), Sum("amount")
        ),
    )
    text = "|".join(f"{name}={value}" for some in told for name, value in sorted(some.items()))
    return hashlib.sha256(text.encode()).hexdigest()


@action
def draw_picture(actor: Actor, analysis: Analysis, *, seconds: float = SECONDS) -> Picture:
    """Draw the network and reckon what can be told of it, part by part; called until `Picture.part` is the number of parts.

    A network that has changed since is begun anew.
    """
    check_right(actor, "draw_picture", analysis)
    lock(analysis)
    now = print_of(analysis)
    picture = Picture.objects.system(SYSTEM).filter(analysis=analysis).first()
    if picture is None:
        picture = Picture(analysis=analysis, drawn_by_id=actor.account_id)
    if picture.print != now or not picture.words:
        picture.print, picture.part = now, 0
        picture.drawn_by_id, picture.drawn_at = actor.account_id, timezone.now()
        drawing, findings = drawing_of(graph_of(analysis, actor), places_of(picture)), {}
    else:
        drawing, findings = Drawing.read(picture.words["drawing"]), picture.words["findings"]
    start = time.monotonic()
    for part in PARTS[picture.part :]:
        findings = findings | part(drawing, findings, partial(sources_by_link, drawing))
        picture.part += 1
        if time.monotonic() - start > seconds:
            break
    drawing = placed(drawing, findings)
    picture.write(drawing=drawing.written(), script=drawing.for_script(), findings=findings)
    picture.save()
    record(actor, "draw_picture", analysis.code, part=picture.part, entities=len(drawing.nodes))
    return picture


def places_of(picture: Picture) -> dict[str, tuple[float, float]]:
    if not picture.words:
        return {}
    return {node.id: (node.x, node.y) for node in Drawing.read(picture.words["drawing"]).nodes}


def sources_by_link(drawing: Drawing) -> Mapping[str, frozenset[str]]:
    """For each link, the independent origins that tell of it; one that no record backs begins with « ? »."""
    links = [pk for line in drawing.lines for pk in line.links]
    found: dict[str, set[str]] = defaultdict(set)
    for start in range(0, len(links), 500):
        rows = Statement.objects.system(SYSTEM).filter(link__in=links[start : start + 500], state__in=LIVE)
        for link, origin, source in rows.values_list("link", "origin_key", "source").iterator():
            found[str(link)].add(f"?{origin}" if source in WEAK else origin)
    return {link: frozenset(origins) for link, origins in found.items()}


@action
def save_view(actor: Actor, analysis: Analysis, *, name: str, note: str = "", query: str = "") -> SavedView:
    """Keep filters under a name, for oneself alone."""
    check_right(actor, "save_view", analysis)
    if not name.strip():
        raise Invalid(_("Donnez un nom à cette vue."), "name")
    view = SavedView(analysis=analysis, account_id=actor.account_id)
    view.write(name=name.strip(), note=note.strip(), query=query)
    view.save(force_insert=True)
    record(actor, "save_view", view.code, analysis=analysis.code)
    return view


@action
def drop_view(actor: Actor, view: SavedView) -> None:
    """Forget a view of one's own."""
    check_right(actor, "drop_view", view)
    code, pk = view.code, view.pk
    SavedView.objects.system(SYSTEM).filter(pk=pk).remove()
    record(actor, "drop_view", code, analysis=view.analysis.code)


def forget(analysis: Analysis) -> None:
    """With an analysis goes all that was drawn and planned of it."""
    models: tuple[Any, ...] = (Picture, SavedView, DismantlingPlan)
    for model in models:
        model.objects.system("an analysis whose time is over").filter(analysis=analysis).remove()


BEFORE_ERASURE.append(forget)
