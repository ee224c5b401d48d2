"""What follows from decisions: how far a request is, and what its family's page says."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from siraba.protection.tracing.models import (
    STAGES,
    Decision,
    Lead,
    LeadState,
    RequestState,
    TracingRequest,
)

SYSTEM = "a request follows what is decided about its leads"
ORDER = (
    RequestState.RESTORED,
    RequestState.ACCEPTED,
    RequestState.REFUSED,
    RequestState.CONTACT_OFFERED,
    RequestState.VERIFIED,
    RequestState.LEAD,
)
SETTLED = (
    LeadState.VERIFIED,
    LeadState.CONTACT_OFFERED,
    LeadState.ACCEPTED,
    LeadState.REFUSED,
    LeadState.TOLD,
    LeadState.RESTORED,
)
KNOWN_TO_FAMILY = (LeadState.TOLD, LeadState.RESTORED)


class Wish(models.TextChoices):
    """What the person found wants the family to know; without her word, nothing."""

    ALIVE = "alive", _("Seulement qu’elle est en vie")
    PLACE = "place", _("Qu’elle est en vie, et où")
    CONTACT = "contact", _("Être mise en contact")


def add_decision(account: int | None, lead: Lead, act: str, before: str, **words: Any) -> None:
    """Write one more decision about a lead that has moved from `before` to its state."""
    last = Decision.objects.system(SYSTEM).filter(lead=lead).count()
    made = Decision(
        lead=lead,
        organisation_id=lead.organisation_id,
        recorded_by_id=account,
        number=last + 1,
        act=act,
        before=before,
        after=lead.state,
    )
    made.write(**words)
    made.save(force_insert=True)


def decisions_of(lead: Lead) -> list[Decision]:
    """Those that stand, in order."""
    return list(Decision.objects.system(SYSTEM).filter(lead=lead, undone_at=None).order_by("number"))


def wish_of(lead: Lead) -> dict[str, Any]:
    """The last word of the person found: `what`, `place`, or nothing."""
    said = [one for one in decisions_of(lead) if one.act in ("accept_contact", "refuse_contact")]
    return said[-1].words if said and said[-1].act == "accept_contact" else {}


def follow(request: TracingRequest) -> None:
    """Bring the request to the stage of its furthest lead, and its family's page to what the person found wants told."""
    leads = list(Lead.objects.system(SYSTEM).filter(request=request, hidden=False))
    if request.state != RequestState.CLOSED:
        stages = {STAGES[LeadState(lead.state)] for lead in leads if lead.state in STAGES}
        request.state = next((stage for stage in ORDER if stage in stages), RequestState.SEARCHING)
    told = next((wish_of(lead) for lead in leads if lead.state in KNOWN_TO_FAMILY), {})
    request.write_news(told.get("what", ""), told.get("place", ""))
    request.save(update_fields=["state", "news"])
