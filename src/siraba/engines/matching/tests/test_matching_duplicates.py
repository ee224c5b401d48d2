"""One person in two agencies is found by blind keys; a brother is not; answers move the weights, a little at first."""

import importlib.util
import math
from hashlib import blake2b
from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siraba.engines.matching.duplicates import SPARK, Answer, Chances, Record, find, learnt
from siraba.engines.matching.duplicates.register import Register
from siraba.engines.matching.names import keys, parts

PLACES = ["Kayes", "Gao", "Mopti", "Ségou"]


def blind(names: str) -> list[int]:
    """Keys of each word and each two words, as written and as heard, as the platform has them."""
    told = []
    for words in ([(word,) for word in parts(names)], [tuple(sorted(keys(word))) for word in parts(names)]):
        kind = len(told)
        told += [(kind, one) for ways in words for one in ways]
        told += [(kind, *sorted(two)) for pair in combinations(words, 2) for two in product(*pair)]
    return sorted({int.from_bytes(blake2b(repr(one).encode(), digest_size=8).digest()) for one in told})


def case(name: str, agency: str, names: str, sex="female", born=2004, region="Kayes", person=None) -> Record:
    return Record(name, person or name, agency, blind(names), sex, born, region)


def crowd(count: int = 400) -> list[Record]:
    """Other people of a third agency, of names that nobody here has."""
    syllables = ["ba", "do", "fe", "gi", "ku", "lo", "me", "nu", "pi", "ro"]
    return [
        case(
            f"other {n}",
            "C",
            f"{syllables[n % 10]}{syllables[n // 10 % 10]}lin {syllables[n // 100]}{syllables[n % 7]}mar",
            ("female", "male")[n % 2],
            1950 + n % 60,
            PLACES[n % 4],
        )
        for n in range(count)
    ]


AWA = case("awa", "A", "Awa Bagayoko")


def found(*records: Record, least: float = 0.5, **ways) -> list[tuple[str, str]]:
    return [(pair.one, pair.other) for pair in find([*records, *crowd()], least=least, **ways)]


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (case("b", "B", "Hawa BAGAYOGO", born=2005), True),
        (case("b", "B", "Bagayoko Awa", sex=None, born=2004), True),
        (case("b", "B", "Awa Fatoumata Bagayoko"), True),
        (case("b", "B", "Awa Bagayoko", region=None), True),
        (case("b", "A", "Awa Bagayoko"), False),  # the agency knows its own
        (case("b", "B", "Awa Bagayoko", person="awa"), False),  # one person, known to be
        (case("b", "B", "Moussa Bagayoko", sex="male", born=2006), False),  # her brother
        (case("b", "B", "Kadidia Bagayoko", born=2004), False),  # her twin
        (case("b", "B", "Awa Bagayoko", sex="male", born=1960, region="Gao"), False),
    ],
)
def test_who_is_found(other, same):
    assert found(AWA, other) == ([("awa", "b")] if same else [])


def test_a_register_without_a_name_that_two_bear_finds_nobody():
    assert find([]) == []
    assert find([AWA, Record("b", "b", "B", [], None, None, None)]) == []


def test_a_pair_says_how_sure_and_why():
    twin = case("b", "B", "Awa Bagayoko", region="Gao")
    (pair,) = find([AWA, twin, *crowd()], least=0.01)
    assert pair.levels == {"names": 1, "sex": 1, "born": 3, "region": 0}
    assert pair.probability == pytest.approx(1 / (1 + 2**-pair.weight))
    (closer,) = find([AWA, twin._replace(region="Kayes"), *crowd()], least=0.01)
    assert closer.weight > pair.weight
    assert "names" not in closer.free


def test_a_frequent_name_weighs_less():
    rare, frequent = (
        find([AWA, case("b", "B", "Awa Bagayoko"), *others, *crowd()], least=0.001)
        for others in (
            [],
            [case(f"namesake {n}", "C", "Awa Bagayoko", "female", 1950 + n, "Gao") for n in range(9)],
        )
    )
    weight = {(pair.one, pair.other): pair.weight for pair in frequent}
    assert weight["awa", "b"] < rare[0].weight - 1


SYLLABLE = st.sampled_from("ba di fo ka lo mu na sé ti dia nia gue cha ndo".split())
NAME = st.lists(SYLLABLE, min_size=2, max_size=4).map("".join)


@given(NAME, NAME, NAME)
def test_one_word_of_two_is_less_than_half_of_the_keys_and_both_are_half_or_more(given, other, family):
    heard = [keys(word) for word in parts(f"{given} {other} {family}")]
    if any(one & two for one, two in combinations(heard, 2)):
        return  # these sound alike: they are no two words
    sister, brother, alike = (
        set(blind(names)) for names in (f"{given} {family}", f"{other} {family}", f"{family} {given}")
    )
    assert 2 * len(sister & brother) < min(len(sister), len(brother))
    assert sister == alike


ANSWERS = st.lists(
    st.builds(
        Answer,
        st.fixed_dictionaries({"names": st.just(1), "sex": st.integers(0, 1), "born": st.integers(0, 3)}),
        st.sampled_from([frozenset(), frozenset({"sex", "born"})]),
        st.floats(0.5, 1),
        st.booleans(),
    ),
    max_size=30,
)


@given(ANSWERS)
def test_whatever_is_answered_chances_stay_chances(answers):
    after = learnt(Chances(), answers)
    assert 0 < after.known <= 0.5
    assert after.names == Chances().names
    assert all(math.isclose(sum(chances), 1) and min(chances) > 0 for chances in after.levels().values())


def answers(count: int, same: bool, born: int = 3, free: bool = True) -> list[Answer]:
    fields = frozenset({"born"}) if free else frozenset()
    return [Answer({"names": 1, "born": born}, fields, 0.8, same)] * count


def test_few_answers_move_little_and_many_move_much():
    stated = Chances()
    few, many = (learnt(stated, answers(count, same=True, born=0)) for count in (5, 2_000))
    assert stated.born[0] < few.born[0] < 0.1 < 0.9 < many.born[0]
    assert learnt(stated, []) == stated


def test_pairs_that_were_chosen_for_an_agreement_do_not_teach_it():
    assert learnt(Chances(), answers(500, same=True, free=False)).born == Chances().born
    assert learnt(Chances(), answers(500, same=False)).born == Chances().born


def test_who_is_wrong_more_often_than_told_is_believed_less():
    right, wrong = (learnt(Chances(), answers(300, same=same)).known for same in (True, False))
    assert wrong < Chances().known < right


def test_no_hash_leaves_the_register():
    table = Register([AWA, case("b", "B", "Awa Bagayoko")]).table(300)
    assert max(max(row) for row in table["keys"].to_pylist()) < len(AWA.keys)


@pytest.mark.skipif(importlib.util.find_spec("pyspark") is None, reason="pyspark is not installed")
def test_a_spark_cluster_finds_the_same():
    records = [
        AWA,
        case("b", "B", "Hawa BAGAYOGO", born=2005),
        case("c", "B", "Kadidia Bagayoko"),
        *crowd(200),
    ]
    here, there = find(records), find(records, engine=SPARK)
    assert [(pair.one, pair.other, pair.levels) for pair in here] == [
        (pair.one, pair.other, pair.levels) for pair in there
    ]
    assert [pair.weight for pair in here] == pytest.approx([pair.weight for pair in there])
