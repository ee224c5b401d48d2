"""The acts on an application, an instalment, a batch and a payment, as pages."""

from django.utils.translation import gettext_lazy as _

from siraba.foundation.interface.deeds import Deed
from siraba.protection.reintegration.payments import batches, contracts, forms, outcomes
from siraba.protection.reintegration.payments.models import Channel

PROJECT_DEEDS = {
    "achever": Deed("complete_project", contracts.complete_project, _("Toutes les tranches sont payées.")),
    "arreter": Deed(
        "stop_project",
        contracts.stop_project,
        _("Plus rien n’est payé. Ce qui est déjà en route ne se rappelle pas."),
        forms.ReasonForm,
        danger=True,
    ),
}
INSTALMENT_DEEDS = {
    "preuve": Deed(
        "give_proof",
        contracts.give_proof,
        _("Un autre que vous la verra avant de libérer la tranche."),
        forms.ProofForm,
        fits=lambda one: one.needs_proof,
    ),
    "liberer": Deed(
        "release_instalment",
        contracts.release_instalment,
        _("La tranche peut être mise dans un lot. Lisez d’abord la preuve."),
        fits=lambda one: one.proven,
    ),
}
BATCH_DEEDS = {
    "approuver": Deed(
        "approve_batch",
        batches.approve_batch,
        _("L’argent des enveloppes est engagé. Vous répondez de ce lot : relisez-le d’abord."),
    ),
    "envoyer": Deed(
        "send_batch",
        batches.send_batch,
        _("Un lot part une seule fois. Un paiement sans réponse est demandé à l’opérateur, jamais renvoyé."),
    ),
    "annuler": Deed("cancel_batch", batches.cancel_batch, _("Rien ne part."), forms.ReasonForm, danger=True),
}
PAYMENT_DEEDS = {
    "remis": Deed(
        "hand_over_voucher",
        outcomes.hand_over_voucher,
        _("La personne a signé et reçu l’argent."),
        forms.SeenForm,
        fits=lambda one: one.channel == Channel.VOUCHER,
    ),
    "bon-annule": Deed(
        "void_voucher",
        outcomes.void_voucher,
        _("Le bon est revenu ou détruit, et l’argent n’a pas été donné."),
        forms.SeenForm,
        danger=True,
        fits=lambda one: one.channel == Channel.VOUCHER,
    ),
    "paye": Deed(
        "settle_as_paid",
        outcomes.settle_as_paid,
        _("Seulement sur preuve que l’argent est arrivé."),
        forms.SeenForm,
    ),
    "non-paye": Deed(
        "settle_as_failed",
        outcomes.settle_as_failed,
        _(
            "Seulement sur preuve que l’argent n’est jamais arrivé : la tranche pourra être payée par un nouveau paiement."
        ),
        forms.SeenForm,
        danger=True,
    ),
    "revenu": Deed(
        "reverse_payment",
        outcomes.reverse_payment,
        _("L’argent est revenu au fonds. La tranche sera à libérer de nouveau."),
        forms.SeenForm,
        danger=True,
    ),
}
