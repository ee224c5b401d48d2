"""ODK Collect's own requests: the list of forms, their download, sheets sent whole, cut, twice, in parts, or wrong."""

import base64
from datetime import timedelta
from uuid import uuid4
from xml.etree import ElementTree

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from siraba.engines.xforms import read_xform, write_instance
from siraba.foundation.access.errors import NotVisible
from siraba.foundation.accounts.models import ApiToken
from siraba.foundation.forms.actions import add_form, publish_form, retire_form
from siraba.foundation.forms.models import SentFile, Submission, SubmissionState
from siraba.foundation.forms.openrosa import LARGEST
from siraba.foundation.forms.selectors import published, sent_file_for, submission_for
from siraba.foundation.people.models import Identity
from siraba.protection.cases.models import Case, FilledForm, FollowUp, Screening
from tests import scene

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("awa", "boubacar", "coumba", "garba", "hawa", "etienne"),
]
SYSTEM = "a test looks at the row itself"
LIST = "{http://openrosa.org/xforms/xformsList}"
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
ARRIVED = {
    "names": scene.NAMES,
    "sex": "female",
    "age": "14",
    "citizenships": "BF",
    "urgent_need": "shelter",
    "more": {"languages": "bm mos", "contact": scene.CONTACT},
}


class Phone:
    """ODK Collect, signed in with an account's key."""

    def __init__(self, username: str, purpose: str | None = None, secret: str = ""):
        token, made = scene.token(username, *([purpose] if purpose else []))
        self.token = token
        key = base64.b64encode(f"{username}:{secret or made}".encode()).decode()
        self.client = Client(headers={"Authorization": f"Basic {key}", "X-OpenRosa-Version": "1.0"})

    def get(self, path: str, **query):
        return self.client.get(f"/openrosa/{path}", query)

    def send(self, xml: bytes, incomplete: bool = False, **files: bytes):
        parts = {"xml_submission_file": SimpleUploadedFile("submission.xml", xml, "text/xml")}
        parts |= {
            name: SimpleUploadedFile(name.replace("_", "."), content) for name, content in files.items()
        }
        if incomplete:
            parts["*isIncomplete*"] = "yes"
        return self.client.post("/openrosa/submission", parts)

    def fill(self, form: str, number: str | None = None, **answers):
        return self.send(sheet(form, number, **answers))


def sheet(form: str, number: str | None = None, **answers) -> bytes:
    version = published(form)
    return write_instance(read_xform(version.xform), answers, number or f"uuid:{uuid4()}")


def rows(model):
    return model.objects.system(SYSTEM)


def message(response) -> str:
    return "".join(ElementTree.fromstring(response.content).itertext())


def test_the_list_offers_what_this_account_may_send():
    listed = ElementTree.fromstring(Phone("garba").get("formList").content)
    assert [form.findtext(f"{LIST}formID") for form in listed] == ["arrival", "field_screening"]
    listed = ElementTree.fromstring(Phone("awa").get("formList").content)
    assert {form.findtext(f"{LIST}formID") for form in listed} == {
        "arrival", "field_screening", "field_follow_up", "field_service", "field_note",
    }  # fmt: skip
    one = ElementTree.fromstring(Phone("awa").get("formList", formID="arrival").content)
    assert len(one) == 1


def test_a_form_is_downloaded_as_it_was_listed():
    phone = Phone("garba")
    response = phone.get("formList")
    assert response["X-OpenRosa-Version"] == "1.0"
    assert "Date" in response
    form = ElementTree.fromstring(response.content)[0]
    downloaded = phone.client.get(form.findtext(f"{LIST}downloadUrl"))
    assert read_xform(downloaded.content).code == "arrival"
    assert form.findtext(f"{LIST}hash").startswith("md5:")
    assert phone.client.get(form.findtext(f"{LIST}manifestUrl")).status_code == 200


def test_a_form_that_is_not_for_this_account_is_not_there():
    assert Phone("garba").get(f"xform/{published('field_follow_up').pk}").status_code == 404
    assert Phone("garba").get(f"manifest/{published('safety').pk}").status_code == 404


@pytest.mark.parametrize(
    "authorization",
    [
        "",
        "Basic",
        "Basic !!",
        "Basic " + base64.b64encode(b"garba:srb_faux").decode(),
        "Bearer x",
        "Digest x",
    ],
)
def test_without_a_key_the_door_says_how_to_knock(authorization):
    for path in ("formList", "xform/1", "manifest/1", "submission"):
        response = Client(headers={"Authorization": authorization}).get(f"/openrosa/{path}")
        assert response.status_code == 401
        assert response["WWW-Authenticate"].startswith("Basic ")


