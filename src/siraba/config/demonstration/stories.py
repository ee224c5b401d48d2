"""The few of the scene that go through the real actions: each state of each table, with what the journal writes."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.policy import Purpose
from siraba.foundation.accounts.models import Account
from siraba.foundation.consent.actions import expire_consents, record_consent, withdraw_consent
from siraba.foundation.consent.models import Consent
from siraba.foundation.consent.overrides import approve_override, request_override
from siraba.foundation.organisations.models import Organisation
from siraba.foundation.services.models import Service
from siraba.protection.cases import actions as care
from siraba.protection.cases import transfers
from siraba.protection.cases.elements import Elements
from siraba.protection.cases.instruments import answered
from siraba.protection.cases.models import Case
from siraba.protection.cases.selectors import case_for, transfer_for
from siraba.protection.referrals import actions as refer
from siraba.protection.referrals.models import Referral

SERVITUDE = Elements(("recruitment", "transportation"), ("deception",), ("servitude",))
FIELDS = ["names", "birth", "languages", "urgent_need"]


GIVEN = ("Sira", "Korotoumou", "Nana", "Assétou", "Wassa", "Djénéba")
SURNAMES = ("Tembely", "Dolo", "Tounkara", "Goïta", "Kassogué", "Simpara")


class Teller:
    """What every story needs: the posts at work, and the two acts that each begins with."""

    def __init__(self, accounts: dict[str, Account]):
        self.accounts = accounts
        self.actors = {name: Actor.of(account) for name, account in accounts.items()}
        self.organisations = {o.code: o for o in Organisation.objects.all()}
        self.shelter = Service.objects.get(provider__code="foyer", service_type="shelter")
        self.clinic = Service.objects.get(provider__code="clinique", service_type="medical")

    def _actor(self, name: str) -> Actor:
        return self.actors[name]

    def _receive(self, by: str, names: str, sex: str, age: int, need: str, **more: Any) -> Case:
        words: dict[str, Any] = {"citizenships": "ML", "fictitious": True, **more}
        return care.receive_person(self._actor(by), names=names, sex=sex, age=age, urgent_need=need, **words)

    def _agree(
        self,
        by: str,
        case: Case,
        recipient: str,
        state: str = "granted",
        scope: str = "share_named_agency",
        categories: tuple[str, ...] = ("identity", "case"),
        **more: Any,
    ) -> Consent:
        child = case.person.is_child
        return record_consent(
            self._actor(by),
            case.person,
            scope=scope,
            recipient=self.organisations[recipient],
            categories=() if state in ("refused", "informed") else categories,
            giver="child_assent" if child else "individual",
            giver_name="Mère (fictive)" if child else "",
            modality="voice",
            language="bm",
            state=state,
            **more,
        )


class Stories(Teller):
    """Each method of `tell` is one person's road as far as it has come."""

    def __init__(self, accounts: dict[str, Account]):
        super().__init__(accounts)
        self.names = (f"{given} {surname}" for surname in SURNAMES for given in GIVEN)

    def tell(self) -> None:
        self._at_the_border()
        self._case_states()
        self._referral_states()
        self._consent_states()
        self._emergencies()

    def _at_the_border(self) -> None:
        """Gogui: one received, one proposed to Kayes, one declined, one called back, one taken over."""
        gogui, kayes = self._actor("antenne-gogui"), self._actor("gestion-oim-kayes")
        oim = self.organisations["oim"]
        self._receive("antenne-gogui", "Salif Tangara", "male", 24, "food")
        for answer in ("", "decline", "revoke", "accept"):
            case = self._receive("antenne-gogui", "Fily Niakaté", "female", 19, "shelter")
            self._agree("antenne-gogui", case, "oim")
            sent = transfers.send_transfer(gogui, case, oim)
            if answer == "decline":
                transfers.decline_transfer(kayes, transfer_for(kayes, sent.pk), reason="outside_area")
            elif answer == "revoke":
                transfers.revoke_transfer(gogui, sent)
            elif answer == "accept":
                transfers.accept_transfer(kayes, transfer_for(kayes, sent.pk))

    def _case(self, names: str = "", age: int = 22, need: str = "shelter") -> Case:
        """A case of Gao, screened."""
        case = self._receive("gestion-oim-gao", names or next(self.names), "female", age, need)
        care.screen_case(
            self._actor("gestion-oim-gao"),
            case,
            elements=SERVITUDE,
            immediate_danger=False,
            presumed=True,
            pathway="victim",
            note="Récit fictif.",
        )
        return case_for(self._actor("gestion-oim-gao"), case.code)

    def _case_states(self) -> None:
        """Seven cases of Gao, each one step further than the one before."""
        for step in range(8):
            self._walk(self._case(), step)

    def _walk(self, case: Case, steps: int) -> None:
        gao, supervisor = self._actor("gestion-oim-gao"), self._actor("supervision-oim")
        today = timezone.localdate()

        def plan(agrees: bool = True) -> Any:
            lines = [{"service": "psychosocial", "what": "Écoute chaque semaine", "due": ""}]
            return care.submit_plan(
                gao, case, objective="Reprendre l’école (fictif).", actions=lines, person_agrees=agrees
            )

        def assess() -> Any:
            return care.assess_case(gao, case, answers=answered(alone="yes"), risk="medium")

        def approved_assessment() -> None:
            care.return_assessment(supervisor, case, assess(), remark="Préciser la sécurité (fictif).")
            care.approve_assessment(supervisor, case, assess())

        def approved_plan() -> None:
            care.return_plan(supervisor, case, plan(False), remark="Voir avec la personne (fictif).")
            care.approve_plan(supervisor, case, plan())

        def identify() -> None:
            care.decide_identification(
                gao, case, status="identified", body="NGO", grounds="Faits concordants (fictif)."
            )
            care.record_service(gao, case, service_type="psychosocial", delivered_on=today, note="")

        road = [
            approved_assessment,
            plan,
            approved_plan,
            identify,
            lambda: care.record_follow_up(gao, case, met_on=today, risk="low", note="Va mieux (fictif)."),
            lambda: care.request_closure(gao, case, reason="goals_met", person_informed=True),
            lambda: care.close_case(supervisor, case),
        ]
        for step in road[:steps]:
            step()

    def _refer(self, case: Case, service: Service | None = None, urgency: str = "normal") -> Referral:
        return refer.prepare_referral(
            self._actor("gestion-oim-gao"),
            case,
            service or self.shelter,
            urgency=urgency,
            released_fields=FIELDS,
            request="Accueil demandé (fictif).",
        )

    def _sent(self, service: Service | None = None, urgency: str = "normal") -> Referral:
        case = self._case(age=17)
        self._agree("gestion-oim-gao", case, (service or self.shelter).provider.code)
        referral = self._refer(case, service, urgency)
        refer.send_referral(self._actor("gestion-oim-gao"), referral)
        return referral

    def _referral_states(self) -> None:
        gao, shelter, clinic = (self._actor(name) for name in ("gestion-oim-gao", "foyer", "clinique"))
        self._refer(self._case())  # waits for a consent
        ready = self._case()
        self._agree("gestion-oim-gao", ready, "foyer")
        self._refer(ready)  # ready to be sent
        for service in (self.shelter, self.clinic):
            self._sent(service, "urgent")
        refer.receive_referral(shelter, self._sent())
        refer.decline_referral(shelter, self._sent(), reason="no_capacity")
        refer.revoke_referral(gao, self._sent())
        accepted, started, completed, failed = (self._sent(self.clinic) for _ in range(4))
        for referral in (accepted, started, completed, failed):
            refer.accept_referral(clinic, referral)
        refer.start_service(clinic, started)
        refer.complete_referral(clinic, completed, outcome="Soins donnés (fictif).")
        refer.fail_referral(clinic, failed, outcome="La personne n’est pas venue (fictif).")
        for _unanswered in range(3):
            referral = self._sent()
            past = timezone.now() - timedelta(hours=5)
            Referral.objects.system("a deadline that has passed, for the scene").filter(
                pk=referral.pk
            ).update(sent_at=past - timedelta(hours=72), answer_due=past)
        refer.expire_referrals(None)

    def _consent_states(self) -> None:
        case = self._case("Haby Magassa", 26)
        for state in ("informed", "refused"):
            self._agree("gestion-oim-gao", case, "clinique", state)
        self._agree(
            "gestion-oim-gao", case, "clinique", "granted_limited", limits="Rien à son employeur (fictif)."
        )
        past = timezone.now() - timedelta(days=3)
        self._agree("gestion-oim-gao", case, "crm", valid_from=past, valid_to=past + timedelta(days=1))
        expire_consents(None)
        withdrawn = self._case("Mah Sinayoko", 30)
        consent = self._agree("gestion-oim-gao", withdrawn, "foyer")
        refer.send_referral(self._actor("gestion-oim-gao"), self._refer(withdrawn))
        withdraw_consent(self._actor("gestion-oim-gao"), consent)

    def _emergencies(self) -> None:
        """An override that waits for the supervisor, one under way, and one that ended and is to be reviewed."""
        asks = self._actor("gestion-oim-gao").acting_for(Purpose.EMERGENCY)
        decides = self._actor("supervision-oim").acting_for(Purpose.EMERGENCY)
        words: dict[str, Any] = {
            "recipient": self.organisations["clinique"],
            "categories": ["identity", "health"],
            "ground": "life",
            "reason": "Inconsciente, fièvre très forte (fictif).",
        }
        people = (("Awa Konta", 19), ("Ténin Sacko", 23), ("Founè Dabo", 21))
        _waits, runs, override = (
            request_override(asks, self._case(names, age).person, **words) for names, age in people
        )
        approve_override(decides, runs)
        approve_override(decides, override)
        past = timezone.now() - timedelta(hours=72)
        Consent.objects.system("an override that has ended, for the scene").filter(
            pk=override.consent_id
        ).update(valid_from=past, valid_to=past + timedelta(hours=71))
        expire_consents(None)
