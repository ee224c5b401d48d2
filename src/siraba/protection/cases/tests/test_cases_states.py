"""A move that the table does not name is refused, and the message says which are open and to whom."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from siraba.foundation.access.acts import ACT_RULES
from siraba.foundation.access.errors import Invalid, NotAllowed, StateNotOpen
from siraba.protection.cases import actions
from siraba.protection.cases.elements import Elements
from siraba.protection.cases.forms import AssessmentForm
from siraba.protection.cases.instruments import QUESTIONS, answered, assessment_form
from siraba.protection.cases.models import CASE_MOVES, Assessment, Case, CaseState, Plan, Screening
from siraba.protection.cases.transfers import send_transfer
from tests import scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("awa", "boubacar", "coumba", "garba")]
SYSTEM = "a test looks at the row itself"

# act → the states it is open in, and the state it leads to when it moves; written a second time, by hand
ACTIVE = ("open", "assessed", "planned", "in_progress", "follow_up")
AGREED = {
    "screen_case": {"draft": "open", "open": "open"},
    "decide_identification": dict.fromkeys(ACTIVE),
    "assess_case": {**dict.fromkeys(ACTIVE), "open": "assessed"},
    "approve_assessment": dict.fromkeys(ACTIVE[1:]),
    "return_assessment": dict.fromkeys(ACTIVE[1:]),
    "fill_form": dict.fromkeys(("draft", *ACTIVE)),
    "approve_form": dict.fromkeys(("draft", *ACTIVE, "closure_requested")),
    "return_form": dict.fromkeys(("draft", *ACTIVE, "closure_requested")),
    "submit_plan": dict.fromkeys(ACTIVE[1:]),
    "approve_plan": {**dict.fromkeys(ACTIVE[1:]), "assessed": "planned"},
    "return_plan": dict.fromkeys(ACTIVE[1:]),
    "record_service": {**dict.fromkeys(ACTIVE), "planned": "in_progress"},
    "attach_document": dict.fromkeys(("draft", *ACTIVE, "closure_requested")),
    "add_note": dict.fromkeys(("draft", *ACTIVE, "closure_requested")),
    "record_follow_up": {"in_progress": "follow_up", "follow_up": None},
    "assign_case": dict.fromkeys(("draft", *ACTIVE, "closure_requested")),
    "send_transfer": dict.fromkeys(("draft", *ACTIVE)),
    "request_closure": dict.fromkeys(ACTIVE, "closure_requested"),
    "refuse_closure": {"closure_requested": "follow_up"},
    "close_case": {"closure_requested": "closed"},
    "reopen_case": {"closed": "open"},
}


def do(act: str, case: Case):
    """Carry out the act, with what it needs ready."""
    awa, coumba = scene.actor("awa"), scene.actor("coumba")
    today = timezone.localdate()
    return {
        "screen_case": lambda: scene.screen(case),
        "decide_identification": lambda: actions.decide_identification(
            awa, case, status="identified", body="NGO", grounds=scene.WORDS
        ),
        "assess_case": lambda: scene.assess(case),
        "approve_assessment": lambda: actions.approve_assessment(coumba, case, document(Assessment, case)),
        "return_assessment": lambda: actions.return_assessment(
            coumba, case, document(Assessment, case), remark=scene.WORDS
        ),
        "fill_form": lambda: scene.fill(case),
        "approve_form": lambda: actions.approve_form(coumba, case, scene.waiting_form(case)),
        "return_form": lambda: actions.return_form(
            coumba, case, scene.waiting_form(case), remark=scene.WORDS
        ),
        "submit_plan": lambda: scene.plan(case),
        "approve_plan": lambda: actions.approve_plan(coumba, case, document(Plan, case)),
        "return_plan": lambda: actions.return_plan(coumba, case, document(Plan, case), remark=scene.WORDS),
        "record_service": lambda: actions.record_service(
            awa, case, service_type="medical", delivered_on=today
        ),
        "attach_document": lambda: scene.attach(case),
        "add_note": lambda: actions.add_note(awa, case, text=scene.WORDS),
        "record_follow_up": lambda: actions.record_follow_up(
            awa, case, met_on=today, risk="low", note=scene.WORDS
        ),
        "assign_case": lambda: actions.assign_case(coumba, case, scene.account("awa")),
        "send_transfer": lambda: send_transfer(awa, case, scene.organisation("helvetas")),
        "request_closure": lambda: actions.request_closure(
            awa, case, reason="goals_met", person_informed=True
        ),
        "refuse_closure": lambda: actions.refuse_closure(coumba, case, reason=scene.WORDS),
        "close_case": lambda: actions.close_case(coumba, case),
        "reopen_case": lambda: actions.reopen_case(coumba, case, reason=scene.WORDS),
    }[act]()


def document(kind, case):
    words = (
        {"score": 3, "risk": "low", "instrument": "essai"} if kind is Assessment else {"person_agrees": True}
    )
    made = kind(case=case, author=scene.account("awa"), version=1, **words)
    made.save(force_insert=True)
    return made


@pytest.fixture
def case():
    case = scene.receive("awa")
    scene.agree("awa", case, "helvetas")
    return case


def put(case, state):
    closed = timezone.now() if state == "closed" else None
    Case.objects.system(SYSTEM).filter(pk=case.pk).update(state=state, closed_at=closed)


def state_of(case):
    return Case.objects.system(SYSTEM).get(pk=case.pk).state


@pytest.mark.parametrize("state", CaseState.values)
@pytest.mark.parametrize("act", AGREED)
def test_each_act_is_open_where_the_table_says_and_nowhere_else(case, act, state):
    put(case, state)
    if state in AGREED[act]:
        do(act, case)
        assert state_of(case) == (AGREED[act][state] or state)
        return
    with pytest.raises(StateNotOpen) as refusal:
        do(act, case)
    assert state_of(case) == state
    assert str(CaseState(state).label) in refusal.value.message
    for name in AGREED:
        if AGREED[name].get(state) not in (None, state) and name in ACT_RULES:
            assert str(ACT_RULES[name].label) in refusal.value.message


def test_the_table_holds_these_acts_and_no_other():
    assert {name for name, _move in CASE_MOVES} == set(AGREED)


def test_the_message_names_the_moves_and_who_may_make_them(case):
    put(case, "closure_requested")
    with pytest.raises(StateNotOpen) as refusal:
        scene.assess(case)
    assert refusal.value.message == (
        "« Évaluer » n’est pas possible : l’état est « Clôture demandée ». "
        "Étapes ouvertes : Refuser la clôture, Clore le dossier (Superviseur)."
    )


def test_nobody_approves_a_plan_or_an_assessment_of_ones_own(coumba):
    case = scene.open_case()
    for make, approve in (
        (scene.assess, actions.approve_assessment),
        (scene.plan, actions.approve_plan),
    ):
        document = make(case, by="coumba")
        with pytest.raises(NotAllowed, match="Une autre personne"):
            approve(scene.actor("coumba"), case, document)
    assert state_of(case) == "assessed"


def test_a_new_version_of_the_plan_replaces_the_one_before():
    case = scene.open_case()
    scene.assess(case)
    first, second = scene.plan(case), scene.plan(case)
    states = dict(Plan.objects.system(SYSTEM).values_list("version", "state"))
    assert states == {1: "superseded", 2: "submitted"}
    with pytest.raises(StateNotOpen):
        actions.approve_plan(scene.actor("coumba"), case, first)
    actions.approve_plan(scene.actor("coumba"), case, second)


def test_a_returned_plan_keeps_its_remark_and_the_case_stays_where_it_is():
    case = scene.open_case()
    scene.assess(case)
    plan = scene.plan(case)
    actions.return_plan(scene.actor("coumba"), case, plan, remark="Prévoir l’école à Kayes")
    plan = Plan.objects.system(SYSTEM).get()
    assert (plan.state, plan.words["remark"], plan.words["objective"]) == (
        "returned",
        "Prévoir l’école à Kayes",
        "Rentrer à Kayes chez sa mère",
    )
    assert state_of(case) == "assessed"


def test_the_police_alone_cannot_say_that_a_person_is_no_victim():
    case = scene.open_case()
    decide = {"grounds": scene.WORDS, "body": "Police"}
    with pytest.raises(Invalid) as refusal:
        actions.decide_identification(scene.actor("awa"), case, status="not_identified", **decide)
    assert refusal.value.field == "body"
    actions.decide_identification(
        scene.actor("awa"), case, status="not_identified", body="CourtOrProsecution", grounds=scene.WORDS
    )


def test_a_decision_is_reversed_on_new_facts_alone(client_for, awa):
    case, decide = scene.open_case(), {"grounds": scene.WORDS, "body": "NGO"}
    actions.decide_identification(scene.actor("awa"), case, status="not_identified", **decide)
    actions.decide_identification(scene.actor("awa"), case, status="not_identified", **decide)
    with pytest.raises(Invalid) as refusal:
        actions.decide_identification(scene.actor("awa"), case, status="identified", **decide)
    assert refusal.value.field == "new_facts"
    page, browser = reverse("cases:act", args=[case.code, "identification"]), client_for(awa)
    assert "Faits nouveaux" in browser.get(page).content.decode()
    said = {"status": "identified", "body": "NGO", "grounds": "Vue", "new_facts": "Un témoin s’est présenté"}
    browser.post(page, said)
    shown = browser.get(reverse("cases:detail", args=[case.code])).content.decode()
    assert "Un témoin s’est présenté" in shown
    assert shown.count("Non identifiée comme victime") == 2
    fresh = reverse("cases:act", args=[scene.open_case(names="Kadidia Dicko").code, "identification"])
    assert "Faits nouveaux" not in browser.get(fresh).content.decode()


def test_emergency_services_wait_for_no_decision():
    case = scene.open_case()
    actions.record_service(
        scene.actor("awa"), case, service_type="medical", delivered_on=timezone.localdate()
    )
    assert state_of(case) == "open"


def test_nothing_is_done_tomorrow():
    case, awa = scene.planned_case(), scene.actor("awa")
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(Invalid, match="futur") as refusal:
        actions.record_service(awa, case, service_type="medical", delivered_on=tomorrow)
    assert refusal.value.field == "delivered_on"
    with pytest.raises(Invalid, match="futur") as refusal:
        actions.record_follow_up(awa, case, met_on=tomorrow, risk="low", note="")
    assert refusal.value.field == "met_on"


def test_a_case_is_not_closed_behind_the_person_s_back():
    case = scene.open_case()
    with pytest.raises(Invalid) as refusal:
        actions.request_closure(scene.actor("awa"), case, reason="goals_met", person_informed=False)
    assert refusal.value.field == "person_informed"
    actions.request_closure(scene.actor("awa"), case, reason="lost_contact", person_informed=False)


def test_a_case_whose_transfer_waits_is_not_closed():
    case = scene.open_case()
    scene.agree("awa", case, "helvetas")
    send_transfer(scene.actor("awa"), case, scene.organisation("helvetas"))
    actions.request_closure(scene.actor("awa"), case, reason="goals_met", person_informed=True)
    with pytest.raises(StateNotOpen, match="transfert"):
        actions.close_case(scene.actor("coumba"), case)


def test_a_case_is_assigned_within_its_agency_only(boubacar):
    case = scene.open_case()
    with pytest.raises(Invalid) as refusal:
        actions.assign_case(scene.actor("coumba"), case, boubacar)
    assert refusal.value.field == "owner"
    with pytest.raises(NotAllowed):
        actions.assign_case(scene.actor("awa"), case, scene.account("coumba"))


def test_the_elements_of_trafficking_need_no_means_for_a_child():
    girl = Elements(("recruitment",), (), ("servitude",))
    assert girl.met(child=True)
    assert not girl.met(child=False)
    assert Elements(("recruitment",), ("fraud",), ("servitude",)).met(child=False)
    assert not Elements((), ("fraud",), ("servitude",)).met(child=True)


def test_no_question_of_the_grid_takes_the_place_of_a_field():
    asked = assessment_form().form
    assert not set(asked.names.values()) & set(AssessmentForm.base_fields)
    assert set(QUESTIONS) <= asked.names.keys()


@pytest.mark.parametrize(
    ("feared", "points", "risk"),
    [
        ("", 0, "low"),
        ("threat", 3, "low"),
        ("threat alone", 5, "medium"),
        ("threat shelter documents", 7, "high"),
    ],
)
def test_the_points_suggest_a_risk(case, feared, points, risk):
    put(case, "open")
    assessment = actions.assess_case(
        scene.actor("awa"), case, answers=answered(**dict.fromkeys(feared.split(), "yes")), risk="low"
    )
    assert (assessment.score, assessment.words["suggested_risk"], assessment.risk) == (points, risk, "low")


@pytest.mark.parametrize("answers", [{}, answered(threat="peut-être"), {**answered(), "lune": "yes"}])
def test_an_assessment_is_answered_in_full_and_from_its_lists(case, answers):
    put(case, "open")
    with pytest.raises(Invalid):
        actions.assess_case(scene.actor("awa"), case, answers=answers, risk="low")


@pytest.mark.parametrize(
    ("field", "code"),
    [
        ("code", "TROP-COURT"),
        ("pathway", "inconnu"),
        ("state", "ouvert"),
        ("identification", "peut-être"),
        ("risk", "extrême"),
        ("urgent_need", "argent"),
        ("due_what", "rien"),
        ("closure_reason", "ennui"),
        ("state", "closed"),
    ],
)
def test_the_database_refuses_what_is_in_no_list(case, field, code):
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.system(SYSTEM).filter(pk=case.pk).update(**{field: code})


def test_words_are_sealed_and_tied_to_their_row():
    case = scene.open_case()
    scene.screen(case)
    one, other = Screening.objects.system(SYSTEM)
    assert scene.WORDS.encode() not in bytes(one.sealed)
    Screening.objects.system(SYSTEM).filter(pk=other.pk).update(sealed=one.sealed)
    moved = Screening.objects.system(SYSTEM).get(pk=other.pk)
    with pytest.raises(Exception, match="was altered"):
        moved.words  # noqa: B018
