"""What may be money taken twice, looked for from one application: pure of any decision, each finding with its reasons.

Source of the list: what payers of aid check before they pay (one wallet for many, one household twice, a ceiling over calls,
many in a short time, staff on both sides). What is found is never a refusal: a person looks at it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Q, Sum
from django.utils import timezone

from siraba.foundation.people.models import Person
from siraba.protection.reintegration.calls.models import (
    GRANTED,
    Application,
    ApplicationState,
    Charge,
    Duty,
)
from siraba.protection.reintegration.safeguards.models import FlagKind
from siraba.protection.reintegration.safeguards.resemblance import bear_one_name, bearers, names_in

SYSTEM = "what may be money taken twice, compared by keyed hashes"
S = ApplicationState
# A request that came to nothing is no second grant
OUT = (S.DRAFT, S.WITHDRAWN, S.INADMISSIBLE, S.REFUSED)
HANDLING = (Duty.EVALUATOR, Duty.MEMBER, Duty.PRESIDENT, Duty.PAYER, Duty.ACCOUNTANT)


@dataclass(frozen=True)
class Finding:
    """Something to look at: about one application, or about it and another."""

    kind: FlagKind
    facts: tuple[str, ...] = ()
    other: UUID | None = None
    figures: dict[str, Any] = field(default_factory=dict)


Finder = Callable[[Application], Iterator[Finding]]
_finders: list[Finder] = []


def finder(find: Finder) -> Finder:
    """Register a way to find. A room above adds its own."""
    _finders.append(find)
    return find


def findings(application: Application) -> list[Finding]:
    """All that is found of an application that was submitted; nothing of one that came to nothing."""
    if application.state in OUT:
        return []
    return [found for find in _finders for found in find(application)]


def _others(application: Application) -> Any:
    return Application.objects.system(SYSTEM).exclude(pk=application.pk).exclude(state__in=OUT)


def _shared(application: Application, *names: str) -> Q:
    """What shares one of these columns, where the application has it."""
    asked = [Q(**{name: value}) for name in names if (value := getattr(application, name))]
    return reduce(or_, asked) if asked else Q(pk__in=[])


AGREES = {"phone": "phone_key", "wallet": "wallet_key", "household": "household_key", "person": "person_id"}


def agreeing(one: Application, other: Application) -> list[str]:
    """What two applications have in common, besides names."""
    return [
        fact
        for fact, name in AGREES.items()
        if getattr(one, name) and getattr(one, name) == getattr(other, name)
    ] + (["birth"] if one.person_id and other.person_id and _born(one) & _born(other) else [])


def _born(application: Application) -> set[int]:
    """The year of birth, where the register knows it."""
    rows = Person.objects.system(SYSTEM).filter(pk=application.person_id, birth_year__isnull=False)
    return set(rows.values_list("birth_year", flat=True))


@finder
def same_person(application: Application) -> Iterator[Finding]:
    """The same person at the register; or a name that sounds the same with one more thing that agrees, or a long name."""
    named = bearers(application)
    wanted = Q(pk__in=list(named)) | _shared(application, "person_id")
    for other in _others(application).filter(wanted):
        agree, names = agreeing(application, other), named.get(other.pk, set())
        if "person" in agree or (names and (agree or "long_names" in names)):
            yield Finding(FlagKind.SAME_PERSON, tuple(sorted(names) + agree), other.pk)


@finder
def shared_wallet(application: Application) -> Iterator[Finding]:
    """One wallet, and names that have nothing in common."""
    others = _others(application).filter(_shared(application, "wallet_key"))
    named = bearers(application)
    for other in others.exclude(pk__in=list(named)):
        if application.person_id is None or application.person_id != other.person_id:
            yield Finding(FlagKind.SHARED_WALLET, ("wallet", "other_names"), other.pk)


@finder
def household(application: Application) -> Iterator[Finding]:
    """One household twice in a call, or aided already by another."""
    twice = Q(call=application.call_id) | Q(state__in=GRANTED)
    for other in _others(application).filter(_shared(application, "household_key")).filter(twice):
        yield Finding(FlagKind.HOUSEHOLD, ("household",), other.pk)


@finder
def velocity(application: Application) -> Iterator[Finding]:
    """More applications in some days than `FUND_VELOCITY` allows, by one telephone, wallet or person."""
    most, days = settings.FUND_VELOCITY
    since = timezone.now() - timedelta(days=days)
    same = _shared(application, "phone_key", "wallet_key", "person_id")
    rows = Application.objects.system(SYSTEM).filter(same, submitted_at__gte=since)
    count = rows.exclude(state=S.DRAFT).count()
    if count > most:
        yield Finding(FlagKind.VELOCITY, figures={"count": count, "days": days})


@finder
def ceiling(application: Application) -> Iterator[Finding]:
    """More granted over all calls to one person, wallet or telephone than `FUND_PERSON_CEILING`, or than this call's ceiling."""
    if application.state not in GRANTED:
        return
    most = settings.FUND_PERSON_CEILING or application.call.ceiling
    same = Q(pk=application.pk) | _shared(application, "person_id", "wallet_key", "phone_key")
    rows = Application.objects.system(SYSTEM).filter(same, state__in=GRANTED)
    granted = rows.aggregate(total=Sum("granted"))["total"] or 0
    if granted > most:
        yield Finding(FlagKind.CEILING, figures={"granted": granted, "ceiling": most})


@finder
def wallet_name(application: Application) -> Iterator[Finding]:
    """The holder that was declared bears none of the names of the application."""
    holder = application.words.get("wallet_name", "")
    if holder and not bear_one_name(holder, [*names_in(application), application.words.get("contact", "")]):
        yield Finding(FlagKind.WALLET_NAME, ("declared",))


@finder
def staff(application: Application) -> Iterator[Finding]:
    """Whoever filed it judges or pays in the fund."""
    held = Charge.objects.filter(
        fund=application.call.fund_id, account=application.filed_by_id, duty__in=HANDLING, until__isnull=True
    )
    duties = sorted(held.values_list("duty", flat=True)) if application.filed_by_id else []
    if duties:
        yield Finding(FlagKind.STAFF, figures={"duties": duties})
