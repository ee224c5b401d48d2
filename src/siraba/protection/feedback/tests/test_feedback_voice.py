"""The person speaks by her receipt, on the web and by SMS; nobody who holds a number learns anything; complaints go past."""

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from siraba.foundation.access.errors import NotAllowed, NotVisible, StateNotOpen
from siraba.foundation.access.receipts import new_number, read_number, written
from siraba.foundation.audit.models import AuditLine
from siraba.foundation.retention.holdings import erase, make_anonymous
from siraba.protection.feedback.actions import answer_message, give_receipt, receive_message
from siraba.protection.feedback.models import Message, Receipt
from siraba.protection.feedback.selectors import message_for, messages_visible_to
from siraba.protection.feedback.views import read_sms
from tests import scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("awa", "boubacar", "coumba", "garba")]
SYSTEM = "a test looks at the row itself"


@pytest.fixture(autouse=True)
def _quiet():
    cache.clear()


def all_messages() -> list[Message]:
    return list(Message.objects.system(SYSTEM))


@given(st.integers(0, 10**10 - 1), st.integers(0, 11), st.integers(1, 9))
def test_a_wrong_digit_of_a_receipt_is_noticed(drawn, place, slip):
    number = new_number(lambda _most: drawn)
    assert read_number(written(number)) == number
    wrong = number[:place] + str((int(number[place]) + slip) % 10) + number[place + 1 :]
    assert read_number(wrong) is None


def test_a_receipt_brings_her_words_to_who_follows_her_and_its_number_is_not_kept():
    case = scene.open_case()
    number = give_receipt(scene.actor("awa"), case)
    assert number not in str(list(Receipt.objects.system(SYSTEM).values()))
    receive_message(None, number, kind="question", way="web", text=scene.WORDS, contact="Par ma tante")
    (message,) = messages_visible_to(scene.actor("awa"))
    assert (message.case_id, message.words["text"]) == (case.pk, scene.WORDS)
    assert scene.WORDS.encode() not in bytes(message.sealed)
    assert not messages_visible_to(scene.actor("boubacar")).exists()


def test_a_new_receipt_ends_the_last():
    case = scene.open_case()
    old, new = (give_receipt(scene.actor("awa"), case) for _ in range(2))
    assert receive_message(None, old, kind="question", way="web") is None
    assert receive_message(None, new, kind="question", way="web") is not None


def test_the_page_says_the_same_whether_a_number_is_somebody_s(client):
    mine = give_receipt(scene.actor("awa"), scene.open_case())
    answers = [
        client.post(reverse("feedback:speak"), {"number": number, "kind": "question", "text": "?"})
        for number in (mine, new_number())
    ]
    assert [(one.status_code, one["Location"]) for one in answers] == [(302, "/ma-voix/dit/")] * 2
    assert len(all_messages()) == 1
    assert [line.object for line in AuditLine.objects.filter(act="receive_message")][1] == ""


def test_a_slip_of_the_pen_is_told_and_nothing_typed_is_lost(client):
    page = client.post(
        reverse("feedback:speak"), {"number": "123", "kind": "complaint", "text": "On m’a crié dessus"}
    ).content.decode()
    assert "regardez le papier" in page
    assert "On m’a crié dessus" in page


def test_who_sends_too_often_is_asked_to_wait(client, settings):
    settings.MESSAGES_AN_HOUR = 2
    said = {"number": new_number(), "kind": "question"}
    statuses = [client.post(reverse("feedback:speak"), said).status_code for _ in range(3)]
    assert statuses == [302, 302, 429]


def test_a_complaint_passes_by_who_it_may_be_about():
    case = scene.open_case()
    complaint = scene.speak(case, "complaint")
    assert not messages_visible_to(scene.actor("awa")).exists()
    with pytest.raises(NotVisible):
        message_for(scene.actor("awa"), complaint.pk)
    with pytest.raises(NotAllowed):
        answer_message(scene.actor("awa"), complaint, answer="Rien")
    answer_message(
        scene.actor("coumba"), message_for(scene.actor("coumba"), complaint.pk), answer="Vue seule"
    )
    (message,) = all_messages()
    assert (message.state, message.words["answer"]) == ("answered", "Vue seule")
    with pytest.raises(StateNotOpen):
        answer_message(scene.actor("coumba"), message, answer="Encore")


