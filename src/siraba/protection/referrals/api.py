"""Referrals and the directory for programs: the same reads, forms and acts as the pages."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from ninja import Query, Router, Schema, Status

from siraba.foundation.access.acts import check_right
from siraba.foundation.access.errors import Invalid
from siraba.foundation.access.policy import Purpose
from siraba.foundation.geography.selectors import find_area
from siraba.foundation.interface.api import (
    KEY_HEADER,
    REFUSED,
    ApiPage,
    ApiRequest,
    Bearer,
    answers,
    checked,
    code_of,
    once_by_key,
    page_of,
)
from siraba.foundation.interface.forms import KitForm
from siraba.foundation.interface.paging import page_by_key
from siraba.foundation.services.selectors import entries_for, services_open_to
from siraba.foundation.vocabulary import codes
from siraba.protection.cases.selectors import case_for, with_cases
from siraba.protection.referrals import actions
from siraba.protection.referrals.forms import DeclineForm, OutcomeForm, PrepareForm, ReferralFilter
from siraba.protection.referrals.listing import list_page
from siraba.protection.referrals.models import Referral
from siraba.protection.referrals.selectors import referral_file, referral_for

router = Router(
    tags=["référencements"],
    auth=Bearer(Purpose.CARE, Purpose.RECEPTION, Purpose.FAMILY_LINKS, Purpose.FUND),
)


class ReferralQuery(Schema):
    """`side` is recus or envoyes, `service` a type; `apres` and `avant` come from the addresses of the pages."""

    side: str = ""
    state: str = ""
    service: str = ""
    apres: str = ""
    avant: str = ""


class ReferralRow(Schema):
    """A referral as sender and receiver may know it before an answer; agencies by their codes."""

    code: str
    state: str
    service_type: str
    service: str
    urgency: str
    sender: str
    receiver: str
    region: str | None
    sex: str
    child: bool
    released_fields: list[str]
    created_at: datetime
    sent_at: datetime | None
    acknowledge_due: datetime | None
    answer_due: datetime | None
    received_at: datetime | None
    answered_at: datetime | None
    finished_at: datetime | None
    decline_reason: str


class ReferralPage(ApiPage):
    items: list[ReferralRow]


class ReleasedOut(Schema):
    """One released field; `closed` when no live consent covers it any more, and then without its value."""

    name: str
    label: str
    value: Any
    closed: bool


class ReferralOut(ReferralRow):
    """A referral; the released fields are the receiver's, once it has accepted. `case` is null for the receiver."""

    case: str | None
    released: list[ReleasedOut]
    request: str
    outcome: str


class PrepareIn(Schema):
    """`service` is the number of an entry of the directory."""

    service: int
    urgency: str = code_of("urgency", "normal")
    released_fields: list[str] = []
    request: str = ""


class DeclineIn(Schema):
    reason: str = code_of("decline_reason")


class OutcomeIn(Schema):
    outcome: str = ""


class ServiceQuery(Schema):
    """`type` is a code of service_type, `region` the name of a place."""

    type: str = ""
    region: str = ""
    apres: str = ""
    avant: str = ""


class ServiceOut(Schema):
    """An entry of the directory; `place` is null where it is protected."""

    id: int
    name: str
    service_type: str
    provider: str
    place: str | None
    hours: str
    eligibility: str
    capacity: int | None
    focal_point: str


class ServicePage(ApiPage):
    items: list[ServiceOut]


@router.get(
    "/referrals", response={200: ReferralPage, **REFUSED}, summary="Les référencements ouverts au compte"
)
def list_referrals(request: ApiRequest, query: Query[ReferralQuery]) -> dict:
    page = list_page(request.actor, request, checked(ReferralFilter(query.dict())))
    with_cases(page.rows)
    return page_of(request, page, [_row(referral) for referral in page.rows])


