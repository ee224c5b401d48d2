"""Court orders: recorded with their scope and document; an objection suspends them."""

import base64
from collections.abc import Collection
from datetime import date

from django.utils.translation import gettext as _

from siraba.foundation.access import crypto
from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right
from siraba.foundation.access.errors import Invalid, StateNotOpen
from siraba.foundation.access.locking import lock
from siraba.foundation.audit.journal import action, record
from siraba.foundation.handover.content import FIELDS
from siraba.foundation.handover.models import CourtOrder, Objection
from siraba.foundation.interface.uploads import Document
from siraba.foundation.organisations.models import Organisation
from siraba.foundation.people.models import Person


@action
def record_court_order(
    actor: Actor,
    person: Person,
    *,
    authority: Organisation,
    reference: str,
    dated: date,
    valid_to: date,
    fields: Collection[str],
    document: Document | None = None,
) -> CourtOrder:
    """Write down an order of a court: who, which fields, until when.

    Raises:
        Invalid: not an authority of justice, an end before the date, an unknown field, or against the Red Cross.
    """
    check_right(actor, "record_court_order", person)
    home = Organisation.objects.get(pk=actor.home)
    if home.kind == Organisation.Kind.RED_CROSS:
        raise Invalid(
            _("Refusé : la Croix-Rouge est neutre. Adressez-vous au conseiller juridique (à valider).")
        )
    if authority.house != Organisation.House.PROSECUTION:
        raise Invalid(_("Une décision de justice vient d’une autorité de justice."), "authority")
    if valid_to < dated:
        raise Invalid(_("La fin précède la date de la décision."), "valid_to")
    if not fields or set(fields) - FIELDS.keys():
        raise Invalid(_("Choisissez ce que la décision demande."), "fields")
    order = CourtOrder(
        person=person,
        authority=authority,
        dated=dated,
        valid_to=valid_to,
        fields=sorted(set(fields)),
        recorded_by_id=actor.account_id,
        recorded_for=home,
    )
    order.write(reference=reference)
    if document:
        order.document = crypto.seal(
            order.compartment,
            order.document_place(),
            {**document.facts(), "content": base64.b64encode(document.content).decode()},
        )
    order.save(force_insert=True)
    record(actor, "record_court_order", order.code, authority=authority.code, fields=order.fields)
    return order


def document_of(actor: Actor, order: CourtOrder) -> Document | None:
    """The document of an order that is open to the actor; the reading is written in the journal."""
    if not order.document:
        return None
    found = crypto.unseal(order.compartment, order.document_place(), bytes(order.document))
    record(actor, "read_court_order", order.code)
    return Document(found["kind"], base64.b64decode(found["content"]))


@action
def object_to_order(actor: Actor, order: CourtOrder, *, grounds: str) -> None:
    """The person, or who speaks for them, objects: nothing is handed over on this order until it is settled."""
    check_right(actor, "object_to_order", order)
    lock(order)
    if order.objection:
        raise StateNotOpen(_("Une opposition est déjà enregistrée."))
    order.objection = Objection.PENDING
    order.write(**{**order.words, "objection": grounds})
    order.save()
    record(actor, "object_to_order", order.code)


@action
def settle_objection(actor: Actor, order: CourtOrder, *, upheld: bool) -> None:
    """Write down how the objection ended."""
    check_right(actor, "settle_objection", order)
    lock(order)
    if order.objection != Objection.PENDING:
        raise StateNotOpen(_("Aucune opposition n’attend d’issue."))
    order.objection = Objection.UPHELD if upheld else Objection.DISMISSED
    order.save()
    record(actor, "settle_objection", order.code, upheld=upheld)