def test_a_key_opens_for_its_own_account_and_purpose_and_until_it_ends():
    assert Phone("garba").get("formList").status_code == 200
    stolen = Phone("awa")
    _token, secret = scene.token("garba")
    assert Phone("awa", secret=secret).get("formList").status_code == 401
    assert Phone("awa", purpose="statistics").get("formList").status_code == 404
    ApiToken.objects.filter(pk=stolen.token.pk).update(revoked_at=timezone.now())
    assert stolen.get("formList").status_code == 401
    ended = Phone("garba")
    ApiToken.objects.filter(pk=ended.token.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert ended.get("formList").status_code == 401


def test_a_session_of_the_site_is_no_key(garba, client_for):
    assert client_for(garba).get("/openrosa/formList").status_code == 401


def test_an_arrival_becomes_a_case():
    answer = Phone("garba").fill("arrival", **ARRIVED)
    case = rows(Case).select_related("person", "received_by").get()
    assert answer.status_code == 201
    assert case.code in message(answer)
    assert (case.state, case.received_by.username, case.person.languages) == ("draft", "garba", "bm mos")
    assert rows(Identity).get().names == scene.NAMES
    kept = rows(Submission).get()
    assert (kept.state, kept.result, kept.person_id) == (SubmissionState.APPLIED, case.code, case.person_id)


def test_a_screening_and_a_follow_up_go_to_their_case():
    case = scene.planned_case()
    phone = Phone("awa")
    screened = phone.fill(
        "field_screening", code=case.code.lower(), immediate_danger="yes", acts="recruitment transfer",
        purposes="servitude", forms_met="domestic_servitude", presumed="yes", pathway="victim", note=scene.WORDS,
    )  # fmt: skip
    assert screened.status_code == 201
    last = rows(Screening).filter(case=case).order_by("-written_at").first()
    assert "à corriger" in message(screened)  # a case that is planned is not screened again
    assert last.words["note"] == scene.WORDS

    fresh = scene.receive("awa", names="Kadidia Dicko")
    phone.fill(
        "field_screening", code=fresh.code, immediate_danger="no", acts="recruitment", purposes="servitude",
        forms_met="domestic_servitude", presumed="yes", pathway="victim", note="Vue au marché",
    )  # fmt: skip
    told = rows(Screening).get(case=fresh).words
    assert (told["forms_met"], told["note"]) == (["domestic_servitude"], "Vue au marché")


def test_a_follow_up_is_written_down_once_care_has_begun():
    case = scene.planned_case()
    Case.objects.system(SYSTEM).filter(pk=case.pk).update(state="in_progress")
    answer = Phone("awa").fill(
        "field_follow_up", code=case.code, met_on="2026-11-01", risk="low", note="Va mieux"
    )
    assert "Enregistré. Code national" in message(answer)
    assert rows(FollowUp).get().words["note"] == "Va mieux"


def test_a_form_of_the_committee_can_be_sent_for_a_case():
    case = scene.open_case()
    text = scene.FORM["content"].replace(b"| | text | story", b"| | text | code | Code |\n| | text | story")
    version = add_form(scene.actor("hawa"), name="essai.md", content=text, target="fiche")
    publish_form(scene.actor("hawa"), version)
    Phone("awa").fill("essai", code=case.code, story=scene.WORDS)
    assert rows(FilledForm).get().words["answers"]["story"] == scene.WORDS


def test_the_same_sheet_twice_is_done_once():
    phone, xml = Phone("garba"), sheet("arrival", "uuid:1", **ARRIVED)
    first, second = phone.send(xml), phone.send(xml)
    assert (first.status_code, second.status_code) == (201, 201)
    assert rows(Case).count() == rows(Submission).count() == 1
    assert rows(Case).get().code in message(second)


def test_another_sheet_under_the_same_number_is_for_a_person_to_look_at():
    phone = Phone("garba")
    phone.fill("arrival", "uuid:1", **ARRIVED)
    answer = phone.fill("arrival", "uuid:1", **ARRIVED | {"age": "15"})
    assert "à corriger" in message(answer)
    assert rows(Case).count() == 1
    assert sorted(rows(Submission).values_list("state", flat=True)) == ["applied", "to_mend"]


@pytest.mark.parametrize("cut", [10, 120, -30])
def test_a_sheet_cut_in_the_middle_stays_on_the_telephone(cut):
    answer = Phone("garba").send(sheet("arrival", **ARRIVED)[:cut])
    assert answer.status_code == 422
    assert "téléphone" in message(answer)
    assert not rows(Submission).exists()
    assert not rows(Case).exists()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"age": "214"}, "0 à 120"),
        ({"more": {"birth_date": "2199-01-01"}}, "futur"),
        ({"citizenships": "XX"}, "liste"),
        ({"names": ""}, "nécessaire"),
        ({"more": {"place": "Nulle-Part-sur-Mer"}}, "Lieu introuvable"),
    ],
)
def test_a_wrong_sheet_is_kept_and_its_sender_told(changed, said):
    answer = Phone("garba").fill("arrival", **ARRIVED | changed)
    assert answer.status_code == 201
    assert said in message(answer)
    kept = rows(Submission).get()
    assert kept.state == SubmissionState.TO_MEND
    assert said in kept.words["reason"]
    assert not rows(Case).exists()


