"""The need of zones: what the order must not depend on, and what it must say when something is not known."""

import json

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from siraba.engines.priorities.command import priorities
from siraba.engines.priorities.defaults import METHODS
from siraba.engines.priorities.needs import BadIndex, Component, need_index

ZONES = [f"zone {number}" for number in range(8)]
VALUES = st.dictionaries(st.sampled_from(ZONES), st.integers(-50, 50).map(float))
COMPONENTS = st.lists(st.tuples(st.integers(0, 5), VALUES, st.booleans()), min_size=1, max_size=4).filter(
    lambda some: any(weight for weight, *_rest in some)
)
METHOD = st.sampled_from(METHODS)


def made(drawn, scale: float = 1.0):
    return [
        Component(f"c{number}", weight * scale, values, less)
        for number, (weight, values, less) in enumerate(drawn)
    ]


def scores(index):
    return {one.zone: one.score for one in index.zones}


@settings(max_examples=100)
@given(COMPONENTS, METHOD)
def test_a_score_stays_in_its_scale_and_only_whole_zones_have_one(drawn, method):
    index = need_index(ZONES, made(drawn), method, draws=20)
    assert {one.zone for one in index.zones} == set(ZONES)
    for one in index.zones:
        lacking = {
            f"c{n}" for n, (weight, values, _l) in enumerate(drawn) if weight and one.zone not in values
        }
        assert set(one.missing) == lacking
        assert (one.score is None) == (one.rank is None) == bool(lacking)
        if one.score is not None:
            assert 0 <= one.score <= 100
            assert 0 <= one.stability <= 1
            assert 1 <= one.best <= one.worst <= len(index.ranked)


@settings(max_examples=60)
@given(COMPONENTS, METHOD, st.randoms(use_true_random=False), st.sampled_from((0.25, 2.0, 64.0)))
def test_neither_order_nor_the_scale_of_the_weights_matters(drawn, method, chance, scale):
    before = need_index(ZONES, made(drawn), method, draws=0)
    zones, components = list(ZONES), made(drawn, scale)
    chance.shuffle(zones)
    chance.shuffle(components)
    assert scores(need_index(zones, components, method, draws=0)) == pytest.approx(
        scores(before), nan_ok=True
    )


@settings(max_examples=100)
@given(COMPONENTS, METHOD, st.sampled_from(ZONES), st.integers(1, 60))
def test_more_need_never_lowers_a_zone(drawn, method, zone, more):
    before = {one.zone: one.rank for one in need_index(ZONES, made(drawn), method, draws=0).zones}
    raised = [
        (weight, values | ({zone: values[zone] + (-more if less else more)} if zone in values else {}), less)
        for weight, values, less in drawn
    ]
    after = {one.zone: one.rank for one in need_index(ZONES, made(raised), method, draws=0).zones}
    assert (before[zone] is None and after[zone] is None) or after[zone] <= before[zone]


@settings(max_examples=60)
@given(COMPONENTS)
def test_ranks_do_not_know_the_unit_nor_the_scale(drawn):
    bent = [(weight, {z: v**3 + 7 for z, v in values.items()}, less) for weight, values, less in drawn]
    assert scores(need_index(ZONES, made(bent), draws=0)) == scores(need_index(ZONES, made(drawn), draws=0))


@settings(max_examples=60)
@given(COMPONENTS, st.floats(0.5, 100), st.floats(-100, 100))
def test_min_max_does_not_know_the_unit(drawn, times, plus):
    other = [
        (weight, {z: v * times + plus for z, v in values.items()}, less) for weight, values, less in drawn
    ]
    one, two = (need_index(ZONES, made(some), "min-max", draws=0) for some in (drawn, other))
    for zone, score in scores(one).items():
        assert (score is None) == (scores(two)[zone] is None)
        assert score is None or scores(two)[zone] == pytest.approx(score, abs=1e-6)


