"""When a service is open: one answer for one service in memory, and the same for many in the database."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.foundation.services.models import MIDNIGHT, Schedule, Service
from siraba.foundation.services.terms import Day


def is_holiday(day: date) -> bool:
    """Whether the setting PUBLIC_HOLIDAYS names the day, as `month-day` each year or as a whole date."""
    return not {f"{day:%m-%d}", day.isoformat()}.isdisjoint(settings.PUBLIC_HOLIDAYS)


def open_at(service: Service, moment: datetime) -> bool:
    """Whether one of the service's schedules covers the moment (aware), in local time.

    A service that has told no hours is not known to be open: False. Reads `schedules`, which `with_parts` loads.
    """
    at = timezone.localtime(moment)
    return not service.closed_for_now and any(_covers(row, at) for row in service.schedules.all())


def opened_at(services: QuerySet[Service], moment: datetime) -> QuerySet[Service]:
    """Those of the services that `open_at` says are open, chosen by the database."""
    at = timezone.localtime(moment)
    rows = Schedule.objects.filter(
        Q(closes=MIDNIGHT) | Q(closes__gt=at.time()),
        Q(valid_from=None) | Q(valid_from__lte=at.date()),
        Q(valid_to=None) | Q(valid_to__gte=at.date()),
        service=OuterRef("pk"),
        weekday=at.weekday(),
        opens__lte=at.time(),
    )
    if is_holiday(at.date()):
        rows = rows.filter(closed_on_holidays=False)
    return services.filter(Exists(rows), closed_for_now=False)


def _covers(row: Schedule, at: datetime) -> bool:
    day = at.date()
    return (
        row.weekday == at.weekday()
        and row.opens <= at.time()
        and (row.closes == MIDNIGHT or at.time() < row.closes)
        and (row.valid_from is None or row.valid_from <= day)
        and (row.valid_to is None or day <= row.valid_to)
        and not (row.closed_on_holidays and is_holiday(day))
    )


def open_until(service: Service, moment: datetime) -> time | None:
    """The hour, local, at which what is open at the moment closes (midnight is the end of the day); None when it is closed."""
    at = timezone.localtime(moment)
    hours = [row.closes for row in service.schedules.all() if _covers(row, at)]
    if service.closed_for_now or not hours:
        return None
    return MIDNIGHT if MIDNIGHT in hours else max(hours)


def next_opening(service: Service, moment: datetime, days: int = 7) -> datetime | None:
    """When the service opens next, the moment itself if it is open; None if it does not within so many days, or tells no hours."""
    if service.closed_for_now:
        return None
    at = timezone.localtime(moment)
    if open_until(service, moment) is not None:
        return at
    for ahead in range(days + 1):
        day = at.date() + timedelta(days=ahead)
        openings = [
            datetime.combine(day, row.opens, at.tzinfo)
            for row in service.schedules.all()
            if row.weekday == day.weekday() and _covers(row, datetime.combine(day, row.opens, at.tzinfo))
        ]
        later = [opening for opening in openings if opening > at]
        if later:
            return min(later)
    return None


def hours_in_words(schedules: Iterable[Schedule]) -> str:
    """“Lundi à vendredi 8 h – 16 h ; samedi 8 h – 12 h”, in the reader's language; empty without schedules."""
    days: dict[int, list[str]] = {}
    for row in sorted(schedules, key=lambda row: (row.weekday, row.opens)):
        days.setdefault(row.weekday, []).append(_span(row.opens, row.closes))
    runs: list[tuple[int, int, str]] = []
    for day, spans in days.items():
        hours = ", ".join(spans)
        if runs and runs[-1][1:] == (day - 1, hours):
            runs[-1] = (runs[-1][0], day, hours)
        else:
            runs.append((day, day, hours))
    words = " ; ".join(f"{_days(first, last)} {hours}" for first, last, hours in runs)
    return words[:1].upper() + words[1:]


def _days(first: int, last: int) -> str:
    if (first, last) == (Day.MONDAY, Day.SUNDAY):
        return _("tous les jours")
    names = {"first": Day(first).label, "last": Day(last).label}
    return str(names["first"]) if first == last else _("%(first)s à %(last)s") % names


def _span(opens: time, closes: time) -> str:
    if opens == closes == MIDNIGHT:
        return _("24\xa0h sur 24")
    return f"{hour_in_words(opens)}\xa0– {hour_in_words(closes, end=True)}"


def hour_in_words(at: time, end: bool = False) -> str:
    """“8 h” or “8 h 30”; midnight as the end of a day is “24 h”."""
    hour = 24 if end and at == MIDNIGHT else at.hour
    return f"{hour}\xa0h\xa0{at.minute:02}" if at.minute else f"{hour}\xa0h"
