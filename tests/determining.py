"""Assessments and files of determination on their road, step by step, for the tests. All of it is fictitious."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from conftest import make_account
from siraba.foundation.access.policy import Purpose
from siraba.foundation.accounts.models import Account
from siraba.protection.cases.models import Case
from siraba.protection.statelessness import assessing, contacting, deciding, files, following
from siraba.protection.statelessness.burden import DUTIES
from siraba.protection.statelessness.models import (
    ChildFollowUp,
    Determination,
    Enquiry,
    LinkedState,
    NationalityAssessment,
)
from siraba.protection.statelessness.questions import QUESTIONS
from tests import scene

APPLICANT, TOLD = "Mohamed Ag Essai", "Né sur la piste de Ménaka, sans papier"
QUESTION, REASONS = "Cette personne est-elle inscrite chez vous ?", "Aucun lien ne tient"
WORDS = (APPLICANT, TOLD, QUESTION, REASONS)
SYSTEM = "a test looks at the row itself"
NOTHING_KNOWN = {question.code: "unknown" for question in QUESTIONS}
UNREGISTERED = {
    **NOTHING_KNOWN,
    "birth": "no",
    "birthplace": "mali",
    "parents_papers": "malian",
    "own_papers": "none",
}
SHARED = {duty.code: "yes" for duty in DUTIES}


def officer(username: str = "samba") -> Any:
    """An officer of the authority; the second one is made on the way."""
    if not Account.objects.filter(username=username).exists():
        make_account(username, f"{username} (essai)", "statelessness_officer", "apatridie")
    return scene.actor(username, Purpose.DETERMINATION)


def second() -> Any:
    return officer("salimatou")


def unhcr() -> Any:
    if not Account.objects.filter(username="solange").exists():
        make_account("solange")
    return scene.actor("solange", Purpose.DETERMINATION)


def unhcr_of(made: Determination) -> Any:
    """UNHCR's officer, whom the person lets take part."""
    contacting.agree_to_unhcr(officer(), made, how="voice", given_on=timezone.localdate())
    return unhcr()


def assessment(case: Case | None = None, by: Any = None, **changes: str) -> NationalityAssessment:
    """Of a case by who manages it, or without a case by an officer."""
    actor = by or (scene.actor("awa") if case else officer())
    who = {} if case else {"who": APPLICANT}
    answers = UNREGISTERED | changes
    return assessing.assess_nationality(actor, case, answers=answers, agreed_how="voice", note=TOLD, **who)


def application(by: Any = None, **changes: Any) -> Determination:
    said = {
        "names": APPLICANT,
        "account": TOLD,
        "language": "Tamasheq",
        "applied_on": timezone.localdate(),
        "asked_asylum": False,
        "oral": True,
    } | changes
    return files.open_determination(by or officer(), **said)


def examined(by: Any = None, **changes: Any) -> Determination:
    made = application(by, **changes)
    files.start_determination(officer(), made)
    return made


def agreed(made: Determination | None = None) -> Determination:
    """Under examination, and the person agrees that States be asked."""
    made = made or examined()
    contacting.agree_to_contact(officer(), made, how="voice", given_on=timezone.localdate())
    return made


def linked(made: Determination | None = None, country: str = "NE", **changes: Any) -> LinkedState:
    said = {"link": "birth", "law": "Code de la nationalité, à vérifier", "practice": TOLD} | changes
    return contacting.add_linked_state(officer(), made or examined(), country=country, **said)


def enquiry(made: Determination | None = None) -> Enquiry:
    return enquiry_to(linked(made or agreed()))


def enquiry_to(state: LinkedState) -> Enquiry:
    return contacting.send_enquiry(officer(), state, question=QUESTION, sent_on=timezone.localdate())


def overdue(asked: Enquiry | None = None) -> Enquiry:
    """One whose days are over."""
    asked = asked or enquiry()
    today = timezone.localdate()
    Enquiry.objects.system(SYSTEM).filter(pk=asked.pk).update(
        sent_on=today - timedelta(days=90), due_on=today - timedelta(days=30)
    )
    return reread(asked)


def interview(made: Determination) -> Any:
    today = timezone.localdate()
    return files.hold_interview(officer(), made, held_on=today, language="Tamasheq", text=TOLD)


def ready(conclusion: str = "not_national", made: Determination | None = None) -> Determination:
    """Heard, its burden shared, and one State concluded on."""
    made = made or examined()
    interview(made)
    files.record_burden(officer(), made, answers=SHARED)
    contacting.conclude_on_state(officer(), linked(made), conclusion=conclusion, reasons=REASONS)
    return made


def drafted(outcome: str = "stateless", conclusion: str = "not_national") -> Determination:
    made = ready(conclusion)
    deciding.draft_determination(officer(), made, outcome=outcome, reasons=REASONS)
    return made


def decided(outcome: str = "stateless", conclusion: str = "not_national") -> Determination:
    made = drafted(outcome, conclusion)
    deciding.sign_determination(second(), made)
    return made


def appealed() -> Determination:
    made = decided()
    deciding.appeal_determination(officer(), made, lodged_on=timezone.localdate(), grounds=TOLD)
    return made


def shared() -> Determination:
    """A file that the person opened to UNHCR."""
    made = examined()
    unhcr_of(made)
    return made


def child(made: Determination | None = None) -> ChildFollowUp:
    due = timezone.localdate() + timedelta(days=20)
    return following.add_child_follow_up(
        officer(), made or examined(), born_here=True, what="Acte de naissance", due_on=due, name=APPLICANT
    )


def reread(record: Any) -> Any:
    """The record as the database has it, with its file where it is a part of one."""
    rows = type(record).objects.system(SYSTEM)
    if hasattr(type(record), "determination"):
        rows = rows.select_related("determination")
    return rows.get(pk=record.pk)
