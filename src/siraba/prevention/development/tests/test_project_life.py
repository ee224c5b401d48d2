"""A project from idea to end: who does what, what it must say, and that nothing about money can be half said."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from siraba.foundation.access.errors import Invalid, NotAllowed, NotVisible, StateNotOpen
from siraba.foundation.audit.models import AuditLine
from siraba.prevention.development import actions, money
from siraba.prevention.development.models import Project, ProjectState
from siraba.prevention.development.readiness import lacking
from siraba.prevention.development.selectors import project_for, projects_open_to
from tests import scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("moussa", "hawa", "awa")]


@pytest.fixture
def elsewhere(account_for):
    return account_for("autre", "Autre porteur", "project_lead", "mairie")


def test_a_project_goes_from_idea_to_its_end():
    made = scene.running_project()
    assert made.started_on == timezone.localdate()
    actions.close_project(scene.actor("hawa"), made, ended_on=timezone.localdate())
    made.refresh_from_db()
    assert (made.state, made.funder.code) == (ProjectState.CLOSED, "bailleur")
    acts = list(AuditLine.objects.filter(object=made.code).order_by("pk").values_list("act", flat=True))
    assert acts == [
        "propose_project",
        "set_sectors",
        "set_budget",
        "add_indicator",
        "appraise_project",
        "fund_project",
        "launch_project",
        "close_project",
    ]


def test_each_lead_sees_its_own_and_the_coordination_sees_all(elsewhere):
    made, other = scene.project(), scene.project("autre")
    assert list(projects_open_to(scene.actor("moussa"))) == [made]
    assert list(projects_open_to(scene.actor("autre"))) == [other]
    assert set(projects_open_to(scene.actor("hawa"))) == {made, other}
    assert not projects_open_to(scene.actor("awa")).exists()
    with pytest.raises(NotVisible):
        project_for(scene.actor("autre"), made.code)


def test_another_lead_changes_nothing_and_the_lead_does_not_appraise_its_own(elsewhere):
    made = scene.whole_project()
    with pytest.raises(NotAllowed, match="autre structure"):
        actions.set_sectors(scene.actor("autre"), made, shares=[("31140", 100)])
    for who in ("moussa", "awa"):
        with pytest.raises(NotAllowed):
            actions.appraise_project(scene.actor(who), made, appraisal="Très bien.")
    with pytest.raises(NotAllowed):
        actions.set_budget(scene.actor("hawa"), made, lines=[("Tout", 2026, 1)])


def test_what_is_missing_is_named_before_the_appraisal():
    made = scene.project(gender=None)
    assert len(lacking(made)) == 4
    with pytest.raises(Invalid, match="100 %.*budget.*indicateur.*égalité des genres"):
        actions.appraise_project(scene.actor("hawa"), made, appraisal="Non.")
    assert lacking(scene.whole_project()) == []


def test_no_project_is_without_an_answer_on_adaptation_to_the_climate():
    with pytest.raises(IntegrityError), transaction.atomic():
        scene.project(adaptation=None)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"zones": []}, "zones"),
        ({"ends_on": date(2026, 2, 1)}, "ends_on"),
        ({"women": 0, "men": 0, "youth": 0}, "women"),
        ({"youth": 501}, "youth"),
    ],
)
def test_what_cannot_be_is_refused_with_its_field(changes, field):
    with pytest.raises(Invalid) as refused:
        scene.project(**changes)
    assert refused.value.field == field
    assert not Project.objects.exists()


@pytest.mark.parametrize(
    ("shares", "said"),
    [
        ([("31140", 60), ("16020", 30)], "font 90 %"),
        ([("31140", 60), ("16020", 50)], "font 110 %"),
        ([("31140", 50), ("31140", 50)], "deux fois"),
        ([], "font 0 %"),
    ],
)
def test_sectors_add_up_to_a_hundred_or_are_refused_and_the_old_ones_stay(shares, said):
    made = scene.whole_project()
    with pytest.raises(Invalid, match=said):
        actions.set_sectors(scene.actor("moussa"), made, shares=shares)
    assert sum(made.sectors.values_list("share", flat=True)) == 100


def test_a_budget_is_within_the_years_of_the_project():
    made = scene.project()
    with pytest.raises(Invalid, match="« Piste »"):
        actions.set_budget(scene.actor("moussa"), made, lines=[("Piste", 2031, 1000)])
    with pytest.raises(Invalid, match="une ligne"):
        actions.set_budget(scene.actor("moussa"), made, lines=[])


@pytest.mark.parametrize("amount", [0, -5])
def test_no_line_of_budget_is_zero_or_less_whoever_writes_it(amount):
    with pytest.raises(IntegrityError), transaction.atomic():
        actions.set_budget(scene.actor("moussa"), scene.project(), lines=[("Rien", 2026, amount)])


def test_once_appraised_the_lead_writes_no_more_until_it_comes_back():
    made = scene.published_project()
    with pytest.raises(StateNotOpen):
        actions.set_budget(scene.actor("moussa"), made, lines=[("Autre", 2026, 5)])
    actions.return_project(scene.actor("hawa"), made, reason="Le forage est trop cher")
    made.refresh_from_db()
    assert (made.state, made.published_at) == (ProjectState.IDEA, None)
    actions.amend_project(scene.actor("moussa"), made, **scene.project_said(title="Maraîchage"))
    made.refresh_from_db()
    assert made.title == "Maraîchage"


def test_the_lead_drops_an_idea_and_only_the_coordination_what_comes_after():
    made = scene.appraised_project()
    with pytest.raises(NotAllowed, match="coordination"):
        actions.drop_project(scene.actor("moussa"), made, reason="Plus voulu")
    actions.drop_project(scene.actor("hawa"), made, reason="Plus voulu")
    made.refresh_from_db()
    assert (made.state, made.reason) == (ProjectState.DROPPED, "Plus voulu")
    actions.drop_project(scene.actor("moussa"), scene.project(), reason="Doublon")


def test_real_dates_are_not_to_come_and_are_in_order():
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(Invalid, match="pas encore venu"):
        actions.launch_project(scene.actor("moussa"), scene.funded_project(), started_on=tomorrow)
    running = scene.running_project()
    for day, said in (
        (tomorrow, "pas encore venu"),
        (running.started_on - timedelta(days=1), "avant le début"),
    ):
        with pytest.raises(Invalid, match=said):
            actions.close_project(scene.actor("hawa"), running, ended_on=day)


def test_a_result_is_written_on_its_indicator():
    made = scene.running_project()
    indicator = made.indicators.get()
    actions.record_result(
        scene.actor("moussa"), made, indicator=indicator, actual=12, measured_on=timezone.localdate()
    )
    indicator.refresh_from_db()
    assert (indicator.actual, indicator.measured_on) == (12, timezone.localdate())
    with pytest.raises(Invalid):
        actions.record_result(
            scene.actor("moussa"),
            made,
            indicator=indicator,
            actual=12,
            measured_on=timezone.localdate() + timedelta(days=2),
        )


# Money


def spent(project: Project, **changes):
    said = {"kind": "4", "amount": 1_500_000, "day": timezone.localdate(), "description": "Pompes"}
    return money.record_transaction(scene.actor("moussa"), project, **said | changes)


def test_money_is_reversed_once_and_never_changed():
    made = scene.running_project()
    line = spent(made)
    back = money.reverse_transaction(scene.actor("moussa"), made, transaction=line, reason="Saisi deux fois")
    assert [one.signed for one in made.transactions.all()] == [1_500_000, -1_500_000]
    for transaction_ in (line, back):
        with pytest.raises(Invalid):
            money.reverse_transaction(scene.actor("moussa"), made, transaction=transaction_, reason="Encore")


def test_a_line_of_another_project_is_not_reversed_in_this_one():
    one, other = scene.running_project(), scene.running_project()
    with pytest.raises(Invalid):
        money.reverse_transaction(scene.actor("moussa"), other, transaction=spent(one), reason="Erreur")


@pytest.mark.parametrize(
    "changes", [{"amount": 0}, {"amount": -1}, {"day": timezone.localdate() + timedelta(days=3)}]
)
def test_no_money_of_nothing_and_none_of_tomorrow(changes):
    made = scene.running_project()
    with pytest.raises(Invalid):
        spent(made, **changes)
    assert not made.transactions.exists()


def test_an_idea_has_no_money_yet():
    with pytest.raises(StateNotOpen):
        spent(scene.whole_project())
