"""Aliases: the machine proposes that two are one, a person decides, and a decision can be undone.

Nothing of two merged entities moves: the one of the group with the lowest number stands for all of them. So a split gives
back exactly what was.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.foundation.access import crypto
from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right
from siraba.foundation.access.errors import Invalid
from siraba.foundation.access.locking import lock
from siraba.foundation.audit.journal import action, record
from siraba.prosecution.networks.actions import begin
from siraba.prosecution.networks.graph import root_of
from siraba.prosecution.networks.likeness import Alike, Known, pairs_of
from siraba.prosecution.networks.models import (
    MERGE_MOVES,
    Analysis,
    Entity,
    EntityKind,
    Link,
    LinkKind,
    Merge,
    MergeState,
    Property,
    Statement,
)
from siraba.prosecution.networks.models.statements import LIVE

SYSTEM = "an act on aliases of an analysis already given to the actor"
NAMES = (Property.NAME, Property.ALIAS)
MERGEABLE = (
    EntityKind.PERSON,
    EntityKind.AGENT,
    EntityKind.ORGANISATION,
    EntityKind.VEHICLE,
    EntityKind.PLACE,
    EntityKind.SAFE_HOUSE,
)


@action
def propose_merges(actor: Actor, analysis: Analysis) -> int:
    """Look for entities that may be one, and propose those pairs; how many wait that did not before.

    A pair that was rejected or split comes back only when one of the two is known by something new.
    """
    begin(actor, analysis, "propose_merges")
    known = {one.pk: one for one in _known(analysis)}
    rows = Merge.objects.system(SYSTEM).filter(analysis=analysis)
    before = {(one.one_id, one.other_id): one for one in rows}
    roots = dict(Entity.objects.system(SYSTEM).filter(analysis=analysis).values_list("pk", "into"))
    count = 0
    for pair, alike in pairs_of(list(known.values())).items():
        one, other = pair
        if (roots[one] or one) != (roots[other] or other):
            count += _propose(analysis, (known[one], known[other]), alike, before.get(pair))
    record(actor, "propose_merges", analysis.code, count=count)
    return count


def _propose(analysis: Analysis, pair: tuple[Known, Known], alike: Alike, before: Merge | None) -> bool:
    """Propose a pair, unless it waits already or was decided on all that is known now."""
    facts = facts_of(*pair)
    if before and (before.state != MergeState.PROPOSED and facts <= set(before.words.get("facts", ()))):
        return False
    waited = before is not None and before.state == MergeState.PROPOSED
    merge = before or Merge(analysis=analysis, one_id=pair[0].pk, other_id=pair[1].pk)
    merge.state, merge.score = MergeState.PROPOSED, alike.score
    merge.facts = crypto.blind_index(crypto.JUSTICE, "network.merge", "\x1f".join(sorted(facts)))
    if not waited:
        merge.proposed_at, merge.decided_by, merge.decided_at = timezone.now(), None, None
    merge.write(**{**merge.words, "reasons": alike.reasons, "facts": sorted(facts)})
    merge.save()
    return not waited


def facts_of(one: Known, other: Known) -> set[str]:
    """Keyed hashes of all that the two are known by."""
    said = (*one.facts(), *other.facts())
    return {crypto.blind_index(crypto.JUSTICE, "network.fact", fact) for fact in said}


def _known(analysis: Analysis) -> Iterable[Known]:
    """What the entities of an analysis that can be merged are known by."""
    entities = Entity.objects.system(SYSTEM).filter(analysis=analysis, kind__in=MERGEABLE)
    found = {one.pk: Known(one.pk, one.kind) for one in entities.defer("sealed")}
    said = Statement.objects.system(SYSTEM).filter(
        analysis=analysis, entity__in=list(found), state__in=LIVE, prop__in=(*NAMES, Property.PLATE)
    )
    for one in said.iterator(2_000):
        known = found[one.entity_id]
        (known.plates if one.prop == Property.PLATE else known.names).append(one.value)
    links = Link.objects.system(SYSTEM).filter(
        analysis=analysis, source__in=list(found), kind__in=(LinkKind.USES, LinkKind.OWNS), strength__gt=0
    )
    for link in links.select_related("target"):
        found[link.source_id].held[root_of(link.target)] = link.target.label
    return found.values()


@action
def accept_merge(actor: Actor, merge: Merge, *, why: str) -> None:
    """A person decides that the two are one. Protection of the one is protection of both.

    Raises:
        Invalid: no reason is given, or they are of two kinds.
    """
    _decide(actor, merge, "accept_merge", why)
    if merge.one.kind != merge.other.kind:
        raise Invalid(_("Deux entités de genres différents ne peuvent pas en être une seule."))
    merge.save()
    regroup(merge.analysis, {merge.one_id, merge.other_id})
    record(actor, "accept_merge", merge.code, analysis=merge.analysis.code)


@action
def reject_merge(actor: Actor, merge: Merge, *, why: str) -> None:
    """A person decides that they are two; the pair comes back only with new facts."""
    _decide(actor, merge, "reject_merge", why)
    merge.save()
    record(actor, "reject_merge", merge.code, analysis=merge.analysis.code)


@action
def split_merge(actor: Actor, merge: Merge, *, why: str) -> None:
    """Undo a merge: each has again what it had, and what was added to it since."""
    _decide(actor, merge, "split_merge", why)
    merge.save()
    regroup(merge.analysis, {merge.one_id, merge.other_id})
    record(actor, "split_merge", merge.code, analysis=merge.analysis.code)


def _decide(actor: Actor, merge: Merge, name: str, why: str) -> None:
    check_right(actor, name, merge)
    lock(merge)
    MERGE_MOVES.advance(merge, name)
    if not why.strip():
        raise Invalid(_("Dites pourquoi : cette décision pourra être relue."), "why")
    merge.decided_by_id, merge.decided_at = actor.account_id, timezone.now()
    words: dict[str, Any] = {**merge.words, "why": why.strip()}
    words["history"] = [*words.get("history", []), [name, actor.account_id, why.strip()]]
    merge.write(**words)


def regroup(analysis: Analysis, changed: set[UUID]) -> None:
    """Say anew for whom each of these stands, and whoever was or is of a group with them."""
    tied: dict[UUID, set[UUID]] = defaultdict(set)
    accepted = Merge.objects.system(SYSTEM).filter(analysis=analysis, state=MergeState.MERGED)
    for one, other in accepted.values_list("one_id", "other_id"):
        tied[one].add(other)
        tied[other].add(one)
    rows = Entity.objects.system(SYSTEM).filter(analysis=analysis).only("pk", "number", "into")
    entities = {one.pk: one for one in rows}
    was = {root_of(entities[pk]) for pk in changed}
    touched = {pk for pk, one in entities.items() if root_of(one) in was} | changed
    moved = []
    while touched:
        group = _reached(touched.pop(), tied)
        touched -= group
        head = min(group, key=lambda pk: entities[pk].number)
        for pk in group:
            into = None if pk == head else head
            if entities[pk].into_id != into:
                entities[pk].into_id = into
                moved.append(entities[pk])
    Entity.objects.bulk_update(moved, ["into"], batch_size=200)


def _reached(start: UUID, tied: dict[UUID, set[UUID]]) -> set[UUID]:
    reached, waiting = {start}, [start]
    while waiting:
        for other in tied.get(waiting.pop(), ()):
            if other not in reached:
                reached.add(other)
                waiting.append(other)
    return reached
