"""A bed is reserved, occupied and freed; what cannot be is said, with what there is instead."""

from datetime import timedelta

import pytest
from django.utils import timezone

from siraba.foundation.access.errors import Invalid, NotAllowed, StateNotOpen
from siraba.protection.reception.arrivals.actions import settle_arrival
from siraba.protection.reception.branches.models import Branch
from siraba.protection.reception.stays import actions, rooms
from siraba.protection.reception.stays.capacity import held_in, nights
from siraba.protection.reception.stays.models import Room, Stay
from siraba.protection.reception.stays.places import NoBed
from siraba.protection.reception.stays.selectors import beds_tonight, filtered, stays_visible_to
from tests import scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast")]
LOOK = "a test looks at the row itself"


@pytest.fixture
def cast(account_for):
    for one in ("awa", "coumba", "garba", "nana", "other_branch", "provider"):
        if one == "other_branch":
            account_for(one, "Yaya Sidibé", "reception_branch", "dgme")
        else:
            account_for(one)
    host = account_for("host", "Kadia Bah", "reception_branch", "dgme")
    host.unit = scene.unit_of("niamakoro")
    host.save()


def alone(on, **changes):
    return scene.arrival(on=on, **changes)


def woman(on, **changes):
    return scene.grown_arrival(on=on, **changes)


def days(stay, **moved) -> Stay:
    """The same stay, begun earlier."""
    Stay.objects.system(LOOK).filter(pk=stay.pk).update(**moved)
    stay.refresh_from_db(from_queryset=Stay.objects.system(LOOK))
    return stay


def today():
    return timezone.localdate()


def test_a_bed_is_reserved_occupied_and_freed():
    stay = scene.reserved(note="Dort mal")
    assert (stay.state, stay.words["note"], stay.sent_from.code) == ("reserved", "Dort mal", "gogui")
    actions.take_in(scene.actor("garba"), stay, bed="4")
    assert (stay.state, stay.bed, stay.in_at is not None) == ("occupied", "4", True)
    actions.free_bed(scene.actor("garba"), stay, leaving="family", note="Sa tante")
    assert (stay.state, stay.leaving, stay.words["leaving"]) == ("freed", "family", "Sa tante")
    with pytest.raises(StateNotOpen):
        actions.take_in(scene.actor("garba"), stay)


def test_the_last_bed_gone_the_others_that_fit_are_said_those_of_the_place_first():
    bus = scene.convoy()
    full = scene.room("women", 1, name="Femmes A")
    scene.room("women", 3, name="Femmes B")
    scene.room("men", 3)
    scene.room("women", 5, "niamakoro", "Femmes Bamako")
    scene.reserved(woman(bus), in_room=full)
    with pytest.raises(NoBed) as refusal:
        scene.reserved(woman(bus), in_room=full)
    assert [one.room.name for one in refusal.value.alternatives] == ["Femmes B", "Femmes Bamako"]
    assert "Femmes A" in refusal.value.message
    assert "3 lits libres" in refusal.value.message
    assert Stay.objects.system(LOOK).count() == 1


def test_nights_that_do_not_meet_share_a_bed():
    bus, one = scene.convoy(), scene.room("women", 1)
    scene.reserved(woman(bus), in_room=one, **scene.nights_from_now(2))
    scene.reserved(woman(bus), in_room=one, **scene.nights_from_now(1, later=2))
    with pytest.raises(NoBed):
        scene.reserved(woman(bus), in_room=one, **scene.nights_from_now(3, later=1))


def test_a_protected_place_is_offered_without_its_name():
    bus, full = scene.convoy(), scene.room("women", 1)
    scene.room("women", 5, "niamakoro", "Chambre de Niamakoro")
    unit = scene.unit_of("niamakoro")
    unit.address_protected = True
    unit.save()
    scene.reserved(woman(bus), in_room=full)
    with pytest.raises(NoBed) as refusal:
        scene.reserved(woman(bus), in_room=full)
    assert "Lieu protégé (DGME)" in refusal.value.message
    assert "Niamakoro" not in refusal.value.message
    assert [one.place for one in refusal.value.alternatives] == ["Lieu protégé (DGME)"]


def test_a_suspended_branch_offers_nothing():
    bus = scene.convoy()
    there = scene.room("women", 5, "niamakoro")
    Branch.objects.filter(unit=there.unit).update(state="suspended", reason="Travaux")
    with pytest.raises(NotAllowed):
        scene.reserved(woman(bus), in_room=there)


