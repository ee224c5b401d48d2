"""Who may sleep where: a few that are known, and what holds whoever they are."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siraba.protection.reception.stays.housing import Group, PersonFacts, RoomFacts, refuses, refuses_all

ONE, OTHER = UUID(int=1), UUID(int=2)
WOMAN, MAN = PersonFacts("female", 30), PersonFacts("male", 30)
MOTHER, FATHER = PersonFacts("female", 30, party=ONE), PersonFacts("male", 35, party=ONE)
GIRL_ALONE, BOY_ALONE = PersonFacts("female", 14, alone=True), PersonFacts("male", 14, alone=True)
LITTLE_BOY, BIG_BOY = PersonFacts("male", 6, party=ONE), PersonFacts("male", 13, party=ONE)
DAUGHTER = PersonFacts("female", 9, party=ONE)
NO_AGE = PersonFacts("female", None)


@pytest.mark.parametrize(
    ("group", "person", "others", "because"),
    [
        ("minors", GIRL_ALONE, (), ""),
        ("medical", GIRL_ALONE, (MAN,), ""),
        ("women", GIRL_ALONE, (), "un enfant seul"),
        ("families", GIRL_ALONE, (), "un enfant seul"),
        ("minors", WOMAN, (), "un adulte"),
        ("minors", NO_AGE, (), "n’est pas connu"),
        ("minors", BOY_ALONE, (GIRL_ALONE,), "filles et garçons"),
        ("minors", PersonFacts("male", 8, alone=True), (GIRL_ALONE,), ""),
        ("women", WOMAN, (), ""),
        ("women", NO_AGE, (), ""),
        ("women", MAN, (), "une chambre de femmes"),
        ("women", LITTLE_BOY, (MOTHER,), ""),
        ("women", LITTLE_BOY, (WOMAN,), "avec un adulte de sa famille"),
        ("women", BIG_BOY, (MOTHER,), "une chambre de femmes"),
        ("women", DAUGHTER, (MOTHER,), ""),
        ("women", DAUGHTER, (), "avec un adulte de sa famille"),
        ("men", MAN, (), ""),
        ("men", WOMAN, (), "une chambre d’hommes"),
        ("men", BIG_BOY, (FATHER,), ""),
        ("men", BIG_BOY, (MAN,), "avec un adulte de sa famille"),
        ("men", DAUGHTER, (FATHER,), "une chambre d’hommes"),
        ("families", MOTHER, (DAUGHTER,), ""),
        ("families", MOTHER, (PersonFacts("male", 40, party=OTHER),), "une autre famille"),
        ("families", WOMAN, (), "est pour une famille"),
        ("families", PersonFacts("other", 30), (), ""),
        ("families", PersonFacts("other", 30), (MOTHER,), "une autre famille"),
    ],
)
def test_who_sleeps_where(group, person, others, because):
    reason = refuses(RoomFacts(group, others), person)
    assert because in reason
    assert bool(reason) == bool(because)


def test_a_family_counts_for_itself():
    family = (MOTHER, DAUGHTER, LITTLE_BOY)
    assert refuses_all(RoomFacts("families"), family) == ""
    assert refuses_all(RoomFacts("women"), family) == ""
    assert "une chambre de femmes" in refuses_all(RoomFacts("women"), (*family, FATHER))
    assert refuses_all(RoomFacts("families"), (DAUGHTER, LITTLE_BOY)) != ""


@st.composite
def person(draw) -> PersonFacts:
    age = draw(st.none() | st.integers(0, 90))
    alone = age is not None and age < 18 and draw(st.booleans())
    party = None if alone else draw(st.sampled_from([None, ONE, OTHER]))
    return PersonFacts(draw(st.sampled_from(["female", "male", "other", "unknown"])), age, alone, party)


PEOPLE = st.lists(person(), max_size=6)


def filled(group: str, people: list[PersonFacts]) -> list[PersonFacts]:
    """A room that people ask for one after the other."""
    inside: list[PersonFacts] = []
    for one in people:
        if not refuses(RoomFacts(group, tuple(inside)), one):
            inside.append(one)
    return inside


@given(PEOPLE, st.sampled_from(Group.values))
def test_whatever_the_order_of_asking_nobody_is_where_they_must_not_be(people, group):
    inside = filled(group, people)
    adults = [one for one in inside if one.age is None or one.age >= 18]
    if group == "minors":
        assert not adults
        assert len({one.sex for one in inside if one.age >= 12}) <= 1
    elif group != "medical":
        assert not [one for one in inside if one.alone]
    if group == "women":
        assert all(one.sex == "female" or (one.sex == "male" and one.age < 12) for one in inside)
    if group == "men":
        assert {one.sex for one in inside} <= {"male"}
    if group == "families":
        assert len({one.party for one in inside}) <= 1
        assert None not in {one.party for one in inside} or len(inside) == 1
    if group in ("women", "men", "families"):
        children = [one for one in inside if one.age is not None and one.age < 18]
        assert all(any(adult.party == child.party for adult in adults if adult.age) for child in children)


@given(PEOPLE, PEOPLE, st.sampled_from(Group.values))
def test_who_is_placed_together_would_be_refused_by_nobody_afterwards(inside, coming, group):
    here = filled(group, inside)
    if refuses_all(RoomFacts(group, tuple(here)), coming):
        return
    everybody = [*here, *coming]
    for number, one in enumerate(everybody):
        others = (*everybody[:number], *everybody[number + 1 :])
        assert refuses(RoomFacts(group, others), one) == ""


@given(person())
def test_everybody_has_a_room_somewhere(one):
    """Nobody is left outside by the rules themselves."""
    assert any(refuses(RoomFacts(group), one) == "" for group in Group.values)
