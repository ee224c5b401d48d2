"""Cases and consents through the API: the same rules as the pages."""

import json
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import translation

from siraba.foundation.access.policy import ROLE_PURPOSES, Purpose
from siraba.foundation.accounts.roles import Role
from siraba.foundation.accounts.tokens import make_token
from siraba.foundation.audit.models import AuditLine
from siraba.protection.cases.instruments import QUESTIONS
from siraba.protection.cases.models import Case
from tests import scene
from tests.questions import few_questions

CASES = "/api/v1/cases"
GIRL = {"names": scene.NAMES, "sex": "female", "age": 14, "citizenships": "ML", "urgent_need": "shelter"}
SCREENING = {
    "immediate_danger": False,
    "presumed": True,
    "pathway": "victim",
    "acts": ["recruitment"],
    "purposes": ["servitude"],
    "note": scene.WORDS,
}
ASSESSMENT = {"answers": dict.fromkeys(QUESTIONS, "yes"), "risk": "high", "health": scene.HEALTH}
CONSENT = {
    "assent": "yes",
    "recipient": "foyer",
    "scope": "share_named_agency",
    "state": "granted",
    "categories": ["identity", "case"],
    "giver": "caregiver",
    "giver_name": scene.MOTHER,
    "modality": "voice",
    "language": "bm",
}
OTHERS = ["boubacar", "daouda", "etienne", "fanta", "hawa", "provider"]


@pytest.fixture(autouse=True)
def cast(awa, boubacar, coumba, daouda, etienne, fanta, garba, hawa, issa, provider):
    with translation.override("fr"):
        yield


def program(username, purpose=None):
    account = scene.account(username)
    _token, secret = make_token(account.pk, purpose or ROLE_PURPOSES[Role(account.role)][0], "Essai")
    return Client(headers={"authorization": f"Bearer {secret}"})


def send(client, path, data=None, **headers):
    return client.post(path, json.dumps(data or {}), content_type="application/json", headers=headers)


def test_five_fields_receive_a_person_and_open_a_draft():
    response = send(program("garba"), CASES, GIRL)
    assert response.status_code == 201
    case = Case.objects.system("a test reads").get()
    assert response.json() | {"due_at": None} == {
        "code": case.code,
        "state": "draft",
        "pathway": "child",
        "identification": "none",
        "risk": "high",
        "due_what": "screening",
        "due_at": None,
    }


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"sex": "inconnu"}, "sex"),
        ({"citizenships": "XX"}, "citizenships"),
        ({"urgent_need": "lune"}, "urgent_need"),
        ({"languages": ["bm", "latin"]}, "languages"),
        ({"age": 300}, "age"),
        ({"age": None}, "age"),
        ({"names": ""}, "names"),
        ({"birth_date": "2999-01-01"}, "birth_date"),
        ({"place": "Atlantide"}, "place"),
        ({"age": "quatorze"}, "age"),
        ({"age_method": "devinée"}, "age_method"),
    ],
)
def test_what_cannot_be_accepted_is_said_on_its_field(changed, field):
    response = send(program("garba"), CASES, GIRL | changed)
    assert (response.status_code, response.json()["field"]) == (422, field)
    assert not Case.objects.system("a test counts").exists()


@pytest.mark.parametrize("who", OTHERS)
def test_the_list_of_whom_no_case_concerns_is_empty_and_a_case_is_not_there(who):
    case = scene.open_case()
    client = program(who)
    for query in ({}, {"q": scene.NAMES}):
        assert not client.get(CASES, query).json().get("items")
    for path in ("", "/consents"):
        nowhere, there = client.get(f"{CASES}/0000-0000-0{path}"), client.get(f"{CASES}/{case.code}{path}")
        assert (there.status_code, there.content) == (404, nowhere.content)
    for path, data in (("screening", SCREENING), ("assessment", ASSESSMENT), ("consents", CONSENT)):
        assert send(client, f"{CASES}/{case.code}/{path}", data).status_code == 404


@pytest.mark.parametrize("who", ["daouda", "etienne", "fanta", "hawa", "provider"])
def test_who_receives_nobody_is_refused_whatever_was_sent(who):
    refused = 403 if who == "provider" else 404  # a provider reads cases for care, and receives nobody
    assert send(program(who), CASES, GIRL).status_code == refused
    assert send(program(who), CASES, GIRL | {"sex": "inconnu"}).status_code == refused


def test_the_case_manager_reads_names_facts_and_health():
    case = scene.open_case()
    scene.assess(case)
    found = program("awa").get(f"{CASES}/{case.code}").json()
    assert found["identity"]["names"] == scene.NAMES
    assert found["person"] == {
        "sex": "female",
        "age": 14,
        "age_method": "stated",
        "citizenships": ["ML"],
        "languages": [],
    }
    assert found["screenings"][0]["note"] == scene.WORDS
    assert found["assessments"][0]["health"] == scene.HEALTH
    assert (found["agency"], found["owner"]) == ("oim", "Awa Traoré")


def test_the_branch_that_received_her_does_not_read_what_she_told_the_next_agency():
    case = scene.open_case()
    scene.assess(case)
    found = program("garba").get(f"{CASES}/{case.code}").json()
    assert found["screenings"] == found["assessments"] == []
    assert scene.HEALTH not in json.dumps(found, ensure_ascii=False)


def test_the_list_shows_names_only_where_the_identity_is_open():
    scene.receive("awa")
    scene.receive("awa", names="Modibo Sangho")
    items = program("awa").get(CASES).json()["items"]
    assert [item["names"] for item in items] == ["Modibo Sangho", scene.NAMES]
    assert program("coumba").get(CASES, {"q": "sangho"}).json()["items"][0]["names"] == "Modibo Sangho"
    assert program("boubacar").get(CASES).json()["items"] == []


