"""The public API and the exports hold to HSDS 3.0: its envelope, its required fields, its types."""

import csv
import io
import json
from uuid import UUID

import pytest
from django.urls import reverse

from siraba.foundation.services.keys import service_identifier
from siraba.foundation.services.models import Service
from siraba.foundation.services.selectors import services_open_to

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("directory")]

# Required fields (!) and types (s string, n number, a array, o object) of the objects that we give, after the schema of
# HSDS 3.0: github.com/openreferral/specification, branch 3.0, schema/*.json (16 May 2024), CC BY-SA 4.0. Names alone.
SCHEMA = {
    "organization": "id!s name!s alternate_name:s description!s",
    "service": "id!s organization_id:s name!s description:s status!s interpretation_services:s application_process:s"
    " fees_description:s eligibility_description:s minimum_age:n maximum_age:n assured_date:s organization:o schedules:a"
    " languages:a required_documents:a cost_options:a phones:a service_at_locations:a service_areas:a attributes:a",
    "service_at_location": "id!s service_id:s location_id:s location:o",
    "location": "id!s location_type!s organization_id:s name:s description:s latitude:n longitude:n"
    " external_identifier:s external_identifier_type:s",
    "schedule": "id!s service_id:s freq:s byday:s opens_at:s closes_at:s timezone:n valid_from:s valid_to:s notes:s",
    "language": "id!s service_id:s code:s name:s",
    "required_document": "id!s service_id:s document:s",
    "cost_option": "id!s service_id:s option:s currency:s amount:n",
    "phone": "id!s service_id:s number!s type:s description:s",
    "service_area": "id!s service_id:s name:s",
    "attribute": "id!s link_id:s link_entity:s link_type!s taxonomy_term_id:s taxonomy_term:o",
    "taxonomy": "id!s name!s description!s",
    "taxonomy_term": "id!s code:s name!s description!s taxonomy_id:s",
}
TYPES = {"s": str, "n": (int, float), "a": list, "o": dict}
ENUMS = {
    ("service", "status"): {"active", "inactive", "defunct", "temporarily closed"},
    ("location", "location_type"): {"physical", "postal", "virtual"},
    ("schedule", "freq"): {"WEEKLY", "MONTHLY"},
}
HELD = {
    "schedules": "schedule", "languages": "language", "required_documents": "required_document",
    "cost_options": "cost_option", "phones": "phone", "service_at_locations": "service_at_location",
    "service_areas": "service_area", "attributes": "attribute", "organization": "organization",
    "location": "location", "taxonomy_term": "taxonomy_term",
}  # fmt: skip


def faults(kind: str, told: dict) -> list[str]:
    fields = {}
    for word in SCHEMA[kind].split():
        name, mark, letter = word[:-2], word[-2], word[-1]
        fields[name] = (mark == "!", TYPES[letter])
    found = [
        f"{kind}.{name} missing"
        for name, (required, _type) in fields.items()
        if required and not told.get(name)
    ]
    for name, value in told.items():
        if name not in fields:
            found.append(f"{kind}.{name} unknown")
        elif not isinstance(value, fields[name][1]):
            found.append(f"{kind}.{name} is {type(value).__name__}")
        elif value not in ENUMS.get((kind, name), {value} if isinstance(value, str) else [value]):
            found.append(f"{kind}.{name} = {value}")
        elif name in HELD:
            found += [
                fault
                for one in (value if isinstance(value, list) else [value])
                for fault in faults(HELD[name], one)
            ]
    return found


def read(client, slug, *key, **query):
    name = "services:hsds_one" if key else "services:hsds_list"
    return client.get(reverse(name, args=[slug, *key]), query).json()


@pytest.mark.parametrize(
    ("slug", "kind"),
    [
        ("services", "service"),
        ("organizations", "organization"),
        ("service_at_locations", "service_at_location"),
        ("taxonomies", "taxonomy"),
        ("taxonomy_terms", "taxonomy_term"),
    ],
)
def test_each_list_and_each_object_holds_to_the_schema(client, slug, kind):
    page = read(client, slug, per_page=200)
    assert page["contents"]
    assert [fault for one in page["contents"] for fault in faults(kind, one)] == []
    assert set(page) == {
        "total_items", "total_pages", "page_number", "size", "first_page", "last_page", "empty", "contents",
    }  # fmt: skip
    for one in page["contents"][:3]:
        whole = read(client, slug, one["id"])
        assert whole["id"] == one["id"]
        assert str(UUID(one["id"])) == one["id"]


