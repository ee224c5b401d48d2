"""The person is found behind another spelling, a wrong age and a brother; what is said of it can be believed."""

import json
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from siraba.engines.matching.explanation import Explanation, explain
from siraba.engines.matching.index import Index
from siraba.engines.matching.matcher import Matcher
from siraba.engines.matching.people import People, Words, birth
from siraba.engines.matching.weights import FIELDS

MAMOUTOU = {
    "given_name": "Mamoutou", "family_name": "Koulibaly", "sex": "M", "age": 17, "record_year": 2025,
    "father_given": "Sekou", "cercle": "Kita",
}  # fmt: skip
MAHAMADOU = {
    "given_name": "Coulibaly",
    "family_name": "Mahamadou",
    "sex": "M",
    "dob": "2008",
    "cercle": "Kita",
}
CROWD = [
    {"given_name": given, "family_name": family, "sex": "M", "dob": str(year), "father_given": father, "cercle": cercle}
    for given, family, year, father, cercle in zip(
        "Moussa Adama Seydou Issa Modibo Oumar Lassana Drissa Bakary Daouda".split() * 40,
        "Traoré Diarra Keïta Koné Maïga Touré Dembélé Sidibé".split() * 50,
        list(range(1970, 2010)) * 10,
        "Amadou Yaya Souleymane Boubacar Salif".split() * 80,
        "Kayes Ségou Mopti Sikasso Gao".split() * 80,
        strict=True,
    )
]  # fmt: skip


def matcher(*records):
    index = Index(Words.empty())
    index.add(People.of_records(records, index.words))
    return Matcher(index)


def ask(among, person, top=10):
    return among.rank(People.of_records([person], among.index.words), 0, top)


def test_a_person_is_found_behind_another_spelling_in_the_other_order_with_another_age():
    among = matcher(*CROWD, MAHAMADOU)
    ranked = ask(among, MAMOUTOU)
    assert ranked.records[0] == len(CROWD)
    assert ranked.weight[0] > 10
    said = dict(zip(FIELDS, ranked.compared.bits(among.weights)[0], strict=True))
    assert min(said["family_name"], said["given_name"], said["place"]) > 0
    assert said["order"] < 0  # the names are in the other order, which counts against
    assert said["father_given"] == 0  # one side says nothing of the father


def test_a_record_is_found_as_soon_as_it_is_there():
    among = matcher(*CROWD)
    for _again in range(20):
        assert len(CROWD) not in ask(among, MAMOUTOU).records
        among.index.add(People.of_records([CROWD[0]], Words.empty()).rows([]))
    among.index.add(People.of_records([MAHAMADOU], among.index.words))
    assert ask(among, MAMOUTOU).records[0] == len(CROWD)


def test_a_brother_who_shares_everything_but_himself_is_no_answer():
    sought = {**MAMOUTOU, "mother_given": "Fily", "mother_family": "Sissoko", "village": "Djidian"}
    brother = {**sought, "given_name": "Bourama", "age": 12}
    himself = {**sought, "given_name": "Mamutu", "age": 19}
    alone = ask(matcher(*CROWD, brother), sought)
    assert alone.records[0] == len(CROWD)
    assert alone.probability[0] < 0.4
    assert alone.relative[0] > 5
    both = ask(matcher(*CROWD, brother, himself), sought)
    assert both.records[0] == len(CROWD) + 1
    assert both.probability[0] > 0.9 > 0.1 > both.probability[1]


@settings(max_examples=30)
@given(st.lists(st.lists(st.sampled_from(CROWD), max_size=6), max_size=6), st.booleans())
def test_how_many_have_a_name_is_right_however_the_records_came(pieces, asked_between):
    index = Index(Words.empty())
    for piece in pieces:
        index.add(People.of_records(piece, index.words))
        if asked_between:
            index.settle()
    everybody = [record for piece in pieces for record in piece]
    for column in ("given_name", "cercle"):
        counts, texts = index.counts(column), index.words.of(column).texts
        assert {texts[n]: count for n, count in enumerate(counts) if count} == Counter(
            r[column] for r in everybody
        )


