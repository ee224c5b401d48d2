"""Which visits are open, to whom, and who may do what in the queue: the agents of the branch."""

from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import allow
from siraba.foundation.access.guard import register_rows
from siraba.foundation.access.policy import Category, Scope
from siraba.protection.reception.arrivals.rules import at_own_branch as rows_of_own_branch
from siraba.protection.reception.arrivals.rules import comes_to_own_branch
from siraba.protection.reception.branches.rules import BRANCH, NOT_YOURS, RECEPTION, at_own_branch, runs
from siraba.protection.reception.queue.models import Desk, Visit

register_rows(Visit, Category.ARRIVAL, {Scope.ARRIVALS: rows_of_own_branch})


def sits_at(actor: Actor, desk: Desk) -> bool:
    return at_own_branch(actor, desk.branch) and desk.account_id == actor.account_id


def may_close(actor: Actor, desk: Desk) -> bool:
    """Whoever sits there, and whoever leads the branch when an agent went away without closing."""
    return sits_at(actor, desk) or runs(actor, desk.branch)


NOT_YOUR_DESK = _("Un autre agent tient ce guichet.")

allow("open_desk", _("Ouvrir un guichet"), BRANCH, RECEPTION, at_own_branch, NOT_YOURS)
allow("close_desk", _("Fermer le guichet"), BRANCH, RECEPTION, may_close, NOT_YOUR_DESK)
allow("call_next", _("Appeler le suivant"), BRANCH, RECEPTION, sits_at, NOT_YOUR_DESK)
allow("take_ticket", _("Donner un ticket"), BRANCH, RECEPTION, at_own_branch, NOT_YOURS)
for name, label in {
    "raise_priority": _("Faire passer devant"),
    "begin_service": _("Commencer"),
    "mark_absent": _("Pas là"),
    "serve_visit": _("Servi"),
    "transfer_visit": _("Conduire ailleurs"),
    "leave_queue": _("Parti"),
}.items():
    allow(name, label, BRANCH, RECEPTION, comes_to_own_branch, NOT_YOURS)
