"""A lead says why: each reason with its weight, and what else would fit."""

import numpy as np
import pytest

from siraba.engines.matching.explanation import explain, in_french
from siraba.engines.matching.index import Index
from siraba.engines.matching.matcher import Matcher
from siraba.engines.matching.people import People, Words

SOUGHT = {
    "given_name": "Fanta", "family_name": "Koné", "sex": "F", "age": "9", "record_year": "2025", "father_given": "Sékou",
    "mother_given": "Awa", "village": "Djidian", "cercle": "Kita",
}  # fmt: skip
HERSELF = {**SOUGHT, "given_name": "Fatoumata", "family_name": "Konné", "age": "10"}
SISTER = {**SOUGHT, "given_name": "Rokia", "age": "4"}
NAMESAKE = {
    "given_name": "Fanta",
    "family_name": "Koné",
    "sex": "F",
    "age": "9",
    "record_year": "2025",
    "cercle": "Gao",
}
OTHERS = [
    {"given_name": f"{name}ba", "family_name": "Koné", "sex": "M"}
    for name in "Bo Di Fo Ga Ko Le Mi Na".split()
]


@pytest.fixture
def ask():
    index = Index(Words.empty())
    index.add(People.of_records([HERSELF, SISTER, NAMESAKE, *OTHERS], index.words))
    matcher, person = Matcher(index), People.of_records([SOUGHT], index.words)
    return matcher, person, lambda record: explain(matcher, person, 0, record)


def test_the_reasons_add_up_to_the_weight_that_ranks(ask):
    matcher, person, why = ask
    ranked = matcher.rank(person)
    for record, weight, probability in zip(ranked.records, ranked.weight, ranked.probability, strict=True):
        explanation = why(record)
        total = sum(reason.bits for reason in explanation.reasons) - explanation.relative
        assert np.isclose(total, weight)
        assert np.isclose(explanation.weight, weight)
        assert np.isclose(explanation.probability, probability)
        strengths = [abs(reason.bits) for reason in explanation.reasons]
        assert strengths == sorted(strengths, reverse=True)


def test_what_contradicts_is_told_as_well(ask):
    _matcher, _person, why = ask
    reasons = {reason.field: reason for reason in why(1).reasons}
    assert (reasons["given_name"].asked, reasons["given_name"].found) == ("Fanta", "Rokia")
    assert reasons["given_name"].bits < 0 < reasons["father_given"].bits
    text = "\n".join(in_french(why(1)))
    assert "Prénom : Fanta ~ Rokia, deux noms : −" in text
    assert "Un frère ou une sœur conviendrait aussi : −" in text


def test_a_pet_name_a_sound_and_a_place_are_said_in_words(ask):
    _matcher, _person, why = ask
    text = "\n".join(in_french(why(0)))
    assert "Prénom : Fanta ~ Fatoumata, le même nom par l’usage, 1 sur" in text
    assert "Nom : Koné ~ Konné, le même nom à l’oreille, 1 sur" in text
    assert "même village : +" in text
    assert "Naissance : vers 2016 ~ vers 2015 : +" in text


def test_how_frequent_a_name_is_counts_all_that_are_at_least_so_alike(ask):
    matcher, person, why = ask
    (reason,) = (reason for reason in why(1).reasons if reason.field == "family_name")
    counted = matcher.all(person).chance["family_name"]
    assert reason.share == pytest.approx(counted[reason.level :].sum())
    assert f"1 sur {round(1 / reason.share)} :" in "\n".join(in_french(why(1)))
    (place,) = (reason for reason in why(1).reasons if reason.field == "place")
    assert place.share == pytest.approx(matcher.all(person).chance["place"][place.level])


def test_whoever_fits_almost_as_well_is_counted(ask):
    matcher, person, why = ask
    best = matcher.rank(person)
    close = int((best.weight >= best.weight[0] - 3).sum()) - 1
    assert why(best.records[0]).close == close
    assert why(best.records[-1]).close >= len(best.records) - 1


def test_two_who_share_no_two_facts_have_nothing_to_explain(ask):
    _matcher, _person, why = ask
    assert why(3) is None
