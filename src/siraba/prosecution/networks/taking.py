"""What the lines of a file become in a network: entities found again by their identifiers, links, and their statements."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.errors import Refusal
from siraba.foundation.messaging.numbers import read_number
from siraba.prosecution.networks.aggregating import LineRefused, Together, Told, read_amount
from siraba.prosecution.networks.identifying import CALLED_BY, EXACT, SAID_OF, key_of, same_name, shown
from siraba.prosecution.networks.models import (
    Analysis,
    Entity,
    EntityKind,
    GraphImport,
    Identifier,
    Layout,
    Link,
    LinkKind,
    Property,
    Statement,
)
from siraba.prosecution.networks.recording import (
    AT_ONCE,
    Extent,
    Grading,
    Writer,
    keep,
    refresh_links,
    refresh_names,
)
from siraba.prosecution.networks.strength import together

AT_A_TIME = 5_000
SYSTEM = "a table that becomes a part of its analysis"
# Which entity a column of a list of things makes beside the thing itself, and how both are tied
HELD = {
    "phone": (EntityKind.PHONE, Property.PHONE, LinkKind.USES),
    "plate": (EntityKind.VEHICLE, Property.PLATE, LinkKind.OWNS),
    "account": (EntityKind.CHANNEL, Property.ACCOUNT, LinkKind.USES),
}
SAID = ("name", "alias", "phone", "plate", "account", "document", "function", "place", "day", "note")
AS_PROPERTY = {"day": Property.DATE}


@dataclass
class Taken:
    """What was written, and the lines that could not be."""

    entities: int = 0
    links: int = 0
    statements: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)

    def told(self) -> dict[str, int]:
        return {"entities": self.entities, "links": self.links, "statements": self.statements}


class Taking:
    """Writes what the lines become, some thousand statements at a time; what is new is reckoned as it is made.

    One table is one origin: however many of its lines tell a link, they are one source of it.
    """

    def __init__(self, actor: Actor, table: GraphImport, grading: Grading):
        self.analysis: Analysis = table.analysis
        self.writer = Writer(actor, self.analysis, grading, table)
        self.taken = Taken()
        self._strength, self._sources = together([("", grading.reliability, grading.credibility)])
        self._known: dict[UUID, Entity] = {}
        self._by_key: dict[str, Entity] = {}
        self._links: dict[tuple[UUID, UUID, str], UUID] = {}
        # Not written yet
        self._new: list[Entity] = []
        self._new_links: dict[UUID, Link] = {}
        self._statements: list[Statement] = []
        self._called: dict[UUID, dict[str, str]] = {}
        # To be reckoned anew at the end
        self._moved: dict[UUID, Entity] = {}
        self._stale_links: set[UUID] = set()
        self._stale_names: set[UUID] = set()
        self._load()

    def _load(self) -> None:
        """What the analysis holds already, to be found again."""
        rows = Entity.objects.system(SYSTEM).filter(analysis=self.analysis)
        for one in rows.iterator(2_000):
            one.analysis = self.analysis
            self._known[one.pk] = one
        found = Identifier.objects.filter(analysis=self.analysis).order_by("-pk")
        for key, pk in found.values_list("key", "entity_id"):
            self._by_key[key] = self._known[pk]
        links = Link.objects.system(SYSTEM).filter(analysis=self.analysis)
        for pk, source, target, kind in links.values_list("pk", "source_id", "target_id", "kind").iterator():
            self._links[source, target, kind] = pk

    def known(self) -> Sequence[Entity]:
        return list(self._known.values())

    def by_identifier(self, prop: str, value: str) -> Entity | None:
        return self._by_key.get(key_of(prop, value))

    def identified(self, kind: str, prop: str, value: str) -> Entity:
        """The entity that this identifier is, new where it is not known. `value` is in its one form."""
        found = self.by_identifier(prop, value)
        if found is None:
            found = self.add(kind)
            self.say(found, prop, shown(prop, value))
        return found

    def add(self, kind: str) -> Entity:
        made = self.writer.entity(kind)
        self._new.append(made)
        self._called[made.pk] = {}
        return made

    def moved(self, entity: Entity) -> None:
        """The place of an entity that was there before is saved too."""
        if entity.pk in self._known:
            self._moved[entity.pk] = entity

    def say(self, entity: Entity, prop: str, value: str) -> None:
        statement = self.writer.of_entity(entity, prop, value)
        if prop in EXACT:
            self._by_key.setdefault(key_of(prop, statement.value), entity)
        if entity.pk in self._called:
            self._called[entity.pk].setdefault(prop, shown(prop, statement.value))
        else:
            self._stale_names.add(entity.pk)
        self._statements.append(statement)

    def tie(self, kind: str, source: Entity, target: Entity, extent: Extent) -> None:
        """Raises LineRefused: an entity is tied to itself. Raises Invalid: a period that ends before it begins."""
        if source.pk == target.pk:
            raise LineRefused(_("les deux sont le même : un lien ne va pas à lui-même"))
        extent.check()
        key = source.pk, target.pk, kind
        pk = self._links.get(key)
        if pk is None:
            link = Link(analysis=self.analysis, kind=LinkKind(kind), source=source, target=target)
            link.strength, link.sources = self._strength, self._sources
            pk = self._links[key] = link.pk
            self._new_links[pk] = link
        if pk in self._new_links:
            extent.add_to(self._new_links[pk])
        else:
            self._stale_links.add(pk)
        self._statements.append(self.writer.of_link(pk, extent))

    def is_full(self) -> bool:
        return len(self._statements) >= AT_A_TIME

    def flush(self) -> None:
        """Write what waits."""
        for one in self._new:
            called = self._called[one.pk]
            one.write(name=next((called[prop] for prop in CALLED_BY if prop in called), ""))
            self._known[one.pk] = one
        Entity.objects.bulk_create(self._new, batch_size=AT_ONCE)
        Link.objects.bulk_create(self._new_links.values(), batch_size=AT_ONCE)
        keep(self._statements)
        self.taken.entities += len(self._new)
        self.taken.links += len(self._new_links)
        self.taken.statements += len(self._statements)
        self._new, self._new_links, self._statements, self._called = [], {}, [], {}

    def finish(self) -> Taken:
        """Write the rest, and reckon anew what was there before."""
        self.flush()
        Entity.objects.bulk_update(self._moved.values(), ["latitude", "longitude"], batch_size=200)
        refresh_links(self._stale_links)
        refresh_names(self._stale_names)
        return self.taken

    def mark(self) -> tuple[int, int, int, int]:
        return len(self._new), len(self._new_links), len(self._statements), self.analysis.last_number

    def back_to(self, mark: tuple[int, int, int, int]) -> None:
        """Forget what a line that was refused half-way has added."""
        entities, links, statements, self.analysis.last_number = mark
        gone = {one.pk for one in self._new[entities:]}
        if gone:
            self._by_key = {key: one for key, one in self._by_key.items() if one.pk not in gone}
        for pk in list(self._new_links)[links:]:
            link = self._new_links.pop(pk)
            del self._links[link.source_id, link.target_id, link.kind]
        del self._new[entities:], self._statements[statements:]


def take_pairs(actor: Actor, table: GraphImport, grading: Grading, told: Told) -> Taken:
    """Calls between telephones, or transfers between wallets, accounts and names."""
    taking = Taking(actor, table, grading)
    calls = table.layout == Layout.CALLS
    named = _firms(taking)

    def end(text: str) -> Entity:
        if calls or read_number(text) == text:
            return taking.identified(EntityKind.PHONE, Property.PHONE, text)
        account = EXACT[Property.ACCOUNT](text)
        if account:
            return taking.identified(EntityKind.CHANNEL, Property.ACCOUNT, account)
        # One name of a person in one file is one; whether it is one in two files, somebody decides
        key = same_name(text)
        if key not in named:
            named[key] = taking.add(EntityKind.PERSON)
            taking.say(named[key], Property.NAME, text)
        return named[key]

    kind = LinkKind.CALL if calls else LinkKind.TRANSFER
    for (source, target), one in told.pairs.items():
        taking.tie(kind, end(source), end(target), _extent(one))
        if taking.is_full():
            taking.flush()
    return taking.finish()


def _firms(taking: Taking) -> dict[str, Entity]:
    """Agents, accounts and organisations by a name that only one of them bears; persons are never found by name."""
    found: dict[str, list[Entity]] = {}
    for entity in taking.known():
        if entity.kind in (EntityKind.AGENT, EntityKind.CHANNEL, EntityKind.ORGANISATION):
            found.setdefault(same_name(entity.label), []).append(entity)
    return {name: entities[0] for name, entities in found.items() if len(entities) == 1}


def _extent(one: Together) -> Extent:
    return Extent(date.fromordinal(one.first), date.fromordinal(one.last), one.times, one.seconds, one.amount)


Row = dict[str, Any]


def _each(taking: Taking, rows: Sequence[Sequence[Any]], take: Callable[[Row], None], write: bool) -> Taken:
    for number, row in rows:
        mark = taking.mark()
        try:
            take(row)
        except (LineRefused, Refusal) as refused:
            taking.back_to(mark)
            taking.taken.refused.append((number, str(refused)))
        if write and taking.is_full():
            taking.flush()
    return taking.finish() if write else taking.taken


def take_things(
    actor: Actor, table: GraphImport, grading: Grading, rows: Sequence[Sequence[Any]], write: bool = True
) -> Taken:
    """A line is one entity, found again by an exact identifier; its telephone, vehicle and account are others."""
    taking = Taking(actor, table, grading)

    def thing(row: Row) -> None:
        kind = row["kind"]
        own = [
            (AS_PROPERTY.get(name, Property(name) if name != "day" else Property.DATE), str(row[name]))
            for name in SAID
            if row.get(name) and AS_PROPERTY.get(name, name) in SAID_OF[kind]
        ]
        held = [(name, row[name]) for name in HELD if row.get(name) and name not in SAID_OF[kind]]
        if not own:
            raise LineRefused(_("rien ne dit comment l’appeler"))
        entity = _found(taking, own) or taking.add(kind)
        if entity.kind != kind:
            raise LineRefused(_("cet identifiant est déjà celui d’une entité d’un autre genre"))
        if row.get("latitude") is not None and row.get("longitude") is not None:
            entity.latitude, entity.longitude = row["latitude"], row["longitude"]
            taking.moved(entity)
        for prop, said in own:
            taking.say(entity, prop, said)
        for name, text in held:
            what, prop, tie = HELD[name]
            value = EXACT[prop](str(text))
            if value is None:
                raise LineRefused(
                    _("« %(value)s » n’est pas : %(what)s")
                    % {"value": str(text)[:30], "what": str(Property(prop).label).lower()}
                )
            taking.tie(tie, entity, taking.identified(what, prop, value), Extent())

    return _each(taking, rows, thing, write)


def _found(taking: Taking, own: Sequence[tuple[str, str]]) -> Entity | None:
    for prop, text in own:
        value = EXACT[prop](text) if prop in EXACT else None
        if value and (found := taking.by_identifier(prop, value)):
            return found
    return None


def take_links(
    actor: Actor, table: GraphImport, grading: Grading, rows: Sequence[Sequence[Any]], write: bool = True
) -> Taken:
    """A line ties two entities that the analysis holds; one that leads to nothing, or to one of two, is refused."""
    taking = Taking(actor, table, grading)
    by_name: dict[str, list[Entity]] = {}
    for entity in taking.known():
        by_name.setdefault(same_name(entity.label), []).append(entity)

    def end(text: str) -> Entity:
        for prop, read in EXACT.items():
            value = read(text)
            if value and (found := taking.by_identifier(prop, value)):
                return found
        found_by_name = by_name.get(same_name(text), [])
        if len(found_by_name) == 1:
            return found_by_name[0]
        if found_by_name:
            raise LineRefused(
                _("« %(text)s » : plusieurs entités portent ce nom, donnez un numéro") % {"text": text[:40]}
            )
        raise LineRefused(
            _("« %(text)s » n’est pas dans le dossier : un lien ne mène pas à rien") % {"text": text[:40]}
        )

    def tie(row: Row) -> None:
        first, last = (date.fromisoformat(row[name]) if row.get(name) else None for name in ("first", "last"))
        amount = read_amount(row["amount"]) if row.get("amount") else 0
        extent = Extent(first, last, row.get("times") or 0, 0, amount)
        taking.tie(row["kind"], end(row["source"]), end(row["target"]), extent)

    return _each(taking, rows, tie, write)
