"""A protected place shows where it is to nobody: not by its own lines, and not by those of the others."""

import re

import numpy as np
import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from siraba.foundation.services.models import Service
from siraba.protection.reception.orientation.fitting import Place, Seeker, place_obstacles, places_suit
from siraba.protection.reception.orientation.options import Candidate, Directory, Field
from siraba.protection.reception.orientation.plan import propose_plan
from siraba.protection.reception.orientation.reports import tables_of
from tests import scene

CHANGING = re.compile(
    r'(name="(?:csrfmiddlewaretoken|form_id)" value="|nonce="|data-options="|"csrfToken": ?")[^"]*"'
)


@pytest.fixture
def cast(account_for):
    for one in ("garba", "nana"):
        account_for(one)


def the_others() -> None:
    """Services whose places are known, near and far, for everything that a person in danger and one who is not may need."""
    for area in ("Kayes", "Bamako", "Gao", "Sikasso"):
        scene.offered("helvetas", "medical", area=area, parts=scene.places(3))
        scene.offered("helvetas", "shelter", area=area, parts=scene.places(3))


SHELTERED = ("shelter", "medical", "psychosocial")


def move_protected(area: str) -> None:
    Service.objects.filter(name__startswith="Protégé").update(
        area=scene.region(area), latitude=None, longitude=None
    )


def world(client) -> dict[str, str]:
    """All that an agent is shown of needs and orientations: pages with their headers, and what is proposed to a convoy."""
    client.force_login(scene.account("garba"), "siraba.foundation.accounts.backends.AccountBackend")
    pages = {}
    from siraba.protection.reception.orientation.models import Need, Orientation

    convoy = scene.Convoy.objects.system("a test").get()
    for need in Need.objects.system("a test").select_related("arrival"):
        for name, arguments in (
            ("options", [need.pk]),
            ("choose", [need.pk]),
            ("needs", [need.arrival.code]),
        ):
            pages[f"{name} {need.pk}"] = reverse(f"orientation:{name}", args=arguments)
    for one in Orientation.objects.system("a test"):
        for name in ("detail", "sheet"):
            pages[f"{name} {one.need_id} {one.service_type}"] = reverse(f"orientation:{name}", args=[one.pk])
    pages["plan"] = reverse("orientation:plan", args=[convoy.pk])
    pages["list"] = reverse("orientation:list")
    pages["report"] = reverse("orientation:report")
    answers = {}
    for name, url in pages.items():
        response = client.get(url)
        answers[name] = f"{response.status_code} {CHANGING.sub('', response.content.decode())}"
    return answers


@pytest.mark.django_db
def test_two_worlds_that_differ_in_where_the_protected_places_are_look_the_same(cast, client):
    the_others()
    for kind in SHELTERED:
        scene.offered("foyer", kind, f"Protégé {kind}", address_protected=True, parts=scene.places(2))
    convoy = scene.convoy()
    for number, said in enumerate(({"danger": True}, {}, {"urgent_need": "medical"})):
        person = scene.grown_arrival(on=convoy, names=f"Personne {number}", **said)
        for kind in SHELTERED:
            scene.need(person, service_types=[kind])
        scene.need(person, service_types=["shelter", "medical"], region=scene.region("Kayes"), farthest_km=60)
    move_protected("Kayes")
    garba = scene.actor("garba")
    first = scene.orientation(scene.need(person, service_types=["psychosocial"]), none=True)
    assert first.service.name == "Protégé psychosocial"
    propose_plan(garba, convoy)
    here = world(client)
    assert "lieu protégé" in here["plan"]
    seen = []
    for area in ("Gao", "Kidal", "Sikasso"):
        move_protected(area)
        propose_plan(garba, convoy)
        there = world(client)
        assert there.keys() >= {"plan", "list"}
        # What a plan proposed has a new number each time, the next page a new address, and the clock goes on
        numbers = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|apres=[^\"]*|\d\d:\d\d")
        assert {k: numbers.sub("", v) for k, v in there.items()} == {
            k: numbers.sub("", v) for k, v in here.items()
        }, area
        seen.append(tables_of(garba, scene.timezone.localdate()))
    assert seen[0] == seen[1] == seen[2]


