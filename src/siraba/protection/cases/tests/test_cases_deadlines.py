"""When the next step is due, by the risk; a child counts as high."""

from datetime import timedelta

import pytest
from django.utils import timezone

from siraba.protection.cases import actions
from siraba.protection.cases.models import Case
from tests import scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("awa", "coumba", "garba")]
SYSTEM = "a test looks at the row itself"


def due(case):
    """What is due, and in how many hours from now, to the hour."""
    case = Case.objects.system(SYSTEM).get(pk=case.pk)
    return case.due_what, round((case.due_at - timezone.now()) / timedelta(hours=1))


@pytest.mark.parametrize(
    ("changes", "risk", "hours"),
    [
        ({"age": 14}, "high", 24),
        ({"age": 31}, "medium", 72),
        ({"age": 31, "urgent_need": "safety"}, "high", 24),
        ({"age": 18}, "medium", 72),
        ({"age": 17}, "high", 24),
    ],
)
def test_the_first_answer_is_due_by_the_first_risk(changes, risk, hours):
    case = scene.receive("awa", **changes)
    assert case.risk == risk
    assert due(case) == ("screening", hours)


def test_the_whole_life_of_a_case_has_its_deadlines():
    case = scene.receive("awa", age=31)
    scene.screen(case)
    assert due(case) == ("assessment", 168)
    scene.screen(case, immediate_danger=True)
    assert due(case) == ("assessment", 48)
    scene.assess(case, risk="medium")
    assert due(case) == ("plan", 336)
    actions.approve_plan(scene.actor("coumba"), case, scene.plan(case))
    assert due(case) == ("follow_up", 336)
    today = timezone.localdate()
    actions.record_service(scene.actor("awa"), case, service_type="medical", delivered_on=today)
    for risk, hours in (("high", 168), ("low", 720)):
        actions.record_follow_up(scene.actor("awa"), case, met_on=today, risk=risk, note="Elle va mieux")
        assert due(case) == ("follow_up", hours)
    actions.request_closure(scene.actor("awa"), case, reason="goals_met", person_informed=True)
    assert due(case) == ("closure", 72)
    actions.close_case(scene.actor("coumba"), case)
    closed = Case.objects.system(SYSTEM).get()
    assert (closed.due_what, closed.due_at) == ("", None)


def test_each_deadline_is_a_setting(settings):
    settings.DEADLINES = {**settings.DEADLINES, "response_high": 5}
    assert due(scene.receive("awa")) == ("screening", 5)


def test_a_case_past_its_deadline_is_late_and_says_so_on_its_page(client_for, awa):
    case = scene.receive("awa")
    Case.objects.system(SYSTEM).update(due_at=timezone.now() - timedelta(hours=3))
    assert Case.objects.system(SYSTEM).get().late()
    page = client_for(awa).get(f"/dossiers/{case.code}/").content.decode()
    assert 'class="due late"' in page
