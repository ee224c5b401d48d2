"""A lead says why: each reason with its weight, and what else would fit."""

import json
import re

import numpy as np
import pytest

from siraba.engines.matching.explanation import Explanation, Reason, explain, in_french
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
    (given,) = (reason for reason in why(1).reasons if reason.field == "given_name")
    assert (given.level, given.share) == (0, 1.0)  # everybody is at least as different
    (place,) = (reason for reason in why(1).reasons if reason.field == "place")
    assert place.share == pytest.approx(matcher.all(person).chance["place"][place.level])


def test_whoever_fits_almost_as_well_is_counted(ask):
    matcher, person, why = ask
    best = matcher.rank(person)
    close = int((best.weight >= best.weight[0] - 3).sum()) - 1
    assert why(best.records[0]).close == close
    assert why(best.records[-1]).close >= len(best.records) - 1


def but_for_shares(line):
    return re.sub(r"1 sur [\d\s]+", "1 sur … ", line)


def test_an_explanation_that_was_kept_says_the_same(ask):
    matcher, person, why = ask
    for record in matcher.rank(person).records:
        explanation = why(record)
        again = Explanation.of_json(json.loads(json.dumps(explanation.to_json())))
        assert list(map(but_for_shares, in_french(again))) == list(
            map(but_for_shares, in_french(explanation))
        )
        assert again.to_json() == explanation.to_json()
        for reason, kept in zip(explanation.reasons, again.reasons, strict=True):
            assert (reason.field, reason.level, reason.asked, reason.found) == (
                kept.field,
                kept.level,
                kept.asked,
                kept.found,
            )
            assert kept.bits == pytest.approx(reason.bits, abs=0.005)
            assert kept.share == (reason.share and pytest.approx(reason.share, rel=0.05))


def test_what_is_asked_and_found_is_written_in_no_language(ask):
    _matcher, _person, why = ask
    reasons = {reason.field: reason for reason in why(0).reasons}
    assert (reasons["born"].asked, reasons["born"].found) == ("2016~", "2015~")
    assert reasons["sex"].asked == reasons["sex"].found == ""
    assert reasons["place"].asked == "Djidian, Kita"


def test_a_share_of_very_few_is_kept_as_one():
    reason = Reason("given_name", 6, "Awa", "Awa", 1 / 34_567, 12.3456)
    assert reason.to_json() == {
        "field": "given_name", "level": 6, "asked": "Awa", "found": "Awa", "share": 2.9e-05, "bits": 12.35,
    }  # fmt: skip


KEPT = Explanation([Reason("sex", 1, "", "", None, 1.0)], 0.5, 9.0, 0.25, 2).to_json()


@pytest.mark.parametrize(
    "kept",
    [
        None,
        [],
        "{}",
        {},
        {**KEPT, "more": 1},
        {**KEPT, "reasons": None},
        {**KEPT, "reasons": [1]},
        {**KEPT, "reasons": [{}]},
        *(
            {**KEPT, "reasons": [{**KEPT["reasons"][0], name: value}]}
            for name, value in (
                ("field", "age"), ("field", []), ("level", 2), ("level", True), ("level", "1"), ("asked", None),
                ("share", 0), ("share", 1.5), ("bits", None), ("bits", float("nan")),
            )
        ),
        {**KEPT, "weight": float("inf")},
        {**KEPT, "relative": "0.5"},
        {**KEPT, "probability": 1.5},
        {**KEPT, "close": -1},
        {**KEPT, "close": 1.0},
    ],
)  # fmt: skip
def test_what_is_no_explanation_is_refused(kept):
    with pytest.raises(ValueError, match=r"\w"):
        Explanation.of_json(kept)


def test_two_who_share_no_two_facts_have_nothing_to_explain(ask):
    _matcher, _person, why = ask
    assert why(3) is None
