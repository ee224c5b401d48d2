"""What may be read of referrals, always for someone."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import may
from siraba.foundation.access.errors import NotVisible
from siraba.foundation.access.guard import GuardedQuerySet
from siraba.foundation.access.policy import Category, Purpose, Scope
from siraba.foundation.access.pseudonyms import read_code
from siraba.foundation.audit.journal import record
from siraba.foundation.consent.selectors import live_categories
from siraba.foundation.people.models import Identity
from siraba.foundation.services.models import Service
from siraba.foundation.services.selectors import Entry, entries_for, proposable_services
from siraba.foundation.vocabulary import label
from siraba.protection.cases.models import Assessment, Case, Plan, ReviewState, Screening
from siraba.protection.cases.selectors import cases_visible_to, with_cases
from siraba.protection.referrals.models import (
    LISTED,
    RELEASABLE,
    TAKEN,
    UNSERVED,
    WAITING,
    Referral,
    ReferralState,
)

MOST_OTHERS = 5

META_FIELDS = (
    "code",
    "state",
    "service_type",
    "urgency",
    "from_organisation__short_name",
    "to_organisation__short_name",
    "region__name",
    "sent_at",
    "received_at",
    "answered_at",
    "acknowledge_due",
    "answer_due",
    "escalated_at",
)
WHY = "the released fields of a referral accepted by the actor's organisation"


def referrals_visible_to(actor: Actor) -> GuardedQuerySet:
    """Referrals that the actor sent or received, the last first; `with_cases` adds what may be known of the person."""
    return (
        Referral.objects.visible_to(actor, Category.REFERRAL)
        .select_related("region", "from_organisation", "to_organisation", "service")
        .order_by("-created_at", "-id")
    )


def referrals_of_case(actor: Actor, case: Case) -> GuardedQuerySet:
    """The referrals of a case, as named rows for its page; those open to the actor, the last first."""
    rows = (
        Referral.objects.visible_to(actor, Category.REFERRAL).filter(case=case).order_by("-created_at", "-id")
    )
    return rows.values_list("code", "state", "service_type", "to_organisation__short_name", named=True)


def referral_for(actor: Actor, code: str) -> Referral:
    """Raises NotVisible when there is none, or it is not open to the actor."""
    referral = referrals_visible_to(actor).filter(code=read_code(code) or "").first()
    if referral is None:
        raise NotVisible
    with_cases([referral])
    return referral


def referred_from(code: str) -> list[str]:
    """The codes of the referrals of a case; for the person's own list of who read what."""
    rows = Referral.objects.system("what hangs on a record").filter(case__code=code)
    return list(rows.values_list("code", flat=True))


def answers_for(actor: Actor, code: str) -> bool:
    """Whether the referral of this code was sent from a case that the actor, or the agency it supervises, holds."""
    carer = actor.acting_for(Purpose.CARE)
    return cases_visible_to(carer).filter(referrals__code=code).exists()


def referral_headers(actor: Actor) -> GuardedQuerySet:
    """Service, agencies, state and dates of all referrals, as mappings, for who may see these alone; else none."""
    rows = Referral.objects.system("only the fields of META leave this function").exclude(
        state__in=(ReferralState.DRAFT, ReferralState.CONSENT_PENDING)
    )
    if Scope.META not in actor.scopes(Category.REFERRAL):
        rows = rows.none()
    return rows.order_by("answer_due", "id").values(*META_FIELDS)


def referral_header(actor: Actor, code: str) -> dict[str, Any]:
    """One of `referral_headers`. Raises NotVisible."""
    header = referral_headers(actor).filter(code=read_code(code) or "").first()
    if header is None:
        raise NotVisible
    return header


def referral_to_relaunch(actor: Actor, code: str) -> Referral:
    """The referral on which a coordinator acts; nothing of it is shown. Raises NotVisible."""
    referral_header(actor, code)
    return Referral.objects.system("the coordinator's act on a referral known by its header").get(
        code=read_code(code)
    )


def late_referrals(actor: Actor) -> GuardedQuerySet:
    """Headers of the referrals past their deadline or already escalated, the longest first."""
    return referral_headers(actor).filter(
        state__in=(*WAITING, ReferralState.EXPIRED), answer_due__lt=timezone.now()
    )


