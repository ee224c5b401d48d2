"""Spellings of one name meet, other names do not, and whatever somebody types is a name or nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siraba.engines.matching.names import keys, parts, same
from siraba.engines.matching.vocabulary import DIFFERENT, EXACT, NEAR, PET, SAME, word_level

# None of these is in the lists that the rules were tried on
ONE_NAME = """
doucouré dukuré doukoure | soumaré sumare | sanogo sanoko | berthé berté | dembélé denbele dambele | karambé carambé
haïdara aïdara haydara | makalou macalu | bathily batily | diombana djombana jombana | djiguiba jiguiba
niantao gnantao nyantao | ndiaye n'diaye diaye | thiam tiam chiam | sylla cylla | waïgalo ouaïgalo
abdoulaye abdulay abdoulaï | souleymane suleyman soulemane | youssouf yusuf | ibrahima brahima ibrahim
amadou ahmadou hamadou | soumaïla sumayla | yacouba yakuba | fousseyni fuseini | abdramane abdourahamane
tiécoura thiekoura | bandiougou bandjougou banjugu | rokia rokiatou | safiatou saphiatou safia | kankou cancou
houleymatou oulematou | diahara djahara | moctar mokhtar mouctar | sadio sadjo | cheickna sheikna
almahdi mahdi | hassanatou assanatou
"""
TWO_NAMES = """
touré traoré | diarra djiré | sissoko sacko | doucouré coulibaly | soumaré samaké | berthé barry | mallé maïga
karambé camara | haïdara diarra | sagara sangaré | amadou adama | siaka sékou | samba demba | modibo mady
oumou awa | sitan assétou | assa hawa | kassim karim | youssouf yacouba | souleymane soumaïla | mariam maïmouna
diallo dolo | konaté kanté | koné konaté | kanté kanouté | niaré niakaté | maïga mangané | kouyaté konaté
"""


def lines(text):
    return [line.split() for line in text.replace("\n", "|").split("|") if line.strip()]


@pytest.mark.parametrize("spellings", lines(ONE_NAME), ids=lambda names: names[0])
def test_spellings_of_one_name_share_a_key(spellings):
    first, *others = spellings
    assert [other for other in others if not same(first, other)] == []


@pytest.mark.parametrize(("one", "other"), lines(TWO_NAMES))
def test_names_that_look_alike_share_none(one, other):
    assert not same(one, other)


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("El Hadj Awa N’Diaye", ("awa", "ndiaye")),
        ("Fatoumata-Bintou", ("fatoumata", "bintou")),
        ("Mamadou dit Madou", ("mamadou", "madou")),
        ("El Hadji", ("el", "hadji")),  # a name of nothing but a title is still a name
        ("Kɛlɛtigi Ɲarɛ", ("keletigi", "nyare")),
        ("محمد فاطمة", ("mahamad", "fatamah")),
        ("ߡߊߡߊߘߎ", ("mamadu",)),
        ("  ", ()),
        ("?? 123", ()),
    ],
)
def test_a_name_is_its_words_in_small_latin_letters_without_titles(written, words):
    assert parts(written) == words


@given(st.text(max_size=40))
def test_whatever_is_typed_has_words_and_each_word_a_key(text):
    words = parts(text)
    assert all(word.isascii() and word.isalpha() and word.islower() for word in words)
    assert all(keys(word) and all(keys(word)) for word in words)
    assert same(text, text) == bool(words)


WORD = st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=12)


@given(WORD, WORD)
def test_how_alike_two_words_are_does_not_depend_on_which_comes_first(one, other):
    assert word_level(one, other) == word_level(other, one)


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("moussa", "moussa", EXACT),
        ("moussa", "musa", SAME),
        ("fatoumata", "fatou", PET),  # by custom
        ("mamutu", "mahamadou", PET),  # by custom, through its spelling
        ("sira", "sria", NEAR),  # a slip
        ("gnababou", "knabbabou", NEAR),  # two letters, in a long word
        ("awa", "aba", DIFFERENT),  # too short for a slip to say anything
        ("traore", "toure", DIFFERENT),
    ],
)
def test_two_words_are_one_by_letter_by_sound_by_custom_or_by_a_slip(one, other, level):
    assert word_level(one, other) == level
