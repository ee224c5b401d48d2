"""What a branch measures of itself, and what is said of it: the wait of a ticket, desks hour by hour, a charter."""

import math
from datetime import date, datetime, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from siraba.protection.reception.branches.actions import add_member, plan_shift
from siraba.protection.reception.queue import actions
from siraba.protection.reception.queue.history import (
    DayType,
    arrivals_an_hour,
    on_duty_by_hour,
    service_seconds,
)
from siraba.protection.reception.queue.models import Visit
from siraba.protection.reception.queue.staffing import Needs, charter_of, staffing_of
from siraba.protection.reception.queue.waits import ahead_of, expected_wait, said
from tests import scene

SYSTEM = "a test looks at the row itself"


@pytest.fixture
def cast(account_for):
    for one in ("garba", "nana"):
        account_for(one)
    colleague = account_for("colleague", "Modibo Keïta", "reception_branch", "dgme")
    colleague.unit = scene.branch().unit
    colleague.save()


def moment(day, hour):
    return timezone.make_aware(datetime.combine(day, time(hour, 20)))


def past(day, hour, number=1, seconds=None):
    """So many who came on that day in that hour, and took so long at a desk."""
    for _ in range(number):
        visit = scene.visit()
        Visit.objects.system(SYSTEM).filter(pk=visit.pk).update(
            day=day,
            waiting_since=moment(day, hour),
            lasted=seconds,
            state="served",
            ticket=f"P-{str(visit.pk)[:6]}",
        )


def before(weekday, weeks=1):
    """The last such day before today, or of so many weeks ago."""
    today = timezone.localdate()
    return today - timedelta(days=(today.weekday() - weekday - 1) % 7 + 1 + 7 * (weeks - 1))


@pytest.mark.django_db
def test_nothing_is_estimated_until_twenty_services_were_measured(cast):
    scene.desk()
    past(before(0), 9, 19, 600)
    assert "trop peu" in expected_wait(scene.visit(), scene.branch())
    assert staffing_of(scene.branch()).minutes is None
    past(before(0), 9, 1, 600)
    assert "Attente probable" in expected_wait(scene.visit(), scene.branch())
    assert staffing_of(scene.branch()).minutes == 10


@pytest.mark.django_db
def test_the_wait_is_that_of_those_who_go_before_at_the_desks_that_are_open(cast):
    past(before(0), 9, 20, 600)
    scene.desk()
    first = scene.visit()
    assert expected_wait(first, scene.branch()) == "Attente probable : moins de 5 minutes."
    scene.visit(cause="ill")
    scene.visit()
    last = scene.visit()
    assert (ahead_of(first), ahead_of(last)) == (1, 3)
    assert expected_wait(last, scene.branch()) == "Attente probable : entre 30 et 35 minutes."
    scene.desk("colleague", 2)
    assert expected_wait(last, scene.branch()) == "Attente probable : entre 10 et 15 minutes."
    actions.call_next(scene.actor("garba"), actions.Desk.objects.get(number=1))
    assert ahead_of(last) == 3  # who is at a desk still takes her time


@given(st.floats(0, 600), st.floats(0, 600))
def test_what_is_said_holds_what_was_estimated(one, other):
    low, high = sorted((one, other))
    numbers = [int(word) for word in said(low, high).replace(".", "").split() if word.isdecimal()]
    assert (numbers[0] if len(numbers) == 2 else 0) <= low
    assert high <= numbers[-1]


def test_days_are_of_three_types():
    assert [DayType.of(date(2026, 11, day)).value for day in (23, 27, 28, 29)] == [
        "week",
        "week",
        "saturday",
        "sunday",
    ]


@pytest.mark.django_db
def test_arrivals_are_averaged_over_the_days_of_a_type_since_the_first(cast):
    monday = before(0, weeks=2)
    past(monday, 9, 6)
    past(before(5), 14, 2)
    scene.visit()  # today is not over
    rates = arrivals_an_hour(scene.branch())
    today = timezone.localdate()
    since = [monday + timedelta(days=n) for n in range((today - monday).days)]
    assert rates == {
        (DayType.WEEK, 9): pytest.approx(6 / sum(day.weekday() < 5 for day in since)),
        (DayType.SATURDAY, 14): pytest.approx(2 / sum(day.weekday() == 5 for day in since)),
    }


@pytest.mark.django_db
def test_an_arrival_without_a_ticket_came_too_and_one_with_a_ticket_came_once(cast):
    day = before(2)
    found = scene.arrival()
    visit = actions.enter_queue(scene.actor("garba"), scene.grown_arrival(on=found.convoy))
    type(found).objects.system(SYSTEM).update(registered_at=moment(day, 8))
    Visit.objects.system(SYSTEM).filter(pk=visit.pk).update(day=day, waiting_since=moment(day, 8))
    days = sum((day + timedelta(days=n)).weekday() < 5 for n in range((timezone.localdate() - day).days))
    assert arrivals_an_hour(scene.branch()) == {(DayType.WEEK, 8): pytest.approx(2 / days)}


