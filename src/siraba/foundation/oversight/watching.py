"""What stands out in the log of the last days, each with its reason: rules that can be read, and nothing that decides."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import ExtractHour
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.accounts.models import Account
from siraba.foundation.audit.models import AuditLine, Decision
from siraba.foundation.audit.selectors import lines_visible_to

DAYS = 7
READINGS = ("read_case", "read_referral", "read_released_fields", "read_disclosure", "list_cases")


@dataclass(frozen=True)
class StandsOut:
    """An account, what it did, how often, and why that is shown."""

    who: str
    role: str
    organisation: str
    count: int
    reason: str


def watched_since(actor: Actor, since: datetime) -> list[StandsOut]:
    """The accounts that stand out among the lines open to the actor, the most frequent first."""
    lines = lines_visible_to(actor).filter(at__gte=since, account__isnull=False).order_by()
    found = [*_many_readings(lines), *_many_refusals(lines), *_at_night(lines)]
    return _named(sorted(found, key=lambda one: -one[1]))


def _per_account(lines: QuerySet[AuditLine]) -> dict[int, tuple[str, int]]:
    rows = lines.values_list("account_id", "role").annotate(count=Count("pk"))
    return {account: (role, count) for account, role, count in rows}


def _many_readings(lines: QuerySet[AuditLine]) -> Iterable[tuple[int, int, str]]:
    """Several times what the middle account of the same role reads."""
    counts = _per_account(lines.filter(act__in=READINGS, decision=Decision.ALLOWED))
    usual: dict[str, float] = {
        role: median(count for one, count in counts.values() if one == role)
        for role, _count in counts.values()
    }
    for account, (role, count) in counts.items():
        if count >= settings.WATCH_READINGS and count > settings.WATCH_TIMES_USUAL * usual[role]:
            yield (
                account,
                count,
                _("lectures, pour %(usual)d d’ordinaire dans ce rôle") % {"usual": usual[role]},
            )


def _many_refusals(lines: QuerySet[AuditLine]) -> Iterable[tuple[int, int, str]]:
    for account, (_role, count) in _per_account(lines.filter(decision=Decision.REFUSED)).items():
        if count >= settings.WATCH_REFUSALS:
            yield account, count, _("pages ou actions refusées")


def _at_night(lines: QuerySet[AuditLine]) -> Iterable[tuple[int, int, str]]:
    start, end = settings.WATCH_NIGHT
    night = lines.filter(act__in=READINGS).annotate(hour=ExtractHour("at"))
    for account, (_role, count) in _per_account(night.filter(Q(hour__gte=start) | Q(hour__lt=end))).items():
        if count >= settings.WATCH_AT_NIGHT:
            yield account, count, _("lectures entre %(start)d h et %(end)d h") % {"start": start, "end": end}


def _named(found: list[tuple[int, int, str]]) -> list[StandsOut]:
    accounts = Account.objects.select_related("organisation").in_bulk(
        {account for account, _count, _why in found}
    )
    return [
        StandsOut(
            accounts[account].full_name,
            str(accounts[account].get_role_display()),
            str(accounts[account].organisation or ""),
            count,
            reason,
        )
        for account, count, reason in found
    ]
