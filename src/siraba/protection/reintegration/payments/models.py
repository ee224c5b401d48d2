"""What was promised, in instalments, and how it is paid: contracts, batches, payments, files that say what became of them.

Amounts are whole francs: the franc CFA (XOF) has no cents (ISO 4217). Once a payment has been sent, nothing sends it again:
what is not known is asked. The database holds one live payment for each instalment.
"""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.acts import Move, Moves
from siraba.foundation.access.models import Guarded, Sealed
from siraba.foundation.access.pseudonyms import new_code
from siraba.foundation.accounts.models import Account
from siraba.foundation.ledger.models import Envelope
from siraba.protection.reintegration.calls.models import Application, Call, Fund


class CallEnvelope(models.Model):
    """Money from which the grants of a call may be paid, within its earmark."""

    call = models.ForeignKey(Call, models.PROTECT, related_name="envelopes")
    envelope = models.ForeignKey(Envelope, models.PROTECT, related_name="+", verbose_name=_("enveloppe"))
    added_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("enveloppe d’un appel")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["call", "envelope"], name="call_envelope_once")]

    def __str__(self) -> str:
        return f"call_envelope:{self.pk}"


class Contract(Guarded):
    """The granted amount, as it was signed."""

    application = models.OneToOneField(Application, models.PROTECT, related_name="contract")
    amount = models.PositiveBigIntegerField(_("montant (FCFA)"))
    signed_on = models.DateField(_("signé le"))
    written_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    class Meta(Guarded.Meta):
        verbose_name = _("contrat")
        constraints = [models.CheckConstraint(condition=Q(amount__gte=1), name="contract_of_something")]


class WalletCheck(models.Model):
    """Whether the name that the operator gives of a wallet is one of the application's. The name itself is not kept."""

    application = models.OneToOneField(Application, models.PROTECT, related_name="wallet_check")
    wallet_key = models.CharField(max_length=64)
    agrees = models.BooleanField()
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"wallet_check:{self.pk}"


class InstalmentState(models.TextChoices):
    SCHEDULED = "scheduled", _("Prévue")
    DUE = "due", _("Due")
    RELEASED = "released", _("Libérée")
    PAID = "paid", _("Payée")
    FAILED = "failed", _("Paiement échoué")
    RETURNED = "returned", _("Revenue")


I = InstalmentState  # noqa: E741
INSTALMENT_MOVES = Moves(
    {
        "open_instalments": Move((I.SCHEDULED,), I.DUE),
        "give_proof": Move((), also=(I.SCHEDULED, I.DUE)),
        "release_instalment": Move((I.DUE, I.RETURNED), I.RELEASED),
        "pay": Move((I.RELEASED, I.FAILED), I.PAID),
        "fail": Move((I.RELEASED,), I.FAILED, also=(I.FAILED,)),
        "give_back": Move((I.PAID,), I.RETURNED),
    }
)


