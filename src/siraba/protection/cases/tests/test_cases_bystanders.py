"""One case and another: what is done to one, or read of one, is never the other's."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from siraba.foundation.access.errors import Invalid, NotAllowed
from siraba.foundation.access.policy import Category
from siraba.foundation.accounts.models import Account
from siraba.foundation.audit.models import AuditLine
from siraba.foundation.consent.models import Consent
from siraba.foundation.handover.orders import record_court_order
from siraba.foundation.people.selectors import identities_for
from siraba.foundation.retention.actions import place_hold
from siraba.foundation.retention.models import Removal
from siraba.protection.cases import actions
from siraba.protection.cases.models import Case, Screening, Transfer
from siraba.protection.cases.selectors import cases_visible_to, find_cases, transfers_visible_to
from tests import scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("awa", "boubacar", "coumba", "garba", "kassim")]
SYSTEM = "a test looks at the row itself"
UUID = "5f3a1c1e-8d0b-4a2e-9b7f-1c2d3e4f5a6b"


def program(username) -> Client:
    return Client(headers={"Authorization": f"Bearer {scene.token(username)[1]}"})


def send(client, path, data):
    return client.post(f"/api/v1{path}", data, "application/json")


def codes(username) -> set[str]:
    return set(cases_visible_to(scene.actor(username)).values_list("code", flat=True))


# Own entries


def test_an_agent_of_the_first_line_sees_what_was_received_in_person(account_for):
    for username in ("first", "second"):
        account_for(username, "Agent de repérage", "first_line", "helvetas")
    mine, other = (scene.receive(by) for by in ("first", "second"))
    scene.screen(mine, "first")
    scene.screen(other, "second")
    assert (codes("first"), codes("second")) == ({mine.code}, {other.code})
    screenings = Screening.objects.visible_to(scene.actor("first"), Category.EXPLOITATION)
    assert [one.case_id for one in screenings] == [mine.pk]
    scene.hand_over(mine, "first", "oim")
    scene.hand_over(other, "second", "oim")
    assert [one.case_id for one in transfers_visible_to(scene.actor("first"))] == [mine.pk]


def test_an_agent_of_a_branch_without_a_post_sees_what_was_received_in_person(account_for):
    for username in ("here", "there"):
        account_for(username, "Agent d’antenne", "reception_branch", "dgme")
    mine, other = (scene.receive(by) for by in ("here", "there"))
    assert (codes("here"), codes("there")) == ({mine.code}, {other.code})
    scene.hand_over(mine, "here", "oim")
    scene.hand_over(other, "there", "oim")
    assert [one.case_id for one in transfers_visible_to(scene.actor("here"))] == [mine.pk]


def test_a_branch_follows_what_its_own_post_sent(account_for):
    account_for("other_branch", "Agent de Kayes", "reception_branch", "dgme")
    account_for("same_post", "Agent de Gogui (2)", "reception_branch", "dgme")
    account = scene.account("same_post")
    account.unit = scene.account("garba").unit
    account.save()
    sent = scene.hand_over(scene.receive())
    seen = {
        name: list(transfers_visible_to(scene.actor(name))) for name in ("garba", "same_post", "other_branch")
    }
    assert seen == {"garba": [sent], "same_post": [sent], "other_branch": []}


# Assigning


def unassigned() -> Case:
    case = scene.receive("coumba")
    Case.objects.system(SYSTEM).filter(pk=case.pk).update(owner=None)
    case.owner = None
    return case


def test_a_manager_takes_a_case_for_nobody_else(account_for):
    account_for("colleague", "Collègue", "case_manager", "oim")
    with pytest.raises(NotAllowed):
        actions.assign_case(scene.actor("awa"), unassigned(), scene.account("colleague"))
    case = unassigned()
    actions.assign_case(scene.actor("awa"), case, scene.account("awa"))
    assert case.owner.username == "awa"


@pytest.mark.parametrize("who", ["closed", "boubacar", "kassim"])
def test_a_case_is_given_to_an_open_manager_of_its_own_agency(who, account_for):
    account_for("closed", "Compte fermé", "case_manager", "oim")
    Account.objects.filter(username="closed").update(is_active=False)
    with pytest.raises(Invalid) as refused:
        actions.assign_case(scene.actor("coumba"), unassigned(), scene.account(who))
    assert refused.value.field == "owner"


def test_a_supervisor_gives_a_case_to_a_manager():
    case = unassigned()
    actions.assign_case(scene.actor("coumba"), case, scene.account("awa"))
    assert Case.objects.system(SYSTEM).get(pk=case.pk).owner.username == "awa"


# Finding, and going back


def test_a_code_finds_its_own_case():
    first, second = scene.open_case(), scene.open_case(names="Modibo Sangho")
    assert [found.code for found in find_cases(scene.actor("awa"), second.code)] == [second.code]
    assert [found.code for found in find_cases(scene.actor("awa"), first.code)] == [first.code]


def test_who_gives_a_case_away_comes_back_to_the_list(client_for, monkeypatch):
    kept, given = scene.open_case(), scene.open_case(names="Modibo Sangho")
    client = client_for(scene.account("awa"))
    words = {"text": "Note", "form_id": ""}
    stays = client.post(reverse("cases:act", args=[kept.code, "note"]), words)
    assert stays.url == reverse("cases:detail", args=[kept.code])
    add_note = actions.add_note

    def and_give_it_away(actor, case, **words):
        add_note(actor, case, **words)
        Case.objects.system(SYSTEM).filter(pk=case.pk).update(owner=None)

    monkeypatch.setattr(actions, "add_note", and_give_it_away)
    goes = client.post(reverse("cases:act", args=[given.code, "note"]), words)
    assert goes.url == reverse("cases:list")


# The pages of justice


@pytest.mark.parametrize("slug", ["inconnu", "remettre"])
def test_a_step_that_is_none_and_a_record_that_is_none_are_not_there(slug, client_for):
    case = scene.open_case()
    page = reverse("cases:justice", args=[case.code, UUID, slug])
    assert client_for(scene.account("coumba")).get(page).status_code == 404


# The API says no before it looks at what was sent


@pytest.mark.parametrize("data", [{}, {"answers": {}, "risk": "x"}])
def test_who_may_not_act_is_refused_whatever_was_sent(data):
    case = scene.receive()
    scene.screen(case, "garba")
    assert (
        send(
            program("garba"), f"/cases/{case.code}/assessment", {"answers": {}, "risk": "low"} | data
        ).status_code
        == 403
    )


# Consents and orders of one's own page


def test_each_consent_is_withdrawn_by_its_own_number_and_once(client_for):
    case = scene.open_case()
    first, second = (scene.agree("awa", case, to) for to in ("foyer", "clinique"))
    client = client_for(scene.account("awa"))
    for one in (first, second):
        client.post(reverse("cases:withdraw", args=[case.code, one.pk]), {"form_id": ""})
        one.refresh_from_db(from_queryset=Consent.objects.system(SYSTEM))
        assert one.state == "withdrawn"
        for page in ("cases:withdraw", "cases:withdraw_part"):
            assert client.get(reverse(page, args=[case.code, one.pk])).status_code == 409


def test_who_no_longer_sees_the_person_has_no_page_to_withdraw_everything(client_for):
    case = scene.receive()
    from siraba.protection.cases import transfers

    transfers.accept_transfer(scene.actor("awa"), scene.hand_over(case))
    page = reverse("cases:withdraw_all", args=[case.code])
    garba = client_for(scene.account("garba"))
    assert garba.get(page).status_code == 200
    Case.objects.system(SYSTEM).update(received_at=timezone.now() - timedelta(hours=80))
    assert garba.get(page).status_code == 403


def test_names_of_the_last_days_are_those_of_who_received_them(account_for):
    for username in ("first", "second"):
        account_for(username, "Agent de repérage", "first_line", "helvetas")
    mine, other = (scene.receive(by, names=names) for by, names in (("first", "Une"), ("second", "Autre")))
    persons = [mine.person_id, other.person_id]
    assert {one.names for one in identities_for(scene.actor("first"), persons).values()} == {"Une"}


def test_a_disclosure_offers_the_orders_about_this_person(client_for, daouda):
    today = timezone.localdate()
    hers, his = scene.open_case(), scene.open_case(names="Modibo Sangho")
    for case, reference in ((hers, "RP HERS"), (his, "RP HIS")):
        record_court_order(
            scene.actor("coumba"), case.person, authority=scene.organisation("brigade"), reference=reference,
            dated=today, valid_to=today, fields=["names"],
        )  # fmt: skip
    page = (
        client_for(scene.account("coumba")).get(reverse("cases:disclose", args=[hers.code])).content.decode()
    )
    offered = page.split('name="order"')[1].split("</select>")[0]
    assert offered.count("<option") == 2  # none, and hers


# Retention, justice


def test_what_is_kept_or_asked_to_go_of_one_person_is_not_on_another_s_page(client_for, coumba):
    hers, his = scene.open_case(), scene.open_case(names="Modibo Sangho", age=70)
    place_hold(scene.actor("awa"), his.person, reason="Procès de son oncle")
    Case.objects.system(SYSTEM).filter(pk=his.pk).update(
        state="closed", closed_at=timezone.now() - timedelta(days=365 * 40)
    )
    Removal(
        person=his.person_id, ground="asked", how="erase", requested_by=scene.account("awa"),
        requested_for=scene.organisation("oim"),
    ).save(force_insert=True)  # fmt: skip
    pages = [client_for(coumba).get(reverse("cases:retention", args=[case.code])) for case in (hers, his)]
    assert [page.context["due"] for page in pages] == [False, True]
    assert [len(panel.rows) for page in pages for panel in page.context["panels"]] == [0, 0, 1, 1]
    lines = AuditLine.objects.filter(act="read_retention").order_by("pk")
    assert list(lines.values_list("object", flat=True)) == [hers.code, his.code]


def test_an_order_without_a_document_has_none_to_read(client_for, coumba):
    case, today = scene.open_case(), timezone.localdate()
    order = record_court_order(
        scene.actor("coumba"), case.person, authority=scene.organisation("brigade"), reference="RP 1", dated=today,
        valid_to=today, fields=["names"],
    )  # fmt: skip
    address = reverse("cases:order_document", args=[case.code, order.pk])
    assert client_for(coumba).get(address).status_code == 404


@pytest.mark.parametrize(
    ("username", "role", "home", "sees"),
    [
        ("coumba", "", "", True),
        ("other_supervisor", "supervisor", "helvetas", False),
        ("at_the_agency", "provider", "oim", True),
        ("elsewhere", "provider", "helvetas", False),
        ("at_the_sender", "provider", "dgme", False),
    ],
)
def test_a_transfer_is_for_its_sender_and_its_recipient_alone(account_for, username, role, home, sees):
    if role:
        account_for(username, "Ailleurs", role, home)
    scene.hand_over(scene.receive())
    assert Transfer.objects.visible_to(scene.actor(username), Category.REFERRAL).exists() is sees
