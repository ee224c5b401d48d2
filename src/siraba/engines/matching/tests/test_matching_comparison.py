"""What each fact says, counted by hand on a small register."""

import math

import numpy as np
import pytest

from siraba.engines.matching.comparison import COLUMN, IMAGINED, IMAGINED_SHARE, Comparer
from siraba.engines.matching.index import Index
from siraba.engines.matching.matcher import Matcher
from siraba.engines.matching.people import People, Words
from siraba.engines.matching.vocabulary import EXACT, PART, SAME
from siraba.engines.matching.weights import FIELDS, MISSING, NAMESAKE, Weights

REGISTER = [
    {"given_name": "Moussa", "family_name": "Diarra", "village": "Djidian", "cercle": "Kita", "region": "Kayes", "sex": "M"},
    {"given_name": "Musa", "family_name": "Traoré", "village": "Sirakoro", "cercle": "Kita", "region": "Kayes", "sex": "M"},
    {"given_name": "Moussa", "family_name": "Koné", "cercle": "Nioro", "region": "Kayes", "sex": "M"},
    {"given_name": "Awa", "family_name": "Koné", "village": "Bara", "cercle": "Ansongo", "region": "Gao", "sex": "F"},
]  # fmt: skip


def indexed(*records):
    index = Index(Words.empty())
    index.add(People.of_records(records, index.words))
    return index


def compared(person, *records):
    index = indexed(*records)
    found = Comparer(index).compare(People.of_records([person], index.words), 0, np.arange(len(records)))
    return found, found.bits(Weights())


def levels(found, field):
    return found.levels[:, COLUMN[field]].tolist()


def found_by(person, *records):
    index = indexed(*records)
    return index.near(People.of_records([person], index.words), 0).tolist()


def test_how_often_a_name_is_met_is_counted_beside_people_imagined():
    found, _bits = compared({"given_name": "Moussa"}, *REGISTER)
    known = len(REGISTER) + IMAGINED
    assert levels(found, "given_name") == [EXACT, SAME, EXACT, 0]
    assert found.chance["given_name"][EXACT] == pytest.approx(2 / known)
    assert found.chance["given_name"][SAME] == pytest.approx(1 / known)
    assert found.chance["given_name"][0] == pytest.approx((known - 3) / known)
    assert found.share["given_name"] == pytest.approx(2.5 / 4)


def test_the_same_name_weighs_by_how_few_have_it_and_more_where_a_spelling_is_copied():
    found, bits = compared({"given_name": "Moussa"}, *REGISTER)
    weights = Weights()
    alike = weights.copied["given_name"] + (1 - weights.copied["given_name"]) * found.share["given_name"]
    same = weights.names["given_name"][-1]
    expected = math.log2(same * alike / found.chance["given_name"][EXACT])
    assert bits[0, COLUMN["given_name"]] == pytest.approx(expected)


def test_a_place_is_counted_once_at_the_deepest_that_agrees():
    found, bits = compared(
        {"village": "Djidian", "cercle": "Kita", "region": "Kayes"}, *REGISTER, {"region": "Kayes"}
    )
    assert levels(found, "place") == [5, 3, 1, 0, 2]
    known = {"village": 3 + IMAGINED, "cercle": 4 + IMAGINED, "region": 5 + IMAGINED}
    share = {
        field: (count + IMAGINED * IMAGINED_SHARE[field]) / known[field]
        for field, count in (("village", 1), ("cercle", 2), ("region", 4))
    }
    assert found.chance["place"] == pytest.approx(
        [
            1 - share["region"],
            share["region"] - share["cercle"],
            share["region"],
            share["cercle"] - share["village"],
            share["cercle"],
            share["village"],
        ]
    )
    column = bits[:, COLUMN["place"]]
    assert column[0] > column[4] > column[1] > 0 > column[3]


def test_a_place_unknown_to_one_side_says_nothing():
    found, bits = compared({"village": "Djidian"}, {"cercle": "Kita"}, {"village": ""})
    assert levels(found, "place") == [MISSING, MISSING]
    assert not bits[:, COLUMN["place"]].any()


def test_a_telephone_is_enough_to_be_found_and_weighs_by_how_many_share_it():
    person = {"given_name": "Awa", "phone": "+223 76 12 34 56"}
    same, other, unknown = (
        {"given_name": "Sira", "phone": "0076123456"},
        {"phone": "66 00 00 00"},
        {"given_name": "Awa"},
    )
    assert found_by(person, same, other, unknown) == [0]
    found, bits = compared(person, same, other, unknown)
    assert levels(found, "phone") == [1, 0, MISSING]
    chance = 1.5 / (3 + IMAGINED)
    assert found.chance["phone"] == pytest.approx([1 - chance, chance])
    assert bits[0, COLUMN["phone"]] > 5 > 0 > bits[1, COLUMN["phone"]]
    shared = compared(person, *[same] * 50)[1][0, COLUMN["phone"]]
    assert 0 < shared < bits[0, COLUMN["phone"]] - 3
    assert levels(compared({"given_name": "Awa"}, same)[0], "phone") == [MISSING]


