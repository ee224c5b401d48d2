"""The API's door: keys, languages, refusals, and the description of what stands behind it."""

import json
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from siraba.foundation.access.policy import Purpose
from siraba.foundation.accounts.models import ApiToken
from siraba.foundation.accounts.tokens import make_token
from siraba.foundation.audit.models import AuditLine
from siraba.protection.cases.models import Case
from tests import scene

pytestmark = pytest.mark.django_db
CASES = "/api/v1/cases"
GIRL = {"names": scene.NAMES, "sex": "female", "age": 14, "citizenships": "ML", "urgent_need": "shelter"}
ENDPOINTS = {
    "/api/v1/cases": {"get", "post"},
    "/api/v1/cases/{code}": {"get"},
    "/api/v1/cases/{code}/screening": {"post"},
    "/api/v1/cases/{code}/assessment": {"post"},
    "/api/v1/cases/{code}/consents": {"get", "post"},
    "/api/v1/cases/{code}/consents/{pk}/withdrawal": {"post"},
    "/api/v1/cases/{code}/referrals": {"post"},
    "/api/v1/referrals": {"get"},
    "/api/v1/referrals/{code}": {"get"},
    "/api/v1/referrals/{code}/send": {"post"},
    "/api/v1/referrals/{code}/receive": {"post"},
    "/api/v1/referrals/{code}/accept": {"post"},
    "/api/v1/referrals/{code}/decline": {"post"},
    "/api/v1/referrals/{code}/complete": {"post"},
    "/api/v1/services": {"get"},
}


@pytest.fixture(autouse=True)
def french():
    with translation.override("fr"):
        yield


def program(account, purpose=Purpose.CARE, **headers):
    """A client that shows a key of the account."""
    _token, secret = make_token(account.pk, purpose, "Essai")
    return Client(headers={"authorization": f"Bearer {secret}", **headers})


def send(client, path, data=None, **headers):
    return client.post(path, json.dumps(data or {}), content_type="application/json", headers=headers)


def test_the_description_lists_every_endpoint(client):
    document = json.loads(client.get("/api/v1/openapi.json").content)
    assert {path: set(acts) for path, acts in document["paths"].items()} == ENDPOINTS
    posts = [acts["post"] for acts in document["paths"].values() if "post" in acts]
    assert all("Idempotency-Key" in [p["name"] for p in post["parameters"]] for post in posts)
    assert document["components"]["securitySchemes"]


def test_no_page_of_the_api_needs_files_from_elsewhere(client):
    assert client.get("/api/v1/docs").status_code == 404


@pytest.mark.parametrize("header", [None, "Bearer srb_inconnu", "Basic YXdhOmF3YQ==", "Bearer "])
def test_without_a_known_key_the_door_is_closed(client, header):
    response = client.get(CASES, headers={"authorization": header} if header else {})
    assert response.status_code == 401
    assert response["WWW-Authenticate"] == "Bearer"
    assert response["Cache-Control"] == "no-store"
    assert response.json() == {"message": "Ce jeton est absent, inconnu, échu ou révoqué.", "field": None}


@pytest.mark.parametrize("ended", ["expires_at", "revoked_at"])
def test_a_key_that_is_over_opens_nothing(awa, ended):
    client = program(awa)
    assert client.get(CASES).status_code == 200
    ApiToken.objects.update(**{ended: timezone.now()})
    assert client.get(CASES).status_code == 401


def test_a_key_ends_with_the_account_and_with_the_roles_purpose(awa):
    client = program(awa)
    awa.role = "registrar"
    awa.save()
    assert client.get(CASES).status_code == 401
    awa.role, awa.is_active = "case_manager", False
    awa.save()
    assert client.get(CASES).status_code == 401


def test_the_session_of_the_pages_opens_nothing_here(client_for, awa):
    client = client_for(awa)
    assert client.get(CASES).status_code == 401
    assert send(client, CASES, GIRL).status_code == 401
    assert not Case.objects.system("a test counts").exists()


