"""The pages of inspection: the road of an alert by hand, what each is shown, and how often the database is asked."""

import re
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from siraba.foundation.audit.models import AuditLine
from siraba.protection.civil_status.inspection.looking import look_now
from siraba.protection.civil_status.inspection.models import Alert, Look, Question
from tests import inspecting as work
from tests import registering as civil

pytestmark = pytest.mark.django_db
LOOK = civil.LOOK


@pytest.fixture
def opens(client_for):
    def shown(who: str, name: str, *arguments, status: int = 200, **query) -> str:
        answer = client_for(civil.account(who)).get(reverse(f"inspection:{name}", args=arguments), query)
        assert answer.status_code == status
        return " ".join(answer.content.decode().split())

    return shown


@pytest.fixture
def sends(client_for):
    def sent(who: str, url: str, /, *arguments, status: int = 302, **data):
        answer = client_for(civil.account(who)).post(
            reverse(f"inspection:{url}", args=arguments), {"form_id": uuid4(), **data}
        )
        assert answer.status_code == status, answer.content.decode()
        return " ".join(answer.content.decode().split())

    return sent


def test_an_alert_is_referred_by_two_after_the_officer_was_heard(opens, sends):
    code = work.alert().code
    work.inspector()
    work.inspector(work.OTHER)
    page = opens("maimouna", "alert", code)
    for text in (
        "jamais un coupable",
        "Le déclarant 12 revient",
        "les autres déclarants",
        "Aminata",
        "10,0 pour 1 000",
    ):
        assert text in page
    assert "Moins de cinq décisions" in page
    assert "Agent de santé ou chef" in page
    sends("maimouna", "alert_act", code, "examiner", reason="Vu (essai)")
    assert "Entendez d’abord" in sends(
        "maimouna", "alert_act", code, "renvoyer", status=409, reason="Au parquet"
    )
    officer = civil.account("salif").pk
    sends("maimouna", "alert_act", code, "entendre", officer=officer, question="Qui a déclaré ? (essai)")
    asked = Question.objects.system(LOOK).get()
    mine = opens("salif", "question", asked.code)
    assert "Qui a déclaré ? (essai)" in mine
    for hidden in (code, "déclarant 12", "Même déclarant", "0,90"):
        assert hidden not in mine
    sends("salif", "question_act", asked.code, "repondre", reply="Le père (essai)")
    assert "Le père (essai)" in opens("maimouna", "alert", code)
    sends("maimouna", "alert_act", code, "renvoyer", reason="Au parquet (essai)")
    sends("maimouna", "alert_act", code, "confirmer", reason="Moi aussi", status=403)
    sends("sidi", "alert_act", code, "confirmer", reason="Vu aussi (essai)")
    closed = opens("maimouna", "alert", code)
    assert "Aminata" not in closed
    assert "Son contenu vous est fermé" in closed
    assert AuditLine.objects.filter(act="read_alert", object=code).count() == 3


def test_a_form_refused_keeps_what_was_typed(sends):
    work.inspector()
    alert = work.examined()
    page = sends(
        "maimouna", "alert_act", alert.code, "expliquer", status=200, reason="Deux enfants du même jour"
    )
    assert "Deux enfants du même jour" in page
    assert work.again(alert).state == "examined"


@pytest.mark.parametrize("name", ["alerts", "precision", "officers", "gaps", "look"])
def test_a_registrar_sees_nothing_of_inspection(opens, name):
    civil.staffed()
    opens("adama", name, status=404)


def test_an_officer_sees_the_questions_put_to_them_alone_and_on_their_day(opens, client_for):
    asked = work.question()
    assert asked.code in opens("salif", "questions") or f"N° {asked.number}" in opens("salif", "questions")
    assert "Aucune question" in opens("adama", "questions")
    opens("adama", "question", asked.code, status=404)
    day = client_for(civil.account("salif")).get("/").content.decode()
    assert "Questions de l’inspection" in day


def test_the_queue_is_filtered_and_says_how_far_a_search_is(opens, sends):
    one, other = work.opened(
        work.found(civil.signed()), work.found(civil.signed(civil.declared(child_first="Awa")), "witness")
    )
    work.explained(one)
    queue = opens("maimouna", "alerts")
    assert other.code in queue
    assert one.code not in queue
    assert one.code in opens("maimouna", "alerts", etat="explained")
    assert other.code not in opens("maimouna", "alerts", regle="declarant", etat="all")
    assert other.code in opens("maimouna", "alerts", centre="essai-kayes")
    sends("maimouna", "look")
    assert "prochain tour du minuteur" in opens("maimouna", "alerts")
    sends("maimouna", "look", status=409)
    Look.objects.filter(started_at=None).update(started_at="2100-01-01T00:00Z", total=40, done=10)
    assert "10 actes lus sur 40" in opens("maimouna", "alerts")


def test_missing_numbers_leave_as_a_file_and_the_journal_says_so(opens, client_for):
    work.inspector()
    assert "Aucun numéro ne manque" in opens("maimouna", "gaps")
    work.paper((1, 2, 5))
    assert "3–4" in opens("maimouna", "gaps")
    answer = client_for(civil.account("maimouna")).get(reverse("inspection:gaps"), {"format": "csv"})
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 3
    assert re.search(r"\b3$", lines[1])
    assert AuditLine.objects.get(act="export_gaps").detail == {"format": "csv", "registers": 1}


def test_each_look_at_officers_is_a_line_of_the_journal(opens):
    work.alert()
    work.inspector()
    page = opens("maimouna", "officers")
    assert "Aucun officier à montrer" in page
    assert "Salif" not in page
    assert AuditLine.objects.filter(act="read_officer_alerts").count() == 1
    assert "moins de 5 décisions" in opens("maimouna", "precision")


def test_a_missing_number_has_a_page(opens):
    work.paper((1, 3))
    work.inspector()
    look_now()
    gap = Alert.objects.system(LOOK).get(kind="sequence_gap")
    assert "Rien ne se trouve sous ce numéro" in opens("maimouna", "alert", gap.code)


def test_the_queue_asks_as_often_for_many_as_for_one(client_for):
    work.inspector()
    client, url = client_for(civil.account("maimouna")), reverse("inspection:alerts")
    acts = work.paper((1, 2, 3, 4, 5, 6))
    counts = []
    for some in (acts[:2], acts[2:]):
        work.opened(*(work.found(act) for act in some))
        client.get(url)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(url).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]
