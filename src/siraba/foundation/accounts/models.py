"""Accounts of the people who work with the platform, and the tokens their programs use."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models.functions import Length
from django.utils.translation import gettext_lazy as _

from siraba.foundation.accounts.roles import Role
from siraba.foundation.organisations.models import Organisation, Unit

models.CharField.register_lookup(Length)


class AccountManager(BaseUserManager["Account"]):
    def create_user(self, username: str, password: str | None = None, **fields) -> "Account":
        """An account; `password=None` makes one that cannot sign in."""
        account = self.model(username=username.lower(), **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account

    def get_by_natural_key(self, username: str | None) -> "Account":
        return self.get(username=(username or "").lower())


class Account(AbstractBaseUser):
    """One person's way in: a role, at one organisation, perhaps in one of its units."""

    username = models.CharField(_("identifiant"), max_length=60, unique=True)
    full_name = models.CharField(_("nom complet"), max_length=120)
    role = models.CharField(_("rôle"), max_length=30, choices=Role)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, verbose_name=_("organisation")
    )
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, verbose_name=_("unité"))
    language = models.CharField(
        _("langue"), max_length=2, choices=[("fr", "Français"), ("en", "English")], default="fr"
    )
    is_active = models.BooleanField(_("actif"), default=True)
    fictitious = models.BooleanField(_("fictif"), default=False)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["full_name", "role"]
    objects = AccountManager()

    class Meta:
        verbose_name = _("compte")
        constraints = [
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="account_role_known"),
            models.CheckConstraint(
                condition=models.Q(language__in=["fr", "en"]), name="account_language_known"
            ),
            models.CheckConstraint(
                condition=models.Q(username__length__lte=60), name="account_username_length"
            ),
        ]

    def __str__(self) -> str:
        return self.full_name


class Session(AbstractBaseSession):
    """A time at the keyboard, opened for one account; read through `accounts.sessions`."""

    account = models.ForeignKey(Account, models.CASCADE, null=True, related_name="sessions")

    @classmethod
    def get_session_store_class(cls):
        from siraba.foundation.accounts.sessions import SessionStore

        return SessionStore


class ApiToken(models.Model):
    """A key for a program, bound to one account and one purpose; only its digest is kept."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="tokens")
    name = models.CharField(_("nom"), max_length=60)
    purpose = models.CharField(_("finalité"), max_length=30)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(_("expire le"))
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("jeton d’accès")
        constraints = [
            models.CheckConstraint(condition=models.Q(digest__length=64), name="token_digest_length")
        ]

    def __str__(self) -> str:
        return self.name
