"""An assessment that a person confirms, and a file on its road to two signatures, a recourse and what follows."""

from datetime import date, timedelta

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.utils import timezone

from siraba.config.demonstration.statelessness import Statelessness
from siraba.foundation.access.errors import Invalid, NotAllowed, NotVisible, StateNotOpen
from siraba.foundation.access.guard import row_filters
from siraba.foundation.access.policy import Category, Purpose
from siraba.foundation.audit.chain import seal
from siraba.foundation.audit.models import AuditLine
from siraba.foundation.audit.selectors import lines_for_the_person
from siraba.foundation.retention.holdings import HOLDINGS, make_anonymous, obstacles
from siraba.protection.statelessness import assessing, contacting, deciding, files, following
from siraba.protection.statelessness.figures import counted
from siraba.protection.statelessness.models import (
    Determination,
    Enquiry,
    Interview,
    NationalityAssessment,
    Ruling,
)
from siraba.protection.statelessness.selectors import assessment_for, file_for, files_visible_to
from tests import determining, scene

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("awa", "boubacar", "coumba", "garba", "samba", "solange", "maimouna", "daouda"),
]
SYSTEM = "a test looks at the row itself"


def today():
    return timezone.localdate()


# The assessment


def test_a_case_manager_assesses_a_case_and_a_person_confirms_the_level():
    case = scene.open_case()
    made = determining.assessment(case)
    assert (made.proposed, made.level, made.state) == ("provable", "", "proposed")
    assert made.person_id == case.person_id
    assert made.words["gaps"] == ["birth_unregistered", "by_parent"]
    assert made.words["answers"] == determining.UNREGISTERED
    with pytest.raises(Invalid) as refusal:
        assessing.confirm_nationality_assessment(scene.actor("awa"), made, level="documented")
    assert refusal.value.field == "reason"
    assessing.confirm_nationality_assessment(
        scene.actor("awa"), made, level="documented", reason="L’acte a été retrouvé"
    )
    made = determining.reread(made)
    assert (made.state, made.level, made.confirmed_by_id) == (
        "confirmed",
        "documented",
        scene.account("awa").pk,
    )
    assert made.words["reason"] == "L’acte a été retrouvé"
    with pytest.raises(StateNotOpen):
        assessing.confirm_nationality_assessment(scene.actor("awa"), made, level="documented")


def test_an_answer_that_is_none_is_refused_with_its_question():
    case = scene.open_case()
    answers = determining.UNREGISTERED | {"birth": "peut-être"}
    with pytest.raises(Invalid) as refusal:
        assessing.assess_nationality(scene.actor("awa"), case, answers=answers, agreed_how="voice")
    assert refusal.value.field == "birth"
    assert not NationalityAssessment.objects.system(SYSTEM).exists()


def test_an_assessment_is_open_to_who_follows_the_person_and_to_nobody_else():
    case = scene.open_case()
    made, alone = determining.assessment(case), determining.assessment(by=determining.unhcr())
    for who in ("awa", "coumba"):
        assert assessment_for(scene.actor(who), made.pk).case.code == case.code
    for actor in (scene.actor("boubacar"), determining.officer(), determining.unhcr(), scene.actor("garba")):
        with pytest.raises(NotVisible):
            assessment_for(actor, made.pk)
    assert assessment_for(determining.unhcr(), alone.pk)
    for actor in (scene.actor("awa"), determining.officer()):
        with pytest.raises(NotVisible):
            assessment_for(actor, alone.pk)
    with pytest.raises(NotAllowed):
        determining.assessment(case, by=scene.actor("boubacar"))
    with pytest.raises(NotAllowed):
        determining.assessment(by=scene.actor("awa"))


