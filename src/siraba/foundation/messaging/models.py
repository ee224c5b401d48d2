"""A message that leaves the platform, and its parts: to whom and what it says are sealed, and emptied once it has left."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.acts import Move, Moves
from siraba.foundation.access.models import Guarded, Sealed


class MessageState(models.TextChoices):
    QUEUED = "queued", _("En file")
    SENDING = "sending", _("En cours d’envoi")
    SENT = "sent", _("Parti")
    DELIVERED = "delivered", _("Arrivé")
    FAILED = "failed", _("Non remis")
    EXPIRED = "expired", _("Périmé")
    UNSURE = "unsure", _("Parti peut-être")


OVER = (MessageState.DELIVERED, MessageState.FAILED, MessageState.EXPIRED)
MESSAGE_MOVES = Moves(
    {
        "claim": Move((MessageState.QUEUED,), MessageState.SENDING),
        "put_off": Move((MessageState.SENDING,), MessageState.QUEUED),
        "lose": Move((MessageState.SENDING,), MessageState.UNSURE),
        "send": Move((MessageState.SENDING,), MessageState.SENT),
        "deliver": Move((MessageState.SENT,), MessageState.DELIVERED),
        "fail": Move((MessageState.SENDING, MessageState.SENT), MessageState.FAILED),
        "expire": Move((MessageState.QUEUED, MessageState.SENT), MessageState.EXPIRED),
        # The two that a person decides: what was perhaps sent is never sent again by itself
        "requeue_message": Move((MessageState.UNSURE,), MessageState.QUEUED),
        "drop_message": Move((MessageState.UNSURE,), MessageState.FAILED),
    }
)


class OutgoingMessage(Sealed):
    """Words: number, text; empty once it left or will not leave. `number_key` and `once_key` are keyed hashes.

    `reason` is a code of the provider's (SMPP 3.4), `dropped` or `late`.
    """

    kind = models.CharField(_("objet"), max_length=30)
    state = models.CharField(_("état"), max_length=10, choices=MessageState, default=MessageState.QUEUED)
    number_key = models.CharField(max_length=32, blank=True, db_index=True)
    once_key = models.CharField(max_length=32, blank=True)
    queued_at = models.DateTimeField(_("en file depuis"), default=timezone.now)
    send_after = models.DateTimeField(default=timezone.now)
    valid_until = models.DateTimeField(_("à envoyer avant"))
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(_("parti le"), null=True)
    ended_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=20, blank=True)

    class Meta(Sealed.Meta):
        verbose_name = _("SMS")
        indexes = [models.Index(fields=["state", "send_after"], name="outgoing_by_due")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=MessageState.values), name="outgoing_state_known"),
            models.CheckConstraint(condition=~Q(kind=""), name="outgoing_kind_said"),
            models.UniqueConstraint(
                fields=["once_key"], condition=~Q(once_key=""), name="outgoing_queued_once"
            ),
        ]

    @property
    def code(self) -> str:
        return f"sms:{str(self.pk)[:8]}"


class MessagePart(Guarded):
    """One SMS of a message that the provider took, under the number that it gave; `outcome` is what its receipt said."""

    message = models.ForeignKey(OutgoingMessage, models.CASCADE, related_name="parts")
    position = models.PositiveSmallIntegerField()
    provider_id = models.CharField(max_length=64, db_index=True)
    outcome = models.CharField(max_length=10, choices=MessageState, blank=True)

    class Meta(Guarded.Meta):
        verbose_name = _("partie d’un SMS")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["message", "position"], name="message_part_once"),
            models.CheckConstraint(
                condition=Q(outcome="") | Q(outcome__in=OVER), name="message_part_outcome_known"
            ),
        ]
