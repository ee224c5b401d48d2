"""Who looks after what leaves: the administrator of the system, by counts and states; nobody reads a number or a text."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import allow
from siraba.foundation.access.policy import Category, Purpose, Scope
from siraba.foundation.accounts.roles import Role

KEEPERS = {Role.ADMINISTRATOR}


def keeps(actor: Actor, _record: Any = None) -> bool:
    return Scope.META in actor.scopes(Category.ACCOUNT)


for name, label in (
    ("requeue_message", _("Envoyer à nouveau un SMS parti peut-être")),
    ("drop_message", _("Abandonner un SMS parti peut-être")),
):
    allow(name, label, KEEPERS, {Purpose.ACCOUNTS}, keeps, _("Ce SMS ne vous est pas confié."))
