"""Scores of a return: what holds for every table and every set of answers, and the command."""

import csv
import io
import json
from random import Random

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from siraba.cli import main
from siraba.engines.sustainability import (
    COMPOSITE,
    ENOUGH,
    BadTable,
    Item,
    Table,
    mean_gain,
    read_table,
    score,
)

DIMENSIONS = ("economic", "social", "psychosocial")
WEIGHTS = st.floats(0.01, 100)


@st.composite
def tables(draw):
    """Tables in which every score has a question."""
    items = []
    for number, dimension in enumerate(
        (*DIMENSIONS, *draw(st.lists(st.sampled_from(DIMENSIONS), max_size=12)))
    ):
        between = draw(st.lists(st.floats(0, 1), max_size=3))
        values = {str(n): value for n, value in enumerate([0.0, *sorted(between), 1.0])}
        items.append(Item(f"q{number}", dimension, values, draw(WEIGHTS), draw(st.just(0.0) | WEIGHTS)))
    if not any(item.overall for item in items):
        items[0] = Item("q0", items[0].dimension, items[0].values, items[0].weight, 1.0)
    return Table("à essayer", items)


@st.composite
def answered(draw, some_missing=True):
    table = draw(tables())
    said = {
        item.code: draw(st.sampled_from([*item.values, *([""] if some_missing else [])]))
        for item in table.items
    }
    return table, said


def end(table, best):
    return {
        item.code: (max if best else min)(item.values, key=lambda code, item=item: item.values[code])
        for item in table.items
    }


@given(tables())
def test_all_best_is_one_and_all_worst_is_nought(table):
    for best in (True, False):
        scores = score(table, end(table, best))
        assert set(scores) == {*table.dimensions, COMPOSITE}
        assert [one.value for one in scores.values()] == pytest.approx([float(best)] * len(scores))


@given(answered(some_missing=False), st.randoms())
def test_a_better_answer_never_lowers_a_score(both, chance):
    table, said = both
    item = chance.choice(table.items)
    better = [code for code, value in item.values.items() if value >= item.values[said[item.code]]]
    before = score(table, said)
    after = score(table, {**said, item.code: chance.choice(better)})
    assert all(after[name].value >= before[name].value - 1e-12 for name in before)


@given(answered(), st.integers())
def test_the_order_of_questions_and_answers_changes_nothing(both, seed):
    table, said = both
    items, pairs, chance = list(table.items), list(said.items()), Random(seed)
    chance.shuffle(items)
    chance.shuffle(pairs)
    assert score(Table(table.name, items), dict(pairs)) == score(table, said)


@given(answered())
def test_a_number_is_given_just_when_enough_was_answered(both):
    table, said = both
    for name, one in score(table, said).items():
        counting = [item for item in table.items if item.weight_in(name)]
        assert (one.asked, one.answered) == (len(counting), len([i for i in counting if said[i.code]]))
        assert (one.value is not None) is (one.answered >= ENOUGH * one.asked)
        assert one.value is None or 0 <= one.value <= 1


@given(answered())
def test_what_is_not_answered_does_not_count(both):
    table, said = both
    assert score(table, said) == score(table, {code: answer for code, answer in said.items() if answer})


def three(*weights):
    answers = [{"code": "no", "value": 0}, {"code": "half", "value": 0.5}, {"code": "yes", "value": 1}]
    items = [
        {"code": f"q{n}", "dimension": "social", "answers": answers, "weight": weight, "overall": n}
        for n, weight in enumerate(weights, start=1)
    ]
    return {"name": "à la main", "items": items}


def test_by_hand():
    """Dimension: (1·1 + 1·0,5 + 2·0) / 4; composite, whose weights are 1, 2 and 3: (1 + 1 + 0) / 6."""
    scores = score(read_table(three(1, 1, 2)), {"q1": "yes", "q2": "half", "q3": "no"})
    assert scores["social"].value == pytest.approx(0.375)
    assert scores[COMPOSITE].value == pytest.approx(1 / 3)


def test_four_of_five_are_enough_and_three_are_not():
    table = read_table(three(1, 1, 1, 1, 1))
    said = dict.fromkeys(("q1", "q2", "q3", "q4"), "yes")
    assert score(table, said)["social"].value == 1
    assert score(table, said | {"q4": ""})["social"].value is None
    assert score(table, said | {"q4": ""})["social"].share == pytest.approx(0.6)


