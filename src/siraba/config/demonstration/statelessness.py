"""Papers and statelessness in the fictitious scene: assessments, and three files at different steps.

Every name says that it is invented; nobody here exists, and no State was asked anything.
"""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.policy import Purpose
from siraba.foundation.accounts.models import Account
from siraba.protection.cases.models import Case, CaseState
from siraba.protection.statelessness import assessing, contacting, deciding, files, following
from siraba.protection.statelessness.burden import DUTIES
from siraba.protection.statelessness.models import Determination, NationalityAssessment
from siraba.protection.statelessness.questions import QUESTIONS

SYSTEM = "the fictitious scene is played"
TALE = "Récit fictif."
NOTHING_KNOWN = {question.code: "unknown" for question in QUESTIONS}
NOMAD = {
    **NOTHING_KNOWN,
    **{"birth": "no", "volet": "no", "birthplace": "mali", "nomadic": "yes", "foundling": "no"},
    **{"parents_birthplace": "both", "parents_papers": "none", "own_papers": "none", "refuge": "none"},
}
REFUGEES_CHILD = {
    **NOTHING_KNOWN,
    **{"birth": "yes", "volet": "yes", "birthplace": "mali", "foundling": "no", "refuge": "second"},
    **{"parents_birthplace": "elsewhere", "parents_papers": "none", "own_papers": "none"},
}
TWO_SPELLINGS = {
    **NOTHING_KNOWN,
    **{"birth": "yes", "volet": "yes", "birthplace": "mali", "mismatch": "yes", "refuge": "none"},
    **{"parents_birthplace": "both", "parents_papers": "malian", "own_papers": "malian", "border": "no"},
}


class Statelessness:
    def __init__(self, accounts: dict[str, Account]):
        self._officer = Actor.of(accounts["apatridie"], Purpose.DETERMINATION)
        self._second = Actor.of(accounts["apatridie-2"], Purpose.DETERMINATION)
        self._unhcr = Actor.of(accounts["hcr"], Purpose.DETERMINATION)
        self._today = timezone.localdate()

    def tell(self) -> None:
        self._of_a_case()
        self._assessed(self._officer, "Fatim Inventée", NOMAD, "provable")
        child = self._assessed(self._unhcr, "Idrissa Inventé", REFUGEES_CHILD, "possibly_stateless")
        self._received(child)
        self._examined()
        self._decided()
        for model in (Determination, NationalityAssessment):
            model.objects.system(SYSTEM).update(fictitious=True)

    def _of_a_case(self) -> None:
        """Of the first open case that a case manager follows; its level waits for a person."""
        cases = Case.objects.system(SYSTEM).exclude(state=CaseState.CLOSED)
        case = (
            cases.filter(owner__role="case_manager").select_related("owner").order_by("received_at").first()
        )
        if case is not None:
            actor = Actor.of(case.owner, Purpose.CARE)
            assessing.assess_nationality(actor, case, answers=TWO_SPELLINGS, agreed_how="voice", note=TALE)

    def _assessed(self, actor: Actor, who: str, answers: dict[str, str], level: str) -> NationalityAssessment:
        made = assessing.assess_nationality(
            actor, answers=answers, agreed_how="voice", who=f"{who} (fictif)", note=TALE
        )
        assessing.confirm_nationality_assessment(actor, made, level=level)
        return made

    def _applied(self, actor: Actor, names: str, day: date, **said: Any) -> Determination:
        return files.open_determination(
            actor, names=f"{names} (fictif)", account=TALE, applied_on=day, oral=True, **said
        )

    def _received(self, assessment: NationalityAssessment) -> None:
        """UNHCR wrote it down; asylum is claimed, and no State can be asked."""
        made = self._applied(
            self._unhcr,
            "Idrissa Inventé",
            self._today - timedelta(days=5),
            language="Hassaniya",
            asked_asylum=True,
            assessment=assessment,
        )
        files.add_opinion(self._unhcr, made, text=f"Un interprète sera nécessaire. {TALE}")

    def _examined(self) -> None:
        """Beyond the usual six months: a State was asked, and has not answered."""
        made = self._applied(
            self._officer,
            "Mariama Inventée",
            self._today - timedelta(days=200),
            language="Peul",
            asked_asylum=False,
            interpreter="Interprète (fictif)",
        )
        files.start_determination(self._officer, made)
        asked_on = self._today - timedelta(days=100)
        contacting.agree_to_contact(self._officer, made, how="voice", given_on=asked_on)
        contacting.agree_to_unhcr(self._officer, made, how="voice", given_on=asked_on)
        files.hold_interview(self._officer, made, held_on=asked_on, language="Peul", text=TALE)
        linked = contacting.add_linked_state(
            self._officer, made, country="GN", link="descent", law="Code civil, à vérifier", practice=TALE
        )
        contacting.send_enquiry(
            self._officer, linked, question=f"Est-elle inscrite ? {TALE}", sent_on=asked_on
        )
        contacting.add_linked_state(
            self._officer, made, country="ML", link="residence", law="CPF, à vérifier"
        )

    def _decided(self) -> None:
        made = self._applied(
            self._officer,
            "Hamidou Inventé",
            self._today - timedelta(days=120),
            language="Tamasheq",
            asked_asylum=False,
            counsel="Conseil (fictif)",
        )
        files.start_determination(self._officer, made)
        files.hold_interview(
            self._officer, made, held_on=self._today - timedelta(days=60), language="Tamasheq", text=TALE
        )
        files.record_burden(self._officer, made, answers={duty.code: "yes" for duty in DUTIES})
        linked = contacting.add_linked_state(
            self._officer, made, country="NE", link="birth", law="Code de la nationalité, à vérifier"
        )
        contacting.conclude_on_state(self._officer, linked, conclusion="not_national", reasons=TALE)
        deciding.draft_determination(self._officer, made, outcome="stateless", reasons=TALE)
        deciding.sign_determination(self._second, made)
        following.issue_status_document(
            self._officer, made, kind="identity", issued_on=self._today, number="FICTIF-0001"
        )
        following.add_child_follow_up(
            self._officer,
            made,
            name="Enfant (fictif)",
            birth_year=self._today.year - 2,
            born_here=True,
            what="Acte de naissance, puis nationalité (Convention de 1961, art. 1)",
            due_on=self._today + timedelta(days=25),
        )
