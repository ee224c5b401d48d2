"""A name is found however it was written down, by keyed hashes alone, and never beyond what is open."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siraba.foundation.access.crypto import blind_index
from siraba.foundation.people.actions import correct_identity, index_all_names
from siraba.foundation.people.models import Identity, NameKey
from siraba.foundation.people.names import (
    MOST_KEYS,
    MOST_WORDS,
    keys_as_heard,
    keys_as_written,
    keys_of,
    name_sounds,
)
from siraba.protection.cases.selectors import find_cases
from tests import scene

SYSTEM = "a test looks at the row itself"


def answers(worn: str, asked: str) -> bool:
    """Whether who bears one name is found by the sound of another."""
    found = keys_as_heard(Identity.compartment, asked)
    kept = keys_of(Identity.compartment, worn)
    return bool(found) and all(kept.intersection(ways) for ways in found)


@pytest.mark.parametrize(
    "spellings",
    [
        "diarra djarra jarra djara",
        "traore traorey",
        "ousmane usmane ousman",
        "coulibaly koulibaly coulibali kulibali",
        "aissata aissatou",
        "khadija kadija kadidia",
        "cheick cheikh seick",
        "thiam tiam",
        "moussa musa",
        "ndiaye ndiay diaye",
        "ouattara wattara watara",
        "hawa awa",
        "guindo gindo",
        "fatima فاطمة",
        "mamadou ߡߊߡߊߘߎ",
        "nyare ɲarɛ",
    ],
)
def test_each_spelling_of_a_name_answers_to_the_others(spellings):
    first, *others = spellings.split()
    assert [other for other in others if not (answers(first, other) and answers(other, first))] == []


@pytest.mark.parametrize(
    "pair", ["traore toure", "sidi sadio", "diarra djire", "kone konate", "amadou adama", "maiga mangane"]
)
def test_different_names_stay_apart(pair):
    one, other = pair.split()
    assert not answers(one, other)
    assert not answers(other, one)


@given(st.text(max_size=30))
def test_every_sound_has_keys_and_a_name_answers_to_itself(text):
    sounds = name_sounds(text)
    assert all(0 < len(ways) <= MOST_KEYS and all(ways) for ways in sounds)
    assert answers(text, text) == bool(sounds)


def test_titles_are_no_words_of_a_name():
    assert answers("Moussa Keita", "El Hadj Moussa Keïta")
    assert name_sounds("El Hadj Moussa Keïta") == name_sounds("keita moussa")[::-1]


def test_numbers_that_stand_for_names_are_told_apart():
    assert answers("Bénéficiaire 12", "beneficiaire 12")
    assert not answers("Bénéficiaire 12", "Bénéficiaire 13")


WORDS = st.lists(st.sampled_from("awa moussa fanta diarra rokiatou maïga koné ali".split()), unique=True)


@given(WORDS, WORDS)
def test_a_name_answers_to_any_of_its_words_in_any_order_and_to_no_other(worn, asked):
    kept = keys_of(Identity.compartment, " ".join(worn))
    for keys in (keys_as_written, keys_as_heard):
        found = keys(Identity.compartment, " ".join(asked))
        assert all(kept.intersection(ways) for ways in found) == set(worn).issuperset(asked)
        assert len(found) == (len(asked) if len(asked) < 2 else len(asked) - 1)


def test_two_words_are_asked_by_one_key_whose_words_are_no_sound():
    (written,) = keys_as_written(Identity.compartment, "Awa Koné")
    (heard,) = keys_as_heard(Identity.compartment, "Awa Koné")
    assert written == keys_as_written(Identity.compartment, "KONE awa")[0] != heard


def test_a_page_pasted_as_a_name_has_a_bounded_number_of_keys():
    page = " ".join(f"almo{letter}tachatou" for letter in "abcdefghijklmnopqrstuvwxyz")
    pairs = MOST_WORDS * (MOST_WORDS - 1) // 2
    most = (MOST_WORDS + pairs) + (MOST_WORDS * MOST_KEYS + pairs * MOST_KEYS**2)
    assert len(keys_of(Identity.compartment, page)) <= most
    assert keys_of(Identity.compartment, page).issuperset(
        sum(keys_as_written(Identity.compartment, page), [])
    )


@pytest.mark.django_db
def test_a_search_falls_back_on_the_sound_and_stays_within_what_is_open(awa, boubacar, garba):
    case = scene.open_case(names="Djénéba Koulibaly")
    assert [found.pk for found in find_cases(scene.actor("awa"), "Dieneba Coulibali")] == [case.pk]
    assert not find_cases(scene.actor("boubacar"), "Dieneba Coulibali").exists()
    assert not find_cases(scene.actor("awa"), "").exists()


@pytest.mark.django_db
def test_who_answers_in_two_ways_is_found_once(awa, garba):
    case = scene.open_case(names="Rokiatou Cheick")
    assert len(name_sounds("Rokiatou")[0]) > 1
    assert [found.pk for found in find_cases(scene.actor("awa"), "Rokiyatou Sheick")] == [case.pk]
    assert [found.pk for found in find_cases(scene.actor("awa"), "Rokiyatou")] == [case.pk]


@pytest.mark.django_db
def test_who_is_written_exactly_so_comes_alone(awa, garba):
    exact = scene.open_case(names="Djara Koné")
    scene.open_case(names="Diarra Konè")
    assert [found.pk for found in find_cases(scene.actor("awa"), "djara")] == [exact.pk]
    assert find_cases(scene.actor("awa"), "jarra").count() == 2


@pytest.mark.django_db
def test_a_corrected_name_no_longer_answers_to_the_old_sound(awa, garba):
    case = scene.open_case(names="Diarra Koné")
    identity = Identity.objects.system(SYSTEM).get(person=case.person_id)
    correct_identity(scene.actor("awa"), identity, names="Maïga Koné", contact="", contact_advice="")
    assert not find_cases(scene.actor("awa"), "Djarra").exists()
    assert find_cases(scene.actor("awa"), "Maiga Kone").exists()


@pytest.mark.django_db
def test_only_keyed_hashes_are_kept_and_they_can_be_made_anew(awa, garba):
    scene.open_case(names="Diarra Koné")
    kept = set(NameKey.objects.values_list("key", flat=True))
    assert {blind_index(Identity.compartment, "sound", key) for (key,) in name_sounds("diarra")} < kept
    NameKey.objects.all().delete()
    assert index_all_names(None) == 1
    assert set(NameKey.objects.values_list("key", flat=True)) == kept
