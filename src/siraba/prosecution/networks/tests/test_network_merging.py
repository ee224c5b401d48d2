"""Aliases: proposed by the machine, decided by a person, remembered, undone without a trace lost."""

import pytest

from siraba.foundation.access.errors import Invalid, StateNotOpen
from siraba.prosecution.networks import actions, merging, selectors
from siraba.prosecution.networks.models import Entity, Link, Merge, Statement
from tests import networking
from tests.networking import daouda

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("daouda", "ibrahima")]
SYSTEM = "a test looks at the row itself"


def state(pk):
    return Merge.objects.system(SYSTEM).get(pk=pk).state


def everything():
    """All rows but the pairs, as they are."""
    return {
        model.__name__: sorted(map(str, model.objects.system(SYSTEM).values_list(*fields)))
        for model, fields in (
            (Entity, ("pk", "number", "into", "standing", "removable", "sealed")),
            (Link, ("pk", "source", "target", "kind", "strength", "times")),
            (Statement, ("pk", "entity", "link", "state", "sealed")),
        )
    }


def test_two_spellings_are_proposed_with_the_reason():
    pair = networking.pair(networking.analysis())
    assert (pair.state, pair.score >= 0.6) == ("proposed", True)
    assert "deux graphies" in pair.reasons_told[0][0]


def test_different_names_are_not_proposed():
    analysis = networking.analysis()
    networking.entity(analysis, name="Mamoutou Fictif Koulibaly")
    networking.entity(analysis, name="Fanta Inventée Maïga")
    assert merging.propose_merges(daouda(), analysis) == 0


def test_a_telephone_in_common_adds_to_a_part_of_a_name_and_a_plate_with_a_slip_is_enough():
    analysis = networking.analysis()
    one, other = (
        networking.entity(analysis, name=name) for name in ("Modibo Fictif Sangho", "Modibo Sangho")
    )
    phone = networking.entity(analysis, "phone", phone="+999 10 00 00 01")
    for person in (one, other):
        networking.link(analysis, person, phone, kind="uses")
    networking.entity(analysis, "vehicle", plate="FX 1234 MD")
    networking.entity(analysis, "vehicle", plate="FX 1284 MD")
    assert merging.propose_merges(daouda(), analysis) == 2
    persons, vehicles = Merge.objects.system(SYSTEM).order_by("-score")
    assert any("en commun" in why for why, _worth in persons.reasons_told)
    assert "plaques" in vehicles.reasons_told[0][0]


def test_a_split_gives_back_exactly_what_was():
    analysis = networking.analysis()
    pair = networking.pair(analysis)
    third = networking.entity(analysis, name="Autre Fictif")
    networking.link(analysis, pair.one, third)
    networking.link(analysis, pair.other, third)
    networking.link(analysis, pair.one, pair.other)
    before, drawn = everything(), selectors.graph_of(analysis, daouda())
    merging.accept_merge(daouda(), pair, why="Même téléphone, vu ensemble")
    merged = selectors.graph_of(analysis, daouda())
    assert (len(drawn.entities), len(drawn.links), len(merged.entities), len(merged.links)) == (3, 3, 2, 1)
    assert len(merged.entities[0].merged) == 2
    assert len(merged.links[0].links) == 2
    assert everything() != before
    merging.split_merge(daouda(), pair, why="Deux frères")
    assert everything() == before
    assert selectors.graph_of(analysis, daouda()) == drawn


def test_a_chain_of_three_is_one_and_comes_apart_where_it_is_split():
    analysis = networking.analysis()
    for name in ("Mamoutou Fictif Koulibaly", "Mamoutou Fictif Coulibaly", "Mamoutou Fictif Coulibali"):
        networking.entity(analysis, name=name)
    merging.propose_merges(daouda(), analysis)
    pairs = list(Merge.objects.system(SYSTEM).select_related("analysis", "one", "other"))
    numbers = {(pair.one.number, pair.other.number): pair for pair in pairs}
    chosen = [numbers.get(ends) or numbers[ends[::-1]] for ends in ((1, 2), (2, 3))]
    for pair in chosen:
        merging.accept_merge(daouda(), pair, why="Oui")
    assert [one.number for one in selectors.entities_of(daouda(), analysis)] == [1]
    assert merging.propose_merges(daouda(), analysis) == 0
    merging.split_merge(daouda(), chosen[0], why="Non")
    roots = {
        one.number: one.into_id and one.into.number
        for one in Entity.objects.system(SYSTEM).select_related("into")
    }
    assert roots == {1: None, 2: None, 3: 2}


def test_a_rejected_pair_returns_only_with_new_facts():
    analysis = networking.analysis()
    pair = networking.pair(analysis)
    merging.reject_merge(daouda(), pair, why="Deux cousins")
    assert merging.propose_merges(daouda(), analysis) == 0
    assert state(pair.pk) == "rejected"
    networking.entity(analysis, name="Quelqu’un d’autre")
    assert merging.propose_merges(daouda(), analysis) == 0
    entity = selectors.entity_for(daouda(), pair.one_id)
    said = actions.add_statement(
        daouda(), entity, prop="alias", value="Le Borgne", grading=networking.grading()
    )
    assert merging.propose_merges(daouda(), analysis) == 1
    assert state(pair.pk) == "proposed"
    again = selectors.merge_for(daouda(), pair.pk)
    merging.reject_merge(daouda(), again, why="Toujours deux")
    said = selectors.statement_for(daouda(), said.pk)
    actions.withdraw_statement(daouda(), said)
    assert merging.propose_merges(daouda(), analysis) == 0, "to know less is nothing new"


def test_a_decision_says_why_and_is_taken_once():
    pair = networking.pair(networking.analysis())
    with pytest.raises(Invalid):
        merging.accept_merge(daouda(), pair, why="  ")
    assert state(pair.pk) == "proposed"
    pair = selectors.merge_for(daouda(), pair.pk)
    merging.accept_merge(daouda(), pair, why="Oui")
    with pytest.raises(StateNotOpen):
        merging.reject_merge(daouda(), pair, why="Non")


def test_who_is_merged_with_somebody_protected_is_protected():
    analysis = networking.analysis()
    pair = networking.pair(analysis)
    actions.mark_entity(
        daouda(), selectors.entity_for(daouda(), pair.other_id), standing="witness", reason="PV 2"
    )
    merging.accept_merge(daouda(), pair, why="Oui")
    (shown,) = selectors.graph_of(analysis, daouda()).entities
    assert (shown.standing, shown.removable) == ("witness", False)
