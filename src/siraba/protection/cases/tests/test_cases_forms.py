"""The forms of a case: filled in on a page, read again, renewed, approved by another; and who they are closed to."""

import pytest
from django.urls import reverse

from siraba.foundation.access.errors import Invalid, NotAllowed, NotVisible
from siraba.foundation.audit.models import AuditLine
from siraba.foundation.forms.selectors import published
from siraba.protection.cases import actions, instruments
from siraba.protection.cases.instruments import Instrument
from siraba.protection.cases.models import FilledForm, ReviewState
from siraba.protection.cases.selectors import filled_forms
from tests import scene

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("awa", "boubacar", "coumba", "garba", "provider", "hawa"),
]


@pytest.fixture
def case():
    return scene.open_case()


@pytest.fixture
def reviewed(monkeypatch):
    """The safety plan as a form that a supervisor approves."""
    monkeypatch.setitem(instruments._instruments, "safety", Instrument("safety", reviewed=True))


def seen_by(username: str) -> list[str]:
    return [filled.form.code for filled in filled_forms(scene.actor(username))]


def fill_url(case, form="safety"):
    return reverse("cases:fill_form", args=[case.code, form])


def test_a_form_is_chosen_filled_in_and_read(case, awa, client_for):
    client = client_for(awa)
    case_page = client.get(reverse("cases:detail", args=[case.code])).text
    assert reverse("cases:forms", args=[case.code]) in case_page
    assert "Plan de sécurité" in client.get(reverse("cases:forms", args=[case.code])).text
    sent = {"danger": "possible", "address_known": "yes", "steps": "Chez sa tante", "review_on": "2027-01-15"}
    read = client.post(fill_url(case), sent, follow=True).text
    assert "Chez sa tante" in read
    assert "Possible" in read
    filled = FilledForm.objects.visible_to(scene.actor("awa"), "case").get()
    assert (filled.risk, str(filled.review_on), filled.number) == ("high", "2027-01-15", 1)
    assert filled.state == ReviewState.APPROVED
    assert AuditLine.objects.filter(act="read_form", object=case.code).count() == 1
    assert "Plan de sécurité" in client.get(reverse("cases:detail", args=[case.code])).text


def test_what_is_missing_is_said_and_nothing_typed_is_lost(case, awa, client_for):
    answer = client_for(awa).post(fill_url(case), {"danger": "possible", "steps": "Chez sa tante"})
    assert answer.status_code == 200
    assert "Cette réponse est nécessaire." in answer.text
    assert "Chez sa tante" in answer.text
    assert seen_by("awa") == []


def test_a_renewed_form_starts_from_the_last_and_puts_it_aside(case, awa, client_for):
    first = scene.fill(case)
    assert scene.WORDS in client_for(awa).get(fill_url(case)).text
    second = scene.fill(case)
    first = FilledForm.objects.visible_to(scene.actor("awa"), "case").get(pk=first.pk)
    assert (first.state, second.number, second.state) == (ReviewState.SUPERSEDED, 2, ReviewState.APPROVED)


def test_each_meeting_is_a_form_of_its_own(case):
    told = {"met_on": "2026-11-01", "question": "Où dormir ?", "view": "Au foyer", "decisions": "Foyer"}
    states = [scene.fill(case, form="conference", **told).state for _time in range(2)]
    rows = FilledForm.objects.visible_to(scene.actor("awa"), "case").order_by("number")
    assert [(row.number, row.state) for row in rows] == [(1, states[0]), (2, states[1])]


def test_a_form_is_put_aside_in_its_own_case_alone(case):
    other = scene.open_case(names="Kadidia Dicko")
    hers, its = scene.fill(other), scene.fill(case, form="skills", school="none", wish="Coudre")
    scene.fill(case)
    for filled in (hers, its):
        kept = FilledForm.objects.visible_to(scene.actor("coumba"), "case").get(pk=filled.pk)
        assert kept.state == ReviewState.APPROVED


