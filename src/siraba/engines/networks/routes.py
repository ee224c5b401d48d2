"""Routes in time: who moved whom, where and when; and which places and people a chain of moves can have joined.

A chain respects time: the next leg leaves from where the last one arrived, not before it arrived, and within `longest_wait`
(Holme and Saramäki, Temporal networks, Physics Reports 519:97, 2012). Times are numbers of any one unit.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from siraba.engines.networks.graph import BadNetwork, Told

MOST_LEGS, MOST_FOUND = 8, 500


@dataclass(frozen=True)
class Leg:
    """One move: `mover` took `moved` from `origin` to `destination`; `key` leads back to the statement that says so."""

    origin: str
    destination: str
    departed: float
    arrived: float
    mover: str = ""
    moved: str = ""
    key: str = ""


@dataclass(frozen=True)
class Gap:
    """Between two known legs of a person: where it was last and next seen, and how long nothing is known."""

    origin: str
    destination: str
    departed: float
    arrived: float


@dataclass(frozen=True)
class Itinerary:
    """The known legs of one person in their order, and what is missing between them.

    `clashes`: pairs of legs (numbers in `legs`) that cannot both be true, the second leaving before the first arrived.
    """

    moved: str
    legs: tuple[Leg, ...]
    gaps: tuple[Gap, ...]
    clashes: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Routes(Told):
    """Chains of legs from one place to another, the earliest to arrive first; `complete`: none was left out."""

    chains: tuple[tuple[Leg, ...], ...]
    complete: bool


def itineraries(legs: Iterable[Leg]) -> list[Itinerary]:
    """The route of each moved person, by name. Legs without one are left out."""
    by_person: dict[str, list[Leg]] = defaultdict(list)
    for leg in legs:
        _check(leg)
        if leg.moved:
            by_person[leg.moved].append(leg)
    return [_itinerary(moved, sorted(theirs, key=_when)) for moved, theirs in sorted(by_person.items())]


def _itinerary(moved: str, legs: list[Leg]) -> Itinerary:
    gaps, clashes = [], []
    for number, (last, leg) in enumerate(zip(legs, legs[1:], strict=False)):
        if leg.departed < last.arrived:
            clashes.append((number, number + 1))
        elif leg.origin != last.destination:
            gaps.append(Gap(last.destination, leg.origin, last.arrived, leg.departed))
    return Itinerary(moved, tuple(legs), tuple(gaps), tuple(clashes))


def routes(
    legs: Iterable[Leg],
    origin: str,
    destination: str,
    longest_wait: float,
    most_legs: int = MOST_LEGS,
    most: int = MOST_FOUND,
) -> Routes:
    """Every chain of at most `most_legs` legs that passes no place twice; at most `most` of them.

    Raises:
        BadNetwork: a leg that arrives before it leaves, or where it started.
    """
    leaving = _leaving(legs)
    found: list[tuple[Leg, ...]] = []
    complete = True
    waiting: list[tuple[Leg, ...]] = [(leg,) for _when, leg in reversed(leaving.get(origin, ()))]
    while waiting:
        chain = waiting.pop()
        last = chain[-1]
        if last.destination == destination:
            if len(found) == most:
                complete = False
                break
            found.append(chain)
            continue
        if len(chain) == most_legs:
            continue
        passed = {origin, *(leg.destination for leg in chain)}
        for leg in _next(leaving.get(last.destination, ()), last.arrived, longest_wait):
            if leg.destination not in passed:
                waiting.append((*chain, leg))
    return Routes(
        f"Chemins qui respectent le temps : {most_legs} trajets au plus, {longest_wait:g} d’attente au plus",
        "Un enchaînement possible n’est pas un trajet prouvé : rien ne dit que la même personne a fait chaque partie.",
        tuple(sorted(found, key=lambda chain: (chain[-1].arrived, len(chain), [leg.key for leg in chain]))),
        complete,
    )


def earliest(legs: Iterable[Leg], origin: str, since: float) -> dict[str, float]:
    """When each place can first be reached from `origin` by someone who is there at `since`, however long the waits."""
    reached = {origin: since}
    leaving = _leaving(legs)
    open_places = [origin]
    while open_places:
        place = open_places.pop()
        for _departed, leg in leaving.get(place, ()):
            if leg.departed >= reached[place] and leg.arrived < reached.get(leg.destination, float("inf")):
                reached[leg.destination] = leg.arrived
                open_places.append(leg.destination)
    return reached


def _check(leg: Leg) -> None:
    if not leg.departed <= leg.arrived:
        raise BadNetwork(f"Un trajet de {leg.origin} à {leg.destination} arrive avant d’être parti.")
    if leg.origin == leg.destination:
        raise BadNetwork(f"Un trajet part de {leg.origin} et y arrive.")


def _when(leg: Leg) -> tuple[float, float, str]:
    return leg.departed, leg.arrived, leg.key


def _leaving(legs: Iterable[Leg]) -> dict[str, list[tuple[float, Leg]]]:
    leaving: dict[str, list[tuple[float, Leg]]] = defaultdict(list)
    for leg in sorted(legs, key=_when):
        _check(leg)
        leaving[leg.origin].append((leg.departed, leg))
    return leaving


def _next(leaving: Sequence[tuple[float, Leg]], arrived: float, longest_wait: float) -> Iterable[Leg]:
    for departed, leg in leaving[bisect_left(leaving, arrived, key=lambda one: one[0]) :]:
        if departed > arrived + longest_wait:
            return
        yield leg
