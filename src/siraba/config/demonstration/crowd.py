"""The many of the scene, written in bulk: the same rows that the actions would have left, over eighteen months."""

import csv
import random
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import models
from django.utils import timezone

from siraba.config.demonstration.profiles import PROFILES, Profile
from siraba.foundation.access.pseudonyms import ALPHABET, written
from siraba.foundation.accounts.models import Account
from siraba.foundation.accounts.roles import Role
from siraba.foundation.consent.actions import TEXT_VERSION
from siraba.foundation.consent.models import Consent, ConsentGrant, ConsentState
from siraba.foundation.geography.models import Area
from siraba.foundation.geography.selectors import current_areas, region_of
from siraba.foundation.organisations.models import Unit
from siraba.foundation.people.models import AgeMethod, Identity, NameKey, Person
from siraba.foundation.people.names import name_keys
from siraba.foundation.services.models import Service
from siraba.protection.cases import instrument
from siraba.protection.cases.deadlines import first_risk, hours, set_due
from siraba.protection.cases.models import (
    Assessment,
    Case,
    CaseState,
    Due,
    FollowUp,
    Identification,
    Plan,
    ReviewState,
    Screening,
)
from siraba.protection.referrals.models import RELEASABLE, TAKEN, Referral, ReferralState

S, R = CaseState, ReferralState
DAYS = 540
ORDER = [S.DRAFT, S.OPEN, S.ASSESSED, S.PLANNED, S.IN_PROGRESS, S.FOLLOW_UP, S.CLOSURE_REQUESTED, S.CLOSED]
NEEDS_SERVICE = {
    "medical": "medical",
    "shelter": "shelter",
    "psychosocial": "psychosocial",
    "safety": "shelter",
}
RELEASED = ["birth", "languages", "names", "urgent_need"]


