"""Two centres of civil status of the fictitious scene: who has a mandate, registers taken over from paper, requests on their road.

The paper registers of Kayes hold what an inspector should find (numbers that are missing, a burst of judgments, one declarant
of too many children, one child twice under two spellings), and what only looks like it (twins, a midwife, a mobile hearing,
a day keyed in one evening after a power cut). Every name is drawn from lists and nobody's.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from django.utils import timezone

from siraba.config.demonstration.crowd import drawn_names, public_names
from siraba.config.demonstration.drawing import Draw
from siraba.foundation.access.actor import Actor
from siraba.foundation.accounts.models import Account
from siraba.foundation.geography.models import Area
from siraba.protection.civil_status.inspection.actions import ask_officer, examine_alert, explain_alert
from siraba.protection.civil_status.inspection.looking import look_now
from siraba.protection.civil_status.inspection.models import Lookalike
from siraba.protection.civil_status.inspection.selectors import alerts_visible_to
from siraba.protection.civil_status.registers import actions
from siraba.protection.civil_status.registers.actions import Basis
from siraba.protection.civil_status.registers.keeping import register_code
from siraba.protection.civil_status.registers.models import (
    Asked,
    Capacity,
    Centre,
    FormStock,
    IssuanceRequest,
    Mandate,
    Register,
    RegisterKind,
    Volet,
)
from siraba.protection.civil_status.registers.takeover import PaperAct, take_over_acts

COURT = "Tribunal de Kayes (fictif)"
ORDER = "Décision fictive 001"
MIDWIVES = ("DM-0001", "DM-0002", "DM-0003")
CHIEF = "W01c0001"
MISSING_NUMBERS = (57, 131)
TWINS = ("child_last", "mother_name", "father_name", "date", "mother_birth_year", "place")
OPENS, CLOSES = time(7, 30), time(16, 0)


class Staff(NamedTuple):
    """Who works in a centre: the agent who takes down and the officer who approves."""

    agent: Account
    officer: Account


class CivilStatus:
    def __init__(self, accounts: dict[str, Account], seed: int):
        self._draw = Draw(seed)
        self._accounts = accounts
        self._today = timezone.localdate()
        self._staff: dict[int, Staff] = {}

    def tell(self) -> None:
        kayes = self._centre("kayes", "etat-civil", "etat-civil-2")
        bamako = self._centre("bamako", "etat-civil-bamako-2", "etat-civil-bamako")
        for years_ago, births, judgments in ((2, 110, 30), (1, 170, 60)):
            self._paper(kayes, RegisterKind.BIRTH, years_ago, births)
            self._paper(kayes, RegisterKind.JUDGMENT, years_ago, judgments)
            self._paper(bamako, RegisterKind.BIRTH, years_ago, births // 2)
        self._on_their_road(kayes, bamako)
        self._inspected()

    # Centres

    def _centre(self, code: str, agent: str, officer: str) -> Centre:
        staff = Staff(self._accounts[agent], self._accounts[officer])
        unit = staff.agent.unit
        assert unit is not None
        centre = Centre.objects.create(
            unit=unit,
            code=f"fictif-{code}",
            name=unit.name,
            kind="principal",
            area=unit.area,
            works_from=OPENS,
            works_until=CLOSES,
            fictitious=True,
        )
        start = timezone.make_aware(datetime.combine(self._today.replace(month=1, day=1), time.min))
        Mandate.objects.bulk_create(
            Mandate(
                account=account,
                centre=centre,
                capacity=capacity,
                kinds=" ".join(RegisterKind),
                start=start - timedelta(days=3 * 365),
                order=ORDER,
                given_by=self._accounts["comptes-mairie"],
            )
            for account, capacity in ((staff.agent, Capacity.OPERATOR), (staff.officer, Capacity.OFFICER))
        )
        self._staff[centre.pk] = staff
        return centre

    def _register(self, centre: Centre, kind: str, years_ago: int) -> Register:
        year = self._today.year - years_ago
        return Register.objects.create(
            centre=centre,
            kind=kind,
            year=year,
            code=register_code(centre, kind, year),
            taken_over=years_ago > 0,
            opened_by=self._staff[centre.pk].officer,
            closed_at=timezone.now() if years_ago else None,
        )

    # Paper registers

    def _paper(self, centre: Centre, kind: str, years_ago: int, number: int) -> None:
        register = self._register(centre, kind, years_ago)
        first = (years_ago * 10 + len(kind)) * 1000 + (centre.pk % 10) * 100_000
        stock = FormStock.objects.create(
            centre=centre,
            series="ML",
            first=first,
            last=first + number + 99,
            delivered_on=date(register.year, 1, 2),
            reference="Bordereau fictif",
        )
        told = centre.code == "fictif-kayes" and years_ago == 1
        make = self._judgments if kind == RegisterKind.JUDGMENT else self._births
        take_over_acts(None, register, list(make(register, number, first, told)), stock)

    def _births(self, register: Register, number: int, first: int, told: bool) -> Iterator[PaperAct]:
        days = self._days(register.year, number)
        before: dict[str, str] = {}
        last: dict[str, str] = {}
        for place, day in enumerate(days, 1):
            if told and place in MISSING_NUMBERS:
                continue
            fields = self._child(register.centre, day - timedelta(days=self._draw.randint(0, 25)), day)
            if told and place % 20 == 3:
                # One man declares the children of many mothers
                fields |= {
                    "declarant_name": "Modibo Fictif",
                    "declarant_relation": "present",
                    "declarant_number": "",
                }
            if told and place in (90, 150):
                # The same child, under another spelling and a day later
                fields = self._again(before) if place == 150 else fields
                before = fields if place == 90 else before
            if place == 40:
                # Twins: the same mother, the same day
                fields |= {name: last[name] for name in TWINS}
            last = fields
            late = told and 100 <= place < 106
            yield self._act(register, place, fields, day, first + place, late=late)

    def _judgments(self, register: Register, number: int, first: int, told: bool) -> Iterator[PaperAct]:
        days = self._days(register.year, number)
        for place, day in enumerate(days, 1):
            burst, hearing = told and 20 < place <= 38, told and 40 < place <= 55
            if burst or hearing:
                day = days[20 if burst else 40] + timedelta(days=place % 2)
            born = date(day.year - self._draw.randint(1, 40), 1, 1)
            fields = self._child(register.centre, born, day)
            precision = self._draw.choice(("year", "year", "month"))
            fields |= {"precision": precision, "date": fields["date"][: 4 if precision == "year" else 7]}
            yield self._act(
                register,
                place,
                fields,
                day,
                first + place,
                basis=Basis(
                    COURT, f"F-{place}/{day.year}", day - timedelta(days=9), "AF-7" if hearing else ""
                ),
            )

    def _days(self, year: int, number: int) -> list[date]:
        """Working days of the year, in order, one for each act."""
        start = date(year, 1, 3)
        days = [start + timedelta(days=self._draw.randint(0, 350)) for _ in range(number)]
        return sorted(day - timedelta(days=max(0, day.weekday() - 4)) for day in days)

    def _act(
        self,
        register: Register,
        number: int,
        fields: dict[str, str],
        day: date,
        serial: int,
        *,
        basis: Basis | None = None,
        late: bool = False,
    ) -> PaperAct:
        staff = self._staff[register.centre_id]
        hour = time(20, number % 60) if late else time(8 + number % 7, self._draw.randint(0, 59))
        made = timezone.make_aware(datetime.combine(day, hour))
        volets = {2: Volet.State.MISSING} if number % 29 == 0 else {}
        if number % 23 == 0:
            volets = {3: Volet.State.HERE}
        return PaperAct(
            number=number,
            fields=fields,
            made_by=staff.agent.pk,
            made_at=made,
            approved_by=staff.officer.pk,
            approved_at=made + timedelta(minutes=self._draw.randint(15, 90)),
            signed_by=staff.officer.pk,
            serial=serial,
            volets=volets,
            **(basis or Basis()).words(),
        )

    def _child(self, centre: Centre, born: date, declared: date) -> dict[str, str]:
        draw = self._draw
        sex, father_last = draw.choice("FM"), draw.choice(drawn_names()["surname"])
        father, mother = self._names("male", father_last), self._names("female")
        midwife = draw.random() < 0.4
        who = (
            {"declarant_name": "", "declarant_relation": "health", "declarant_number": draw.choice(MIDWIVES)}
            if midwife
            else {"declarant_name": father, "declarant_relation": "father"}
        )
        return {
            "child_last": father_last,
            "child_first": self._names("female" if sex == "F" else "male", father_last).removesuffix(
                f" {father_last}"
            ),
            "sex": sex,
            "date": born.isoformat(),
            "precision": "day",
            "place": f"Maternité fictive de {centre.area.name if centre.area else centre.name}",
            "area": str(self._cercle(centre)),
            "father_name": father,
            "mother_name": mother,
            "mother_birth_year": str(born.year - draw.randint(18, 40)),
            "witness1_name": "" if midwife else self._names("male"),
            "witness2_number": CHIEF if draw.random() < 0.1 else "",
            "declared_on": declared.isoformat(),
            **who,
        }

    def _names(self, sex: str, last: str = "") -> str:
        """A first and a last name that together are nobody's known in public."""
        while True:
            names = f"{self._draw.choice(drawn_names()[sex])} {last or self._draw.choice(drawn_names()['surname'])}"
            if names not in public_names():
                return names

    def _cercle(self, centre: Centre) -> int | str:
        area: Area | None = centre.area
        return "" if area is None else area.parent_id or area.pk

    @staticmethod
    def _again(fields: dict[str, str]) -> dict[str, str]:
        day = date.fromisoformat(fields["date"]) + timedelta(days=1)
        return {
            **fields,
            "child_first": fields["child_first"].replace("ou", "u") + "h",
            "date": day.isoformat(),
            "declared_on": (date.fromisoformat(fields["declared_on"]) + timedelta(days=90)).isoformat(),
        }

    # Requests at each step of their road, and an act of this year with a correction

    def _on_their_road(self, kayes: Centre, bamako: Centre) -> None:
        register, judged = (
            self._register(kayes, kind, 0) for kind in (RegisterKind.BIRTH, RegisterKind.JUDGMENT)
        )
        self._register(bamako, RegisterKind.BIRTH, 0)
        agent, officer, other = (
            Actor.of(self._accounts[name]) for name in ("etat-civil", "etat-civil-2", "etat-civil-bamako")
        )

        def declared(on: Register = register, **more: object) -> IssuanceRequest:
            born = self._today - timedelta(days=4)
            fields = {name: value for name, value in self._child(kayes, born, self._today).items() if value}
            return actions.receive_declaration(agent, on, fields=fields, **more)  # type: ignore[arg-type]

        def approved(asked: IssuanceRequest) -> IssuanceRequest:
            actions.check_request(agent, asked)
            actions.approve_request(officer, asked, second=bamako if asked.second_for else None)
            return asked

        first = actions.sign_act(officer, approved(declared()))
        handed = approved(declared())
        actions.sign_act(officer, handed)
        actions.hand_over(agent, handed, receiver="Le père (fictif)", fee_charged=0)
        approved(
            actions.receive_request(agent, first, asked=Asked.COPY, reason="Inscription à l’école (fictif)")
        )
        copy = approved(actions.receive_request(agent, first, asked=Asked.COPY))
        actions.sign_act(officer, copy)
        void = approved(actions.ask_void(agent, register, reason="Encre renversée (fictif)"))
        actions.sign_act(officer, void)
        old = Basis(COURT, "F-900", self._today - timedelta(days=6 * 366))
        approved(declared(judged, basis=old))
        seconded = approved(declared(judged, basis=Basis(COURT, "F-901", old.judgment_date)))
        actions.second_request(other, seconded)
        declared()
        actions.check_request(agent, declared())
        declared(claimed=9)
        declared(claimed=9)
        actions.refuse_request(officer, declared(), reason="La pièce du père manque (fictif)")

    # What the rules find in these registers; one alert has its explanation, another waits for an officer

    def _inspected(self) -> None:
        look_now()
        inspector = Actor.of(self._accounts["inspection"])
        here = alerts_visible_to(inspector).filter(register__centre__code="fictif-kayes")
        open_now = here.filter(act__isnull=False).order_by("-score", "-id")
        explained, *others = open_now[:2]
        examine_alert(inspector, explained, reason="Les deux actes ont été relus au registre (fictif).")
        explain_alert(
            inspector,
            explained,
            lookalike=Lookalike.MISTAKE,
            reason="Une faute de saisie, que le centre rectifie (fictif).",
        )
        for alert in others:
            examine_alert(inspector, alert, reason="À entendre avant de conclure (fictif).")
            officer = self._accounts["etat-civil-2"].pk
            ask_officer(
                inspector, alert, officer=officer, question="Qui était présent à cette déclaration ? (fictif)"
            )