@router.get("/referrals/{code}", response={200: ReferralOut, **REFUSED}, summary="Un référencement")
def get_referral(request: ApiRequest, code: str) -> dict:
    found = referral_file(request.actor, code)
    return {
        **_row(found.referral),
        "case": found.case_code or None,
        "released": found.released,
        "request": found.words.get("request", ""),
        "outcome": found.words.get("outcome", ""),
    }


def _row(referral: Referral) -> dict:
    names = set(ReferralRow.model_fields) & {field.name for field in Referral._meta.concrete_fields}
    person = referral.case.person
    return {name: getattr(referral, name) for name in names} | {
        "service": referral.service.name,
        "sender": referral.from_organisation.code,
        "receiver": referral.to_organisation.code,
        "region": referral.region and referral.region.name,
        "sex": person.sex,
        "child": person.is_child,
    }


@router.post(
    "/cases/{code}/referrals",
    response={201: ReferralRow, **REFUSED},
    summary="Préparer un référencement",
    openapi_extra=KEY_HEADER,
)
def prepare_referral(request: ApiRequest, code: str, data: PrepareIn) -> Status:
    case = case_for(request.actor, code)
    check_right(request.actor, "prepare_referral", case)
    words = checked(PrepareForm(answers(data), actor=request.actor, case=case))
    service = words.pop("service")
    words.pop("form_id")
    made = once_by_key(request, lambda: actions.prepare_referral(request.actor, case, service, **words).code)
    return Status(201, _row(referral_for(request.actor, made)))


def _act(request: ApiRequest, code: str, name: str, form: KitForm | None = None) -> dict:
    """Do an act of a referral with the form of its page, once; gives the referral as it stands then."""
    referral = referral_for(request.actor, code)
    check_right(request.actor, name, referral)
    words = {key: value for key, value in checked(form).items() if key != "form_id"} if form else {}

    def do() -> str:
        getattr(actions, name)(request.actor, referral, **words)
        return referral.code

    return _row(referral_for(request.actor, once_by_key(request, do)))


def act(path: str, summary: str) -> Any:
    """The declaration that the acts of a referral share."""
    return router.post(
        f"/referrals/{{code}}/{path}",
        response={200: ReferralRow, **REFUSED},
        summary=summary,
        openapi_extra=KEY_HEADER,
    )


@act("send", "Envoyer")
def send_referral(request: ApiRequest, code: str) -> dict:
    return _act(request, code, "send_referral")


@act("receive", "Accuser réception")
def receive_referral(request: ApiRequest, code: str) -> dict:
    return _act(request, code, "receive_referral")


@act("accept", "Accepter")
def accept_referral(request: ApiRequest, code: str) -> dict:
    return _act(request, code, "accept_referral")


@act("decline", "Décliner")
def decline_referral(request: ApiRequest, code: str, data: DeclineIn) -> dict:
    return _act(request, code, "decline_referral", DeclineForm(answers(data)))


@act("complete", "Prestation réalisée")
def complete_referral(request: ApiRequest, code: str, data: OutcomeIn) -> dict:
    return _act(request, code, "complete_referral", OutcomeForm(answers(data)))


@router.get(
    "/services",
    auth=Bearer(),
    response={200: ServicePage, **REFUSED},
    summary="Le répertoire des services",
    tags=["services"],
)
def list_services(request: ApiRequest, query: Query[ServiceQuery]) -> dict:
    if query.type and query.type not in codes("service_type"):
        raise Invalid(_("Type de service inconnu."), "type")
    area = find_area(query.region) if query.region else None
    if query.region and area is None:
        raise Invalid(_("Lieu introuvable."), "region")
    services = services_open_to(request.actor, query.type or None, area)
    page = page_by_key(services, request, key=("name", "id"))
    entries = zip(page.rows, entries_for(request.actor, page.rows), strict=True)
    return page_of(request, page, [{"id": service.pk, **vars(entry)} for service, entry in entries])
