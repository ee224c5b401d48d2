"""The directory shows each reader what it may see, and never where a protected house is."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse

from siraba.foundation.access.actor import Actor
from siraba.foundation.accounts.models import Account
from siraba.foundation.accounts.roles import Role
from siraba.foundation.geography.loading import load_areas
from siraba.foundation.geography.selectors import area_by_code
from siraba.foundation.organisations.loading import load_organisations
from siraba.foundation.organisations.models import Organisation
from siraba.foundation.services.loading import load_demonstration_services
from siraba.foundation.services.models import Service
from siraba.foundation.services.selectors import entries_for, place_open_to, services_open_to

pytestmark = pytest.mark.django_db
BAMAKO, KAYES = ("cod-2021", "ML09"), ("cod-2021", "ML01")
FORM_TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"')


@pytest.fixture(autouse=True)
def directory():
    load_areas()
    load_organisations()
    load_demonstration_services()


@pytest.fixture
def account_of():
    def make(role, organisation):
        return Account.objects.create(
            username=f"{role}-{organisation}",
            full_name="Aïssata Traoré",
            role=role,
            organisation=Organisation.objects.get(code=organisation),
        )

    return make


@pytest.fixture
def shelter():
    return Service.objects.get(provider__code="foyer", service_type="shelter")


def names(services):
    return {(service.provider.code, service.name) for service in services}


def test_reload_is_idempotent():
    before = list(Service.objects.order_by("pk").values())
    load_demonstration_services()
    assert list(Service.objects.order_by("pk").values()) == before


def test_visitor_sees_public_entries_without_capacity_or_focal_point():
    services = list(services_open_to(None))
    assert services
    assert not any(service.place_protected for service in services)
    assert all((entry.capacity, entry.focal_point) == (None, "") for entry in entries_for(None, services))


def test_account_sees_the_shelter_without_its_place(account_of, shelter):
    for role, organisation in (
        (Role.CASE_MANAGER, "helvetas"),
        (Role.SUPERVISOR, "oim"),
        (Role.PROVIDER, "clinique"),
        (Role.INVESTIGATOR, "brigade"),
        (Role.COORDINATOR, "cnltppa"),
        (Role.ADMINISTRATOR, "foyer"),
        (Role.REGISTRAR, "foyer"),
    ):
        actor = Actor.of(account_of(role, organisation))
        (entry,) = entries_for(actor, services_open_to(actor, "shelter").filter(provider__code="foyer"))
        assert entry.place is None, role
        assert entry.capacity == 20


@pytest.mark.parametrize("role", [Role.PROVIDER, Role.SUPERVISOR])
def test_staff_of_the_shelter_see_its_place(account_of, shelter, role):
    assert place_open_to(Actor.of(account_of(role, "foyer")), shelter)


def test_an_entry_may_protect_its_place_by_itself(account_of):
    service = Service.objects.get(provider__code="clinique", service_type="medical")
    service.address_protected = True
    service.save()
    assert service not in services_open_to(None)
    assert not place_open_to(Actor.of(account_of(Role.CASE_MANAGER, "oim")), service)


def test_no_search_by_region_tells_where_the_shelter_is(account_of, shelter):
    actor = Actor.of(account_of(Role.CASE_MANAGER, "oim"))
    for region in (BAMAKO, KAYES):
        assert shelter in services_open_to(actor, area=area_by_code(*region))
        assert shelter not in services_open_to(None, area=area_by_code(*region))


def test_staff_of_the_shelter_find_it_in_its_own_region_only(account_of, shelter):
    actor = Actor.of(account_of(Role.PROVIDER, "foyer"))
    assert shelter in services_open_to(actor, area=area_by_code(*BAMAKO))
    assert shelter not in services_open_to(actor, area=area_by_code(*KAYES))


def test_filter_by_type_and_by_region_holds_the_towns_below():
    found = services_open_to(None, "medical", area_by_code(*KAYES))
    assert names(found) == {("clinique", "Consultations et soins")}


def test_a_national_service_is_found_from_every_region():
    found = names(services_open_to(None, "family_tracing", area_by_code(*KAYES)))
    assert found == {("crm", "Rétablissement des liens familiaux")}


@pytest.mark.parametrize(("days", "listed"), [(-1, False), (0, True), (10, True), (11, False)])
def test_a_service_is_listed_from_its_first_day_to_its_last(days, listed):
    first = date(2026, 3, 1)
    service = Service.objects.get(name="Kits de dignité")
    Service.objects.filter(pk=service.pk).update(valid_from=first, valid_to=first + timedelta(days=10))
    assert (service in services_open_to(None, on=first + timedelta(days=days))) is listed


def test_a_closed_organisation_offers_nothing():
    Organisation.objects.filter(code="clinique").update(active=False)
    assert not services_open_to(None).filter(provider__code="clinique")


class TestPage:
    @pytest.fixture
    def address(self):
        return reverse("services:directory")

    def test_visitor_reads_it_in_french(self, client, address):
        page = client.get(address).content.decode()
        assert "Clinique Lafia" in page
        assert "Foyer" not in page
        assert "Point focal" not in page

    @pytest.mark.parametrize(("language", "expected"), [("en", "Case management"), ("bm", "Gestion de cas")])
    def test_visitor_reads_it_in_another_language(self, client, address, language, expected):
        response = client.get(address, headers={"Accept-Language": language})
        assert response.status_code == 200
        assert f'lang="{language}"' in response.content.decode()
        assert expected in response.content.decode()

    def test_case_manager_sees_more_but_not_the_place_of_the_shelter(self, client, address, account_of):
        client.force_login(account_of(Role.CASE_MANAGER, "helvetas"))
        page = client.get(address, {"type": "shelter"}).content.decode()
        assert "Foyer" in page
        assert "Lieu protégé" in page
        assert "Responsable de l’accueil" in page

    @pytest.mark.parametrize("role", [Role.INVESTIGATOR, Role.CASE_MANAGER, None])
    def test_page_is_the_same_wherever_the_shelter_is(self, client, address, account_of, shelter, role):
        if role:
            client.force_login(account_of(role, "oim"))
        regions = [area_by_code(*BAMAKO), area_by_code(*KAYES)]

        def pages():
            contents = [client.get(address, {"region": region.pk}).content for region in regions]
            return [FORM_TOKEN.sub(b"", content) for content in contents]

        before = pages()
        for area in reversed(regions):
            shelter.area = shelter.unit.area = area
            shelter.save()
            shelter.unit.save()
            assert pages() == before

    def test_nothing_found_says_so(self, client, address):
        page = client.get(address, {"type": "statelessness"}).content.decode()
        assert "Aucun service ne correspond" in page

    @pytest.mark.parametrize("query", [{"type": "x"}, {"region": "999999"}, {"region": "x"}, {"page": "x"}])
    def test_a_value_that_does_not_exist_breaks_nothing(self, client, address, query):
        response = client.get(address, query)
        assert response.status_code == 200
        assert "Clinique Lafia" in response.content.decode()

    def test_an_unknown_type_is_said_on_its_field(self, client, address):
        response = client.get(address, {"type": "x"})
        assert response.context["filters"].errors["type"]

    def test_few_queries(self, client, address, django_assert_max_num_queries):
        with django_assert_max_num_queries(12):
            client.get(address)
