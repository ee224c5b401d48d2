"""How long people waited, by branch and by group, and how much of it the head office and a branch see."""

import io
from datetime import timedelta

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from siraba.protection.reception.branches.board import figures_of
from siraba.protection.reception.branches.selectors import branches_open_to
from siraba.protection.reception.queue import actions, figures  # noqa: F401
from siraba.protection.reception.queue.models import Visit, minutes_begun
from siraba.protection.reception.queue.report import Kind, Waits, report_of
from tests import scene

SYSTEM = "a test looks at the row itself"


@given(st.lists(st.integers(0, 300), min_size=1), st.sampled_from([50, 90]))
def test_a_percentile_is_the_least_wait_that_so_many_did_not_exceed(minutes, percent):
    found = Waits(minutes=Waits().minutes)
    for one in minutes:
        found.minutes[one] += 1
    least = found.quantile(percent)
    assert sum(one <= least for one in minutes) * 100 >= percent * len(minutes)
    assert sum(one < least for one in minutes) * 100 < percent * len(minutes)


def test_of_nobody_nothing_is_said():
    nobody = Waits()
    assert nobody.figures() == [0, None, None, None, 0, None]


def of(*minutes):
    waits = Waits(came=len(minutes))
    for one in minutes:
        waits.minutes[one] += 1
    return waits


def test_the_gap_is_between_groups_that_are_large_enough_to_be_compared():
    groups = [("bm", of(*[10] * 5)), ("taq", of(*[32] * 5)), ("dgo", of(90))]
    assert Kind("Langue", groups).gap == 22
    assert Kind("Langue", groups[1:]).gap is None


def test_a_minute_that_has_begun_counts():
    assert [minutes_begun(timedelta(seconds=s)) for s in (-5, 0, 1, 60, 61)] == [0, 0, 1, 1, 2]


# With visits


@pytest.fixture
def cast(account_for):
    for one in ("garba", "nana"):
        account_for(one)
    account_for("other_branch", "Yaya Sidibé", "reception_branch", "dgme")


def waited(minutes, by="garba", arrival=None, **said):
    """Somebody who was called after so many minutes, and served."""
    actor = scene.actor(by)
    branch = scene.branch(scene.account(by).unit.code)
    visit = actions.take_ticket(actor, branch, arrival=arrival, **said)
    Visit.objects.system(SYSTEM).filter(pk=visit.pk).update(waited=minutes, lasted=300, state="served")
    return visit


def todays(*codes):
    today = timezone.localdate()
    return report_of([scene.branch(code) for code in codes], today, today)


@pytest.mark.django_db
def test_waits_are_counted_by_branch_class_language_and_sex(cast):
    for minutes in (5, 10, 20, 40):
        waited(minutes, languages="bm fr")
    waited(60, "other_branch", languages="taq", cause="ill")
    waited(3, arrival=scene.grown_arrival())
    actions.leave_queue(scene.actor("garba"), scene.visit())
    found = todays("gogui", "kayes")
    gogui, kayes = (waits for _branch, waits in found.branches)
    assert gogui.figures() == [6, 10, 40, 60, 1, 17]
    assert kayes.figures() == [1, 60, 60, 0, 0, 0]
    classes, languages, sexes = (dict(kind.groups) for kind in found.kinds)
    assert [waits.came for waits in classes.values()] == [0, 0, 1, 6]
    assert {label: waits.called for label, waits in languages.items()} == {
        "Bambara": 4,
        "Français": 4,
        "Tamasheq": 1,
        "Non dit": 1,
    }
    assert {label: waits.came for label, waits in sexes.items()} == {"Féminin": 1, "Non dit": 6}


@pytest.mark.django_db
def test_who_goes_on_to_another_desk_came_once(cast):
    visit = scene.visit_at_desk()
    other = actions.Desk.objects.create(
        branch=scene.branch(), number=2, state="open", account=scene.account("nana"), opened_at=timezone.now()
    )
    then = actions.transfer_visit(scene.actor("garba"), visit, desk=other)
    actions.leave_queue(scene.actor("garba"), then)
    assert (todays("gogui").all.came, todays("gogui").all.called, todays("gogui").all.left) == (1, 1, 1)