@pytest.mark.django_db
def test_the_roster_counts_the_fewest_who_are_there_for_the_whole_hour(cast):
    head, branch = scene.actor("nana"), scene.branch("kayes")
    abdou, guard = (
        add_member(head, branch, name=name, duty=duty)
        for name, duty in (("Abdou", "reception"), ("Zoumana", "support"))
    )
    sunday = timezone.localdate() + timedelta(days=(6 - timezone.localdate().weekday()) or 7)
    for member in (abdou, guard):
        start = timezone.make_aware(datetime.combine(sunday, time(8, 30)))
        plan_shift(head, member, starts=start, ends=start + timedelta(hours=2))
    there = on_duty_by_hour(branch)
    assert [there[DayType.SUNDAY, hour] for hour in (8, 9, 10)] == [0, 1, 0]
    assert there[DayType.WEEK, 9] == 0


@pytest.mark.django_db
def test_the_desks_of_an_hour_keep_the_target(cast, settings):
    """Held against the textbook's own sum for Erlang C."""
    settings.QUEUE_TARGET_MINUTES, settings.QUEUE_TARGET_PERCENT = 15, 90
    past(before(6), 10, 24, 900)
    (day,) = staffing_of(scene.branch()).days
    (hour,) = day.hours
    assert (hour.rate, hour.there) == (24, 0)

    def share(desks):
        load = hour.rate * 0.25
        top = load**desks / math.factorial(desks) * desks / (desks - load)
        waits = top / (sum(load**k / math.factorial(k) for k in range(desks)) + top)
        return 1 - waits * math.exp(-(desks - load) / 0.25 * 0.25)

    assert share(hour.needed) >= 0.9
    assert hour.needed - 1 <= 6 or share(hour.needed - 1) < 0.9
    assert hour.lacking == hour.needed


def test_a_charter_is_told_the_same_each_time_and_more_desks_never_make_it_worse():
    nobody_measured = Needs(None, None, 0, ())
    tried = [
        charter_of(nobody_measured, personnes=140, guichets=desks, minutes=6).rows for desks in (2, 4, 8)
    ]
    assert tried[0] == charter_of(nobody_measured, personnes=140, guichets=2, minutes=6).rows
    for few, more in zip(tried, tried[1:], strict=False):
        assert all(one[1] >= other[1] for one, other in zip(few, more, strict=True))
    for rows in tried:
        assert all(low <= middle <= high for _label, middle, low, high in rows)
        assert rows[0][1] <= rows[1][1] <= rows[2][1]


def test_services_that_always_take_the_same_are_exactly_predictable():
    rows = charter_of(Needs(6, 0.0, 30, ()), personnes=140, guichets=4, minutes=6).rows
    assert rows[2][1:] == (204, 204, 204)  # the last of 35 rounds begins after 34


# Pages


@pytest.mark.django_db
def test_the_page_shows_a_table_beside_its_drawing_to_who_runs_the_branch(cast, client_for):
    past(before(0), 9, 25, 600)
    url = reverse("queue:staffing", args=["gogui"])
    page = client_for(scene.account("nana")).get(url).content.decode()
    assert "<svg" in page
    assert "9 h – 10 h" in page
    agent = client_for(scene.account("garba"))
    assert agent.get(url).status_code == 403
    branch = scene.branch()
    branch.lead = scene.account("garba")
    branch.save()
    assert agent.get(url).status_code == 200
    assert agent.get(reverse("queue:staffing", args=["kayes"])).status_code == 404


@pytest.mark.django_db
def test_a_branch_that_measured_nothing_is_told_how_to_begin_and_can_still_try_a_charter(cast, client_for):
    client, url = client_for(scene.account("nana")), reverse("queue:staffing", args=["gogui"])
    page = client.get(url).content.decode()
    assert "il en faut 20" in page
    tried = client.get(url + "?personnes=140&guichets=3&minutes=5")
    assert tried.context["charter"].runs == 200
    assert "Attentes estimées" in tried.content.decode()
    wrong = client.get(url + "?personnes=0&guichets=3&minutes=x")
    assert (wrong.status_code, wrong.context["charter"]) == (200, None)
    assert "error-message" in wrong.content.decode()


@pytest.mark.django_db
def test_services_are_those_of_the_branch_itself(cast, account_for):
    account_for("other_branch", "Yaya Sidibé", "reception_branch", "dgme")
    past(before(0), 9, 3, 0)
    assert service_seconds(scene.branch()) == [1, 1, 1]
    assert service_seconds(scene.branch("kayes")) == []
