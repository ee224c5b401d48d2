"""The scripted scenes of the evaluation: what the platform must hold in each of them, told through the real actions.

The referral that nobody answers is among the stories of states.
"""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from siraba.config.demonstration.stories import FIELDS, SERVITUDE, Teller
from siraba.foundation.access.pseudonyms import written
from siraba.foundation.consent.actions import withdraw_consent
from siraba.foundation.forms.selectors import published
from siraba.foundation.handover import disclosures, orders
from siraba.foundation.handover.models import Disclosure
from siraba.foundation.handover.requests import ask_blindly
from siraba.foundation.membership.actions import invite_account
from siraba.foundation.retention import actions as retention
from siraba.foundation.services.models import Service
from siraba.protection.cases import actions as care
from siraba.protection.cases import transfers
from siraba.protection.cases.elements import Elements
from siraba.protection.cases.instruments import answered
from siraba.protection.cases.models import Case, FilledForm
from siraba.protection.cases.selectors import case_for, transfer_for
from siraba.protection.referrals import actions as refer
from siraba.protection.referrals.models import Referral

BEGGING = Elements(("transfer", "harbouring"), ("abuse_of_power",), ("forced_labour",))
GOLD_SITE = Elements(("recruitment", "transportation"), ("deception",), ("prostitution_of_others",))
DESCENT = Elements(("harbouring",), ("abuse_of_power",), ("slavery",))
NOBODYS_CODE = written("K7M2P9QX")
FAMILY = [("Nouhoum", "male", 44), ("Ramata", "female", 38), ("Lassine", "male", 16),
          ("Tenin", "female", 12), ("Zoumana", "male", 8), ("Yakaré", "female", 3)]  # fmt: skip