@dataclass(frozen=True)
class Released:
    """One released field as the receiver reads it; `closed` when no live consent covers it any more."""

    name: str
    label: str
    value: Any
    closed: bool

    @property
    def text(self) -> str:
        """The value in words, in the reader's language."""
        if self.name in LISTED and self.value:
            found = [self.value] if isinstance(self.value, str) else self.value
            return ", ".join(label(LISTED[self.name], code) for code in found)
        return f"{self.value} {_('ans')}" if isinstance(self.value, int) else self.value or ""


def released_to(actor: Actor, referral: Referral) -> list[Released]:
    """The released fields, for the receiver's organisation once it has accepted; the reading is journalled.

    Each field is decided against the live consents at this moment.
    """
    if actor.organisation_id != referral.to_organisation_id or referral.state not in TAKEN:
        return []
    live = live_categories(referral.case.person_id, referral.to_organisation_id)
    open_fields = [name for name in referral.released_fields if RELEASABLE[name][1] in live]
    values = _values(referral, open_fields)
    record(actor, "read_released_fields", referral.code, fields=open_fields)
    return [
        Released(name, str(RELEASABLE[name][0]), values.get(name, ""), name not in open_fields)
        for name in RELEASABLE
        if name in referral.released_fields
    ]


@dataclass(frozen=True)
class ReferralFile:
    """All that the actor may read of one referral.

    `words` are the request and the outcome; `case_code` is empty for the receiver, who knows the referral's code alone.
    """

    referral: Referral
    received: bool
    released: list[Released]
    words: Mapping[str, Any]
    case_code: str


def referral_file(actor: Actor, code: str) -> ReferralFile:
    """The referral as the actor may read it; the reading is written in the journal. Raises NotVisible."""
    referral = referral_for(actor, code)
    received = referral.to_organisation_id == actor.organisation_id
    released = released_to(actor, referral) if received else []
    record(actor, "read_referral", referral.code)
    return ReferralFile(
        referral,
        received,
        released,
        words=referral.words if not received or referral.state in TAKEN else {},
        case_code=referral.case.code if may(actor, "revoke_referral", referral) else "",
    )


def _values(referral: Referral, names: list[str]) -> dict[str, Any]:
    case = referral.case
    readers = {
        "names": lambda: _identity(referral).names,
        "birth": lambda: _identity(referral).words.get("birth_date") or case.person.age(),
        "citizenships": lambda: case.person.citizenships.split(),
        "languages": lambda: case.person.languages.split(),
        "contact": lambda: " — ".join(
            filter(
                None,
                (_identity(referral).words.get("contact"), _identity(referral).words.get("contact_advice")),
            )
        ),
        "urgent_need": lambda: case.urgent_need,
        "risk": lambda: case.risk,
        "plan_objective": lambda: _latest_words(Plan, referral, state=ReviewState.APPROVED).get(
            "objective", ""
        ),
        "health": lambda: _latest_words(Assessment, referral).get("health", ""),
        "exploitation": lambda: _latest_words(Screening, referral).get("purposes", []),
    }
    return {name: readers[name]() for name in names}


def _identity(referral: Referral) -> Identity:
    if not hasattr(referral, "_opened_identity"):
        referral._opened_identity = Identity.objects.system(WHY).get(person_id=referral.case.person_id)  # type: ignore[attr-defined]
    return referral._opened_identity  # type: ignore[attr-defined]


def _latest_words(model: Any, referral: Referral, **conditions: Any) -> dict[str, Any]:
    row = model.objects.system(WHY).filter(case=referral.case_id, **conditions).first()
    return row.words if row else {}


def services_to_refer(actor: Actor, agency: int, service_type: str | None = None) -> QuerySet[Service]:
    """The services that a case of this agency can be referred to: of others, and none of justice, which has its own door."""
    services = proposable_services(actor).exclude(provider=agency)
    return services.filter(service_type=service_type) if service_type else services


def others_for(actor: Actor, referral: Referral) -> list[tuple[int, Entry]]:
    """Other services of the same kind, for a referral that was declined, not answered or not carried through."""
    if referral.state not in UNSERVED:
        return []
    services = services_to_refer(actor, referral.from_organisation_id, referral.service_type)
    found = list(services.exclude(provider=referral.to_organisation_id)[:MOST_OTHERS])
    return list(zip((service.pk for service in found), entries_for(actor, found), strict=True))
