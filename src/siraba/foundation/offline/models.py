"""The devices that carry records where there is no network, and what was changed on them."""

import uuid
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siraba.foundation.access import crypto
from siraba.foundation.access.acts import Move, Moves
from siraba.foundation.access.models import Sealed
from siraba.foundation.accounts.models import Account
from siraba.foundation.people.models import Person


class DeviceState(models.TextChoices):
    ACTIVE = "active", _("En service")
    WIPED = "wiped", _("Effacé")


DEVICE_MOVES = Moves(
    {
        "release_keys": Move((), also=(DeviceState.ACTIVE,)),
        "carry_records": Move((), also=(DeviceState.ACTIVE,)),
        "wipe_device": Move((DeviceState.ACTIVE,), DeviceState.WIPED),
    }
)


class Device(models.Model):
    """A browser that keeps records for one account. Sealed: `half` and `spare`, without which nothing there opens.

    `half` opens what lies on the device together with the PIN; `spare` opens it when the PIN is forgotten.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(Account, models.CASCADE, related_name="devices")
    name = models.CharField(_("appareil"), max_length=60)
    state = models.CharField(_("état"), max_length=10, choices=DeviceState, default=DeviceState.ACTIVE)
    sealed = models.BinaryField(default=b"")
    enrolled_at = models.DateTimeField(_("depuis le"), default=timezone.now)
    seen_at = models.DateTimeField(_("vu le"), default=timezone.now)
    wiped_at = models.DateTimeField(_("effacé le"), null=True)

    class Meta:
        verbose_name = _("appareil")
        ordering = ["-enrolled_at"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=DeviceState.values), name="device_state_known")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def code(self) -> str:
        return f"device:{str(self.pk)[:8]}"

    def place(self) -> str:
        return f"device:{self.pk}"

    def write(self, **words: Any) -> None:
        self.sealed = crypto.seal(crypto.ACCOUNTS, self.place(), words)

    @property
    def words(self) -> dict[str, Any]:
        return crypto.unseal(crypto.ACCOUNTS, self.place(), bytes(self.sealed)) if self.sealed else {}


class EditState(models.TextChoices):
    APPLIED = "applied", _("Appliquée")
    CONFLICT = "conflict", _("À comparer")
    KEPT = "kept", _("Retenue")
    DROPPED = "dropped", _("Écartée")
    REFUSED = "refused", _("Refusée")


EDIT_MOVES = Moves(
    {
        "keep_edit": Move((EditState.CONFLICT,), EditState.KEPT),
        "drop_edit": Move((EditState.CONFLICT,), EditState.DROPPED),
    }
)


class Edit(Sealed):
    """One field changed without network. Words: seen (what its author read), wanted, found (what stood there), reason.

    Its key is the number that the device gave it, so that it is carried out once.
    """

    device = models.ForeignKey(Device, models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name=_("auteur"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    record = models.CharField(_("dossier"), max_length=20)
    field = models.CharField(_("renseignement"), max_length=30)
    state = models.CharField(_("état"), max_length=10, choices=EditState)
    received_at = models.DateTimeField(_("reçue le"), default=timezone.now)
    settled_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)

    class Meta(Sealed.Meta):
        verbose_name = _("modification faite hors ligne")
        ordering = ["-received_at", "-id"]
        indexes = [models.Index(fields=["state", "received_at"], name="edit_by_state")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=EditState.values), name="edit_state_known")
        ]

    @property
    def code(self) -> str:
        return f"edit:{str(self.pk)[:8]}"
