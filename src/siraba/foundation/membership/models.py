"""Invitations: a way in that is handed over once, for one person, one role, one organisation."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siraba.foundation.accounts.models import Account
from siraba.foundation.accounts.roles import Role
from siraba.foundation.organisations.models import Organisation, Unit


class Invitation(models.Model):
    """Only the digest of its secret is kept; using it makes the account."""

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="+", verbose_name=_("organisation")
    )
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", verbose_name=_("unité"))
    role = models.CharField(_("rôle"), max_length=30, choices=Role)
    username = models.CharField(_("identifiant"), max_length=60)
    full_name = models.CharField(_("nom complet"), max_length=120)
    digest = models.CharField(max_length=64, unique=True)
    # Nobody for the administrators of the system, whose account is made on the machine
    invited_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    invited_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(_("échoit le"))
    # Somebody who is here already and lost the password or the telephone; empty for who is new
    account = models.ForeignKey(Account, models.CASCADE, null=True, related_name="+")
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("invitation")
        indexes = [models.Index(fields=["organisation", "-invited_at"], name="invitation_by_agency")]
        constraints = [
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="invitation_role_known"),
            models.CheckConstraint(condition=models.Q(digest__length=64), name="invitation_digest_length"),
        ]

    def __str__(self) -> str:
        return self.username

    def is_open(self) -> bool:
        return self.used_at is None and self.revoked_at is None and self.expires_at > timezone.now()