class Instalment(Sealed):
    """A part of a grant. Words: milestone (what must have happened; none when a day is enough), proof (in words).

    `document` is the paper that proves it, sealed apart.
    """

    application = models.ForeignKey(Application, models.PROTECT, related_name="instalments")
    order = models.PositiveSmallIntegerField(_("numéro"))
    amount = models.PositiveBigIntegerField(_("montant (FCFA)"))
    due_on = models.DateField(_("due le"))
    needs_proof = models.BooleanField(_("sur preuve"), default=False)
    state = models.CharField(_("état"), max_length=10, choices=I, default=I.SCHEDULED)
    document = models.BinaryField(default=b"")
    proof_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    proof_at = models.DateTimeField(null=True)
    released_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    fictitious = models.BooleanField(default=False)

    class Meta(Sealed.Meta):
        verbose_name = _("tranche")
        ordering = ["application", "order"]
        indexes = [models.Index(fields=["state", "due_on"], name="instalment_by_due")]
        constraints = [
            models.UniqueConstraint(fields=["application", "order"], name="instalment_order_once"),
            models.CheckConstraint(condition=Q(state__in=I.values), name="instalment_state_known"),
            models.CheckConstraint(condition=Q(amount__gte=1), name="instalment_of_something"),
            models.CheckConstraint(
                condition=Q(state__in=[I.SCHEDULED, I.DUE]) | Q(released_by__isnull=False),
                name="instalment_released_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(released_by__isnull=True)
                | Q(proof_by__isnull=True)
                | ~Q(released_by=F("proof_by")),
                name="instalment_proof_seen_by_another",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        return f"instalment:{str(self.pk)[:8]}"

    @property
    def proven(self) -> bool:
        return not self.needs_proof or self.proof_at is not None

    def document_place(self) -> str:
        return f"payments.instalment.document:{self.pk}"


class Channel(models.TextChoices):
    VOUCHER = "voucher", _("Bon de caisse, contre signature")
    BANK_FILE = "bank_file", _("Fichier pour la banque")
    WALLET_FILE = "wallet_file", _("Fichier pour l’opérateur de mobile money")
    MOBILE = "mobile", _("Mobile money, en ligne")


FILES = (Channel.BANK_FILE, Channel.WALLET_FILE)


class BatchState(models.TextChoices):
    PREPARED = "prepared", _("Préparé")
    APPROVED = "approved", _("Approuvé")
    SENT = "sent", _("Envoyé")
    SETTLED = "settled", _("Soldé")
    CANCELLED = "cancelled", _("Annulé")


B = BatchState
BATCH_MOVES = Moves(
    {
        "approve_batch": Move((B.PREPARED,), B.APPROVED),
        "send_batch": Move((B.APPROVED,), B.SENT),
        "cancel_batch": Move((B.PREPARED, B.APPROVED), B.CANCELLED),
        "reconcile_batch": Move((), also=(B.SENT, B.SETTLED)),
        "settle": Move((B.SENT,), B.SETTLED),
    }
)


class Batch(Sealed):
    """Payments that leave together, prepared by one and approved by another. Words: file (CSV, made once), reason."""

    fund = models.ForeignKey(Fund, models.PROTECT, related_name="batches")
    code = models.CharField(_("code"), max_length=11, unique=True, default=new_code)
    channel = models.CharField(_("voie"), max_length=12, choices=Channel)
    state = models.CharField(_("état"), max_length=10, choices=B, default=B.PREPARED)
    prepared_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField(_("préparé le"), default=timezone.now)
    approved_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(_("approuvé le"), null=True)
    sent_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField(_("envoyé le"), null=True)
    digest = models.CharField(_("empreinte du fichier"), max_length=64, blank=True)
    fictitious = models.BooleanField(default=False)

    class Meta(Sealed.Meta):
        verbose_name = _("lot de paiements")
        ordering = ["-prepared_at", "-id"]
        indexes = [models.Index(fields=["fund", "state"], name="batch_by_fund")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=B.values), name="batch_state_known"),
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="batch_channel_known"),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("prepared_by")),
                name="batch_approved_by_another",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[B.PREPARED, B.CANCELLED]) | Q(approved_by__isnull=False),
                name="batch_approved_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class PaymentState(models.TextChoices):
    PREPARED = "prepared", _("Préparé")
    APPROVED = "approved", _("Approuvé")
    SENT = "sent", _("Envoyé, sans réponse")
    CONFIRMED = "confirmed", _("Payé")
    FAILED = "failed", _("Échoué")
    AMBIGUOUS = "ambiguous", _("Résultat inconnu")
    RECONCILED = "reconciled", _("Payé et rapproché")
    REVERSED = "reversed", _("Revenu")
    CANCELLED = "cancelled", _("Annulé")


P = PaymentState
PAID = (P.CONFIRMED, P.RECONCILED)
OVER = (P.FAILED, P.REVERSED, P.CANCELLED)
UNKNOWN = (P.SENT, P.AMBIGUOUS)
# What the envelope must still be able to pay
COMMITTED = (P.APPROVED, *UNKNOWN)

