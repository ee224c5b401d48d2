"""The steps of each pathway: which there are, what carries them out, when they are due, and what stays done."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from siraba.foundation.access.policy import Category
from siraba.foundation.vocabulary import codes
from siraba.protection.cases import actions
from siraba.protection.cases.milestones import ACT_OF, late_steps
from siraba.protection.cases.models import Case, Milestone
from siraba.protection.cases.pathways import _additions, _pathways, steps_of
from tests import scene

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("awa", "boubacar", "coumba", "garba", "provider", "hawa"),
]
SYSTEM = "a test looks at the row itself"


def milestones(case) -> dict[str, Milestone]:
    return {row.step: row for row in Milestone.objects.system(SYSTEM).filter(case=case)}


def done(case) -> set[str]:
    return {step for step, row in milestones(case).items() if row.done_at}


@pytest.fixture
def adult():
    return scene.open_case(age=30, names="Kadidia Dicko")


@pytest.fixture
def girl():
    return scene.open_case()


def every_step():
    known = (*_pathways.values(), *(steps for _applies, steps in _additions))
    return [step for steps in known for step in steps]


def test_each_pathway_of_the_list_has_its_steps():
    assert set(_pathways) == set(codes("pathway"))
    assert all(steps[0].code == "screening" for steps in _pathways.values())


def test_each_step_can_be_carried_out_and_has_its_deadline():
    for step in every_step():
        for risk in codes("risk_level"):
            assert settings.DEADLINES[step.within.format(risk=risk)] > 0
        for fact in step.by:
            assert fact.split(":")[0] in {*ACT_OF, "form"}


def test_each_step_comes_after_one_of_the_same_way(adult):
    for pathway in codes("pathway"):
        adult.pathway = pathway
        before: set[str] = set()
        for step in steps_of(adult):
            assert not step.after or step.after in before
            before.add(step.code)


def test_the_steps_are_there_from_the_first_day():
    case = scene.receive("awa", age=30, pathway="refugee")
    assert list(milestones(case)) == [
        "screening", "status", "papers", "assessment", "service", "plan", "follow_up",
    ]  # fmt: skip
    assert done(case) == set()


def test_each_act_carries_out_its_step(adult):
    awa, coumba, today = scene.actor("awa"), scene.actor("coumba"), timezone.localdate()
    assert done(adult) == {"screening"}
    scene.fill(adult)
    actions.decide_identification(awa, adult, status="identified", body="NGO", grounds=scene.WORDS)
    scene.assess(adult)
    assert done(adult) == {"screening", "safety", "identification", "assessment"}
    plan = scene.plan(adult)
    assert "plan" not in done(adult)
    actions.approve_plan(coumba, adult, plan)
    actions.record_service(awa, adult, service_type="medical", delivered_on=today)
    actions.record_follow_up(awa, adult, met_on=today, risk="low", note=scene.WORDS)
    assert all(row.done_at for row in milestones(adult).values())


def test_a_step_is_due_from_the_one_before_it_and_by_the_risk(adult):
    rows = milestones(adult)
    seven_days = timedelta(hours=settings.DEADLINES["assessment"])
    assert rows["assessment"].due_at == rows["screening"].done_at + seven_days
    low, medium = (timedelta(hours=settings.DEADLINES[f"follow_up_{risk}"]) for risk in ("low", "medium"))
    assert rows["follow_up"].due_at - adult.received_at == medium
    scene.assess(adult, risk="low")
    assert milestones(adult)["follow_up"].due_at - adult.received_at == low


def test_what_was_done_stays_when_the_pathway_changes(adult):
    scene.fill(adult)
    scene.screen(adult, pathway="migrant")
    assert set(milestones(adult)) == {"screening", "safety", "assessment", "service", "plan", "follow_up"}
    assert done(adult) == {"screening", "safety"}


def test_another_case_keeps_its_own_steps(adult, girl):
    before = {step: row.done_at for step, row in milestones(girl).items()}
    scene.fill(adult)
    scene.screen(adult, pathway="migrant")
    assert {step: row.done_at for step, row in milestones(girl).items()} == before


def test_the_page_shows_the_way_and_leads_to_what_is_open(adult, awa, client_for):
    page = client_for(awa).get(reverse("cases:detail", args=[adult.code])).text
    assert "Étapes du parcours" in page
    assert reverse("cases:fill_form", args=[adult.code, "safety"]) in page
    assert reverse("cases:act", args=[adult.code, "evaluation"]) in page
    assert "En retard" not in page


def test_a_late_step_is_on_the_day_of_those_who_hold_the_case_and_of_nobody_else(adult):
    assert late_steps(scene.actor("awa")) is None
    Milestone.objects.system(SYSTEM).filter(case=adult, step="safety").update(
        due_at=timezone.now() - timedelta(hours=1)
    )
    for name in ("awa", "coumba"):
        assert [row.title for row in late_steps(scene.actor(name)).rows] == [f"{adult.code} Plan de sécurité"]
    assert late_steps(scene.actor("boubacar")) is None
    scene.fill(adult)
    assert late_steps(scene.actor("awa")) is None


def test_a_closed_case_is_late_with_nothing(adult):
    Milestone.objects.system(SYSTEM).update(due_at=timezone.now() - timedelta(hours=1))
    Case.objects.system(SYSTEM).filter(pk=adult.pk).update(state="closed", closed_at=timezone.now())
    assert late_steps(scene.actor("awa")) is None


def test_steps_are_open_to_those_who_hold_the_case(adult):
    for name, count in (
        ("awa", 7),
        ("coumba", 7),
        ("boubacar", 0),
        ("garba", 0),
        ("provider", 0),
        ("hawa", 0),
    ):
        assert Milestone.objects.visible_to(scene.actor(name), Category.CASE).count() == count
