"""What is left of a call's budget. A room above may say what was paid of a project that stopped."""

from collections.abc import Callable

from django.db.models import Sum

from siraba.protection.reintegration.calls.models import GRANTED, Application, ApplicationState, Call
from siraba.protection.reintegration.committee.models import Item, Session

SYSTEM = "what is left of a budget"
Paid = Callable[[Application], int]
_paid: list[Paid] = []


def know_paid(find: Paid) -> None:
    """Register what was paid of a grant, in francs, so that a project that stops gives back the rest."""
    _paid.append(find)


def left_of(call: Call) -> int:
    """The budget without what is granted; of a stopped project what was paid counts, all of it where nobody knows."""
    rows = Application.objects.system(SYSTEM).filter(call=call, state__in=GRANTED)
    granted = rows.exclude(state=ApplicationState.STOPPED).aggregate(sum=Sum("granted"))["sum"] or 0
    stopped = sum(spent_on(one) for one in rows.filter(state=ApplicationState.STOPPED))
    return call.budget - granted - stopped


def spent_on(application: Application) -> int:
    granted = application.granted or 0
    return min(granted, sum(find(application) for find in _paid)) if _paid else granted


def granted_in(session: Session) -> int:
    """What a session grants so far."""
    rows = Item.objects.system(SYSTEM).filter(session=session)
    return rows.aggregate(sum=Sum("granted"))["sum"] or 0
