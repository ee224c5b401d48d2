"""What a branch has measured of itself: how long its desks take, who comes at which hour, who is on duty then.

Counts and lengths of time alone are read, never a row.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, OuterRef
from django.db.models.functions import ExtractHour, TruncDate
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siraba.protection.reception.arrivals.fields import Presence
from siraba.protection.reception.arrivals.models import Arrival
from siraba.protection.reception.branches.models import Branch, Duty, Shift
from siraba.protection.reception.queue.models import Visit

WHY = "lengths of services and counts of arrivals of a branch"
# Fewer measured services than this say nothing of the next
ENOUGH = 20
LATEST = 500
AT_DESKS = (Duty.HEAD, Duty.RECEPTION, Duty.ORIENTATION)


class DayType(models.TextChoices):
    """Days that are alike. To be validated by the DGME: feasts and market days are not told apart."""

    WEEK = "week", _("Lundi à vendredi")
    SATURDAY = "saturday", _("Samedi")
    SUNDAY = "sunday", _("Dimanche")

    @classmethod
    def of(cls, day: date) -> "DayType":
        return {5: cls.SATURDAY, 6: cls.SUNDAY}.get(day.weekday(), cls.WEEK)


Hour = tuple[DayType, int]


def first_day() -> date:
    return timezone.localdate() - timedelta(days=settings.QUEUE_HISTORY_DAYS)


def service_seconds(branch: Branch) -> list[int]:
    """How long the latest services took, a second at least and five hundred of them at most.

    Fewer than ENOUGH say too little.
    """
    measured = Visit.objects.system(WHY).filter(
        unit=branch.unit_id, lasted__isnull=False, day__gte=first_day()
    )
    latest = measured.order_by("-day", "-waiting_since").values_list("lasted", flat=True)[:LATEST]
    return [max(1, seconds) for seconds in latest]


def arrivals_an_hour(branch: Branch) -> dict[Hour, float]:
    """How many came in each hour of each type of day, on average over the days since the first that is known.

    Today is left out: it is not over. Tickets are counted, and arrivals who never took one.
    """
    today = timezone.localdate()
    by_day: Counter[tuple[date, int]] = Counter()
    for day, hour, number in (*_tickets(branch, today), *_without_ticket(branch, today)):
        by_day[day, hour] += number
    if not by_day:
        return {}
    first = min(day for day, _hour in by_day)
    days = Counter(DayType.of(first + timedelta(days=n)) for n in range((today - first).days))
    came: Counter[Hour] = Counter()
    for (day, hour), number in by_day.items():
        came[DayType.of(day), hour] += number
    return {(kind, hour): number / days[kind] for (kind, hour), number in came.items()}


def _tickets(branch: Branch, today: date) -> list[tuple[date, int, int]]:
    rows = Visit.objects.system(WHY).filter(
        unit=branch.unit_id, day__gte=first_day(), day__lt=today, after__isnull=True
    )
    rows = rows.order_by().annotate(hour=ExtractHour("waiting_since")).values("day", "hour")
    return list(rows.annotate(number=Count("pk")).values_list("day", "hour", "number"))


def _without_ticket(branch: Branch, today: date) -> list[tuple[date, int, int]]:
    ticket = Visit.objects.system(WHY).filter(arrival=OuterRef("pk"))
    rows = Arrival.objects.system(WHY).filter(~Exists(ticket), unit=branch.unit_id, presence=Presence.HERE)
    rows = rows.annotate(when=TruncDate("registered_at"), hour=ExtractHour("registered_at"))
    rows = rows.filter(when__gte=first_day(), when__lt=today).order_by().values("when", "hour")
    return list(rows.annotate(number=Count("pk")).values_list("when", "hour", "number"))


def on_duty_by_hour(branch: Branch) -> dict[Hour, int]:
    """How many who work at desks the roster has in each hour of the seven days that come: the fewest, by type of day."""
    start = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    end = start + timedelta(days=7)
    shifts = Shift.objects.filter(
        member__branch=branch, member__duty__in=AT_DESKS, starts__lt=end, ends__gt=start
    )
    planned = list(shifts.values_list("member", "starts", "ends"))
    fewest: dict[Hour, int] = {}
    for n in range(7 * 24):
        moment = start + timedelta(hours=n)
        key = (DayType.of(moment.date()), moment.hour)
        number = _there(planned, moment)
        fewest[key] = min(number, fewest.get(key, number))
    return fewest


def _there(planned: Sequence[tuple[int, datetime, datetime]], moment: datetime) -> int:
    """Those who are there for the whole hour that begins."""
    return len(
        {who for who, starts, ends in planned if starts <= moment and ends >= moment + timedelta(hours=1)}
    )