class Scenarios(Teller):
    def tell(self) -> None:
        self._girl_in_domestic_servitude()
        self._talibe_of_segou()
        self._woman_who_refuses_the_police()
        self._same_man_twice()
        self._family_of_six()
        self._decision_reversed()
        self._opened_again()
        self._complaint()
        self._leaving()
        self._somebody_is_invited()

    def _screen(self, by: str, case: Case, elements: Elements, pathway: str, danger: bool = False) -> None:
        care.screen_case(
            self._actor(by),
            case,
            elements=elements,
            immediate_danger=danger,
            presumed=True,
            pathway=pathway,
            note="Récit fictif.",
        )

    def _send(self, by: str, case: Case, service: Service, urgency: str = "normal") -> Referral:
        referral = refer.prepare_referral(
            self._actor(by), case, service, urgency=urgency, released_fields=FIELDS, request="Récit fictif."
        )
        refer.send_referral(self._actor(by), referral)
        return referral

    def _girl_in_domestic_servitude(self) -> None:
        """A girl of 13 from Burkina Faso, alone in Bamako: shelter, and the Red Cross looks for her family."""
        by, foyer, links = "gestion-oim-bamako", self._actor("foyer"), self._actor("rlf")
        case = self._receive(
            by, "Alimata Dakouo", "female", 13, "shelter",
            citizenships="BF", languages="mos bm", pathway="child", population_groups=("vot", "uac"),
        )  # fmt: skip
        self._screen(by, case, SERVITUDE, "child")
        self._agree(by, case, "foyer")
        shelter = self._send(by, case, self.shelter, "urgent")
        refer.accept_referral(foyer, shelter)
        refer.start_service(foyer, shelter)
        self._agree(by, case, "crm", scope="family_tracing")
        tracing = self._send(
            by, case, Service.objects.get(provider__code="crm", service_type="family_tracing")
        )
        refer.accept_referral(links, tracing)
        refer.start_service(links, tracing)
        self._best_interests(by, case)
        care.assess_case(self._actor(by), case, answers=answered(alone="yes", distress="yes"), risk="high")
        plan = care.submit_plan(
            self._actor(by),
            case,
            objective="Retrouver sa famille et reprendre l’école (récit fictif).",
            actions=[{"service": "reunification", "what": "Préparer le retour avec elle", "due": ""}],
            person_agrees=True,
        )
        care.approve_plan(self._actor("supervision-oim"), case, plan)

    def _best_interests(self, by: str, case: Case) -> None:
        """Who speaks for her, how she is, what is best for her: assessed, agreed by another, decided by a panel."""
        today, supervisor = timezone.localdate(), self._actor("supervision-oim")
        self._fill(
            by, case, "guardian", kind="social_worker", name="Service social de Bamako (fictif)", contact="Au service",
            authority="court", since=str(today), conflict="no", child_view="Elle lui fait confiance (récit fictif).",
        )  # fmt: skip
        self._fill(
            by, case, "safety", danger="possible", address_known="no", steps="Elle reste au foyer (récit fictif).",
            review_on=str(today + timedelta(days=14)),
        )  # fmt: skip
        self._fill(
            by, case, "trafficking_event", event="Exploitation", place="Bamako", country="ML",
            forms="domestic_servitude", exploitation="Servitude", sector="T",
            control="TakesEarnings RestrictsMovement", account="Récit fictif.",
        )  # fmt: skip
        assessed = self._fill(
            by, case, "best_interests_assessment", question="Où vivre en attendant ? (récit fictif)",
            child_view="Au foyer, puis chez sa mère.", heard_alone="yes", safety="En sécurité au foyer.",
            ties="Sa mère et une sœur à Bobo-Dioulasso.", options="Foyer, famille d’accueil, retour.",
            advice="Le foyer, le temps de retrouver sa mère.", panel="yes",
        )  # fmt: skip
        care.approve_form(supervisor, case, assessed)
        self._fill(
            by, case, "best_interests_determination", met_on=str(today), question="temporary_care", quorum="yes",
            member=[{"seat": seat} for seat in ("Service social", "OIM", "Foyer Yɛlɛn")], child_told="yes",
            child_view="Elle est d’accord (récit fictif).", options="Foyer ou famille d’accueil.",
            decision="Le foyer.", reasons="Elle y a ses repères.", review_on=str(today + timedelta(days=30)),
        )  # fmt: skip

    def _fill(self, by: str, case: Case, form: str, **answers: Any) -> FilledForm:
        return care.fill_form(self._actor(by), case, form=published(form), answers=answers)

    def _talibe_of_segou(self) -> None:
        """A boy of 9 met in Ségou: from the branch to an agency, then care."""
        branch, agency, clinic = (self._actor(name) for name in ("antenne-segou", "helvetas", "clinique"))
        case = self._receive(
            "antenne-segou", "Kalilou Karambé", "male", 9, "food",
            pathway="child", population_groups=("child_on_move", "separated_child"),
        )  # fmt: skip
        self._agree("antenne-segou", case, "helvetas", scope="case_management")
        sent = transfers.send_transfer(branch, case, self.organisations["helvetas"])
        case = transfers.accept_transfer(agency, transfer_for(agency, sent.pk))
        self._screen("helvetas", case, BEGGING, "child")
        self._agree("helvetas", case, "clinique")
        care_given = self._send("helvetas", case, self.clinic)
        refer.accept_referral(clinic, care_given)
        refer.complete_referral(clinic, care_given, outcome="Soins donnés (récit fictif).")

    def _woman_who_refuses_the_police(self) -> None:
        """From a gold site near Kayes: no to the police, yes to the clinic, and later no to the clinic too."""
        by = "gestion-oim-kayes"
        case = self._receive(
            by, "Niélé Fané", "female", 24, "medical",
            citizenships="NG", languages="en", pathway="victim", population_groups=("vot", "stranded_migrant"),
        )  # fmt: skip
        self._screen(by, case, GOLD_SITE, "victim")
        self._agree(by, case, "brigade", "refused", scope="share_law_enforcement")
        consent = self._agree(by, case, "clinique", categories=("identity", "case", "health"))
        refer.accept_referral(self._actor("clinique"), self._send(by, case, self.clinic, "urgent"))
        withdraw_consent(self._actor(by), consent)

    def _same_man_twice(self) -> None:
        """Back from Algeria without network: two agents of Gao write down the same man, each in his spelling."""
        for by, names in (("antenne-gao", "Nianankoro Poudiougo"), ("gestion-oim-gao", "Niankoro Poudjougo")):
            self._receive(
                by, names, "male", 27, "medical", pathway="migrant", population_groups=("returnee",)
            )

    def _family_of_six(self) -> None:
        """Descent-based slavery in the region of Kayes."""
        by = "gestion-oim-kayes"
        for given, sex, age in FAMILY:
            case = self._receive(
                by, f"{given} Haïballa", sex, age, "safety", pathway="victim", population_groups=("vot",)
            )
            self._screen(by, case, DESCENT, "victim", danger=True)
            care.add_note(self._actor(by), case, text="Une famille de six personnes (récit fictif).")

    def _decision_reversed(self) -> None:
        """Said not to be a victim, then identified when new facts came; the plan is to be written again."""
        by, supervisor = "gestion-oim-gao", self._actor("supervision-oim")
        case = self._receive(by, "Sanata Tembely", "female", 20, "psychosocial")
        self._screen(by, case, SERVITUDE, "victim")
        for status, body, new_facts in (
            ("not_identified", "NonPoliceGovernmentalOrganization", ""),
            ("identified", "CourtOrProsecution", "Un voisin a témoigné (récit fictif)."),
        ):
            care.decide_identification(
                self._actor(by), case, status=status, body=body, grounds="Faits examinés (récit fictif).",
                new_facts=new_facts,
            )  # fmt: skip
        care.assess_case(self._actor(by), case, answers=answered(distress="yes"), risk="medium")
        plan = care.submit_plan(
            self._actor(by), case, objective="Être écoutée (récit fictif).", actions=[], person_agrees=False
        )
        care.return_plan(supervisor, case, plan, remark="Écrire le plan avec elle (récit fictif).")

    def _opened_again(self) -> None:
        """Nobody's case, given to a manager; its closure is refused, granted, and undone."""
        supervisor, manager = self._actor("supervision-oim"), self._actor("gestion-oim-bamako")
        case = self._receive("supervision-oim", "Djélika Tamboura", "female", 31, "none")
        care.assign_case(supervisor, case, self.accounts["gestion-oim-bamako"])
        case = case_for(manager, case.code)
        self._screen("gestion-oim-bamako", case, SERVITUDE, "victim")
        care.request_closure(manager, case, reason="client_declined", person_informed=True)
        care.refuse_closure(supervisor, case, reason="La revoir une fois (récit fictif).")
        care.request_closure(manager, case, reason="client_declined", person_informed=True)
        care.close_case(supervisor, case)
        care.reopen_case(supervisor, case, reason="Elle est revenue (récit fictif).")

    def _complaint(self) -> None:
        """She lodges a complaint and agrees: three facts go to the brigade, a judge asks for more, and she objects."""
        by, supervisor = "gestion-oim-bamako", self._actor("supervision-oim")
        case = self._receive(by, "Maïmouna Samassa", "female", 26, "none", pathway="victim")
        self._screen(by, case, GOLD_SITE, "victim")
        self._agree(
            by, case, "brigade", scope="share_law_enforcement", categories=("identity", "exploitation")
        )
        handed = self._disclose(by, case, ["names", "birth", "exploitation"])
        copy = disclosures.approve_disclosure(supervisor, handed)
        disclosures.acknowledge_disclosure(self._actor("enqueteur"), copy)
        self._disclose(by, case, ["names"])
        order = orders.record_court_order(
            supervisor,
            case.person,
            authority=self.organisations["justice"],
            reference="RP 000 (fictive)",
            dated=timezone.localdate(),
            valid_to=timezone.localdate() + timedelta(days=30),
            fields=["names", "birth"],
        )
        orders.object_to_order(supervisor, order, grounds="Elle craint pour sa famille (récit fictif).")
        for code in (case.code, NOBODYS_CODE):
            ask_blindly(
                self._actor("magistrat"),
                code=code,
                question="Accepte-t-elle d’être entendue ? (récit fictif)",
            )

    def _disclose(self, by: str, case: Case, fields: list[str]) -> Disclosure:
        return disclosures.request_disclosure(
            self._actor(by),
            case.person,
            recipient=self.organisations["brigade"],
            fields=fields,
            purpose="Plainte contre un recruteur (récit fictif).",
        )

    def _leaving(self) -> None:
        """Two who have gone home: one asks to be forgotten, and a trial keeps the other's file."""
        by, supervisor = "gestion-oim-kayes", self._actor("supervision-oim")
        for names, held in (("Founè Diabaté", False), ("Sokona Niakaté", True)):
            case = self._receive(by, names, "female", 34, "none")
            self._screen(by, case, SERVITUDE, "victim")
            care.request_closure(self._actor(by), case, reason="client_declined", person_informed=True)
            care.close_case(supervisor, case)
            if held:
                retention.place_hold(supervisor, case.person, reason="Un procès est en cours (récit fictif).")
            else:
                retention.request_removal(
                    self._actor(by), case.person, how="anonymise", ground="asked", reason="Elle le demande."
                )

    def _somebody_is_invited(self) -> None:
        invite_account(
            self._actor("comptes-oim"),
            organisation=self.organisations["oim"],
            role="case_manager",
            username="nouvelle-collegue",
            full_name="Nouvelle collègue (fictive)",
        )