def test_who_is_not_here_or_has_a_bed_gets_none():
    bus, one = scene.convoy(), scene.room("women", 4)
    expected = scene.grown_arrival(on=bus, presence="expected")
    with pytest.raises(Invalid, match="pas arrivée"):
        scene.reserved(expected, in_room=one)
    came = woman(bus)
    scene.reserved(came, in_room=one)
    with pytest.raises(Invalid, match="a déjà un lit"):
        scene.reserved(came, in_room=one)


@pytest.mark.parametrize(("nights", "later", "field"), [(1, -1, "first"), (0, 0, "until"), (400, 0, "until")])
def test_nights_that_cannot_be_are_refused_at_their_field(nights, later, field):
    with pytest.raises(Invalid) as refusal:
        scene.reserved(**scene.nights_from_now(nights, later=later))
    assert refusal.value.field == field


def test_a_place_with_a_longest_stay_takes_nobody_for_longer_at_once():
    there = scene.room("minors", 4, "niamakoro")  # three days in 2018
    with pytest.raises(Invalid, match="3 jours au plus"):
        scene.reserved(in_room=there, **scene.nights_from_now(4))
    assert scene.reserved(scene.arrival(on=scene.convoy(reference="Car 7")), in_room=there)


# Families


def test_a_family_is_placed_in_one_room_or_not_at_all():
    mother, *_children = scene.family("garba", None, 6, 9)
    scene.room("families", 2, name="Petite")
    scene.room("women", 2)
    with pytest.raises(NoBed, match="les 3 personnes ensemble"):
        actions.reserve_for_party(
            scene.actor("garba"), mother, unit=scene.unit_of("gogui"), **scene.nights_from_now()
        )
    assert not Stay.objects.system(LOOK).exists()
    big = scene.room("families", 6, name="Grande")
    made = actions.reserve_for_party(
        scene.actor("garba"), mother, unit=scene.unit_of("gogui"), **scene.nights_from_now()
    )
    assert {stay.room for stay in made} == {big}
    assert {stay.party for stay in made} == {mother.party}


def test_a_family_apart_needs_a_reason_and_a_child_an_adult_of_it():
    mother, boy = scene.family("garba", None, 13)
    women, men = scene.room("women"), scene.room("men")
    with pytest.raises(Invalid) as refusal:
        scene.reserved(mother, in_room=women)
    assert refusal.value.field == "split"
    stay = scene.reserved(mother, in_room=women, split="Plus de chambre de familles")
    assert stay.words["split"] == "Plus de chambre de familles"
    changed = settle_arrival(scene.actor("garba"), boy, field="sex", value="male")
    assert changed is None
    with pytest.raises(NoBed, match="un adulte de sa famille"):
        scene.reserved(boy, in_room=men, split="Garçon de 13 ans")
    assert scene.reserved(boy, in_room=scene.room("minors"), split="Garçon de 13 ans")


def test_one_family_at_a_time_in_a_families_room():
    bus = scene.convoy()
    one, other = scene.family("garba", bus, 6), scene.family("garba", bus, 6)
    scene.room("families", 8)
    place = scene.unit_of("gogui")
    actions.reserve_for_party(scene.actor("garba"), one[0], unit=place, **scene.nights_from_now())
    with pytest.raises(NoBed):
        actions.reserve_for_party(scene.actor("garba"), other[0], unit=place, **scene.nights_from_now())
    later = scene.nights_from_now(2, later=2)
    assert actions.reserve_for_party(scene.actor("garba"), other[0], unit=place, **later)


# Rooms


def test_a_bed_that_is_held_cannot_be_put_out_of_use_and_the_nights_are_said():
    bus, one = scene.convoy(), scene.room("women", 2)
    for _ in range(2):
        scene.reserved(woman(bus), in_room=one, **scene.nights_from_now(2, later=1))
    said = {"name": one.name, "group": "women", "beds": 2, "out_of_use": 1, "reason": "Lit cassé"}
    with pytest.raises(Invalid, match="nuit du") as refusal:
        rooms.amend_room(scene.actor("garba"), one, **said)
    assert refusal.value.message.count("nuit du") == 2
    stay = Stay.objects.system(LOOK).first()
    actions.cancel_reservation(scene.actor("garba"), stay)
    rooms.amend_room(scene.actor("garba"), one, **said)
    assert one.usable == 1


