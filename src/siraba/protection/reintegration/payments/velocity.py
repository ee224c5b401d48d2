"""Many payments to one wallet in a short time: what only payments can show, added to what is looked for."""

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from siraba.protection.reintegration.calls.models import Application
from siraba.protection.reintegration.payments.models import OVER, Payment
from siraba.protection.reintegration.safeguards.finding import SYSTEM, Finding, finder
from siraba.protection.reintegration.safeguards.models import FlagKind


@finder
def many_payments(application: Application) -> Iterator[Finding]:
    """More payments to one wallet in some days than `FUND_VELOCITY` allows, those of other applications too."""
    most, days = settings.FUND_VELOCITY
    since = timezone.now() - timedelta(days=days)
    rows = Payment.objects.system(SYSTEM).filter(wallet_key=application.wallet_key, made_at__gte=since)
    count = rows.exclude(state__in=OVER).count() if application.wallet_key else 0
    if count > most:
        yield Finding(FlagKind.VELOCITY, ("payments",), figures={"payments": count, "days": days})
