from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages import get_messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.db import connection

from siraba.foundation.access.errors import NotAllowed, StateNotOpen
from siraba.foundation.interface.models import FormReceipt
from siraba.foundation.interface.once import once

pytestmark = pytest.mark.django_db


@pytest.fixture
def request_of(rf):
    def make(account):
        request = rf.post("/")
        request.user = account
        request._messages = CookieStorage(request)
        return request

    return make


def test_a_form_sent_twice_is_carried_out_once_and_says_so(request_of, awa):
    done = []
    form, second = uuid4(), request_of(awa)

    def do():
        done.append("Gao")
        return "/dossiers/1/"

    first = once(request_of(awa), form, do)
    again = once(second, form, do)

    assert done == ["Gao"]
    assert first.url == again.url == "/dossiers/1/"
    assert [str(message) for message in get_messages(second)] == [
        "Ce formulaire avait déjà été enregistré : rien n’a été doublé."
    ]


def test_two_forms_are_carried_out_twice(request_of, awa):
    done = []
    for _ in range(2):
        once(request_of(awa), uuid4(), lambda: done.append("Ménaka") or "/")
    assert len(done) == 2


def test_a_refused_act_keeps_nothing_and_can_be_sent_again(request_of, awa):
    form = uuid4()

    def refuse():
        awa.full_name = "Changée"
        awa.save()
        raise StateNotOpen("Le dossier est clos.")

    with pytest.raises(StateNotOpen):
        once(request_of(awa), form, refuse)
    assert not FormReceipt.objects.exists()
    awa.refresh_from_db()
    assert awa.full_name != "Changée"
    assert once(request_of(awa), form, lambda: "/dossiers/2/").url == "/dossiers/2/"


def test_another_account_cannot_send_the_form_again(request_of, awa, boubacar):
    form = uuid4()
    once(request_of(awa), form, lambda: "/dossiers/1/")
    with pytest.raises(NotAllowed):
        once(request_of(boubacar), form, lambda: "/dossiers/1/")
    assert FormReceipt.objects.get().account_id == awa.pk


def test_a_visitor_sends_nothing(request_of):
    with pytest.raises(NotAllowed):
        once(request_of(AnonymousUser()), uuid4(), lambda: "/")
    assert not FormReceipt.objects.exists()


def test_the_act_and_its_receipt_stand_in_one_transaction(request_of, awa):
    def do():
        assert connection.in_atomic_block
        return "/"

    once(request_of(awa), uuid4(), do)
