"""The page of who keeps the system: how many messages wait, left or arrived, and what is done with one that left perhaps."""

from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from siraba.foundation.access.acts import ACT_RULES, check_right
from siraba.foundation.access.errors import NotVisible
from siraba.foundation.access.policy import Purpose
from siraba.foundation.access.views import ActorRequest, page
from siraba.foundation.audit.journal import record
from siraba.foundation.interface.acts import Act, act_page
from siraba.foundation.interface.forms import KitForm
from siraba.foundation.interface.paging import page_by_key
from siraba.foundation.messaging import actions
from siraba.foundation.messaging.kinds import kind_label
from siraba.foundation.messaging.outbox import is_quiet
from siraba.foundation.messaging.rules import KEEPERS
from siraba.foundation.messaging.selectors import counts, message_for, unsure_headers

keeper_page = page(Purpose.ACCOUNTS, roles=KEEPERS)
# slug → act, explanation
STEPS = {
    "renvoyer": (
        "requeue_message",
        gettext_lazy("Le fournisseur l’a peut-être déjà pris : la personne peut recevoir ce SMS deux fois."),
    ),
    "abandonner": (
        "drop_message",
        gettext_lazy("Ce SMS ne partira plus ; son numéro et son texte sont effacés."),
    ),
}


@keeper_page
@require_safe
def message_list(request: ActorRequest) -> HttpResponse:
    rows = counts(request.actor)
    shown = page_by_key(unsure_headers(request.actor), request, key=("claimed_at", "id"))
    context = {
        "rows": rows,
        "page": shown,
        "unsure": [row | {"kind_label": kind_label(row["kind"])} for row in shown.rows],
        "provider": bool(settings.SMPP_URL),
        "quiet": is_quiet(timezone.now()),
        "quiet_hours": settings.SMS_QUIET,
    }
    record(request.actor, "list_messages")
    return render(request, "messaging/list.html", context)


@keeper_page
def step(request: ActorRequest, pk: UUID, slug: str) -> HttpResponse:
    """Send again, or give up, one message that left perhaps."""
    if slug not in STEPS:
        raise NotVisible
    (name, explanation), message = STEPS[slug], message_for(request.actor, pk)
    check_right(request.actor, name, message)
    label = ACT_RULES[name].label
    act = Act(
        _("%(act)s – %(name)s") % {"act": label, "name": kind_label(message.kind)},
        label,
        reverse("messaging:list"),
        explanation,
        _("C’est enregistré."),
        danger=True,
    )

    def do(_data: dict) -> str:
        getattr(actions, name)(request.actor, message)
        return act.cancel

    return act_page(request, KitForm(request.POST or None), do, act)
