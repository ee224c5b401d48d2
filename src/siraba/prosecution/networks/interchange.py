"""A network as other systems read it: FollowTheMoney for Aleph, STIX 2.1 for partners. Plain functions of a graph.

Whoever is protected is not in it, nor what they alone use or own; what they are called is nowhere. Free words of statements
do not leave either: they may name a victim. Each object says that it is a lead to verify, and how far it may be passed on.

Schema and property names are those of FollowTheMoney 3.8.2 (default model, `followthemoney/schema/*.yaml`), read through
its own model by a test, and of STIX 2.1 (OASIS, 10 June 2021), held by the `stix2` library.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time
from typing import Any
from uuid import UUID

import stix2

from siraba.prosecution.networks.graph import Graph, GraphEntity, GraphLink
from siraba.prosecution.networks.models import EntityKind as K
from siraba.prosecution.networks.models import LinkKind as L
from siraba.prosecution.networks.models import Property as P

LEAD = "Piste à vérifier : un renseignement, jamais une preuve ni une accusation."
# Kind of entity → schema, and the property that each of ours becomes there
THINGS: dict[str, tuple[str, dict[str, str]]] = {
    K.PERSON: ("Person", {P.NAME: "name", P.ALIAS: "alias", P.DOCUMENT: "idNumber", P.FUNCTION: "position"}),
    K.ORGANISATION: ("Organization", {P.NAME: "name", P.ALIAS: "alias", P.PLACE: "address"}),
    K.PHONE: ("LegalEntity", {P.PHONE: "phone"}),
    K.CHANNEL: ("BankAccount", {P.ACCOUNT: "accountNumber", P.NAME: "name", P.PLACE: "address"}),
    K.AGENT: (
        "LegalEntity",
        {P.NAME: "name", P.ALIAS: "alias", P.DOCUMENT: "idNumber", P.PLACE: "address"},
    ),
    K.VEHICLE: ("Vehicle", {P.PLATE: "registrationNumber", P.NAME: "name"}),
    K.PLACE: ("Address", {P.NAME: "name", P.PLACE: "full"}),
    K.SAFE_HOUSE: ("Address", {P.NAME: "name", P.PLACE: "full"}),
    K.PAYMENT: ("Event", {P.NAME: "name", P.DATE: "date"}),
    K.EVENT: ("Event", {P.NAME: "name", P.DATE: "date", P.PLACE: "location"}),
}
LEGAL = (K.PERSON, K.ORGANISATION, K.PHONE, K.AGENT)
ASSETS = (K.VEHICLE, K.CHANNEL)
SaidOf = Mapping[UUID, Sequence[tuple[str, str]]]


def releasable(graph: Graph) -> Graph:
    """The graph without whoever is protected, their links, and what they use or own."""
    hidden = {one.id for one in graph.entities if one.standing}
    held = {one.target for one in graph.links if one.source in hidden and one.kind in (L.USES, L.OWNS)}
    gone = hidden | held
    entities = [one for one in graph.entities if one.id not in gone]
    links = [one for one in graph.links if one.source not in gone and one.target not in gone]
    return replace(graph, entities=entities, links=links)


def followthemoney_lines(graph: Graph, said: SaidOf, handling: str) -> Iterator[str]:
    """One entity of FollowTheMoney by line, in JSON. `said`: for each entity the property and value of its live statements."""
    graph = releasable(graph)
    by_id = {one.id: one for one in graph.entities}
    for entity in graph.entities:
        yield _line(_thing(entity, said.get(entity.id, ()), handling))
    for number, link in enumerate(graph.links):
        yield _line(_tie(f"link-{number}-{link.source}", link, by_id, handling))


def _line(entity: dict[str, Any]) -> str:
    return json.dumps(entity, ensure_ascii=False, sort_keys=True)


def _thing(entity: GraphEntity, said: Sequence[tuple[str, str]], handling: str) -> dict[str, Any]:
    schema, names = THINGS[entity.kind]
    found: dict[str, list[str]] = {}
    for prop, value in said:
        if prop in names:
            found.setdefault(names[prop], []).append(value)
    if "name" not in found:
        found["name"] = [entity.label]
    if schema == "Address" and entity.latitude is not None:
        found["latitude"], found["longitude"] = [str(entity.latitude)], [str(entity.longitude)]
    found["summary"], found["keywords"] = [LEAD], [handling, str(K(entity.kind).label)]
    properties = {name: list(dict.fromkeys(values)) for name, values in found.items()}
    return {"id": str(entity.id), "schema": schema, "properties": properties}


def _tie(number: str, link: GraphLink, by_id: Mapping[UUID, GraphEntity], handling: str) -> dict[str, Any]:
    schema, source, target = _edge(link, by_id[link.source].kind, by_id[link.target].kind)
    found: dict[str, list[str]] = {source: [str(link.source)], target: [str(link.target)]}
    if schema in ("UnknownLink", "Ownership"):
        found["role"] = [str(L(link.kind).label)]
    if schema == "Call":
        found["duration"] = [str(link.seconds)]
    if schema == "Payment":
        found["amount"], found["currency"] = [str(link.amount)], ["XOF"]
    if link.first:
        found["startDate"] = [link.first.isoformat()]
    if link.last:
        found["endDate"] = [link.last.isoformat()]
    found["summary"] = [_basis(link)]
    found["publisher"] = [handling]
    return {"id": number, "schema": schema, "properties": found}


def _edge(link: GraphLink, source: str, target: str) -> tuple[str, str, str]:
    """The schema of a link and the names of its two ends there; one that fits no schema is an unknown link."""
    if link.kind == L.CALL and source in LEGAL and target in LEGAL:
        return "Call", "caller", "receiver"
    if link.kind == L.TRANSFER and {source, target} <= {*LEGAL, K.CHANNEL}:
        account = (source == K.CHANNEL, target == K.CHANNEL)
        return (
            "Payment",
            "payerAccount" if account[0] else "payer",
            ("beneficiaryAccount" if account[1] else "beneficiary"),
        )
    if link.kind == L.KINSHIP and source == target == K.PERSON:
        return "Family", "person", "relative"
    if link.kind == L.ASSOCIATE and source == target == K.PERSON:
        return "Associate", "person", "associate"
    if link.kind == L.OWNS and source in LEGAL and target in ASSETS:
        return "Ownership", "owner", "asset"
    return "UnknownLink", "subject", "object"


def _basis(link: GraphLink) -> str:
    return f"{LEAD} Force {link.strength:.2f}, {link.sources} source(s) indépendante(s), {link.times} fois."


# STIX 2.1. The library knows the marks of TLP 1; the words of TLP 2.0 stand in a statement beside
MARKS = {
    "TLP:RED": stix2.TLP_RED,
    "TLP:AMBER+STRICT": stix2.TLP_AMBER,
    "TLP:AMBER": stix2.TLP_AMBER,
    "TLP:GREEN": stix2.TLP_GREEN,
}


def stix_bundle(graph: Graph, handling: str, now: datetime) -> str:
    """A bundle of what STIX has a shape for: persons, organisations, agents, numbers, accounts, places with a point, and their
    links. Vehicles, payments, events and places without a point are left out."""
    graph = releasable(graph)
    statement = stix2.MarkingDefinition(
        definition_type="statement",
        definition=stix2.StatementMarking(f"{handling}. {LEAD}"),
        created=now,
    )
    marks = [MARKS[handling].id, statement.id]
    shaped = {one.id: shape for one in graph.entities if (shape := _shape(one, marks, now))}
    ties = [
        _relationship(link, shaped[link.source].id, shaped[link.target].id, marks, now)
        for link in graph.links
        if link.source in shaped and link.target in shaped
    ]
    objects = [MARKS[handling], statement, *shaped.values(), *ties]
    return stix2.Bundle(objects=objects).serialize(pretty=True, ensure_ascii=False)


def _shape(entity: GraphEntity, marks: list[str], now: datetime) -> Any:
    number, label = entity.id, entity.label
    common = {"object_marking_refs": marks, "created": now, "modified": now}
    if entity.kind in (K.PERSON, K.AGENT, K.ORGANISATION):
        kind = {K.PERSON: "individual", K.ORGANISATION: "organization"}.get(K(entity.kind), "unknown")
        return stix2.Identity(
            id=f"identity--{number}", name=label, identity_class=kind, description=LEAD, **common
        )
    if entity.kind in (K.PHONE, K.CHANNEL):
        kind = "phone" if entity.kind == K.PHONE else "account"
        return stix2.UserAccount(account_login=label, account_type=kind, object_marking_refs=marks)
    if entity.kind in (K.PLACE, K.SAFE_HOUSE) and entity.latitude is not None:
        return stix2.Location(
            id=f"location--{number}",
            name=label,
            latitude=entity.latitude,
            longitude=entity.longitude,
            description=LEAD,
            **common,
        )
    return None


def _relationship(link: GraphLink, source: str, target: str, marks: list[str], now: datetime) -> Any:
    period: dict[str, Any] = {}
    if link.first and link.last and link.first < link.last:
        period = {
            "start_time": datetime.combine(link.first, time(), UTC),
            "stop_time": datetime.combine(link.last, time(), UTC),
        }
    return stix2.Relationship(
        relationship_type="related-to",
        source_ref=source,
        target_ref=target,
        confidence=round(100 * link.strength),
        description=f"{L(link.kind).label}. {_basis(link)}",
        object_marking_refs=marks,
        created=now,
        modified=now,
        **period,
    )
