"""Reading contracts, instalments, batches and payments, always for an actor."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.errors import NotVisible
from siraba.foundation.access.guard import GuardedQuerySet, one_of
from siraba.foundation.access.policy import Category
from siraba.foundation.access.pseudonyms import read_code
from siraba.foundation.interface.uploads import Document, opened_document
from siraba.protection.reintegration.calls.models import Application, Fund
from siraba.protection.reintegration.calls.rules import NAMED_TO, charges_of
from siraba.protection.reintegration.calls.selectors import applications_visible_to
from siraba.protection.reintegration.payments.models import (
    Batch,
    Contract,
    Instalment,
    Payment,
    Reconciliation,
)


def paying_funds(actor: Actor) -> QuerySet[Fund]:
    """The funds in which the actor has a duty that needs names."""
    charged = charges_of(actor).filter(duty__in=NAMED_TO)
    return Fund.objects.select_related("organisation").filter(pk__in=charged.values("fund"))


def paying_fund(actor: Actor, pk: int) -> Fund:
    """Raises NotVisible."""
    found = paying_funds(actor).filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return found


def paying_application(actor: Actor, code: str) -> Application:
    """An application of such a fund. Raises NotVisible."""
    rows = applications_visible_to(actor).filter(call__fund__in=paying_funds(actor))
    found: Application = one_of(rows, code=read_code(code) or "")
    return found


def batches_visible_to(actor: Actor) -> GuardedQuerySet:
    rows = Batch.objects.visible_to(actor, Category.GRANTS)
    return rows.select_related("fund__organisation", "prepared_by", "approved_by", "sent_by")


def batch_for(actor: Actor, code: str) -> Batch:
    """Raises NotVisible."""
    found: Batch = one_of(batches_visible_to(actor), code=read_code(code) or "")
    return found


def payments_visible_to(actor: Actor) -> GuardedQuerySet:
    return Payment.objects.visible_to(actor, Category.GRANTS)


def payment_for(actor: Actor, code: str) -> Payment:
    """Raises NotVisible."""
    rows = payments_visible_to(actor).select_related("envelope", "settled_by")
    found: Payment = one_of(rows, code=read_code(code) or "")
    return found


def payments_of(actor: Actor, batch: Batch) -> GuardedQuerySet:
    return payments_visible_to(actor).filter(batch=batch).select_related("envelope").order_by("made_at", "id")


def instalments_visible_to(actor: Actor) -> GuardedQuerySet:
    return Instalment.objects.visible_to(actor, Category.GRANTS).defer("document")


def instalment_for(actor: Actor, pk: UUID) -> Instalment:
    """Raises NotVisible."""
    rows = instalments_visible_to(actor).select_related("proof_by", "released_by")
    found: Instalment = one_of(rows, pk=pk)
    return found


def proof_of(actor: Actor, pk: UUID) -> Document:
    """The paper that proves a milestone. Raises NotVisible when there is none."""
    found: Instalment = one_of(Instalment.objects.visible_to(actor, Category.GRANTS), pk=pk)
    if not found.document:
        raise NotVisible
    return opened_document(found.compartment, found.document_place(), bytes(found.document))


def contract_of(actor: Actor, application: Application) -> Contract | None:
    rows = Contract.objects.visible_to(actor, Category.GRANTS).filter(application=application)
    found: Contract | None = rows.first()
    return found


def reconciliations_of(actor: Actor, batch: Batch) -> GuardedQuerySet:
    rows = Reconciliation.objects.visible_to(actor, Category.GRANTS).filter(batch=batch)
    return rows.select_related("read_by")


@dataclass(frozen=True)
class Row:
    """A payment as a batch shows it: to whom, by the application's code, which instalment."""

    payment: Payment
    application: str
    order: int


def rows_of(actor: Actor, payments: Sequence[Payment]) -> list[Row]:
    """Two queries, whatever their number."""
    codes = applications_visible_to(actor).filter(pk__in=[one.application_id for one in payments])
    named = dict(codes.order_by().values_list("pk", "code"))
    parts = instalments_visible_to(actor).filter(pk__in=[one.instalment_id for one in payments])
    orders = dict(parts.order_by().values_list("pk", "order"))
    return [
        Row(one, named.get(one.application_id, "–"), orders.get(one.instalment_id, 0)) for one in payments
    ]
