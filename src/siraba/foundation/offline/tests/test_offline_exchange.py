"""What a device and the site say to each other: enrolment, what is carried, what comes back, twice or late or in conflict."""

import gzip
import json
from uuid import uuid4

import pytest
from django.test import Client

from siraba.foundation.access.errors import Invalid, NotAllowed, NotVisible, StateNotOpen
from siraba.foundation.audit.models import AuditLine
from siraba.foundation.forms.actions import add_form
from siraba.foundation.forms.selectors import published
from siraba.foundation.membership.actions import suspend_account
from siraba.foundation.offline import actions
from siraba.foundation.offline.models import Device, DeviceState, Edit, EditState
from siraba.foundation.offline.synchronising import MOST_AT_ONCE
from siraba.foundation.people.models import Identity, Person
from siraba.foundation.retention.holdings import make_anonymous
from siraba.protection.cases.actions import assign_case
from siraba.protection.cases.models import Case, FollowUp, Likeness, Note, Screening
from tests import scene

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("awa", "boubacar", "coumba", "garba", "hawa", "kassim"),
]
SYSTEM = "a test looks at the row itself"


class Telephone:
    """A device of an account, as its script speaks to the site."""

    def __init__(self, username: str):
        self.client = Client()
        self.client.force_login(
            scene.account(username), backend="siraba.foundation.accounts.backends.AccountBackend"
        )
        self.keys = self.post("preparer/", name="Téléphone de Gao").json()
        self.device = self.keys["device"]

    def post(self, path: str, **body):
        return self.client.post(f"/hors-ligne/{path}", json.dumps(body), "application/json")

    def exchange(self, *outbox: dict, records: dict | None = None, forms: dict | None = None) -> dict:
        response = self.post(
            "echange/", device=self.device, outbox=list(outbox), records=records or {}, forms=forms or {}
        )
        assert response.status_code == 200, response.content
        return response.json()


def sheet(form_code: str, about: str = "", **answers: str) -> dict:
    form = published(form_code).pk
    return {"kind": "sheet", "id": str(uuid4()), "form": form, "about": about, "answers": answers}


def edit(about: str, field: str, seen: str, wanted: str) -> dict:
    return {
        "kind": "edit", "id": str(uuid4()), "about": about, "field": field, "seen": seen, "wanted": wanted,
    }  # fmt: skip


ARRIVED = {
    "names": "Fatoumata Sanogo",
    "sex": "female",
    "age": "17",
    "citizenships": "ML",
    "urgent_need": "food",
    "more/languages": "bm",
}


def state_of(phone: Telephone) -> str:
    return Client().get(f"/hors-ligne/etat/{phone.device}/").json()["state"]


def edits() -> list[Edit]:
    return list(Edit.objects.system(SYSTEM))


# What goes out


def test_a_device_carries_what_its_account_may_read_and_each_record_is_a_reading():
    case, phone = scene.planned_case(), Telephone("awa")
    given = phone.exchange(records={case.code: "", "K7M2-P9QX-R": ""})
    content = given["records"][case.code]
    assert given["records"]["K7M2-P9QX-R"] is None
    assert content["fields"]["names"] == scene.NAMES
    assert content["fields"]["contact"] == scene.CONTACT
    assert {label for label, _fact in content["facts"]} >= {"À faire", "Risque", "Parcours", "Objectif"}
    assert set(content["forms"]) <= {int(pk) for pk in given["forms"]}
    assert published("safety").pk in content["forms"]
    line = AuditLine.objects.get(act="carry_records")
    assert (line.object, line.account_id) == (case.code, scene.account("awa").pk)


def test_what_the_device_has_already_is_not_sent_again_and_is_no_reading():
    case, phone = scene.planned_case(), Telephone("awa")
    given = phone.exchange(records={case.code: ""})
    digests = {pk: form["digest"] for pk, form in given["forms"].items()}
    again = phone.exchange(records=given["digests"], forms=digests)
    assert again["records"] == {}
    assert again["forms"] == {}
    assert AuditLine.objects.filter(act="carry_records").count() == 1


