"""What is written in a case of the crowd, one thing after the other, up to the state that the case has reached."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from siraba.config.demonstration.drawing import Draw
from siraba.config.demonstration.profiles import Profile
from siraba.engines.xforms import by_name
from siraba.foundation.accounts.models import Account
from siraba.foundation.forms.answers import examined, placed
from siraba.protection.cases.instruments import QUESTIONS, assessment_form
from siraba.protection.cases.models import (
    Assessment,
    Case,
    CaseState,
    FollowUp,
    Identification,
    IdentificationDecision,
    Plan,
    Reviewed,
    ReviewState,
    Screening,
    ServiceRecord,
)

S, V = CaseState, ReviewState
ORDER = [S.DRAFT, S.OPEN, S.ASSESSED, S.PLANNED, S.IN_PROGRESS, S.FOLLOW_UP, S.CLOSURE_REQUESTED, S.CLOSED]
DAY = 24


def write_records(draw: Draw, profile: Profile, case: Case, supervisor: Account) -> None:
    """Screening, then assessment, decision, plan, service and follow-up, as far as the case has come."""
    until = case.closed_at or draw.now
    step = ORDER.index(S(case.state))
    at = case.opened_at or case.received_at
    _screening(draw, profile, case, at)
    if step >= ORDER.index(S.ASSESSED):
        at = _assessment(draw, case, supervisor, draw.later(at, 4 * DAY, until), until)
        _identification(draw, case, at)
        at = _plans(draw, case, supervisor, draw.later(at, 10 * DAY, until), until)
    if step >= ORDER.index(S.IN_PROGRESS):
        at = draw.later(at, 5 * DAY, until)
        _service(draw, case, at)
    if step >= ORDER.index(S.FOLLOW_UP):
        _follow_up(draw, case, draw.later(at, 20 * DAY, until))


def _record(draw: Draw, model: type, case: Case, at: datetime, **fields: Any) -> Any:
    row = model(id=draw.uuid(), case=case, author=case.owner, written_at=at, **fields)
    return draw.add(row)


def _screening(draw: Draw, profile: Profile, case: Case, at: datetime) -> None:
    screening = _record(
        draw, Screening, case, at, immediate_danger=case.immediate_danger, presumed=profile.presumed
    )
    screening.write(
        acts=list(profile.acts),
        means=list(profile.means),
        purposes=list(profile.purposes),
        indicators=[],
        place=case.area.name if case.area else "",
        note="",
    )
    if profile.presumed:
        case.identification = Identification.PRESUMED


def _reviewed(draw: Draw, model: type[Reviewed], case: Case, at: datetime, state: str, **fields: Any) -> Any:
    return _record(draw, model, case, at, state=state, **fields)


def _sign(document: Reviewed, supervisor: Account, at: datetime) -> None:
    document.reviewed_by, document.reviewed_at = supervisor, at


def _assessment(draw: Draw, case: Case, supervisor: Account, at: datetime, until: datetime) -> datetime:
    asked = assessment_form()
    drawn = {name: draw.choice(["yes", "no", "no", "unknown"]) for name in QUESTIONS}
    answers = by_name(examined(asked, placed(asked, drawn)).answers)
    case.risk = "high" if case.risk == "high" else answers["suggested_risk"]
    waits = case.state == S.ASSESSED and draw.once_in(4)
    assessment = _reviewed(
        draw,
        Assessment,
        case,
        at,
        V.SUBMITTED if waits else V.APPROVED,
        version=1,
        instrument=f"{asked.code} {asked.version}",
        score=int(answers["points"]),
        risk=case.risk,
    )
    assessment.write(**answers)
    if waits:
        return at
    signed = draw.later(at, 3 * DAY, until)
    _sign(assessment, supervisor, signed)
    return signed


def _identification(draw: Draw, case: Case, at: datetime) -> None:
    """Two in five of the presumed have been decided on; the police alone never says no."""
    if case.identification != Identification.PRESUMED or draw.random() < 0.6:
        return
    case.identification = draw.choices((Identification.IDENTIFIED, Identification.NOT_IDENTIFIED), (3, 1))[0]
    decision = _record(
        draw,
        IdentificationDecision,
        case,
        at,
        status=case.identification,
        body=draw.choice(["NGO", "NonPoliceGovernmentalOrganization", "CourtOrProsecution"]),
    )
    decision.write(grounds="Récit et faits examinés ensemble (récit fictif).")


def _plans(draw: Draw, case: Case, supervisor: Account, at: datetime, until: datetime) -> datetime:
    """The version that counts, after one that was sent back in one case of eight."""
    if case.state == S.ASSESSED:
        if draw.once_in(2):
            _plan(draw, case, at, 1, V.SUBMITTED)
        elif draw.once_in(4):
            _sign(_plan(draw, case, at, 1, V.RETURNED), supervisor, draw.later(at, 2 * DAY, until))
        return at
    version = 1
    if draw.once_in(8):
        at = draw.later(at, 2 * DAY, until)
        _sign(_plan(draw, case, at, version, V.SUPERSEDED), supervisor, at)
        at, version = draw.later(at, 3 * DAY, until), 2
    signed = draw.later(at, 2 * DAY, until)
    _sign(_plan(draw, case, at, version, V.APPROVED), supervisor, signed)
    return signed


def _plan(draw: Draw, case: Case, at: datetime, version: int, state: str) -> Plan:
    plan = _reviewed(draw, Plan, case, at, state, version=version, person_agrees=state != V.RETURNED)
    first = {"service": "psychosocial", "what": "Écoute et suivi (fictif)", "due": ""}
    plan.write(
        objective="Retrouver une situation sûre et choisie (récit fictif).", actions=[first], person_view=""
    )
    return plan


def _service(draw: Draw, case: Case, at: datetime) -> None:
    kind = draw.choice(["psychosocial", "nfi", "food", "transport", "cash"])
    day = timezone.localdate(at)
    service = _record(draw, ServiceRecord, case, at, service_type=kind, delivered_on=day)
    service.write(note="")


def _follow_up(draw: Draw, case: Case, at: datetime) -> None:
    contact = _record(draw, FollowUp, case, at, met_on=timezone.localdate(at), risk=case.risk)
    contact.write(note="Contact tenu, la personne va mieux (récit fictif).", person_view="")
