"""What is proposed, why, and why not."""

from datetime import datetime, time, timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from django.utils import timezone

from siraba.foundation.access.errors import Invalid, NotAllowed
from siraba.foundation.consent.models import ConsentState
from siraba.protection.reception.orientation import actions
from siraba.protection.reception.orientation.models import Need
from siraba.protection.reception.orientation.options import options_of
from siraba.protection.reception.orientation.selectors import options_for, seekers_of
from tests import scene

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 23, 10, tzinfo=timezone.get_default_timezone())


@pytest.fixture(autouse=True)
def cast(account_for):
    for one in ("garba", "nana", "provider"):
        account_for(one)
    account_for("other_branch", "Yaya Sidibé", "reception_branch", "dgme")


def only(need: Need, moment: datetime | None = None):
    (found,) = options_for(scene.actor("garba"), need, moment)
    return found


def names(options) -> list[str]:
    return [option.entry.name for option in options]


def against(need: Need, moment: datetime | None = None) -> list[str]:
    (option,) = only(need, moment).aside
    return list(option.against)


DAY = [{"weekday": day, "opens": time(8), "closes": time(18)} for day in range(7)]


def test_the_page_says_why():
    need = scene.need(scene.grown_arrival(languages=["bm"]))
    scene.offered(area="Kayes", parts={"schedules": DAY, **scene.places(3)})
    (option,) = only(need, MONDAY).proposed
    assert option.why[0] == "ouvert jusqu’à 18\xa0h"
    assert option.why[1] == "parle bambara"
    assert option.why[2].endswith("km")
    assert option.why[3] == "3 places"


def test_what_is_closed_unverified_or_for_others_is_set_aside_with_its_reason():
    need = scene.need(urgency="urgent")
    today = timezone.localdate()
    scene.offered(name="Ailleurs", closed_for_now=True)
    scene.offered(name="Fini", valid_to=today - timedelta(days=2))
    scene.offered(name="Ancien", verified_on=today - timedelta(days=95))
    scene.offered(name="Enfants", parts={"rules": [{"age_to": 17}]})
    scene.offered(name="Plein", parts=scene.places(0))
    scene.offered(name="Muet", parts={"schedules": []})
    found = only(need)
    assert names(found.proposed) == []
    assert {option.entry.name: option.against for option in found.aside} == {
        "Ailleurs": ["fermé pour le moment"],
        "Fini": ["fermé depuis hier"],
        "Ancien": ["pas vérifié depuis 95 jours"],
        "Enfants": ["jusqu’à 17 ans"],
        "Plein": ["plus de place libre"],
        "Muet": ["horaires inconnus"],
    }


def test_justice_and_what_is_archived_are_not_even_named():
    need = scene.need()
    scene.offered(provider="brigade")
    scene.offered(name="Rangé", state="archived")
    assert only(need).proposed == only(need).aside == []


def test_an_urgent_need_wants_it_open_now_another_may_wait_for_tomorrow():
    arrival = scene.grown_arrival()
    scene.offered(parts={"schedules": DAY})
    night = MONDAY.replace(hour=22)
    (option,) = only(scene.need(arrival), night).proposed
    assert option.why[0] == "ouvre demain à 8\xa0h"
    assert option.wait == pytest.approx(10)
    assert against(scene.need(arrival, urgency="urgent"), night) == [
        "fermé à cette heure, ouvre demain à 8\xa0h"
    ]


def test_the_nearest_comes_first_and_the_other_says_that_it_is_farther():
    need = scene.need()
    scene.offered(area="Bamako")
    scene.offered(area="Kayes")
    found = only(need)
    assert [option.entry.place for option in found.proposed] == sorted(
        (option.entry.place for option in found.proposed),
        key=lambda place: next(o.place.km for o in found.proposed if o.entry.place == place),
    )
    assert found.proposed[0].after == ()
    assert found.proposed[1].after[0].startswith("plus loin de")


def test_a_distance_and_a_region_that_were_set_are_kept_to():
    arrival = scene.grown_arrival()
    scene.offered(area="Bamako")
    assert against(scene.need(arrival, farthest_km=20))[0].startswith("trop loin")
    assert against(scene.need(arrival, region=scene.region("Kayes"))) == ["hors de la région acceptée"]


