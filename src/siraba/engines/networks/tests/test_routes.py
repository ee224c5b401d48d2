from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from siraba.engines.networks.graph import BadNetwork
from siraba.engines.networks.routes import Leg, earliest, itineraries, routes

PLACES = ["Kayes", "Nioro", "Nouakchott", "Nouadhibou", "Las Palmas"]


@st.composite
def legs(draw: st.DrawFn) -> list[Leg]:
    found = []
    for number in range(draw(st.integers(0, 6))):
        origin, destination = draw(st.lists(st.sampled_from(PLACES), min_size=2, max_size=2, unique=True))
        departed = draw(st.integers(0, 8))
        arrived = departed + draw(st.integers(0, 3))
        found.append(Leg(origin, destination, departed, arrived, key=str(number)))
    return found


def by_hand(moves: list[Leg], origin: str, destination: str, wait: float) -> set[tuple[str, ...]]:
    found = set()
    for length in range(1, len(moves) + 1):
        for chain in permutations(moves, length):
            places = [chain[0].origin, *(leg.destination for leg in chain)]
            joined = all(
                first.destination == then.origin and first.arrived <= then.departed <= first.arrived + wait
                for first, then in zip(chain, chain[1:], strict=False)
            )
            if joined and places[0] == origin and places[-1] == destination and len({*places}) == len(places):
                found.add(tuple(leg.key for leg in chain))
    return found


@settings(max_examples=150, deadline=None)
@given(legs(), st.integers(0, 6))
def test_the_routes_are_all_the_chains_that_time_allows(moves, wait):
    found = routes(moves, "Kayes", "Las Palmas", wait)
    assert found.complete
    chains = [tuple(leg.key for leg in chain) for chain in found.chains]
    assert len(chains) == len(set(chains))
    assert set(chains) == by_hand(moves, "Kayes", "Las Palmas", wait)
    assert [chain[-1].arrived for chain in found.chains] == sorted(
        chain[-1].arrived for chain in found.chains
    )


@settings(max_examples=150, deadline=None)
@given(legs(), st.integers(0, 4))
def test_the_earliest_arrival_is_that_of_the_best_chain(moves, since):
    found = earliest(moves, "Kayes", since)
    assert found["Kayes"] == since
    leaving = [leg for leg in moves if leg.departed >= since]
    by_key = {leg.key: leg for leg in leaving}
    for place in PLACES[1:]:
        arrivals = [by_key[chain[-1]].arrived for chain in by_hand(leaving, "Kayes", place, float("inf"))]
        assert found.get(place) == (min(arrivals) if arrivals else None)


def test_a_route_keeps_its_gaps_and_its_contradictions():
    known = [
        Leg("Kayes", "Nioro", 0, 1, "M", "v1"),
        Leg("Nouakchott", "Nouadhibou", 5, 6, "A", "v1"),
        Leg("Nouadhibou", "Las Palmas", 5.5, 9, "A", "v1"),
        Leg("Kayes", "Nioro", 3, 4, "M", "v2"),
        Leg("Kayes", "Nioro", 3, 4, "M"),
    ]
    first, second = itineraries(known)
    assert (first.moved, second.moved) == ("v1", "v2")
    assert [(gap.origin, gap.destination, gap.departed, gap.arrived) for gap in first.gaps] == [
        ("Nioro", "Nouakchott", 1, 5)
    ]
    assert first.clashes == ((1, 2),)
    assert second.gaps == second.clashes == ()


def test_a_list_cut_short_says_so():
    moves = [Leg("Kayes", "Gao", when, when + 1, key=str(when)) for when in range(5)]
    assert not routes(moves, "Kayes", "Gao", 1, most=3).complete
    assert routes(moves, "Kayes", "Gao", 1, most=5).complete


def test_a_move_that_cannot_be_is_refused():
    with pytest.raises(BadNetwork, match="avant d’être parti"):
        routes([Leg("Kayes", "Gao", 2, 1)], "Kayes", "Gao", 1)
    with pytest.raises(BadNetwork, match="y arrive"):
        itineraries([Leg("Kayes", "Kayes", 1, 2, moved="v")])
