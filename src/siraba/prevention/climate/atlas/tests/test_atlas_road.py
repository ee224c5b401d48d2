"""The map of the road: what is recorded is counted and said to be a record, and no protected place is on it."""

import csv
import io
import re
from datetime import date, timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.errors import Invalid, NotAllowed, StateNotOpen
from siraba.foundation.access.policy import Purpose
from siraba.foundation.organisations.models import Unit
from siraba.prevention.climate.atlas import actions, routes, towns
from siraba.prevention.climate.atlas.forms import DangerForm
from siraba.prevention.climate.atlas.models import Danger
from tests import mapping

pytestmark = pytest.mark.django_db


def actor(account):
    return Actor.of(account, Purpose.ANTICIPATION)


@pytest.fixture
def reader(hawa):
    client = Client()
    client.force_login(hawa)
    return client


def page(reader, status=200, **asked):
    answer = reader.get(reverse("atlas:road"), asked)
    assert answer.status_code == status
    return answer.content.decode()


SAID = mapping.danger_said()


def noted(account, **changes):
    return actions.note_danger(actor(account), **mapping.danger_said(**changes))


def test_deaths_are_counted_by_place_and_year_and_said_to_be_a_record(reader, hawa):
    mapping.deaths()
    shown = routes.road(actor(hawa), 2018, 2019)
    assert [(one.place.split(" (")[0], one.by_year) for one in shown.clusters] == [
        ("Agadez", {2018: 15, 2019: 5}),
        ("Tamanrasset", {2019: 8}),
    ]
    assert shown.by_year == {2018: 15, 2019: 13}
    html = page(reader)
    assert "Nombre de décès enregistrés, non de départs." in html
    assert "dépend de qui rapporte" in html


def test_only_the_years_asked_for_are_counted(hawa):
    mapping.deaths()
    assert routes.road(actor(hawa), 2019, 2019).deaths == 13


def test_what_has_no_place_or_lies_outside_is_told_apart(reader, hawa):
    mapping.deaths((2019, 17.2, 8.1, 2, 0), (2019, -30.0, 20.0, 4, 0), (2019, 60.0, 10.0, 0, 3))
    shown = routes.road(actor(hawa), 2019, 2019)
    assert (shown.deaths, shown.beyond) == (2, 7)
    assert "7 autres sont hors du cadre" in re.sub(r"\s+", " ", page(reader))


def test_a_place_far_from_any_town_is_told_by_its_degrees(hawa):
    mapping.deaths((2019, 24.5, -9.5, 1, 0), (2019, 33.5, -16.5, 1, 0))
    assert {one.place for one in routes.road(actor(hawa), 2019, 2019).clusters} >= {"33,5° N, 16,5° O"}


def test_without_an_incident_the_rest_of_the_map_is_there(reader):
    html = page(reader)
    assert "Aucun décès enregistré n’est encore chargé" in html
    assert "Villes de transit (liste à valider)" in html
    assert "Agadez" in html


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"first": "1913"}, "Pas d’incident enregistré pour « 1913 » : choisissez de 2018 à 2019."),
        ({"first": "2019", "last": "2018"}, "La fin vient avant le début."),
        ({"show": "shelters"}, "shelters"),
        ({"first": "hier"}, "Il y a un problème"),
    ],
)
def test_what_is_wrong_in_the_address_is_said(reader, asked, said):
    mapping.deaths()
    html = page(reader, 400, **asked)
    assert said in html
    assert "<table" not in html


def test_a_protected_place_is_neither_among_the_branches_nor_among_the_services(reader, hawa):
    protected = Unit.objects.filter(kind="regional").first()
    protected.address_protected = True
    protected.save()
    assert Unit.objects.filter(kind="shelter").exists()
    html = page(reader)
    assert protected.name not in html
    for shelter in Unit.objects.filter(kind="shelter"):
        assert shelter.name not in html


def test_layers_are_left_out_of_the_map_and_stay_in_the_tables(reader):
    mapping.deaths()
    html = page(reader, show=["point"])
    assert 'fill="#4b2e83"' not in html
    assert "Tamanrasset (Algérie), 10 km" in html


