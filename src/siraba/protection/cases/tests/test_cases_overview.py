"""The supervisor's board, and all that happened in a case on one page."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from siraba.protection.cases import actions
from siraba.protection.cases.models import Case, Milestone
from siraba.protection.cases.team import behind, closed, waiting, workload
from tests import scene

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("awa", "boubacar", "coumba", "garba", "provider"),
]
SYSTEM = "a test looks at the row itself"


def late(case: Case) -> None:
    Case.objects.system(SYSTEM).filter(pk=case.pk).update(due_at=timezone.now() - timedelta(hours=1))


def counted(rows_of) -> dict[str, int]:
    return {name: number for name, number, _needs in rows_of(scene.actor("coumba"))}


def test_the_board_counts_who_carries_how_much_and_nobody_s_cases_first():
    first, second = scene.open_case(), scene.open_case(names="Kadidia Dicko")
    scene.assess(second, risk="high")
    late(first)
    actions.assign_case(scene.actor("coumba"), second, scene.account("coumba"))
    Case.objects.system(SYSTEM).filter(pk=scene.receive("awa", names="Oumar Ba").pk).update(owner=None)
    scene.receive("boubacar", names="Penda Sow")
    found = [(row["owner__full_name"], row["open"], row["late"]) for row in workload(scene.actor("coumba"))]
    assert found == [(None, 1, 0), ("Awa Traoré", 1, 1), ("Coumba Diarra", 1, 0)]
    assert sum(row["high"] for row in workload(scene.actor("coumba"))) >= 1


def test_the_board_says_what_waits_for_approval_and_where_care_falls_behind():
    case = scene.planned_case()
    scene.plan(case)
    scene.waiting_form(case)
    told = counted(waiting)
    assert (told["Plans"], told["Fiches"], told["Clôtures"]) == (1, 1, 0)
    Milestone.objects.system(SYSTEM).filter(case=case, done_at=None).update(
        due_at=timezone.now() - timedelta(1)
    )
    steps = counted(behind)
    assert sum(steps.values()) >= 1
    actions.record_service(scene.actor("awa"), case, service_type="food", delivered_on=timezone.localdate())
    assert counted(behind)["Pas de contact depuis 30 jours"] == 1
    actions.record_follow_up(
        scene.actor("awa"), case, met_on=timezone.localdate(), risk="low", note="Va bien"
    )
    assert counted(behind)["Pas de contact depuis 30 jours"] == 0


def test_the_board_says_how_cases_ended():
    case = scene.open_case()
    actions.request_closure(scene.actor("awa"), case, reason="goals_met", person_informed=True)
    actions.close_case(scene.actor("coumba"), case)
    assert [number for _reason, number, _needs in closed(scene.actor("coumba"))] == [1]


def test_each_number_of_the_board_leads_to_its_cases(client_for, coumba):
    mine, other = scene.open_case(), scene.open_case(names="Kadidia Dicko")
    late(mine)
    actions.assign_case(scene.actor("coumba"), other, coumba)
    browser = client_for(coumba)
    page = browser.get(reverse("cases:team")).content.decode()
    owner = scene.account("awa").pk
    assert f"?owner={owner}&amp;late=1" in page
    shown = browser.get(reverse("cases:list"), {"owner": owner, "late": 1}).content.decode()
    assert mine.code in shown
    assert other.code not in shown
    assert mine.code not in browser.get(reverse("cases:list"), {"owner": 0}).content.decode()


def test_what_waits_and_what_is_late_leads_to_the_cases_that_were_counted(client_for, coumba):
    waits, calm = scene.planned_case(), scene.open_case(names="Kadidia Dicko")
    scene.plan(waits)
    scene.waiting_form(waits)
    actions.record_service(scene.actor("awa"), waits, service_type="food", delivered_on=timezone.localdate())
    Milestone.objects.system(SYSTEM).filter(case=waits, done_at=None).update(
        due_at=timezone.now() - timedelta(1)
    )
    browser = client_for(coumba)
    board = browser.get(reverse("cases:team")).content.decode()
    rows = [row for row in (*waiting(scene.actor("coumba")), *behind(scene.actor("coumba"))) if row[1]]
    assert {"plan", "form", "contact"} < {needs for _name, _number, needs in rows}
    assert any(needs.startswith("step-") for _name, _number, needs in rows)
    for _name, number, needs in rows:
        assert f"?needs={needs}" in board
        shown = browser.get(reverse("cases:list"), {"needs": needs}).context["page"].rows
        assert len(shown) == number
        assert calm.code not in {row.code for row in shown}
    for nonsense in ("nothing", "step-", "' OR 1=1"):
        assert not browser.get(reverse("cases:list"), {"needs": nonsense}).context["page"].rows


def test_the_thread_of_time_holds_what_its_reader_may_read_the_last_first(client_for, awa, garba):
    case = scene.planned_case()
    scene.fill(case)
    scene.attach(case)
    scene.accepted_referral(case)
    actions.add_note(scene.actor("awa"), case, text="Parole gardée")
    page = client_for(awa).get(reverse("cases:timeline", args=[case.code])).content.decode()
    for what in (
        "Personne reçue",
        "Repérage",
        "Évaluation",
        "Plan de sécurité",
        "Certificat médical",
        "Note",
        "Foyer",
    ):
        assert what in page, what
    assert "Parole gardée" not in page
    assert page.index(">Note<") < page.index("Personne reçue")
    branch = scene.hand_over(scene.receive(names="Oumar Ba"))
    Case.objects.system(SYSTEM).get(pk=branch.case_id)
    page = client_for(garba).get(reverse("cases:timeline", args=[branch.case.code])).content.decode()
    assert "Personne reçue" in page


def test_the_first_welcome_is_in_bambara_for_whom_wishes_it(client_for, garba):
    browser = client_for(garba)
    browser.post("/langue/", {"language": "bm"})
    page = browser.get(reverse("cases:receive")).content.decode()
    assert '<html lang="bm">' in page
    assert "Tɔgɔ ni jamu" in page
    assert '<html lang="fr">' in browser.get(reverse("cases:list")).content.decode()
