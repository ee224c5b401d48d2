"""What was suspected does not stay: alerts are emptied some months after they were closed."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from siraba.foundation.audit.journal import action, record
from siraba.protection.civil_status.inspection.models import CLOSED, Alert, AlertDecision, Question

WHY = "what was suspected does not outlast its time"
DAYS_A_MONTH = 30.4375


@action
def forget_alerts(actor: None) -> int:
    """Empty the alerts closed longer ago than `INSPECTION_MONTHS`, with what was decided, asked and answered; their number.

    What stays says that an act was looked at under a rule, when, and how it ended, so that the rule's precision adds up and the
    alert does not come again.
    """
    over = timezone.now() - timedelta(days=settings.INSPECTION_MONTHS * DAYS_A_MONTH)
    closed = Alert.objects.system(WHY).filter(state__in=CLOSED, closed_at__lt=over).exclude(sealed=b"")
    gone = list(closed.values_list("pk", flat=True))
    for model in (AlertDecision, Question):
        model.objects.system(WHY).filter(alert__in=gone).update(sealed=b"")
    done = Alert.objects.system(WHY).filter(pk__in=gone).update(sealed=b"", facts={}, score=0, other=None)
    record(actor, "forget_alerts", count=done)
    return done