@pytest.mark.django_db
def test_the_sheet_of_a_protected_place_says_neither_who_nor_where_nor_what_befell_her(cast, client_for):
    scene.offered(
        "foyer", "shelter", "Foyer pour victimes de traite", area="Sikasso", address_protected=True,
        place="Derrière la mosquée", parts={**scene.places(2), "phones": [{"number": "70001122", "public": True}]},
    )  # fmt: skip
    person = scene.grown_arrival(danger=True)
    made = scene.orientation(scene.need(person, service_types=["shelter"]), none=True)
    page = (
        client_for(scene.account("garba")).get(reverse("orientation:sheet", args=[made.pk])).content.decode()
    )
    for word in ("Sikasso", "Foyer", "mosquée", "70001122", "victime", "Oumou", "Sangaré", "traite"):
        assert word not in page.split("<main")[1].split("</main>")[0], word
    assert "vous accompagne" in page


AREAS = st.frozensets(st.integers(1, 9), max_size=3)
KM = st.none() | st.floats(0, 3000)


@given(
    KM, KM, AREAS, AREAS, st.booleans(), st.none() | st.integers(1, 500), AREAS,
)  # fmt: skip
def test_nothing_that_is_asked_of_a_hidden_place_depends_on_where_it_is(
    km, other_km, areas, others, safe, far, regions
):
    seeker = Seeker("shelter", (), scene.timezone.now(), safe=safe, farthest_km=far, regions=regions)
    one, other = Place(True, km, areas), Place(True, other_km, others)
    assert place_obstacles(one, seeker) == place_obstacles(other, seeker) == []
    assert one.counted_km == other.counted_km
    assert Candidate(1, one, 2).least == Candidate(1, other, 2).least


POINT = st.tuples(st.floats(10, 25), st.floats(-12, 4))


def seen(entries, moved=None) -> tuple[list[Candidate], list[Candidate]]:
    """The candidates of a seeker for whom some of these services are hidden; moved anywhere, if they are to be."""
    seeker = Seeker(
        "shelter", (), scene.timezone.now(), origin=(14.4, -11.4), farthest_km=300, regions=frozenset([3])
    )
    rows = [
        (
            pk,
            hidden,
            *(moved if hidden and moved else point),
            *[None] * 8,
            *[7 if moved and hidden else 3] * 4,
        )
        for pk, (hidden, point) in enumerate(entries)
    ]
    field = Field(seeker, Directory.of(rows))
    return field.possible(0, 99), field.impossible(99)


@given(st.lists(st.tuples(st.booleans(), POINT), min_size=1, max_size=8), POINT)
def test_hidden_places_moved_anywhere_leave_all_in_its_place(entries, moved):
    assert seen(entries) == seen(entries, moved)


@given(
    st.lists(st.tuples(st.booleans(), KM, AREAS), min_size=1, max_size=6), st.sampled_from(["shelter", "medical"]),
    st.booleans(), st.none() | st.integers(1, 500), AREAS,
)  # fmt: skip
def test_what_is_asked_of_many_places_at_once_is_what_is_asked_of_one(places, kind, safe, far, regions):
    seeker = Seeker(kind, (), scene.timezone.now(), safe=safe, farthest_km=far, regions=regions)
    ones = [Place(True) if hidden else Place(False, km, areas) for hidden, km, areas in places]
    many = places_suit(
        np.array([one.hidden for one in ones]),
        np.array([np.nan if one.km is None else one.km for one in ones]),
        np.array([[*sorted(one.areas), *[np.nan] * 4][:4] for one in ones], dtype=float),
        seeker,
    )
    assert list(many) == [not place_obstacles(one, seeker) for one in ones]