def test_an_answer_that_the_table_does_not_know_is_not_guessed():
    with pytest.raises(KeyError):
        score(read_table(three(1)), {"q1": "perhaps"})


def spoilt(**changes):
    table = three(1, 1)
    table["items"][0] |= changes
    return table


@pytest.mark.parametrize(
    ("table", "why"),
    [
        ({"name": "vide", "items": []}, "aucune question"),
        ({"items": three(1)["items"]}, "forme attendue"),
        ([], "forme attendue"),
        (spoilt(code="q2"), "deux fois"),
        (spoilt(weight=0), "poids"),
        (spoilt(weight=float("nan")), "poids"),
        (spoilt(overall=-1), "poids"),
        (spoilt(dimension="composite"), "dimension"),
        (spoilt(answers=[{"code": "a", "value": 0}, {"code": "b", "value": 0.9}]), "la meilleure 1"),
        (spoilt(answers=[{"code": "a", "value": 0}, {"code": "a", "value": 1}]), "deux fois"),
        (spoilt(answers=[]), "la meilleure 1"),
    ],
)
def test_a_table_that_cannot_be_used_says_why(table, why):
    with pytest.raises(BadTable, match=why):
        read_table(table)


# The mean gain


def test_the_interval_is_student_s():
    """Gains 0,1 0,2 0,3: mean 0,2, s 0,1, t(2) at 97,5 % 4,3027 (any table of Student)."""
    gain = mean_gain([(0.1, 0.2), (0.1, 0.3), (0.2, 0.5)])
    assert (gain.persons, gain.mean) == (3, pytest.approx(0.2))
    assert gain.high - gain.mean == pytest.approx(4.302653 * 0.1 / 3**0.5, abs=1e-6)
    assert gain.mean - gain.low == pytest.approx(gain.high - gain.mean)


def test_one_person_has_a_gain_and_no_interval_and_nobody_has_none():
    assert mean_gain([]) is None
    assert mean_gain([(0.2, 0.6)]).low is None


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=2, max_size=40), st.randoms())
def test_the_mean_lies_within_its_interval_in_whatever_order(pairs, chance):
    gain = mean_gain(pairs)
    mixed = list(pairs)
    chance.shuffle(mixed)
    assert gain.low <= gain.mean <= gain.high
    assert mean_gain(mixed).mean == pytest.approx(gain.mean)


# The command


def run(tmp_path, text, table=None):
    answers, weights = tmp_path / "réponses.csv", tmp_path / "table.json"
    answers.write_text(text, encoding="utf-8")
    weights.write_text(json.dumps(table or three(1, 1, 2)), encoding="utf-8")
    return CliRunner().invoke(main, ["sustainability", str(answers), "--table", str(weights)])


def test_the_command_prints_the_scores_and_says_what_is_insufficient(tmp_path):
    done = run(tmp_path, "code,q1,q2,q3\nA,yes,half,no\nB,yes,,\n")
    assert done.exit_code == 0, done.output
    header, first, second = csv.reader(io.StringIO(done.output))
    assert header == ["code", "social", "social_répondu", "composite", "composite_répondu"]
    assert first == ["A", "0.375", "3/3", "0.333", "3/3"]
    assert second == ["B", "insuffisant", "1/3", "insuffisant", "1/3"]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "Ligne 1"),
        ("code,q9\nA,yes\n", "« q9 »"),
        ("code,q1\nA,perhaps\n", "Ligne 2, « q1 »"),
        ("code,q1\nA\n", "2 colonnes attendues"),
        ("code,q1,q1\nA,yes,no\n", "Ligne 1"),
    ],
)
def test_the_command_says_what_it_cannot_read(tmp_path, text, why):
    done = run(tmp_path, text)
    assert done.exit_code == 1
    assert why in done.output


def test_the_command_refuses_a_table_that_is_none(tmp_path):
    done = run(tmp_path, "code,q1\nA,yes\n", {"name": "x", "items": []})
    assert done.exit_code == 1
    assert "aucune question" in done.output