def test_a_record_given_to_another_is_taken_off_the_device_at_the_next_exchange():
    case, phone = scene.open_case(), Telephone("awa")
    given = phone.exchange(records={case.code: ""})
    assign_case(scene.actor("coumba"), case, scene.account("coumba"))
    assert phone.exchange(records=given["digests"])["records"] == {case.code: None}


def test_notes_of_health_are_not_carried_unless_the_policy_says_so(settings):
    case = scene.open_case()
    scene.assess(case)
    scene.plan(case)
    phone = Telephone("awa")
    carried = json.dumps(phone.exchange(records={case.code: ""}), ensure_ascii=False)
    assert scene.HEALTH not in carried
    settings.OFFLINE_CATEGORIES = ["case"]
    nameless = json.dumps(phone.exchange(records={case.code: ""})["records"], ensure_ascii=False)
    assert scene.NAMES not in nameless
    assert case.code in nameless


def test_only_who_receives_people_prepares_a_device(client_for, daouda):
    assert client_for(daouda).get("/hors-ligne/choix/").status_code == 404
    with pytest.raises(NotAllowed):
        actions.enrol_device(scene.actor("hawa"), name="Téléphone")


def test_what_may_be_taken_along_is_what_the_account_has_to_do():
    case = scene.planned_case()
    scene.hand_over(scene.receive(names="Oumar Ba"))
    offered = Telephone("awa").client.get("/hors-ligne/choix/").json()["offers"]
    assert [(one["code"], one["title"]) for one in offered] == [(case.code, scene.NAMES)]


def test_a_device_carries_no_more_records_than_the_policy_allows(settings):
    settings.OFFLINE_RECORDS = 1
    phone = Telephone("awa")
    answer = phone.post("echange/", device=phone.device, records={"A": "", "B": ""})
    assert answer.status_code == 422
    assert "1 dossiers" in answer.json()["message"]


def test_the_answer_is_packed_for_slow_networks():
    case, phone = scene.planned_case(), Telephone("awa")
    body = json.dumps({"device": phone.device, "records": {case.code: ""}})
    answer = phone.client.post(
        "/hors-ligne/echange/", body, "application/json", headers={"Accept-Encoding": "gzip"}
    )
    assert scene.NAMES in gzip.decompress(answer.content).decode()


# What comes in


def test_someone_received_without_network_is_received_once_however_often_it_is_sent():
    phone, arrival = Telephone("garba"), sheet("arrival", **ARRIVED)
    first, again = phone.exchange(arrival)["results"][0], phone.exchange(arrival)["results"][0]
    assert first == again
    assert first["state"] == "applied"
    case = Case.objects.system(SYSTEM).select_related("person").get()
    assert (case.code, case.person.languages) == (first["code"], "bm")


def test_the_second_agent_who_receives_her_is_told_once_that_she_may_be_known():
    first = Telephone("garba").exchange(sheet("arrival", **ARRIVED))["results"][0]
    second = Telephone("awa").exchange(sheet("arrival", **ARRIVED))["results"][0]
    assert first["message"] == ""
    assert "peut-être déjà suivie" in second["message"]
    assert Likeness.objects.system(SYSTEM).count() == 1


def test_sheets_of_a_case_become_what_their_pages_make():
    case, phone = scene.planned_case(), Telephone("awa")
    results = phone.exchange(
        sheet("field_note", case.code, code=case.code, text="Elle dort mieux."),
        sheet("field_service", case.code, code=case.code, service_type="food", delivered_on="2026-11-01"),
        sheet("field_follow_up", case.code, code=case.code, met_on="2026-11-02", risk="low", note="Va bien."),
        sheet("safety", case.code, **scene.SAFE),
    )["results"]
    assert [one["state"] for one in results] == ["applied"] * 4
    assert Note.objects.system(SYSTEM).get(case=case).words["text"] == "Elle dort mieux."
    assert FollowUp.objects.system(SYSTEM).get(case=case).risk == "low"


