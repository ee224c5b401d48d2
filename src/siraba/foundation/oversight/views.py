"""Pages of the journal: its lines, and who did or read what in one record."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from siraba.foundation.access.acts import may
from siraba.foundation.access.errors import NotVisible
from siraba.foundation.access.policy import Purpose
from siraba.foundation.access.pseudonyms import read_code
from siraba.foundation.access.views import ActorRequest, page
from siraba.foundation.accounts.roles import Role
from siraba.foundation.audit.journal import record
from siraba.foundation.audit.models import AuditLine
from siraba.foundation.audit.selectors import last_seal, lines_about, lines_visible_to, shown_to
from siraba.foundation.consent.models import OverrideState
from siraba.foundation.consent.selectors import override_headers
from siraba.foundation.interface.acts import Act, act_page
from siraba.foundation.interface.forms import KitForm
from siraba.foundation.interface.paging import page_by_key
from siraba.foundation.oversight.forms import JournalFilter
from siraba.foundation.oversight.handing import hand_over_log, readings_of
from siraba.foundation.oversight.rules import HOLDERS
from siraba.foundation.oversight.watching import DAYS, watched_since
from siraba.foundation.vocabulary import label

oversight_page = page(Purpose.OVERSIGHT)


@oversight_page
@require_safe
def journal(request: ActorRequest) -> HttpResponse:
    return _show(request, lines_visible_to(request.actor), _("Journal d’accès"))


@oversight_page
@require_safe
def record_log(request: ActorRequest, code: str) -> HttpResponse:
    """The log of one record. A code that is not there and one that is closed give the same empty page."""
    known = read_code(code)
    if known is None:
        raise NotVisible
    heading = _("Journal du dossier ou référencement %(code)s") % {"code": known}
    give = reverse("audit:hand_over", args=[known]) if may(request.actor, "hand_over_log", known) else ""
    return _show(request, lines_about(request.actor, known), heading, known, give)


@page(Purpose.OVERSIGHT, roles=HOLDERS)
def hand_over(request: ActorRequest, code: str) -> HttpResponse:
    """The list for the person, to print or to read aloud. Raises NotVisible for a record that is not the actor's."""
    known = read_code(code)
    if known is None or not may(request.actor, "hand_over_log", known):
        raise NotVisible
    act = Act(
        _("Qui a lu le dossier %(code)s") % {"code": known},
        _("La personne a reçu cette liste"),
        reverse("audit:object", args=[known]),
        _("Toute personne peut savoir qui a lu ou changé ce qui la concerne, et pour quoi faire."),
        _("C’est enregistré."),
    )

    def do(_data: dict) -> str:
        hand_over_log(request.actor, known)
        return act.cancel

    readings = {"readings": lambda: readings_of(request.actor, known)}
    return act_page(request, KitForm(request.POST or None), do, act, "audit/handing.html", readings)


@page(Purpose.OVERSIGHT, roles={Role.DATA_PROTECTION_OFFICER})
@require_safe
def watch(request: ActorRequest) -> HttpResponse:
    """What the data protection officer looks at first: overrides, what went to justice, refusals, the busiest readers."""
    since = timezone.now() - timedelta(days=DAYS)
    shown = page_by_key(override_headers(request.actor), request, key=("-requested_at", "-id"))
    context = {
        "page": shown,
        "overrides": [in_words(row) for row in shown.rows],
        "watched": watched_since(request.actor, since),
        "days": DAYS,
    }
    record(request.actor, "read_watch")
    return render(request, "audit/watch.html", context)


def in_words(row: dict[str, Any]) -> dict[str, Any]:
    """An override without its person, for reading."""
    return row | {
        "state_label": OverrideState(row["state"]).label,
        "ground_label": label("override_ground", row["ground"]),
        "late": row["state"] == OverrideState.ENDED and row["review_due"] < timezone.now(),
    }


def _show(
    request: ActorRequest, lines: QuerySet[AuditLine], heading: str, code: str = "", give: str = ""
) -> HttpResponse:
    filters = JournalFilter(request.GET)
    filters.full_clean()  # an unknown value is said on its field, and the others still filter
    shown = page_by_key(_filtered(lines, filters.cleaned_data), request, key=("-id",))
    context = {
        "heading": heading,
        "give": give,
        "filters": filters,
        "page": shown,
        "lines": shown_to(request.actor, shown.rows),
        "seal": last_seal(request.actor),
    }
    record(request.actor, "read_journal", code)
    return render(request, "audit/journal.html", context)


def _filtered(lines: QuerySet[AuditLine], wanted: dict) -> QuerySet[AuditLine]:
    for name in ("act", "decision"):
        if wanted.get(name):
            lines = lines.filter(**{name: wanted[name]})
    if wanted.get("since"):
        lines = lines.filter(at__gte=_moment(wanted["since"], time.min))
    if wanted.get("until"):
        lines = lines.filter(at__lte=_moment(wanted["until"], time.max))
    return lines


def _moment(day: date, hour: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, hour))