def test_a_room_with_women_does_not_become_one_for_men():
    one = scene.room("women", 2)
    scene.reserved(scene.grown_arrival(), in_room=one)
    with pytest.raises(Invalid, match="ne convient pas"):
        rooms.amend_room(scene.actor("garba"), one, name=one.name, group="men", beds=2)


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"out_of_use": 5, "reason": "x"}, "out_of_use"), ({"out_of_use": 1}, "reason"), ({"beds": 0}, "beds"),
     ({"name": "Chambre minors"}, "name")],
)  # fmt: skip
def test_a_room_that_cannot_be_is_refused_at_its_field(changes, field):
    scene.room()
    with pytest.raises(Invalid) as refusal:
        rooms.add_room(
            scene.actor("garba"),
            scene.unit_of("gogui"),
            **{"name": "Autre", "group": "men", "beds": 2} | changes,
        )
    assert refusal.value.field == field


# Time


def test_who_comes_before_her_day_asks_for_the_nights_until_then():
    bus, one = scene.convoy(), scene.room("women", 1)
    scene.reserved(woman(bus), in_room=one, **scene.nights_from_now(1))
    later = scene.reserved(woman(bus), in_room=one, **scene.nights_from_now(1, later=1))
    with pytest.raises(NoBed):
        actions.take_in(scene.actor("garba"), later)
    Room.objects.filter(pk=one.pk).update(beds=2)
    actions.take_in(scene.actor("garba"), later)
    assert later.first == today()


def test_who_has_not_left_keeps_the_bed_and_is_named_by_her_code():
    bus, one = scene.convoy(), scene.room("women", 1)
    staying = scene.staying(woman(bus), in_room=one, **scene.nights_from_now(1))
    coming = scene.reserved(woman(bus), in_room=one, **scene.nights_from_now(1, later=1))
    yesterday = today() - timedelta(days=1)
    days(staying, first=yesterday, until=today())
    days(coming, first=today(), until=today() + timedelta(days=1))
    with pytest.raises(NoBed, match=staying.code):
        actions.take_in(scene.actor("garba"), coming)
    third = woman(bus)
    with pytest.raises(NoBed):
        scene.reserved(third, in_room=one, **scene.nights_from_now(1))
    actions.free_bed(scene.actor("garba"), staying, leaving="onward")
    actions.take_in(scene.actor("garba"), coming)


def test_an_extension_is_asked_for_and_decided_by_who_runs_the_branch():
    stay = scene.staying()
    until = stay.until + timedelta(days=2)
    with pytest.raises(Invalid):
        actions.extend_stay(scene.actor("garba"), stay, until=stay.until, extending="transport")
    actions.extend_stay(scene.actor("garba"), stay, until=until, extending="transport", note="Bus le 3")
    assert stay.until < until
    with pytest.raises(NotAllowed):
        actions.approve_extension(scene.actor("garba"), stay)
    actions.approve_extension(scene.actor("nana"), stay)
    assert (stay.until, stay.wanted_until) == (until, None)
    with pytest.raises(Invalid, match="Aucune prolongation"):
        actions.approve_extension(scene.actor("nana"), stay)


def test_who_leads_the_branch_decides_too():
    stay = scene.staying()
    Branch.objects.filter(unit__code="gogui").update(lead=scene.account("garba"))
    actions.extend_stay(scene.actor("garba"), stay, until=stay.until + timedelta(days=1), extending="papers")
    actions.approve_extension(scene.actor("garba"), stay)


def test_an_extension_does_not_take_the_bed_of_another():
    bus, one = scene.convoy(), scene.room("women", 1)
    stay = scene.staying(woman(bus), in_room=one, **scene.nights_from_now(1))
    until = stay.until + timedelta(days=1)
    actions.extend_stay(scene.actor("garba"), stay, until=until, extending="papers")
    scene.reserved(woman(bus), in_room=one, **scene.nights_from_now(1, later=1))
    with pytest.raises(NoBed):
        actions.approve_extension(scene.actor("nana"), stay)
    assert stay.until < until


def test_a_bed_that_nobody_takes_is_free_again(settings):
    stay = scene.reserved()
    later = scene.reserved(
        scene.arrival(on=scene.convoy(reference="Car 8")), **scene.nights_from_now(1, later=5)
    )
    assert actions.free_unclaimed_beds(None) == 0
    days(stay, held_until=timezone.now() - timedelta(minutes=1))
    assert actions.free_unclaimed_beds(None) == 1
    assert days(stay).state == "no_show"
    assert days(later).state == "reserved"
    assert later.held_until > timezone.now() + timedelta(days=5)
    with pytest.raises(Invalid, match="attendue plus tard"):
        actions.mark_no_show(scene.actor("garba"), later)


