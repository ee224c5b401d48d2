"""A device writes applications down: handed in once, its receipt from the device, and never doubled on a broken network."""

from uuid import uuid4

import pytest

from siraba.foundation.access.receipts import new_number
from siraba.foundation.offline.carrying import loads_of
from siraba.foundation.offline.synchronising import Exchange, exchange
from siraba.protection.reintegration.calls.models import Application
from siraba.protection.reintegration.calls.selectors import application_by_receipt
from tests import scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("awa", "boubacar", "coumba", "garba")]
SYSTEM = "a test looks at the row itself"


@pytest.fixture
def call():
    return scene.call()


def said(call, case=None, **changes):
    answers = {
        "kind": "person",
        "applicant": scene.APPLICANT,
        "phone": scene.PHONE,
        "language": "bm",
        "title": "Poulailler",
        "activity": "livestock",
        "zone": str(scene.region("Kayes").pk),
        "description": scene.PROJECT,
        "asked": "800 000",
        "cost_1": "Poussins",
        "amount_1": "900 000",
        **changes,
    }
    return {
        "call": call.pk,
        "number": str(uuid4()),
        "case": case.code if case else "",
        "receipt": new_number(),
        "answers": answers,
    }


def sent(by: str, body: dict, times: int = 1) -> dict:
    """What the platform answers to a device that says it, the last time."""
    actor, device = scene.actor(by), scene.device(by)
    one = {"kind": "said", "id": str(uuid4()), "load": "fund", "body": body}
    for _ in range(times):
        reply = exchange(actor, device, Exchange(device=device.pk, outbox=[one], loads={}))
    return reply["results"][0]


def all_applications() -> list[Application]:
    return list(Application.objects.system(SYSTEM))


def test_what_the_secretary_wrote_on_the_way_is_handed_in_once(call):
    body = said(call)
    assert sent("oumou", body, times=3)["state"] == "applied"
    (made,) = all_applications()
    assert (str(made.pk), made.state, made.asked) == (body["number"], "submitted", 800_000)
    assert application_by_receipt(body["receipt"]) == made


def test_for_a_person_without_a_consent_it_is_kept_and_its_author_told_then_handed_in(call):
    case = scene.open_case()
    body = said(call, case)
    told = sent("awa", body)
    assert told["state"] == "applied"
    assert "Aucun consentement" in told["message"]
    (made,) = all_applications()
    assert (made.state, made.case_id) == ("draft", case.pk)
    scene.agree("awa", case, "crm")
    assert sent("awa", body)["message"] == ""
    (made,) = all_applications()
    assert made.state == "submitted"


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"asked": "1000,50"}, "centimes"),
        ({"asked": "3 000 000"}, "par projet"),
        ({"title": ""}, "obligatoire"),
    ],
)
def test_what_cannot_be_stays_on_the_device_with_the_reason(call, changes, told):
    result = sent("oumou", said(call, **changes))
    assert result["state"] == "blocked"
    assert told in result["message"]
    assert all_applications() == []


def test_nobody_writes_over_an_application_of_another(call):
    body = said(call)
    sent("oumou", body)
    case = scene.open_case()
    assert sent("awa", {**said(call, case), "number": body["number"]})["state"] == "blocked"
    assert len(all_applications()) == 1


def test_only_open_calls_are_carried_and_a_case_is_not_asked_what_its_file_says(call):
    scene.close(scene.call(call.fund, title="Clos"))
    for username, of_case in (("awa", True), ("oumou", False)):
        actor = scene.actor(username)
        things, common = loads_of(actor)["fund"].give(actor, uuid4())
        assert [one["title"] for one in things.values()] == [call.title]
        assert common["of_case"] is of_case
        assert ('name="woman"' in common["html"]) is not of_case
        assert "form_id" not in common["html"]


def test_without_the_secretary_s_charge_or_where_grants_are_not_carried_there_is_no_load(call, settings):
    assert "fund" not in loads_of(scene.actor("pierre"))
    assert "fund" not in loads_of(scene.actor("garba"))
    settings.OFFLINE_CATEGORIES = ["identity"]
    assert "fund" not in loads_of(scene.actor("awa"))
