from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from siraba.engines.allocation import (
    BadProblem,
    LocationProblem,
    covering,
    curve,
    p_centre,
    p_median,
)


@st.composite
def problems(draw, whole=True):
    demands, sites = draw(st.integers(1, 7)), draw(st.integers(2, 7))
    number = st.integers(0, 20) if whole else st.floats(0, 20, width=16)
    distances = draw(st.lists(number, min_size=demands * sites, max_size=demands * sites))
    weights = draw(st.lists(st.integers(0, 5), min_size=demands, max_size=demands))
    kinds = draw(
        st.lists(st.sampled_from(["new", "new", "existing", "forbidden"]), min_size=sites, max_size=sites)
    )
    kinds[0] = "new"
    problem = LocationProblem(
        np.array(distances, dtype=float).reshape(demands, sites),
        np.array(weights),
        [site for site, kind in enumerate(kinds) if kind == "existing"],
        [site for site, kind in enumerate(kinds) if kind == "forbidden"],
    )
    return problem, draw(st.integers(1, 3))


def served(problem, sites):
    return problem.distances[:, [*problem.existing, *sites]].min(axis=1, initial=np.inf)


def choices(problem, p):
    return combinations(problem.candidates, min(p, len(problem.candidates)))


def check(problem, result, p):
    assert result.proven
    assert result.gap == 0
    assert result.bound == pytest.approx(result.value)
    assert len(result.sites) <= p
    assert set(result.sites) <= set(problem.candidates)
    assert result.distances == pytest.approx(served(problem, result.sites))
    rows = np.arange(len(result.assignment))
    somewhere = result.assignment >= 0
    assert problem.distances[rows, result.assignment][somewhere] == pytest.approx(result.distances[somewhere])
    assert np.isinf(result.distances[~somewhere]).all()


@settings(deadline=None, max_examples=60)
@given(problems())
def test_no_other_sites_make_the_mean_way_shorter(case):
    problem, p = case
    result = p_median(problem, p)
    check(problem, result, p)
    best = min((problem.weights * served(problem, sites)).sum() for sites in choices(problem, p))
    assert result.value == pytest.approx(best)
    assert np.dot(
        *(one[problem.weights > 0] for one in (problem.weights, result.distances))
    ) == pytest.approx(best)


@settings(deadline=None, max_examples=30)
@given(problems(whole=False))
def test_distances_need_not_be_whole(case):
    problem, p = case
    best = min((problem.weights * served(problem, sites)).sum() for sites in choices(problem, p))
    assert p_median(problem, p).value == pytest.approx(best, rel=1e-6, abs=1e-9)


@settings(deadline=None, max_examples=60)
@given(problems())
def test_no_other_sites_make_the_worst_way_shorter(case):
    problem, p = case
    result = p_centre(problem, p)
    check(problem, result, p)
    counted = problem.weights > 0
    best = min(served(problem, sites)[counted].max(initial=0) for sites in choices(problem, p))
    assert result.value == best


@settings(deadline=None, max_examples=60)
@given(problems(), st.integers(0, 15))
def test_no_other_sites_cover_more(case, within):
    problem, p = case
    result = covering(problem, p, within)
    check(problem, result, p)
    best = max(problem.weights[served(problem, sites) <= within].sum() for sites in choices(problem, p))
    assert result.value == best
    assert problem.weights[result.distances <= within].sum() == best


def grid(side=12):
    points = np.stack(np.meshgrid(np.arange(side), np.arange(side)), axis=-1).reshape(-1, 2)
    return np.abs(points[:, None] - points[None]).sum(axis=2)


