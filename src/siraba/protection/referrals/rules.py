"""Rows of the access policy for referrals, and who may do what to them."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import allow
from siraba.foundation.access.guard import register_rows
from siraba.foundation.access.policy import Category, Purpose, Scope
from siraba.foundation.accounts.roles import Role
from siraba.protection.cases.models import Case
from siraba.protection.cases.rules import CARE, MANAGERS, NOT_YOURS, OF_OWN_CASES, manages
from siraba.protection.referrals.models import TO_COME, Referral

RECEIVERS = {*MANAGERS, Role.PROVIDER, Role.RECEPTION_BRANCH, Role.FAMILY_LINKS_OFFICER, Role.FUND_OFFICER}
RECEIVING_PURPOSES = {Purpose.CARE, Purpose.RECEPTION, Purpose.FAMILY_LINKS, Purpose.FUND}


def _sent(actor: Actor) -> Q:
    return Q(from_organisation=actor.organisation_id)


def _received(actor: Actor) -> Q:
    """What has left its sender; a draft is nobody else's business."""
    return Q(to_organisation=actor.organisation_id) & ~Q(state__in=TO_COME)


register_rows(
    Referral,
    Category.REFERRAL,
    {
        Scope.OWN: lambda actor: _sent(actor) | _received(actor),
        Scope.ASG: lambda actor: OF_OWN_CASES(actor) | _received(actor),
        Scope.SENT: lambda actor: Q(sent_by=actor.account_id),
        Scope.RECEIVED: _received,
    },
)


def _manages_case(actor: Actor, referral: Referral) -> bool:
    case = Case.objects.system("the case of a referral that the actor names").get(pk=referral.case_id)
    return manages(actor, case)


def _addressee(actor: Actor, referral: Referral) -> bool:
    return referral.to_organisation_id == actor.organisation_id


def _sender_or_coordinator(actor: Actor, referral: Referral) -> bool:
    return actor.role == Role.COORDINATOR or referral.from_organisation_id == actor.organisation_id


NOT_RECEIVED = _("Ce référencement n’est pas adressé à votre structure.")

allow("prepare_referral", _("Référer"), MANAGERS, CARE, manages, NOT_YOURS)
allow("send_referral", _("Envoyer"), MANAGERS, CARE, _manages_case, NOT_YOURS)
allow("revoke_referral", _("Annuler"), MANAGERS, CARE, _manages_case, NOT_YOURS)
allow("receive_referral", _("Accuser réception"), RECEIVERS, RECEIVING_PURPOSES, _addressee, NOT_RECEIVED)
allow("accept_referral", _("Accepter"), RECEIVERS, RECEIVING_PURPOSES, _addressee, NOT_RECEIVED)
allow("decline_referral", _("Décliner"), RECEIVERS, RECEIVING_PURPOSES, _addressee, NOT_RECEIVED)
allow("start_service", _("Commencer la prestation"), RECEIVERS, RECEIVING_PURPOSES, _addressee, NOT_RECEIVED)
allow("complete_referral", _("Prestation réalisée"), RECEIVERS, RECEIVING_PURPOSES, _addressee, NOT_RECEIVED)
allow("fail_referral", _("Prestation non réalisée"), RECEIVERS, RECEIVING_PURPOSES, _addressee, NOT_RECEIVED)
allow(
    "relaunch_referral",
    _("Relancer"),
    {*MANAGERS, Role.COORDINATOR},
    {Purpose.CARE, Purpose.COORDINATION},
    _sender_or_coordinator,
    NOT_YOURS,
)
