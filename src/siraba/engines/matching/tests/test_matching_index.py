"""What is removed is not found, and what comes later is found as if it had been there from the start."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from siraba.engines.matching.explanation import explain
from siraba.engines.matching.index import Index
from siraba.engines.matching.matcher import Matcher
from siraba.engines.matching.people import People, Words

AWA = {"given_name": "Awa", "family_name": "Diarra", "father_given": "Sékou", "cercle": "Kita", "dob": "2001"}
HAWA = {**AWA, "given_name": "Hawa", "family_name": "Djara"}
PERSON = st.fixed_dictionaries(
    {
        "given_name": st.sampled_from(["Moussa", "Musa", "Awa", "Hawa", "Fatou Bintou", ""]),
        "family_name": st.sampled_from(["Diarra", "Djara", "Keïta", ""]),
        "father_given": st.sampled_from(["Sékou", "Yaya", ""]),
        "village": st.sampled_from(["Djidian", "Gidian", ""]),
        "dob": st.sampled_from(["", "2001", "1999-05-06"]),
        "phone": st.sampled_from(["", "76123456"]),
    }
)


def indexed(*records):
    index = Index(Words.empty())
    add(index, *records)
    return index


def add(index, *records):
    index.add(People.of_records(records, index.words))


def near(index, person):
    return index.near(People.of_records([person], index.words), 0).tolist()


def test_a_removed_record_is_not_found_and_no_other_takes_its_number():
    index = indexed(AWA, HAWA)
    index.remove([0])
    assert near(index, AWA) == [1]
    add(index, AWA)
    assert near(index, AWA) == [1, 2]
    assert (len(index), index.removed) == (2, 1)


def test_removing_twice_or_nobody_changes_nothing():
    index = indexed(AWA, HAWA)
    for numbers in ([], [0], [0, 0], np.array([0])):
        index.remove(numbers)
    assert (len(index), index.removed) == (1, 1)


@pytest.mark.parametrize("number", [-1, 2])
def test_a_number_that_no_record_has_removes_none(number):
    index = indexed(AWA, HAWA)
    with pytest.raises(IndexError):
        index.remove([0, number])
    assert near(index, AWA) == [0, 1]


def test_what_is_removed_is_neither_ranked_nor_explained_and_leaves_its_share_to_the_others():
    matcher = Matcher(indexed(AWA, HAWA))
    sought = People.of_records([AWA], matcher.index.words)
    before = matcher.rank(sought).probability[1]
    matcher.index.remove([0])
    ranked = matcher.rank(sought)
    assert ranked.records.tolist() == [1]
    assert ranked.probability[0] > before
    assert explain(matcher, sought, 0, 0) is None


STEPS = st.lists(st.one_of(st.lists(PERSON, max_size=5), st.integers(0, 30)), max_size=12)


@settings(max_examples=80)
@given(STEPS, PERSON)
def test_after_adding_and_removing_in_any_order_an_index_finds_what_a_new_one_of_the_rest_finds(
    steps, person
):
    index, everybody, gone = indexed(), [], set()
    for step in steps:
        if isinstance(step, list):
            add(index, *step)
            everybody += step
        elif step < len(everybody):
            index.remove([step])
            gone.add(step)
    left = [number for number in range(len(everybody)) if number not in gone]
    fresh = indexed(*(everybody[number] for number in left))
    assert near(index, person) == [left[number] for number in near(fresh, person)]
    assert (len(index), index.removed) == (len(left), len(gone))
    ranked = Matcher(index).rank(People.of_records([person], index.words), top=60)
    assert set(ranked.records.tolist()) == {left[number] for number in near(fresh, person)}
    assert ranked.probability.sum() <= 1 + 1e-9


def told(matcher, person):
    """Everything a matcher says of one person."""
    sought = People.of_records([person], matcher.index.words)
    ranked = matcher.rank(sought, top=60)
    return (
        ranked.records.tolist(),
        ranked.weight,
        ranked.probability,
        [explain(matcher, sought, 0, record) for record in ranked.records],
    )


@settings(max_examples=80)
@given(STEPS, st.lists(PERSON, min_size=1, max_size=3))
def test_a_matcher_made_before_the_records_came_says_what_one_made_afterwards_says(steps, people):
    matcher, everybody, gone = Matcher(indexed()), [], []
    for number, step in enumerate(steps):
        told(matcher, people[number % len(people)])
        if isinstance(step, list):
            add(matcher.index, *step)
            everybody += step
        elif step < len(everybody):
            matcher.index.remove([step])
            gone.append(step)
    at_once = Matcher(indexed(*everybody))
    at_once.index.remove(gone)
    for person in people:
        before, after = told(matcher, person), told(at_once, person)
        assert before[0] == after[0]
        assert np.array_equal(before[1], after[1])
        assert np.array_equal(before[2], after[2])
        assert before[3] == after[3]


def test_years_of_birth_that_came_later_are_as_frequent_as_if_they_had_been_there():
    matcher = Matcher(indexed())
    add(matcher.index, *[{**AWA, "dob": "1890"}] * 50, *[AWA] * 50)
    sought = People.of_records([{**AWA, "dob": "1890"}], matcher.index.words)
    (born,) = (r for r in explain(matcher, sought, 0, 0).reasons if r.field == "born")
    assert 0 < born.bits < 6
