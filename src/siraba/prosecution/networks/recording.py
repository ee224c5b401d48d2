"""Writing what is said into a network, and what follows from it: what an entity is called, how strong a link is."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeVar
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.errors import Invalid
from siraba.prosecution.investigations.models import Credibility
from siraba.prosecution.networks.identifying import (
    CALLED_BY,
    EXACT,
    SAID_OF,
    key_of,
    origin_key,
    read_value,
    shown,
)
from siraba.prosecution.networks.models import (
    Analysis,
    Entity,
    GraphImport,
    Identifier,
    Link,
    LinkKind,
    Property,
    Statement,
    StatementState,
)
from siraba.prosecution.networks.models.statements import DOCUMENTARY, LIVE
from siraba.prosecution.networks.strength import together

SYSTEM = "what an act on a network writes follows from what it holds"
AT_ONCE = 500
T = TypeVar("T")


@dataclass(frozen=True)
class Grading:
    """Who says it, how far both are to be believed, since when, and under which reference it is found again."""

    source: str
    reliability: str
    credibility: str
    stated_on: date
    origin: str
    evidence: str = ""
    note: str = ""

    @property
    def is_confirmed(self) -> bool:
        return self.source in DOCUMENTARY or self.credibility == Credibility.CONFIRMED

    def check(self) -> None:
        """Raises Invalid: nobody says it, it is said in the future, or what is held for confirmed has no reference."""
        if not self.origin.strip():
            raise Invalid(
                _("Dites d’où vient cet élément : un élément sans source n’est pas gardé."), "origin"
            )
        if self.stated_on > timezone.localdate():
            raise Invalid(_("Cette date est dans le futur."), "stated_on")
        if self.is_confirmed and not self.evidence.strip():
            raise Invalid(
                _(
                    "Un relevé, une saisie ou un élément confirmé porte sa référence (réquisition, scellé, PV)."
                ),
                "evidence",
            )


@dataclass(frozen=True)
class Extent:
    """How a link goes on: its period, how many times, how long in all (seconds), how much in all (francs CFA)."""

    first: date | None = None
    last: date | None = None
    times: int = 0
    seconds: int = 0
    amount: int = 0

    def check(self) -> None:
        if self.first and self.last and self.last < self.first:
            raise Invalid(_("La fin est avant le début."), "last")

    def add_to(self, link: Link) -> None:
        """Let a link that is not saved yet be told by this too."""
        days = [day for day in (self.first, self.last, link.first, link.last) if day]
        link.first, link.last = min(days, default=None), max(days, default=None)
        link.times, link.seconds = link.times + self.times, link.seconds + self.seconds
        link.amount += self.amount


class Writer:
    """Writes into one analysis for one actor, by one grading; `table` is the file that it comes from."""

    def __init__(self, actor: Actor, analysis: Analysis, grading: Grading, table: GraphImport | None = None):
        self.actor, self.analysis, self.grading, self.table = actor, analysis, grading, table
        self._origin = origin_key(grading.origin)
        self._words = {
            "origin": grading.origin.strip(),
            "evidence": grading.evidence.strip(),
            "note": grading.note.strip(),
        }

    def entity(self, kind: str) -> Entity:
        """A new entity, not saved."""
        self.analysis.last_number += 1
        return Entity(analysis=self.analysis, kind=kind, number=self.analysis.last_number)

    def of_entity(self, entity: Entity, prop: str, value: str) -> Statement:
        """A statement of an entity, not saved. Raises Invalid: the property is not one of its kind, or the value is none."""
        if prop not in SAID_OF[entity.kind]:
            raise Invalid(
                _("« %(prop)s » ne se dit pas de : %(kind)s.")
                % {"prop": Property(prop).label, "kind": entity.get_kind_display()},
                "prop",
            )
        made = self._statement(prop)
        made.entity = entity
        made.write(value=read_value(prop, value), **self._words)
        return made

    def of_link(self, link: UUID, extent: Extent) -> Statement:
        """A statement of the link of this number, not saved. Raises Invalid: a period that ends before it begins."""
        extent.check()
        made = self._statement(Property.LINK)
        made.link_id = link
        made.first, made.last = extent.first, extent.last or extent.first
        made.times, made.seconds, made.amount = extent.times, extent.seconds, extent.amount
        made.write(**self._words)
        return made

    def _statement(self, prop: str) -> Statement:
        grading, confirmed = self.grading, self.grading.is_confirmed
        return Statement(
            analysis=self.analysis,
            prop=prop,
            source=grading.source,
            origin_key=self._origin,
            reliability=grading.reliability,
            credibility=grading.credibility,
            stated_on=grading.stated_on,
            state=StatementState.CONFIRMED if confirmed else StatementState.UNCONFIRMED,
            expires_on=None if confirmed else expiry_from(timezone.localdate()),
            table=self.table,
            recorded_by_id=self.actor.account_id,
        )


def expiry_from(day: date) -> date:
    return day + timedelta(days=settings.NETWORK_EXPIRY_DAYS)


def identifiers_of(statement: Statement) -> list[Identifier]:
    """The keyed hash of an exact identifier that a statement holds; none for another."""
    if statement.prop not in EXACT or statement.entity_id is None:
        return []
    key = key_of(statement.prop, statement.value)
    return [
        Identifier(
            statement=statement, entity_id=statement.entity_id, analysis_id=statement.analysis_id, key=key
        )
    ]


def keep(statements: Sequence[Statement]) -> None:
    """Save new statements with what finds them."""
    Statement.objects.bulk_create(statements, batch_size=AT_ONCE)
    Identifier.objects.bulk_create(
        [one for statement in statements for one in identifiers_of(statement)], batch_size=AT_ONCE
    )


def known_by(analysis: Analysis, prop: str, value: str) -> UUID | None:
    """The entity of an analysis that a live statement gives this exact identifier, if one does."""
    found = Identifier.objects.filter(analysis=analysis, key=key_of(prop, value)).order_by("pk").first()
    return found.entity_id if found else None


def link_of(analysis: Analysis, kind: str, source: Entity, target: Entity) -> tuple[Link, bool]:
    """The one link of this kind between the two, and whether it is new (then not saved).

    Raises:
        Invalid: from an entity to itself, or between two analyses.
    """
    if source.pk == target.pk:
        raise Invalid(_("Un lien va d’une entité à une autre, pas à elle-même."), "target")
    if source.analysis_id != analysis.pk or target.analysis_id != analysis.pk:
        raise Invalid(_("Ces deux entités ne sont pas de ce dossier d’analyse."), "target")
    found = Link.objects.system(SYSTEM).filter(source=source, target=target, kind=kind).first()
    if found:
        return found, False
    return Link(analysis=analysis, kind=LinkKind(kind), source=source, target=target), True


def pieces(rows: Sequence[T], size: int = AT_ONCE) -> Iterator[Sequence[T]]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


def refresh_links(links: Collection[UUID]) -> None:
    """Reckon links anew from their live statements: period, times, amount, strength and how many sources say it."""
    for some in pieces(list(links)):
        _refresh_links(some)


def _refresh_links(links: Sequence[UUID]) -> None:
    told: dict[UUID, list[Statement]] = defaultdict(list)
    rows = Statement.objects.system(SYSTEM).filter(link__in=links, state__in=LIVE).defer("sealed")
    for one in rows:
        told[one.link_id].append(one)
    changed = []
    for link in Link.objects.system(SYSTEM).filter(pk__in=links):
        said = told[link.pk]
        days = [day for one in said for day in (one.first, one.last) if day]
        link.first, link.last = min(days, default=None), max(days, default=None)
        link.times = sum(one.times for one in said)
        link.seconds = sum(one.seconds for one in said)
        link.amount = sum(one.amount for one in said)
        link.strength, link.sources = together(
            (one.origin_key, one.reliability, one.credibility) for one in said
        )
        changed.append(link)
    Link.objects.bulk_update(
        changed, ["first", "last", "times", "seconds", "amount", "strength", "sources"], batch_size=100
    )


def refresh_names(entities: Collection[UUID]) -> None:
    """Call entities anew by what their live statements say; one of whom nothing is said any more has no name."""
    for some in pieces(list(entities)):
        _refresh_names(some)


def _refresh_names(entities: Sequence[UUID]) -> None:
    told: dict[UUID, dict[str, str]] = defaultdict(dict)
    rows = Statement.objects.system(SYSTEM).filter(entity__in=entities, state__in=LIVE, prop__in=CALLED_BY)
    for one in rows.order_by("recorded_at", "id"):
        told[one.entity_id].setdefault(one.prop, shown(one.prop, one.value))
    changed: list[Any] = []
    for entity in Entity.objects.system(SYSTEM).filter(pk__in=entities):
        known = told[entity.pk]
        name = next((known[prop] for prop in CALLED_BY if prop in known), "")
        entity.write(**{**entity.words, "name": name})
        entity.changed_at = timezone.now()
        changed.append(entity)
    Entity.objects.bulk_update(changed, ["sealed", "changed_at"], batch_size=100)