def test_a_first_line_agent_screens_whom_it_received():
    phone = Telephone("garba")
    code = phone.exchange(sheet("arrival", **ARRIVED))["results"][0]["code"]
    told = sheet(
        "field_screening", code, code=code, immediate_danger="no", acts="recruitment",
        purposes="forced_labour", presumed="yes", pathway="child",
    )  # fmt: skip
    assert phone.exchange(told)["results"][0]["state"] == "applied"
    assert Screening.objects.system(SYSTEM).get().presumed


def test_an_age_of_214_waits_on_the_site_to_be_mended_and_is_not_lost():
    phone = Telephone("garba")
    result = phone.exchange(sheet("arrival", **{**ARRIVED, "age": "214"}))["results"][0]
    assert result["state"] == "to_mend"
    assert "120" in result["message"]
    assert phone.client.get("/formulaires/envois/").status_code == 200


def test_a_sheet_for_a_closed_record_stays_to_be_mended():
    case = scene.open_case()
    result = Telephone("boubacar").exchange(sheet("field_note", case.code, code=case.code, text="?"))
    assert result["results"][0]["state"] == "to_mend"
    assert not Note.objects.system(SYSTEM).exists()


def test_a_form_that_is_none_stays_on_the_device():
    one = {**sheet("arrival", **ARRIVED), "form": 999_999}
    assert Telephone("garba").exchange(one)["results"][0]["state"] == "blocked"


# Fields, and two versions of one


def identity(case: Case) -> Identity:
    return Identity.objects.system(SYSTEM).get(person=case.person_id)


def test_a_field_changed_without_network_is_written_once():
    case, phone = scene.open_case(), Telephone("awa")
    change = edit(case.code, "contact", scene.CONTACT, "+223 70 00 00 01")
    first, again = phone.exchange(change)["results"], phone.exchange(change)["results"]
    assert first == again
    assert first[0]["state"] == "applied"
    assert identity(case).words["contact"] == "+223 70 00 00 01"
    assert AuditLine.objects.filter(act="correct_identity").count() == 1


@pytest.mark.parametrize(
    ("field", "wanted"), [("sex", "male"), ("birth_year", "2001"), ("names", "Aminata Sy")]
)
def test_what_describes_the_person_may_be_set_right_too(field, wanted):
    case, phone = scene.open_case(), Telephone("awa")
    seen = phone.exchange(records={case.code: ""})["records"][case.code]["fields"][field]
    assert phone.exchange(edit(case.code, field, seen, wanted))["results"][0]["state"] == "applied"
    person = Person.objects.system(SYSTEM).get(pk=case.person_id)
    assert {
        "sex": person.sex,
        "birth_year": str(person.birth_year),
        "names": identity(case).names,
    }[field] == wanted


@pytest.mark.parametrize(
    ("field", "wanted"),
    [("birth_year", "1783"), ("birth_year", "2998"), ("birth_year", "x"), ("sex", "?"), ("names", " ")],
)
def test_what_cannot_be_is_refused_and_kept(field, wanted):
    case, phone = scene.open_case(), Telephone("awa")
    seen = phone.exchange(records={case.code: ""})["records"][case.code]["fields"][field]
    result = phone.exchange(edit(case.code, field, seen, wanted))["results"][0]
    assert result["state"] == "refused"
    assert result["message"]
    (kept,) = edits()
    assert (kept.words["wanted"], kept.words["reason"]) == (wanted, result["message"])


def conflict(case: Case) -> Edit:
    phone = Telephone("awa")
    phone.exchange(edit(case.code, "contact", scene.CONTACT, "premier"))
    result = phone.exchange(edit(case.code, "contact", scene.CONTACT, "second"))["results"][0]
    assert result["state"] == "conflict"
    return Edit.objects.system(SYSTEM).get(state=EditState.CONFLICT)


def test_what_its_author_had_not_seen_is_never_overwritten_and_both_versions_are_kept():
    case = scene.open_case()
    kept = conflict(case)
    assert identity(case).words["contact"] == "premier"
    assert kept.words == {"seen": scene.CONTACT, "wanted": "second", "found": "premier", "reason": ""}


