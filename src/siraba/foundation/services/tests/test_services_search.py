"""A visitor finds who can help, by need, place, language, hour and person; and nobody finds where a hidden house is."""

import json
import re
from datetime import UTC, datetime

import pytest
from django.urls import reverse

from siraba.foundation.access.actor import Actor
from siraba.foundation.accounts.models import Account
from siraba.foundation.geography.selectors import area_by_code, find_area
from siraba.foundation.organisations.models import Organisation
from siraba.foundation.services.eligibility import PersonFacts, refuses
from siraba.foundation.services.map import outlines, places_of
from siraba.foundation.services.models import Service
from siraba.foundation.services.search import FITS, kilometres, search
from siraba.foundation.services.selectors import place_of, services_open_to, with_parts
from siraba.foundation.services.terms import Who

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("directory")]
MONDAY_MORNING = datetime(2026, 6, 1, 10, tzinfo=UTC)
NIGHT = datetime(2026, 6, 1, 23, tzinfo=UTC)
FORM_TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"')
BAMAKO, GAO = ("cod-2021", "ML0901"), ("cod-2021", "ML07")


@pytest.fixture
def actor():
    def make(role, organisation):
        owner = Organisation.objects.get(code=organisation)
        return Actor.of(
            Account.objects.create(
                username=f"{role}-{organisation}", full_name="A", role=role, organisation=owner
            )
        )

    return make


def names(services):
    return [service.name for service in services]


def test_by_hour():
    assert "Actes et extraits de naissance" in names(search(None, {"when": "now"}, MONDAY_MORNING))
    at_night = names(search(None, {"when": "now"}, NIGHT))
    assert "Actes et extraits de naissance" not in at_night
    assert "Consultations et soins" in at_night


def test_by_language():
    found = names(search(None, {"language": "taq"}, NIGHT))
    assert "Premiers soins à Gao (fictif)" in found
    assert "Consultations et soins" not in found


def test_the_nearest_comes_first_and_what_serves_the_country_last():
    found = list(search(None, {"near": find_area("Gao", 3)}, NIGHT))
    assert all(place_of(service) == (16.2717, -0.0447) for service in found[:3])
    away = [kilometres((16.2717, -0.0447), point) for service in found if (point := place_of(service))]
    assert away == sorted(away)
    assert place_of(found[-1]) is None


def test_the_distance_from_bamako_to_gao_is_that_of_the_map():
    assert 930 < kilometres((12.6091, -7.9752), (16.2717, -0.0447)) < 960


@pytest.mark.parametrize(
    ("who", "person"),
    [
        (Who.WOMAN, PersonFacts("female", 30, referred=True)),
        (Who.MAN, PersonFacts("male", 30, referred=True)),
        (Who.CHILD, PersonFacts("", 10, referred=True)),
        (Who.ALONE, PersonFacts("", 10, alone_minor=True, referred=True)),
    ],
)
def test_for_whom_leaves_out_only_what_would_refuse_that_person(actor, who, person):
    reader = actor("provider", "foyer")
    shown = set(search(reader, {"who": who}, NIGHT))
    for service in with_parts(services_open_to(reader)):
        if service not in shown:
            assert refuses(service, person) or who == Who.CHILD, service
    assert set(FITS) == set(Who.values)


# The hidden house


def hidden():
    return Service.objects.get(name="Hébergement sécurisé")


def test_the_map_shows_the_house_to_its_own_people_alone(actor):
    services = Service.objects.filter(pk=hidden().pk)
    assert places_of(services, None) == []
    assert places_of(services, actor("case_manager", "oim")) == []
    assert [place.name for place in places_of(services, actor("provider", "foyer"))] == ["Bamako"]


@pytest.mark.parametrize("role", ["case_manager", "reception_branch", "investigator", "coordinator"])
@pytest.mark.parametrize("query", [{"near": "Gao"}, {"near": "Bamako"}, {"region": "here"}, {}])
def test_every_page_is_the_same_wherever_the_house_is(client, actor, role, query):
    Account.objects.filter(username=f"{role}-dgme").delete()
    reader = actor(role, "dgme" if role == "reception_branch" else "oim")
    client.force_login(
        Account.objects.get(pk=reader.account_id),
        backend="siraba.foundation.accounts.backends.AccountBackend",
    )
    if "region" in query:
        query = {"region": find_area("Gao", 1).pk}
    house = hidden()
    addresses = [
        (reverse("services:directory"), query),
        (reverse("services:detail", args=[house.uuid]), {}),
        (reverse("services:hsds_list", args=["services"]), {"full": "true", "per_page": 200}),
        (reverse("services:hsds_list", args=["service_at_locations"]), {"per_page": 200}),
        (reverse("services:export", args=["csv"]), {}),
        (reverse("services:export", args=["json"]), {}),
    ]

    def pages():
        return [FORM_TOKEN.sub(b"", client.get(address, data).content) for address, data in addresses]

    before = pages()
    for place in (GAO, BAMAKO):
        area = area_by_code(*place)
        house.area = house.unit.area = area
        house.latitude, house.longitude, house.place = 14.0, -5.0, f"derrière {area}"
        house.save()
        house.unit.save()
        assert pages() == before


def test_the_page_of_the_house_does_not_exist_for_a_visitor(client):
    assert client.get(reverse("services:detail", args=[hidden().uuid])).status_code == 404
    assert client.get(reverse("services:hsds_one", args=["services", hidden().uuid])).status_code == 404


# The page


def test_a_visitor_reads_public_telephones_only(client):
    page = client.get(reverse("services:directory")).content.decode()
    public = {phone.number for s in services_open_to(None) for phone in s.phones.all() if phone.public}
    private = {phone.number for s in Service.objects.all() for phone in s.phones.all() if not phone.public}
    shown = set(re.findall(r"\+223\d+", page))
    assert shown == public
    assert not shown & private


def test_the_map_and_its_script_say_what_the_table_says(client):
    response = client.get(reverse("services:directory"))
    page = response.content.decode()
    told = json.loads(re.search(r'<script id="places" type="application/json">(.*?)</script>', page).group(1))
    assert sum(place["count"] for place in told) == sum(1 for s in services_open_to(None) if place_of(s))
    assert page.count("<circle") == len(told)
    assert len(outlines()) == 10


def test_a_place_that_is_not_found_is_said_on_its_field_and_the_rest_still_filters(client):
    response = client.get(reverse("services:directory"), {"near": "Atlantide", "type": "medical"})
    assert "Lieu introuvable" in response.content.decode()
    assert {card.entry.service_type for card in response.context["cards"]} == {"medical"}


@pytest.mark.parametrize("language", ["fr", "en", "bm"])
def test_the_first_page_is_light(client, language):
    import gzip

    page = client.get(reverse("services:directory"), headers={"Accept-Language": language}).content
    assert len(gzip.compress(page)) < 25_000


def test_an_expired_entry_is_read_by_its_own_keepers_alone(client, actor):
    stale = Service.objects.get(name="Cours du soir à Kayes (fictif)")
    address = reverse("services:detail", args=[stale.uuid])
    assert client.get(address).status_code == 404
    keeper = actor("supervisor", "oim")
    client.force_login(
        Account.objects.get(pk=keeper.account_id),
        backend="siraba.foundation.accounts.backends.AccountBackend",
    )
    page = client.get(address).content.decode()
    assert "Périmée" in page
    assert "C’est toujours vrai" in page
