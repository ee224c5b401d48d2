"""Rows of the access policy for referrals, and who may do what to them."""

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import allow
from siraba.foundation.access.guard import register_rows
from siraba.foundation.access.policy import Category, Purpose, Scope
from siraba.foundation.accounts.models import Account
from siraba.foundation.accounts.roles import Role
from siraba.protection.cases.models import Case
from siraba.protection.cases.rules import CARE_AND_RECEPTION, MANAGERS, NOT_YOURS, OF_OWN_CASES, handles
from siraba.protection.referrals.models import TO_COME, Referral

# A reception branch refers those who arrived there, as long as their case is in its agency
SENDERS = {*MANAGERS, Role.RECEPTION_BRANCH}
RECEIVERS = {*MANAGERS, Role.PROVIDER, Role.RECEPTION_BRANCH, Role.FAMILY_LINKS_OFFICER, Role.FUND_OFFICER}
RECEIVING_PURPOSES = {Purpose.CARE, Purpose.RECEPTION, Purpose.FAMILY_LINKS, Purpose.FUND}


def _sent(actor: Actor) -> Q:
    return Q(from_organisation=actor.organisation_id)


def _received(actor: Actor) -> Q:
    """What has left its sender; a draft is nobody else's business."""
    return Q(to_organisation=actor.organisation_id) & ~Q(state__in=TO_COME)


def _sent_from_own_branch(actor: Actor) -> Q:
    """What the actor sent; and of a reception branch, what its other agents sent."""
    own = Q(sent_by=actor.account_id)
    if actor.unit_id is None:
        return own
    colleagues = Account.objects.filter(
        unit=actor.unit_id, role=Role.RECEPTION_BRANCH, pk=OuterRef("sent_by_id")
    )
    readers = Account.objects.filter(pk=actor.account_id, role=Role.RECEPTION_BRANCH)
    return own | Q(Exists(colleagues), Exists(readers))


register_rows(
    Referral,
    Category.REFERRAL,
    {
        Scope.OWN: lambda actor: _sent(actor) | _received(actor),
        Scope.ASG: lambda actor: OF_OWN_CASES(actor) | _received(actor),
        Scope.SENT: _sent_from_own_branch,
        Scope.RECEIVED: _received,
    },
)


def _handles_case(actor: Actor, referral: Referral) -> bool:
    case = Case.objects.system("the case of a referral that the actor names").get(pk=referral.case_id)
    return handles(actor, case)


def _addressee(actor: Actor, referral: Referral) -> bool:
    return referral.to_organisation_id == actor.organisation_id


def _sender_or_coordinator(actor: Actor, referral: Referral) -> bool:
    return actor.role == Role.COORDINATOR or referral.from_organisation_id == actor.organisation_id


NOT_RECEIVED = _("Ce référencement n’est pas adressé à votre structure.")

allow("prepare_referral", _("Référer"), SENDERS, CARE_AND_RECEPTION, handles, NOT_YOURS)
allow("send_referral", _("Envoyer"), SENDERS, CARE_AND_RECEPTION, _handles_case, NOT_YOURS)
allow("revoke_referral", _("Annuler"), SENDERS, CARE_AND_RECEPTION, _handles_case, NOT_YOURS)
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