def test_a_key_acts_for_its_purpose_alone(awa, garba):
    case = scene.receive("awa")
    counting = program(awa, Purpose.STATISTICS)
    assert counting.get(CASES).status_code == 404
    assert counting.get(f"{CASES}/{case.code}").status_code == 404
    refused = send(counting, CASES, GIRL)
    assert (refused.status_code, refused.json()["field"]) == (404, None)
    line = AuditLine.objects.latest("pk")
    assert (line.act, line.decision, line.purpose) == ("open_page", "refused", "statistics")


def test_a_refusal_speaks_the_language_of_the_request_or_of_the_account(awa):
    awa.language = "en"
    awa.save()
    assert program(awa).get(CASES)["Content-Language"] == "en"
    french = program(awa, **{"accept-language": "fr"}).get(f"{CASES}/0000")
    assert french["Content-Language"] == "fr"
    assert french.json()["message"] == "Cette page n’existe pas ou ne vous est pas ouverte."


def test_what_is_no_json_and_what_lacks_a_field_are_said_so(awa):
    client = program(awa)
    unreadable = client.post(CASES, "{", content_type="application/json")
    assert (unreadable.status_code, unreadable.json()["field"]) == (400, None)
    lacking = send(client, CASES, {**GIRL, "names": None} | {"sex": "female"})
    assert (lacking.status_code, lacking.json()["field"]) == (422, "names")
    missing = send(client, CASES, {name: value for name, value in GIRL.items() if name != "sex"})
    assert missing.json() == {"message": "Ce champ est obligatoire.", "field": "sex"}


def test_the_same_key_twice_makes_one_case_and_gives_it_twice(garba):
    client, key = program(garba, Purpose.RECEPTION), str(uuid4())
    first = send(client, CASES, GIRL, **{"idempotency-key": key})
    again = send(client, CASES, GIRL, **{"idempotency-key": key})
    assert first.status_code == again.status_code == 201
    assert first.json()["code"] == again.json()["code"]
    assert Case.objects.system("a test counts").count() == 1


def test_two_keys_no_key_and_two_accounts_make_their_own_cases(garba, awa):
    client, key = program(garba, Purpose.RECEPTION), str(uuid4())
    send(client, CASES, GIRL, **{"idempotency-key": key})
    send(client, CASES, GIRL, **{"idempotency-key": str(uuid4())})
    send(client, CASES, GIRL)
    send(program(awa), CASES, GIRL, **{"idempotency-key": key})
    assert Case.objects.system("a test counts").count() == 4


def test_a_key_used_for_another_content_is_refused_and_a_refused_request_can_be_sent_again(garba):
    client, key = program(garba, Purpose.RECEPTION), {"idempotency-key": str(uuid4())}
    assert send(client, CASES, {**GIRL, "age": 300}, **key).status_code == 422
    assert send(client, CASES, GIRL, **key).status_code == 201
    other = send(client, CASES, {**GIRL, "age": 15}, **key)
    assert (other.status_code, other.json()["field"]) == (422, "Idempotency-Key")
    assert Case.objects.system("a test counts").count() == 1


def test_a_key_that_is_no_uuid_is_refused(garba):
    response = send(program(garba, Purpose.RECEPTION), CASES, GIRL, **{"idempotency-key": "un"})
    assert (response.status_code, response.json()["field"]) == (422, "Idempotency-Key")


def test_nothing_the_api_answers_is_kept_on_the_way(awa):
    case = scene.receive("awa")
    client = program(awa)
    answers = [
        client.get(CASES),
        client.get(f"{CASES}/{case.code}"),
        client.get(f"{CASES}/x"),
        send(client, CASES, GIRL),
    ]
    assert {answer["Cache-Control"] for answer in answers} == {"no-store"}


def test_the_addresses_have_names():
    assert reverse("api:list_cases") == CASES