def test_a_sheet_about_somebody_elses_case_opens_nothing():
    case = scene.open_case()
    answer = Phone("boubacar").fill(
        "field_follow_up", code=case.code, met_on="2026-11-01", risk="low", note=scene.WORDS
    )
    assert "à corriger" in message(answer)
    unknown = Phone("boubacar").fill(
        "field_follow_up", code="K7M2-P9QX-R", met_on="2026-11-01", risk="low", note=scene.WORDS
    )
    assert message(answer) == message(unknown)
    assert not rows(FollowUp).exists()


def test_a_version_that_was_retired_meanwhile_is_taken_all_the_same():
    text = scene.FORM["content"].replace(b"| | text | story", b"| | text | code | Code |\n| | text | story")
    version = add_form(scene.actor("hawa"), name="essai.md", content=text, target="fiche")
    publish_form(scene.actor("hawa"), version)
    case = scene.open_case()
    xml = sheet("essai", code=case.code, story=scene.WORDS)
    retire_form(scene.actor("hawa"), version)
    phone = Phone("awa")
    assert "essai" not in phone.get("formList").text
    assert phone.send(xml).status_code == 201
    assert rows(FilledForm).exists()


def test_a_form_that_nobody_knows_is_refused():
    xml = sheet("arrival", **ARRIVED).replace(b'version="1"', b'version="99"')
    answer = Phone("garba").send(xml)
    assert (answer.status_code, "« 99 »" in message(answer)) == (422, True)
    assert Phone("garba").send(b"<data/>").status_code == 422
    assert Phone("garba").client.post("/openrosa/submission", {}).status_code == 422


def test_files_come_in_parts_and_stay_sealed():
    phone, xml = Phone("garba"), sheet("arrival", "uuid:9", **ARRIVED)
    first = phone.send(xml, incomplete=True, photo_png=PNG)
    assert "attendue" in message(first)
    assert not rows(Case).exists()
    last = phone.send(xml, photo_png=PNG, papier_pdf=b"%PDF-1.7\n%EOF")
    assert rows(Case).get().code in message(last)
    assert sorted(rows(SentFile).values_list("name", flat=True)) == ["papier.pdf", "photo.png"]
    assert all(PNG not in bytes(file.sealed) for file in rows(SentFile))


def test_a_file_that_lies_about_its_kind_leaves_the_sheet_on_the_telephone():
    answer = Phone("garba").send(sheet("arrival", **ARRIVED), photo_png=b"MZ\x90\x00 program")
    assert answer.status_code == 422
    assert not rows(Case).exists()


def test_what_is_too_large_is_refused_before_it_is_read():
    phone = Phone("garba")
    answer = phone.client.post(
        "/openrosa/submission", b"x", content_type="multipart/form-data; boundary=b",
        CONTENT_LENGTH=str(500 * 1024 * 1024),
    )  # fmt: skip
    assert answer.status_code == 413
    asked = phone.client.head("/openrosa/submission")
    assert (asked.status_code, asked["X-OpenRosa-Accept-Content-Length"]) == (204, str(LARGEST))


# Mended at the office


@pytest.fixture
def waiting():
    Phone("garba").fill("arrival", **ARRIVED | {"age": "214"})
    return rows(Submission).get()


