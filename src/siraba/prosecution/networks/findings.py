"""What the engine finds in a network, part by part, as plain JSON that the picture keeps.

Nodes are told by their places in the drawing. How each part was found and what it does not mean: `cautions`. Nothing here says that somebody did something.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from siraba.engines.networks import actors, communities, cuts, layout
from siraba.prosecution.networks.drawing import Drawing, Line
from siraba.prosecution.networks.models import Source
from siraba.prosecution.networks.models.statements import DOCUMENTARY

SHOWN = 20
Found = dict[str, Any]
# The origins that tell of each link, read when a part asks for them
Sources = Callable[[], Mapping[str, frozenset[str]]]
# Who alone says it does not hold up a place: what no record shows
WEAK = frozenset(set(Source.values) - set(DOCUMENTARY))


def _layout(drawing: Drawing, _found: Found, _sources: Sources) -> Found:
    graph, _lines = drawing.engine(ranked_only=False)
    made = layout.layout(graph)
    return {"layout": {"places": made.places.round(4).tolist()}}


def _groups(drawing: Drawing, _found: Found, _sources: Sources) -> Found:
    graph, _lines = drawing.engine()
    made = communities.communities(graph)
    unranked = unranked_of(drawing)
    groups = []
    for label in range(made.number):
        members = made.members(label)
        if len(members) < 2:
            break
        groups.append(
            {
                "size": len(members),
                "steadiness": round(float(made.steadiness[members].mean()), 3),
                "first": _most_linked(members, graph.degrees, unranked),
            }
        )
    return {
        "communities": {
            "labels": made.labels.tolist(),
            "modularity": round(made.modularity, 3),
            "groups": groups[:SHOWN],
        }
    }


def _weak_points(drawing: Drawing, _found: Found, _sources: Sources) -> Found:
    graph, lines = drawing.engine()
    made = cuts.cuts(graph)
    unranked = unranked_of(drawing)
    return {
        "cuts": {
            "bridges": [
                {
                    "ends": graph.ends[one.tie].tolist(),
                    "sides": list(one.sides),
                    "links": [pk for line in lines[one.tie] for pk in line.links],
                    "sources": max(line.sources for line in lines[one.tie]),
                }
                for one in made.bridges
                if min(one.sides) > 1
            ][:SHOWN],
            "articulations": [
                {"node": one.node, "pieces": list(one.pieces[:5]), "count": len(one.pieces)}
                for one in made.articulations
                if one.node not in unranked
            ][:SHOWN],
        }
    }


def _key_actors(drawing: Drawing, _found: Found, sources: Sources) -> Found:
    graph, lines = drawing.engine()
    made = actors.standing(graph)
    known = sources()
    firm = [_sources_of(tie, known) for tie in lines]
    weak = {source for tie in firm for source in tie if source.startswith("?")}
    unranked = unranked_of(drawing)
    rows = [
        {
            "node": one.node,
            "degree": int(made.degree[one.node]),
            "betweenness": round(float(made.betweenness[one.node]), 4),
            "core": int(made.core[one.node]),
            "sources": one.sources,
            "held_by_one": one.weak is not None,
            "rank_without": one.rank_without,
        }
        for one in actors.footing(graph, made, firm, weak, SHOWN, unranked=unranked)
        if made.degree[one.node]
    ]
    return {"actors": {"error": made.error, "rows": rows, "unranked": len(unranked)}}


def unranked_of(drawing: Drawing) -> frozenset[int]:
    """Whoever is protected: they count for the others and have no rank."""
    return frozenset(place for place, node in enumerate(drawing.nodes) if not node.removable)


def _most_linked(members: np.ndarray, degrees: np.ndarray, unranked: frozenset[int]) -> list[int]:
    order = members[np.argsort(-degrees[members], kind="stable")].tolist()
    return [node for node in order if node not in unranked][:5]


def _sources_of(tie: Sequence[Line], sources: Mapping[str, frozenset[str]]) -> frozenset[str]:
    return frozenset(source for line in tie for pk in line.links for source in sources.get(pk, ()))


Part = Callable[[Drawing, Found, Sources], Found]
PARTS: tuple[Part, ...] = (_layout, _groups, _weak_points, _key_actors)


def placed(drawing: Drawing, found: Found) -> Drawing:
    """The drawing with the places and communities that were found so far."""
    places = found.get("layout", {}).get("places")
    labels = found.get("communities", {}).get("labels")
    nodes = [
        node._replace(
            x=places[number][0] if places else node.x,
            y=places[number][1] if places else node.y,
            community=labels[number] if labels else node.community,
        )
        for number, node in enumerate(drawing.nodes)
    ]
    return Drawing(nodes, drawing.lines)
