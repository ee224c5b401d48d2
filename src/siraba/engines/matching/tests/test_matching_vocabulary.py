"""What is found quickly is what comparing with each would find."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from siraba.engines.matching.vocabulary import DIFFERENT, EXACT, MOST_NEWER, NEAR, PART, SAME, Vocabulary

NAMES = (
    "Moussa,Musa,Mousa,Mossa,Awa,Hawa,Haoua,Aba,Fatoumata,Fatou,Fanta,Fatoumata Bintou,Bintou,Bintu Fatoumata,Diarra,Djara,"
    "Traoré,Troaré,Touré,Coulibaly,Kulibali,Coulibayl,El Hadj Moussa,Mamadou,Mahamadou,Madou,Gnababou,Knabbabou,,??"
).split(",")


@given(st.lists(st.sampled_from(NAMES)), st.sampled_from(NAMES))
def test_what_is_like_a_name_is_what_comparing_it_with_each_string_finds(known, asked):
    vocabulary = Vocabulary()
    vocabulary.add(known)
    numbers, levels = vocabulary.alike(asked)
    found = dict(zip(numbers.tolist(), levels.tolist(), strict=True))
    each = {number: vocabulary.level(asked, number) for number in range(len(vocabulary))}
    assert {n: level for n, level in found.items() if level} == {
        n: level for n, level in each.items() if level
    }


@given(st.lists(st.sampled_from(NAMES)), st.lists(st.sampled_from(NAMES)), st.sampled_from(NAMES))
def test_what_was_asked_before_is_right_after_new_names(before, after, asked):
    growing, whole = Vocabulary(), Vocabulary()
    growing.add(before)
    growing.alike(asked)
    growing.add(after)
    whole.add([*before, *after])

    def found(vocabulary):
        numbers, levels = vocabulary.alike(asked)
        return {n: level for n, level in zip(numbers.tolist(), levels.tolist(), strict=True) if level}

    assert found(growing) == found(whole)


@pytest.mark.parametrize("newer", [MOST_NEWER // 2, MOST_NEWER * 2])
def test_what_is_like_a_name_asked_before_is_found_among_few_and_many_new_names(newer):
    vocabulary = Vocabulary()
    vocabulary.add(["Coulibaly"])
    vocabulary.alike("Coulibaly")
    letters = "bdfgklmnst"
    vocabulary.add(["".join(letters[int(digit)] + "a" for digit in f"{n:04d}") for n in range(newer)])
    vocabulary.add(["Kulibali"])
    numbers, levels = vocabulary.alike("Coulibaly")
    assert {
        vocabulary.texts[n]: level for n, level in zip(numbers.tolist(), levels.tolist(), strict=True)
    } == {
        "Coulibaly": EXACT,
        "Kulibali": SAME,
    }


def test_a_string_has_one_number_and_what_is_no_name_has_none():
    vocabulary = Vocabulary()
    assert vocabulary.add(["Awa", "", "Moussa", "Awa", None, "?"]).tolist() == [1, 0, 2, 1, 0, 0]
    assert vocabulary.add(["Moussa"]).tolist() == [2]
    assert vocabulary.key_table(np.array([1, 2, 1])).shape == (3, 4)
    assert not vocabulary.key_table(np.array([0])).any()


def test_of_several_names_the_order_does_not_count_and_one_left_out_is_a_part():
    vocabulary = Vocabulary()
    vocabulary.add(["Fatoumata Bintou", "Bintu Fatoumata", "Bintou", "Bintou Diarra"])
    levels = [vocabulary.level("Fatoumata Bintou", number) for number in range(1, 5)]
    assert levels == [EXACT, SAME, PART, DIFFERENT]
    assert np.all(vocabulary.alike("")[0] == np.array([]))


def test_a_slip_is_found_among_thousands_of_names():
    syllables = "ba ko di sou ma né fa ro ti lu ga zé".split()
    vocabulary = Vocabulary()
    many = [f"{a}{b}{c}{d}" for a in syllables for b in syllables for c in syllables for d in syllables[:2]]
    vocabulary.add([*many, "Coulibaly", "Diarra"])
    numbers, levels = vocabulary.alike("Coulimaly")
    found = {vocabulary.texts[n]: level for n, level in zip(numbers.tolist(), levels.tolist(), strict=True)}
    assert found["Coulibaly"] == NEAR
    assert "Diarra" not in found
    for name in (many[0], many[1500], many[-1]):
        mistyped = f"{name[:3]}x{name[3:]}"
        numbers, _levels = vocabulary.alike(mistyped)
        assert name in {vocabulary.texts[n] for n in numbers.tolist()}
