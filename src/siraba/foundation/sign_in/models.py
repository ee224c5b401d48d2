"""What stands beside the password: second factors, recovery codes, and the news of one's own account."""

from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siraba.foundation.access import crypto
from siraba.foundation.accounts.models import Account


class FactorKind(models.TextChoices):
    TOTP = "totp", _("Application de codes")
    PASSKEY = "passkey", _("Clé d’accès")


class SecondFactor(models.Model):
    """Something one has. Sealed: the secret of the codes, or the public key and the name of a passkey."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="factors")
    kind = models.CharField(_("sorte"), max_length=10, choices=FactorKind)
    name = models.CharField(_("nom"), max_length=60)
    sealed = models.BinaryField(default=b"")
    # The step of the last code, or the counter of the passkey
    last_step = models.PositiveBigIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    last_used_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("second facteur")
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=FactorKind.values), name="factor_kind_known")
        ]

    def __str__(self) -> str:
        return self.name

    def place(self) -> str:
        return f"factor:{self.account_id}"

    def write(self, **words: Any) -> None:
        self.sealed = crypto.seal(crypto.ACCOUNTS, self.place(), words)

    @property
    def words(self) -> dict[str, Any]:
        return crypto.unseal(crypto.ACCOUNTS, self.place(), bytes(self.sealed))


class RecoveryCode(models.Model):
    """A code for the day the telephone is lost: only its keyed hash is kept, and it opens once."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=32)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "digest"], name="recovery_code_once"),
            models.CheckConstraint(condition=models.Q(digest__length=32), name="recovery_digest_length"),
        ]

    def __str__(self) -> str:
        return f"recovery:{self.pk}"


class News(models.TextChoices):
    NEW_DEVICE = "new_device", _("Connexion depuis un appareil inconnu")
    FACTOR_ADDED = "factor_added", _("Un second facteur a été ajouté")
    FACTOR_REMOVED = "factor_removed", _("Un second facteur a été retiré")
    RECOVERY_USED = "recovery_used", _("Un code de secours a servi")
    ACCESS_RENEWED = "access_renewed", _("Un administrateur vous a rendu l’accès")
    PASSWORD_CHANGED = "password_changed", _("Le mot de passe a été changé")


class Notice(models.Model):
    """News of the account, shown to it until it says that it was itself."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="notices")
    what = models.CharField(max_length=20, choices=News)
    device = models.CharField(_("appareil"), max_length=60, blank=True)
    at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["account", "seen_at"], name="notice_by_account")]
        constraints = [models.CheckConstraint(condition=models.Q(what__in=News.values), name="notice_known")]

    def __str__(self) -> str:
        return self.what