def test_what_waits_is_on_the_day_of_its_sender_is_mended_and_carried_out(waiting, garba, client_for):
    client = client_for(garba)
    assert "Envois à corriger" in client.get("/ma-journee/").text
    place = f"/formulaires/envois/{waiting.pk}/"
    shown = client.get(place).text
    assert "0 à 120" in shown
    assert scene.NAMES in shown
    assert "214" in client.get(f"{place}corriger/").text
    typed = {name: value for name, value in ARRIVED.items() if name != "more"}
    answer = client.post(f"{place}corriger/", typed | {"age": "14"}, follow=True)
    assert rows(Case).get().code in answer.text
    assert rows(Case).select_related("person").get().person.age() == 14
    assert client.get(f"{place}corriger/").status_code == 409
    assert "Envois à corriger" not in client.get("/ma-journee/").text


def test_what_was_sent_is_open_to_its_sender_and_the_supervisor_of_the_agency(waiting):
    Phone("awa").fill("arrival", **ARRIVED | {"names": "Kadidia Dicko"})
    hers = rows(Submission).get(account__username="awa")
    assert submission_for(scene.actor("coumba"), hers.pk) == hers
    for name in ("boubacar", "garba"):
        with pytest.raises(NotVisible):
            submission_for(scene.actor(name), hers.pk)
    with pytest.raises(NotVisible):
        submission_for(scene.actor("awa"), waiting.pk)


def test_the_files_of_a_sheet_are_open_with_it_and_closed_to_others(garba, client_for):
    Phone("garba").send(sheet("arrival", **ARRIVED), photo_png=PNG)
    file = rows(SentFile).get()
    answer = client_for(garba).get(f"/formulaires/envois/piece/{file.pk}/")
    assert (answer.content, answer["Content-Type"]) == (PNG, "image/png")
    assert "attachment" in answer["Content-Disposition"]
    for name in ("awa", "coumba", "boubacar"):
        with pytest.raises(NotVisible):
            sent_file_for(scene.actor(name), file.pk)


HTCDS = b"""
| survey |
| | type | name | label |
| | text | prs_First_Name | First Name |
| | text | prs_Second_Name | Second Name |
| | date | prs_Birthdate | Birthdate |
| | select_one gender | prs_Gender | Gender |
| | select_one iso | prs_Citizenship | Citizenship |
| | select_one status | vic_TraffickingStatus | Trafficking Status |
| choices |
| | list_name | name | label |
| | gender | Female | Female |
| | gender | Male | Male |
| | iso | ML | Mali |
| | iso | BF | Burkina Faso |
| | status | PossibleVictimOfTrafficking | Possible |
| settings |
| | form_id | version |
| | htcds | 2.0 |
"""


def test_a_form_of_the_data_standard_is_mapped_and_taken_as_it_is(hawa, client_for):
    """Field names of the Human Trafficking Case Data Standard 2.0, whose gender codes are not the platform's."""
    client = client_for(hawa)
    upload = SimpleUploadedFile("htcds.md", HTCDS)
    place = client.post("/formulaires/ajouter/", {"file": upload, "target": "arrival"}).url
    wrong = {"names": "prs_First_Name prs_Nom", "sex": "prs_Gender", "sex:values": "Female"}
    refused = client.post(f"{place}correspondance/", wrong).text
    assert "prs_Nom" in refused
    assert "réponse = code" in refused
    said = {
        "names": "prs_First_Name prs_Second_Name",
        "sex": "prs_Gender",
        "sex:values": "Female = female\nMale = male",
        "birth_date": "prs_Birthdate",
        "citizenships": "prs_Citizenship",
        "urgent_need": "=none",
    }
    assert client.post(f"{place}correspondance/", said).status_code == 302
    assert "Female = female" in client.get(f"{place}correspondance/").text
    assert client.post(f"{place}publier/", {"form_id": ""}).status_code == 302
    assert client.get(f"{place}correspondance/").status_code == 409
    answers = {
        "prs_First_Name": "Aïssata", "prs_Second_Name": "Bagayoko", "prs_Gender": "Female",
        "prs_Birthdate": "2012-03-04", "prs_Citizenship": "BF",
    }  # fmt: skip
    answer = Phone("garba").fill("htcds", **answers)
    case = rows(Case).select_related("person").get()
    assert case.code in message(answer)
    assert (case.person.sex, case.person.citizenships, case.urgent_need) == ("female", "BF", "none")
    assert rows(Identity).get().names == scene.NAMES
