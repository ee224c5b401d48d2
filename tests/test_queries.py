"""No page of a full scene asks the database more than twenty questions, however much there is to show."""

from itertools import product

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from siraba.foundation.accounts import sessions
from siraba.protection.cases import actions, transfers
from siraba.protection.referrals import actions as referring
from tests import returning, scene
from tests.questions import few_questions


@pytest.fixture(autouse=True)
def still_there(monkeypatch):
    """Once a minute a session notes that somebody is there: no page's query, and it would fall where the clock wills."""
    monkeypatch.setattr(sessions, "touch", lambda session: None)


@pytest.fixture
def full(db, awa, boubacar, coumba, fanta, garba, hawa, provider, daouda):
    """A case with several of everything, among thirty others."""
    for n in range(30):
        scene.receive("awa", names=f"Personne {n}")
    waiting = scene.receive()
    scene.hand_over(waiting)
    case = scene.planned_case()
    owner, today = scene.actor("awa"), timezone.localdate()
    for _ in range(3):
        scene.assess(case)
        actions.approve_plan(scene.actor("coumba"), case, scene.plan(case))
        actions.record_service(owner, case, service_type="medical", delivered_on=today)
        actions.record_follow_up(owner, case, met_on=today, risk="low", note=scene.WORDS)
        actions.add_note(owner, case, text=scene.WORDS)
        actions.decide_identification(owner, case, status="identified", body="NGO", grounds=scene.WORDS)
        scene.refer(case)
        scene.refer(case, "crm", kind="family_tracing")
        scene.agree("awa", case, "helvetas")
        offered = transfers.send_transfer(owner, case, scene.organisation("helvetas"))
        transfers.decline_transfer(scene.actor("boubacar"), offered, reason="other")
    referral = scene.accepted_referral(case)
    late = scene.refer(case)
    referring.receive_referral(scene.actor("provider"), late)
    person = scene.grown_arrival()
    need = scene.need(person, service_types=["medical", "transport"])
    for kind, area in product(need.types, ("Kayes", "Bamako", "Gao", "Sikasso", "Kita")):
        scene.offered("clinique", kind, area=area)
    scene.need(person)
    oriented = scene.given_orientation()
    planned = returning.running_plan(case)
    returning.tried(returning.follow_up(planned, 1), 5)
    returning.done(returning.follow_up(planned))
    for n in range(12):
        returning.running_plan(scene.open_case(names=f"Personne revenue {n}"), months=6)
    return {
        "plan": str(planned.pk),
        "follow_up": str(returning.follow_up(planned, 1).pk),
        "arrival": person.code,
        "need": str(need.pk),
        "orientation": str(oriented.pk),
        "convoy": str(person.convoy_id),
        "case": case.code,
        "referral": referral.code,
        "late": late.code,
    }


PAGES = [
    ("awa", "interface:my_day", ()),
    ("awa", "cases:list", ()),
    ("awa", "cases:list", ("q=Bagayoko",)),
    ("awa", "cases:detail", ("case",)),
    ("awa", "cases:act", ("case", "suivi")),
    ("awa", "cases:act", ("case", "consentement")),
    ("awa", "cases:act", ("case", "confier")),
    ("awa", "cases:transfers", ()),
    ("awa", "cases:receive", ()),
    ("awa", "referrals:list", ()),
    ("awa", "referrals:detail", ("referral",)),
    ("awa", "referrals:prepare", ("case",)),
    ("coumba", "cases:team", ()),
    ("coumba", "cases:timeline", ("case",)),
    ("coumba", "cases:list", ("late=1", "owner=0")),
    ("awa", "feedback:words", ("case",)),
    ("awa", "exchange:list", ()),
    ("awa", "exchange:archive", ("case",)),
    ("awa", "offline:offers", ()),
    ("awa", "offline:conflicts", ()),
    ("coumba", "offline:devices", ()),
    ("coumba", "interface:my_day", ()),
    ("coumba", "cases:list", ()),
    ("coumba", "cases:detail", ("case",)),
    ("coumba", "cases:act", ("case", "attribuer")),
    ("coumba", "statistics:own", ()),
    ("awa", "cases:crossing", ("case",)),
    ("coumba", "cases:crossing", ("case",)),
    ("daouda", "interface:my_day", ()),
    ("daouda", "handover:list", ()),
    ("provider", "referrals:notices", ()),
    ("garba", "interface:my_day", ()),
    ("garba", "cases:list", ()),
    ("garba", "cases:detail", ("case",)),
    ("garba", "cases:transfers", ()),
    ("provider", "interface:my_day", ()),
    ("provider", "referrals:list", ()),
    ("provider", "referrals:detail", ("referral",)),
    ("provider", "referrals:act", ("late", "accepter")),
    ("fanta", "interface:my_day", ()),
    ("fanta", "referrals:list", ()),
    ("garba", "orientation:list", ()),
    ("garba", "orientation:needs", ("arrival",)),
    ("garba", "orientation:options", ("need",)),
    ("garba", "orientation:choose", ("need",)),
    ("garba", "orientation:detail", ("orientation",)),
    ("garba", "orientation:sheet", ("orientation",)),
    ("garba", "orientation:plan", ("convoy",)),
    ("garba", "orientation:report", ()),
    ("awa", "plans:list", ()),
    ("awa", "plans:of_case", ("case",)),
    ("awa", "plans:draft", ("case",)),
    ("awa", "plans:detail", ("plan",)),
    ("awa", "plans:paper", ("plan",)),
    ("awa", "plans:act", ("plan", "changer")),
    ("awa", "followup:list", ()),
    ("awa", "followup:detail", ("follow_up",)),
    ("awa", "followup:act", ("follow_up", "noter")),
    ("awa", "followup:course", ("plan",)),
    ("coumba", "followup:report", ()),
    ("hawa", "followup:tables", ()),
    ("hawa", "interface:my_day", ()),
    ("hawa", "statistics:board", ()),
    ("hawa", "referrals:header", ("late",)),
]


def test_every_page_stays_under_twenty_queries(full, client_for):
    clients = {name: client_for(scene.account(name)) for name in {page[0] for page in PAGES}}
    for username, name, words in PAGES:
        query = "".join(f"?{word}" for word in words if "=" in word)
        arguments = [full.get(word, word) for word in words if "=" not in word]
        url = reverse(name, args=arguments) + query
        clients[username].get(url)
        with few_questions(f"{username} {url}"):
            assert clients[username].get(url).status_code == 200, (username, url)


def test_an_exchange_with_a_device_asks_no_more_for_thirty_records_than_for_one(full, client_for):
    client, device = client_for(scene.account("awa")), scene.device()
    codes = [one["code"] for one in client.get(reverse("offline:offers")).json()["offers"]]
    assert len(codes) > 30
    held = {"device": str(device.pk), "records": dict.fromkeys(codes, "")}
    answer = client.post(reverse("offline:exchange"), held, "application/json").json()
    held |= {
        "records": answer["digests"],
        "forms": {pk: form["digest"] for pk, form in answer["forms"].items()},
    }
    with few_questions("offline:exchange"):
        assert client.post(reverse("offline:exchange"), held, "application/json").status_code == 200


def test_the_cost_of_the_list_does_not_grow_with_its_length(db, awa, client_for, django_assert_num_queries):
    client = client_for(awa)
    scene.receive("awa")
    client.get(reverse("cases:list"))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("cases:list"))
    asked = len(few)
    for n in range(12):
        scene.receive("awa", names=f"Personne {n}")
    client.get(reverse("cases:list"))
    with django_assert_num_queries(asked):
        client.get(reverse("cases:list"))
