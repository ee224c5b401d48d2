"""Who still sees what, as a case moves from hand to hand."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from siraba.foundation.access.errors import Invalid, NotAllowed, StateNotOpen
from siraba.foundation.accounts.models import Account
from siraba.foundation.consent.actions import withdraw_consent
from siraba.foundation.people.selectors import identities_for
from siraba.protection.cases import transfers
from siraba.protection.cases.models import Case
from siraba.protection.cases.selectors import case_file, cases_visible_to, find_cases, transfers_visible_to
from tests import scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("awa", "boubacar", "coumba", "garba")]
SYSTEM = "a test looks at the row itself"


@pytest.fixture
def first_line(account_for):
    return account_for("moussa", "Moussa Cissé", "first_line", "helvetas")


def names_for(username, case):
    return [identity.names for identity in identities_for(scene.actor(username), [case.person_id]).values()]


def three_days_later(case):
    received = timezone.now() - timedelta(hours=73)
    Case.objects.system(SYSTEM).filter(pk=case.pk).update(received_at=received)


def test_before_the_answer_the_other_agency_sees_a_need_and_no_name(client_for, awa):
    case = scene.receive()
    scene.hand_over(case)
    assert names_for("awa", case) == []
    assert not cases_visible_to(scene.actor("awa")).exists()
    page = client_for(awa).get(reverse("cases:transfers")).content.decode()
    assert "DGME" in page
    assert "moins de 18 ans" in page
    assert not [word for word in (*scene.SECRETS, case.code) if word in page]


def test_after_the_answer_the_case_and_its_names_are_the_new_owner_s():
    case = scene.receive()
    transfers.accept_transfer(scene.actor("awa"), scene.hand_over(case))
    assert names_for("awa", case) == names_for("coumba", case) == [scene.NAMES]
    assert names_for("boubacar", case) == []
    moved = Case.objects.system(SYSTEM).get()
    assert (moved.agency.code, moved.owner.username) == ("oim", "awa")


def test_the_branch_reads_the_names_of_a_case_it_gave_for_three_days(client_for, garba):
    case = scene.receive()
    transfers.accept_transfer(scene.actor("awa"), scene.hand_over(case))
    assert names_for("garba", case) == [scene.NAMES]
    three_days_later(case)
    assert names_for("garba", case) == []
    client = client_for(garba)
    for url in (
        reverse("cases:list"),
        reverse("cases:detail", args=[case.code]),
        reverse("interface:my_day"),
    ):
        assert scene.NAMES not in client.get(url).content.decode()
    assert not find_cases(scene.actor("garba"), scene.NAMES).exists()


def test_the_branch_keeps_the_names_of_those_who_are_still_there():
    case = scene.receive()
    three_days_later(case)
    assert names_for("garba", case) == [scene.NAMES]


def test_another_branch_of_the_same_organisation_sees_nothing(account_for):
    zegoua = account_for("sekou", "Sékou Sanogo", "reception_branch", "dgme")
    Account.objects.filter(pk=zegoua.pk).update(unit=zegoua.organisation.units.get(code="zegoua"))
    case = scene.receive()
    assert names_for("sekou", case) == []
    assert not cases_visible_to(scene.actor("sekou")).exists()


def test_a_first_line_agent_reads_the_names_of_ones_own_entries_for_three_days(first_line):
    case = scene.receive("moussa")
    assert names_for("moussa", case) == [scene.NAMES]
    three_days_later(case)
    assert names_for("moussa", case) == []
    assert cases_visible_to(scene.actor("moussa")).count() == 1


@pytest.mark.parametrize("receiver", ["garba", "moussa"])
def test_what_is_told_to_the_next_agency_stays_there(first_line, receiver):
    case = scene.receive(receiver)
    scene.screen(case, receiver, note="Premier récit")
    case = transfers.accept_transfer(scene.actor("awa"), scene.hand_over(case, receiver))
    scene.screen(case, "awa")
    scene.assess(case)
    scene.plan(case)

    found = case_file(scene.actor(receiver), case.code)
    assert [one.words["note"] for one in found.screenings] == ["Premier récit"]
    assert (found.assessments, found.plans, found.notes, found.decisions) == ([], [], [], [])
    assert len(case_file(scene.actor("awa"), case.code).screenings) == 2


def test_a_case_is_not_handed_over_without_a_consent_for_the_names_and_the_case():
    case = scene.receive()
    scene.agree("garba", case, "oim", "identity")
    with pytest.raises(Invalid) as refusal:
        transfers.send_transfer(scene.actor("garba"), case, scene.organisation("oim"))
    assert refusal.value.field == "to"


def test_a_consent_taken_back_before_the_answer_stops_the_transfer():
    case = scene.receive()
    consent = scene.agree("garba", case, "oim")
    transfer = transfers.send_transfer(scene.actor("garba"), case, scene.organisation("oim"))
    withdraw_consent(scene.actor("garba"), consent)
    with pytest.raises(Invalid):
        transfers.accept_transfer(scene.actor("awa"), transfer)
    assert names_for("awa", case) == []
    assert transfers_visible_to(scene.actor("awa")).get().state == "sent"


def test_one_transfer_at_a_time_and_never_to_oneself():
    case = scene.receive()
    scene.hand_over(case)
    scene.agree("garba", case, "helvetas")
    for to in ("helvetas", "dgme"):
        with pytest.raises(Invalid) as refusal:
            transfers.send_transfer(scene.actor("garba"), case, scene.organisation(to))
        assert refusal.value.field == "to"


def test_a_transfer_is_answered_once_and_by_its_addressee():
    case = scene.receive()
    transfer = scene.hand_over(case)
    with pytest.raises(NotAllowed):
        transfers.accept_transfer(scene.actor("boubacar"), transfer)
    transfers.decline_transfer(scene.actor("awa"), transfer, reason="no_capacity")
    for answer in (
        lambda: transfers.accept_transfer(scene.actor("awa"), transfer),
        lambda: transfers.revoke_transfer(scene.actor("garba"), transfer),
    ):
        with pytest.raises(StateNotOpen):
            answer()
    scene.hand_over(case, to="helvetas")


@pytest.mark.parametrize("typed", ["K7M2-P9QX-A", "inconnu", "00000000-0000", "é", "-"])
def test_an_unknown_code_and_a_code_of_another_look_the_same(client_for, boubacar, typed):
    case = scene.receive()
    client = client_for(boubacar)
    pages = [client.get(f"/dossiers/{code}/") for code in (typed, case.code)]
    assert [page.status_code for page in pages] == [404, 404]


def test_a_code_is_found_however_it_is_typed(client_for, awa):
    case = scene.receive("awa")
    client = client_for(awa)
    typed = case.code.replace("-", "").lower()
    assert client.get(f"/dossiers/{typed}/").status_code == 200
    assert case.code in client.get("/dossiers/", {"q": f" {typed} "}).content.decode()


@pytest.mark.parametrize(
    "query", [{"q": "bagayoko"}, {"state": "draft"}, {"risk": "high"}, {"state": "inconnu"}]
)
def test_no_filter_shows_a_case_of_another(client_for, boubacar, query):
    case = scene.receive()
    page = client_for(boubacar).get("/dossiers/", query)
    assert page.status_code == 200
    assert case.code not in page.content.decode()


def test_the_act_of_another_s_case_is_not_there_and_an_act_that_is_not_ones_own_is_refused(
    client_for, awa, boubacar
):
    case = scene.open_case()
    url = reverse("cases:act", args=[case.code, "clore"])
    form = {"form_id": uuid4()}
    assert client_for(boubacar).post(url, form).status_code == 404
    assert client_for(awa).post(url, form).status_code == 403
    assert client_for(awa).get(reverse("cases:act", args=[case.code, "inconnu"])).status_code == 404


def test_the_consent_of_one_person_is_not_reached_through_the_case_of_another(client_for, awa):
    one, other = scene.receive("awa"), scene.receive("awa")
    consent = scene.agree("awa", one, "foyer")
    client = client_for(awa)
    assert client.get(reverse("cases:withdraw", args=[other.code, consent.pk])).status_code == 404
    assert client.get(reverse("cases:withdraw", args=[one.code, consent.pk])).status_code == 200