@given(COMPONENTS, METHOD, VALUES)
def test_what_has_no_weight_counts_for_nothing_even_when_it_is_missing(drawn, method, values):
    more = [*made(drawn), Component("sans poids", 0, values)]
    assert scores(need_index(ZONES, more, method, draws=0)) == scores(
        need_index(ZONES, made(drawn), method, draws=0)
    )


def test_the_score_by_hand():
    departures = Component("departures", 3, {"Kayes": 10, "Kita": 20, "Nioro": 40})
    services = Component("services", 1, {"Kayes": 0, "Kita": 4, "Nioro": 8}, less_is_need=True)
    by_rank = scores(need_index(["Kayes", "Kita", "Nioro"], [departures, services], draws=0))
    assert by_rank == {"Kayes": 25.0, "Kita": 50.0, "Nioro": 75.0}
    by_size = scores(need_index(["Kayes", "Kita", "Nioro"], [departures, services], "min-max", draws=0))
    assert by_size == pytest.approx({"Kayes": 25.0, "Kita": 37.5, "Nioro": 75.0})


def test_the_draws_are_those_of_the_seed_and_tell_what_depends_on_the_weights():
    first = Component("first", 1, {"a": 2, "b": 1, "c": 0})
    second = Component("second", 1, {"a": 1, "b": 2, "c": 0})
    index = need_index(["a", "b", "c"], [first, second], top=1, draws=2000, seed=1)
    assert index == need_index(["a", "b", "c"], [first, second], top=1, draws=2000, seed=1)
    shares = {one.zone: one.stability for one in index.zones}
    assert shares["c"] == 0
    assert shares["a"] + shares["b"] == 1
    assert 0.4 < shares["a"] < 0.6
    alone = need_index(["a", "b", "c"], [first], top=1, draws=100)
    assert [one.stability for one in alone.zones] == [1, 0, 0]


@pytest.mark.parametrize(
    ("zones", "components", "said"),
    [
        (["a"], [Component("x", 0, {})], "poids"),
        (["a"], [Component("x", -1, {})], "positif"),
        (["a"], [Component("x", 1, {"a": float("nan")})], "fini"),
        (["a", "a"], [Component("x", 1, {})], "deux fois"),
        (["a"], [Component("x", 1, {}), Component("x", 1, {})], "deux fois"),
    ],
)
def test_what_cannot_be_reckoned_is_refused_with_a_reason(zones, components, said):
    with pytest.raises(BadIndex, match=said):
        need_index(zones, components)


def run(tmp_path, text: str, *options: str):
    (tmp_path / "zones.csv").write_text(text, encoding="utf-8")
    return CliRunner().invoke(priorities, ["needs", str(tmp_path / "zones.csv"), *options])


TABLE = "zone,departures,services\nKayes,12,3\nKita,4,9\nYélimané,30,\n"


def test_the_command_ranks_a_table_and_names_what_is_missing(tmp_path):
    found = run(tmp_path, TABLE, "--less", "services", "--json")
    assert found.exit_code == 0
    zones = json.loads(found.output)["zones"]
    assert [(one["zone"], one["rank"], one["missing"]) for one in zones] == [
        ("Kayes", 1, []),
        ("Kita", 2, []),
        ("Yélimané", None, ["services"]),
    ]
    assert "incomplète : services" in run(tmp_path, TABLE).output
    assert "incomplète" not in run(tmp_path, TABLE, "--weight", "departures=1").output


@pytest.mark.parametrize(
    ("text", "options", "said"),
    [
        ("place,x\na,1\n", (), "colonne zone"),
        ("zone,x\na,beaucoup\n", (), "ligne 2"),
        ("zone,x\n,1\n", (), "la zone manque"),
        (TABLE, ("--weight", "routes=1"), "routes"),
        (TABLE, ("--weight", "departures"), "nom=nombre"),
    ],
)
def test_a_wrong_file_is_refused_with_its_line(tmp_path, text, options, said):
    found = run(tmp_path, text, *options)
    assert found.exit_code != 0
    assert said in found.output
