"""A branch: its states, its hours, its staff and roster, what it has, and who may say so."""

from datetime import datetime, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from siraba.foundation.access.errors import Invalid, NotAllowed, StateNotOpen
from siraba.protection.reception.branches import actions
from siraba.protection.reception.branches.models import BranchState, Shift
from siraba.protection.reception.branches.selectors import branches_open_to, on_duty, open_at
from tests import scene

ALL_DAY = [(day, time(8), time(17)) for day in range(7)]


@pytest.fixture
def cast(account_for):
    for one in ("garba", "nana", "awa"):
        account_for(one)
    account_for("other_branch", "Yaya Sidibé", "reception_branch", "dgme")


def led(by: str = "garba"):
    """Gogui, led by somebody who works there."""
    branch = scene.branch()
    known = {"phones": "", "desks": 2, "longest_stay_days": 3}
    actions.describe_branch(scene.actor("nana"), branch, lead=scene.account(by), **known)
    return branch


@pytest.mark.django_db
def test_a_branch_goes_from_planned_to_open_and_says_why_it_is_suspended(cast):
    head, branch = scene.actor("nana"), scene.branch()
    with pytest.raises(StateNotOpen):
        actions.suspend_branch(head, branch, reason="Route coupée")
    actions.equip_branch(head, branch)
    with pytest.raises(Invalid, match="horaires"):
        actions.open_branch(head, branch)
    actions.set_hours(head, branch, hours=ALL_DAY)
    actions.open_branch(head, branch)
    actions.suspend_branch(head, branch, reason="Route coupée")
    assert (branch.state, branch.reason, branch.since) == ("suspended", "Route coupée", timezone.localdate())
    actions.open_branch(head, branch)
    actions.close_branch(head, branch, reason="Poste déplacé")
    actions.plan_branch_anew(head, branch)
    assert branch.state == BranchState.PLANNED


@pytest.mark.django_db
def test_only_the_head_office_and_who_leads_it_run_a_branch(cast):
    branch = scene.branch()
    with pytest.raises(NotAllowed):
        actions.set_hours(scene.actor("garba"), branch, hours=ALL_DAY)
    branch = led()
    actions.set_hours(scene.actor("garba"), branch, hours=ALL_DAY)
    with pytest.raises(NotAllowed):
        actions.set_hours(scene.actor("other_branch"), branch, hours=ALL_DAY)
    with pytest.raises(NotAllowed):
        actions.open_branch(scene.actor("garba"), branch)


@pytest.mark.django_db
def test_hours_that_end_before_they_start_or_overlap_are_refused_and_nothing_is_lost(cast):
    head, branch = scene.actor("nana"), scene.branch()
    actions.set_hours(head, branch, hours=ALL_DAY)
    for wrong in ([(0, time(17), time(8))], [(0, time(8), time(12)), (0, time(11), time(15))]):
        with pytest.raises(Invalid):
            actions.set_hours(head, branch, hours=wrong)
    assert branch.hours.count() == 7


@pytest.mark.django_db
def test_it_is_open_by_its_own_hours(cast):
    head, branch = scene.actor("nana"), scene.branch()
    actions.equip_branch(head, branch)
    actions.set_hours(head, branch, hours=ALL_DAY)
    noon = timezone.make_aware(datetime(2026, 11, 20, 12))
    assert not open_at(branch, noon)
    actions.open_branch(head, branch)
    assert open_at(branch, noon)
    assert not open_at(branch, noon + timedelta(hours=6))


@pytest.mark.django_db
def test_the_roster_takes_no_member_twice_and_forgets_who_left(cast):
    head, branch = scene.actor("nana"), led()
    actions.equip_branch(head, branch)
    member = actions.add_member(head, branch, name="Sira Diarra", duty="reception", languages=["bm", "snk"])
    assert member.languages == "bm snk"
    now = timezone.now()
    actions.plan_shift(head, member, starts=now - timedelta(hours=1), ends=now + timedelta(hours=7))
    assert list(on_duty(branch)) == [member]
    with pytest.raises(Invalid, match="déjà de service"):
        actions.plan_shift(head, member, starts=now, ends=now + timedelta(hours=2))
    with pytest.raises(Invalid, match="avant de commencer"):
        actions.plan_shift(head, member, starts=now, ends=now)
    later = actions.plan_shift(
        head, member, starts=now + timedelta(days=3), ends=now + timedelta(days=3, hours=8)
    )
    actions.amend_member(head, member, left_on=timezone.localdate() + timedelta(days=1))
    assert not Shift.objects.filter(pk=later.pk).exists()


@pytest.mark.django_db
def test_more_cannot_work_than_there_are(cast):
    with pytest.raises(Invalid):
        actions.count_equipment(scene.actor("nana"), scene.branch(), kind="computer", number=1, working=2)


@pytest.mark.django_db
def test_an_agent_sees_its_own_branch_and_the_head_office_all_of_them(cast):
    assert [one.unit.code for one in branches_open_to(scene.actor("garba"))] == ["gogui"]
    assert branches_open_to(scene.actor("nana")).count() == 18
    assert not branches_open_to(scene.actor("awa")).exists()


@pytest.mark.django_db
def test_the_pages_open_to_who_runs_it_and_the_hours_are_typed_in_words(cast, client_for):
    client = client_for(scene.account("nana"))
    assert "Antenne de Gogui" in client.get(reverse("branches:board")).content.decode()
    page = reverse("branches:act", args=["gogui", "horaires"])
    refused = client.post(page, {"day_0": "17h-8h", "day_1": "matin"})
    assert "n’est pas une plage" in refused.content.decode()
    assert "matin" in refused.content.decode()
    assert client.post(page, {"day_0": "8h-12h, 14h-17h30"}).status_code == 302
    assert [str(one) for one in scene.branch().hours.all()] == [
        "Lundi 08:00 – 12:00",
        "Lundi 14:00 – 17:30",
    ]
    shown = client.get(reverse("branches:branch", args=["gogui"])).content.decode()
    assert "Lundi 14:00 – 17:30" in shown
    assert client.get(reverse("branches:roster", args=["gogui"])).status_code == 200
    assert client.get(reverse("branches:reports")).status_code == 200
