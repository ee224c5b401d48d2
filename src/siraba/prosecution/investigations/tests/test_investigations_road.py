"""A file on its road: from a report to a verdict that is final, step by step, by whom it is for."""

from datetime import timedelta

import pytest
from django.utils import timezone

from siraba.foundation.access.errors import Invalid, NotAllowed, NotVisible, StateNotOpen
from siraba.prosecution.investigations import course, inquiries, reports, suspects, verdicts
from siraba.prosecution.investigations.models import Inquiry, JudicialStep, Verdict
from siraba.prosecution.investigations.selectors import (
    charges_of,
    inquiries_visible_to,
    inquiry_for,
    steps_of,
    suspects_visible_to,
)
from tests import investigating, scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("daouda", "ibrahima", "lassana")]
JUDGE = "lassana"


@pytest.fixture
def other_judge(account_for):
    return account_for("juge", "Safi Diallo", "magistrate", "justice")


def codes(username: str) -> list[str]:
    return [one.code for one in inquiries_visible_to(scene.actor(username))]


def test_a_report_opens_a_file_that_knows_its_service_and_its_first_step():
    report = investigating.report(form="domestic_servitude")
    made = reports.open_from_report(scene.actor("daouda"), report, title=investigating.TITLE)
    assert (made.state, made.form, made.organisation.code) == ("inquiry", "domestic_servitude", "brigade")
    assert (report.state, report.inquiry) == ("opened", made)
    assert [step.step.kind for step in steps_of(scene.actor("daouda"), made)] == ["opened"]
    with pytest.raises(StateNotOpen, match="« Procédure ouverte »"):
        reports.drop_report(scene.actor("daouda"), report, reason="Doublon")


def test_a_report_joins_a_file_that_runs_or_is_dropped_with_a_reason():
    made = investigating.inquiry()
    joined = investigating.report()
    reports.join_report(scene.actor("ibrahima"), joined, inquiry=made)
    assert (joined.state, joined.inquiry) == ("joined", made)
    dropped = investigating.report()
    reports.drop_report(scene.actor("daouda"), dropped, reason="Fait prescrit")
    assert investigating.reread(dropped).words["reason"] == "Fait prescrit"
    ended, _who = investigating.dropped()
    with pytest.raises(Invalid):
        reports.join_report(scene.actor("daouda"), investigating.report(), inquiry=ended)


def test_the_whole_road_to_a_final_conviction():
    made, (who,) = investigating.referred()
    judge = scene.actor(JUDGE)
    course.take_file(judge, made)
    with pytest.raises(Invalid, match="Poursuivez d’abord"):
        course.prosecute(judge, made)
    suspects.charge_suspect(judge, who)
    course.prosecute(judge, made)
    course.bring_to_trial(judge, made)
    assert investigating.reread(who).state == "tried"
    with pytest.raises(Invalid, match="Il manque une décision pour S1"):
        course.note_conviction(judge, made)
    investigating.decide(made, who, compensation=500_000, sentence="Cinq ans")
    with pytest.raises(Invalid, match="ne disent pas cela"):
        course.note_acquittal(judge, made)
    assert investigating.reread(made).state == "tried"
    made = investigating.reread(made)
    course.note_conviction(judge, made)
    course.make_final(judge, made)
    assert (made.state, investigating.reread(who).state) == ("final", "convicted")
    kinds = [step.step.kind for step in steps_of(judge, made)]
    assert sorted(kinds) == sorted(["opened", "referred", "prosecuted", "tried", "judged", "final"])
    verdict = Verdict.objects.system("a test").get(inquiry=made)
    assert (verdict.prison_months, verdict.compensation, verdict.words["sentence"]) == (
        60,
        500_000,
        "Cinq ans",
    )


def test_the_court_of_appeal_has_the_last_word():
    made, who = investigating.convicted()
    course.note_appeal(scene.actor(JUDGE), made)
    investigating.decide(made, who, "acquitted")
    course.make_final(scene.actor(JUDGE), made)
    assert (made.state, investigating.reread(who).state) == ("final", "acquitted")


def test_who_was_acquitted_of_everything_makes_an_acquittal():
    made, (one, other) = investigating.tried(2)
    investigating.decide(made, one, "acquitted")
    investigating.decide(made, other, "dismissed")
    course.note_acquittal(scene.actor(JUDGE), made)
    assert made.state == "acquitted"
    assert (investigating.reread(one).state, investigating.reread(other).state) == ("acquitted", "dismissed")


def test_no_further_action_clears_every_suspect_and_says_why():
    made, who = investigating.dropped()
    assert (made.state, who.state) == ("no_further", "dismissed")
    assert made.words["reason"] == "Faits non établis"
    with pytest.raises(StateNotOpen):
        suspects.name_suspect(scene.actor("daouda"), made, names="Quelqu’un d’autre")


