"""Who gives receipts, who reads what the person says, and who answers: a complaint never goes to whom it may be about alone."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import allow
from siraba.foundation.access.guard import register_rows
from siraba.foundation.access.policy import Category, Scope
from siraba.foundation.accounts.roles import Role
from siraba.foundation.people.rules import RECEIVING_ROLES
from siraba.protection.cases.models import Case
from siraba.protection.cases.rules import (
    CARE,
    CARE_AND_RECEPTION,
    CASE_ROWS,
    MANAGERS,
    NOT_YOURS,
    handles,
    manages,
    of_case,
)
from siraba.protection.feedback.models import Kind, Message

register_rows(
    Message,
    Category.CASE,
    {
        Scope.OWN: of_case(CASE_ROWS[Scope.OWN]),
        Scope.ASG: lambda actor: of_case(CASE_ROWS[Scope.ASG])(actor) & ~Q(kind=Kind.COMPLAINT),
    },
)


def _answers(actor: Actor, message: Message) -> bool:
    case = Case.objects.system("the case of a message that the actor names").get(pk=message.case_id)
    if message.kind == Kind.COMPLAINT and actor.role != Role.SUPERVISOR:
        return False
    return manages(actor, case)


allow("give_receipt", _("Remettre un reçu"), RECEIVING_ROLES, CARE_AND_RECEPTION, handles, NOT_YOURS)
allow(
    "answer_message",
    _("Répondre à la personne"),
    MANAGERS,
    CARE,
    _answers,
    _("Seul un superviseur répond à une plainte ; les autres paroles sont pour qui suit la personne."),
)
