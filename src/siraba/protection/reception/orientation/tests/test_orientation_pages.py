"""The pages, as an agent walks them; the report, and the board."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from siraba.foundation.access.errors import NotAllowed
from siraba.protection.reception.branches.board import doors_of, figures_of
from siraba.protection.reception.orientation import actions
from siraba.protection.reception.orientation.models import Need, Orientation
from siraba.protection.reception.orientation.reports import as_csv, tables_of
from siraba.protection.referrals import actions as referring
from tests import scene

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def cast(account_for):
    for one in ("garba", "nana", "provider", "awa"):
        account_for(one)
    account_for("other_branch", "Yaya Sidibé", "reception_branch", "dgme")


@pytest.fixture
def garba(client_for):
    return client_for(scene.account("garba"))


def test_from_the_need_to_the_sheet(garba):
    person = scene.grown_arrival()
    near = scene.offered(name="Centre de santé", area="Kayes", parts=scene.places(2))
    scene.offered(name="Fermé", closed_for_now=True)
    empty = garba.get(reverse("orientation:needs", args=[person.code])).content.decode()
    assert "Aucun besoin noté" in empty
    sent = {"service_types": ["medical"], "urgency": "normal", "said": scene.WORDS}
    options = garba.post(reverse("orientation:note", args=[person.code]), sent, follow=True)
    page = options.content.decode()
    assert "Centre de santé" in page
    assert "2 places" in page
    assert "fermé pour le moment" in page
    need = Need.objects.system("a test").get()
    choose = reverse("orientation:choose", args=[need.pk])
    assert f"{choose}?medical={near.pk}" in page
    chosen = garba.post(choose, {"service_medical": near.pk}, follow=True).content.decode()
    made = Orientation.objects.system("a test").get()
    assert reverse("orientation:detail", args=[made.pk]) in chosen
    assert garba.get(reverse("orientation:sheet", args=[made.pk])).status_code == 200
    given = garba.post(reverse("orientation:act", args=[made.pk, "remettre"]), {"said": ""}, follow=True)
    assert "Fiche remise" in given.content.decode()


def test_another_than_the_first_without_a_reason_comes_back_with_what_was_typed(garba):
    need = scene.need()
    for area in ("Kayes", "Bamako"):
        scene.offered(area=area)
    from siraba.protection.reception.orientation.selectors import options_for

    second = options_for(scene.actor("garba"), need)[0].proposed[1].service.pk
    url = reverse("orientation:choose", args=[need.pk])
    refused = garba.post(url, {"service_medical": second, "said": "Chez sa tante"})
    assert refused.status_code == 422
    assert "dites pourquoi" in refused.content.decode()
    assert "Chez sa tante" in refused.content.decode()
    garba.post(url, {"service_medical": second, "override": "relatives"})
    assert Orientation.objects.system("a test").get().override == "relatives"


def test_where_nothing_suits_the_page_says_why_and_offers_no_choice(garba):
    need = scene.need(service_types=["medical", "transport"])
    scene.offered()
    page = garba.get(reverse("orientation:options", args=[need.pk])).content.decode()
    assert "vont ensemble" in page
    assert reverse("orientation:choose", args=[need.pk]) not in page
    assert garba.get(reverse("orientation:choose", args=[need.pk])).status_code == 302


def test_the_list_is_filtered_by_where_an_orientation_stands(garba):
    scene.sent_orientation(provider="foyer", area="Gao")
    scene.given_orientation()
    url = reverse("orientation:list")
    rows = {state: garba.get(url, {"state": state}).content.decode() for state in ("sent", "given", "lost")}
    assert rows["sent"].count('scope="row"') == rows["given"].count('scope="row"') == 1
    assert "Aucune orientation à montrer" in rows["lost"]


def test_what_goes_by_referral_is_sent_from_its_page(garba):
    person = scene.screened_arrival()
    scene.agree("garba", person.case, "clinique", giver="individual", giver_name="")
    made = scene.orientation(scene.need(person), by_referral=True)
    page = garba.get(reverse("orientation:detail", args=[made.pk])).content.decode()
    assert "Avant d’envoyer" in page
    assert reverse("orientation:act", args=[made.pk, "remettre"]) not in page
    send = reverse("orientation:act", args=[made.pk, "envoyer"])
    form = garba.get(send).content.decode()
    assert 'value="names"' in form
    assert 'value="health"' not in form
    garba.post(send, {"released_fields": ["names"], "request": "Consultation"})
    referral = Orientation.objects.system("a test").select_related("referral").get().referral
    assert garba.get(reverse("referrals:detail", args=[referral.code])).status_code == 200


def test_a_branch_refers_from_the_page_of_a_case_of_its_own_too(garba):
    case = scene.screened_arrival().case
    assert garba.get(reverse("referrals:prepare", args=[case.code])).status_code == 200
    page = garba.get(reverse("cases:detail", args=[case.code])).content.decode()
    assert reverse("referrals:prepare", args=[case.code]) in page


def test_a_plan_is_proposed_and_accepted_on_pages(garba):
    convoy = scene.convoy()
    need = scene.need(scene.grown_arrival(on=convoy))
    scene.offered(parts=scene.places(3))
    page = garba.post(reverse("orientation:propose", args=[convoy.pk]), follow=True).content.decode()
    assert "1 propositions" in page or "1 proposition" in page
    assert reverse("orientation:choose", args=[need.pk]) in page


def test_a_page_of_another_branch_does_not_exist(client_for):
    made = scene.given_orientation()
    other = client_for(scene.account("other_branch"))
    for name in ("detail", "sheet"):
        assert other.get(reverse(f"orientation:{name}", args=[made.pk])).status_code == 404
    assert other.get(reverse("orientation:options", args=[made.need_id])).status_code == 404
    assert other.get(reverse("orientation:needs", args=[made.arrival.code])).status_code == 404


def test_once_another_agency_holds_the_case_the_branch_reads_the_need_no_longer(client_for):
    made = scene.given_orientation()
    person = made.arrival
    from siraba.protection.reception.arrivals.actions import open_case_of_arrival

    case = open_case_of_arrival(scene.actor("garba"), person)
    from siraba.protection.cases.transfers import accept_transfer
    from siraba.protection.reception.arrivals.models import Arrival

    accept_transfer(scene.actor("awa"), scene.hand_over(case))
    Arrival.objects.system("a test").update(registered_at=timezone.now() - timedelta(days=9))
    client = client_for(scene.account("garba"))
    assert client.get(reverse("orientation:detail", args=[made.pk])).status_code == 404


# The board and the report


def test_the_board_tells_what_waits_and_what_was_lost():
    sent = scene.sent_orientation(provider="foyer", area="Gao")
    scene.orientation()
    lost, silent = scene.given_orientation(), scene.given_orientation()
    actions.mark_lost(scene.actor("garba"), lost)
    Orientation.objects.system("a test").filter(pk=silent.pk).update(
        left_at=timezone.now() - timedelta(days=30)
    )
    referring.decline_referral(scene.actor("provider"), sent.referral, reason="no_capacity")
    branch = scene.branch()
    for who in ("garba", "nana"):
        figures = {one.label: one for one in figures_of(scene.actor(who), [branch])[branch.unit_id]}
        waiting, none, gone = (
            figures[name]
            for name in (
                "Orientations à envoyer ou à remettre",
                "Fiches sans nouvelles",
                "Orientations perdues",
            )
        )
        assert (waiting.value, none.value, gone.value) == ("1", "1", "1")
        assert (waiting.alert, none.alert, gone.alert) == (False, True, True)
        assert bool(gone.url) is (who == "garba")


def test_the_doors_are_for_whom_they_are():
    labels = {who: [str(door.label) for door in doors_of(scene.actor(who))] for who in ("garba", "nana")}
    assert "Orientations" in labels["garba"]
    assert "Fiches lues à voix haute" in labels["nana"]
    assert "Orientations : attente et suites" in [str(d.label) for d in doors_of(scene.actor("nana"), True)]


def told(who: str = "nana") -> dict[str, list]:
    since = timezone.localdate() - timedelta(days=30)
    return {table.title: table for table in tables_of(scene.actor(who), since)}


def test_waits_are_told_by_group_with_the_gap_and_without_a_name():
    convoy = scene.convoy()
    scene.offered()
    for number in range(12):
        person = scene.grown_arrival(
            on=convoy, names=f"Personne {number}", sex="female" if number < 6 else "male"
        )
        need = scene.need(person)
        late = 2 if number < 6 else 8
        if number != 11:
            made = scene.orientation(need, none=True)
            Need.objects.system("a test").filter(pk=need.pk).update(
                recorded_at=made.accepted_at - timedelta(hours=late)
            )
    by_sex = told()["Attente selon le sexe"]
    assert by_sex.body == [["Féminin", "6", "0", "2.0 h", "–"], ["Masculin", "6", "1", "8.0 h", "–"]]
    assert "6.0 h" in by_sex.note
    text = as_csv(told().values()).decode("utf-8-sig")
    assert "Personne" not in text
    assert "Féminin" in text


def test_what_becomes_of_orientations_and_overrides_is_told_by_branch():
    scene.offered(area="Gao", name="Loin")
    need = scene.need()
    scene.offered(area="Kayes")
    from siraba.protection.reception.orientation.selectors import options_for

    second = options_for(scene.actor("garba"), need)[0].proposed[1].service.pk
    (made,) = actions.override_proposal(
        scene.actor("garba"), need, services={"medical": second}, override="safer", said=scene.WORDS
    )
    actions.give_sheet(scene.actor("garba"), made)
    actions.mark_served(scene.actor("garba"), made)
    tables = told()
    assert tables["Ce que deviennent les orientations"].body == [
        ["Antenne de Gogui", "1", "0", "1", "0", "0", "100 %"]
    ]
    row = dict(
        zip(
            tables["Choix d’un autre service, et pourquoi"].head,
            tables["Choix d’un autre service, et pourquoi"].body[0],
            strict=True,
        )
    )
    assert (row["Autre que le premier"], row["Plus sûr pour elle"]) == ("1", "1")
    assert scene.WORDS not in as_csv(tables.values()).decode("utf-8-sig")


def test_a_branch_reads_its_own_report_and_nobody_else_reads_any():
    scene.given_orientation()
    assert told("garba")["Ce que deviennent les orientations"].body
    assert told("other_branch")["Ce que deviennent les orientations"].body == []
    with pytest.raises(NotAllowed):
        told("awa")


def test_the_report_is_a_page_and_a_file(client_for):
    scene.given_orientation()
    nana = client_for(scene.account("nana"))
    assert (
        "Antenne de Gogui"
        in nana.get(reverse("orientation:report"), {"depuis": "pas un jour"}).content.decode()
    )
    assert nana.get(reverse("orientation:report_csv"), {"depuis": "2026-13-45"})["Content-Type"].startswith(
        "text/csv"
    )