@pytest.mark.parametrize("field", ["father_given", "cercle", "age", "sex", "family_name"])
def test_what_is_not_known_neither_speaks_for_nor_against(field):
    among = matcher(*CROWD, MAMOUTOU)
    ranked = ask(among, {**MAMOUTOU, field: ""})
    column = {"cercle": "place", "age": "born"}.get(field, field)
    assert ranked.records[0] == len(CROWD)
    assert ranked.compared.bits(among.weights)[0][FIELDS.index(column)] == 0


PERSON = st.fixed_dictionaries(
    {
        "given_name": st.sampled_from(["Moussa", "Musa", "Awa", "Fatou Bintou", "", "محمد"]),
        "family_name": st.sampled_from(["Diarra", "Djara", "Keïta", ""]),
        "father_given": st.sampled_from(["Sékou", "Yaya", ""]),
        "sex": st.sampled_from(["F", "M", "", "autre"]),
        "age": st.sampled_from(["", "7", "30", "214", "-3", "douze"]),
        "record_year": st.sampled_from(["2024", ""]),
        "dob": st.sampled_from(["", "2001", "2001-13-45", "1999-05-06", "31/12/1999"]),
        "village": st.sampled_from(["Djidian", "Gidian", ""]),
    }
)


@settings(max_examples=60)
@given(st.lists(PERSON, min_size=1, max_size=30), PERSON)
def test_at_most_one_is_right_whatever_the_records_say(records, person):
    ranked = ask(matcher(*records), person, top=30)
    assert np.isfinite(ranked.weight).all()
    assert (np.diff(ranked.weight) <= 0).all()
    assert ((ranked.probability >= 0) & (ranked.probability <= 1)).all()
    assert ranked.probability.sum() <= 1 + 1e-9
    assert len(set(ranked.records.tolist())) == len(ranked.records)


@settings(max_examples=60)
@given(st.lists(PERSON, min_size=1, max_size=10), PERSON)
def test_whatever_is_explained_can_be_kept(records, person):
    among = matcher(*records)
    sought = People.of_records([person], among.index.words)
    for record in among.rank(sought).records:
        kept = explain(among, sought, 0, record).to_json()
        assert Explanation.of_json(json.loads(json.dumps(kept))).to_json() == kept


@settings(max_examples=40)
@given(st.lists(PERSON, min_size=1, max_size=20), st.data())
def test_an_index_in_pieces_finds_what_one_built_at_once_finds(records, data):
    cut = data.draw(st.integers(0, len(records)))
    pieces, person = Index(Words.empty()), data.draw(PERSON)
    for piece in (records[:cut], records[cut:]):
        pieces.add(People.of_records(piece, pieces.words))
    whole = ask(matcher(*records), person, top=30)
    apart = ask(Matcher(pieces), person, top=30)
    assert whole.records.tolist() == apart.records.tolist()
    assert np.allclose(whole.weight, apart.weight)


@pytest.mark.parametrize(
    ("dob", "age", "record_year", "year", "day"),
    [
        ("2008-03-07", "", "", 2008, 32 * 3 + 7),
        ("2008-03", "", "", 2008, 0),
        ("2008", "60", "2020", 2008, 0),
        ("", "12", "2020", 2008, 0),
        ("", "12.0", 2020, 2008, 0),
        ("", "214", "2020", 0, 0),
        ("", "-1", "2020", 0, 0),
        ("", "12", "", 0, 0),
        ("2008-02-31", "", "", 0, 0),
        ("99-99", "", "", 0, 0),
        ("inf", "inf", "nan", 0, 0),
    ],
)
def test_a_birth_is_a_date_or_an_age_told_in_a_year_or_nothing(dob, age, record_year, year, day):
    found_year, spread, found_day = birth(dob, age, record_year)
    assert (found_year, found_day) == (year, day)
    assert (spread > 0) == (year > 0 and not dob)


def test_an_age_is_the_less_sure_the_older_and_the_rounder_it_is():
    spreads = [birth("", age, 2024)[1] for age in (3, 10, 29, 31, 30)]
    assert spreads == sorted(spreads)
