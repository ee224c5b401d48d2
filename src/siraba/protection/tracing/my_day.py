"""What waits in the vault: leads to look at, families to call, messages to read."""

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.interface import my_day
from siraba.protection.tracing.leads import with_sides
from siraba.protection.tracing.models import Lead, LeadState, MessageState, RequestState
from siraba.protection.tracing.rules import OFFICERS
from siraba.protection.tracing.selectors import (
    family_messages_visible_to,
    leads_visible_to,
    requests_visible_to,
)

# What has begun comes before what was only proposed
TO_DO = (
    LeadState.ACCEPTED,
    LeadState.VERIFIED,
    LeadState.PLAUSIBLE,
    LeadState.CONTACT_OFFERED,
    LeadState.PROPOSED,
)


def leads_to_look_at(actor: Actor) -> my_day.Section | None:
    rows = [row for state in TO_DO for row in _rows(actor, state)][: my_day.ROWS]
    empty = _("Aucune piste n’attend. Chaque nouvelle fiche est comparée dès qu’elle est enregistrée.")
    return my_day.Section(_("Pistes à suivre"), rows, empty, reverse("tracing:requests"))


def _rows(actor: Actor, state: LeadState) -> list[my_day.Row]:
    waiting = with_sides(leads_visible_to(actor).filter(state=state)[: my_day.ROWS])
    return [_row(lead) for lead in waiting]


def _row(lead: Lead) -> my_day.Row:
    return my_day.Row(
        f"{lead.request.full_name} ~ {lead.registration.full_name}",
        reverse("tracing:lead", args=[lead.pk]),
        lead.request.code,
        lead.state,
        lead.get_state_display(),
    )


def families_to_call(actor: Actor) -> my_day.Section | None:
    """Every family at the same distance, whatever is known."""
    due = requests_visible_to(actor).filter(
        ~Q(state=RequestState.CLOSED), next_call_on__lte=timezone.localdate()
    )
    rows = [
        my_day.Row(
            one.words.get("seeker", {}).get("names", ""),
            reverse("tracing:request_act", args=[one.code, "appel"]),
            one.code,
        )
        for one in due.order_by("next_call_on")[: my_day.ROWS]
    ]
    return my_day.Section(_("Familles à rappeler"), rows, "") if rows else None


def messages_to_read(actor: Actor) -> my_day.Section | None:
    waiting = (
        family_messages_visible_to(actor)
        .filter(state=MessageState.WRITTEN)
        .exclude(recorded_by=actor.account_id)
    )
    rows = [
        my_day.Row(
            _("%(sender)s à %(recipient)s")
            % {"sender": one.words.get("sender", ""), "recipient": one.words.get("recipient", "")},
            reverse("tracing:message", args=[one.pk]),
            "",
            one.state,
            one.get_state_display(),
        )
        for one in waiting[: my_day.ROWS]
    ]
    return my_day.Section(_("Messages Croix-Rouge à lire"), rows, "") if rows else None


my_day.register(leads_to_look_at, OFFICERS, 10)
my_day.register(families_to_call, OFFICERS, 12)
my_day.register(messages_to_read, OFFICERS, 14)
