"""An alert from the search to its closing: what opens it, who decides, what it opens of an act, and what it never does."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from siraba.engines.irregularities import KINDS
from siraba.foundation.access.acts import may
from siraba.foundation.access.errors import Invalid, NotAllowed, NotVisible, StateNotOpen
from siraba.foundation.audit.models import AuditLine
from siraba.protection.civil_status.inspection import actions, selectors
from siraba.protection.civil_status.inspection.keeping import forget_alerts
from siraba.protection.civil_status.inspection.looking import look_asked, look_now
from siraba.protection.civil_status.inspection.models import Alert, AlertDecision, Kind, Look, Question
from siraba.protection.civil_status.inspection.wording import RULES
from siraba.protection.civil_status.registers.models import Act
from siraba.protection.civil_status.registers.selectors import acts_visible_to, names_of, reads_identity
from tests import inspecting as work
from tests import registering as civil

pytestmark = pytest.mark.django_db
LOOK = civil.LOOK


def all_alerts():
    return Alert.objects.system(LOOK)


def test_every_kind_of_the_engine_has_its_words():
    assert set(Kind.values) == set(KINDS) == set(RULES)


# Searching


def test_a_search_of_the_registers_finds_a_missing_number_and_a_child_twice():
    acts = work.paper((1, 2, 4, 5))
    told = []
    assert look_now(lambda done, total: told.append((done, total))) >= 1
    gap = all_alerts().get(kind="sequence_gap")
    assert (gap.act, gap.number, gap.register) == (None, 3, acts[0].register)
    assert told == [(n, 4) for n in (1, 2, 3, 4)]
    look = Look.objects.get()
    assert (look.total, look.done, look.failed, look.named["sequence_gap"]) == (4, 4, False, 1)
    assert look.finished_at is not None
    line = AuditLine.objects.get(act="open_alerts")
    assert line.detail["acts"] == 4
    before = all_alerts().count()
    assert look_now() == 0
    assert all_alerts().count() == before


def test_a_marriage_is_no_birth_and_an_act_with_an_odd_cell_keeps_its_number():
    work.paper((1, 2), mother_birth_year="vers 1990")
    register = civil.register("M", taken_over=True)
    from siraba.protection.civil_status.registers.takeover import PaperAct, take_over_acts

    now = timezone.now()
    agent, officer = civil.account("adama").pk, civil.account("salif").pk
    take_over_acts(
        None,
        register,
        [
            PaperAct(
                number=number,
                fields={
                    "husband_name": "Bakary Konaté",
                    "wife_name": "Awa Sacko",
                    "date": f"{register.year}-01-01",
                },
                made_by=agent,
                made_at=now,
                approved_by=officer,
                approved_at=now + timedelta(hours=1),
                signed_by=officer,
            )
            for number in (1, 2)
        ],
    )
    look_now()
    kinds = set(all_alerts().values_list("kind", "register__kind"))
    assert not [
        kind for kind, of in kinds if of == "M" and kind in ("round_date", "duplicate", "impossible_birth")
    ]
    assert "sequence_gap" not in {kind for kind, _of in kinds}


def test_an_inspector_asks_for_a_search_and_the_timer_carries_it_out():
    assert look_asked() == 0
    look = actions.ask_look(work.inspector())
    assert selectors.running() == look
    with pytest.raises(StateNotOpen, match="déjà demandée"):
        actions.ask_look(work.inspector(work.OTHER))
    look_asked()
    look.refresh_from_db()
    assert look.finished_at is not None
    assert look_asked() == 0
    assert Look.objects.count() == 1


def test_a_search_that_runs_keeps_others_out_until_it_is_given_up(settings):
    going = Look.objects.create(started_at=timezone.now())
    assert look_now() == 0
    assert Look.objects.count() == 1
    Look.objects.filter(pk=going.pk).update(started_at=timezone.now() - timedelta(hours=7))
    look_now()
    assert Look.objects.count() == 2


def test_a_search_that_fails_says_so_and_opens_nothing(monkeypatch):
    work.paper()
    monkeypatch.setattr(
        "siraba.protection.civil_status.inspection.looking.find_irregularities", lambda *_all: 1 / 0
    )
    with pytest.raises(ZeroDivisionError):
        look_now()
    assert Look.objects.get().failed
    assert not all_alerts().exists()
    assert selectors.running() is None


def test_an_alert_of_one_act_and_kind_is_opened_once():
    act = civil.signed()
    assert len(work.opened(work.found(act))) == 1
    assert work.opened(work.found(act)) == []
    (other,) = work.opened(work.found(act, "witness"))
    assert other.kind == "witness"
    twin = work.again(other)
    twin.pk, twin.code = uuid4(), "AAAA-AAAA-A"
    with (
        pytest.raises(IntegrityError, match="alert_of_act_once|inspection_alert.act_id"),
        transaction.atomic(),
    ):
        twin.save(force_insert=True)


@pytest.mark.parametrize(
    ("fact", "comes"),
    [
        ("nothing", False),
        ("a few more", False),
        ("twice as many", True),
        ("a new version", True),
        ("another act", True),
    ],
)
def test_a_closed_alert_comes_again_only_with_new_facts(fact, comes):
    act = civil.signed()
    other = civil.signed(civil.declared(child_first="Awa"))
    closed = work.explained(work.opened(work.found(act, count=6))[0])
    if fact == "a new version":
        act = civil.signed(civil.asked("mention", act))
    found = {
        "nothing": work.found(act, count=6),
        "a few more": work.found(act, count=11),
        "twice as many": work.found(act, count=12),
        "a new version": work.found(act, count=6),
        "another act": work.found(act, other=other, count=6),
    }[fact]
    again = work.opened(found)
    assert [one.before_id for one in again] == ([closed.pk] if comes else [])
    assert work.again(closed).state == "explained"


def test_nothing_of_an_alert_stops_an_act():
    alert = work.alert()
    copy = civil.signed(civil.asked("copy", alert.act))
    assert copy.state == "in_force"
    assert civil.signed(civil.asked("annulment", civil.act(copy.code))).state == "annulled"
    assert work.again(alert).state == "open"


# Deciding


def test_an_alert_is_examined_and_explained_and_the_words_stay_sealed():
    alert = work.explained()
    assert (alert.state, alert.closed_by.username) == ("explained", "maimouna")
    decided = AlertDecision.objects.system(LOOK).filter(alert=alert).order_by("at")
    assert [(one.decision, one.lookalike) for one in decided] == [("examine", ""), ("explain", "twins")]
    assert decided[1].words["reason"] == "Deux enfants (essai)"
    assert b"essai" not in bytes(decided[1].sealed)
    lines = AuditLine.objects.filter(object=alert.code).values_list("act", flat=True)
    assert {"examine_alert", "explain_alert"} <= set(lines)


def test_a_reason_is_asked_for():
    alert = work.alert()
    with pytest.raises(Invalid):
        actions.examine_alert(work.inspector(), alert, reason="  ")
    assert work.again(alert).state == "open"


def test_a_referral_waits_for_the_officer_and_for_a_second_inspector():
    alert = work.examined()
    with pytest.raises(StateNotOpen, match="Entendez d’abord"):
        actions.ask_referral(work.inspector(), alert, reason="Au parquet")
    alert = work.to_confirm(alert)
    with pytest.raises(NotAllowed, match="à deux"):
        actions.confirm_referral(work.inspector(), alert, reason="Vu")
    actions.confirm_referral(work.inspector(work.OTHER), alert, reason="Vu aussi")
    alert = work.again(alert)
    assert (alert.state, alert.referral_by.username, alert.closed_by.username) == (
        "referred",
        "maimouna",
        "sidi",
    )


def test_the_silence_of_an_officer_counts_once_the_delay_has_passed():
    alert = work.examined()
    question = work.question(alert)
    assert not actions.heard(alert)
    Question.objects.system(LOOK).filter(pk=question.pk).update(due_at=timezone.now() - timedelta(minutes=1))
    assert actions.heard(alert)
    actions.ask_referral(work.inspector(), alert, reason="Au parquet")


def test_a_second_inspector_may_refuse_and_the_examination_goes_on():
    alert = work.to_confirm()
    actions.return_referral(work.inspector(work.OTHER), alert, reason="L’audience foraine l’explique")
    alert = work.again(alert)
    assert (alert.state, alert.referral_by) == ("examined", None)
    actions.explain_alert(work.inspector(), alert, lookalike="hearing", reason="Audience AF-7")


def test_two_of_the_house_of_the_centre_do_not_refer_alone():
    alert = work.to_confirm()
    house = alert.register.centre.unit.organisation
    other = work.inspector(work.OTHER)
    assert may(other, "confirm_referral", alert)
    alert.referral_by.organisation = house
    assert may(other, "confirm_referral", alert)
    inside = civil.account(work.OTHER)
    inside.organisation = house
    from siraba.foundation.access.actor import Actor

    assert not may(Actor.of(inside), "confirm_referral", alert)


def test_the_database_refuses_a_referral_by_one_alone_and_a_decision_taken_away():
    alert = work.to_confirm()
    one = civil.account("maimouna")
    with pytest.raises(IntegrityError), transaction.atomic():
        all_alerts().filter(pk=alert.pk).update(state="referred", closed_by=one, closed_at=timezone.now())
    decided = AlertDecision.objects.system(LOOK).filter(alert=alert)
    with pytest.raises(DatabaseError), transaction.atomic():
        decided.update(decision="return")
    with pytest.raises(DatabaseError), transaction.atomic():
        decided.remove()
    with pytest.raises(DatabaseError), transaction.atomic():
        all_alerts().filter(pk=alert.pk).remove()


@pytest.mark.parametrize("who", ["adama", "salif", "etienne", "samba"])
def test_nobody_but_an_inspector_reads_or_decides(who):
    alert = work.examined()
    with pytest.raises(NotVisible):
        selectors.alert_for(civil.actor(who), alert.code)
    with pytest.raises(NotAllowed):
        actions.explain_alert(civil.actor(who), alert, lookalike="twins", reason="Rien")


# What an alert opens of an act


def test_an_open_alert_opens_the_act_and_the_one_it_is_compared_with_and_its_closing_shuts_them():
    one, other, third = (civil.signed(civil.declared(child_first=name)) for name in ("Awa", "Hawa", "Fanta"))
    me = work.inspector()
    assert not reads_identity(me, one)
    (alert,) = work.opened(work.found(one, "duplicate", other))
    assert [reads_identity(me, act) for act in (one, other, third)] == [True, True, False]
    assert set(names_of(me, [one, other, third])) == {one.pk, other.pk}
    assert acts_visible_to(me).count() == 3
    work.explained(alert)
    assert not any(reads_identity(me, act) for act in (one, other, third))
    assert names_of(me, [one, other, third]) == {}


def test_a_registrar_reads_acts_as_before():
    alert = work.alert()
    assert reads_identity(civil.actor("adama"), alert.act)
    assert not Act.objects.visible_to(civil.actor("etienne"), selectors.CIVIL_STATUS).exists()


# The officer who is heard


def test_only_the_officer_who_is_asked_sees_the_question_and_answers_it():
    question = work.question()
    for who in ("adama", "nouhoum", "etienne"):
        with pytest.raises(NotVisible):
            selectors.question_for(civil.actor(who), question.code)
    with pytest.raises(NotAllowed, match="Seul répond"):
        actions.answer_inspector(civil.actor("adama"), question, reply="Moi")
    mine = selectors.question_for(civil.actor("salif"), question.code)
    actions.answer_inspector(civil.actor("salif"), mine, reply="Le père")
    with pytest.raises(StateNotOpen):
        actions.answer_inspector(civil.actor("salif"), mine, reply="Encore")
    seen = selectors.question_for(work.inspector(), question.code)
    assert seen.words == {"question": "Qui a déclaré cet acte ? (essai)", "reply": "Le père"}


def test_a_question_goes_to_who_acted_or_runs_the_register_and_lapses_with_the_alert():
    alert = work.examined()
    with pytest.raises(Invalid, match="de cet acte"):
        work.question(alert, officer="nouhoum")
    work.question(alert, officer="adama")
    actions.explain_alert(work.inspector(), alert, lookalike="mistake", reason="Une faute de frappe")
    assert Question.objects.system(LOOK).get().state == "dropped"
    with pytest.raises(StateNotOpen):
        actions.answer_inspector(civil.actor("adama"), Question.objects.system(LOOK).get(), reply="Trop tard")


def test_of_a_missing_number_the_officer_of_the_register_is_heard():
    work.paper((1, 3))
    look_now()
    gap = work.again(all_alerts().get(kind="sequence_gap"))
    assert [one.username for one in selectors.officers_for(gap)] == ["salif"]


# What a rule is worth, and officers


def test_precision_says_nothing_below_five_decisions():
    me = work.inspector()
    for number in range(5):
        act = civil.signed(civil.declared(child_first=f"Awa{'abcdef'[number]}"))
        (alert,) = work.opened(work.found(act))
        assert not selectors.worth_by_kind(me)["declarant"].shown
        if number < 3:
            work.explained(alert)
        else:
            actions.confirm_referral(
                work.inspector(work.OTHER), work.to_confirm(work.examined(alert)), reason="Vu"
            )
    worth = selectors.worth_by_kind(me)["declarant"]
    assert (worth.explained, worth.referred, worth.precision) == (3, 2, 40)
    assert (worth.named, worth.among, worth.per_thousand) == (1, 100, 10)
    (quarter,) = selectors.worth_by_quarter(me)
    assert (quarter.decided, quarter.precision) == (5, 40)


def test_an_officer_is_shown_from_five_days_of_acts_and_two_rules_on(monkeypatch):
    me = work.inspector()
    acts = work.paper(tuple(range(1, 7)))
    # Six acts of one day are one
    work.opened(*(work.found(act, "witness" if act.number % 2 else "declarant") for act in acts))
    assert selectors.officers_with_alerts(me) == []
    monkeypatch.setattr(selectors, "LEAST_ACTS", 1)
    (view,) = selectors.officers_with_alerts(me)
    assert (view.account.username, view.independent, view.signed, len(view.kinds)) == ("salif", 1, 6, 2)
    for alert in all_alerts().filter(kind="witness"):
        work.explained(work.again(alert))
    assert selectors.officers_with_alerts(me) == []


# Numbers that are missing


def test_missing_numbers_are_told_by_register():
    work.paper((1, 2, 5, 9))
    civil.signed()
    me = work.inspector()
    (gaps,) = selectors.gaps_of(me, selectors.registers_with_gaps(me))
    assert (gaps.present, gaps.last, gaps.missing, gaps.runs) == (4, 9, [3, 4, 6, 7, 8], "3–4, 6–8")


# What is kept


def test_a_closed_alert_is_emptied_after_its_months_and_does_not_come_again(settings):
    settings.INSPECTION_MONTHS = 12
    act, other = civil.signed(), civil.signed(civil.declared(child_first="Awa"))
    (alert,) = work.opened(work.found(act, other=other, count=6))
    answered = work.answered(work.examined(alert))
    actions.explain_alert(work.inspector(), answered, lookalike="twins", reason="Deux enfants")
    assert forget_alerts(None) == 0
    all_alerts().filter(pk=alert.pk).update(closed_at=timezone.now() - timedelta(days=367))
    assert forget_alerts(None) == 1
    alert = work.again(alert)
    assert (alert.words, alert.facts, alert.score, alert.other, alert.state) == ({}, {}, 0, None, "explained")
    for model in (AlertDecision, Question):
        rows = model.objects.system(LOOK).filter(alert=alert)
        assert rows.exists()
        assert not rows.exclude(sealed=b"").exists()
    assert forget_alerts(None) == 0
    assert work.opened(work.found(act, other=other, count=60)) == []
    assert selectors.worth_by_kind(work.inspector())["declarant"].explained == 1