class Crowd:
    """Draws people and what became of them; `write` puts what was drawn so far into the database."""

    def __init__(self, seed: int, accounts: dict[str, Account]):
        self.draw = random.Random(seed)
        self.now = timezone.now()
        self.names = _names()
        self.regions = {area.name: area for area in current_areas(Area.Level.REGION)}
        self.units = {
            u.code: u
            for u in Unit.objects.filter(organisation__code="dgme").select_related("area__parent__parent")
        }
        self.receivers = {a.unit_id: a for a in accounts.values() if a.role == Role.RECEPTION_BRANCH}
        self.managers: dict[int, list[Account]] = {}
        for account in accounts.values():
            if account.role in (Role.CASE_MANAGER, Role.UNHCR_OFFICER):
                self.managers.setdefault(account.organisation_id or 0, []).append(account)
        self.supervisors = {a.organisation_id: a for a in accounts.values() if a.role == Role.SUPERVISOR}
        self.agencies = {a[0].organisation.code: a for a in self.managers.values() if a[0].organisation}
        self.services: dict[str, list[Service]] = {}
        for service in Service.objects.select_related("provider").order_by("pk"):
            self.services.setdefault(service.service_type, []).append(service)
        self.rows: dict[type[models.Model], list[Any]] = {}

    def add(self, row: Any) -> Any:
        self.rows.setdefault(type(row), []).append(row)
        return row

    def write(self) -> None:
        for model, rows in self.rows.items():
            model._default_manager.bulk_create(rows, batch_size=500)
        self.rows = {}

    def person(self) -> None:
        """One person, with a case and what followed from it."""
        profile = self.draw.choices(PROFILES, [p.weight for p in PROFILES])[0]
        received = self.now - timedelta(minutes=self.draw.randrange(30, DAYS * 1440))
        person = self._someone(profile, received)
        case = self._case(profile, person, received)
        self._records(profile, case)
        if case.state != S.DRAFT and self.draw.random() < 0.55:
            self._referral(case)

    def _uuid(self) -> UUID:
        return UUID(int=self.draw.getrandbits(128), version=4)

    def _someone(self, profile: Profile, received: datetime) -> Person:
        sex = "female" if self.draw.random() < profile.female else "male"
        age = self.draw.randint(*profile.ages)
        person = self.add(
            Person(
                id=self._uuid(),
                sex=sex,
                birth_year=received.year - age,
                age_method=self.draw.choice(AgeMethod.values),
                citizenships=self.draw.choice(profile.citizenships),
                stateless=profile.pathway == "stateless",
                languages=self.draw.choice(["bm", "bm", "bm fr", "ff", "snk", "ses", "taq"]),
                created_for=self.draw.choice(self.agencies[profile.agencies[0]]).organisation,
                fictitious=True,
            )
        )
        names = f"{self.draw.choice(self.names[sex])} {self.draw.choice(self.names['surname'])}"
        identity = Identity(id=self._uuid(), person=person)
        contact = f"+223 00 {self.draw.randrange(10**6):06d}" if self.draw.random() < 0.6 else ""
        identity.write(names=names, birth_date="", contact=contact, contact_advice="")
        self.add(identity)
        for key in name_keys(Identity.compartment, names):
            self.add(NameKey(identity=identity, key=key))
        return person

    def _case(self, profile: Profile, person: Person, received: datetime) -> Case:
        state = self._state(received)
        place = self.draw.choice(profile.places)
        unit = self.units.get(place)
        area = unit.area if unit else self.regions.get(place)
        managers = self.agencies[self.draw.choice(profile.agencies)]
        owner = self._nearest(managers, unit)
        need = self.draw.choice(profile.needs)
        case = Case(
            id=self._uuid(),
            code=written("".join(self.draw.choices(ALPHABET, k=8))),
            person=person,
            pathway=profile.pathway,
            population_groups=profile.groups,
            state=state,
            urgent_need=need,
            immediate_danger=need == "safety",
            risk=first_risk(danger=need == "safety", child=person.is_child, urgent_need=need),
            agency=owner.organisation,
            owner=None if state == S.DRAFT else owner,
            received_by=self.receivers.get(unit.pk, owner) if unit else owner,
            reception_unit=unit,
            area=area,
            region=region_of(area) if area else None,
            received_at=received,
            fictitious=True,
        )
        if state != S.DRAFT:
            case.opened_at = received + timedelta(hours=self.draw.randint(1, 60))
            case.identification = self._identification(profile)
        self._deadline(case)
        return self.add(case)

    def _state(self, received: datetime) -> str:
        """The further back a case was received, the further it has come; one in nine is still open."""
        days = (self.now - received).days
        if days > 60:
            return S.CLOSED if self.draw.random() < 0.955 else self.draw.choice(ORDER[4:7])
        return ORDER[min(len(ORDER) - 1, int(self.draw.triangular(0, 8, days / 8)))]

    def _nearest(self, managers: list[Account], unit: Unit | None) -> Account:
        """A manager of the office that serves the place: Kayes for the west, Gao for the north, Bamako for the rest."""
        office = {"gogui": "kayes", "nara": "kayes", "kayes": "kayes", "gao": "gao", "kidal": "gao"}
        near = [m for m in managers if m.unit and unit and m.unit.code == office.get(unit.code, "bamako")]
        return self.draw.choice(near or managers)

    def _identification(self, profile: Profile) -> str:
        if not profile.presumed:
            return Identification.NONE
        choices = (Identification.PRESUMED, Identification.IDENTIFIED, Identification.NOT_IDENTIFIED)
        return self.draw.choices(choices, (6, 3, 1))[0]

    def _deadline(self, case: Case) -> None:
        due = {
            S.DRAFT: Due.SCREENING,
            S.OPEN: Due.ASSESSMENT,
            S.ASSESSED: Due.PLAN,
            S.CLOSURE_REQUESTED: Due.CLOSURE,
        }
        if case.state == S.CLOSED:
            lasted = timedelta(days=self.draw.randint(20, 160))
            case.closed_at = min(case.received_at + lasted, self.now - timedelta(hours=1))
            case.closure_reason = self.draw.choice(
                ["goals_met", "reintegrated", "returned_home_country", "client_declined", "lost_contact"]
            )
            case.person_informed = case.closure_reason != "lost_contact"
            return
        if case.state == S.CLOSURE_REQUESTED:
            case.closure_reason, case.person_informed = "goals_met", True
        set_due(case, due.get(S(case.state), Due.FOLLOW_UP), case.received_at)
        # Most steps are in time, some are late: a day's work has both.
        case.due_at = self.now + timedelta(hours=self.draw.triangular(-72, 400, 48))

    def _records(self, profile: Profile, case: Case) -> None:
        step = ORDER.index(S(case.state))
        opened = case.opened_at
        if step == 0 or case.owner is None or opened is None:
            return
        screening = Screening(
            id=self._uuid(),
            case=case,
            author=case.owner,
            written_at=opened,
            immediate_danger=case.immediate_danger,
            presumed=profile.presumed,
        )
        screening.write(
            acts=list(profile.acts),
            means=list(profile.means),
            purposes=list(profile.purposes),
            indicators=[],
            place="",
            note="",
        )
        self.add(screening)
        if step >= 2:
            self._assessment(case, opened + timedelta(days=2))
        if step >= 3:
            self._plan(case, opened + timedelta(days=5))
        if step >= 5:
            contact = FollowUp(
                id=self._uuid(),
                case=case,
                author=case.owner,
                written_at=min(opened + timedelta(days=14), self.now),
                met_on=min((opened + timedelta(days=14)).date(), timezone.localdate()),
                risk=case.risk,
            )
            contact.write(note="Contact tenu, la personne va mieux (récit fictif).", person_view="")
            self.add(contact)

    def _assessment(self, case: Case, at: datetime) -> None:
        answers = {name: self.draw.choice(["yes", "no", "no", "unknown"]) for name in instrument.QUESTIONS}
        points = instrument.score(answers)
        case.risk = "high" if case.risk == "high" else instrument.suggested_risk(points)
        assessment = Assessment(
            id=self._uuid(),
            case=case,
            author=case.owner,
            written_at=min(at, self.now),
            version=1,
            state=ReviewState.APPROVED,
            reviewed_by=self.supervisors[case.agency_id],
            reviewed_at=min(at, self.now),
            instrument=instrument.VERSION,
            score=points,
            risk=case.risk,
        )
        assessment.write(answers=answers, safety="", health="", family="", note="")
        self.add(assessment)

    def _plan(self, case: Case, at: datetime) -> None:
        plan = Plan(
            id=self._uuid(),
            case=case,
            author=case.owner,
            written_at=min(at, self.now),
            version=1,
            state=ReviewState.APPROVED,
            person_agrees=True,
            reviewed_by=self.supervisors[case.agency_id],
            reviewed_at=min(at, self.now),
        )
        first = {"service": "psychosocial", "what": "Écoute et suivi (fictif)", "due": ""}
        plan.write(
            objective="Retrouver une situation sûre et choisie (récit fictif).",
            actions=[first],
            person_view="",
        )
        self.add(plan)

    def _referral(self, case: Case) -> None:
        kind = NEEDS_SERVICE.get(case.urgent_need) or self.draw.choice(
            ["medical", "psychosocial", "family_tracing"]
        )
        offers = [s for s in self.services.get(kind, []) if s.provider_id != case.agency_id]
        if not offers or case.owner is None or case.opened_at is None:
            return
        service = self.draw.choice(offers)
        sent = min(case.opened_at + timedelta(days=self.draw.randint(0, 5)), self.now - timedelta(minutes=20))
        state = self._referral_state(case, sent)
        urgent = "_urgent" if case.risk == "high" else ""
        referral = Referral(
            id=self._uuid(),
            code=written("".join(self.draw.choices(ALPHABET, k=8))),
            case=case,
            from_organisation=case.agency,
            to_organisation=service.provider,
            service=service,
            service_type=kind,
            region=case.region,
            urgency="urgent" if urgent else "normal",
            released_fields=RELEASED,
            state=state,
            sent_by=case.owner,
            created_at=sent,
            sent_at=sent,
            acknowledge_due=sent + hours(f"acknowledge{urgent}"),
            answer_due=sent + hours(f"answer{urgent}"),
            fictitious=True,
        )
        self._outcome(referral, sent)
        referral.write(request="Accueil demandé (récit fictif).", outcome="")
        self.add(referral)
        self._consent(case, referral, sent)

    def _referral_state(self, case: Case, sent: datetime) -> str:
        if case.state == S.CLOSED:
            return self.draw.choices(
                (R.COMPLETED, R.NOT_COMPLETED, R.DECLINED, R.CONSENT_WITHDRAWN), (80, 8, 8, 4)
            )[0]
        days = (self.now - sent).days
        if days < 4:
            return self.draw.choice((R.SENT, R.RECEIVED, R.ACCEPTED))
        unanswered = 10 if days < 25 else 0
        return self.draw.choices((R.EXPIRED, R.ACCEPTED, R.IN_SERVICE, R.DECLINED), (unanswered, 30, 45, 8))[
            0
        ]

    def _outcome(self, referral: Referral, sent: datetime) -> None:
        answered = min(sent + timedelta(hours=self.draw.randint(1, 90)), self.now)
        if referral.state != R.SENT:
            referral.received_at = answered
        if referral.state in (*TAKEN, R.DECLINED, R.CONSENT_WITHDRAWN):
            referral.answered_at = answered
        if referral.state == R.DECLINED:
            referral.decline_reason = "no_capacity"
        if referral.state in (R.COMPLETED, R.NOT_COMPLETED, R.CONSENT_WITHDRAWN):
            referral.finished_at = min(answered + timedelta(days=20), self.now)
        if referral.state == R.EXPIRED:
            referral.received_at, referral.escalated_at = None, referral.answer_due

    def _consent(self, case: Case, referral: Referral, at: datetime) -> None:
        withdrawn = referral.state == R.CONSENT_WITHDRAWN
        end = at + hours("consent")
        state = (
            ConsentState.WITHDRAWN
            if withdrawn
            else ConsentState.EXPIRED
            if end <= self.now
            else ConsentState.GRANTED
        )
        consent = Consent(
            id=self._uuid(),
            person=case.person,
            scope="share_named_agency",
            recipient=referral.to_organisation,
            giver="child_assent" if case.person.is_child else "individual",
            modality=self.draw.choice(["signed", "thumb", "voice"]),
            language="bm",
            text_version=TEXT_VERSION,
            state=state,
            valid_from=at,
            valid_to=end,
            recorded_by=case.owner,
            recorded_for=case.agency,
            recorded_at=at,
            withdrawn_at=referral.finished_at if withdrawn else None,
        )
        consent.write(giver_name="Tuteur (fictif)" if case.person.is_child else "", note="")
        self.add(consent)
        for category in sorted({RELEASABLE[name][1] for name in RELEASED}):
            self.add(
                ConsentGrant(
                    id=self._uuid(),
                    consent=consent,
                    person=case.person,
                    recipient=referral.to_organisation,
                    category=category,
                )
            )


def _names() -> dict[str, list[str]]:
    kinds = {"surname": "surname", "given_female": "female", "given_male": "male"}
    found: dict[str, list[str]] = {kind: [] for kind in kinds.values()}
    with (Path(__file__).parent / "data/names.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found[kinds[row["kind"]]].append(row["name"])
    return found
