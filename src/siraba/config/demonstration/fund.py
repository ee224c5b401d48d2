"""A fictitious reintegration fund: its charges, a call that has closed with its scored projects, and one that is open."""

from datetime import timedelta
from random import Random
from typing import Any

from django.utils import timezone

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.policy import Purpose
from siraba.foundation.accounts.models import Account
from siraba.foundation.geography.models import Area
from siraba.foundation.geography.selectors import find_area
from siraba.protection.reintegration.calls import actions as keeping
from siraba.protection.reintegration.calls import applications as applying
from siraba.protection.reintegration.calls.appeals import file_appeal
from siraba.protection.reintegration.calls.criteria import criteria_of
from siraba.protection.reintegration.calls.dealing import evaluators_of
from siraba.protection.reintegration.calls.evaluating import declare_no_conflict, score_application
from siraba.protection.reintegration.calls.models import Activity, Application, Call, Duty, Fund
from siraba.protection.reintegration.committee.meeting import convene_session

# The names, places and amounts are drawn, and nobody's. The ceiling is that of the grants of 2017-2020 (FUND_CEILING).
CHARGES = {
    "fonds": Duty.AUDITOR,
    "fonds-secretariat": Duty.SECRETARY,
    "fonds-evaluation": Duty.EVALUATOR,
    "fonds-evaluation-2": Duty.EVALUATOR,
    "fonds-evaluation-3": Duty.EVALUATOR,
    "fonds-presidence": Duty.PRESIDENT,
    "fonds-comite": Duty.MEMBER,
    "fonds-comite-2": Duty.MEMBER,
    "fonds-ordonnateur": Duty.PAYER,
    "fonds-comptable": Duty.ACCOUNTANT,
}
REGIONS = ("Kayes", "Koulikoro", "Sikasso", "Ségou", "Mopti", "Gao", "Tombouctou", "Bamako")
PROJECTS = (
    (Activity.LIVESTOCK, "Embouche de moutons", "Acheter dix moutons, les engraisser quatre mois, les vendre avant la fête."),
    (Activity.LIVESTOCK, "Poulailler", "Deux cents poulets de chair par bande, vendus au marché de la ville."),
    (Activity.FARMING, "Maraîchage", "Un demi-hectare clos, un puits, des oignons et des tomates de saison sèche."),
    (Activity.TRADE, "Boutique de quartier", "Vivres et produits d’hygiène, achetés en gros chaque semaine."),
    (Activity.CRAFT, "Atelier de couture", "Deux machines et un apprenti ; uniformes scolaires et habits de fête."),
    (Activity.CRAFT, "Soudure", "Un poste à souder ; portes, fenêtres et charrettes pour le village."),
    (Activity.SERVICES, "Réparation de téléphones", "Un kiosque, des outils et des pièces, après six mois de formation."),
    (Activity.TRANSPORT, "Moto-taxi à trois roues", "Transporter les récoltes vers le marché, et des marchandises au retour."),
    (Activity.FISHING, "Fumage de poisson", "Quatre fours, achat aux pêcheurs du fleuve, vente en ville."),
)  # fmt: skip
GIVEN = ("Sira", "Tenin", "Assétou", "Drissa", "Nouhoum", "Yaya", "Fily", "Lassine", "Korotimi", "Modibo")
SURNAMES = ("Tembely", "Dolo", "Tounkara", "Goïta", "Kassogué", "Simpara", "Berthé", "Sogodogo")
SCORED = 40