def test_facts_of_exploitation_are_kept_under_their_own_category(case):
    told = {"event": "Transit", "place": "Gao", "country": "ML"}
    filled = scene.fill(case, form="trafficking_event", **told)
    assert filled.category == "exploitation"
    assert not FilledForm.objects.visible_to(scene.actor("awa"), "case").exists()
    assert seen_by("awa") == seen_by("coumba") == ["trafficking_event"]


def test_forms_are_closed_to_everybody_else(case):
    scene.fill(case)
    assert seen_by("awa") == seen_by("coumba") == ["safety"]
    assert [seen_by(name) for name in ("boubacar", "garba", "provider", "hawa")] == [[], [], [], []]


def test_a_form_waits_for_another_person(case, reviewed, awa, coumba, client_for):
    filled = scene.fill(case)
    assert filled.state == ReviewState.SUBMITTED
    assert f"{case.code} Plan de sécurité" in client_for(coumba).get("/ma-journee/").text
    step = reverse("cases:filled_form_step", args=[case.code, filled.pk, "approuver"])
    assert client_for(awa).post(step, {"form_id": ""}).status_code == 403
    assert client_for(coumba).post(step, {"form_id": ""}).status_code == 302
    assert client_for(coumba).get(step).status_code == 409
    approved = FilledForm.objects.visible_to(scene.actor("awa"), "case").get()
    assert (approved.state, approved.reviewed_by.username) == (ReviewState.APPROVED, "coumba")


def test_a_returned_form_says_why(case, reviewed, awa, coumba, client_for):
    filled = scene.fill(case)
    step = reverse("cases:filled_form_step", args=[case.code, filled.pk, "renvoyer"])
    client_for(coumba).post(step, {"remark": "Qui l’accompagne ?"})
    page = client_for(awa).get(reverse("cases:filled_form", args=[case.code, filled.pk])).text
    assert "Qui l’accompagne ?" in page
    assert scene.WORDS in page


def test_nobody_approves_what_they_wrote(case, reviewed):
    filled = scene.fill(case, by="coumba")
    with pytest.raises(NotAllowed):
        actions.approve_form(scene.actor("coumba"), case, filled)


def test_a_form_that_is_not_for_this_person_does_not_exist(case, monkeypatch, awa, client_for):
    monkeypatch.setitem(instruments._instruments, "skills", Instrument("skills", fits=lambda case: False))
    assert client_for(awa).get(fill_url(case, "skills")).status_code == 404
    assert client_for(awa).get(fill_url(case, "vulnerability")).status_code == 404
    with pytest.raises(NotVisible):
        scene.fill(case, form="skills", school="none", wish="Coudre")
    with pytest.raises(NotVisible):
        actions.fill_form(scene.actor("awa"), case, form=published("vulnerability"), answers={})


def test_what_a_form_calls_impossible_is_refused_wherever_it_comes_from(case):
    told = {"event": "Transit", "place": "Gao", "country": "ML", "from_on": "2199-01-01"}
    with pytest.raises(Invalid, match="futur") as refused:
        scene.fill(case, form="trafficking_event", **told)
    assert refused.value.field == "from_on"


def test_a_form_of_the_committee_can_be_filled_in_once_it_is_published(case, hawa, awa, client_for):
    from siraba.foundation.forms.actions import add_form, publish_form

    version = add_form(scene.actor("hawa"), **scene.FORM)
    assert client_for(awa).get(fill_url(case, "essai")).status_code == 404
    publish_form(scene.actor("hawa"), version)
    assert "essai" in client_for(awa).get(reverse("cases:forms", args=[case.code])).text
    assert (
        scene.WORDS in client_for(awa).post(fill_url(case, "essai"), {"story": scene.WORDS}, follow=True).text
    )


def test_the_form_of_another_case_is_not_found_under_this_one(case, awa, client_for):
    other = scene.open_case(names="Kadidia Dicko")
    filled = scene.fill(other)
    assert client_for(awa).get(reverse("cases:filled_form", args=[case.code, filled.pk])).status_code == 404