def test_the_list_is_followed_page_by_page(settings):
    settings.PAGE_SIZE = 2
    codes = [scene.receive("awa", names=f"Personne {n}").code for n in range(3)][::-1]
    client = program("awa")
    first = client.get(CASES).json()
    second = client.get(first["next"]).json()
    assert [item["code"] for page in (first, second) for item in page["items"]] == codes
    assert second["next"] is None
    assert client.get(second["previous"]).json()["items"] == first["items"]


def test_a_filter_that_does_not_exist_is_said_on_its_field():
    response = program("awa").get(CASES, {"state": "perdu"})
    assert (response.status_code, response.json()["field"]) == (422, "state")


def test_screening_and_assessment_move_the_case():
    case = scene.receive("awa")
    client = program("awa")
    screened = send(client, f"{CASES}/{case.code}/screening", SCREENING)
    assert (screened.status_code, screened.json()["state"]) == (200, "open")
    assert screened.json()["identification"] == "presumed"
    assessed = send(client, f"{CASES}/{case.code}/assessment", ASSESSMENT)
    assert (assessed.json()["state"], assessed.json()["risk"]) == ("assessed", "high")
    line = AuditLine.objects.filter(act="assess_case").get()
    assert (line.account.username, line.purpose, line.object) == ("awa", "care", case.code)


def test_a_step_that_is_not_open_says_which_are():
    case = scene.receive("awa")
    response = send(program("awa"), f"{CASES}/{case.code}/assessment", ASSESSMENT)
    assert response.status_code == 409
    assert "Remplir la fiche de repérage" in response.json()["message"]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"risk": "énorme"}, "risk"),
        ({"answers": dict.fromkeys((*QUESTIONS, "lune"), "no")}, None),
        ({"answers": {}}, "threat"),
        ({"answers": dict.fromkeys(QUESTIONS, "peut-être")}, "threat"),
    ],
)
def test_an_assessment_that_cannot_be_is_said_on_its_field(changed, field):
    case = scene.open_case()
    response = send(program("awa"), f"{CASES}/{case.code}/assessment", ASSESSMENT | changed)
    assert (response.status_code, response.json()["field"]) == (422, field)


def test_a_consent_is_recorded_listed_and_withdrawn():
    case = scene.open_case()
    client, path = program("awa"), f"{CASES}/{case.code}/consents"
    made = send(client, path, CONSENT)
    assert (made.status_code, made.json()["live"]) == (201, True)
    assert made.json()["categories"] == ["case", "identity"]
    assert made.json()["id"] in [consent["id"] for consent in client.get(path).json()]
    ended = send(client, f"{path}/{made.json()['id']}/withdrawal")
    assert (ended.json()["state"], ended.json()["live"]) == ("withdrawn", False)
    again = send(client, f"{path}/{made.json()['id']}/withdrawal")
    assert again.status_code == 409


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"recipient": "atlantide"}, "recipient"),
        ({"recipient": "brigade"}, "scope"),
        ({"scope": "tout"}, "scope"),
        ({"state": "withdrawn"}, "state"),
        ({"categories": []}, "categories"),
        ({"categories": ["investigation"]}, "categories"),
        ({"categories": ["tout"]}, "categories"),
        ({"giver_name": ""}, "giver_name"),
        ({"giver": "individual", "giver_name": ""}, "giver"),
        ({"valid_to": "2020-01-01"}, "valid_to"),
    ],
)
def test_a_consent_that_cannot_be_is_said_on_its_field(changed, field):
    case = scene.open_case()
    response = send(program("awa"), f"{CASES}/{case.code}/consents", CONSENT | changed)
    assert (response.status_code, response.json()["field"]) == (422, field)


def test_the_consent_of_another_person_is_not_there():
    consent = scene.agree("awa", scene.open_case(), "foyer")
    other = scene.receive("awa", names="Modibo Sangho")
    assert send(program("awa"), f"{CASES}/{other.code}/consents/{consent.pk}/withdrawal").status_code == 404


def test_a_counting_key_of_the_same_account_finds_nothing():
    case = scene.open_case()
    client = program("awa", Purpose.STATISTICS)
    assert client.get(CASES).status_code == 404
    assert client.get(f"{CASES}/{case.code}").status_code == 404


def test_each_endpoint_asks_twenty_questions_at_most(django_capture_on_commit_callbacks):
    for n in range(5):
        scene.receive("awa", names=f"Personne {n}")
    draft, case = scene.receive("awa"), scene.open_case()
    scene.assess(case)
    consent = scene.agree("awa", case, "foyer")
    client = program("awa")
    for path in (CASES, f"{CASES}?q=Personne", f"{CASES}/{case.code}", f"{CASES}/{case.code}/consents"):
        with few_questions(path):
            assert client.get(path).status_code == 200
    for path, data in (
        ("", GIRL),
        (f"/{draft.code}/screening", SCREENING),
        (f"/{case.code}/assessment", ASSESSMENT),
        (f"/{case.code}/consents", CONSENT),
        (f"/{case.code}/consents/{consent.pk}/withdrawal", {}),
    ):
        with few_questions(path), django_capture_on_commit_callbacks(execute=True):
            answer = send(client, CASES + path, data, **{"idempotency-key": str(uuid4())})
            assert answer.status_code in (200, 201), path


@pytest.mark.parametrize("birth_date", ["0380-12-25", "1899-12-31", "9999-01-01"])
def test_a_day_of_birth_of_nobody_alive_is_refused_on_its_field(birth_date):
    response = send(program("awa"), CASES, {**GIRL, "birth_date": birth_date})
    assert (response.status_code, response.json()["field"]) == (422, "birth_date")
    assert not Case.objects.system("a test looks at the row itself").exists()
