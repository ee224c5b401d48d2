"""Weights learn how records are written, and do not take the sister of somebody absent for her with a wrong name."""

import random

import numpy as np
import pytest

from siraba.engines.matching.comparison import CERCLE_ONLY, ELSEWHERE, REGION_ONLY, VILLAGE, Comparer
from siraba.engines.matching.index import Index
from siraba.engines.matching.learning import BEST, Tally, learnt
from siraba.engines.matching.matcher import Matcher
from siraba.engines.matching.people import NAMES, People, Words
from siraba.engines.matching.weights import Weights

GIVEN = "Moussa Adama Seydou Issa Modibo Oumar Lassana Drissa Bakary Daouda Yaya Salif".split()
FAMILY = "Traoré Diarra Keïta Koné Maïga Touré Dembélé Sidibé Coulibaly Sangaré".split()


def family(chance: random.Random) -> list[dict]:
    """Two brothers."""
    shared = {
        "family_name": chance.choice(FAMILY), "father_given": chance.choice(GIVEN), "mother_family": chance.choice(FAMILY),
        "mother_given": chance.choice(["Awa", "Fanta", "Sira", "Mariam", "Kadia", "Rokia"]), "sex": "M",
        "village": f"{chance.choice('Ba Ko Di So'.split())}{chance.choice('la ma go ni'.split())}",
    }  # fmt: skip
    brothers = chance.sample(GIVEN, 2)
    return [{**shared, "given_name": name, "dob": str(chance.randint(1980, 2010))} for name in brothers]


def fitted(chance: random.Random, wrong_father: float) -> Weights:
    """Of 300 families one brother is in the register; of half of them he is sought, of the other half his brother is."""
    families = [family(chance) for _n in range(300)]
    index = Index(Words.empty())
    index.add(People.of_records([brothers[0] for brothers in families], index.words))
    sought = [dict(brothers[n % 2]) for n, brothers in enumerate(families)]
    for one in sought:
        if chance.random() < wrong_father:
            one["father_given"] = chance.choice(["Amadou", "Souleymane", "Boubacar"])
    people = People.of_records(sought, index.words)
    matcher = Matcher(index)
    return learnt(matcher, [matcher.best(people, row, BEST) for row in range(len(people))])


def test_a_field_that_is_often_wrong_comes_to_speak_less_against():
    careless, careful = fitted(random.Random(1), 0.3), fitted(random.Random(1), 0.0)
    assert careless.names["father_given"][0] > 0.15
    assert careful.names["father_given"][0] < 0.03
    assert careless.names["family_name"][0] < 0.05


def test_brothers_of_those_who_are_absent_do_not_teach_that_given_names_are_wrong():
    assert fitted(random.Random(2), 0.0).names["given_name"][0] < 0.03


@pytest.mark.parametrize("wrong_father", [0.0, 0.5])
def test_what_is_learnt_are_chances(wrong_father):
    weights = fitted(random.Random(3), wrong_father)
    for chances in (*(weights.names[name] for name in NAMES), weights.born, weights.sex):
        assert chances.sum() == pytest.approx(1)
        assert (chances > 0).all()
    assert all(0 < weights.copied[name] < 1 for name in NAMES)
    assert 0 < weights.spread < 3


def one_answer(person: dict, record: dict, others: int = 30):
    """The tally of one person whose right record stands among others, and of nobody else."""
    index = Index(Words.empty())
    crowd = [{"given_name": f"{name}ba", "family_name": "Koné"} for name in GIVEN[:10]] * (others // 10)
    index.add(People.of_records([record, *crowd], index.words))
    sought = People.of_records([person], index.words)
    compared = Comparer(index).compare(sought, 0, np.array([0]))
    tally = Tally(Weights())
    for _time in range(300):
        tally.add(compared, np.array([1.0]))
    return tally.weights()


PERSON = {
    "given_name": "Moussa",
    "family_name": "Diarra",
    "father_given": "Yaya",
    "age": "20",
    "record_year": "2020",
}


def test_how_far_off_ages_are_is_learnt_from_how_far_right_answers_are_apart():
    close = one_answer(PERSON, {**PERSON, "dob": "2000", "age": ""}).spread
    apart = one_answer(PERSON, {**PERSON, "dob": "2004", "age": ""}).spread
    assert close < 0.5 < 1 < apart
    # 20 years told may be 2.6 off (a round number), and four years is 1.5 of that
    assert apart == pytest.approx(4 / np.hypot(2.6, 0.4), rel=0.15)


def test_how_often_names_stand_in_the_other_order_is_learnt():
    turned = {**PERSON, "given_name": "Diarra", "family_name": "Moussa"}
    assert one_answer(PERSON, turned).swapped > 0.8
    assert one_answer(PERSON, PERSON).swapped < 0.01


def test_how_often_a_spelling_is_copied_is_learnt():
    copied = one_answer(PERSON, PERSON).copied
    by_ear = one_answer(PERSON, {**PERSON, "father_given": "Yahya"}).copied
    assert copied["father_given"] > 0.7
    assert by_ear["father_given"] < 0.1
    assert by_ear["family_name"] == copied["family_name"]


def test_how_often_people_are_elsewhere_is_learnt_and_the_rest_keeps_its_proportions():
    here = {**PERSON, "cercle": "Kita"}
    moved = one_answer(here, {**here, "cercle": "Gao"}).place
    stayed = one_answer(here, here).place
    assert moved[0] > 0.8 > 0.05 > stayed[0]
    start = Weights().place
    assert moved[1:] / moved[1:].sum() == pytest.approx(start[1:] / start[1:].sum())


HOME = {"region": "Kayes", "cercle": "Kita", "village": "Djidian"}


@pytest.mark.parametrize(
    ("other", "level"),
    [
        ({"region": "Gao", "cercle": "Bourem", "village": "Bamba"}, ELSEWHERE),
        ({"cercle": "Nioro", "village": "Sandaré"}, REGION_ONLY),
        ({"village": "Sirakoro"}, CERCLE_ONLY),
        ({}, VILLAGE),
    ],
)
def test_at_which_depth_places_part_is_learnt_from_what_is_right(other, level):
    place = one_answer({**PERSON, **HOME}, {**PERSON, **HOME, **other}).place
    assert place[level] > 0.75
    others = [deep for deep in (ELSEWHERE, REGION_ONLY, CERCLE_ONLY, VILLAGE) if deep != level]
    assert place[others].max() < 0.15


def test_of_requests_no_more_is_learnt_of_a_place_than_how_often_it_is_another():
    place, start = fitted(random.Random(4), 0.0).place, Weights().place
    assert place[0] != pytest.approx(start[0])
    assert place[1:] / place[1:].sum() == pytest.approx(start[1:] / start[1:].sum())


def test_without_any_answer_weights_stay_what_they_were():
    start, weights = Weights(), Tally(Weights()).weights()
    assert all(np.allclose(weights.names[name], start.names[name]) for name in NAMES if name != "given_name")
    assert np.allclose(weights.place, start.place)
    assert weights.copied == pytest.approx(start.copied)
    assert (weights.spread, weights.swapped) == pytest.approx((start.spread, start.swapped))