def test_a_penalty_needs_a_conviction_and_a_decision_is_recorded_once():
    made, (who,) = investigating.tried()
    charge = charges_of(scene.actor(JUDGE), made).get()
    day = timezone.localdate()
    with pytest.raises(Invalid) as refusal:
        verdicts.record_verdict(
            scene.actor(JUDGE), made, charge=charge, outcome="acquitted", decided_on=day, fine=1
        )
    assert refusal.value.field == "outcome"
    with pytest.raises(Invalid) as refusal:
        verdicts.record_verdict(
            scene.actor(JUDGE), made, charge=charge, outcome="convicted", decided_on=day + timedelta(days=1)
        )
    assert refusal.value.field == "decided_on"
    investigating.decide(made, who)
    with pytest.raises(Invalid, match="déjà enregistrée"):
        investigating.decide(made, who)


def test_a_step_is_neither_to_come_nor_before_the_last():
    made = investigating.inquiry()
    today = timezone.localdate()
    for wrong in (today + timedelta(days=1), today - timedelta(days=1)):
        with pytest.raises(Invalid) as refusal:
            course.refer_to_prosecutor(
                scene.actor("daouda"), made, court=scene.organisation("justice"), day=wrong
            )
        assert refusal.value.field == "day"
    assert investigating.reread(made).state == "inquiry"


def test_the_time_since_the_step_before_is_counted():
    made = investigating.inquiry()
    JudicialStep.objects.system("a test").filter(inquiry=made).update(
        day=timezone.localdate() - timedelta(days=12)
    )
    investigating.refer(made)
    assert [step.days for step in steps_of(scene.actor("daouda"), made)] == [None, 12]


# Who sees, who acts


def test_the_investigator_refers_and_the_magistrate_alone_goes_on():
    made, (who,) = investigating.referred()
    for act in (course.prosecute, course.return_for_inquiry, course.take_file):
        with pytest.raises(NotAllowed):
            act(scene.actor("daouda"), made)
    with pytest.raises(NotAllowed):
        suspects.charge_suspect(scene.actor("daouda"), who)
    with pytest.raises(NotAllowed):
        suspects.name_suspect(scene.actor(JUDGE), made, names="Quelqu’un")


def test_a_magistrate_sees_a_file_once_it_was_sent_and_no_other_once_one_took_it(other_judge):
    made = investigating.inquiry()
    assert codes(JUDGE) == []
    investigating.refer(made)
    assert codes(JUDGE) == codes("juge") == [made.code]
    course.take_file(scene.actor(JUDGE), made)
    assert (codes(JUDGE), codes("juge")) == ([made.code], [])
    with pytest.raises(NotVisible):
        inquiry_for(scene.actor("juge"), made.code)
    with pytest.raises(NotAllowed):
        course.return_for_inquiry(scene.actor("juge"), made)


def test_an_investigator_of_another_service_sees_a_file_while_assigned_to_it(account_for):
    elsewhere = account_for("enquete2", "Koly Camara", "investigator", "justice")
    made = investigating.inquiry()
    who = investigating.suspect(made)
    assert codes("enquete2") == []
    inquiries.assign_investigator(scene.actor("daouda"), made, account=elsewhere)
    assert codes("enquete2") == [made.code]
    assert [one.pk for one in suspects_visible_to(scene.actor("enquete2"))] == [who.pk]
    inquiries.add_act(scene.actor("enquete2"), investigating.reread(made), what="Vu à la gare")
    inquiries.end_assignment(scene.actor("daouda"), made, account=elsewhere)
    assert codes("enquete2") == []
    with pytest.raises(NotAllowed):
        inquiries.add_act(scene.actor("enquete2"), investigating.reread(made), what="Encore")


def test_only_an_investigator_of_justice_is_assigned(account_for, lassana):
    made = investigating.inquiry()
    for account in (lassana, account_for("awa")):
        with pytest.raises(Invalid):
            inquiries.assign_investigator(scene.actor("daouda"), made, account=account)


@pytest.mark.parametrize("username", ["awa", "coumba", "fanta", "hawa", "garba", "etienne", "issa"])
def test_nobody_of_another_house_reads_a_row_of_justice(username, account_for):
    account_for(username)
    investigating.referred()
    assert list(inquiries_visible_to(scene.actor(username))) == []
    assert list(suspects_visible_to(scene.actor(username))) == []


def test_what_is_sealed_opens_with_the_keys_of_justice_alone():
    made = investigating.inquiry()
    assert Inquiry.compartment == "justice"
    assert investigating.TITLE.encode() not in bytes(made.sealed)
    assert investigating.reread(made).words["title"] == investigating.TITLE
