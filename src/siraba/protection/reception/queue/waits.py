"""How long somebody may still wait, with its error; where too little was measured, that is said instead of a figure."""

from django.db.models import Q
from django.utils.translation import gettext as _

from siraba.protection.reception.branches.models import Branch
from siraba.protection.reception.queue.history import ENOUGH, service_seconds
from siraba.protection.reception.queue.models import Visit, VisitState
from siraba.protection.reception.queue.selectors import open_desks

WHY = "how many go before somebody who waits"
STEP = 5


def ahead_of(visit: Visit) -> int:
    """Those who are at a desk or called to one, those of a higher class, and those of the same class who wait for longer."""
    before = Q(priority__lt=visit.priority) | Q(
        priority=visit.priority, waiting_since__lt=visit.waiting_since
    )
    waiting = Q(before, state=VisitState.WAITING) | Q(state__in=(VisitState.CALLED, VisitState.AT_DESK))
    return Visit.objects.system(WHY).filter(waiting, unit=visit.unit_id).exclude(pk=visit.pk).count()


def expected_wait(visit: Visit, branch: Branch) -> str:
    """A sentence for who waits: `entre 10 et 25 minutes`, or why nobody can say.

    All who go before and she come to the desks at once, each takes as long as one of the services that this branch has
    measured, drawn at random: the last to be called is she. Between the two figures lie nine tries out of ten.
    """
    desks = open_desks(branch).count()
    if not desks:
        return _("Aucun guichet n’est encore ouvert.")
    services = service_seconds(branch)
    if len(services) < ENOUGH:
        return _("L’attente ne peut pas encore être estimée : trop peu de passages ont été mesurés.")
    from siraba.engines.allocation import (  # scipy: only a process that is asked pays for it
        Service,
        simulate_day,
    )

    service = Service(observed=tuple(seconds / 60 for seconds in services))
    wait = simulate_day(0, 1, desks, service, batches=[(0, ahead_of(visit) + 1)]).longest
    return said(wait.low, wait.high)


def said(low: float, high: float) -> str:
    """An interval of minutes, rounded outwards to five, and never a point: nobody knows it to the minute."""
    low = STEP * int(low // STEP)
    high = max(STEP * -int(-high // STEP), low + STEP)
    if low == 0:
        return _("Attente probable : moins de %(high)d minutes.") % {"high": high}
    return _("Attente probable : entre %(low)d et %(high)d minutes.") % {"low": low, "high": high}