def test_the_database_holds_that_a_level_is_a_person_s():
    made = determining.assessment()
    rows = NationalityAssessment.objects.system(SYSTEM).filter(pk=made.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(level="documented")


# The file


def test_a_file_keeps_the_delays_of_the_day_it_was_asked(settings):
    made = determining.application(applied_on=date(2026, 8, 31))
    assert (made.due_on, made.limit_on) == (date(2027, 2, 28), date(2027, 8, 31))
    settings.STATELESSNESS_MONTHS = 3
    assert determining.reread(made).due_on == date(2027, 2, 28)
    assert [made.lateness(day) for day in (date(2027, 2, 28), date(2027, 3, 1), date(2027, 9, 1))] == [
        "",
        "due",
        "late",
    ]
    with pytest.raises(Invalid):
        determining.application(applied_on=today() + timedelta(days=1))


def test_no_decision_before_somebody_was_heard_the_burden_shared_and_each_state_concluded():
    made = determining.examined()

    def draft(outcome="stateless"):
        deciding.draft_determination(determining.officer(), made, outcome=outcome, reasons="?")

    for prepare in (
        lambda: determining.interview(made),
        lambda: files.record_burden(determining.officer(), made, answers=determining.SHARED),
        lambda: determining.linked(made),
    ):
        with pytest.raises(Invalid):
            draft()
        prepare()
    with pytest.raises(Invalid):
        draft()
    (linked,) = made.states.system(SYSTEM).select_related("determination")
    contacting.conclude_on_state(determining.officer(), linked, conclusion="unestablished", reasons="Silence")
    for outcome in ("stateless", "nationality"):
        with pytest.raises(Invalid):
            draft(outcome)
    draft("neither")
    assert determining.reread(made).state == "drafted"


def test_a_decision_is_signed_by_two_and_the_database_holds_it():
    made = determining.drafted()
    with pytest.raises(NotAllowed):
        deciding.sign_determination(determining.officer(), made)
    with pytest.raises(NotAllowed):
        deciding.return_determination(determining.officer(), made, remark="?")
    with pytest.raises(NotAllowed):
        deciding.sign_determination(determining.unhcr(), made)
    ruling = Ruling.objects.system(SYSTEM).get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Ruling.objects.system(SYSTEM).update(
            state="signed", second=ruling.drafted_by_id, second_at=timezone.now()
        )
    deciding.return_determination(determining.second(), made, remark="Citez la loi")
    deciding.draft_determination(determining.officer(), made, outcome="stateless", reasons="Loi citée")
    deciding.sign_determination(determining.second(), made)
    made = determining.reread(made)
    assert (made.state, made.outcome, made.decided_on) == ("decided", "stateless", today())
    rulings = Ruling.objects.system(SYSTEM).order_by("number")
    assert [(one.number, one.state) for one in rulings] == [(1, "returned"), (2, "signed")]
    assert all(one.second_id != one.drafted_by_id for one in rulings)


def test_a_recourse_that_is_admitted_opens_the_file_again(settings):
    made = determining.appealed()
    deciding.reopen_determination(determining.officer(), made, reason="Une pièce nouvelle")
    assert (made.state, made.outcome, made.decided_on) == ("examined", "", None)
    deciding.draft_determination(determining.second(), made, outcome="stateless", reasons="À nouveau")
    settings.STATELESSNESS_APPEAL_DAYS = 30
    deciding.sign_determination(determining.officer(), made)
    assert made.appeal_until == today() + timedelta(days=30)
    with pytest.raises(Invalid):
        deciding.close_determination(determining.officer(), made)


def test_a_recourse_that_is_dismissed_closes_it():
    made = determining.appealed()
    deciding.uphold_determination(determining.officer(), made, reason="Rien de nouveau")
    assert (made.state, made.outcome) == ("closed", "stateless")
    assert made.ended_at


def test_papers_of_statelessness_are_for_who_is_recognised():
    made = determining.decided("nationality", "national")
    with pytest.raises(Invalid):
        following.issue_status_document(determining.officer(), made, kind="identity", issued_on=today())
    following.issue_status_document(determining.officer(), made, kind="certificate", issued_on=today())
    with pytest.raises(StateNotOpen):
        following.issue_status_document(
            determining.officer(), determining.examined(), kind="other", issued_on=today()
        )


def test_a_child_is_followed_until_somebody_says_what_was_done():
    child = determining.child()
    following.finish_child_follow_up(determining.officer(), child, result="Acte remis")
    child = determining.reread(child)
    assert (child.state, child.words["result"]) == ("done", "Acte remis")


# Who sees it


def test_unhcr_sees_what_it_wrote_down_and_what_the_person_opened_to_it():
    own, closed = determining.application(determining.unhcr()), determining.examined()
    opened = determining.shared()
    assert set(files_visible_to(determining.unhcr())) == {own, opened}
    assert set(files_visible_to(determining.officer())) == {own, closed, opened}
    files.add_opinion(determining.unhcr(), opened, text="Écouter l’oncle")
    with pytest.raises(NotAllowed):
        files.add_opinion(determining.unhcr(), closed, text="?")
    with pytest.raises(NotAllowed):
        files.start_determination(determining.unhcr(), own)
    contacting.withdraw_unhcr(determining.officer(), opened)
    assert set(files_visible_to(determining.unhcr())) == {own}
    with pytest.raises(NotVisible):
        file_for(determining.unhcr(), opened.code)


def test_nobody_of_inspection_justice_or_care_sees_a_file(account_for):
    made = determining.decided()
    account_for("elsewhere", "Ailleurs", "statelessness_officer", "mairie")
    others = [scene.actor(who) for who in ("awa", "coumba", "garba", "maimouna", "daouda", "elsewhere")]
    for actor in others:
        with pytest.raises(NotVisible):
            file_for(actor, made.code)


def test_no_model_of_statelessness_is_open_in_another_category():
    for model in apps.get_app_config("statelessness").get_models():
        assert set(row_filters(model)) == {Category.STATELESSNESS}, model
        assert getattr(model, "compartment", "statelessness") == "statelessness"


def test_the_person_can_be_told_who_read_the_file(client_for):
    made = determining.shared()
    client_for(scene.account("samba")).get(f"/apatridie/dossier/{made.code}/")
    client_for(scene.account("solange")).get(f"/apatridie/dossier/{made.code}/")
    seal()
    officer = determining.officer().acting_for(Purpose.OVERSIGHT)
    read = lines_for_the_person(officer, made.code).filter(act="read_determination")
    assert {line.role for line in read} == {"statelessness_officer", "unhcr_officer"}
    assert not lines_for_the_person(scene.actor("awa", Purpose.OVERSIGHT), made.code).exists()


def test_an_assessment_is_in_the_list_of_its_case(client_for):
    case = scene.open_case()
    made = determining.assessment(case)
    client_for(scene.account("awa")).get(f"/apatridie/papiers/{made.pk}/")
    lines = lines_for_the_person(scene.actor("awa", Purpose.OVERSIGHT), case.code)
    assert lines.filter(act="read_nationality_assessment").exists()


# What is kept


def test_it_goes_with_the_person_and_a_running_file_keeps_her_records():
    case = scene.open_case()
    made = files.open_determination(
        determining.officer(),
        names="X",
        language="Peul",
        applied_on=today(),
        asked_asylum=True,
        assessment=determining.assessment(case),
    )
    assert [one for one in obstacles(case.person_id) if "apatridie" in one]
    deciding.withdraw_determination(determining.officer(), made, reason="Elle préfère attendre")
    assert not [one for one in obstacles(case.person_id) if "apatridie" in one]
    make_anonymous(case.person_id)
    assert (determining.reread(made).words, determining.reread(made).state) == ({}, "withdrawn")
    assert NationalityAssessment.objects.system(SYSTEM).get().words == {}


def test_what_is_over_is_emptied_by_the_timer_and_still_counts(settings):
    made, alone = determining.decided(), determining.assessment()
    deciding.close_determination(determining.officer(), made)
    assert following.forget_statelessness(None) == 0
    settings.STATELESSNESS_KEEP_DAYS = settings.STATELESSNESS_ASSESSMENT_DAYS = -1
    assert following.forget_statelessness(None) == 2
    assert determining.reread(alone).words == determining.reread(made).words == {}
    assert Interview.objects.system(SYSTEM).get().words == {}
    assert determining.reread(made).outcome == "stateless"
    assert following.forget_statelessness(None) == 0


def test_small_counts_are_hidden_and_none_betrays_another():
    for _n in range(3):
        determining.application()
    tables = counted()
    assert dict(tables[0].rows)["Demande reçue"] == "<11"
    assert {table.total for table in tables} <= {"<11", "·"}
    for _n in range(12):
        determining.examined()
    by_stage = dict(counted()[0].rows)
    assert by_stage["Demande reçue"] in ("<11", "·")
    assert "3" not in by_stage.values()


def test_the_fictitious_scene_has_assessments_and_three_files(account_for):
    accounts = {
        "apatridie": scene.account("samba"),
        "apatridie-2": account_for("second", "Second", "statelessness_officer", "apatridie"),
        "hcr": scene.account("solange"),
    }
    scene.open_case()
    Statelessness(accounts).tell()
    found = Determination.objects.system(SYSTEM)
    assert {one.state for one in found} == {"received", "examined", "decided"}
    assert all(one.fictitious for one in found)
    assert NationalityAssessment.objects.system(SYSTEM).filter(fictitious=True).count() == 3
    assert Enquiry.objects.system(SYSTEM).get().is_late
    assert AuditLine.objects.filter(act="sign_determination").exists()


def test_every_row_can_be_taken_away_with_the_person():
    case = scene.open_case()
    made = files.open_determination(
        determining.officer(), names="X", language="Peul", applied_on=today(), asked_asylum=False,
        assessment=determining.assessment(case),
    )  # fmt: skip
    files.start_determination(determining.officer(), made)
    determining.enquiry(determining.agreed(made))
    determining.interview(made)
    for model in (Enquiry, Interview, Determination, NationalityAssessment):
        assert model.objects.system(SYSTEM).exists()
    for holding in HOLDINGS:
        if holding.model._meta.app_label == "statelessness":
            holding.of(case.person_id).remove()
    for model in (Enquiry, Interview, Determination, NationalityAssessment):
        assert not model.objects.system(SYSTEM).exists()
