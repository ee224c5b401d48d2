"""A case in the 84 fields of the Human Trafficking Case Data Standard 2.0, and back.

What the standard asks and the platform does not keep comes from the row that was taken in, as long as nothing here says
otherwise: a table that was taken in comes back as it was, but for what has changed since.
"""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from siraba.engines.xforms import by_name
from siraba.foundation.access.actor import Actor
from siraba.foundation.access.policy import Category
from siraba.foundation.consent.models import Consent, ConsentState
from siraba.foundation.people.selectors import identities_for
from siraba.foundation.vocabulary import label
from siraba.protection.cases.models import (
    Case,
    CaseState,
    FilledForm,
    Identification,
    IdentificationDecision,
    Plan,
    ReviewState,
    Screening,
)
from siraba.protection.exchange.models import ImportedRow
from siraba.protection.referrals.models import Referral

FIELDS: dict[str, str] = {
    row["field"]: row["type"]
    for row in csv.DictReader(
        (Path(__file__).parent / "data" / "htcds_fields.csv").read_text(encoding="utf-8").splitlines()
    )
}
# What names or reaches somebody: only in an archive that is encrypted
NAMING = frozenset(
    name
    for name in FIELDS
    if name.startswith("prs_Mailing")
    or name
    in (
        *(
            "prs_Salutation",
            "prs_FirstName",
            "prs_MiddleName",
            "prs_SecondName",
            "prs_Title",
            "prs_IdentityNumber",
        ),
        *("prs_Email", "prs_HomePhone", "prs_MobilePhone", "prs_Birthdate", "cas_CaseOwner"),
        *("cas_ReferringPrimaryCaseWorker", "cas_ReferredPrimaryCaseWorker", "hte_Street", "hte_Longitude"),
        *(
            "hte_Latitude",
            "hte_Description",
            "cco_CaseComment",
            "per_RoleDetails",
            "vic_DetailsOfVulnerabilities",
        ),
        *("cas_IncomingReferralDetails", "cas_OutgoingReferralDetails", "spl_Objectives", "spl_ActionPlan"),
    )
)
GENDER = {
    "female": "Feminine",
    "male": "Masculine",
    "other": "NonConforming",
    "unknown": "NonSpecifiedUnknown",
}
STATUS = {
    Identification.PRESUMED: "PossibleVictimOfTrafficking",
    Identification.IDENTIFIED: "ActualVictimOfTrafficking",
    Identification.NOT_IDENTIFIED: "NotAVictimOfTrafficking",
}
EXPLOITATION = {
    "forced_labour": "ForcedLabour",
    "prostitution_of_others": "SexualExploitation",
    "other_sexual": "SexualExploitation",
    "servitude": "Servitude",
    "slavery": "Servitude",
    "similar_to_slavery": "Servitude",
    "organ_removal": "OrganRemoval",
}
SUPPORT = {
    "education": "Education",
    "vocational": "Livelihood",
    "livelihood": "Livelihood",
    "cash": "Financial",
    "medical": "Health",
    "psychosocial": "Health",
    "legal_aid": "Legal",
    "justice_support": "Legal",
}
OTHER_SUPPORT = "SocialCare"


@dataclass
class Pieces:
    """What the actor may read of a case, for one row: words where words are enough."""

    identity: Mapping[str, Any] = field(default_factory=dict)
    screening: Mapping[str, Any] = field(default_factory=dict)
    decision: IdentificationDecision | None = None
    plan: Plan | None = None
    event: dict[str, str] = field(default_factory=dict)
    referral: Referral | None = None
    consented: bool = False
    imported: ImportedRow | None = None


def pieces_of(actor: Actor, cases: Sequence[Case]) -> dict[UUID, Pieces]:
    """The pieces of many cases: one query for each kind."""
    found = {case.pk: Pieces() for case in cases}
    people = {case.person_id: found[case.pk] for case in cases}
    for person, identity in identities_for(actor, list(people)).items():
        people[person].identity = identity.words

    def last(model: Any, name: str, category: Category, order: str, **wanted: Any) -> None:
        rows = model.objects.visible_to(actor, category).filter(case__in=list(found), **wanted)
        for one in rows.order_by(order):
            setattr(found[one.case_id], name, one)

    for screening in (
        Screening.objects.visible_to(actor, Category.EXPLOITATION)
        .filter(case__in=list(found))
        .order_by("written_at")
    ):
        found[screening.case_id].screening = screening.words
    last(IdentificationDecision, "decision", Category.CASE, "written_at")
    last(Plan, "plan", Category.CASE, "version", state=ReviewState.APPROVED)
    last(ImportedRow, "imported", Category.CASE, "pk")
    last(Referral, "referral", Category.REFERRAL, "created_at")
    events = FilledForm.objects.visible_to(actor, Category.EXPLOITATION).filter(
        case__in=list(found), form__code="trafficking_event"
    )
    for one in events.order_by("written_at"):
        found[one.case_id].event = by_name(one.words.get("answers", {}))
    consents = Consent.objects.visible_to(actor, Category.IDENTITY).filter(person__in=list(people))
    for consent in consents.filter(state__in=(ConsentState.GRANTED, ConsentState.GRANTED_LIMITED)):
        people[consent.person_id].consented = True
    return found


