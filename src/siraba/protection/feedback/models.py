"""What the person herself says to those who follow her: by a receipt, on the web or by SMS."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.acts import Move, Moves
from siraba.foundation.access.models import Guarded, Sealed
from siraba.foundation.accounts.models import Account
from siraba.protection.cases.models import Case


class Receipt(Guarded):
    """A slip of paper that the person keeps. Only a keyed hash of its number is here; a new one ends the last."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="receipts")
    key = models.CharField(max_length=64, unique=True)
    given_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    given_at = models.DateTimeField(_("remis le"), default=timezone.now)
    ended_at = models.DateTimeField(null=True)

    class Meta(Guarded.Meta):
        verbose_name = _("reçu")
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(ended_at__isnull=True), name="receipt_live_once"
            )
        ]


class Kind(models.TextChoices):
    FEEDBACK = "feedback", _("Un avis sur l’aide reçue")
    QUESTION = "question", _("Une question")
    SEE = "see", _("Savoir ce qui est gardé sur moi")
    WITHDRAW = "withdraw", _("Retirer mon accord")
    COMPLAINT = "complaint", _("Une plainte")


class Way(models.TextChoices):
    WEB = "web", _("Site")
    SMS = "sms", _("SMS")


class MessageState(models.TextChoices):
    RECEIVED = "received", _("À répondre")
    ANSWERED = "answered", _("Répondu")


MESSAGE_MOVES = Moves({"answer_message": Move((MessageState.RECEIVED,), MessageState.ANSWERED)})


class Message(Sealed):
    """Words of the person. Words: text, contact (how to answer without danger), answer (what was done)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="messages")
    kind = models.CharField(_("objet"), max_length=10, choices=Kind)
    way = models.CharField(max_length=5, choices=Way)
    state = models.CharField(_("état"), max_length=10, choices=MessageState, default=MessageState.RECEIVED)
    received_at = models.DateTimeField(_("reçu le"), default=timezone.now)
    due_at = models.DateTimeField(_("échéance"))
    answered_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta(Sealed.Meta):
        verbose_name = _("parole de la personne")
        ordering = ["-received_at", "-id"]
        indexes = [models.Index(fields=["state", "due_at"], name="message_by_due")]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="message_kind_known"),
            models.CheckConstraint(condition=Q(way__in=Way.values), name="message_way_known"),
            models.CheckConstraint(condition=Q(state__in=MessageState.values), name="message_state_known"),
        ]

    @property
    def code(self) -> str:
        return f"message:{str(self.pk)[:8]}"
