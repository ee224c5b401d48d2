"""What the crowd's people let others know: consents, the hand-over from a branch to an agency, referrals."""

from collections.abc import Collection
from datetime import datetime, timedelta

from siraba.config.demonstration.drawing import Draw
from siraba.foundation.access.policy import Category
from siraba.foundation.accounts.models import Account
from siraba.foundation.accounts.roles import Role
from siraba.foundation.consent.models import LIVE, Assent, Consent, ConsentGrant, ConsentState
from siraba.foundation.consent.texts import text_for
from siraba.foundation.organisations.models import Organisation
from siraba.foundation.people.models import ADULT, Person
from siraba.foundation.services.eligibility import PersonFacts, refuses
from siraba.foundation.services.models import Service
from siraba.foundation.services.selectors import on_offer, with_parts
from siraba.protection.cases.deadlines import hours
from siraba.protection.cases.models import Case, CaseState, Transfer, TransferState
from siraba.protection.referrals.models import (
    RELEASABLE,
    TAKEN,
    UNFINISHED,
    WAITING,
    Referral,
    ReferralState,
)

R, T = ReferralState, TransferState
NEED = {"medical": "medical", "shelter": "shelter", "psychosocial": "psychosocial", "safety": "shelter"}
OTHER_NEEDS = ["medical", "psychosocial", "family_tracing", "livelihood"]
RELEASED = ["birth", "languages", "names", "urgent_need"]
IDENTITY_AND_CASE = (Category.IDENTITY, Category.CASE)
RECENT = 96
# The posts that answer for each organisation, in the order of the accounts
ANSWERING = {Role.PROVIDER, Role.FAMILY_LINKS_OFFICER, Role.FUND_OFFICER, Role.RECEPTION_BRANCH}


def was_child(person: Person, at: datetime) -> bool:
    age = person.age(at.date())
    return age is not None and age < ADULT


