"""Reports: anybody may send one without a name; what is recorded is graded; what came by a disclosure closes with it."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from siraba.foundation.access.errors import Invalid, NotAllowed
from siraba.foundation.access.receipts import read_number, written
from siraba.foundation.audit.models import AuditLine
from siraba.foundation.handover.disclosures import recall_disclosure
from siraba.prosecution.investigations import reports
from siraba.prosecution.investigations.models import Report
from siraba.prosecution.investigations.receipts import number_for
from tests import investigating, scene

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("awa", "coumba", "daouda", "garba", "ibrahima"),
]
PAGE = "/signaler/"
SAID = {"what": "Des enfants travaillent la nuit", "where": "Yanfolila"}


@pytest.fixture(autouse=True)
def nobody_has_sent():
    cache.clear()


def all_reports() -> list[Report]:
    return list(Report.objects.system("a test").order_by("received_at"))


def send(client: Client | None = None, **changes) -> str:
    answer = (client or Client()).post(PAGE, {"form_id": str(uuid4())} | SAID | changes)
    assert answer.status_code == 200
    return answer.content.decode()


def test_anybody_reports_without_an_account_and_keeps_a_number():
    form_id = uuid4()
    assert written(number_for(form_id)) in send(form_id=str(form_id))
    (report,) = all_reports()
    assert (report.source, report.recorded_by_id, report.organisation.code) == ("web", None, "brigade")
    assert (report.reliability, report.credibility) == ("F", "6")
    assert report.words["what"] == SAID["what"]
    assert number_for(form_id) not in report.key


def test_the_same_form_sent_again_is_one_report_and_gives_the_same_number():
    form_id = str(uuid4())
    first, second = send(form_id=form_id), send(form_id=form_id)
    assert len(all_reports()) == 1
    assert number_in(first) == number_in(second)


def number_in(page: str) -> str:
    return page.split('class="receipt">')[1].split("<")[0]


def test_the_page_says_the_same_whether_an_earlier_number_is_somebody_s_or_nobody_s():
    form_id = uuid4()
    send(form_id=str(form_id))
    known, unknown = (send(earlier=number_for(one)) for one in (form_id, uuid4()))
    assert same(known) == same(unknown)
    first, second, third = all_reports()
    assert (second.follows_id, third.follows_id) == (first.pk, None)


def same(page: str) -> str:
    """The page without its number and the token of its forms."""
    return re.sub(r'csrfmiddlewaretoken" value="[^"]*"', "", page.replace(number_in(page), ""))


def test_a_number_mistyped_is_said_and_loses_nothing():
    page = send(earlier="123456789012")
    assert "Un chiffre manque ou est faux" in page
    assert SAID["what"] in page
    assert all_reports() == []


def test_nothing_says_where_a_report_came_from():
    send(Client(REMOTE_ADDR="203.0.113.77"))
    report, line = all_reports()[0], AuditLine.objects.get(act="receive_report")
    assert (line.account_id, line.object, line.detail) == (None, "", {})
    assert "203.0.113.77" not in str(report.words)
    assert not [key for key in cache._cache if "203.0.113.77" in key]  # type: ignore[attr-defined]


def test_one_address_sends_no_more_than_its_share_and_another_still_may(settings):
    settings.REPORTS_AN_HOUR = 2
    busy = Client(REMOTE_ADDR="203.0.113.1")
    send(busy), send(busy)
    answer = busy.post(PAGE, {"form_id": str(uuid4())} | SAID)
    assert answer.status_code == 429
    assert SAID["what"] in answer.content.decode()
    send(Client(REMOTE_ADDR="203.0.113.2"))
    assert len(all_reports()) == 3


def test_the_form_needs_one_answer_alone_and_is_read_in_bambara_with_a_warning():
    assert "Ce champ est obligatoire" in send(what="") or all_reports() == []
    send(where="")
    client = Client()
    client.cookies["django_language"] = "bm"
    assert client.get(PAGE).status_code == 200


def test_a_page_of_a_visitor_offers_the_form():
    assert PAGE in Client().get("/").content.decode()


@given(st.uuids())
def test_a_number_is_read_as_it_was_given(form_id):
    number = number_for(form_id)
    assert read_number(written(number)) == number
    assert len(number) == 12


@given(st.uuids(), st.integers(0, 11), st.integers(1, 9))
def test_a_wrong_digit_is_caught(form_id, place, by):
    number = number_for(form_id)
    wrong = number[:place] + str((int(number[place]) + by) % 10) + number[place + 1 :]
    assert read_number(wrong) is None


# Recorded and graded


def test_source_and_information_are_graded_apart():
    made = investigating.report()
    reports.grade_report(scene.actor("daouda"), made, reliability="A", credibility="5", form="agriculture")
    made = investigating.reread(made)
    assert (made.reliability, made.credibility, made.form) == ("A", "5", "agriculture")


def test_only_an_investigator_records_and_only_of_the_service_that_received_it(account_for):
    with pytest.raises(NotAllowed):
        investigating.report("awa")
    account_for("ailleurs", "Koly Camara", "investigator", "justice")
    made = investigating.report()
    with pytest.raises(NotAllowed):
        reports.drop_report(scene.actor("ailleurs"), made, reason="Rien")


def test_a_report_of_a_disclosure_names_it_and_closes_with_it(client_for, daouda):
    disclosure, copy = investigating.disclosed()
    for wrong in ({"source": "disclosure"}, {"source": "hotline", "copy": copy}):
        with pytest.raises(Invalid) as refusal:
            investigating.report(**wrong)
        assert refusal.value.field == "copy"
    made = investigating.report(source="disclosure", copy=copy)
    client, page = client_for(daouda), reverse("investigations:report", args=[made.code])
    assert investigating.TOLD in client.get(page).content.decode()
    recall_disclosure(scene.actor("awa"), disclosure)
    shown = client.get(page).content.decode()
    assert investigating.TOLD not in shown
    assert copy.code not in shown
    with pytest.raises(Invalid):
        investigating.report(source="disclosure", copy=type(copy).objects.system("a test").get())


def test_my_day_shows_what_waits_the_oldest_first(client_for, daouda):
    second, first = investigating.report(), investigating.report()
    Report.objects.system("a test").filter(pk=first.pk).update(received_at=timezone.now() - timedelta(days=2))
    shown = client_for(daouda).get("/ma-journee/").content.decode()
    assert shown.index(first.code) < shown.index(second.code)
