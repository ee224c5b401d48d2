"""Technical traces that nobody needs after some days: they go by themselves."""

from datetime import timedelta

from axes.models import AccessAttempt
from django.conf import settings
from django.utils import timezone

from siraba.foundation.accounts.models import Session
from siraba.foundation.audit.journal import action, record
from siraba.foundation.interface.models import FormReceipt
from siraba.foundation.membership.models import Invitation
from siraba.foundation.sign_in.models import Notice


@action
def purge_traces(actor: None) -> int:
    """Delete what is past its days; returns how many rows."""
    before = timezone.now() - timedelta(days=settings.TRACE_DAYS)
    kinds = [
        Session.objects.filter(expire_date__lt=timezone.now()),
        AccessAttempt.objects.filter(attempt_time__lt=before),
        FormReceipt.objects.filter(at__lt=before),
        Invitation.objects.filter(expires_at__lt=before),
        Notice.objects.filter(seen_at__lt=before),
    ]
    gone = sum(rows.delete()[0] for rows in kinds)
    record(actor, "purge_traces", count=gone)
    return gone
