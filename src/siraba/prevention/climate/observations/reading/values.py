"""Numbers and days as the publishers write them. Each refusal says what was written."""

import math
import re
from calendar import monthrange
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from siraba.prevention.climate.observations.reading.facts import BadLine

DAYS = ("%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y", "%Y/%m/%d", "%a, %d/%m/%Y", "%d %B %Y")
MONTHS = ("january february march april may june july august september october november december").split()


def number(text: str) -> float | None:
    """A finite number, or None for an empty cell. Raises BadLine."""
    plain = text.replace("\N{NO-BREAK SPACE}", "").replace(" ", "")
    if not plain or plain.lower() in ("na", "n/a", "nan", "null", "-"):
        return None
    if re.fullmatch(r"-?[1-9]\d{0,2},\d{3}", plain):
        raise BadLine(_("« %(text)s » se lit de deux façons : milliers ou décimales ?") % {"text": text[:40]})
    if re.fullmatch(r"-?[1-9]\d{0,2}(,\d{3})+(\.\d+)?", plain):
        plain = plain.replace(",", "")
    try:
        value = float(plain.replace(",", "."))
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise BadLine(_("« %(text)s » n’est pas un nombre.") % {"text": text[:40]})
    return value


def amount(text: str) -> float | None:
    """The same, not under zero."""
    value = number(text)
    if value is not None and value < 0:
        raise BadLine(_("« %(text)s » est sous zéro.") % {"text": text[:40]})
    return value


def count(text: str) -> int:
    """A whole number, 0 for an empty cell."""
    return round(amount(text) or 0)


def point(text: str) -> float | None:
    """Degrees, or None where nothing usable is written: a wrong point is worse than none."""
    try:
        return number(text)
    except BadLine:
        return None


def day(text: str) -> date:
    """A day, whatever the order in which the publisher writes it. Raises BadLine."""
    first = text.strip().split("T")[0] if re.match(r"\d{4}-", text.strip()) else text.strip()
    first = first.split(" ")[0] if re.match(r"[\d/-]+ ", first) else first
    for form in DAYS:
        try:
            return datetime.strptime(first, form).date()
        except ValueError:
            continue
    raise BadLine(_("« %(text)s » n’est pas une date.") % {"text": text[:40]})


def year(text: str) -> tuple[date, date]:
    value = text.strip().removesuffix(".0")
    if not re.fullmatch(r"(19|20|21)\d\d", value):
        raise BadLine(_("« %(text)s » n’est pas une année.") % {"text": text[:40]})
    return date(int(value), 1, 1), date(int(value), 12, 31)


def month(year_text: str, month_text: str) -> tuple[date, date]:
    first, _last = year(year_text)
    named = month_text.strip().lower()
    number_ = MONTHS.index(named) + 1 if named in MONTHS else None
    if number_ is None and re.fullmatch(r"0?[1-9]|1[0-2]", named):
        number_ = int(named)
    if number_ is None:
        raise BadLine(_("« %(text)s » n’est pas un mois.") % {"text": month_text[:40]})
    return month_of(date(first.year, number_, 1))


def month_of(one: date) -> tuple[date, date]:
    """The first and the last day of the month."""
    return one.replace(day=1), one.replace(day=monthrange(one.year, one.month)[1])


def months(first: int, last: int, year_text: str) -> tuple[date, date]:
    """The first day of one month and the last of another of the same year."""
    start, _end = year(year_text)
    return date(start.year, first, 1), month_of(date(start.year, last, 1))[1]


def one_day(text: str) -> tuple[date, date]:
    found = day(text)
    return found, found


def month_before(one: date) -> date:
    return (one.replace(day=1) - timedelta(days=1)).replace(day=1)


def month_after(one: date) -> date:
    return (one.replace(day=28) + timedelta(days=4)).replace(day=1)