def test_a_whole_date_of_birth_with_one_other_fact_is_enough_to_be_found():
    person = {"given_name": "Awa", "dob": "2001-05-06"}
    assert found_by(person, {"given_name": "Hawa", "dob": "2001-05-06"}) == [0]
    assert found_by(person, {"given_name": "Hawa", "dob": "2001-05-07"}) == []
    assert found_by(person, {"given_name": "Sira", "dob": "2001-05-06"}) == []
    assert found_by(person, {"given_name": "Hawa", "dob": "2001"}) == []
    by_village = {"village": "Djidian", "dob": "2001-05-06"}
    assert found_by(by_village, by_village) == [0]
    assert found_by(by_village, {"cercle": "Djidian", "dob": "2001-05-06"}) == []  # another kind of fact
    first_of_january = {"given_name": "Awa", "dob": "2001-01-01"}
    assert found_by(first_of_january, first_of_january) == []  # no more than a year


def test_the_day_of_birth_counts_where_both_know_it_and_the_year_is_near():
    person = {"dob": "2001-05-06"}
    others = ["2001-05-06", "2002-05-06", "2001-06-05", "2001", "2001-01-01", "1990-05-06"]
    found, bits = compared(person, *({"dob": dob} for dob in others))
    assert levels(found, "day") == [1, 1, 0, MISSING, MISSING, MISSING]
    right = Weights().day[1]
    assert bits[0, COLUMN["day"]] == pytest.approx(math.log2(right * 365))
    assert levels(compared({"dob": "2001-01-01"}, person)[0], "day") == [MISSING]


def test_a_given_name_with_a_region_and_years_near_each_other_is_enough():
    person = {"given_name": "Awa", "region": "Gao", "dob": "2001"}
    near, far = {**person, "dob": "2003"}, {**person, "dob": "1980"}
    assert found_by(person, near, far, {"given_name": "Awa", "region": "Gao"}) == [0]


def test_given_name_and_surname_are_found_in_the_other_order_and_no_other_two():
    person = {"given_name": "Awa", "family_name": "Diarra"}
    turned, crossed = (
        {"given_name": "Diarra", "family_name": "Awa"},
        {"given_name": "Awa", "father_given": "Diarra"},
    )
    assert found_by(person, turned, crossed) == [0]
    assert (
        found_by(
            {"given_name": "Awa", "father_given": "Sékou"}, {"given_name": "Sékou", "father_given": "Awa"}
        )
        == []
    )


def test_one_of_several_given_names_is_easily_left_out():
    several, one = {"given_name": "Awa Bintou"}, {"given_name": "Awa"}
    found, bits = compared(several, one)
    left_out = bits[0, COLUMN["given_name"]]
    assert levels(found, "given_name") == [PART]
    assert left_out == pytest.approx(math.log2(Weights().in_part / found.chance["given_name"][PART]))
    added = compared(one, several)[1][0, COLUMN["given_name"]]
    assert added < left_out


def test_a_brother_shares_the_family_and_seldom_the_name():
    person = {
        "given_name": "Moussa",
        "family_name": "Diarra",
        "father_given": "Sékou",
        "sex": "M",
        "dob": "2001",
    }
    found, bits = compared(person, person)
    relative = found.bits_of_relative(Weights())[0]
    assert relative[COLUMN["given_name"]] == pytest.approx(math.log2(NAMESAKE))
    for field in ("family_name", "father_given"):
        assert relative[COLUMN[field]] == pytest.approx(bits[0, COLUMN[field]])
    assert relative[COLUMN["sex"]] == relative[COLUMN["born"]] == 0


def test_years_weigh_by_how_far_off_they_may_be():
    told = {"age": "30", "record_year": "2025"}
    records = [{"dob": str(year)} for year in (1995, 1996, 1999, 2010)]
    found, bits = compared(told, *records)
    column = bits[:, COLUMN["born"]]
    assert (np.diff(column) < 0).all()
    assert levels(found, "born") == [1, 1, 1, 0]
    exact = compared({"dob": "1995"}, *records)[1][:, COLUMN["born"]]
    assert exact[0] > column[0]
    assert exact[2] < column[2]
    strict = found.bits(Weights().replaced(spread=0.5))[:, COLUMN["born"]]
    assert strict[0] > column[0]
    assert strict[2] < column[2]


@pytest.mark.parametrize("answered", [0.2, 0.5, 0.9])
def test_a_probability_is_of_the_weights_of_all_and_of_how_many_are_found_at_all(answered):
    matcher = Matcher(indexed(*REGISTER))
    weight = np.array([4.0, 2.0])
    odds = np.exp2(weight) * answered / (1 - answered) / len(REGISTER)
    expected = odds / (1 + odds.sum())
    assert matcher.probability(weight, Weights().replaced(answered=answered)) == pytest.approx(expected)


def test_every_field_has_its_column():
    assert [COLUMN[field] for field in FIELDS] == list(range(len(FIELDS)))