def test_every_service_whole_holds_to_the_schema(client):
    page = read(client, "services", full="true", per_page=200)
    assert page["total_items"] == services_open_to(None).count()
    assert [fault for one in page["contents"] for fault in faults("service", one)] == []
    ids = [
        row["id"]
        for one in page["contents"]
        for kind in HELD
        for row in one.get(kind, [])
        if kind.endswith("s")
    ]
    assert len(ids) == len(set(ids))


def test_pages_hold_every_service_once(client):
    pages = [read(client, "services", page=number, per_page=7) for number in range(1, 6)]
    total = pages[0]["total_items"]
    wanted = -(-total // 7)
    seen = [one["id"] for page in pages[:wanted] for one in page["contents"]]
    assert len(seen) == len(set(seen)) == total
    assert [page["first_page"] for page in pages[:2]] == [True, False]
    assert pages[wanted - 1]["last_page"]
    assert read(client, "services", page="rien", per_page="-1")["page_number"] == 1


def test_identifiers_are_the_same_after_the_directory_is_made_again(client):
    from siraba.foundation.services.loading import load_demonstration_services

    before = read(client, "services", full="true", per_page=200)["contents"]
    load_demonstration_services()  # which makes every row of an entry anew
    assert read(client, "services", full="true", per_page=200)["contents"] == before
    clinic = Service.objects.get(name="Consultations et soins")
    assert clinic.uuid == service_identifier(clinic.provider, clinic.name, clinic.valid_from)


def test_filters_add_up(client):
    medical = next(
        t for t in read(client, "taxonomy_terms", per_page=200)["contents"] if t["code"] == "medical"
    )
    clinic = next(
        o for o in read(client, "organizations")["contents"] if o["alternate_name"] == "Clinique Lafia"
    )
    both = read(client, "services", taxonomy_term_id=medical["id"], organization_id=clinic["id"])
    assert [one["name"] for one in both["contents"]] == ["Consultations et soins"]
    assert read(client, "services", search="introuvable")["empty"] is True
    assert read(client, "services", modified_after="2100-01-01")["empty"] is True
    assert read(client, "services", modified_after="rien")["empty"] is False


def test_what_is_hidden_from_a_visitor_is_not_there_even_for_who_signed_in(client, client_for, provider):
    text = client.get(
        reverse("services:hsds_list", args=["services"]), {"full": "true", "per_page": 200}
    ).content
    assert "Foyer" not in text.decode()
    assert "Maison des enfants" not in text.decode()
    mine = client_for(provider).get(
        reverse("services:hsds_list", args=["services"]), {"full": "true", "per_page": 200}
    )
    assert mine.content == text


def test_the_exports_hold_what_the_actor_may_read(client_for, provider, awa):
    def export(who, form):
        return client_for(who).get(reverse("services:export", args=[form])).content.decode()

    own, other = (json.loads(export(who, "json"))["services"] for who in (provider, awa))
    house = {
        name: next(one for one in rows if one["name"] == "Hébergement sécurisé")
        for name, rows in (("own", own), ("other", other))
    }
    assert house["own"]["service_at_locations"][0]["location"]["latitude"] == 12.6091
    assert not house["other"].keys() & {"service_at_locations", "service_areas"}
    assert [fault for one in own for fault in faults("service", one)] == []
    rows = list(csv.DictReader(io.StringIO(export(awa, "csv"))))
    assert len(rows) == len(other)
    assert next(row for row in rows if row["Nom"] == "Hébergement sécurisé")["Lieu"] == ""


def test_an_unknown_list_or_object_does_not_exist(client):
    assert client.get("/services/hsds/rien").status_code == 404
    assert client.get(reverse("services:hsds_one", args=["services", UUID(int=1)])).status_code == 404


def test_few_queries_however_many_services(client, django_assert_max_num_queries):
    with django_assert_max_num_queries(14):
        read(client, "services", full="true", per_page=200)
