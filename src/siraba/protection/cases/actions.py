"""What may be done to a case. Each act: the right, the state, the saving, the line of the journal."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.engines.xforms import by_name
from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right
from siraba.foundation.access.errors import Invalid, NotAllowed, NotVisible, StateNotOpen
from siraba.foundation.access.locking import lock
from siraba.foundation.accounts.models import Account
from siraba.foundation.accounts.roles import Role
from siraba.foundation.audit.journal import action, record
from siraba.foundation.forms.answers import examined, placed
from siraba.foundation.forms.models import FormVersion
from siraba.foundation.forms.selectors import published
from siraba.foundation.geography.models import Area
from siraba.foundation.geography.selectors import region_of
from siraba.foundation.interface.uploads import Document, sealed_document
from siraba.foundation.organisations.models import Unit
from siraba.foundation.people.actions import register_person
from siraba.foundation.people.models import Person
from siraba.protection.cases.deadlines import first_risk, nothing_due, set_due
from siraba.protection.cases.elements import Elements
from siraba.protection.cases.instruments import ASSESSMENT, assessment_form, instrument_of
from siraba.protection.cases.likeness import note_likenesses
from siraba.protection.cases.models import (
    CASE_MOVES,
    OPEN_REVIEW,
    REVIEW_MOVES,
    Assessment,
    Attachment,
    Case,
    Due,
    FilledForm,
    FollowUp,
    Identification,
    IdentificationDecision,
    Note,
    Plan,
    Reviewed,
    ReviewState,
    Screening,
    ServiceRecord,
    Transfer,
    TransferState,
)
from siraba.protection.cases.pathways import facts_of, track

SYSTEM = "an act on a case already given to the actor"
DECIDED = (Identification.IDENTIFIED, Identification.NOT_IDENTIFIED)


@action
def receive_person(
    actor: Actor,
    *,
    names: str,
    sex: str,
    age: int | None,
    citizenships: str,
    urgent_need: str,
    area: Area | None = None,
    pathway: str = "",
    population_groups: Collection[str] = (),
    **person: Any,
) -> Case:
    """Write down a person who arrives, and open a draft case; the place is the unit's unless told otherwise.

    `person` takes what `register_person` takes besides.
    """
    check_right(actor, "receive_person")
    someone = register_person(actor, names=names, sex=sex, age=age, citizenships=citizenships, **person)
    return begin_case(
        actor,
        someone,
        names,
        urgent_need=urgent_need,
        area=area,
        pathway=pathway,
        population_groups=population_groups,
    )


def begin_case(
    actor: Actor,
    someone: Person,
    names: str,
    *,
    urgent_need: str,
    area: Area | None = None,
    pathway: str = "",
    population_groups: Collection[str] = (),
) -> Case:
    """Part of the acts that receive a person: a draft case of somebody who is written down."""
    area = area or _area_of_unit(actor)
    case = Case(
        person=someone,
        pathway=pathway or ("child" if someone.is_child else "migrant"),
        population_groups=" ".join(population_groups),
        urgent_need=urgent_need,
        risk=first_risk(danger=False, child=someone.is_child, urgent_need=urgent_need),
        agency_id=actor.home,
        received_by_id=actor.account_id,
        reception_unit_id=actor.unit_id,
        area=area,
        region=region_of(area) if area else None,
        fictitious=someone.fictitious,
    )
    if actor.role in (Role.CASE_MANAGER, Role.UNHCR_OFFICER):
        case.owner_id = actor.account_id
    set_due(case, Due.SCREENING)
    case.save(force_insert=True)
    track(case, new=True)
    alike = note_likenesses(case, names)
    record(actor, "receive_person", case.code, alike=alike)
    return case


def _area_of_unit(actor: Actor) -> Area | None:
    if actor.unit_id is None:
        return None
    return Unit.objects.select_related("area__parent__parent").get(pk=actor.unit_id).area


@action
def screen_case(
    actor: Actor,
    case: Case,
    *,
    elements: Elements,
    immediate_danger: bool,
    presumed: bool,
    pathway: str,
    indicators: Collection[str] = (),
    forms_met: Collection[str] = (),
    place: str = "",
    note: str = "",
) -> Screening:
    """Write down the first look at what happened, and open the case."""
    check_right(actor, "screen_case", case)
    lock(case)
    CASE_MOVES.advance(case, "screen_case")
    screening = Screening(
        case=case, author_id=actor.account_id, immediate_danger=immediate_danger, presumed=presumed
    )
    screening.write(
        **elements.as_words(), indicators=list(indicators), forms_met=list(forms_met), place=place, note=note
    )
    screening.save(force_insert=True)
    case.pathway, case.immediate_danger = pathway, immediate_danger
    case.risk = first_risk(danger=immediate_danger, child=case.person.is_child, urgent_need=case.urgent_need)
    if presumed and case.identification == Identification.NONE:
        case.identification = Identification.PRESUMED
    case.opened_at = case.opened_at or timezone.now()
    set_due(case, Due.ASSESSMENT)
    case.save()
    track(case)
    record(actor, "screen_case", case.code, presumed=presumed)
    return screening


@action
def decide_identification(
    actor: Actor, case: Case, *, status: str, body: str, grounds: str, new_facts: str = ""
) -> IdentificationDecision:
    """Write down the decision of the body that decides on the status of victim; another one reviews it on new facts.

    Raises:
        Invalid: the police alone said that the person is not a victim, or a decision is reversed without new facts.
    """
    check_right(actor, "decide_identification", case)
    if status == Identification.NOT_IDENTIFIED and body == "Police":
        raise Invalid(_("La police seule ne peut pas décider qu’une personne n’est pas victime."), "body")
    lock(case)
    CASE_MOVES.advance(case, "decide_identification")
    if case.identification in DECIDED and status != case.identification and not new_facts:
        raise Invalid(
            _("Une décision ne se renverse que sur des faits nouveaux : dites lesquels."), "new_facts"
        )
    decision = IdentificationDecision(case=case, author_id=actor.account_id, status=status, body=body)
    decision.write(grounds=grounds, **({"new_facts": new_facts} if new_facts else {}))
    decision.save(force_insert=True)
    case.identification = status
    case.save()
    track(case)
    record(actor, "decide_identification", case.code, status=status)
    return decision


@action
def assess_case(
    actor: Actor, case: Case, *, answers: Mapping[str, str], risk: str, asked: FormVersion | None = None
) -> Assessment:
    """Write down an assessment, its points and the risk that the case manager decides on.

    `answers` are by the names of the questions of the instrument, by default the one that is offered now.

    Raises:
        Invalid: a question is unknown, missing or wrongly answered.
    """
    check_right(actor, "assess_case", case)
    asked = asked or assessment_form()
    told = by_name(examined(asked, placed(asked, answers)).answers)
    lock(case)
    CASE_MOVES.advance(case, "assess_case")
    assessment = Assessment(
        case=case,
        author_id=actor.account_id,
        version=_next_version(Assessment, case),
        instrument=f"{asked.code} {asked.version}",
        score=int(told.get("points", 0)),
        risk=risk,
    )
    assessment.write(**told)
    assessment.save(force_insert=True)
    case.risk = risk
    if case.due_what == Due.ASSESSMENT:
        set_due(case, Due.PLAN)
    case.save()
    track(case)
    record(actor, "assess_case", case.code, risk=risk, score=assessment.score)
    return assessment


@action
def fill_form(actor: Actor, case: Case, *, form: FormVersion, answers: Mapping[str, Any]) -> FilledForm:
    """Write down a form of the case; `answers` are an answer sheet.

    Raises:
        Invalid: an answer is missing or wrong.
        NotVisible: the form is not one for this case.
        StateNotOpen: another form must be approved before.
    """
    check_right(actor, "fill_form", case)
    instrument = instrument_of(form.code)
    if form.code == ASSESSMENT or not instrument.fits(case):
        raise NotVisible
    told = examined(form, answers).answers
    lock(case)
    CASE_MOVES.advance(case, "fill_form")
    if instrument.after and f"form:{instrument.after}" not in facts_of(case):
        before = published(instrument.after).name
        raise StateNotOpen(_("Il faut d’abord une fiche approuvée : %(form)s.") % {"form": before})
    filled = FilledForm(
        case=case,
        author_id=actor.account_id,
        form=form,
        category=instrument.category,
        number=_next_filling(case, form.code, instrument.renewed),
        state=ReviewState.SUBMITTED if instrument.reviewed else ReviewState.APPROVED,
        risk=by_name(told).get("suggested_risk", ""),
        review_on=by_name(told).get("review_on") or None,
    )
    filled.write(answers=told)
    filled.save(force_insert=True)
    track(case)
    record(actor, "fill_form", case.code, form=form.code, number=filled.number)
    return filled


def _next_filling(case: Case, code: str, renewed: bool) -> int:
    """The number of the next filling of a form; one that is renewed puts the earlier ones aside."""
    earlier = FilledForm.objects.system(SYSTEM).filter(case=case, form__code=code)
    return (_put_aside(earlier) if renewed else earlier.count()) + 1


@action
def approve_form(actor: Actor, case: Case, filled: FilledForm) -> None:
    """Agree, as another person than the author, to what the form says."""
    check_right(actor, "approve_form", case)
    lock(case)
    CASE_MOVES.advance(case, "approve_form")
    _review(actor, "approve_form", filled)
    track(case)
    record(actor, "approve_form", case.code, form=filled.form.code, number=filled.number)


@action
def return_form(actor: Actor, case: Case, filled: FilledForm, *, remark: str) -> None:
    check_right(actor, "return_form", case)
    lock(case)
    CASE_MOVES.advance(case, "return_form")
    _review(actor, "return_form", filled, remark)
    record(actor, "return_form", case.code, form=filled.form.code, number=filled.number)


@action
def submit_plan(
    actor: Actor,
    case: Case,
    *,
    objective: str,
    actions: Collection[Mapping[str, str]],
    person_agrees: bool,
    person_view: str = "",
) -> Plan:
    """Propose a version of the care plan to the supervisor; it replaces the one before.

    `actions` are mappings of service, what and due.
    """
    check_right(actor, "submit_plan", case)
    lock(case)
    CASE_MOVES.advance(case, "submit_plan")
    plan = Plan(
        case=case, author_id=actor.account_id, version=_next_version(Plan, case), person_agrees=person_agrees
    )
    plan.write(objective=objective, actions=[dict(item) for item in actions], person_view=person_view)
    plan.save(force_insert=True)
    record(actor, "submit_plan", case.code, version=plan.version)
    return plan


def _next_version(kind: type[Reviewed], case: Case) -> int:
    """Supersede the versions of the document that still count, and number the next one."""
    return _put_aside(kind.objects.system(SYSTEM).filter(case=case)) + 1


def _put_aside(earlier: QuerySet) -> int:
    """Supersede what still counts; how many there are in all."""
    states = list(earlier.order_by().values_list("state", flat=True))
    if set(states) & set(OPEN_REVIEW):
        earlier.filter(state__in=OPEN_REVIEW).update(state=ReviewState.SUPERSEDED)
    return len(states)


@action
def approve_assessment(actor: Actor, case: Case, assessment: Assessment) -> None:
    check_right(actor, "approve_assessment", case)
    lock(case)
    CASE_MOVES.advance(case, "approve_assessment")
    _review(actor, "approve_assessment", assessment)
    record(actor, "approve_assessment", case.code, version=assessment.version)


@action
def return_assessment(actor: Actor, case: Case, assessment: Assessment, *, remark: str) -> None:
    check_right(actor, "return_assessment", case)
    lock(case)
    CASE_MOVES.advance(case, "return_assessment")
    _review(actor, "return_assessment", assessment, remark)
    record(actor, "return_assessment", case.code, version=assessment.version)


@action
def approve_plan(actor: Actor, case: Case, plan: Plan) -> None:
    """Approve the plan that someone else wrote; care can begin and the first follow-up is due."""
    check_right(actor, "approve_plan", case)
    lock(case)
    CASE_MOVES.advance(case, "approve_plan")
    _review(actor, "approve_plan", plan)
    set_due(case, Due.FOLLOW_UP)
    case.save()
    track(case)
    record(actor, "approve_plan", case.code, version=plan.version)


@action
def return_plan(actor: Actor, case: Case, plan: Plan, *, remark: str) -> None:
    check_right(actor, "return_plan", case)
    lock(case)
    CASE_MOVES.advance(case, "return_plan")
    _review(actor, "return_plan", plan, remark)
    record(actor, "return_plan", case.code, version=plan.version)


def _review(actor: Actor, act: str, document: Reviewed | FilledForm, remark: str = "") -> None:
    if document.author_id == actor.account_id:
        raise NotAllowed(_("Une autre personne que l’auteur doit donner son accord."))
    lock(document)
    REVIEW_MOVES.advance(document, act)
    document.reviewed_by_id, document.reviewed_at = actor.account_id, timezone.now()
    if remark:
        document.write(**document.words, remark=remark)
    document.save()


@action
def record_service(
    actor: Actor, case: Case, *, service_type: str, delivered_on: date, note: str = ""
) -> ServiceRecord:
    """Write down a service given; open from the first day, since emergency help waits for no decision."""
    check_right(actor, "record_service", case)
    _not_in_future(delivered_on, "delivered_on")
    lock(case)
    CASE_MOVES.advance(case, "record_service")
    service = ServiceRecord(
        case=case, author_id=actor.account_id, service_type=service_type, delivered_on=delivered_on
    )
    service.write(note=note)
    service.save(force_insert=True)
    case.save()
    track(case)
    record(actor, "record_service", case.code, service=service_type)
    return service


@action
def record_follow_up(
    actor: Actor, case: Case, *, met_on: date, risk: str, note: str, person_view: str = ""
) -> FollowUp:
    """Write down a contact with the person; the next one is due by the risk."""
    check_right(actor, "record_follow_up", case)
    _not_in_future(met_on, "met_on")
    lock(case)
    CASE_MOVES.advance(case, "record_follow_up")
    contact = FollowUp(case=case, author_id=actor.account_id, met_on=met_on, risk=risk)
    contact.write(note=note, person_view=person_view)
    contact.save(force_insert=True)
    case.risk = risk
    set_due(case, Due.FOLLOW_UP)
    case.save()
    track(case)
    record(actor, "record_follow_up", case.code, risk=risk)
    return contact


def _not_in_future(day: date, field: str) -> None:
    if day > timezone.localdate():
        raise Invalid(_("Cette date est dans le futur."), field)


OWNERS = (Role.CASE_MANAGER, Role.UNHCR_OFFICER, Role.SUPERVISOR)


@action
def assign_case(actor: Actor, case: Case, owner: Account) -> None:
    """Give the case to a case manager of its agency; a case manager can take one that is nobody's.

    Raises:
        Invalid: the account is not a case manager of the agency.
    """
    check_right(actor, "assign_case", case)
    if owner.organisation_id != case.agency_id or not owner.is_active or owner.role not in OWNERS:
        raise Invalid(_("Ce compte n’appartient pas à la structure du dossier."), "owner")
    if actor.role != Role.SUPERVISOR and owner.pk != actor.account_id:
        raise NotAllowed(_("Vous ne pouvez prendre un dossier que pour vous-même."))
    lock(case)
    CASE_MOVES.advance(case, "assign_case")
    case.owner = owner
    case.save()
    record(actor, "assign_case", case.code, owner=owner.pk)


@action
def request_closure(actor: Actor, case: Case, *, reason: str, person_informed: bool) -> None:
    """Ask the supervisor to close the case.

    Raises:
        Invalid: the person was not told (and is not dead or out of reach).
    """
    check_right(actor, "request_closure", case)
    if not person_informed and reason not in ("deceased", "lost_contact", "duplicate"):
        raise Invalid(_("Informez d’abord la personne de la clôture."), "person_informed")
    lock(case)
    CASE_MOVES.advance(case, "request_closure")
    case.closure_reason, case.person_informed = reason, person_informed
    set_due(case, Due.CLOSURE)
    case.save()
    record(actor, "request_closure", case.code, reason=reason)


@action
def refuse_closure(actor: Actor, case: Case, *, reason: str) -> None:
    """Send the case back to follow-up, and say why."""
    check_right(actor, "refuse_closure", case)
    lock(case)
    CASE_MOVES.advance(case, "refuse_closure")
    case.closure_reason, case.person_informed = "", False
    set_due(case, Due.FOLLOW_UP)
    case.save()
    _write_note(actor, case, reason)
    record(actor, "refuse_closure", case.code)


@action
def close_case(actor: Actor, case: Case) -> None:
    """Close the case for the reason that was asked.

    Raises:
        StateNotOpen: a transfer of the case waits for its answer.
    """
    check_right(actor, "close_case", case)
    lock(case)
    CASE_MOVES.advance(case, "close_case")
    if Transfer.objects.system(SYSTEM).filter(case=case, state=TransferState.SENT).exists():
        raise StateNotOpen(_("Un transfert de ce dossier attend une réponse."))
    case.closed_at = timezone.now()
    nothing_due(case)
    case.save()
    record(actor, "close_case", case.code, reason=case.closure_reason)


@action
def reopen_case(actor: Actor, case: Case, *, reason: str) -> None:
    """Open a closed case again, and say why."""
    check_right(actor, "reopen_case", case)
    lock(case)
    CASE_MOVES.advance(case, "reopen_case")
    case.closed_at, case.closure_reason, case.person_informed = None, "", False
    set_due(case, Due.ASSESSMENT)
    case.save()
    _write_note(actor, case, reason)
    record(actor, "reopen_case", case.code)


@action
def add_note(actor: Actor, case: Case, *, text: str) -> None:
    check_right(actor, "add_note", case)
    lock(case)
    CASE_MOVES.advance(case, "add_note")
    _write_note(actor, case, text)
    record(actor, "add_note", case.code)


def _write_note(actor: Actor, case: Case, text: str) -> None:
    note = Note(case=case, author_id=actor.account_id)
    note.write(text=text)
    note.save(force_insert=True)


@action
def attach_document(actor: Actor, case: Case, *, title: str, category: str, document: Document) -> Attachment:
    """Keep a document with the case, under what it is about."""
    check_right(actor, "attach_document", case)
    lock(case)
    CASE_MOVES.advance(case, "attach_document")
    kept = Attachment(case=case, author_id=actor.account_id, category=category)
    kept.write(title=title)
    kept.document = sealed_document(kept.compartment, kept.document_place(), document)
    kept.save(force_insert=True)
    record(actor, "attach_document", case.code, category=category, kind=document.kind)
    return kept
