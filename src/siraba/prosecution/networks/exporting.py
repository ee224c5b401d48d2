"""A network that leaves: for whom may, with its handling, and written into the journal."""

from collections import defaultdict
from uuid import UUID

from django.utils import timezone

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.policy import Category
from siraba.foundation.audit.journal import action, record
from siraba.prosecution.networks.actions import begin
from siraba.prosecution.networks.graph import graph_from, root_of
from siraba.prosecution.networks.identifying import shown
from siraba.prosecution.networks.interchange import followthemoney_lines, stix_bundle
from siraba.prosecution.networks.models import Analysis, Entity, Handling, Statement
from siraba.prosecution.networks.models.statements import LIVE
from siraba.prosecution.networks.selectors import links_of

FTM, STIX = "ftm", "stix"


@action
def export_network(actor: Actor, analysis: Analysis, *, form: str, reason: str) -> bytes:
    """The network as FollowTheMoney JSON lines (`ftm`) or a STIX 2.1 bundle (`stix`), in UTF-8.

    For whom and why is kept sealed with the analysis; the journal says that it left.
    """
    begin(actor, analysis, "export_network")
    entities = list(Entity.objects.visible_to(actor, Category.PERPETRATOR).filter(analysis=analysis))
    graph = graph_from(entities, links_of(actor, analysis).iterator(2_000))
    handling = str(Handling(analysis.handling).label)
    if form == STIX:
        content = stix_bundle(graph, handling, timezone.now())
    else:
        lines = followthemoney_lines(graph, _said(actor, analysis, entities), handling)
        content = "".join(f"{line}\n" for line in lines)
    left = [timezone.localdate().isoformat(), form, actor.account_id, reason.strip()]
    analysis.write(**{**analysis.words, "exports": [*analysis.words.get("exports", []), left]})
    analysis.save(update_fields=["sealed"])
    record(actor, "export_network", analysis.code, form=form, handling=analysis.handling)
    return content.encode()


def _said(actor: Actor, analysis: Analysis, entities: list[Entity]) -> dict[UUID, list[tuple[str, str]]]:
    """What live statements say, by the entity that stands for the group."""
    root = {one.pk: root_of(one) for one in entities}
    found: dict[UUID, list[tuple[str, str]]] = defaultdict(list)
    rows = Statement.objects.visible_to(actor, Category.PERPETRATOR).filter(
        analysis=analysis, entity__isnull=False, state__in=LIVE
    )
    for one in rows.order_by("recorded_at", "id").iterator(2_000):
        found[root[one.entity_id]].append((one.prop, shown(one.prop, one.value)))
    return found
