"""A convoy at once: families together, never more people than places, and nobody of a higher class left behind."""

from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from siraba.protection.reception.orientation import actions
from siraba.protection.reception.orientation.fitting import HOSTING
from siraba.protection.reception.orientation.models import Need, Orientation
from siraba.protection.reception.orientation.plan import plan_rows, propose_plan
from siraba.protection.reception.orientation.selectors import options_for
from tests import scene

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def cast(account_for):
    for one in ("garba", "nana"):
        account_for(one)


def proposed() -> list[Orientation]:
    rows = Orientation.objects.system("a test").filter(state="proposed")
    return list(rows.select_related("service", "arrival", "need__arrival__convoy"))


def test_each_of_a_convoy_gets_a_proposal_and_nothing_leaves():
    convoy = scene.convoy()
    people = [scene.grown_arrival(on=convoy, names=f"Personne {n}") for n in range(4)]
    for one in people:
        scene.need(one)
    scene.offered(name="Près", area="Kayes", parts=scene.places(3))
    scene.offered(name="Loin", area="Bamako", parts=scene.places(3))
    garba = scene.actor("garba")
    assert propose_plan(garba, convoy).proposed == 4
    names = sorted(one.service.name for one in proposed())
    assert sorted(names.count(name) for name in ("Près", "Loin")) == [1, 3]
    assert all(one.accepted_at is None and one.words["why"] for one in proposed())


def test_a_plan_is_accepted_as_it_is_or_changed_with_a_reason():
    convoy = scene.convoy()
    needs = [scene.need(scene.grown_arrival(on=convoy)) for _ in range(2)]
    scene.offered(name="Une place", area="Kayes", parts=scene.places(1))
    scene.offered(name="Beaucoup", area="Bamako", parts=scene.places(9))
    garba = scene.actor("garba")
    propose_plan(garba, convoy)
    far = next(one for one in proposed() if one.rank == 2)
    (made,) = actions.choose_service(garba, far.need, services={"medical": far.service_id})
    assert (made.pk, made.state, made.override) == (far.pk, "accepted", "")
    (other,) = [need for need in needs if need.pk != far.need_id]
    wanted = options_for(garba, other)[0].proposed[1].service.pk
    (changed,) = actions.override_proposal(garba, other, services={"medical": wanted}, override="relatives")
    assert changed.first_id != changed.service_id == wanted


def test_a_new_plan_replaces_what_was_only_proposed():
    convoy = scene.convoy()
    for _ in range(2):
        scene.need(scene.grown_arrival(on=convoy))
    scene.offered(parts=scene.places(5))
    garba = scene.actor("garba")
    propose_plan(garba, convoy)
    chosen = proposed()[0]
    actions.choose_service(garba, chosen.need, services={"medical": chosen.service_id})
    assert propose_plan(garba, convoy).proposed == 1
    assert Orientation.objects.system("a test").count() == 2


def test_what_was_urgent_at_arrival_becomes_a_need():
    found = scene.arrival(urgent_need="medical")
    scene.offered()
    assert propose_plan(scene.actor("garba"), found.convoy).proposed == 1
    need = Need.objects.system("a test").get()
    assert (need.types, need.urgency) == (["medical"], "urgent")


def test_a_family_goes_to_one_place_even_if_a_nearer_one_has_room_for_one():
    convoy, party = scene.convoy(), str(uuid4())
    mother = scene.grown_arrival(on=convoy, party=party)
    scene.arrival(on=convoy, names="Modibo", age=6, alone=False, party=party)
    scene.offered("helvetas", "shelter", "Une place", parts=scene.places(1))
    scene.offered("clinique", "shelter", "Deux places", area="Gao", parts=scene.places(2))
    scene.need(mother, service_types=["shelter"], family=True)
    propose_plan(scene.actor("garba"), convoy)
    assert [one.service.name for one in proposed()] == ["Deux places"] * 2


