"""What waits in the files of justice: deadlines late first, signatures, reports, requests not answered."""

from django.urls import reverse
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.interface.my_day import ROWS, Row, Section, register
from siraba.foundation.interface.templatetags.kit import local_date
from siraba.prosecution.investigations.models import InquiryState, ReportState
from siraba.prosecution.investigations.rules import INVESTIGATORS, JUSTICE, MAGISTRATES
from siraba.prosecution.investigations.selectors import (
    due_soon,
    inquiries_visible_to,
    reports_visible_to,
    to_countersign,
    waiting_requests,
)


def deadlines(actor: Actor) -> Section:
    rows = [
        Row(
            f"{one.get_kind_display()}{f' – {one.suspect.label}' if one.suspect else ''}",
            reverse("investigations:detail", args=[one.inquiry.code]),
            one.inquiry.code,
            one.state,
            one.get_state_display(),
            one.due_at,
        )
        for one in due_soon(actor)[:ROWS]
    ]
    return Section(
        _("Échéances de procédure"),
        rows,
        _("Aucune échéance n’est proche ni passée."),
        reverse("investigations:deadlines"),
    )


def signatures(actor: Actor) -> Section | None:
    rows = [
        Row(
            one.get_kind_display(),
            reverse("investigations:countersignature", args=[one.pk]),
            f"{one.inquiry.code}, {one.asked_by.full_name}",
            one.state,
            one.get_state_display(),
        )
        for one in to_countersign(actor).order_by("asked_at", "id")[:ROWS]
    ]
    return Section(_("À viser"), rows, "") if rows else None


def reports(actor: Actor) -> Section:
    waiting = reports_visible_to(actor).filter(state=ReportState.RECEIVED).defer("sealed")
    rows = [
        Row(
            one.code,
            reverse("investigations:report", args=[one.code]),
            one.get_source_display(),
            one.state,
            one.get_state_display(),
        )
        for one in waiting.order_by("received_at", "id")[:ROWS]
    ]
    return Section(
        _("Signalements à traiter"),
        rows,
        _("Aucun signalement n’attend."),
        reverse("investigations:reports"),
    )


def files(actor: Actor) -> Section:
    """The files that were sent and that no magistrate has taken."""
    waiting = inquiries_visible_to(actor).filter(state=InquiryState.REFERRED, magistrate__isnull=True)
    rows = [
        Row(
            one.code,
            reverse("investigations:detail", args=[one.code]),
            str(one.organisation),
            one.state,
            one.get_state_display(),
        )
        for one in waiting.defer("sealed").order_by("referred_at", "id")[:ROWS]
    ]
    return Section(
        _("Dossiers transmis, à prendre"),
        rows,
        _("Aucun dossier n’attend un magistrat."),
        reverse("investigations:list"),
    )


def requests(actor: Actor) -> Section | None:
    late = [one for one in waiting_requests(actor)[:ROWS] if one.is_late]
    rows = [
        Row(
            one.words.get("to", ""),
            reverse("investigations:detail", args=[one.inquiry.code]),
            _("attendue le %(day)s") % {"day": local_date(one.due_on)},
            "late",
            _("En retard"),
        )
        for one in late
    ]
    return Section(_("Entraide sans réponse"), rows, "", reverse("investigations:requests")) if rows else None


register(deadlines, JUSTICE, 5)
register(signatures, JUSTICE, 6)
register(reports, INVESTIGATORS, 10)
register(files, MAGISTRATES, 10)
register(requests, JUSTICE, 12)
