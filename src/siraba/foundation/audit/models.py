"""The journal: who did or read what, for which purpose. Lines are added and sealed, never changed."""

import os

from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from siraba.foundation.accounts.models import Account


def new_salt() -> bytes:
    return os.urandom(32)


class Decision(models.TextChoices):
    ALLOWED = "allowed", _("Accordé")
    REFUSED = "refused", _("Refusé")


class AuditSeal(models.Model):
    """A link of the chain: the hash of the seal before it and of the lines it closes."""

    at = models.DateTimeField()
    lines = models.PositiveIntegerField()
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    def __str__(self) -> str:
        return f"{self.pk} {self.hash[:12]}"


class AuditLine(models.Model):
    """One act or one reading. Nothing in it names a person served: only codes, fields and counts."""

    at = models.DateTimeField(_("date"))
    account = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", verbose_name=_("compte")
    )
    role = models.CharField(_("rôle"), max_length=30, blank=True)
    organisation_id = models.BigIntegerField(null=True)
    purpose = models.CharField(_("finalité"), max_length=30, blank=True)
    act = models.CharField(_("action"), max_length=60)
    object = models.CharField(_("objet"), max_length=60, blank=True)
    decision = models.CharField(_("décision"), max_length=10, choices=Decision)
    detail = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    # Null in the database only so that a journal in use gains the column without being copied
    salt = models.BinaryField(max_length=32, null=True, default=new_salt)
    seal = models.ForeignKey(AuditSeal, models.PROTECT, null=True, related_name="sealed_lines")

    class Meta:
        indexes = [
            models.Index(fields=["object", "-id"], name="audit_by_object"),
            models.Index(fields=["account", "-id"], name="audit_by_account"),
            models.Index(fields=["organisation_id", "-id"], name="audit_by_organisation"),
            models.Index(fields=["id"], name="audit_to_seal", condition=Q(seal__isnull=True)),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(decision__in=Decision.values), name="audit_decision_known"),
            models.CheckConstraint(condition=Q(digest__length=64), name="audit_digest_length"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.act} {self.object}"


class AuditMention(models.Model):
    """A record that a list showed, so that its own log has the reading too; made from the lines, behind the reader."""

    line = models.ForeignKey(AuditLine, models.PROTECT, related_name="mentions")
    code = models.CharField(max_length=11)

    class Meta:
        indexes = [models.Index(fields=["code", "line"], name="mention_by_code")]
        constraints = [
            models.UniqueConstraint(fields=["line", "code"], name="mention_once"),
            models.CheckConstraint(condition=Q(code__length=11), name="mention_code_length"),
        ]

    def __str__(self) -> str:
        return self.code


class LogShard(models.Model):
    """A year of the public log, or what followed a restored backup; it begins with the last checkpoint before it."""

    name = models.CharField(max_length=20, unique=True)
    opened_at = models.DateTimeField()
    before = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.name


class LogPlace(models.Model):
    """Where the lines of a seal stand in the log: from the index `start` on, in the order of their numbers."""

    seal = models.OneToOneField(AuditSeal, models.PROTECT, primary_key=True, related_name="place")
    shard = models.ForeignKey(LogShard, models.PROTECT, related_name="places")
    start = models.PositiveBigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shard", "start"], name="log_place_once")]

    def __str__(self) -> str:
        return f"{self.shard_id}:{self.start}"


class LogCheckpoints(models.QuerySet["LogCheckpoint"]):
    def with_witnesses(self, at_least: int = 0) -> "LogCheckpoints":
        """Each with `witnesses`: how many signed it; only those that so many signed."""
        signed = LogCosignature.objects.filter(checkpoint=OuterRef("pk")).values("checkpoint")
        # Counted for a row when it is looked at: to find the last that a quorum signed, a year's are not
        counted = self.annotate(witnesses=Coalesce(Subquery(signed.values(n=models.Count("pk"))), 0))
        return counted.filter(witnesses__gte=at_least)


class LogCheckpoint(models.Model):
    """What the log said of a shard, signed: how many leaves, and their root."""

    shard = models.ForeignKey(LogShard, models.PROTECT, related_name="checkpoints")
    size = models.PositiveBigIntegerField()
    root = models.CharField(max_length=64)
    at = models.DateTimeField()
    note = models.TextField()
    witnesses: int  # where it was read with them

    objects = LogCheckpoints.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shard", "size"], name="log_checkpoint_once")]

    def __str__(self) -> str:
        return f"{self.size} {self.root[:12]}"


class LogCosignature(models.Model):
    """A witness that had seen the log grow, and signed the checkpoint too."""

    checkpoint = models.ForeignKey(LogCheckpoint, models.PROTECT, related_name="cosignatures")
    witness = models.CharField(max_length=120)
    at = models.DateTimeField()
    line = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["checkpoint", "witness"], name="log_cosigned_once")]

    def __str__(self) -> str:
        return self.witness
