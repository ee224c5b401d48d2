"""Which payments are open, to whom, and who may do what: prepared by one, ordered by another, never by an administrator."""

from collections.abc import Callable
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import Label, allow
from siraba.foundation.access.guard import RowFilter, register_rows
from siraba.foundation.access.policy import Category, Scope
from siraba.protection.reintegration.calls import rules as calls_rules
from siraba.protection.reintegration.calls.models import Application, Charge, Duty, Fund
from siraba.protection.reintegration.calls.rules import (
    FUND,
    FUNDING,
    NAMED_TO,
    application_of,
    has_duty,
    held_now,
)
from siraba.protection.reintegration.calls.selectors import judged_by
from siraba.protection.reintegration.payments.models import (
    Batch,
    Channel,
    Contract,
    Instalment,
    Payment,
    Reconciliation,
)

SYSTEM = "the fund of a record that the actor names"


def _of_fund(path: str) -> RowFilter:
    """What belongs to a fund in which the actor is charged with something that needs names."""

    def rows(actor: Actor) -> Q:
        held = Charge.objects.filter(
            held_now(actor), fund__organisation=actor.organisation_id, duty__in=NAMED_TO
        )
        return Q(Exists(held.filter(**{path: OuterRef(_column(path))})))

    return rows


def _column(path: str) -> str:
    return {"fund": "fund_id", "fund__batches": "batch_id", "fund__calls__applications": "application_id"}[
        path
    ]


for model, path in (
    (Batch, "fund"),
    (Reconciliation, "fund__batches"),
    (Payment, "fund__batches"),
    (Instalment, "fund__calls__applications"),
    (Contract, "fund__calls__applications"),
):
    register_rows(model, Category.GRANTS, {Scope.OWN: _of_fund(path)})


def fund_of(record: Any) -> Fund:
    """The fund of a batch or a payment, and of all that the calls know the fund of."""
    if isinstance(record, Batch):
        return record.fund
    if isinstance(record, Payment):
        return Batch.objects.system(SYSTEM).select_related("fund").get(pk=record.batch_id).fund
    return calls_rules.fund_of(record)


Holds = Callable[[Actor, Any], bool]


def _charged(*duties: Duty) -> Holds:
    return lambda actor, record: has_duty(actor, fund_of(record), *duties)


def _not_filed(*duties: Duty) -> Holds:
    """Charged with it, and did not file the application."""
    charged = _charged(*duties)
    return lambda actor, record: (
        charged(actor, record) and application_of(record).filed_by_id != actor.account_id
    )


def _releases(actor: Actor, instalment: Instalment) -> bool:
    return _charged(Duty.SECRETARY)(actor, instalment) and instalment.proof_by_id != actor.account_id


def _approves(actor: Actor, batch: Batch) -> bool:
    """The payer, who neither prepared it nor had a hand in any application of it."""
    if batch.prepared_by_id == actor.account_id or not _charged(Duty.PAYER)(actor, batch):
        return False
    paid = Application.objects.system(SYSTEM).filter(payments__batch=batch).distinct()
    return not any(actor.account_id in judged_by(one) for one in paid)


def _another(actor: Actor, payment: Payment) -> bool:
    """Somebody of the fund who neither prepared, nor ordered, nor sent this payment."""
    batch = Batch.objects.system(SYSTEM).select_related("fund").get(pk=payment.batch_id)
    hands = {batch.prepared_by_id, batch.approved_by_id, batch.sent_by_id}
    return actor.account_id not in hands and has_duty(actor, batch.fund, *NAMED_TO)


def _hands_over(actor: Actor, payment: Payment) -> bool:
    batch = Batch.objects.system(SYSTEM).select_related("fund").get(pk=payment.batch_id)
    return (
        payment.channel == Channel.VOUCHER
        and actor.account_id != batch.sent_by_id
        and has_duty(actor, batch.fund, Duty.SECRETARY, Duty.PAYER, Duty.ACCOUNTANT)
    )


NOT_YOUR_DUTY = _("Votre charge dans ce fonds ne le permet pas.")
NOT_FILED = _("Votre charge dans ce fonds ne le permet pas, ou vous avez déposé cette demande.")
SEEN_BY_ANOTHER = _("La preuve est vue par le secrétariat, par un autre que celui qui l’a donnée.")
TWO_HANDS = _(
    "L’agent comptable prépare, l’ordonnateur approuve : jamais le même compte, ni celui qui a déposé ou noté une des demandes."
)
A_THIRD = _("C’est à quelqu’un du fonds qui n’a ni préparé, ni approuvé, ni envoyé ce paiement.")
NOT_WHO_PRINTED = _("La remise d’un bon est notée par un autre que celui qui l’a imprimé.")

BY_DUTY: list[tuple[str, Label, Holds, Label]] = [
    ("assign_envelope", _("Donner une enveloppe à l’appel"), _charged(Duty.PAYER), NOT_YOUR_DUTY),
    ("sign_contract", _("Signer le contrat"), _not_filed(Duty.SECRETARY, Duty.PAYER), NOT_FILED),
    ("give_proof", _("Donner la preuve"), _charged(Duty.SECRETARY, Duty.ACCOUNTANT), NOT_YOUR_DUTY),
    ("release_instalment", _("Libérer la tranche"), _releases, SEEN_BY_ANOTHER),
    ("complete_project", _("Achever le projet"), _charged(Duty.SECRETARY), NOT_YOUR_DUTY),
    ("stop_project", _("Arrêter le projet"), _charged(Duty.SECRETARY, Duty.PAYER), NOT_YOUR_DUTY),
    ("prepare_batch", _("Préparer le lot"), _charged(Duty.ACCOUNTANT), NOT_YOUR_DUTY),
    ("approve_batch", _("Approuver le lot"), _approves, TWO_HANDS),
    ("send_batch", _("Envoyer le lot"), _charged(Duty.ACCOUNTANT), NOT_YOUR_DUTY),
    ("cancel_batch", _("Annuler le lot"), _charged(Duty.ACCOUNTANT, Duty.PAYER), NOT_YOUR_DUTY),
    ("reconcile_batch", _("Rapprocher"), _charged(Duty.ACCOUNTANT), NOT_YOUR_DUTY),
    ("hand_over_voucher", _("Noter la remise du bon"), _hands_over, NOT_WHO_PRINTED),
    ("void_voucher", _("Annuler le bon"), _hands_over, NOT_WHO_PRINTED),
    ("settle_as_paid", _("Noter comme payé, sur preuve"), _another, A_THIRD),
    ("settle_as_failed", _("Noter comme non payé, sur preuve"), _another, A_THIRD),
    ("reverse_payment", _("Noter que l’argent est revenu"), _another, A_THIRD),
]
for name, label, holds, why in BY_DUTY:
    allow(name, label, FUND, FUNDING, holds, why)
