"""Small words of the templates, on every page without `load`; cheap enough for lists of 25 rows."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from siraba.foundation.vocabulary.lists import UnknownCode, label

register = template.Library()

TONES = {
    "done": "accepted approved closed completed granted restored verified acknowledged delivered active",
    "waiting": "draft submitted sent received requested consent_pending informed searching presumed reopened announced reserved",
    "going": "open assessed planned in_progress in_service follow_up identified granted_in_part released receiving equipped occupied",
    "alert": "high urgent overdue late escalated expired closure_requested consent_withdrawn override suspended",
    "stopped": "declined refused revoked withdrawn not_completed not_identified stopped recalled merged",
}
TONE_OF = {state: tone for tone, states in TONES.items() for state in states.split()}


@register.simple_tag
def badge(state: str, label: object = "") -> SafeString:
    """The state as a word in a coloured pill; the word alone carries the meaning."""
    return _badge(state, str(label or state))


@lru_cache(1024)
def _badge(state: str, label: str) -> SafeString:
    return format_html('<span class="badge tone-{}">{}</span>', TONE_OF.get(state, "plain"), label)


@register.filter(name="local_date")
@register.simple_tag
def local_date(moment: date | datetime | None) -> str:
    """`25 nov. 2026`, with the hour in the local time zone if there is one; empty for None."""
    if moment is None:
        return ""
    if not isinstance(moment, datetime):
        return _day(moment, get_language())
    local = timezone.localtime(moment)
    return f"{_day(local.date(), get_language())}, {local:%H:%M}"


@lru_cache(4096)
def _day(day: date, language: str | None) -> str:
    return date_format(day, "j N Y")


@register.filter
def until(due: datetime | None, now: datetime | None = None) -> str:
    """`dans 3 h` before the deadline, `en retard de 2 j` after it; empty for None."""
    if due is None:
        return ""
    seconds = (due - (now or timezone.now())).total_seconds()
    return _until(seconds < 0, *_unit(seconds), get_language())


@register.filter
def since(moment: datetime | None, now: datetime | None = None) -> str:
    """`il y a 3 h`; empty for None."""
    if moment is None:
        return ""
    return _("il y a %(delay)s") % {"delay": delay(((now or timezone.now()) - moment).total_seconds())}


@register.filter
def is_late(due: datetime | None) -> bool:
    return due is not None and due < timezone.now()


def delay(seconds: float) -> str:
    """A length of time in its largest sensible unit: minutes to 2 h, hours to 2 days, then days."""
    return _delay(*_unit(seconds), get_language())


def _unit(seconds: float) -> tuple[int, str]:
    minutes = int(abs(seconds)) // 60
    if minutes < 120:
        return max(minutes, 1), "min"
    return (minutes // 60, "h") if minutes < 2880 else (minutes // 1440, "d")


@lru_cache(1024)
def _delay(n: int, unit: str, language: str | None) -> str:
    words = {"min": _("%(n)d min"), "h": _("%(n)d h"), "d": _("%(n)d j")}
    return words[unit] % {"n": n}


@lru_cache(2048)
def _until(late: bool, n: int, unit: str, language: str | None) -> str:
    sentence = _("en retard de %(delay)s") if late else _("dans %(delay)s")
    return sentence % {"delay": _delay(n, unit, language)}


@register.simple_tag(takes_context=True)
def query_with(context: template.Context, **changes: object) -> str:
    """The page's own query string with these values changed; None or an empty value takes one out."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        if value in (None, ""):
            query.pop(name, None)
        else:
            query[name] = str(value)
    return f"?{query.urlencode()}"


@register.filter
def thousands(number: int | None) -> str:
    """`14 299` with a narrow no-break space, `14,299` in English; empty for None."""
    if number is None:
        return ""
    separator = "," if get_language() == "en" else "\u202f"
    return f"{number:,}".replace(",", separator)


@register.filter
def label_of(code: str | None, list_name: str) -> str:
    """The label of a vocabulary code in the reader's language; the code itself if the list lacks it."""
    if not code:
        return ""
    try:
        return label(list_name, code)
    except UnknownCode:
        return code


@register.filter
def labels_of(codes: Iterable[str] | None, list_name: str) -> str:
    """Several codes, as one list of labels."""
    return ", ".join(label_of(code, list_name) for code in codes or ())
