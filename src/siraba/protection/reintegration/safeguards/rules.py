"""Which flags are open, to whom, and who may settle them."""

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import allow
from siraba.foundation.access.guard import register_rows
from siraba.foundation.access.policy import Category, Scope
from siraba.protection.reintegration.calls.models import Application, Charge, Duty
from siraba.protection.reintegration.calls.rules import FUND, FUNDING, NAMED_TO, has_duty, held_now
from siraba.protection.reintegration.safeguards.models import Flag, FlagState

SYSTEM = "the two sides of a flag that is open to the actor"


def _of_own_fund(actor: Actor) -> Q:
    """On whichever side is a fund in which the actor has a duty that needs names; who judges projects sees none."""
    held = Charge.objects.filter(held_now(actor), fund__organisation=actor.organisation_id, duty__in=NAMED_TO)
    return Q(Exists(held.filter(fund__calls__applications=OuterRef("application_id")))) | Q(
        Exists(held.filter(fund__calls__applications=OuterRef("other_id")))
    )


register_rows(Flag, Category.GRANTS, {Scope.OWN: _of_own_fund})


def sides(flag: Flag) -> list[Application]:
    """The applications that a flag is about: one or two, the later first."""
    rows = Application.objects.system(SYSTEM).select_related("call__fund")
    found = rows.in_bulk([pk for pk in (flag.application_id, flag.other_id) if pk])
    return [found[pk] for pk in (flag.application_id, flag.other_id) if pk]


def _settles(actor: Actor, flag: Flag) -> bool:
    """Charged with it in the fund of one of the two, and no part of it: neither filed it nor, once confirmed, confirmed it."""
    both = sides(flag)
    if any(one.filed_by_id == actor.account_id for one in both):
        return False
    if flag.state == FlagState.CONFIRMED and flag.settled_by_id == actor.account_id:
        return False
    return any(has_duty(actor, one.call.fund, Duty.SECRETARY, Duty.AUDITOR) for one in both)


NOT_TO_SETTLE = _(
    "Un signalement est à regarder par le secrétariat ou le contrôle du fonds, qui n’a pas déposé la demande ; confirmé, il est levé par un autre que celui qui l’a confirmé."
)
allow("clear_flag", _("Lever le signalement"), FUND, FUNDING, _settles, NOT_TO_SETTLE)
allow("confirm_flag", _("Confirmer le signalement"), FUND, FUNDING, _settles, NOT_TO_SETTLE)
