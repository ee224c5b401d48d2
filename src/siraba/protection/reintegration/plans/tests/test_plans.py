"""A plan with the person: its versions, her agreement, its states, who reads and who writes it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from siraba.foundation.access.errors import Invalid, NotAllowed, NotVisible, StateNotOpen
from siraba.foundation.access.policy import Purpose
from siraba.foundation.consent.actions import withdraw_all
from siraba.foundation.retention.holdings import erase, make_anonymous, obstacles
from siraba.protection.reintegration.plans import actions
from siraba.protection.reintegration.plans.models import PlanVersion, ReintegrationPlan
from siraba.protection.reintegration.plans.selectors import plan_for, plan_read, plans_visible_to
from tests import returning, scene

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("awa", "boubacar", "coumba", "garba", "hawa", "oumou"),
]
SYSTEM = "a test looks at the row itself"


@pytest.fixture
def oumou(db):
    return scene.charge("oumou", "secretary").account


def versions(plan):
    return list(PlanVersion.objects.system(SYSTEM).filter(plan=plan).order_by("number"))


def test_a_plan_goes_from_draft_to_its_end_with_the_person_s_agreement():
    awa, plan = scene.actor("awa"), returning.plan()
    assert plan.state == "draft"
    with pytest.raises(StateNotOpen):
        actions.start_reintegration_plan(awa, plan)
    actions.agree_reintegration_plan(awa, plan, how="thumb", agreement="Sa tante était là")
    (version,) = versions(plan)
    assert (plan.state, version.agreed_how, version.agreed_on) == ("agreed", "thumb", timezone.localdate())
    assert version.words["agreement"] == "Sa tante était là"
    actions.start_reintegration_plan(awa, plan)
    actions.end_reintegration_plan(awa, plan, ending="completed")
    plan = ReintegrationPlan.objects.system(SYSTEM).get(pk=plan.pk)
    assert (plan.state, plan.ending, plan.ended_on) == ("ended", "completed", timezone.localdate())
    with pytest.raises(StateNotOpen):
        actions.revise_reintegration_plan(awa, plan, why="Trop tard", **returning.PLAN)


def test_each_change_is_a_version_and_wants_her_agreement_anew():
    awa, plan = scene.actor("awa"), returning.agreed_plan()
    other = {**returning.PLAN, "objectives": {"social": "Loger chez sa sœur"}}
    actions.revise_reintegration_plan(awa, plan, why="Elle a changé d’avis", **other)
    first, second = versions(plan)
    assert plan.state == "draft"
    assert (first.number, first.words["objectives"]) == (1, {"economic": returning.OBJECTIVE})
    assert (second.number, second.words["objectives"]) == (2, {"social": "Loger chez sa sœur"})
    assert (first.agreed_how, second.agreed_on) == ("witness", None)


def test_a_running_plan_that_changes_goes_on_and_its_new_version_waits():
    awa, plan = scene.actor("awa"), returning.running_plan()
    with pytest.raises(Invalid):
        actions.agree_reintegration_plan(awa, plan, how="signed", agreement="Sa tante")
    actions.revise_reintegration_plan(awa, plan, why="Un autre marché", **returning.PLAN)
    assert plan.state == "running"
    actions.agree_reintegration_plan(awa, plan, how="signed", agreement="Sa tante")
    assert plan.state == "running"
    assert [one.agreed_how for one in versions(plan)] == ["witness", "signed"]


def test_for_a_child_it_is_said_who_was_there():
    awa, plan = scene.actor("awa"), returning.plan(scene.open_case(age=14))
    with pytest.raises(Invalid, match="mineur"):
        actions.agree_reintegration_plan(awa, plan, how="witness")
    assert ReintegrationPlan.objects.system(SYSTEM).get().state == "draft"


@pytest.mark.parametrize(("age", "young"), [(14, True), (24, True), (25, False), (40, False), (None, True)])
def test_the_young_have_a_life_project_by_a_setting(age, young):
    plan = returning.plan(scene.open_case(age=age), life_project={"master": "Teinturière de Gao"})
    (version,) = versions(plan)
    assert plan.young is young
    assert version.words["life_project"] == ({"master": "Teinturière de Gao"} if young else {})


@pytest.mark.parametrize(
    ("do", "why"),
    [
        (lambda awa, case: returning.plan(case), "déjà un plan"),
        (
            lambda awa, case: returning.plan(
                scene.open_case(names="Kadidia Dicko"), application=returning.application(case)
            ),
            "n’est pas de ce dossier",
        ),
        (
            lambda awa, case: returning.plan(
                scene.open_case(names="Kadidia Dicko"), objectives={"social": "  "}, actions=[]
            ),
            "au moins un objectif",
        ),
        (
            lambda awa, case: actions.agree_reintegration_plan(
                awa, _of(case), how="signed", on=timezone.localdate() + timedelta(days=1)
            ),
            "pas encore passé",
        ),
        (lambda awa, case: actions.end_reintegration_plan(awa, _of(case), ending="completed"), "pas achevé"),
    ],
)
def test_what_cannot_be_is_refused_and_says_why(do, why):
    case = scene.open_case()
    returning.plan(case)
    with pytest.raises(Invalid, match=why):
        do(scene.actor("awa"), case)


def _of(case):
    return ReintegrationPlan.objects.system(SYSTEM).get(case=case)


def test_the_database_holds_one_live_plan_to_a_case_and_no_end_without_a_reason():
    plan = returning.plan()
    for spoilt in (
        ReintegrationPlan(person=plan.person, case=plan.case, channel="direct"),
        ReintegrationPlan(person=plan.person, case=plan.case, channel="direct", state="ended"),
        ReintegrationPlan(person=plan.person, case=plan.case, channel="other", state="ended", ending="lost"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            spoilt.save(force_insert=True)


def test_what_a_plan_says_is_sealed():
    plan = returning.plan()
    (version,) = versions(plan)
    assert returning.OBJECTIVE.encode() not in bytes(version.sealed)
    assert version.cost == 40000


# Who reads and who writes


def test_her_own_agency_reads_it_and_another_does_not():
    plan = returning.plan()
    for who in ("awa", "coumba"):
        assert plan_for(scene.actor(who), plan.pk).case.code == plan.case.code
    for who, purpose in (("boubacar", Purpose.CARE), ("oumou", Purpose.FUND), ("hawa", Purpose.COORDINATION)):
        with pytest.raises(NotVisible):
            plan_for(scene.actor(who, purpose), plan.pk)
    with pytest.raises(NotAllowed):
        actions.agree_reintegration_plan(scene.actor("boubacar"), plan, how="signed")


def test_her_fund_reads_what_she_agreed_to_while_she_consents():
    case = scene.open_case()
    plan = returning.agreed_plan(case, application=returning.application(case))
    oumou = scene.actor("oumou", Purpose.FUND)
    assert not plans_visible_to(oumou).exists()

    scene.agree("awa", case, "crm", "case")
    awa = scene.actor("awa")
    actions.revise_reintegration_plan(
        awa, plan, why="Autre idée", application=plan.application, **returning.PLAN
    )
    assert not plans_visible_to(oumou).exists()  # in preparation again
    actions.agree_reintegration_plan(awa, plan, how="signed", agreement="Sa tante")
    actions.start_reintegration_plan(awa, plan)
    actions.revise_reintegration_plan(awa, plan, why="Encore", application=plan.application, **returning.PLAN)
    found, shown = plan_read(oumou, plan.pk)
    assert (found.code, [one.number for one in shown]) == (plan.code, [2, 1])
    with pytest.raises(NotAllowed):
        actions.end_reintegration_plan(oumou, plan, ending="lost")

    withdraw_all(awa, case.person)
    assert not plans_visible_to(oumou).exists()


def test_another_fund_does_not_read_it_nor_does_who_judges_projects(account_for):
    account_for("fatim", "Fatim Kanté", "fund_officer", "helvetas")
    scene.charge("pierre", "evaluator")
    case = scene.open_case()
    plan = returning.agreed_plan(case, application=returning.application(case))
    for agency in ("helvetas", "crm"):
        scene.agree("awa", case, agency, "case")
    for who in ("fatim", "pierre"):
        with pytest.raises(NotVisible):
            plan_for(scene.actor(who, Purpose.FUND), plan.pk)


def test_an_officer_of_a_fund_at_the_agency_itself_does_not_read_all_its_plans(account_for):
    account_for("fatim", "Fatim Kanté", "fund_officer", "oim")
    returning.agreed_plan()
    assert not plans_visible_to(scene.actor("fatim", Purpose.FUND)).exists()


# The pages


def sent(**changes):
    return {
        "channel": "referral",
        "objective_economic": "Vendre au marché",
        "part_1": "economic",
        "what_1": "Louer un étal",
        "who_1": "la coopérative",
        "due_1": "2027-02-01",
        "cost_1": "25000",
        **changes,
    }


def test_a_plan_is_written_read_printed_and_changed_by_its_pages(client_for, awa):
    client, case = client_for(awa), scene.open_case(age=20)
    url = reverse("plans:draft", args=[case.code])
    assert "maître artisan" in client.get(url).content.decode()
    response = client.post(url, sent(life_master="Teinturière de Gao"))
    plan = _of(case)
    assert response.url == reverse("plans:detail", args=[plan.pk])
    page = client.get(response.url).content.decode()
    for told in (
        "Vendre au marché",
        "Louer un étal",
        "25\u202f000",
        "Teinturière de Gao",
        "Il est dans le dossier",
    ):
        assert told in page
    paper = client.get(reverse("plans:paper", args=[plan.pk])).content.decode()
    assert "Louer un étal" in paper
    assert case.code not in paper
    assert scene.NAMES not in paper

    change = reverse("plans:act", args=[plan.pk, "changer"])
    assert "Louer un étal" in client.get(change).content.decode()
    client.post(change, sent(what_1="Louer deux étals", why="Le marché grandit"))
    assert versions(plan)[1].words["actions"][0]["what"] == "Louer deux étals"
    listed = client.get(reverse("plans:list")).content.decode()
    assert case.code in listed
    assert plan.get_state_display() in listed
    on_case = client.get(reverse("cases:detail", args=[case.code])).content.decode()
    of_case = reverse("plans:of_case", args=[case.code])
    assert of_case in on_case
    read = client.get(of_case).content.decode()
    assert reverse("plans:detail", args=[plan.pk]) in read
    assert url not in read  # one plan is alive


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"part_1": ""}, "de quelle partie"),
        ({"what_1": ""}, "ce qui sera fait"),
        ({"cost_1": "-5"}, "Louer un étal"),
        (
            {"objective_economic": "", "part_1": "", "what_1": "", "who_1": "", "due_1": "", "cost_1": ""},
            "au moins un",
        ),
    ],
)
def test_what_is_missing_is_said_and_nothing_typed_is_lost(client_for, awa, changes, told):
    case = scene.open_case()
    response = client_for(awa).post(
        reverse("plans:draft", args=[case.code]), sent(person_view="Je veux", **changes)
    )
    page = response.content.decode()
    assert response.status_code in (200, 422)
    assert told in page
    assert "Je veux" in page
    assert not ReintegrationPlan.objects.system(SYSTEM).exists()


def test_a_form_sent_twice_writes_one_plan(client_for, awa):
    client, case = client_for(awa), scene.open_case()
    words = sent(form_id="5f3a1c1e-8d0b-4a2e-9b7f-1c2d3e4f5a6b")
    for _ in range(2):
        assert client.post(reverse("plans:draft", args=[case.code]), words).status_code == 302
    assert ReintegrationPlan.objects.system(SYSTEM).count() == 1


# How it goes


def test_a_plan_goes_with_the_person_and_one_that_runs_keeps_her_records():
    plan = returning.running_plan()
    assert "Un plan de réintégration est en cours." in obstacles(plan.person_id)
    actions.end_reintegration_plan(scene.actor("awa"), plan, ending="left")
    assert "Un plan de réintégration est en cours." not in obstacles(plan.person_id)
    make_anonymous(plan.person_id)
    assert versions(plan)[0].words == {}
    erase(plan.person_id)
    assert not ReintegrationPlan.objects.system(SYSTEM).exists()
