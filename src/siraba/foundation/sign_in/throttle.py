"""Guessing from many addresses at one account, or from one address at many accounts: both doors close for a while.

Each pair of identifier and address is counted apart (django-axes). Here the failures of all addresses together, and
of all identifiers together, are counted. A device that has already opened the account is let through to its own
count, so that nobody can be kept out of the own account by somebody who types wrong passwords elsewhere.
"""

from datetime import timedelta

from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Sum
from django.http import HttpRequest
from django.utils import timezone

from siraba.foundation.sign_in.devices import knows


def closes(request: HttpRequest, username: str) -> bool:
    """Whether there were too many failures lately, for the identifier or from the address."""
    address = request.META.get("REMOTE_ADDR")
    by_name = _failures(username=username.lower()) >= settings.SIGN_IN_ATTEMPTS_ANYWHERE
    return (by_name and not knows(request, username)) or (
        _failures(ip_address=address) >= settings.SIGN_IN_ATTEMPTS_FROM_ONE_ADDRESS
    )


def _failures(**whose: str | None) -> int:
    since = timezone.now() - timedelta(hours=settings.AXES_COOLOFF_TIME)
    lately = AccessAttempt.objects.filter(attempt_time__gte=since, **whose)
    return lately.aggregate(n=Sum("failures_since_start"))["n"] or 0
