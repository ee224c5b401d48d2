"""Who may hand over to justice, who receives, and who asks. Which disclosures a house sees stands in its own rules."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import allow, of_an_agency
from siraba.foundation.access.guard import register_rows
from siraba.foundation.access.policy import Category, Purpose, Scope
from siraba.foundation.accounts.roles import Role
from siraba.foundation.handover.models import BlindRequest, DisclosedCopy
from siraba.foundation.people.models import Identity

JUSTICE = {Role.INVESTIGATOR, Role.MAGISTRATE}
HOLDERS = {Role.CASE_MANAGER, Role.UNHCR_OFFICER, Role.SUPERVISOR}
CARE, PROSECUTION = {Purpose.CARE}, {Purpose.PROSECUTION}
NOT_YOURS = _("Cette divulgation n’est pas celle de votre structure.")
CLOSED = _("Le dossier de cette personne ne vous est pas ouvert.")


def _sender(actor: Actor, disclosure) -> bool:
    return disclosure.sender_id == actor.organisation_id


def _recipient(actor: Actor, copy) -> bool:
    return copy.recipient_id == actor.organisation_id


def _recorder(actor: Actor, order) -> bool:
    return order.recorded_for_id == actor.organisation_id


def of_person(actor: Actor, record) -> bool:
    """The person of the record, or the person itself, is open to the actor."""
    person = getattr(record, "person_id", record.pk)
    return Identity.objects.visible_to(actor, Category.IDENTITY).filter(person_id=person).exists()


allow("request_disclosure", _("Demander une divulgation à la justice"), HOLDERS, CARE, of_person, CLOSED)
allow("approve_disclosure", _("Remettre à la justice"), {Role.SUPERVISOR}, CARE, _sender, NOT_YOURS)
allow("refuse_disclosure", _("Refuser la divulgation"), {Role.SUPERVISOR}, CARE, _sender, NOT_YOURS)
allow("recall_disclosure", _("Rappeler la divulgation"), HOLDERS, CARE, _sender, NOT_YOURS)
allow("acknowledge_disclosure", _("Accuser réception"), JUSTICE, PROSECUTION, _recipient, NOT_YOURS)
allow("use_disclosure", _("Noter l’utilisation"), JUSTICE, PROSECUTION, _recipient, NOT_YOURS)
allow(
    "record_court_order", _("Enregistrer une décision de justice"), {Role.SUPERVISOR}, CARE, of_person, CLOSED
)
allow("object_to_order", _("Enregistrer une opposition"), {Role.SUPERVISOR}, CARE, _recorder, NOT_YOURS)
allow("settle_objection", _("Noter l’issue de l’opposition"), {Role.SUPERVISOR}, CARE, _recorder, NOT_YOURS)
allow("ask_blindly", _("Demander à une personne"), JUSTICE, PROSECUTION, of_an_agency, NOT_YOURS)
allow("answer_blind_question", _("Noter la réponse de la personne"), HOLDERS, CARE, of_person, CLOSED)

register_rows(
    DisclosedCopy, Category.DISCLOSURE, {Scope.RECEIVED: lambda actor: Q(recipient=actor.organisation_id)}
)
register_rows(
    BlindRequest, Category.DISCLOSURE, {Scope.RECEIVED: lambda actor: Q(asker=actor.organisation_id)}
)