def test_a_wished_language_is_preferred_and_one_in_common_is_wanted():
    arrival = scene.grown_arrival(languages=["ff", "bm"])
    scene.offered(name="Bambara", parts={"languages": ["bm"]})
    scene.offered(name="Peul", parts={"languages": ["ff"]})
    scene.offered(name="Anglais", parts={"languages": ["en"]})
    found = only(scene.need(arrival, language="ff"))
    assert names(found.proposed) == ["Peul", "Bambara"]
    assert found.proposed[1].after == ["ne parle pas fulfulde (peul)"]
    assert found.aside[0].against == ["aucune langue en commun, et pas d’interprète"]


def test_who_is_in_danger_sleeps_in_a_protected_place_and_nowhere_else():
    arrival = scene.grown_arrival(danger=True)
    scene.offered("helvetas", "shelter", "Ouvert à tous", parts=scene.places(9))
    scene.offered("foyer", "shelter", "Protégé", address_protected=True, parts=scene.places(2))
    found = only(scene.need(arrival, service_types=["shelter"]))
    assert names(found.proposed) == ["Protégé"]
    assert "lieu protégé" in found.proposed[0].why
    assert found.aside[0].against == ["ce n’est pas un lieu protégé"]


def test_a_child_alone_does_not_sleep_with_grown_people():
    child = scene.arrival()
    assert child.alone
    scene.offered("helvetas", "shelter", "Pour tous", parts=scene.places(9))
    scene.offered("foyer", "shelter", "Enfants", parts=scene.places(2, "children"))
    found = only(scene.need(child, service_types=["shelter"]))
    assert names(found.proposed) == ["Enfants"]
    assert "un enfant seul ne dort pas avec des adultes" in found.aside[0].against[0]


def test_a_family_stays_together_and_one_choice_is_everybody_s():
    convoy, party = scene.convoy(), str(uuid4())
    mother = scene.grown_arrival(on=convoy, party=party)
    son = scene.arrival(on=convoy, names="Modibo", sex="male", age=6, alone=False, party=party)
    scene.offered("helvetas", "shelter", "Une place", parts=scene.places(1, "families"))
    scene.offered("foyer", "shelter", "Deux places", area="Bamako", parts=scene.places(2, "families"))
    need = scene.need(mother, service_types=["shelter"], family=True)
    found = only(need)
    assert names(found.proposed) == ["Deux places"]
    assert found.aside[0].against == ["pas assez de places pour rester ensemble"]
    service = found.proposed[0].service
    made = actions.choose_service(scene.actor("garba"), need, services={"shelter": service.pk})
    assert {one.arrival_id for one in made} == {mother.pk, son.pk}
    assert {one.group for one in made} == {"families"}


def test_the_last_place_is_given_once_and_comes_back_with_a_refusal():
    convoy = scene.convoy()
    first, second = (scene.need(scene.grown_arrival(on=convoy)) for _ in range(2))
    service = scene.offered(parts=scene.places(1))
    garba = scene.actor("garba")
    (held,) = actions.choose_service(garba, first, services={"medical": service.pk})
    with pytest.raises(Invalid, match="plus de place libre"):
        actions.choose_service(garba, second, services={"medical": service.pk})
    actions.mark_refused(garba, held, refusal="person")
    assert actions.choose_service(garba, second, services={"medical": service.pk})


def test_a_sheet_of_which_nobody_heard_holds_its_place_for_some_days_only():
    service = scene.offered(parts=scene.places(1))
    made = scene.orientation(scene.need(), none=True)
    other = scene.need(scene.grown_arrival(on=made.arrival.convoy))
    assert against(other) == ["plus de place libre"]
    made.accepted_at -= timedelta(days=settings.ORIENTATION_DAYS + 1)
    made.save()
    assert names(only(other).proposed) == [service.name]


