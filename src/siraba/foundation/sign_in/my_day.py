"""News of the own account, at the head of the day until they are acknowledged."""

from django.urls import reverse
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.accounts.roles import Role
from siraba.foundation.interface.my_day import ROWS, Row, Section, register
from siraba.foundation.sign_in.models import Notice


def news(actor: Actor) -> Section | None:
    waiting = Notice.objects.filter(account=actor.account_id, seen_at__isnull=True).order_by("-at")
    rows = [
        Row(str(notice.get_what_display()), reverse("accounts:account"), notice.device)
        for notice in waiting[:ROWS]
    ]
    return Section(_("Nouvelles de votre compte"), rows, "") if rows else None


register(news, Role.values, 5)
