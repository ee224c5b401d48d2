"""The journal: who did or read what, for which purpose. Lines are added and sealed, never changed."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from siraba.foundation.accounts.models import Account


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