class Sharing:
    def __init__(self, draw: Draw, accounts: dict[str, Account]):
        self.draw = draw
        self.handlers = {a.organisation_id: a for a in reversed(accounts.values()) if a.role in ANSWERING}
        self.fund = accounts["fonds"]
        self.police = accounts["enqueteur"].organisation
        self.services: dict[str, list[Service]] = {}
        receiving = Service.objects.filter(on_offer(draw.now.date()))
        for service in with_parts(receiving.exclude(provider__house=Organisation.House.PROSECUTION)).order_by(
            "pk"
        ):
            self.services.setdefault(service.service_type, []).append(service)
        self.taken: dict[object, datetime] = {}

    def consent(
        self,
        case: Case,
        recipient: Organisation,
        by: Account,
        at: datetime,
        *,
        scope: str = "share_named_agency",
        state: str = "",
        categories: Collection[str] = IDENTITY_AND_CASE,
        withdrawn_at: datetime | None = None,
    ) -> Consent:
        """What the person said of a recipient; without a state, what has become of a yes by now."""
        draw, end = self.draw, at + hours("consent")
        child = was_child(case.person, at)
        yes = ConsentState.GRANTED_LIMITED if draw.once_in(12) else ConsentState.GRANTED
        if not state:
            state = ConsentState.EXPIRED if end <= draw.now else yes
        text = text_for("bm")
        consent = draw.add(
            Consent(
                id=draw.uuid(),
                person=case.person,
                scope=scope,
                recipient=recipient,
                giver="child_assent" if child else "individual",
                modality=draw.choice(["signed", "thumb", "voice"]),
                language="bm",
                text_version=text.name,
                text_digest=text.digest,
                assent=Assent.YES if child else Assent.NOT_ASKED,
                state=state,
                valid_from=at,
                valid_to=end,
                recorded_by=by,
                recorded_for=by.organisation,
                recorded_at=at,
                withdrawn_at=withdrawn_at,
            )
        )
        consent.write(giver_name="Tuteur (fictif)" if child else "", note="")
        if state not in (*LIVE, ConsentState.WITHDRAWN, ConsentState.EXPIRED):
            return consent
        for category in categories:
            draw.add(
                ConsentGrant(
                    id=draw.uuid(),
                    consent=consent,
                    person=case.person,
                    recipient=recipient,
                    category=category,
                )
            )
        return consent

    def ask_about_police(self, case: Case) -> None:
        """One presumed victim in eight was asked; none of the scene's said yes, and help went on."""
        if case.owner is None or case.opened_at is None or self.police is None or not self.draw.once_in(8):
            return
        state = self.draw.choice([ConsentState.REFUSED, ConsentState.INFORMED])
        self.consent(
            case, self.police, case.owner, case.opened_at, scope="share_law_enforcement", state=state
        )

    # From a branch to an agency

    def taken_over_at(self, case: Case) -> datetime:
        return self.taken.pop(case.pk, case.received_at)

    def transfer(self, case: Case, manager: Account) -> None:
        """A case past its draft was taken over; a draft may wait for an answer, or have had a no."""
        state: str = T.ACCEPTED
        if case.state == CaseState.DRAFT:
            state = self.draw.choices(("", T.SENT, T.DECLINED, T.REVOKED), (50, 35, 10, 5))[0]
        if not state or manager.organisation is None:
            return
        draw = self.draw
        sent = draw.later(case.received_at, 24, case.closed_at)
        consent = self.consent(case, manager.organisation, case.received_by, sent, scope="case_management")
        transfer = Transfer(
            id=draw.uuid(),
            case=case,
            from_organisation=case.received_by.organisation,
            to_organisation=manager.organisation,
            consent=consent,
            state=state,
            sent_by=case.received_by,
            sent_at=sent,
            due_at=sent + hours("transfer"),
        )
        transfer.write(reason="Prise en charge à poursuivre (récit fictif).")
        if state != T.SENT:
            transfer.answered_by = case.received_by if state == T.REVOKED else manager
            transfer.answered_at = draw.later(sent, 48, case.closed_at)
        if state == T.DECLINED:
            transfer.decline_reason = "outside_area"
        if state == T.ACCEPTED and transfer.answered_at:
            case.agency, case.owner = manager.organisation, manager
            self.taken[case.pk] = transfer.answered_at
        draw.add(transfer)

    # From an agency to a service

    def refer(self, case: Case) -> None:
        """A first referral for half of the cases; another of these days for some that are still open."""
        draw, opened = self.draw, case.opened_at
        if opened is None:
            return
        if draw.random() < 0.55:
            self._referral(case, draw.later(opened, 120, case.closed_at))
        if case.closed_at is None and draw.once_in(6):
            start = max(opened, draw.now - timedelta(hours=RECENT))
            self._referral(case, draw.later(start, RECENT))

    def _offer(self, case: Case) -> Service | None:
        kind = NEED.get(case.urgent_need) or self.draw.choice(OTHER_NEEDS)
        person = PersonFacts(case.person.sex, case.person.age(), referred=True)
        offers = [
            service
            for service in self.services.get(kind, [])
            if service.provider_id != case.agency_id
            and service.provider_id in self.handlers
            and not refuses(service, person)
        ]
        return self.draw.choice(offers) if offers else None

    def _referral(self, case: Case, sent: datetime) -> None:
        draw, service = self.draw, self._offer(case)
        if service is None or case.owner is None:
            return
        urgent = "_urgent" if case.risk == "high" else ""
        referral = Referral(
            id=draw.uuid(),
            code=draw.code(),
            case=case,
            from_organisation=case.agency,
            to_organisation=service.provider,
            service=service,
            service_type=service.service_type,
            region=case.region,
            urgency="urgent" if urgent else "normal",
            released_fields=RELEASED,
            sent_by=case.owner,
            created_at=sent,
            sent_at=sent,
            acknowledge_due=sent + hours(f"acknowledge{urgent}"),
            answer_due=sent + hours(f"answer{urgent}"),
            fictitious=True,
        )
        referral.state = self._state(referral, sent)
        self._outcome(referral, sent, case.closed_at or draw.now)
        done = referral.state in (R.COMPLETED, R.NOT_COMPLETED)
        referral.write(
            request="Accueil demandé (récit fictif).",
            outcome="Noté avec la personne (récit fictif)." if done else "",
        )
        draw.add(referral)
        if referral.state != R.CONSENT_PENDING:
            withdrawn = referral.state == R.CONSENT_WITHDRAWN
            self.consent(
                case,
                service.provider,
                case.owner,
                sent,
                state=ConsentState.WITHDRAWN if withdrawn else "",
                categories=sorted({RELEASABLE[name][1] for name in RELEASED}),
                withdrawn_at=referral.finished_at if withdrawn else None,
            )

    def _state(self, referral: Referral, sent: datetime) -> str:
        draw, age = self.draw, self.draw.now - sent
        if referral.case.closed_at:
            ends = (R.COMPLETED, R.NOT_COMPLETED, R.DECLINED, R.CONSENT_WITHDRAWN)
            return draw.choices(ends, (80, 8, 8, 4))[0]
        if age > timedelta(hours=RECENT):
            unanswered = 10 if age.days < 25 else 0
            aged = (R.EXPIRED, R.ACCEPTED, R.IN_SERVICE, R.DECLINED)
            state = draw.choices(aged, (unanswered, 30, 45, 8))[0]
            # A consent of a year ago has ended, and with it what it carried.
            ended = sent + hours("consent") <= draw.now and state in UNFINISHED
            return R.COMPLETED if ended else state
        fresh = (R.SENT, R.RECEIVED, R.ACCEPTED, R.CONSENT_PENDING, R.DRAFT, R.REVOKED)
        state = draw.choices(fresh, (36, 24, 22, 8, 5, 5))[0]
        late = state in WAITING and referral.answer_due is not None and referral.answer_due <= draw.now
        # The timer has passed over most of what is late, not yet over the last.
        return R.EXPIRED if late and draw.random() < 0.7 else state

    def _outcome(self, referral: Referral, sent: datetime, until: datetime) -> None:
        draw, state = self.draw, referral.state
        if state in (R.DRAFT, R.CONSENT_PENDING):
            referral.sent_at = referral.acknowledge_due = referral.answer_due = None
            return
        if state == R.EXPIRED:
            referral.escalated_at = referral.answer_due
        if state == R.RECEIVED:
            referral.received_at = draw.later(sent, 20, until)
        if state == R.REVOKED:
            referral.finished_at = draw.later(sent, 20, until)
        if state in (*TAKEN, R.DECLINED, R.CONSENT_WITHDRAWN):
            referral.received_at = draw.later(sent, 20, until)
            referral.answered_at = draw.later(referral.received_at, 70, until)
            referral.handled_by = self._handler(referral)
        if state == R.DECLINED:
            referral.decline_reason = draw.choice(["no_capacity", "no_capacity", "outside_area"])
        if state in (R.COMPLETED, R.NOT_COMPLETED, R.CONSENT_WITHDRAWN) and referral.answered_at:
            referral.finished_at = draw.later(referral.answered_at, 480, until)

    def _handler(self, referral: Referral) -> Account:
        if referral.service_type == "livelihood":
            return self.fund
        return self.handlers[referral.to_organisation_id]
