"""Cases and consents for programs: the same reads, forms and acts as the pages."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from ninja import Query, Router, Schema, Status
from pydantic import Field

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right
from siraba.foundation.access.errors import Invalid
from siraba.foundation.access.policy import Category, Purpose
from siraba.foundation.consent.actions import withdraw_consent
from siraba.foundation.consent.models import Consent
from siraba.foundation.consent.selectors import categories_of, consents_visible_to
from siraba.foundation.interface.api import (
    KEY_HEADER,
    REFUSED,
    ApiPage,
    ApiRequest,
    Bearer,
    answers,
    checked,
    code_of,
    codes_of,
    once_by_key,
    page_of,
)
from siraba.foundation.organisations.models import Organisation
from siraba.foundation.people.models import Identity, age_in_years
from siraba.protection.cases import forms
from siraba.protection.cases.models import Case
from siraba.protection.cases.pages import BY_ACT, receive
from siraba.protection.cases.reception import ReceptionForm
from siraba.protection.cases.rows import list_page
from siraba.protection.cases.selectors import CaseFile, case_file, case_for, consent_for

router = Router(tags=["dossiers"], auth=Bearer(Purpose.CARE, Purpose.RECEPTION))


class CaseQuery(Schema):
    """`q` is a code or names; `apres` and `avant` come from the addresses of the pages."""

    q: str = ""
    state: str = ""
    risk: str = ""
    apres: str = ""
    avant: str = ""


class CaseRow(Schema):
    """A line of the list; `names` is null where the identity is not open to the account."""

    code: str
    received_at: datetime
    pathway: str
    state: str
    risk: str
    due_what: str
    due_at: datetime | None
    sex: str
    age: int | None
    owner: str | None
    names: str | None


class CasePage(ApiPage):
    items: list[CaseRow]


class CaseState(Schema):
    """Where a case stands after an act."""

    code: str
    state: str
    pathway: str
    identification: str
    risk: str
    due_what: str
    due_at: datetime | None


class PersonOut(Schema):
    sex: str
    age: int | None
    age_method: str
    citizenships: list[str]
    languages: list[str]


class IdentityOut(Schema):
    names: str
    birth_date: str
    contact: str
    contact_advice: str


class ScreeningOut(Schema):
    written_at: datetime
    immediate_danger: bool
    presumed: bool
    acts: list[str] = []
    means: list[str] = []
    purposes: list[str] = []
    indicators: list[str] = []
    place: str = ""
    note: str = ""


class AssessmentOut(Schema):
    written_at: datetime
    version: int
    state: str
    instrument: str
    answers: dict[str, str] = {}
    score: int
    risk: str
    safety: str = ""
    health: str = ""
    family: str = ""
    note: str = ""


class CaseOut(CaseState):
    """A case; what is not open to the account is null or empty."""

    population_groups: list[str]
    urgent_need: str
    immediate_danger: bool
    agency: str
    owner: str | None
    area: str | None
    received_at: datetime
    opened_at: datetime | None
    closed_at: datetime | None
    closure_reason: str
    person: PersonOut
    identity: IdentityOut | None
    screenings: list[ScreeningOut]
    assessments: list[AssessmentOut]


class ReceptionIn(Schema):
    """Names, sex, age (or birth_date), citizenships and urgent_need are enough; the rest can come later."""

    names: str
    sex: str = code_of("sex")
    age: int | None = None
    citizenships: str = code_of("country")
    urgent_need: str = code_of("urgent_need")
    birth_date: date | None = None
    age_method: str = "stated"
    languages: list[str] = codes_of("language")
    contact: str = ""
    contact_advice: str = ""
    place: str = ""
    population_groups: list[str] = codes_of("population_group")


class ScreeningIn(Schema):
    immediate_danger: bool
    presumed: bool
    pathway: str = code_of("pathway")
    acts: list[str] = codes_of("act")
    means: list[str] = codes_of("means")
    purposes: list[str] = codes_of("purpose_palermo")
    indicators: list[str] = codes_of("ilo_forced_labour_indicator")
    forms_met: list[str] = codes_of("exploitation_type_mali")
    place: str = ""
    note: str = ""


class AssessmentIn(Schema):
    """`answers`: question of the instrument that is offered now → its answer."""

    answers: dict[str, str]
    risk: str = code_of("risk_level")
    safety: str = ""
    health: str = ""
    family: str = ""
    note: str = ""


class ConsentIn(Schema):
    """`recipient` is the code of an organisation; without `valid_to` the consent lasts a year."""

    recipient: str
    scope: str = code_of("consent_scope")
    state: str
    categories: list[Category] = []
    giver: str = code_of("consent_giver")
    giver_name: str = ""
    witness_name: str = ""
    limits: str = ""
    modality: str = code_of("consent_modality")
    language: str = code_of("language")
    valid_to: date | None = None
    note: str = ""
    assent: str = Field(
        "", description="Ce que dit l’enfant : yes, no ou too_young ; demandé pour un enfant."
    )


class ConsentOut(Schema):
    """`live` says whether it opens anything at this moment."""

    id: UUID
    recipient: str
    scope: str
    state: str
    live: bool
    categories: list[str]
    giver: str
    modality: str
    language: str
    valid_from: datetime
    valid_to: datetime
    recorded_at: datetime
    withdrawn_at: datetime | None


@router.get("", response={200: CasePage, **REFUSED}, summary="Les dossiers ouverts au compte")
def list_cases(request: ApiRequest, query: Query[CaseQuery]) -> dict:
    wanted = checked(forms.CaseFilter(query.dict()))
    page = list_page(request.actor, request, wanted)
    return page_of(request, page, [_row(row) for row in page.rows])


def _row(row: Any) -> dict:
    opened = Identity.open_words(row.person__identity__id, row.identity_sealed)
    return {
        **{name: getattr(row, name) for name in ("code", "received_at", "pathway", "state", "risk")},
        "due_what": row.due_what,
        "due_at": row.due_at,
        "sex": row.person__sex,
        "age": age_in_years(row.person__birth_year, date.today()),
        "owner": row.owner__full_name,
        "names": opened.get("names"),
    }


@router.post(
    "",
    response={201: CaseState, **REFUSED},
    summary="Recevoir une personne",
    openapi_extra=KEY_HEADER,
)
def receive_person(request: ApiRequest, data: ReceptionIn) -> Status:
    check_right(request.actor, "receive_person")
    words = checked(ReceptionForm(answers(data)))
    code = once_by_key(request, lambda: receive(request.actor, words).code)
    return Status(201, _state(case_for(request.actor, code)))


@router.get("/{code}", response={200: CaseOut, **REFUSED}, summary="Un dossier")
def get_case(request: ApiRequest, code: str) -> dict:
    return _case(case_file(request.actor, code))


def _state(case: Case) -> dict:
    names = ("code", "state", "pathway", "identification", "risk", "due_what", "due_at")
    return {name: getattr(case, name) for name in names}


def _case(file: CaseFile) -> dict:
    case, person = file.case, file.case.person
    names = (
        *("urgent_need", "immediate_danger", "closure_reason"),
        *("received_at", "opened_at", "closed_at"),
    )
    return {
        **_state(case),
        **{name: getattr(case, name) for name in names},
        "population_groups": case.population_groups.split(),
        "agency": case.agency.code,
        "owner": case.owner and case.owner.full_name,
        "area": case.area and str(case.area),
        "person": {
            "sex": person.sex,
            "age": person.age(),
            "age_method": person.age_method,
            "citizenships": person.citizenships.split(),
            "languages": person.languages.split(),
        },
        "identity": file.identity and file.identity.words,
        "screenings": [_written(s, "immediate_danger", "presumed") for s in file.screenings],
        "assessments": [
            _written(a, "version", "state", "instrument", "score", "risk") for a in file.assessments
        ],
    }


def _written(record: Any, *fields: str) -> dict:
    """A record of a case: its sealed words, its date and these of its fields."""
    return {**record.words, **{name: getattr(record, name) for name in ("written_at", *fields)}}


@router.post(
    "/{code}/screening",
    response={200: CaseState, **REFUSED},
    summary="Remplir la fiche de repérage",
    openapi_extra=KEY_HEADER,
)
def screen_case(request: ApiRequest, code: str, data: ScreeningIn) -> dict:
    _code, case = _act(request, code, "screen_case", answers(data))
    return _state(case)


@router.post(
    "/{code}/assessment",
    response={200: CaseState, **REFUSED},
    summary="Évaluer",
    openapi_extra=KEY_HEADER,
)
def assess_case(request: ApiRequest, code: str, data: AssessmentIn) -> dict:
    words = answers(data)
    try:
        _code, case = _act(request, code, "assess_case", words.pop("answers") | words)
    except Invalid as refusal:
        # Its question is known to a program by its name, not by its place on the page.
        raise Invalid(refusal.message, refusal.field and refusal.field.rsplit("/", 1)[-1]) from refusal
    return _state(case)


def _act(request: ApiRequest, code: str, name: str, words: Mapping[str, Any]) -> tuple[str, Case]:
    """Do an act of a case with the form of its page, once; the code of what it made or changed, and the case as it is."""
    entry, case = BY_ACT[name], case_for(request.actor, code)
    check_right(request.actor, name, entry.subject(request.actor, case))
    form = entry.form(words, **entry.options(request.actor, case))
    data = checked(form)

    def do() -> str:
        made = entry.do(request.actor, case, data, form)
        return str(made.pk) if made else case.code

    return once_by_key(request, do), case


@router.get(
    "/{code}/consents",
    response={200: list[ConsentOut], **REFUSED},
    summary="Les consentements d’une personne",
)
def list_consents(request: ApiRequest, code: str) -> list[dict]:
    case = case_for(request.actor, code)
    return _consents(request.actor, list(consents_visible_to(request.actor, case.person_id)))


def _consents(actor: Actor, consents: list[Consent]) -> list[dict]:
    categories = categories_of(actor, consents)
    names = ("id", "scope", "state", "giver", "modality", "language", "valid_from", "valid_to")
    return [
        {
            **{name: getattr(consent, name) for name in (*names, "recorded_at", "withdrawn_at")},
            "recipient": consent.recipient.code,
            "live": consent.is_live(),
            "categories": categories[consent.pk],
        }
        for consent in consents
    ]


@router.post(
    "/{code}/consents",
    response={201: ConsentOut, **REFUSED},
    summary="Enregistrer un consentement",
    openapi_extra=KEY_HEADER,
)
def record_consent(request: ApiRequest, code: str, data: ConsentIn) -> Status:
    recipient = Organisation.objects.filter(code=data.recipient).values_list("pk", flat=True).first()
    # An unknown code is refused by the form, on its field.
    pk, _case_now = _act(
        request, code, "record_consent", {**answers(data), "recipient": recipient or data.recipient}
    )
    return Status(201, _consent(request, code, UUID(pk)))


@router.post(
    "/{code}/consents/{pk}/withdrawal",
    response={200: ConsentOut, **REFUSED},
    summary="Enregistrer le retrait d’un consentement",
    openapi_extra=KEY_HEADER,
)
def withdraw(request: ApiRequest, code: str, pk: UUID) -> dict:
    consent = consent_for(request.actor, case_for(request.actor, code), pk)

    def do() -> str:
        withdraw_consent(request.actor, consent)
        return str(consent.pk)

    once_by_key(request, do)
    return _consent(request, code, pk)


def _consent(request: ApiRequest, code: str, pk: UUID) -> dict:
    return _consents(request.actor, [consent_for(request.actor, case_for(request.actor, code), pk)])[0]