def test_two_who_wrote_the_same_are_not_asked():
    case, phone = scene.open_case(), Telephone("awa")
    for _ in range(2):
        one = edit(case.code, "contact", scene.CONTACT, "le même")
        assert phone.exchange(one)["results"][0]["state"] == "applied"


def test_a_person_decides_between_two_versions_on_one_page(client_for, awa):
    case = scene.open_case()
    kept, browser = conflict(case), client_for(awa)
    assert f"{case.code} Contact sûr" in browser.get("/ma-journee/").content.decode()
    page = browser.get(f"/hors-ligne/versions/{kept.pk}/").content.decode()
    assert "premier" in page
    assert "second" in page
    assert awa.full_name in page
    browser.post(f"/hors-ligne/versions/{kept.pk}/", {"version": "edit", "read": "premier"})
    assert identity(case).words["contact"] == "second"
    assert [one.state for one in edits()].count(EditState.KEPT) == 1
    assert "Rien à comparer" in browser.get("/hors-ligne/versions/").content.decode()


def test_the_version_that_stands_may_stay(client_for, awa):
    case = scene.open_case()
    kept = conflict(case)
    client_for(awa).post(f"/hors-ligne/versions/{kept.pk}/", {"version": "here", "read": "premier"})
    assert identity(case).words["contact"] == "premier"
    assert Edit.objects.system(SYSTEM).get(pk=kept.pk).state == EditState.DROPPED
    with pytest.raises(StateNotOpen):
        actions.keep_edit(scene.actor("awa"), kept, read="premier")


def test_who_decides_decides_on_what_stands_there_now():
    case = scene.open_case()
    kept = conflict(case)
    with pytest.raises(Invalid):
        actions.keep_edit(scene.actor("awa"), kept, read="ce qui y était")
    assert identity(case).words["contact"] == "premier"


def test_who_does_not_know_the_person_neither_reads_nor_decides(client_for, boubacar):
    kept = conflict(scene.open_case())
    assert client_for(boubacar).get(f"/hors-ligne/versions/{kept.pk}/").status_code == 404
    with pytest.raises(NotAllowed):
        actions.drop_edit(scene.actor("boubacar"), kept)


def test_an_edit_of_a_record_or_a_field_that_is_not_open_changes_nothing():
    case = scene.open_case()
    stranger = Telephone("boubacar").exchange(edit(case.code, "contact", scene.CONTACT, "x"))["results"][0]
    unknown = Telephone("awa").exchange(edit(case.code, "risk", "medium", "low"))["results"][0]
    assert (stranger["state"], unknown["state"]) == ("blocked", "blocked")
    assert identity(case).words["contact"] == scene.CONTACT


def test_changes_go_with_the_person_they_are_about():
    case = scene.open_case()
    conflict(case)
    make_anonymous(case.person_id)
    assert all(not one.words for one in edits())


def test_the_number_of_somebody_else_s_change_changes_nothing():
    case, other = scene.open_case(), scene.receive("boubacar", names="Oumar Ba", contact="Oncle")
    change = edit(case.code, "contact", scene.CONTACT, "premier")
    Telephone("awa").exchange(change)
    taken = {**change, "about": other.code, "seen": "Oncle"}
    assert Telephone("boubacar").exchange(taken)["results"][0]["state"] == "blocked"
    assert identity(other).words["contact"] == "Oncle"


def test_a_form_that_is_still_a_draft_is_not_given_to_devices():
    draft = add_form(scene.actor("hawa"), **scene.FORM)
    assert str(draft.pk) not in Telephone("awa").exchange(forms={draft.pk: ""})["forms"]


# The device itself


def test_its_keys_are_given_to_its_own_account_alone():
    phone, other = Telephone("awa"), Telephone("boubacar")
    given = phone.post("clefs/", device=phone.device).json()
    assert (given["half"], given["spare"]) == (phone.keys["half"], phone.keys["spare"])
    assert len({phone.keys["half"], phone.keys["spare"], other.keys["half"]}) == 3
    assert other.post("clefs/", device=phone.device).status_code == 404
    assert other.post("echange/", device=phone.device).status_code == 404
    with pytest.raises(NotAllowed):
        actions.release_keys(scene.actor("boubacar"), Device.objects.get(pk=phone.device))