def test_the_files_say_the_same_as_the_page(reader):
    mapping.deaths()
    answer = reader.get(reverse("atlas:road"), {"format": "csv"})
    header, tags, *lines = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert len(header) == len(tags) == 5
    assert sum(int(line[4]) for line in lines) == 28
    assert reader.get(reverse("atlas:road"), {"format": "png"}).content.startswith(b"\x89PNG")
    svg = reader.get(reverse("atlas:road"), {"format": "svg"}).content.decode()
    assert "non de départs" in svg


def test_a_danger_is_on_the_map_while_it_lasts(reader, hawa):
    mine = noted(hawa)
    assert "Vols de véhicules" in page(reader)
    over = noted(hawa, text="Barrage levé (essai)", until=timezone.localdate() - timedelta(days=1))
    assert "Barrage levé" not in page(reader)
    actions.withdraw_danger(actor(hawa), mine, reason="La route est sûre (essai)")
    assert "Vols de véhicules" not in page(reader)
    assert Danger.objects.count() == 2
    assert over.state == "noted"


def test_a_danger_is_withdrawn_once(hawa):
    mine = noted(hawa)
    actions.withdraw_danger(actor(hawa), mine, reason="Fini (essai)")
    with pytest.raises(StateNotOpen):
        actions.withdraw_danger(actor(hawa), mine, reason="Fini (essai)")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"latitude": 48.8, "longitude": 2.3}, "latitude"),
        ({"since": date(2999, 1, 1)}, "since"),
        ({"until": date(2001, 1, 1)}, "until"),
    ],
)
def test_a_danger_elsewhere_tomorrow_or_backwards_is_refused(hawa, changes, field):
    with pytest.raises(Invalid) as refusal:
        noted(hawa, **changes)
    assert refusal.value.field == field


def test_who_only_reads_notes_nothing(reader, moussa):
    with pytest.raises(NotAllowed):
        noted(moussa)
    other = Client()
    other.force_login(moussa)
    assert "Noter un danger" not in page(other)
    assert other.get(reverse("atlas:note_danger")).status_code == 404


def form(**changes):
    said = {**SAID, "latitude": "", "longitude": "", "since": "2026-01-01", **changes}
    return DangerForm(said, towns=towns.all_towns())


def test_a_town_of_the_map_gives_its_point_whatever_its_accents():
    asked = form(place="agadez")
    assert asked.is_valid(), asked.errors
    assert (asked.cleaned_data["latitude"], asked.cleaned_data["longitude"]) == (16.973, 7.991)


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"place": "Nulle-Part"}, "latitude", "n’est pas dans la liste"),
        ({"latitude": "18"}, "latitude", "ou aucune des deux"),
        ({"place": "Kayes", "latitude": "x"}, "latitude", "nombre"),
    ],
)
def test_a_place_that_nobody_can_find_is_asked_for(changes, field, said):
    asked = form(**changes)
    assert not asked.is_valid()
    assert said in str(asked.errors[field])


def test_a_name_that_fits_two_towns_is_never_guessed():
    twice = [towns.Town("1", "Ségou", "ML", 13.4, -6.3), towns.Town("2", "Ségou", "BF", 12.0, -1.0)]
    asked = DangerForm({**SAID, "place": "Segou", "latitude": "", "longitude": "", "since": "2026-01-01"}, towns=twice)  # fmt: skip
    assert not asked.is_valid()
    assert "Burkina Faso, Mali" in str(asked.errors["place"])


def test_a_town_of_transit_that_is_not_there_is_a_fault_of_the_setting(settings):
    settings.FLOW_POINTS = ["2448085", "0"]
    with pytest.raises(ImproperlyConfigured, match="0"):
        towns.flow_points(towns.all_towns())


def test_the_setting_as_it_stands_names_towns_that_are_there(settings):
    assert len(towns.flow_points(towns.all_towns())) == len(settings.FLOW_POINTS)


def test_the_page_costs_few_queries(reader, hawa, django_assert_max_num_queries):
    mapping.deaths(*((2019, 10 + n % 20, n % 15, 1, 0) for n in range(100)))
    noted(hawa)
    with django_assert_max_num_queries(22):
        page(reader)