@pytest.mark.django_db
def test_only_the_days_asked_for_are_counted(cast):
    visit = waited(5)
    Visit.objects.system(SYSTEM).filter(pk=visit.pk).update(waiting_since=timezone.now() - timedelta(days=1))
    assert todays("gogui").all.came == 0


@pytest.mark.django_db
def test_the_head_office_sees_all_branches_and_a_branch_its_own(cast, client_for):
    waited(5)
    page = client_for(scene.account("nana")).get(reverse("queue:report"))
    assert len(page.context["report"].branches) == 18
    other = client_for(scene.account("other_branch")).get(reverse("queue:report"))
    ((branch, waits),) = other.context["report"].branches
    assert (branch.unit.code, waits.came) == ("kayes", 0)


@pytest.mark.django_db
def test_a_period_that_ends_before_it_begins_is_said(cast, client_for):
    page = client_for(scene.account("nana")).get(reverse("queue:report") + "?de=2026-11-02&a=2026-11-01")
    assert "La fin vient avant le début." in page.content.decode()
    assert page.context["report"] is None


@pytest.mark.django_db
def test_the_spreadsheets_hold_the_figures_of_the_page_and_name_nobody(cast, client_for):
    found = scene.arrival()
    waited(7, arrival=found)
    client = client_for(scene.account("nana"))
    text = client.get(reverse("queue:report_file", args=["csv"])).content.decode("utf-8-sig")
    rows = [line.split(",") for line in text.splitlines()]
    assert ["Antenne", str(scene.branch()), "1", "7", "7", "100", "0", "0"] in rows
    book = openpyxl.load_workbook(
        io.BytesIO(client.get(reverse("queue:report_file", args=["xlsx"])).content), read_only=True
    )
    sheet = [["" if cell is None else str(cell) for cell in row] for row in book.active.values]
    assert [row[:8] for row in sheet[1:19]] == [row[:8] for row in rows[1:19]]
    everything = text + str(sheet)
    assert not [word for word in (*scene.SECRETS, found.code, "A-001") if word in everything]
    assert client.get(reverse("queue:report_file", args=["pdf"])).status_code == 404


@pytest.mark.django_db
def test_the_board_shows_the_queue_of_every_branch_in_few_questions(cast):
    head = scene.actor("nana")
    visit = scene.visit()
    Visit.objects.system(SYSTEM).filter(pk=visit.pk).update(
        waiting_since=timezone.now() - timedelta(minutes=31)
    )
    branches = list(branches_open_to(head))
    with CaptureQueriesContext(connection) as all_of_them:
        found = figures_of(head, branches)
    with CaptureQueriesContext(connection) as one:
        figures_of(head, branches[:1])
    assert len(all_of_them) == len(one)
    gogui = {figure.label: figure for figure in found[scene.branch().unit_id]}
    assert gogui["Attendent un guichet"].value == "1"
    assert (gogui["Attente la plus longue"].value, gogui["Attente la plus longue"].alert) == ("32 min", True)
    assert (gogui["Guichets ouverts"].value, gogui["Guichets ouverts"].alert) == ("0", True)
    kayes = {figure.label: figure for figure in found[scene.branch("kayes").unit_id]}
    assert (kayes["Attente la plus longue"].value, kayes["Guichets ouverts"].alert) == ("0 min", False)


@pytest.mark.django_db
def test_staff_on_duty_are_counted_on_the_board(cast):
    head, branch, now = scene.actor("nana"), scene.branch("kayes"), timezone.now()
    from siraba.protection.reception.branches.actions import add_member, plan_shift

    member = add_member(head, branch, name="Abdou", duty="reception")
    plan_shift(head, member, starts=now - timedelta(hours=1), ends=now + timedelta(hours=1))
    add_member(head, branch, name="Zeina", duty="reception")
    kayes = {figure.label: figure.value for figure in figures_of(head, [branch])[branch.unit_id]}
    assert kayes["Agents de service"] == "1"
