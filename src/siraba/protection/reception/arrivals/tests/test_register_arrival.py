"""Writing down who arrives: five fields, once, by whoever works at the branch."""

from uuid import uuid4

import pytest

from siraba.foundation.access.errors import Invalid, NotAllowed, NotVisible
from siraba.foundation.people.selectors import names_for
from siraba.protection.reception.arrivals.actions import (
    announce_convoy,
    end_reception,
    mark_double,
    open_case_of_arrival,
    register_arrival,
    settle_arrival,
)
from siraba.protection.reception.arrivals.models import Arrival, Priority
from siraba.protection.reception.arrivals.selectors import arrivals_visible_to, convoys_visible_to, opened
from siraba.protection.reception.arrivals.versions import Entry
from tests import scene

ENTRY = "2026-11-20T10:00:00.000+00:00"


@pytest.fixture
def cast(account_for):
    for one in ("garba", "nana"):
        account_for(one)
    account_for("other_branch", "Yaya Sidibé", "reception_branch", "dgme")


@pytest.mark.django_db
def test_five_fields_are_enough_and_a_person_is_written_down(cast):
    found = scene.arrival()
    actor = scene.actor("garba")
    assert names_for(actor, [found.person_id]) == {found.person_id: scene.NAMES}
    assert (found.presence, found.alone, found.priority) == ("here", True, Priority.ALONE)


@pytest.mark.django_db
def test_one_of_the_five_missing_is_said_and_nothing_is_written(cast):
    with pytest.raises(Invalid, match="Sexe"):
        scene.arrival(sex="")
    convoy = scene.convoy(reference="Car 13")
    values = {name: value for name, value in scene.ARRIVES.items() if name != "age"}
    with pytest.raises(Invalid, match="Âge"):
        register_arrival(scene.actor("garba"), convoy, number=uuid4(), presence="here", **values)
    assert not Arrival.objects.system("a test").exists()


@pytest.mark.django_db
def test_written_twice_it_is_there_once(cast):
    convoy, number = scene.convoy(), uuid4()
    entries = [Entry(f"{number}{name}", name, value, ENTRY) for name, value in scene.ARRIVES.items()]
    entries.append(Entry(f"{number}p", "presence", "here", ENTRY))
    for _ in range(2):
        register_arrival(scene.actor("garba"), convoy, number=number, entries=entries)
    assert Arrival.objects.system("a test").count() == 1


@pytest.mark.django_db
def test_two_versions_wait_for_a_person_who_decides_and_the_identity_follows(cast):
    convoy, number = scene.convoy(), uuid4()
    actor = scene.actor("garba")
    register_arrival(actor, convoy, number=number, presence="here", **scene.ARRIVES)
    register_arrival(actor, convoy, number=number, entries=[Entry("x", "names", "Aïssa Bagayogo", ENTRY)])
    found = arrivals_visible_to(actor).get()
    assert found.differs
    settle_arrival(actor, found, field="names", value="Aïssa Bagayogo")
    assert not found.differs
    assert names_for(actor, [found.person_id]) == {found.person_id: "Aïssa Bagayogo"}


@pytest.mark.django_db
def test_what_a_page_left_empty_differs_from_nothing_that_a_device_fills_in(cast):
    found = scene.arrival(languages=[], destination="")
    actor = scene.actor("garba")
    told = [Entry("x", "languages", ["bm"], ENTRY), Entry("y", "destination", "Kita", ENTRY)]
    register_arrival(actor, found.convoy, number=found.pk, entries=told)
    seen = arrivals_visible_to(actor).get()
    assert (seen.differs, seen.languages) == (False, "bm")


@pytest.mark.django_db
def test_a_child_in_its_first_year_has_an_age(cast):
    found = scene.arrival(age=0, alone=False)
    assert (found.versions.standing()["age"], found.birth_year) == (0, found.convoy.day.year)


@pytest.mark.django_db
def test_what_was_said_can_be_emptied(cast):
    found = scene.arrival(destination="Kita")
    register_arrival(scene.actor("garba"), found.convoy, number=found.pk, destination="")
    assert opened([arrivals_visible_to(scene.actor("garba")).get()])[0].says["destination"] == ""


@pytest.mark.django_db
def test_another_branch_sees_neither_the_convoy_nor_who_came(cast):
    found = scene.arrival()
    other = scene.actor("other_branch")
    assert not arrivals_visible_to(other).exists()
    assert not convoys_visible_to(other).exists()
    with pytest.raises(NotAllowed):
        register_arrival(other, found.convoy, number=uuid4(), presence="here", **scene.ARRIVES)
    own = scene.convoy("other_branch")
    with pytest.raises(NotVisible):
        register_arrival(other, own, number=found.pk, names="Une autre")


@pytest.mark.django_db
def test_the_head_office_reads_no_name(cast):
    scene.arrival()
    assert not arrivals_visible_to(scene.actor("nana")).exists()


@pytest.mark.django_db
def test_a_convoy_of_nobody_and_one_that_is_there_are_refused(cast):
    with pytest.raises(Invalid, match="au moins une personne"):
        scene.convoy(expected=0)
    scene.convoy()
    with pytest.raises(Invalid, match="déjà inscrit"):
        announce_convoy(scene.actor("garba"), kind="bus", reference="car-12", day=scene.timezone.localdate())


@pytest.mark.django_db
def test_who_is_still_expected_at_the_end_has_not_come(cast):
    convoy = scene.convoy()
    register_arrival(scene.actor("garba"), convoy, number=uuid4(), names="Modibo", presence="expected")
    end_reception(scene.actor("garba"), convoy)
    assert Arrival.objects.system("a test").get().presence == "absent"


@pytest.mark.django_db
def test_a_double_steps_back_behind_the_other(cast):
    first = scene.arrival()
    second = scene.arrival(on=first.convoy)
    mark_double(scene.actor("garba"), second, other=first)
    assert second.presence == "double"
    with pytest.raises(Invalid):
        mark_double(scene.actor("garba"), first, other=first)


@pytest.mark.django_db
def test_the_first_look_leads_to_a_case_once(cast):
    found = scene.arrival()
    case = open_case_of_arrival(scene.actor("garba"), found)
    assert (case.person_id, case.state, case.pathway) == (found.person_id, "draft", "child")
    assert "uac" in case.population_groups
    with pytest.raises(Invalid, match="déjà ouvert"):
        open_case_of_arrival(scene.actor("garba"), found)


@pytest.mark.django_db
def test_a_device_that_asks_for_a_case_gets_one(cast):
    assert scene.arrival(wants_case=True).case_id is not None


@pytest.mark.django_db
def test_a_child_alone_is_in_no_family_and_a_grown_person_is_no_child(cast):
    party = str(uuid4())
    child = scene.arrival(party=party)
    assert (child.alone, child.party) == (True, None)
    grown = scene.grown_arrival(on=child.convoy, alone=True, party=party)
    assert (grown.alone, str(grown.party)) == (False, party)
    assert opened([grown])[0].names == "Oumou Sangaré"