def test_who_stays_too_long_is_found():
    bus = scene.convoy()
    there = scene.room("women", 4, "niamakoro")
    late = scene.reserved(woman(bus), in_room=there)
    long = scene.reserved(woman(bus), in_room=there)
    fine = scene.reserved(woman(bus), in_room=there)
    for stay in (late, long, fine):
        actions.take_in(scene.actor("host"), stay)
    ago = today() - timedelta(days=5)
    days(late, first=ago, until=today() - timedelta(days=1))
    days(long, in_at=timezone.now() - timedelta(days=5), first=ago)
    stays = stays_visible_to(scene.actor("host"))
    units = [there.unit_id]
    assert {one.pk for one in filtered(stays, "over", units)} == {late.pk, long.pk}
    days(long, extended_by=scene.account("nana").pk)
    assert {one.pk for one in filtered(stays, "over", units)} == {late.pk}
    assert filtered(stays, "here", units).count() == 3
    days(fine, first=ago, until=today())
    assert {one.pk for one in filtered(stays, "leaving", units)} == {fine.pk}
    assert {one.pk for one in filtered(stays, "over", units)} == {late.pk}


# Elsewhere, and at a partner's


def test_at_the_transit_centre_its_people_take_in_and_the_first_bed_is_freed():
    came = scene.arrival()
    here = scene.staying(came)
    there = scene.reserved(came, in_room=scene.room("minors", 4, "niamakoro"))
    with pytest.raises(NotAllowed):
        actions.take_in(scene.actor("garba"), there)
    actions.take_in(scene.actor("host"), there)
    assert days(here).state == "freed"
    assert here.leaving == "transfer"


def test_a_shelter_takes_in_the_person_of_a_referral_that_it_accepted():
    stay = scene.sheltered()
    assert (stay.state, stay.organisation.code, stay.arrival) == ("occupied", "foyer", None)
    with pytest.raises(NotAllowed):
        actions.free_bed(scene.actor("garba"), stay, leaving="home")
    actions.free_bed(scene.actor("provider"), stay, leaving="home")


def test_a_referral_that_waits_gets_no_bed():
    referral = scene.refer(scene.open_case())
    with pytest.raises(NotAllowed):
        scene.reserved(referral, "provider", scene.room(unit="foyer"))


def test_a_mother_and_her_child_by_two_referrals_are_tied_by_the_shelter():
    mother = scene.sheltered(scene.open_case(names="Oumou Sangaré", age=31), "women")
    child = scene.accepted_referral(scene.open_case(names="Petit Sangaré", age=5, sex="male"))
    women = mother.room
    with pytest.raises(NoBed):
        scene.reserved(child, "provider", women)
    stay = scene.reserved(child, "provider", women, family=mother)
    assert stay.party == days(mother).party
    actions.take_in(scene.actor("provider"), stay)


def test_who_turns_out_to_be_grown_is_shown_as_misplaced_and_not_taken_in():
    came = scene.arrival()
    stay = scene.reserved(came)
    settle_arrival(scene.actor("garba"), came, field="age", value=22)
    unit = stay.unit_id
    assert beds_tonight([unit])[unit]["minors"].misplaced == 1
    with pytest.raises(NoBed, match="un adulte ne dort jamais"):
        actions.take_in(scene.actor("garba"), stay)


def test_two_do_not_lie_in_one_bed():
    bus, one = scene.convoy(), scene.room("women", 4)
    scene.reserved(woman(bus), in_room=one, bed="2")
    with pytest.raises(Invalid) as refusal:
        scene.reserved(woman(bus), in_room=one, bed="2")
    assert refusal.value.field == "bed"


def test_a_room_counts_each_night_by_itself():
    bus, one = scene.convoy(), scene.room("women", 2)
    scene.reserved(woman(bus), in_room=one, **scene.nights_from_now(1))
    scene.reserved(woman(bus), in_room=one, **scene.nights_from_now(3))
    span = nights(today(), today() + timedelta(days=4))
    (held,) = held_in([one], span[0], span[-1] + timedelta(days=1))
    assert [held.taken(night) for night in span] == [2, 1, 1, 0]
    assert held.full(span) == [today()]
