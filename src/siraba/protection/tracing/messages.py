"""Red Cross messages: family news on an open sheet, read by another officer before it leaves."""

from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right
from siraba.foundation.access.errors import Invalid
from siraba.foundation.access.locking import lock
from siraba.foundation.audit.journal import action, record
from siraba.protection.tracing.following import Wish, wish_of
from siraba.protection.tracing.leads import with_sides
from siraba.protection.tracing.models import MESSAGE_MOVES, FamilyMessage, Lead, LeadState

BOTH_AGREED = (LeadState.ACCEPTED, LeadState.TOLD, LeadState.RESTORED)


@action
def write_family_message(
    actor: Actor, *, sender: str, recipient: str, address: str, text: str, lead: Lead | None = None
) -> FamilyMessage:
    """Take in a message between two members of a family, for a known address or along a lead.

    Raises:
        Invalid: along a lead, when the person found does not want to be in contact, or not yet.
    """
    check_right(actor, "write_family_message")
    if lead is not None:
        _check_lead(lead)
    made = FamilyMessage(
        lead=lead,
        organisation_id=actor.home,
        recorded_by_id=actor.account_id,
    )
    made.write(sender=sender, recipient=recipient, address=address, text=text)
    made.save(force_insert=True)
    record(actor, "write_family_message", made.code)
    return made


def _check_lead(lead: Lead) -> None:
    if lead.state not in BOTH_AGREED or wish_of(lead).get("what") != Wish.CONTACT or not lead.request.agrees:
        raise Invalid(_("Un message ne passe qu’entre deux personnes qui veulent être en contact."))


@action
def release_family_message(actor: Actor, message: FamilyMessage) -> None:
    """Family news and nothing else: it may leave."""
    _advance(actor, message, "release_family_message")
    if message.lead is not None:
        _check_lead(message.lead)
    message.save()
    record(actor, "release_family_message", message.code)


@action
def return_family_message(actor: Actor, message: FamilyMessage, *, remark: str) -> None:
    """It says more than family news: it goes back, with the reason."""
    _advance(actor, message, "return_family_message")
    message.write(**{**message.words, "remark": remark})
    message.save()
    record(actor, "return_family_message", message.code)


@action
def deliver_family_message(actor: Actor, message: FamilyMessage, *, remark: str = "") -> None:
    """It was given to the one to whom it is written; what was delivered is kept no longer."""
    _advance(actor, message, "deliver_family_message")
    kept = {name: message.words.get(name, "") for name in ("sender", "recipient", "address")}
    message.write(**kept, text="", remark=remark)
    message.save()
    record(actor, "deliver_family_message", message.code)


def _advance(actor: Actor, message: FamilyMessage, act: str) -> None:
    check_right(actor, act, message)
    lock(message)
    if message.lead_id:
        rows = Lead.objects.system("the lead of a message")
        message.lead = with_sides(rows.filter(pk=message.lead_id))[0]
    MESSAGE_MOVES.advance(message, act)
