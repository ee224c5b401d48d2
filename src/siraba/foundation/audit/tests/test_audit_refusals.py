"""A refusal is written even when all that was done with it is undone."""

from uuid import uuid4

import pytest
from django.contrib.messages.storage.cookie import CookieStorage
from django.db import transaction

from siraba.foundation.access.errors import NotAllowed, StateNotOpen
from siraba.foundation.audit import journal
from siraba.foundation.audit.journal import action, record, refusals_afterwards
from siraba.foundation.audit.models import AuditLine
from siraba.foundation.interface.once import once

pytestmark = pytest.mark.django_db


class Gao:
    code = "K7M2-P9QX-A"


@pytest.fixture(autouse=True)
def actions(monkeypatch):
    """The acts of these tests are not acts of the platform."""
    monkeypatch.setattr(journal, "ACTIONS", {})


@pytest.fixture
def acts(actions):
    @action
    def refused_act(actor, place):
        record(actor, "something_before")
        raise StateNotOpen("Le dossier est clos.")

    @action
    def outer_act(actor, place):
        record(actor, "outer_act")
        refused_act(actor, place)

    @action
    def silent_act(actor):
        return "rien n’est écrit"

    return refused_act, outer_act, silent_act


def lines():
    return list(AuditLine.objects.order_by("pk").values_list("act", "object", "decision"))


def test_a_refused_act_leaves_one_line_with_its_object_and_reason(acts, awa, actor_for):
    with pytest.raises(StateNotOpen):
        acts[0](actor_for(awa), Gao())
    assert lines() == [("refused_act", Gao.code, "refused")]
    line = AuditLine.objects.get()
    assert (line.account, line.role, line.purpose) == (awa, "case_manager", "care")
    assert line.organisation_id == awa.organisation_id
    assert line.detail == {"reason": "StateNotOpen"}


def test_a_refusal_inside_another_act_is_written_once_in_the_name_of_the_outer_one(acts, awa, actor_for):
    with pytest.raises(StateNotOpen):
        acts[1](actor_for(awa), Gao())
    assert lines() == [("outer_act", Gao.code, "refused")]


def test_a_refusal_made_inside_a_form_sent_once_is_written_after_the_form_was_undone(
    acts, awa, actor_for, rf
):
    request = rf.post("/")
    request.user, request._messages = awa, CookieStorage(request)
    with pytest.raises(StateNotOpen):
        once(request, uuid4(), lambda: acts[0](actor_for(awa), Gao()))
    assert lines() == [("refused_act", Gao.code, "refused")]


def test_a_refusal_waits_for_the_end_of_the_transaction_that_is_undone(acts, awa, actor_for):
    def undone():
        with refusals_afterwards(), transaction.atomic():
            with pytest.raises(StateNotOpen):
                acts[0](actor_for(awa), Gao())
            raise NotAllowed

    with pytest.raises(NotAllowed):
        undone()
    assert lines() == [("refused_act", Gao.code, "refused")]


def test_an_act_that_writes_no_line_is_undone(acts, awa, actor_for):
    with pytest.raises(RuntimeError, match="silent_act wrote no audit line"):
        acts[2](actor_for(awa))


def test_the_acts_lines_are_sealed_when_it_is_done(
    awa, actor_for, actions, django_capture_on_commit_callbacks
):
    @action
    def simple_act(actor):
        record(actor, "simple_act")

    with django_capture_on_commit_callbacks(execute=True):
        simple_act(actor_for(awa))
    assert AuditLine.objects.get().seal is not None