def told(case: Case, pieces: Pieces) -> dict[str, str]:
    """What the platform itself knows for each field; the case comes with its person, agency and owner."""
    said = {
        **_person(case, pieces.identity),
        **_victim(case, pieces),
        **_case(case, pieces),
        **_plan(pieces.plan),
        "con_Consent": "true" if pieces.consented else "",
    }
    return {name: said.get(name, "") for name in FIELDS}


def row_of(case: Case, pieces: Pieces, naming: bool) -> dict[str, str]:
    """The 84 fields of a case. Without `naming`, those that name or reach somebody, or hold free words, stay empty."""
    now = told(case, pieces)
    kept = pieces.imported.words if pieces.imported else {}
    before, original = kept.get("told", {}), kept.get("row", {})
    row = {
        name: original.get(name, now[name]) if now[name] == before.get(name, now[name]) else now[name]
        for name in FIELDS
    }
    if before and now["prs_FirstName"] != before["prs_FirstName"]:
        row |= dict.fromkeys(("prs_MiddleName", "prs_SecondName"), "")  # the new names are all in the first
    return row if naming else {name: "" if name in NAMING else value for name, value in row.items()}


def _person(case: Case, words: Mapping[str, Any]) -> dict[str, str]:
    person = case.person
    first, second, *_more = [*person.languages.split(), "", ""]
    return {
        "prs_FirstName": words.get("names", ""),
        "prs_Birthdate": words.get("birth_date", ""),
        "prs_MobilePhone": words.get("contact", ""),
        "prs_Gender": GENDER[person.sex],
        "prs_PrimaryLanguage": first,
        "prs_SecondaryLanguage": second,
        "prs_Citizenship": person.citizenships.replace(" ", ";"),
    }


def _victim(case: Case, pieces: Pieces) -> dict[str, str]:
    words, event = pieces.screening, pieces.event
    exploited = event.get("exploitation", "").split() or [
        EXPLOITATION[purpose] for purpose in words.get("purposes", []) if purpose in EXPLOITATION
    ]
    return {
        "vic_TraffickingStatus": STATUS.get(Identification(case.identification), ""),
        "vic_TraffickingStatusDecisionMakingOrg": pieces.decision.body if pieces.decision else "",
        "vic_TypeOfExploitation": _list(exploited),
        "vic_MethodsOfControl": _list(event.get("control", "").split()),
        "vic_MethodOfRecruitment": _list(event.get("recruitment", "").split()),
        "hte_Type": event.get("event", ""),
        "hte_City": event.get("place", ""),
        "hte_Country": event.get("country", ""),
        "hte_Date": event.get("from_on", ""),
        "hte_Description": event.get("account", "") or words.get("note", ""),
    }


def _list(codes: Iterable[str]) -> str:
    return ";".join(dict.fromkeys(codes))


def _case(case: Case, pieces: Pieces) -> dict[str, str]:
    referral = pieces.referral
    return {
        "org_Name": case.agency.name,
        "cas_Status": _status(case, referral),
        "cas_ReasonForCaseClosure": label("closure_reason", case.closure_reason)
        if case.closure_reason
        else "",
        "cas_CaseOwner": case.owner.full_name if case.owner else "",
        "cas_IncomingReferralDate": case.received_at.date().isoformat(),
        "cas_ReferredOrganisation": referral.service.provider.name if referral else "",
        "cas_OutgoingReferralDate": referral.created_at.date().isoformat() if referral else "",
        "cas_ReasonForOutgoingReferral": "AdditionalServicesRequired" if referral else "",
    }


def _status(case: Case, referral: Referral | None) -> str:
    if case.state == CaseState.CLOSED:
        return "ClosedReferred" if referral else "Closed"
    return "FollowUp" if case.state == CaseState.FOLLOW_UP else "Active"


def _plan(plan: Plan | None) -> dict[str, str]:
    if plan is None:
        return {}
    lines: list[Mapping[str, str]] = plan.words.get("actions", [])
    days = sorted(line["due"] for line in lines if line["due"])
    return {
        "spl_Objectives": plan.words.get("objective", ""),
        "spl_ActionPlan": "; ".join(line["what"] for line in lines),
        "spl_PlannedEndDate": days[-1] if days else "",
        "spl_Type": _list(SUPPORT.get(line["service"], OTHER_SUPPORT) for line in lines),
    }
