"""Which projects to fund together, against every choice there is."""

import json
from itertools import product

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from siraba.engines.allocation.solver import BadProblem, Infeasible
from siraba.engines.priorities.command import priorities
from siraba.engines.priorities.portfolio import Candidate, Limits, propose

CANDIDATE = st.tuples(st.integers(1, 9), st.integers(0, 9), st.booleans(), st.sampled_from("KGM"))
LIMITS = st.builds(
    Limits,
    budget=st.integers(0, 25),
    adaptation_number=st.integers(0, 2),
    adaptation_spend=st.integers(0, 6),
    least_by_zone=st.dictionaries(st.sampled_from("KG"), st.integers(0, 6), max_size=1),
    most_by_zone=st.dictionaries(st.sampled_from("GM"), st.integers(0, 12), max_size=1),
)


def made(drawn):
    return [
        Candidate(f"p{number}", cost, value, adapted, {zone: cost})
        for number, (cost, value, adapted, zone) in enumerate(drawn)
    ]


def keeps(chosen, limits):
    def spent(zone):
        return sum(one.spend.get(zone, 0) for one in chosen)

    return (
        sum(one.cost for one in chosen) <= limits.budget
        and sum(one.adaptation for one in chosen) >= limits.adaptation_number
        and sum(one.cost for one in chosen if one.adaptation) >= limits.adaptation_spend
        and all(spent(zone) >= least for zone, least in limits.least_by_zone.items())
        and all(spent(zone) <= most for zone, most in limits.most_by_zone.items())
    )


def all_values(candidates, limits):
    """The value of each choice that keeps to the limits, with who is in it."""
    for bits in product((False, True), repeat=len(candidates)):
        chosen = [one for one, bit in zip(candidates, bits, strict=True) if bit]
        if keeps(chosen, limits):
            yield sum(one.value for one in chosen), bits


@settings(max_examples=80)
@given(st.lists(CANDIDATE, min_size=1, max_size=6), LIMITS)
def test_nothing_within_the_limits_is_worth_more_and_each_verdict_is_true(drawn, limits):
    candidates = made(drawn)
    choices = list(all_values(candidates, limits))
    if not choices:
        with pytest.raises(Infeasible):
            propose(candidates, limits)
        return
    found = propose(candidates, limits)
    assert found.proven
    assert found.value == max(value for value, _bits in choices)
    assert keeps([candidates[row] for row in found.chosen], limits)
    for row, verdict in enumerate(found.verdicts):
        assert verdict.chosen == (row in found.chosen)
        otherwise = [value for value, bits in choices if bits[row] != verdict.chosen]
        assert verdict.loss == (found.value - max(otherwise) if otherwise else None)


def test_a_list_cut_where_the_money_ends_may_be_worth_less():
    candidates = [Candidate("grand", 10, 10), Candidate("a", 5, 6), Candidate("b", 5, 6)]
    found = propose(candidates, Limits(10))
    assert (found.value, found.by_rank, found.cost) == (12, 10, 10)
    assert [verdict.loss for verdict in found.verdicts] == [2, 2, 2]


@pytest.mark.parametrize(
    "candidates",
    [[], [Candidate("a", 0, 1)], [Candidate("a", 1, -1)], [Candidate("a", 1, 1), Candidate("a", 1, 1)]],
)
def test_what_cannot_be_chosen_from_is_refused(candidates):
    with pytest.raises(BadProblem):
        propose(candidates, Limits(1))


def run(tmp_path, text: str, *options: str):
    (tmp_path / "projects.json").write_text(text, encoding="utf-8")
    return CliRunner().invoke(priorities, ["portfolio", str(tmp_path / "projects.json"), *options])


def test_the_command_chooses_and_says_why(tmp_path):
    projects = [
        {"name": "puits", "cost": 4, "value": 3, "adaptation": True},
        {"name": "route", "cost": 4, "value": 2},
    ]
    text = json.dumps({"limits": {"budget": 5}, "projects": projects})
    assert "pris\tpuits\tà l’inverse : 1 de valeur en moins" in run(tmp_path, text).output
    assert json.loads(run(tmp_path, text, "--json").output)["chosen"] == [0]
    assert run(tmp_path, "{}").exit_code == 1
    assert "ligne 1" in run(tmp_path, "[").output
    impossible = json.dumps({"limits": {"budget": 5, "adaptation_number": 2}, "projects": projects})
    assert "limites" in run(tmp_path, impossible).output
