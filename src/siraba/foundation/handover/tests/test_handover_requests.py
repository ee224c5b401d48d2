"""A blind request says the same about a code that is somebody's and one that is nobody's, until the person says yes."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from siraba.foundation.access.errors import Invalid, NotAllowed, StateNotOpen
from siraba.foundation.access.pseudonyms import written
from siraba.foundation.audit.models import AuditLine
from siraba.foundation.consent.actions import withdraw_all
from siraba.foundation.handover.models import BlindQuestion, BlindRequest
from siraba.foundation.handover.requests import answer_blind_question, ask_blindly, close_blind_requests
from tests import scene

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("awa", "boubacar", "coumba", "daouda", "lassana", "garba", "etienne"),
]
SYSTEM = "a test looks at the row itself"
NOBODY = written("K7M2P9QX")
QUESTION = "Accepte-t-elle de nous rencontrer ?"


@pytest.fixture
def case():
    return scene.open_case()


def ask(code, by="daouda"):
    return ask_blindly(scene.actor(by), code=code, question=QUESTION)


def question():
    return BlindQuestion.objects.system(SYSTEM).get()


def time_is_up():
    for model in (BlindRequest, BlindQuestion):
        model.objects.system(SYSTEM).update(deadline=timezone.now())


def state_of(request):
    return BlindRequest.objects.system(SYSTEM).get(pk=request.pk).state


def test_the_page_says_the_same_whether_the_code_is_somebodys_or_not(case, client_for, daouda):
    client, seen = client_for(daouda), []
    for code in (case.code, NOBODY):
        page = client.post(
            reverse("handover:ask"), {"form_id": "", "code": code, "question": QUESTION}, follow=True
        ).content.decode()
        seen.append(page.count("Transmise, réponse au terme du délai"))
        assert "Votre demande est enregistrée." in page
    assert seen == [1, 2]
    assert BlindQuestion.objects.system(SYSTEM).count() == 1


def test_a_no_and_a_silence_and_nobody_end_alike(case):
    other = scene.open_case(names="Kadidia Dicko")
    requests = [ask(code) for code in (case.code, other.code, NOBODY)]
    said_no = BlindQuestion.objects.system(SYSTEM).get(request_id=requests[0].pk)
    answer_blind_question(scene.actor("awa"), said_no, answer="no")
    assert {state_of(one) for one in requests} == {"asked"}
    time_is_up()
    assert close_blind_requests(None) == 3
    assert {state_of(one) for one in requests} == {"closed"}


def test_a_yes_is_told_at_the_end_of_the_time_and_not_before(case):
    request = ask(case.code)
    scene.agree("awa", case, "brigade", "identity", scope="share_law_enforcement")
    answer_blind_question(scene.actor("awa"), question(), answer="yes")
    assert close_blind_requests(None) == 0
    assert state_of(request) == "asked"
    time_is_up()
    close_blind_requests(None)
    assert state_of(request) == "agreed"


def test_a_yes_needs_a_consent_towards_that_authority_then_and_at_the_end(case):
    request = ask(case.code)
    with pytest.raises(Invalid):
        answer_blind_question(scene.actor("awa"), question(), answer="yes")
    scene.agree("awa", case, "brigade", "identity", scope="share_law_enforcement")
    answer_blind_question(scene.actor("awa"), question(), answer="yes")
    withdraw_all(scene.actor("awa"), case.person)
    time_is_up()
    close_blind_requests(None)
    assert state_of(request) == "closed"


def test_a_question_is_answered_once_and_in_time(case):
    ask(case.code)
    answer_blind_question(scene.actor("awa"), question(), answer="no")
    with pytest.raises(StateNotOpen):
        answer_blind_question(scene.actor("awa"), question(), answer="no")
    other = scene.open_case(names="Kadidia Dicko")
    ask(other.code)
    time_is_up()
    late = BlindQuestion.objects.system(SYSTEM).get(person=other.person_id)
    with pytest.raises(StateNotOpen):
        answer_blind_question(scene.actor("awa"), late, answer="no")


def test_only_who_accompanies_the_person_answers(case):
    ask(case.code)
    for who in ("boubacar", "daouda"):
        with pytest.raises(NotAllowed):
            answer_blind_question(scene.actor(who), question(), answer="no")


def test_the_question_reaches_who_accompanies_the_person(case, client_for, awa, boubacar):
    ask(case.code)
    assert "à poser à la personne" in client_for(awa).get(reverse("interface:my_day")).content.decode()
    assert (
        "à poser à la personne" not in client_for(boubacar).get(reverse("interface:my_day")).content.decode()
    )
    url = reverse("cases:justice", args=[case.code, question().pk, "repondre"])
    page = client_for(awa).get(url).content.decode()
    assert QUESTION in page
    assert client_for(awa).post(url, {"form_id": "", "answer": "no"}).status_code == 302
    assert client_for(boubacar).get(url).status_code == 404


def test_the_journal_does_not_tell_which_codes_were_tried(case):
    ask(case.code)
    ask(NOBODY)
    lines = [f"{line.object} {line.detail}" for line in AuditLine.objects.filter(act="ask_blindly")]
    assert len(lines) == 2
    assert case.code not in str(lines)
    assert QUESTION not in str(lines)


def test_an_organisation_asks_so_many_times_a_day(settings):
    settings.BLIND_REQUESTS_A_DAY = 2
    for _ in range(2):
        ask(NOBODY)
    with pytest.raises(Invalid):
        ask(NOBODY)
    assert ask(NOBODY, by="lassana")
    BlindRequest.objects.system(SYSTEM).update(asked_at=timezone.now() - timedelta(days=1, minutes=1))
    assert ask(NOBODY)


@pytest.mark.parametrize("code", ["", "Bagayoko", "K7M2-P9QX-A", "1234"])
def test_what_is_no_code_is_said_before_anything_is_looked_up(code):
    with CaptureQueriesContext(connection) as asked, pytest.raises(Invalid) as refusal:
        ask(code)
    assert refusal.value.field == "code"
    assert not any("cases_case" in query["sql"] for query in asked)


def test_the_answer_takes_one_more_writing_and_no_other_way(case):
    """Somebody's code costs one insertion more: what is read, and in which order, is the same."""
    statements = []
    for code in (case.code, NOBODY):
        with CaptureQueriesContext(connection) as asked:
            ask(code)
        statements.append(
            [query["sql"].split(" ")[:3] for query in asked if "set_config" not in query["sql"]]
        )
    extra = [line for line in statements[0] if line[0] == "INSERT"]
    assert len(statements[0]) - len(statements[1]) == 1
    assert len(extra) - len([line for line in statements[1] if line[0] == "INSERT"]) == 1
