"""What a person asked of a fund goes with her, or by time for who came by itself; amounts and states stay, so that counts add up."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from siraba.foundation.audit.journal import action, record
from siraba.foundation.retention.holdings import hold
from siraba.protection.reintegration.calls.models import (
    Appeal,
    Application,
    ApplicationDocument,
    ApplicationState,
    Evaluation,
)

WHY = "an application whose time is over"
AT_ONCE = 500
KEYS: dict[str, Any] = {"household_key": "", "phone_key": "", "wallet_key": "", "receipt_key": ""}
OVER = (
    ApplicationState.DRAFT,
    ApplicationState.WITHDRAWN,
    ApplicationState.INADMISSIBLE,
    ApplicationState.REFUSED,
    ApplicationState.COMPLETED,
    ApplicationState.STOPPED,
)

hold(ApplicationDocument, "application__person", 20, document=b"")
hold(Appeal, "application__person", 20)
hold(Evaluation, "application__person", 20)
hold(Application, "person", 21, **KEYS)


@action
def forget_applications(actor: None) -> int:
    """Empty what applicants by themselves asked long ago and of which nothing is under way; their number. Run by the timer."""
    over = timezone.now() - timedelta(days=settings.FUND_KEEP_DAYS)
    rows = Application.objects.system(WHY).filter(person__isnull=True, state__in=OVER, started_at__lt=over)
    old = list(rows.exclude(sealed=b"").values_list("pk", flat=True)[:AT_ONCE])
    ApplicationDocument.objects.system(WHY).filter(application__in=old).update(sealed=b"", document=b"")
    for kind in (Appeal, Evaluation):
        kind.objects.system(WHY).filter(application__in=old).update(sealed=b"")
    Application.objects.system(WHY).filter(pk__in=old).update(sealed=b"", **KEYS)
    record(actor, "forget_applications", count=len(old))
    return len(old)