# From what is not known no move leads to a sending: it becomes known, by a question, a file or a person with proof
PAYMENT_MOVES = Moves(
    {
        "approve_batch": Move((P.PREPARED,), P.APPROVED),
        "cancel_batch": Move((P.PREPARED, P.APPROVED), P.CANCELLED),
        "claim_payment": Move((P.APPROVED,), P.SENT),
        "confirm": Move(UNKNOWN, P.CONFIRMED),
        "fail": Move(UNKNOWN, P.FAILED),
        "doubt": Move((P.SENT,), P.AMBIGUOUS),
        "reconcile": Move((*UNKNOWN, P.CONFIRMED), P.RECONCILED),
        "hand_over_voucher": Move((P.SENT,), P.CONFIRMED),
        "void_voucher": Move((P.SENT,), P.FAILED),
        "settle_as_paid": Move((P.AMBIGUOUS, P.FAILED), P.RECONCILED),
        "settle_as_failed": Move((P.AMBIGUOUS,), P.FAILED),
        "reverse_payment": Move(PAID, P.REVERSED),
    }
)


FROM_FILE = "file"


class Payment(Sealed):
    """One sending of one instalment. Its id is the correlation id that the operator is given, once.

    Words: payee, wallet (as they were when it was prepared), proof (what a person saw). `reference` is the operator's,
    `server_id` its number of the request, `reason` its code of a refusal, or FROM_FILE when a file alone said it. `entered` says that the book has the
    spending.
    """

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="payments")
    instalment = models.ForeignKey(Instalment, models.PROTECT, related_name="payments")
    application = models.ForeignKey(Application, models.PROTECT, related_name="payments")
    envelope = models.ForeignKey(Envelope, models.PROTECT, related_name="+", verbose_name=_("enveloppe"))
    code = models.CharField(_("numéro"), max_length=11, unique=True, default=new_code)
    channel = models.CharField(_("voie"), max_length=12, choices=Channel)
    amount = models.PositiveBigIntegerField(_("montant (FCFA)"))
    state = models.CharField(_("état"), max_length=10, choices=P, default=P.PREPARED)
    wallet_key = models.CharField(max_length=64, blank=True)
    server_id = models.CharField(max_length=256, blank=True)
    reference = models.CharField(_("référence de l’opérateur"), max_length=256, blank=True)
    reason = models.CharField(_("motif de l’opérateur"), max_length=64, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(_("envoyé le"), null=True)
    asked_at = models.DateTimeField(_("demandé le"), null=True)
    asked = models.PositiveSmallIntegerField(_("fois demandé"), default=0)
    known_at = models.DateTimeField(_("connu le"), null=True)
    settled_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    entered = models.BooleanField(default=False)
    fictitious = models.BooleanField(default=False)

    class Meta(Sealed.Meta):
        verbose_name = _("paiement")
        ordering = ["-made_at", "-id"]
        indexes = [
            models.Index(fields=["state", "sent_at"], name="payment_by_state"),
            models.Index(fields=["wallet_key", "known_at"], name="payment_by_wallet"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=P.values), name="payment_state_known"),
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="payment_channel_known"),
            models.CheckConstraint(condition=Q(amount__gte=1), name="payment_of_something"),
            models.CheckConstraint(
                condition=Q(state__in=[P.PREPARED, P.APPROVED, P.CANCELLED]) | Q(sent_at__isnull=False),
                name="payment_sent_when",
            ),
            models.UniqueConstraint(
                fields=["instalment"], condition=~Q(state__in=OVER), name="payment_live_once"
            ),
            models.UniqueConstraint(
                fields=["channel", "reference"],
                condition=~Q(reference="") & Q(state__in=PAID),
                name="payment_reference_once",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def reason_told(self) -> str:
        return gettext("dit par le fichier de l’opérateur") if self.reason == FROM_FILE else self.reason


class Reconciliation(Guarded):
    """A file of the bank or the operator that was read: what it was, never its words."""

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="reconciliations")
    digest = models.CharField(_("empreinte"), max_length=64)
    paid = models.PositiveIntegerField(_("payés"))
    failed = models.PositiveIntegerField(_("échoués"))
    read_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    read_at = models.DateTimeField(_("lu le"), default=timezone.now)

    class Meta(Guarded.Meta):
        verbose_name = _("rapprochement")
        ordering = ["-read_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["batch", "digest"], name="reconciliation_file_once")]