def test_what_must_be_answered_stands_on_my_day_the_urgent_first(client_for, awa, coumba):
    case = scene.open_case()
    number = give_receipt(scene.actor("awa"), case)
    for kind in ("feedback", "withdraw", "complaint"):
        receive_message(None, number, kind=kind, way="web")
    page = client_for(awa).get("/ma-journee/").content.decode()
    assert page.index("Retirer mon accord") < page.index("Un avis sur l’aide reçue")
    assert "Une plainte" not in page
    assert "Une plainte" in client_for(coumba).get("/ma-journee/").content.decode()


def test_she_is_answered_on_pages(client_for, awa):
    case = scene.open_case()
    message, browser = scene.speak(case, "see"), client_for(awa)
    page = browser.get(reverse("feedback:answer", args=[message.pk])).content.decode()
    assert scene.WORDS in page
    assert "la liste de qui l’a lu" in page
    browser.post(reverse("feedback:answer", args=[message.pk]), {"answer": "Liste remise."})
    assert "Répondu" in browser.get(reverse("feedback:words", args=[case.code])).content.decode()
    assert "Liste remise." in browser.get(reverse("feedback:answer", args=[message.pk])).content.decode()
    assert browser.post(reverse("feedback:answer", args=[message.pk]), {"answer": "x"}).status_code == 409


def test_a_receipt_is_shown_once_and_says_nothing_of_her(client_for, awa, settings):
    settings.SMS_NUMBER = "36 000"
    case = scene.open_case()
    answer = (
        client_for(awa).post(reverse("feedback:receipt", args=[case.code]), {"form_id": ""}).content.decode()
    )
    slip = answer.split("<main")[1]
    assert "36 000" in slip
    assert scene.NAMES not in slip
    assert "trait" not in slip.lower().split("<a class")[0]
    number = next(read_number(line) for line in slip.splitlines() if read_number(line))
    assert receive_message(None, number, kind="question", way="web") is not None


# By SMS


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("{} stop", "withdraw", "stop"),
        ("{} ARRÊT merci", "withdraw", "ARRÊT merci"),
        ("{}. Plainte : on m’a crié dessus", "complaint", "Plainte : on m’a crié dessus"),
        (" {} je vais bien", "feedback", "je vais bien"),
        ("{}", "feedback", ""),
        ("{} VOIR", "see", "VOIR"),
    ],
)
def test_an_sms_is_a_number_and_words(text, kind, words):
    number = new_number()
    for way in (number, written(number)):
        assert read_sms(text.format(way)) == (number, kind, words)


@given(st.text(max_size=200))
def test_whatever_is_sent_is_read(text):
    number, _kind, words = read_sms(text)
    assert number == "" or read_number(number) == number
    assert len(words) <= len(text)


def test_an_sms_comes_in_by_the_key_of_the_gateway_alone(settings):
    case = scene.open_case()
    number = give_receipt(scene.actor("awa"), case)
    sent = {"from": "+22370000000", "text": f"{number} stop"}
    assert Client().post("/ma-voix/sms/cle/", sent).status_code == 404
    settings.SMS_GATEWAY_KEY = "cle"
    assert Client().post("/ma-voix/sms/autre/", sent).status_code == 404
    assert Client().get("/ma-voix/sms/cle/").status_code == 405
    known = Client().post("/ma-voix/sms/cle/", sent)
    unknown = Client().post("/ma-voix/sms/cle/", {**sent, "text": f"{new_number()} stop"})
    nothing = Client().post("/ma-voix/sms/cle/", {**sent, "text": "bonjour"})
    assert known.content == unknown.content == nothing.content
    (message,) = all_messages()
    assert (message.kind, message.way, message.words["contact"]) == ("withdraw", "sms", "+22370000000")


def test_kannel_s_own_body_is_read(settings):
    settings.SMS_GATEWAY_KEY = "cle"
    number = give_receipt(scene.actor("awa"), scene.open_case())
    Client().post("/ma-voix/sms/cle/?from=%2B22370000001", f"{number} je vais bien", "text/plain")
    (message,) = all_messages()
    assert (message.words["text"], message.words["contact"]) == ("je vais bien", "+22370000001")


def test_her_words_and_her_receipt_go_with_her():
    case = scene.open_case()
    message = scene.speak(case)
    make_anonymous(case.person_id)
    assert Message.objects.system(SYSTEM).get(pk=message.pk).words == {}
    assert not Receipt.objects.system(SYSTEM).exists()
    erase(case.person_id)
    assert all_messages() == []