def test_what_goes_together_is_chosen_together_or_not_at_all():
    need = scene.need(service_types=["shelter", "transport"])
    bed = scene.offered("foyer", "shelter", parts=scene.places(2))
    garba = scene.actor("garba")
    with pytest.raises(Invalid, match="vont ensemble"):
        actions.choose_service(garba, need, services={"shelter": bed.pk})
    bus = scene.offered("helvetas", "transport")
    made = actions.choose_service(garba, need, services={"shelter": bed.pk, "transport": bus.pk})
    assert {one.service_type for one in made} == {"shelter", "transport"}


def test_another_than_the_first_wants_a_reason_and_keeps_what_stood_first():
    need = scene.need()
    near, far = scene.offered(area="Kayes"), scene.offered(area="Bamako")
    ranked = [option.service.pk for option in only(need).proposed]
    assert set(ranked) == {near.pk, far.pk}
    garba = scene.actor("garba")
    with pytest.raises(Invalid, match="dites pourquoi"):
        actions.choose_service(garba, need, services={"medical": ranked[1]})
    (made,) = actions.override_proposal(
        garba, need, services={"medical": ranked[1]}, override="relatives", said=scene.WORDS
    )
    assert (made.first_id, made.rank, made.override) == (ranked[0], 2, "relatives")
    assert made.words["said"] == scene.WORDS
    assert made.words["why"]


def test_no_reason_leads_past_a_filter():
    need = scene.need()
    closed = scene.offered(closed_for_now=True)
    with pytest.raises(Invalid, match="fermé pour le moment"):
        actions.override_proposal(
            scene.actor("garba"), need, services={"medical": closed.pk}, override="known"
        )


def test_a_person_who_said_no_to_an_agency_is_not_directed_to_what_it_takes_by_referral():
    arrival = scene.screened_arrival()
    scene.offered("clinique", by_referral=True, name="Par référencement")
    scene.offered("clinique", name="Sans")
    scene.agree(
        "garba", arrival.case, "clinique", giver="individual", giver_name="", state=ConsentState.REFUSED
    )
    found = only(scene.need(arrival))
    assert names(found.proposed) == ["Sans"]
    assert found.aside[0].against == ["la personne ne veut pas que cette structure sache"]


def test_the_consent_that_is_there_or_to_be_asked_is_said():
    arrival = scene.screened_arrival()
    scene.offered("clinique", by_referral=True)
    need = scene.need(arrival)
    assert only(need).proposed[0].why[-1] == "accord de la personne à demander"
    scene.agree("garba", arrival.case, "clinique", giver="individual", giver_name="")
    assert only(need).proposed[0].why[-1] == "accord déjà donné"


def test_another_branch_records_and_chooses_nothing_here():
    need, service = scene.need(), scene.offered()
    with pytest.raises(NotAllowed):
        scene.need(need.arrival, by="other_branch")
    with pytest.raises(NotAllowed):
        actions.choose_service(scene.actor("other_branch"), need, services={"medical": service.pk})


def test_a_need_is_of_a_person_who_is_here_and_of_something():
    expected = scene.grown_arrival(presence="expected")
    with pytest.raises(Invalid, match="pas arrivée"):
        scene.need(expected)
    with pytest.raises(Invalid, match="au moins un"):
        scene.need(scene.grown_arrival(on=expected.convoy), service_types=[])


def test_the_walk_that_stops_early_finds_what_a_full_one_finds():
    need = scene.need()
    for number in range(60):
        hours = [] if number % 7 == 0 else DAY if number % 3 == 0 else scene.NIGHT_AND_DAY
        scene.offered(
            name=f"Service {number}",
            latitude=12 + (number * 37 % 60) / 20,
            longitude=-8 - (number * 17 % 60) / 20,
            parts={"schedules": hours, "languages": ["bm"] if number % 5 else []},
        )
    actor = scene.actor("garba")
    (seeker,) = seekers_of(actor, need, MONDAY.replace(hour=21))
    (found,) = options_of(actor, [seeker], most=1000)
    whole = found.proposed
    assert len(whole) == 60
    (few,) = options_of(actor, [seeker], most=4)
    assert names(few.proposed) == names(whole[:4])