class ReintegrationFund:
    def __init__(self, accounts: dict[str, Account], seed: int = 2026):
        self._chance = Random(seed)
        self._accounts = accounts
        self._by_number = {account.pk: account for account in accounts.values()}
        self._keeper = Actor.of(accounts["comptes-crm"])
        self.secretary = self.actor("fonds-secretariat")
        self._president = self.actor("fonds-presidence")
        self._zones = [area for name in REGIONS if (area := find_area(name, Area.Level.REGION))]

    def actor(self, username: str) -> Actor:
        return Actor.of(self._accounts[username], Purpose.FUND)

    def account(self, username: str) -> Account:
        return self._accounts[username]

    def tell(self) -> Fund:
        fund = keeping.open_fund(self._keeper, name="Fonds de réinsertion (fictif)", fictitious=True)
        for username, duty in CHARGES.items():
            keeping.give_charge(self._keeper, fund, account=self._accounts[username], duty=duty)
        self._closed(fund)
        self._open(fund)
        return fund

    def call(
        self, fund: Fund, title: str, budget: int, first: int, last: int, women: int = 30, protected: int = 10
    ) -> Call:
        today = timezone.localdate()
        call = keeping.draft_call(
            self.secretary,
            fund,
            title=title,
            summary="Pour les personnes revenues et les communautés qui les accueillent. Appel fictif.",
            opens_on=today + timedelta(days=first),
            closes_on=today + timedelta(days=last),
            budget=budget,
            ceiling=1_968_000,
            women=women,
            protected=protected,
            fictitious=True,
        )
        keeping.open_call(self._president, call)
        return call

    def _closed(self, fund: Fund) -> None:
        """About four projects in ten can be paid for: the committee has to choose."""
        call = self.call(fund, "Premier appel (fictif)", 16_000_000, -60, 0)
        for place in range(SCORED):
            application = self.application(call, place)
            applying.admit_application(self.secretary, application)
            self.score(application)
            applying.shortlist_application(self.secretary, application)
            self.date(application, days_ago=50 - place // 2)
        call.closes_on = timezone.localdate() - timedelta(days=15)
        call.save()
        keeping.close_call(self.secretary, call)
        convene_session(
            self.secretary,
            call,
            held_on=timezone.localdate(),
            place="Bamako, siège du fonds (fictif)",
            quorum=3,
        )

    def _open(self, fund: Fund) -> None:
        """What waits for the secretary, for evaluators, and an appeal."""
        call = self.call(fund, "Deuxième appel (fictif)", 25_000_000, -5, 40)
        made = [self.application(call, place) for place in range(9)]
        for application in made[:4]:
            applying.admit_application(self.secretary, application)
        rejected = made[4]
        applying.reject_application(self.secretary, rejected, reason="Le devis manque.")
        file_appeal(self.secretary, rejected, text="Le devis est joint à présent.")

    def application(self, call: Call, place: int, name: str = "") -> Application:
        application = applying.start_application(self.secretary, call, **self._said(place, name))
        applying.submit_application(self.secretary, application)
        return application

    def _said(self, place: int, name: str) -> dict[str, Any]:
        chance = self._chance
        activity, title, description = chance.choice(PROJECTS)
        asked = chance.randrange(300_000, 1_950_000, 25_000)
        kind = "group" if place % 9 == 7 else "community" if place % 13 == 11 else "person"
        name = name or f"{chance.choice(GIVEN)} {chance.choice(SURNAMES)} (fictif)"
        return {
            "kind": kind,
            "zone": chance.choice(self._zones),
            "activity": activity,
            "asked": asked,
            "own_share": chance.choice((0, 25_000, 50_000)),
            "people": 1 if kind == "person" else chance.randint(5, 30),
            "woman": chance.random() < 0.4,
            "protected": chance.random() < 0.15,
            "applicant": name if kind == "person" else f"Groupement de {name}",
            "contact": "" if kind == "person" else name,
            "phone": f"6{chance.randrange(10**7):07d}",
            "language": "bm",
            "wallet": f"7{chance.randrange(10**7):07d}",
            "wallet_name": name,
            "household": name,
            "village": f"Village {place + 1} (fictif)",
            "title": title,
            "description": description,
            "costs": [
                {"label": "Équipement", "amount": asked // 2},
                {"label": "Fonds de roulement", "amount": asked - asked // 2},
            ],
        }

    def score(self, application: Application) -> None:
        """Two scores that are near, or three where they are not."""
        level = self._chance.uniform(0.4, 0.92)
        while numbers := self._to_score(application):
            for number in numbers:
                actor = Actor.of(self._by_number[number], Purpose.FUND)
                declare_no_conflict(actor, application)
                score_application(actor, application, points=self._points(application.call, level))

    def _to_score(self, application: Application) -> list[int]:
        scored = {one.evaluator_id for one in application.evaluations.system("the scene scores a project")}
        return [one for one in evaluators_of([application])[application.pk] if one not in scored]

    def _points(self, call: Call, level: float) -> dict[str, int]:
        return {
            one["key"]: min(
                one["most"], max(0, round(one["most"] * (level + self._chance.uniform(-0.2, 0.2))))
            )
            for one in criteria_of(call)
        }

    def date(self, application: Application, days_ago: int) -> None:
        moment = timezone.now() - timedelta(days=days_ago)
        rows = Application.objects.system("the scene was played in the past")
        rows.filter(pk=application.pk).update(started_at=moment, submitted_at=moment)