def test_a_bed_and_the_transport_come_together_or_not_at_all():
    convoy = scene.convoy()
    needs = [
        scene.need(scene.grown_arrival(on=convoy), service_types=["shelter", "transport"]) for _ in range(3)
    ]
    scene.offered("helvetas", "shelter", "Lits", parts=scene.places(3))
    scene.offered("helvetas", "transport", "Car", parts=scene.places(2))
    garba = scene.actor("garba")
    assert propose_plan(garba, convoy).proposed == 4
    by_need = {need.pk: [one.service_type for one in proposed() if one.need_id == need.pk] for need in needs}
    assert sorted(map(sorted, by_need.values())) == [[], ["shelter", "transport"], ["shelter", "transport"]]
    rows = plan_rows(garba, convoy)
    assert [row.waits for row in rows].count(True) == 1


def test_the_page_takes_as_many_queries_for_many_as_for_few(django_assert_max_num_queries):
    convoy = scene.convoy()
    scene.offered(parts=scene.places(20))
    for _ in range(8):
        scene.need(scene.grown_arrival(on=convoy))
    garba = scene.actor("garba")
    propose_plan(garba, convoy)
    with django_assert_max_num_queries(6):
        assert len(plan_rows(garba, convoy)) == 8


KINDS = st.sampled_from(["danger", "alone", "medical", "ordinary", "family"])
VACANCIES = st.lists(
    st.tuples(
        st.integers(0, 3),
        st.sampled_from(["", "women", "children", "families"]),
        st.booleans(),
        st.booleans(),
    ),
    min_size=1,
    max_size=4,
)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kinds=st.lists(KINDS, min_size=1, max_size=6), vacancies=VACANCIES)
def test_no_plan_breaks_a_rule_and_no_higher_class_stands_back(kinds, vacancies):
    from django.db import transaction

    with transaction.atomic():
        _try_plan(kinds, vacancies)
        transaction.set_rollback(True)


def _try_plan(kinds, vacancies) -> None:
    convoy, party = scene.convoy(), str(uuid4())
    for number, (vacant, group, protected, women) in enumerate(vacancies):
        rules = [{"sex": "female"}] if women else []
        parts = {**scene.places(vacant, group), "rules": rules}
        scene.offered("helvetas", "shelter", f"Foyer {number}", address_protected=protected, parts=parts)
    for number, kind in enumerate(kinds):
        person = scene.arrival(
            on=convoy,
            names=f"Personne {number}",
            sex="female" if number % 2 else "male",
            age=9 if kind == "alone" else 30,
            alone=kind == "alone",
            danger=kind == "danger",
            urgent_need="medical" if kind == "medical" else "none",
            party=party if kind == "family" else "",
        )
        scene.need(person, service_types=["shelter"])
    garba = scene.actor("garba")
    propose_plan(garba, convoy)
    made = proposed()
    _keeps_the_rules(made)
    _keeps_the_places(made)
    _keeps_families(made)
    _nobody_of_a_higher_class_could_take_the_place_of_a_lower_one(garba, made)


def _keeps_the_rules(made) -> None:
    for one in made:
        assert one.service_type in HOSTING
        women = [rule.sex for rule in one.service.rules.all()]
        assert not women or one.arrival.sex in women
        if one.arrival.priority == 1:
            assert one.service.place_protected
        if one.arrival.alone:
            assert any(row.group == "children" for row in one.service.vacancies.all())


def _keeps_the_places(made) -> None:
    for service in {one.service for one in made}:
        for row in service.vacancies.all():
            assert (
                len([one for one in made if one.service == service and one.group == row.group]) <= row.vacant
            )


def _keeps_families(made) -> None:
    assert len({one.service_id for one in made if one.arrival.party}) <= 1


def _nobody_of_a_higher_class_could_take_the_place_of_a_lower_one(garba, made) -> None:
    """Whoever has nothing has nothing either when all of a lower class step back."""
    placed = {one.need_id for one in made}
    for need in Need.objects.system("a test").select_related("arrival__convoy"):
        if need.pk in placed or need.arrival.party:
            continue
        taken: dict[tuple[int, str], int] = {}
        for one in made:
            if one.arrival.priority <= need.arrival.priority:
                taken[one.service_id, one.group] = taken.get((one.service_id, one.group), 0) + 1
        for option in options_for(garba, need)[0].proposed:
            rows = {row.group: row.vacant for row in option.service.vacancies.all()}
            from siraba.protection.reception.orientation.fitting import group_of
            from siraba.protection.reception.orientation.selectors import someone

            group = group_of(option.service, someone(need.arrival))
            assert rows.get(group, 0) - taken.get((option.service.pk, group), 0) <= 0
