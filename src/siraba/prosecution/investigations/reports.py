"""Reports: taken in from anybody or recorded, graded, and then joined to an inquiry, made one, or dropped with a reason."""

from contextlib import suppress
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.foundation.access import crypto
from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right
from siraba.foundation.access.errors import Invalid
from siraba.foundation.access.locking import lock
from siraba.foundation.access.receipts import read_number
from siraba.foundation.audit.journal import action, record
from siraba.foundation.geography.models import Area
from siraba.foundation.handover.models import DisclosedCopy
from siraba.foundation.organisations.models import Organisation
from siraba.prosecution.investigations.inquiries import begin
from siraba.prosecution.investigations.models import (
    REPORT_MOVES,
    Inquiry,
    Report,
    ReportSource,
)
from siraba.prosecution.investigations.models.files import ENDED
from siraba.prosecution.investigations.receipts import number_for
from siraba.prosecution.investigations.rules import investigates

SYSTEM = "a report that somebody sent without a name"


@action
def receive_report(
    actor: None,
    form_id: UUID,
    *,
    what: str,
    where: str = "",
    when: str = "",
    contact: str = "",
    earlier: str = "",
) -> str:
    """Take in what somebody sent by the public form, and give the number that they keep.

    The same form sent twice is one report and gives the same number. Whether `earlier` is the number of a report, the
    sender does not learn. Nothing is kept of where it came from.
    """
    number = number_for(form_id)
    key = _key(number)
    rows = Report.objects.system(SYSTEM)
    if not rows.filter(key=key).exists():
        known = read_number(earlier)
        report = Report(
            organisation=Organisation.objects.get(code=settings.REPORTS_TO),
            source=ReportSource.WEB,
            key=key,
            follows=rows.filter(key=_key(known)).first() if known else None,
        )
        report.write(what=what, where=where, when=when, contact=contact)
        # Sent twice at one moment, the second finds the first
        with suppress(IntegrityError), transaction.atomic():
            report.save(force_insert=True)
    record(actor, "receive_report")
    return number


def _key(number: str) -> str:
    return crypto.blind_index(Report.compartment, "report", number)


@action
def record_report(
    actor: Actor,
    *,
    source: str,
    what: str,
    where: str = "",
    when: str = "",
    contact: str = "",
    reliability: str,
    credibility: str,
    form: str = "",
    region: Area | None = None,
    copy: DisclosedCopy | None = None,
) -> Report:
    """Write down what came by telephone, patrol, partner, or as a disclosure that is still open.

    Raises:
        Invalid: a disclosure is named without being the source, or is not named, or has ended.
    """
    check_right(actor, "record_report")
    disclosed = source == ReportSource.DISCLOSURE
    if disclosed != (copy is not None):
        raise Invalid(_("Choisissez la divulgation quand elle est l’origine, et seulement alors."), "copy")
    if copy and (not copy.is_open() or copy.recipient_id != actor.home):
        raise Invalid(_("Cette divulgation n’est plus ouverte."), "copy")
    report = Report(
        organisation_id=actor.home,
        source=source,
        reliability=reliability,
        credibility=credibility,
        form=form,
        region=region,
        copy=copy,
        recorded_by_id=actor.account_id,
    )
    report.write(what=what, where=where, when=when, contact=contact)
    report.save(force_insert=True)
    record(actor, "record_report", report.code, source=source)
    return report


@action
def grade_report(
    actor: Actor,
    report: Report,
    *,
    reliability: str,
    credibility: str,
    form: str = "",
    region: Area | None = None,
) -> None:
    """Say how far the source and the information may be relied on, each apart from the other."""
    check_right(actor, "grade_report", report)
    lock(report)
    REPORT_MOVES.require(report, "grade_report")
    report.reliability, report.credibility = reliability, credibility
    report.form, report.region = form, region
    report.save()
    record(actor, "grade_report", report.code, grade=f"{reliability}{credibility}")


@action
def join_report(actor: Actor, report: Report, *, inquiry: Inquiry) -> None:
    """Join the report to an inquiry that runs and on which the actor works."""
    check_right(actor, "join_report", report)
    lock(report)
    REPORT_MOVES.advance(report, "join_report")
    if inquiry.state in ENDED or not investigates(actor, inquiry):
        raise Invalid(_("Cette procédure n’est pas à choisir ici."), "inquiry")
    _decide(actor, report, inquiry)
    record(actor, "join_report", report.code, inquiry=inquiry.code)


@action
def open_from_report(
    actor: Actor, report: Report, *, title: str, summary: str = "", number: str = ""
) -> Inquiry:
    """Open an inquiry on the report."""
    check_right(actor, "open_from_report", report)
    lock(report)
    REPORT_MOVES.advance(report, "open_from_report")
    inquiry = begin(
        actor, title=title, summary=summary, number=number, form=report.form, region=report.region
    )
    _decide(actor, report, inquiry)
    record(actor, "open_from_report", report.code, inquiry=inquiry.code)
    return inquiry


@action
def drop_report(actor: Actor, report: Report, *, reason: str) -> None:
    """Take no further action, and say why."""
    check_right(actor, "drop_report", report)
    lock(report)
    REPORT_MOVES.advance(report, "drop_report")
    report.write(**{**report.words, "reason": reason})
    _decide(actor, report, None)
    record(actor, "drop_report", report.code)


def _decide(actor: Actor, report: Report, inquiry: Inquiry | None) -> None:
    report.inquiry = inquiry
    report.decided_by_id, report.decided_at = actor.account_id, timezone.now()
    report.save()
