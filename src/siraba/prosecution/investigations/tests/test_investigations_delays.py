"""Deadlines and requests: late first, no duration of the law without a source."""

from datetime import timedelta

import pytest
from django.conf import settings as site
from django.utils import timezone

from siraba.foundation.access.errors import Invalid, NotAllowed, StateNotOpen
from siraba.prosecution.investigations import delays
from siraba.prosecution.investigations.loading import load_offences
from siraba.prosecution.investigations.models import Offence
from siraba.prosecution.investigations.selectors import (
    deadlines_of,
    due_soon,
    offences_in_force,
    open_deadlines,
    requests_of,
)
from tests import investigating, scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("daouda", "ibrahima", "lassana")]


def test_no_duration_is_set_until_somebody_has_read_the_law():
    assert set(site.PROCEDURE_HOURS.values()) == {0}
    with pytest.raises(Invalid) as refusal:
        investigating.deadline(due_at=None)
    assert refusal.value.field == "due_at"


def test_a_duration_that_was_set_gives_the_end_and_a_typed_end_wins(settings):
    settings.PROCEDURE_HOURS = {"custody": 48}
    start = timezone.now()
    assert investigating.deadline(starts_at=start, due_at=None).due_at == start + timedelta(hours=48)
    typed = start + timedelta(hours=5)
    assert investigating.deadline(starts_at=start, due_at=typed).due_at == typed


def test_an_end_before_its_start_and_a_suspect_of_another_file_are_refused():
    start = timezone.now()
    with pytest.raises(Invalid) as refusal:
        investigating.deadline(starts_at=start, due_at=start)
    assert refusal.value.field == "due_at"
    with pytest.raises(Invalid) as refusal:
        investigating.deadline(investigating.inquiry(), suspect=investigating.suspect())
    assert refusal.value.field == "suspect"


def test_the_late_ones_come_first_and_those_that_are_done_last():
    made, now = investigating.inquiry(), timezone.now()
    later = investigating.deadline(made, due_at=now + timedelta(days=9))
    done = investigating.deadline(made, due_at=now + timedelta(hours=1))
    late = investigating.deadline(made, starts_at=now - timedelta(days=3), due_at=now - timedelta(days=1))
    delays.meet_deadline(scene.actor("daouda"), done)
    actor = scene.actor("ibrahima")
    assert [one.pk for one in deadlines_of(actor, made)] == [late.pk, later.pk, done.pk]
    assert [one.pk for one in open_deadlines(actor)] == [late.pk, later.pk]
    # The reminder: what is past or near
    assert [one.pk for one in due_soon(actor)] == [late.pk]
    with pytest.raises(StateNotOpen):
        delays.lift_deadline(scene.actor("daouda"), done)


def test_my_day_says_what_is_due_to_the_magistrate_too(client_for, lassana):
    made = investigating.inquiry()
    investigating.deadline(made)
    investigating.refer(made)
    shown = client_for(lassana).get("/ma-journee/").content.decode()
    assert "Fin de garde à vue" in shown
    assert made.code in shown


def test_a_request_that_nobody_answered_is_late_until_it_is_answered():
    made = investigating.inquiry()
    late = investigating.mutual_request(made)
    soon = investigating.mutual_request(made, due_on=timezone.localdate())
    assert (late.is_late, soon.is_late) == (True, False)
    actor = scene.actor("daouda")
    delays.answer_mutual_request(actor, late, answered_on=timezone.localdate(), answer="Trois passages")
    assert not late.is_late
    assert [one.pk for one in requests_of(actor, made)] == [soon.pk, late.pk]
    assert investigating.reread(late).words["answer"] == "Trois passages"
    with pytest.raises(StateNotOpen):
        delays.note_refusal(actor, late, answered_on=timezone.localdate(), answer="Non")


def test_an_answer_is_dated_between_the_sending_and_today():
    made = investigating.mutual_request()
    for wrong in (made.sent_on - timedelta(days=1), timezone.localdate() + timedelta(days=1)):
        with pytest.raises(Invalid):
            delays.note_refusal(scene.actor("daouda"), made, answered_on=wrong, answer="Non")
    assert investigating.reread(made).state == "sent"


def test_a_request_of_another_service_s_file_is_not_one_s_own(account_for):
    account_for("ailleurs", "Koly Camara", "investigator", "justice")
    with pytest.raises(NotAllowed):
        delays.withdraw_mutual_request(scene.actor("ailleurs"), investigating.mutual_request())


# Offences


def test_no_article_is_said_to_be_checked_and_each_says_its_source():
    found = list(offences_in_force())
    assert len(found) == load_offences() == 7
    assert not any(one.checked for one in found)
    assert all("à valider" in one.source for one in found)
    assert {one.penalty for one in found} == {""}


def test_a_new_version_is_offered_and_what_was_retained_keeps_its_own():
    who = investigating.suspect()
    held = investigating.charge(who)
    Offence.objects.create(
        code="trafficking",
        version=2,
        label="Traite",
        law="Loi",
        article="1",
        checked=True,
        source="JO d’essai",
    )
    assert [one.version for one in offences_in_force() if one.code == "trafficking"] == [2]
    assert investigating.reread(held).offence_id == held.offence_id
    load_offences()
    assert Offence.objects.get(code="trafficking", version=2).article == "1"
