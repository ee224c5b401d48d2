"""The places that are proposed are the best there are; what is open stays open, and nothing opens where it is forbidden."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from siraba.foundation.geography.models import Area
from siraba.protection.reception.network.models import Scenario, Site
from siraba.protection.reception.network.reading import HOURS, indicators
from siraba.protection.reception.network.solving import Ground, reached, solved

POINTS = st.tuples(st.floats(10.2, 24.8), st.floats(-12.0, 4.0))
ROLES = st.sampled_from(["candidate", "candidate", "candidate", "existing", "forbidden"])


@st.composite
def grounds(draw, model=None):
    """A few places of Mali to be reached and a few sites, none of them in the database."""
    places = draw(st.lists(st.tuples(POINTS, st.integers(0, 50)), min_size=1, max_size=6))
    sites = draw(st.lists(st.tuples(POINTS, ROLES), min_size=2, max_size=6))
    scenario = Scenario(
        model=model or draw(st.sampled_from(["median", "centre", "covering"])),
        within_hours=draw(st.sampled_from([1.0, 2.0, 6.0])),
        detour=draw(st.floats(1, 2)),
        speed_km_h=50.0,
        wanted=2,
    )
    areas = [Area(pk=n, level=3, latitude=lat, longitude=lon) for n, ((lat, lon), _w) in enumerate(places)]
    there = [
        Site(scenario=scenario, role=role, area=Area(pk=100 + n, level=3, latitude=lat, longitude=lon))
        for n, ((lat, lon), role) in enumerate(sites)
    ]
    return Ground(scenario, areas, np.array([float(weight) for _p, weight in places]), there)


def value_of(ground: Ground, new: tuple[int, ...]) -> float:
    """By the definition of each model, with the sites in these columns opened."""
    hours = ground.hours[:, [*ground.existing, *new]].min(axis=1)
    counted = ground.weights > 0
    if ground.scenario.model == "median":
        return float((ground.weights * hours)[counted].sum())
    if ground.scenario.model == "centre":
        return float(hours[counted].max(initial=0))
    return float(ground.weights[hours <= ground.scenario.within_hours].sum())


@settings(max_examples=120)
@given(grounds(), st.data())
def test_each_answer_is_the_best_of_all_that_can_be_tried(ground, data):
    if not ground.numbers:
        return
    number = data.draw(st.sampled_from(ground.numbers))
    free = set(range(len(ground.sites))) - {*ground.existing, *ground.forbidden}
    tried = [value_of(ground, new) for new in combinations(sorted(free), number)]
    best = max(tried) if ground.scenario.model == "covering" else min(tried)
    found = solved(ground, number)
    assert found.proven
    assert found.value == pytest.approx(best, rel=1e-6, abs=1e-6)
    # and its sites give that value: at most so many, none of them open already or forbidden
    columns = [n for n, site in enumerate(ground.sites) if site.area_id in found.areas]
    assert set(columns) <= free
    assert len(columns) <= number
    if columns or ground.existing:
        assert value_of(ground, tuple(columns)) == pytest.approx(best, rel=1e-6, abs=1e-6)


@settings(max_examples=60)
@given(grounds())
def test_one_more_branch_never_makes_it_worse(ground):
    values = [solved(ground, number).value for number in ground.numbers]
    if ground.scenario.model == "covering":
        values = [-value for value in values]
    assert all(after <= before + 1e-6 for before, after in zip(values, values[1:], strict=False))


@given(grounds(), st.data())
def test_opening_more_never_lengthens_a_journey_nor_lowers_a_share(ground, data):
    everyone = [site.area_id for site in ground.sites]
    fewer = set(data.draw(st.lists(st.sampled_from(everyone))))
    more = fewer | set(data.draw(st.lists(st.sampled_from(everyone))))
    with_fewer, with_more = (reached(ground, areas)[0] for areas in (fewer, more))
    assert (with_more <= with_fewer + 1e-9).all()
    before, after = (indicators(ground.weights, hours) for hours in (with_fewer, with_more))
    assert len(before.within) == len(HOURS)
    assert all(b <= a + 1e-9 for b, a in zip(before.within, after.within, strict=True))
    assert list(after.within) == sorted(after.within)


def test_hours_are_the_great_circle_made_longer_by_the_detour_at_the_speed():
    bamako = Area(pk=1, level=3, latitude=12.6091, longitude=-7.9752)
    kayes = Area(pk=2, level=3, latitude=14.4469, longitude=-11.4445)
    scenario = Scenario(detour=1.3, speed_km_h=50.0)
    ground = Ground(scenario, [bamako], np.array([1.0]), [Site(area=kayes, role="candidate")])
    # About 425 km in a straight line
    assert ground.hours[0, 0] == pytest.approx(425 * 1.3 / 50, rel=0.01)


def test_what_lies_in_a_forbidden_region_is_forbidden_too():
    kidal = Area(pk=1, level=1, name="Kidal", latitude=18.4, longitude=1.4)
    tessalit = Area(pk=2, level=2, parent=kidal, latitude=20.2, longitude=1.0)
    gao = Area(pk=3, level=2, latitude=16.3, longitude=0.0)
    sites = [Site(area=kidal, role="forbidden"), *(Site(area=a, role="candidate") for a in (tessalit, gao))]
    ground = Ground(Scenario(), [], np.array([]), sites)
    assert ground.forbidden == [0, 1]
    assert ground.numbers == [1]
