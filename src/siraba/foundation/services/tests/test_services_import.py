"""A file of HSDS is tried line by line; what is bad says why, and the good enters only when somebody says so."""

import json
from copy import deepcopy
from datetime import date

import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from siraba.cli import main
from siraba.foundation.access.errors import Invalid, StateNotOpen
from siraba.foundation.organisations.models import Organisation
from siraba.foundation.services import hsds, importing
from siraba.foundation.services.incoming import Reader
from siraba.foundation.services.models import DirectoryFile, Service
from siraba.foundation.services.selectors import own_entries, with_codes
from tests import scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("directory", "coumba", "provider")]
TODAY = date(2026, 6, 1)
KEY = "5f3a1c1e-8d0b-4a2e-9b7f-1c2d3e4f5a6b"


def told(**changes):
    oim = Organisation.objects.get(code="oim")
    return {
        "id": KEY,
        "name": "Soins à Ménaka",
        "status": "active",
        "organization_id": hsds.organization_id(oim),
        "attributes": [{"taxonomy_term_id": hsds.term_id("medical")}],
        "service_at_locations": [{"location": {"id": "m", "name": "Ménaka"}}],
        "schedules": [{"byday": "MO,TU", "opens_at": "08:00Z", "closes_at": "16:00Z"}],
        "languages": [{"code": "fr"}],
    } | changes  # fmt: skip


def hand_in(*services, **whole):
    content = json.dumps({"services": list(services), **whole}).encode()
    return importing.add_directory_file(scene.actor("coumba"), content=content)


def reasons(*services, **whole):
    return [line.reason for line in importing.tried(hand_in(*services, **whole))]


def test_a_good_line_enters_as_a_draft_once_it_is_confirmed():
    file = hand_in(told())
    assert not Service.objects.filter(uuid=KEY).exists()
    assert importing.import_services(scene.actor("coumba"), file) == (1, 0)
    service = Service.objects.get(uuid=KEY)
    assert (service.state, service.area.name, service.service_type) == ("draft", "Ménaka", "medical")
    assert service.hours == "Lundi à mardi 8\xa0h\xa0– 16\xa0h"
    assert [row.code for row in service.languages.all()] == ["fr"]
    with pytest.raises(StateNotOpen):
        importing.import_services(scene.actor("coumba"), file)


def test_the_same_file_twice_adds_nothing():
    for _turn in range(2):
        importing.import_services(scene.actor("coumba"), hand_in(told()))
    assert Service.objects.filter(name="Soins à Ménaka").count() == 1
    assert Service.objects.get(uuid=KEY).schedules.count() == 2


def test_an_identifier_that_is_no_uuid_is_the_same_each_time():
    for _turn in range(2):
        importing.import_services(scene.actor("coumba"), hand_in(told(id="service-12")))
    assert Service.objects.filter(name="Soins à Ménaka").count() == 1


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"name": ""}, "Il manque : name."),
        ({"status": None, "id": None}, "Il manque : id, status."),
        ({"status": "ouvert"}, "Statut inconnu"),
        ({"organization_id": None}, "Il manque : organization_id."),
        ({"organization_id": "rien"}, "Structure inconnue : rien."),
        ({"service_at_locations": [{"location_id": "rien"}]}, "Lieu inconnu : rien."),
        ({"service_at_locations": [{"location": {"name": "Atlantide"}}]}, "Lieu inconnu : Atlantide."),
        ({"service_at_locations": []}, "Aucun lieu"),
        ({"attributes": []}, "Aucun type de service"),
        (
            {"schedules": [{"byday": "MO", "opens_at": "20:00", "closes_at": "06:00"}]},
            "se ferme avant de s’ouvrir",
        ),
        ({"schedules": [{"byday": "XX", "opens_at": "08:00", "closes_at": "16:00"}]}, "Jours illisibles"),
        ({"schedules": [{"byday": "MO", "opens_at": "08:00+02:00", "closes_at": "16:00"}]}, "autre fuseau"),
        ({"minimum_age": "douze"}, "Âge illisible"),
        ({"minimum_age": 20, "maximum_age": 10}, "âge"),
        ({"cost_options": [{"amount": 5, "currency": "EUR"}]}, "francs CFA"),
        ({"phones": [{}]}, "Il manque : phones.number."),
        ({"name": "x" * 121}, "120"),
    ],
)
def test_each_mistake_is_refused_with_its_reason(changes, reason):
    (found,) = reasons(told(**changes))
    assert reason in found
    assert importing.import_services(scene.actor("coumba"), hand_in(told(**changes))) == (0, 1)


def test_the_same_twice_in_a_file_is_kept_once():
    other = told(id="6f3a1c1e-8d0b-4a2e-9b7f-1c2d3e4f5a6b")
    assert reasons(told(), told(name="Autre")) == ["", "Deux fois la même fiche dans ce fichier."]
    assert reasons(told(), other) == ["", "Deux fiches du même nom dans ce fichier."]
    assert importing.import_services(scene.actor("coumba"), hand_in(told(), told(name="Autre"))) == (1, 1)