def random_graph(nodes, seed):
    """As Beasley's: random edges that cost 1 to 100, shortest paths between all."""
    from scipy.sparse.csgraph import shortest_path

    random = np.random.default_rng(seed)
    edges = np.zeros((nodes, nodes))
    edges[np.arange(nodes - 1), np.arange(1, nodes)] = random.integers(1, 101, nodes - 1)
    for _ in range(nodes * nodes // 50):
        edges[tuple(random.integers(nodes, size=2))] = random.integers(1, 101)
    return shortest_path(edges, directed=False)


@pytest.mark.parametrize(("nodes", "p"), [(60, 3), (80, 6), (80, 25)])
def test_a_graph_is_proven_as_by_the_plain_model(nodes, p):
    problem = LocationProblem(random_graph(nodes, 5))
    result = p_median(problem, p)
    check(problem, result, p)
    assert result.value == pytest.approx(plain_model(problem.distances, p))


def plain_model(distances, p, existing=None):
    """x of each pair at most y of its site, all in one model."""
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import eye_array, hstack, kron

    demands, sites = distances.shape
    ones, eye = np.ones((1, sites)), eye_array(demands)
    pairs = demands * sites
    least = np.zeros(sites + pairs)
    if existing is not None:
        least[existing] = 1
    found = milp(
        np.concatenate([np.zeros(sites), distances.ravel()]),
        integrality=np.concatenate([np.ones(sites), np.zeros(pairs)]),
        bounds=Bounds(least, 1),
        constraints=[
            LinearConstraint(hstack([np.zeros((demands, sites)), kron(eye, ones)]).tocsr(), 1, 1),
            LinearConstraint(
                hstack([-kron(np.ones((demands, 1)), eye_array(sites)), eye_array(pairs)]).tocsr(), -np.inf, 0
            ),
            LinearConstraint(np.concatenate([np.ones(sites), np.zeros(pairs)])[None], -np.inf, p),
        ],
    )
    return found.fun


@pytest.mark.parametrize(("nodes", "p", "seed"), [(60, 4, 1), (60, 7, 2), (80, 5, 3)])
def test_what_is_divided_to_the_end_is_proven_too(nodes, p, seed, monkeypatch):
    """Without the solver, but for parts where no site is to be chosen any more."""
    monkeypatch.setattr("siraba.engines.allocation.median.FEW_PAIRS", 0)
    problem = LocationProblem(random_graph(nodes, seed), existing=[3])
    result = p_median(problem, p)
    check(problem, result, p)
    monkeypatch.undo()
    assert result.value == p_median(problem, p).value
    assert result.value == pytest.approx(plain_model(problem.distances, p + 1, existing=3))


def test_without_time_the_best_found_comes_with_its_gap():
    problem = LocationProblem(random_graph(150, 7))
    result = p_median(problem, 6, seconds=0)
    assert not result.proven
    assert 0 < result.gap < 1
    assert result.bound <= p_median(problem, 6).value <= result.value


def test_a_curve_falls_and_ends_with_the_sites():
    problem = LocationProblem(grid(3), existing=[0], forbidden=[8])
    values = [result.value for result in curve(problem, lambda p: p_median(problem, p))]
    assert len(values) == 7
    assert values == sorted(values, reverse=True)


def test_existing_branches_do_not_count():
    problem = LocationProblem([[0, 9, 9], [9, 0, 9], [9, 9, 0]], existing=[1])
    result = p_median(problem, 1)
    assert result.value == 9
    assert len(result.sites) == 1
    assert 1 not in result.sites
    assert result.assignment[1] == 1


def test_who_is_out_of_reach_is_served_by_nobody():
    problem = LocationProblem([[1, np.inf], [np.inf, np.inf]])
    result = covering(problem, 1, 5)
    assert result.value == 1
    assert list(result.assignment) == [0, -1]
    with pytest.raises(BadProblem):
        p_median(problem, 1)
    with pytest.raises(BadProblem):
        p_centre(problem, 1)


@pytest.mark.parametrize(
    "arguments",
    [
        {"distances": np.zeros((0, 2))},
        {"distances": [[1, -1]]},
        {"distances": [[1, np.nan]]},
        {"distances": [[1, 2]], "weights": [-1]},
        {"distances": [[1, 2]], "weights": [1, 2]},
        {"distances": [[1, 2]], "existing": [2]},
    ],
)
def test_what_cannot_be_is_refused(arguments):
    with pytest.raises(BadProblem):
        LocationProblem(**arguments)


def test_some_site_must_open():
    with pytest.raises(BadProblem):
        p_median(LocationProblem([[1, 2]]), 0)
    with pytest.raises(BadProblem):
        p_median(LocationProblem([[1, 2]], forbidden=[0, 1]), 1)
    assert p_median(LocationProblem([[1, 2]], existing=[0], forbidden=[1]), 3).value == 1


def test_a_site_that_brings_nobody_nearer_is_not_proposed():
    here = np.array([[0.0, 5.0, 3.0], [4.0, 9.0, 1.0]])
    for model in (p_median, p_centre):
        assert model(LocationProblem(here, [1, 0], existing=[0]), 2).sites == ()
        assert model(LocationProblem(here, existing=[0]), 2).sites == (2,)
        assert model(LocationProblem(here, [0, 0], existing=[0]), 1).sites == ()
