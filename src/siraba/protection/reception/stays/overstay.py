"""Who stays longer than was agreed, or than the branch allows."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from django.db.models import Q
from django.utils import timezone

from siraba.protection.reception.branches.models import Branch
from siraba.protection.reception.stays.models import StayState


def past_end() -> Q:
    """The day of leaving has passed."""
    return Q(state=StayState.OCCUPIED, until__lt=timezone.localdate())


def past_longest(units: Iterable[int]) -> Q:
    """Longer than the branch allows: one query for all of these units."""
    limits = Branch.objects.filter(unit__in=list(units), longest_stay_days__isnull=False)
    by_days: dict[int | None, list[int]] = {}
    for unit, days in limits.values_list("unit_id", "longest_stay_days"):
        by_days.setdefault(days, []).append(unit)
    found = Q(pk__in=[])
    for days, of_these in by_days.items():
        found |= Q(state=StayState.OCCUPIED, unit__in=of_these, in_at__lt=_midnight(days or 0))
    return found


def _midnight(days: int) -> datetime:
    """Who came in before this has been there for more than so many nights, tonight not counted."""
    day = timezone.localdate() - timedelta(days=days)
    return timezone.make_aware(datetime.combine(day, time.min))


def overstaying(units: Iterable[int]) -> Q:
    """Somebody has to look: the end has passed, or the longest stay has and nobody agreed to more."""
    return past_end() | (past_longest(units) & Q(extended_by__isnull=True))