def test_a_location_may_stand_once_at_the_top_of_the_file():
    line = told(service_at_locations=[{"location_id": "gao-1"}])
    assert reasons(line, locations=[{"id": "gao-1", "name": "Gao"}]) == [""]


def test_entries_of_another_organisation_are_refused():
    foyer = Organisation.objects.get(code="foyer")
    own = Service.objects.get(name="Hébergement sécurisé")
    assert (
        reasons(told(organization_id=hsds.organization_id(foyer)), told(id=str(own.uuid)))
        == ["Cette fiche est celle d’une autre structure."] * 2
    )


def test_what_was_exported_comes_back_and_changes_nothing():
    coumba = scene.actor("coumba")

    def whole():
        return list(hsds.whole(with_codes(own_entries(coumba)), coumba))

    before = deepcopy(whole())
    rules = list(
        Service.objects.filter(provider__code="oim")
        .order_by("pk")
        .values_list("rules__groups", "rules__age_to")
    )
    kept, refused = importing.import_services(coumba, hand_in(*before))
    assert (kept, refused) == (len(before), 0)
    assert whole() == before
    assert rules == list(
        Service.objects.filter(provider__code="oim")
        .order_by("pk")
        .values_list("rules__groups", "rules__age_to")
    )


def test_what_is_protected_stays_protected():
    foyer = scene.actor("provider")
    before = list(hsds.whole(with_codes(own_entries(foyer)), foyer))
    content = json.dumps({"services": before}).encode()
    importing.import_services(foyer, importing.add_directory_file(foyer, content=content))
    assert all(service.place_protected for service in own_entries(foyer))


@pytest.mark.parametrize(
    "content",
    [
        *(b"", b"\xff\xfe", b"[1", b"{}", b'{"services": []}', b'{"services": "x"}', b"[" * 100000),
        *(b'[{"name": NaN}]', b'[{"name": 1e999}]', b'[{"name": "\\u0000"}]', b'[{"name": "\\ud800"}]'),
    ],
)
def test_what_is_no_file_of_services_is_refused_at_the_door(content):
    with pytest.raises(Invalid) as refusal:
        importing.add_directory_file(scene.actor("coumba"), content=content)
    assert refusal.value.field == "file"
    assert not DirectoryFile.objects.exists()


@pytest.mark.parametrize(
    "line", [1, "x", None, [], {"id": {}}, {"id": 1, "name": 2, "status": "active", "organization": 3}]
)
def test_a_line_that_is_no_service_is_refused_alone(line):
    found = reasons(told(), line)
    assert found[0] == ""
    assert found[1]


ODD = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=9)),
    lambda inside: st.one_of(
        st.lists(inside, max_size=2), st.dictionaries(st.sampled_from(["id", "name", "code"]), inside)
    ),
    max_leaves=4,
)
FIELDS = """id name status description organization organization_id attributes service_at_locations schedules languages
required_documents cost_options phones minimum_age maximum_age""".split()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(name=st.sampled_from(FIELDS), value=st.one_of(ODD, st.lists(ODD, max_size=2)))
def test_whatever_stands_in_a_field_the_line_is_read_or_refused(name, value):
    reader = Reader({"services": [told(**{name: value})]}, Organisation.objects.get(code="oim"), TODAY)
    (line,) = reader.lines()
    assert line.good is (line.service is not None)


def test_the_page_shows_each_line_and_keeps_the_good_ones(client_for, coumba):
    client = client_for(coumba)
    content = json.dumps([told(), told(id="2", name="")]).encode()
    upload = SimpleUploadedFile("fiches.json", content, content_type="application/json")
    place = client.post(reverse("services:import"), {"file": upload})["Location"]
    page = client.get(place).content.decode()
    assert "Il manque : name." in page
    assert "Bonnes : 1. Refusées : 1." in page
    assert not Service.objects.filter(uuid=KEY).exists()
    assert client.post(place, {"form_id": KEY}).status_code == 302
    assert Service.objects.filter(uuid=KEY).exists()
    assert client.get(place).status_code == 404


def test_the_command_tries_first_and_keeps_after_a_yes(tmp_path):
    path = tmp_path / "fiches.json"
    path.write_text(json.dumps([told(), told(id="2", status="x")]))
    said = CliRunner().invoke(main, ["directory", "import", str(path)], input="n\n")
    assert "2 Soins à Ménaka : Statut inconnu : x." in said.output
    assert not Service.objects.filter(uuid=KEY).exists()
    said = CliRunner().invoke(main, ["directory", "import", str(path), "--yes", "--organisation", "oim"])
    assert "Fiches gardées : 1." in said.output
    assert Service.objects.filter(uuid=KEY).exists()