def test_a_wiped_device_is_told_so_without_a_session_and_gets_nothing_more(client_for, awa):
    phone = Telephone("awa")
    assert state_of(phone) == "active"
    client_for(awa).post(f"/hors-ligne/appareils/{phone.device}/effacer/", {"form_id": str(uuid4())})
    assert state_of(phone) == "wiped"
    device = Device.objects.get(pk=phone.device)
    assert (device.state, device.words) == (DeviceState.WIPED, {})
    assert phone.post("clefs/", device=phone.device).status_code == 404
    assert phone.post("echange/", device=phone.device).status_code == 404
    with pytest.raises(StateNotOpen):
        actions.wipe_device(scene.actor("awa"), device)
    with pytest.raises(StateNotOpen):
        actions.release_keys(scene.actor("awa"), device)
    with pytest.raises(StateNotOpen):
        actions.carry_records(scene.actor("awa"), device, codes=[])


def test_a_number_that_is_no_device_says_no_more_than_a_wiped_one():
    assert Client().get(f"/hors-ligne/etat/{uuid4()}/").json() == {"state": "wiped"}


def test_the_administrator_of_an_agency_wipes_its_devices_and_no_other(client_for, kassim):
    own, other = Telephone("awa"), Telephone("boubacar")
    browser = client_for(kassim)
    assert own.keys["half"] not in browser.get("/hors-ligne/appareils/").content.decode()
    assert (
        browser.post(f"/hors-ligne/appareils/{other.device}/effacer/", {"form_id": str(uuid4())}).status_code
        == 404
    )
    browser.post(f"/hors-ligne/appareils/{own.device}/effacer/", {"form_id": str(uuid4())})
    assert (state_of(own), state_of(other)) == ("wiped", "active")


def test_an_account_that_is_closed_closes_its_devices():
    phone = Telephone("awa")
    suspend_account(scene.actor("kassim"), scene.account("awa"))
    assert state_of(phone) == "wiped"
    assert Device.objects.get(pk=phone.device).words == {}


@pytest.mark.parametrize("body", ["", "{", "[]", '{"device": 3}', '{"device": "x", "outbox": [{}]}'])
def test_what_cannot_be_read_is_refused_in_words(body):
    answer = Telephone("awa").client.post("/hors-ligne/echange/", body, "application/json")
    assert answer.status_code == 422
    assert "rien n’est perdu" in answer.json()["message"]


def test_an_outbox_comes_in_parts():
    phone = Telephone("awa")
    one = sheet("arrival", **ARRIVED)
    answer = phone.post("echange/", device=phone.device, outbox=[one] * (MOST_AT_ONCE + 1))
    assert answer.status_code == 422


def test_an_edit_of_no_device_of_ones_own_is_refused():
    case, phone = scene.open_case(), Telephone("boubacar")
    with pytest.raises(NotAllowed):
        actions.apply_edit(
            scene.actor("awa"), Device.objects.get(pk=phone.device), number=uuid4(), code=case.code,
            field="contact", seen="", wanted="x",
        )  # fmt: skip
    with pytest.raises(NotVisible):
        actions.apply_edit(
            scene.actor("boubacar"), Device.objects.get(pk=phone.device), number=uuid4(), code=case.code,
            field="contact", seen="", wanted="x",
        )  # fmt: skip


# The shell


def test_the_shell_is_the_same_for_all_and_names_what_it_keeps(client_for, awa):
    visitor, signed_in = Client().get("/hors-ligne/"), client_for(awa).get("/hors-ligne/")
    assert visitor.content == signed_in.content
    worker = Client().get("/hors-ligne/sw.js")
    assert worker["Content-Type"].startswith("text/javascript")
    assert b'"/hors-ligne/"' in worker.content.split(b"\n")[0]
    manifest = Client().get("/hors-ligne/manifeste.webmanifest").json()
    assert (manifest["scope"], manifest["display"]) == ("/hors-ligne/", "standalone")
