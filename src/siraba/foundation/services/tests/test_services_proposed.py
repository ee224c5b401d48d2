"""What is proposed is true today: verified, not too long ago, open in its dates, of an active organisation, not of justice."""

from datetime import timedelta

import pytest
from django.utils import timezone

from siraba.foundation.access.actor import Actor
from siraba.foundation.accounts.models import Account
from siraba.foundation.organisations.models import Organisation
from siraba.foundation.services.eligibility import PersonFacts, refuses, vacancy_of
from siraba.foundation.services.models import Schedule, Service, ServiceState, Vacancy
from siraba.foundation.services.opening import open_at
from siraba.foundation.services.selectors import place_of, proposable_services, services_open_to, with_parts
from tests import scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def actor(db):
    organisation = scene.organisation("helvetas")
    return Actor.of(
        Account.objects.create(
            username="awa", full_name="Awa Traoré", role="case_manager", organisation=organisation
        )
    )


@pytest.mark.parametrize(
    ("change", "proposed"),
    [
        ({}, True),
        ({"state": "draft"}, False),
        ({"state": "expired"}, False),
        ({"state": "archived"}, False),
        ({"closed_for_now": True}, False),
    ],
)
def test_only_what_is_true_and_open_is_proposed(entry, actor, change, proposed):
    service = entry(**change)
    assert (service in proposable_services(actor)) is proposed
    assert (service in services_open_to(None)) is proposed


@pytest.mark.parametrize(
    ("bound", "days", "proposed"),
    [("valid_to", -1, False), ("valid_to", 0, True), ("valid_from", 0, True), ("valid_from", 1, False)],
)
def test_an_entry_is_proposed_between_its_days(entry, actor, bound, days, proposed):
    service = entry(**{bound: timezone.localdate() + timedelta(days=days)})
    assert (service in proposable_services(actor)) is proposed
    assert (service in services_open_to(None)) is proposed


def test_an_entry_is_believed_for_a_time_even_before_the_timer_has_passed(entry, actor, settings):
    settings.DIRECTORY_DAYS = 30
    today = timezone.localdate()
    fresh = entry(verified_on=today - timedelta(days=29))
    stale = entry(verified_on=today - timedelta(days=30))
    assert set(proposable_services(actor)) == {fresh}
    assert set(proposable_services(actor, on=today - timedelta(days=1))) == {fresh, stale}


def test_justice_and_a_closed_organisation_are_not_proposed(entry, actor):
    justice = entry("justice")
    Organisation.objects.filter(code="justice").update(house=Organisation.House.PROSECUTION)
    closed = entry("ferme")
    Organisation.objects.filter(code="ferme").update(active=False)
    assert not {justice, closed} & set(proposable_services(actor))
    assert justice in services_open_to(None)


def test_a_place_is_the_services_own_else_that_of_its_area(entry, directory):
    town = Service.objects.get(name="Consultations et soins")
    assert place_of(town) == (14.4478, -11.4439)
    town.latitude, town.longitude = 14.45, -11.44
    assert place_of(town) == (14.45, -11.44)
    border = Service.objects.get(name="Premier accueil et repas")
    assert place_of(border) == place_of(Service.objects.get(name="Couvertures et trousses à Nioro (fictif)"))
    assert place_of(Service.objects.get(name="Aide au retour volontaire")) is None


def test_a_protected_place_is_none_for_whoever_must_not_know_it(directory, actor):
    shelter = Service.objects.get(name="Hébergement sécurisé")
    house = Account.objects.create(
        username="foyer", full_name="A", role="provider", organisation=shelter.provider
    )
    assert place_of(shelter) is None
    assert place_of(shelter, actor) is None
    assert place_of(shelter, Actor.of(house)) == (12.6091, -7.9752)


def test_five_thousand_services_answer_in_a_constant_number_of_queries(actor, django_assert_num_queries):
    provider, area, today = scene.organisation("oim"), scene.region(), timezone.localdate()

    def make(number: int) -> None:
        services = Service.objects.bulk_create(
            Service(
                provider=provider,
                area=area,
                service_type="medical",
                name=f"Service {number} {i}",
                valid_from=today,
                state=ServiceState.VERIFIED,
                verified_on=today,
            )
            for i in range(number)
        )
        Schedule.objects.bulk_create(
            Schedule(service=service, weekday=0, opens="08:00", closes="16:00") for service in services
        )
        Vacancy.objects.bulk_create(Vacancy(service=service, capacity=3, vacant=1) for service in services)

    def ask() -> int:
        person = PersonFacts("female", 30, languages=["bm"])
        found = list(with_parts(proposable_services(actor)))
        for service in found:
            open_at(service, timezone.now())
            refuses(service, person)
            vacancy_of(service, "women")
            place_of(service, actor)
        return len(found)

    make(10)
    with django_assert_num_queries(8):
        assert ask() == 10
    make(4990)
    with django_assert_num_queries(8):
        assert ask() == 5000
