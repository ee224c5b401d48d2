"""From the ticket to the desk and away: who waits, who is called, what is kept of it."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.utils import timezone

from siraba.foundation.access.errors import Invalid, NotAllowed, StateNotOpen
from siraba.foundation.retention.holdings import HOLDINGS
from siraba.protection.reception.arrivals.actions import register_arrival
from siraba.protection.reception.arrivals.models import Lettered
from siraba.protection.reception.branches.actions import add_member, plan_shift
from siraba.protection.reception.queue import actions
from siraba.protection.reception.queue.models import Desk, Visit
from siraba.protection.reception.queue.selectors import visits_visible_to
from tests import scene

SYSTEM = "a test looks at the row itself"


@pytest.fixture
def cast(account_for):
    for one in ("garba", "nana", "etienne"):
        account_for(one)
    account_for("other_branch", "Yaya Sidibé", "reception_branch", "dgme")
    colleague = account_for("colleague", "Modibo Keïta", "reception_branch", "dgme")
    colleague.unit = scene.branch().unit
    colleague.save()


def desk(by="garba", number=1, languages="bm fr"):
    return actions.open_desk(scene.actor(by), scene.branch(), number=number, languages=languages)


def passer_by(**said):
    return actions.take_ticket(scene.actor("garba"), scene.branch(), **said)


def again(visit):
    return Visit.objects.system(SYSTEM).get(pk=visit.pk)


def earlier(visit, **moments):
    """As if it had been so many minutes earlier."""
    now = timezone.now()
    Visit.objects.system(SYSTEM).filter(pk=visit.pk).update(
        **{name: now - timedelta(minutes=minutes) for name, minutes in moments.items()}
    )
    return again(visit)


@pytest.mark.django_db
def test_tickets_of_a_day_are_numbered_one_after_the_other(cast):
    assert [passer_by().ticket for _ in range(3)] == ["A-001", "A-002", "A-003"]


@pytest.mark.django_db
def test_the_platform_s_letter_is_none_of_a_device(cast):
    Lettered.objects.create(unit=scene.branch().unit, device=scene.uuid4(), number=0)
    assert passer_by().ticket == "B-001"


@pytest.mark.django_db
def test_an_arrival_keeps_the_ticket_that_a_device_gave_and_a_doubled_one_is_numbered(cast):
    first = scene.arrival(ticket="K-014")
    second = scene.grown_arrival(on=first.convoy, ticket="K-014")
    actor = scene.actor("garba")
    assert [actions.enter_queue(actor, one).ticket for one in (first, second)] == ["K-014", "A-001"]


@pytest.mark.django_db
def test_a_ticket_of_another_day_is_not_one_of_today(cast):
    convoy = scene.convoy(day=timezone.localdate() - timedelta(days=1))
    found = scene.arrival(on=convoy, ticket="K-014")
    assert actions.enter_queue(scene.actor("garba"), found).ticket == "A-001"


@pytest.mark.django_db
def test_an_arrival_enters_once_a_day_also_when_it_was_served(cast):
    found, actor, at = scene.grown_arrival(), scene.actor("garba"), desk()
    first = actions.enter_queue(actor, found)
    assert actions.enter_queue(actor, found) == first
    (called,) = actions.call_next(actor, at)
    actions.begin_service(actor, called)
    actions.serve_visit(actor, called)
    assert actions.enter_queue(actor, found) == first
    assert Visit.objects.system(SYSTEM).count() == 1
    back = actions.take_ticket(actor, scene.branch(), arrival=found, reason="papers")
    assert (back.ticket, back.reason) == ("A-002", "papers")


@pytest.mark.django_db
def test_who_is_not_here_does_not_wait(cast):
    expected = scene.grown_arrival(presence="expected")
    with pytest.raises(Invalid, match="pas arrivée"):
        actions.enter_queue(scene.actor("garba"), expected)


@pytest.mark.django_db
def test_the_clock_of_a_device_counts_for_the_day_at_most(cast):
    actor, now = scene.actor("garba"), timezone.now()
    future = actions.enter_queue(actor, scene.grown_arrival(), since=now + timedelta(hours=3))
    past = actions.enter_queue(actor, scene.arrival(on=scene.convoy(reference="2")), since=now - timedelta(9))
    assert future.waiting_since < now + timedelta(hours=1)
    assert timezone.localtime(past.waiting_since).date() == timezone.localdate()


@pytest.mark.django_db
def test_the_rank_of_an_arrival_is_its_own_and_what_is_learnt_later_counts(cast):
    actor, at = scene.actor("garba"), desk()
    child = scene.arrival()
    grown = scene.grown_arrival(on=child.convoy)
    visits = [actions.enter_queue(actor, one) for one in (child, grown)]
    assert [visit.priority for visit in visits] == [2, 4]
    register_arrival(actor, child.convoy, number=grown.pk, danger=True)
    (called,) = actions.call_next(actor, at)
    assert (called, called.priority) == (visits[1], 1)


@pytest.mark.django_db
def test_a_passer_by_goes_before_the_others_for_a_cause_and_only_forward(cast):
    actor, at = scene.actor("garba"), desk()
    first, second = passer_by(), passer_by()
    actions.raise_priority(actor, second, cause="ill")
    with pytest.raises(Invalid, match="déjà à ce rang"):
        actions.raise_priority(actor, second, cause="pregnant")
    assert actions.call_next(actor, at) == [second]
    assert again(first).state == "waiting"


@pytest.mark.django_db
def test_an_interpreter_on_duty_is_named_where_nobody_at_the_desk_speaks_the_language(cast):
    head = scene.actor("nana")
    branch, now = scene.branch(), timezone.now()
    branch.state = "open"
    branch.save()
    for name, duty in (("Abdou", "reception"), ("Zeina", "interpreter"), ("Aïcha", "interpreter")):
        member = add_member(head, branch, name=name, duty=duty, languages="taq" if name != "Aïcha" else "ff")
        plan_shift(head, member, starts=now - timedelta(hours=1), ends=now + timedelta(hours=1))
    at = desk(languages="bm")
    passer_by(languages="taq")
    (called,) = actions.call_next(scene.actor("garba"), at)
    assert called.interpreter.name == "Zeina"


@pytest.mark.django_db
def test_no_interpreter_is_named_where_they_understand_each_other(cast):
    at = desk()
    passer_by(languages="fr taq")
    assert actions.call_next(scene.actor("garba"), at)[0].interpreter is None


@pytest.mark.django_db
def test_a_family_is_called_together(cast):
    party, actor, at = str(scene.uuid4()), scene.actor("garba"), desk()
    mother = scene.grown_arrival(party=party)
    alone = scene.grown_arrival(on=mother.convoy)
    child = scene.grown_arrival(on=mother.convoy, party=party, age=6)
    visits = {one.pk: actions.enter_queue(actor, one) for one in (mother, alone, child)}
    assert actions.call_next(actor, at) == [visits[mother.pk], visits[child.pk]]


@pytest.mark.django_db
def test_the_wait_and_the_time_at_the_desk_are_kept(cast):
    actor, at, visit = scene.actor("garba"), desk(), passer_by()
    earlier(visit, waiting_since=12)
    (called,) = actions.call_next(actor, at)
    assert called.waited in (12, 13)
    actions.begin_service(actor, called)
    earlier(called, begun_at=5)
    actions.serve_visit(actor, called)
    assert (called.state, 299 <= called.lasted <= 302) == ("served", True)


@pytest.mark.django_db
def test_who_did_not_come_is_called_once_more_and_then_has_left(cast):
    actor, at = scene.actor("garba"), desk()
    away = passer_by()
    actions.call_next(actor, at)
    actions.mark_absent(actor, away)
    assert (away.state, away.desk) == ("waiting", None)
    later = passer_by()
    (called,) = actions.call_next(actor, at)
    assert called == later
    actions.begin_service(actor, called)
    actions.serve_visit(actor, called)
    assert actions.call_next(actor, at) == [away]
    away = again(away)
    actions.mark_absent(actor, away)
    assert (away.state, away.ended_at is not None) == ("left", True)


@pytest.mark.django_db
def test_another_desk_gets_the_ticket_with_its_place_and_is_the_only_one_to_call_it(cast):
    actor, other = scene.actor("garba"), scene.actor("colleague")
    one, two = desk(), desk("colleague", 2)
    visit = earlier(passer_by(), waiting_since=30)
    actions.call_next(actor, one)
    visit = again(visit)
    then = actions.transfer_visit(actor, visit, desk=two)
    assert (visit.state, then.ticket, then.waiting_since) == (
        "transferred",
        visit.ticket,
        visit.waiting_since,
    )
    later = passer_by()
    assert actions.call_next(actor, one) == [later]
    assert actions.call_next(other, two) == [then]
    assert again(then).waited is None  # her wait is that of the first call


@pytest.mark.django_db
def test_nobody_waits_for_a_desk_that_has_closed(cast):
    actor, other = scene.actor("garba"), scene.actor("colleague")
    one, two = desk(), desk("colleague", 2)
    passer_by()
    (visit,) = actions.call_next(actor, one)
    then = actions.transfer_visit(actor, visit, desk=two)
    actions.close_desk(other, two)
    assert actions.call_next(actor, one) == [then]


@pytest.mark.django_db
def test_a_room_ends_the_wait(cast):
    actor, at = scene.actor("garba"), desk()
    passer_by()
    (visit,) = actions.call_next(actor, at)
    for nowhere in ({}, {"desk": at, "room": "private"}, {"desk": at}):
        with pytest.raises(Invalid):
            actions.transfer_visit(actor, visit, **nowhere)
    actions.transfer_visit(actor, again(visit), room="private")
    with pytest.raises(Invalid, match="Personne n’attend"):
        actions.call_next(actor, at)


@pytest.mark.django_db
def test_a_move_that_is_not_open_is_refused(cast):
    actor, visit = scene.actor("garba"), passer_by()
    for act in (actions.begin_service, actions.serve_visit, actions.mark_absent):
        with pytest.raises(StateNotOpen):
            act(actor, visit)
    actions.leave_queue(actor, visit)
    with pytest.raises(StateNotOpen):
        actions.leave_queue(actor, visit)


@pytest.mark.django_db
def test_a_desk_is_held_by_one_and_closed_when_nobody_is_there(cast):
    actor, at = scene.actor("garba"), desk()
    with pytest.raises(StateNotOpen):
        desk("colleague", 1)
    with pytest.raises(Invalid, match="déjà un guichet"):
        desk(number=2)
    with pytest.raises(NotAllowed, match="autre agent"):
        actions.call_next(scene.actor("colleague"), at)
    passer_by()
    actions.call_next(actor, at)
    for act in (actions.close_desk, actions.call_next):
        with pytest.raises(Invalid, match="A-001"):
            act(actor, at)


@pytest.mark.django_db
def test_the_head_of_the_branch_closes_a_desk_that_was_left_open(cast):
    at, branch = desk(), scene.branch()
    with pytest.raises(NotAllowed):
        actions.close_desk(scene.actor("colleague"), at)
    branch.lead = scene.account("colleague")
    branch.save()
    at = Desk.objects.get(pk=at.pk)
    actions.close_desk(scene.actor("colleague"), at)
    assert at.state == "closed"


@pytest.mark.django_db
def test_a_branch_has_no_more_desks_than_it_said(cast):
    branch = scene.branch()
    branch.desks = 2
    branch.save()
    with pytest.raises(Invalid, match="2 guichets"):
        desk(number=3)


@pytest.mark.django_db
def test_another_branch_and_the_head_office_see_no_visit(cast):
    visit = passer_by()
    assert visits_visible_to(scene.actor("garba")).get() == visit
    for other in ("other_branch", "nana"):
        assert not visits_visible_to(scene.actor(other)).exists()
        with pytest.raises(NotAllowed):
            actions.leave_queue(scene.actor(other), visit)


@pytest.mark.django_db
def test_what_was_forgotten_for_a_day_is_ended(cast):
    actor, at = scene.actor("garba"), desk()
    served, waiting, fresh = passer_by(), passer_by(), passer_by()
    actions.call_next(actor, at)
    actions.begin_service(actor, again(served))
    for visit in (served, waiting):
        earlier(visit, waiting_since=25 * 60)
    Desk.objects.update(opened_at=timezone.now() - timedelta(hours=25))
    assert actions.empty_queues(None) == 2
    assert [again(one).state for one in (served, waiting, fresh)] == ["served", "left", "waiting"]
    assert again(served).lasted is None
    assert Desk.objects.get().state == "closed"


# Several at once


def together(*jobs):
    """Run the jobs at the same moment, each with a connection of its own; what they raised."""
    ready, raised = Barrier(len(jobs)), []

    def run(job):
        try:
            ready.wait()
            job()
        except Invalid as refusal:
            raised.append(refusal)
        finally:
            connection.close()

    threads = [Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_desks_that_call_at_once_never_call_the_same_person(cast):
    desks = {"garba": desk(), "colleague": desk("colleague", 2)}
    party = str(scene.uuid4())
    mother = scene.grown_arrival(party=party)
    child = scene.grown_arrival(on=mother.convoy, party=party, age=6)
    for one in (mother, child):
        actions.enter_queue(scene.actor("garba"), one)
    for _ in range(9):
        passer_by()
    called = {who: [] for who in desks}

    def calls(who):
        actor = scene.actor(who)
        for _ in range(5):
            for visit in (visits := actions.call_next(actor, desks[who])):
                actions.begin_service(actor, visit)
                actions.serve_visit(actor, visit)
            called[who].append([visit.ticket for visit in visits])

    assert together(*(lambda who=who: calls(who) for who in desks)) == []
    every = [ticket for turns in called.values() for turn in turns for ticket in turn]
    assert sorted(every) == [f"A-{n:03d}" for n in range(1, 12)]
    assert ["A-001", "A-002"] in called["garba"] + called["colleague"]


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_tickets_that_are_taken_at_once_are_numbered_without_a_gap_and_without_a_double(cast):
    found = scene.grown_arrival()

    def takes(who):
        actions.enter_queue(scene.actor(who), found)
        for _ in range(8):
            actions.take_ticket(scene.actor(who), scene.branch())

    assert together(lambda: takes("garba"), lambda: takes("colleague")) == []
    tickets = Visit.objects.system(SYSTEM).values_list("ticket", flat=True)
    assert sorted(tickets) == [f"A-{n:03d}" for n in range(1, 18)]


# What is kept


@pytest.mark.django_db
def test_a_visit_goes_with_the_person_and_that_of_a_passer_by_stays(cast):
    holding = next(one for one in HOLDINGS if one.model is Visit)
    found, actor = scene.grown_arrival(languages=["taq"]), scene.actor("garba")
    one, two = desk(), desk("colleague", 2)
    actions.enter_queue(actor, found)
    actions.transfer_visit(actor, actions.call_next(actor, one)[0], desk=two)
    other = passer_by()
    rows = holding.of(found.person_id)
    assert rows.update(**holding.coarse) == 2
    assert set(rows.values_list("languages", flat=True)) == {""}
    rows.remove()
    assert Visit.objects.system(SYSTEM).get() == other
