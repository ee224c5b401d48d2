"""Papers that were printed, the keys that signed them, and the lists that a verifier carries."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.acts import Move, Moves
from siraba.foundation.access.models import Guarded
from siraba.foundation.accounts.models import Account
from siraba.foundation.organisations.models import Unit
from siraba.protection.civil_status.registers.models import Act, ActVersion, Centre


class KeyState(models.TextChoices):
    VALID = "valid", _("En service")
    RETIRED = "retired", _("Retirée")
    COMPROMISED = "compromised", _("Volée ou perdue")


KEY_MOVES = Moves(
    {
        "retire_paper_key": Move((KeyState.VALID,), KeyState.RETIRED),
        "declare_key_compromised": Move((KeyState.VALID, KeyState.RETIRED), KeyState.COMPROMISED),
    }
)


class PaperKey(models.Model):
    """The public half of what a centre signs its papers by, one year; the private half lies with the other keys.

    Of a compromised key `trusted_size` leaves of the shard `trusted_shard` were cosigned before; papers above are false.
    """

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="paper_keys", verbose_name=_("centre"))
    year = models.PositiveSmallIntegerField(_("année"))
    turn = models.PositiveSmallIntegerField(default=1)
    kid = models.CharField(_("numéro de la clé"), max_length=16, unique=True)
    public = models.BinaryField(max_length=32)
    starts = models.DateField(_("à partir du"))
    ends = models.DateField(_("jusqu’au"))
    state = models.CharField(_("état"), max_length=11, choices=KeyState, default=KeyState.VALID)
    trusted_shard = models.CharField(max_length=20, blank=True)
    trusted_size = models.PositiveBigIntegerField(null=True)

    class Meta:
        verbose_name = _("clé de signature")
        ordering = ["-year", "centre", "-turn"]
        constraints = [
            models.UniqueConstraint(fields=["centre", "year", "turn"], name="paper_key_once"),
            models.UniqueConstraint(
                fields=["centre", "year"], condition=Q(state="valid"), name="paper_key_one_in_use"
            ),
            models.CheckConstraint(condition=Q(state__in=KeyState.values), name="paper_key_state_known"),
            models.CheckConstraint(
                condition=Q(trusted_shard="", trusted_size__isnull=True)
                | (Q(state="compromised", trusted_size__isnull=False) & ~Q(trusted_shard="")),
                name="paper_key_trusted_before_the_theft",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.centre} {self.year}"

    @property
    def name(self) -> str:
        """Under which its private half is kept."""
        return f"paper-{self.centre_id}-{self.year}-{self.turn}"


class Document(Guarded):
    """A paper that was printed of a version of an act: its number, its key, its place in the log, if there was one.

    `digest` is the SHA-256 of the text of its QR. The paper can be set again from the act; it is then the same.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    act = models.ForeignKey(Act, models.PROTECT, related_name="documents", verbose_name=_("acte"))
    version = models.ForeignKey(ActVersion, models.PROTECT, related_name="documents")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(_("papier n°"))
    key = models.ForeignKey(PaperKey, models.PROTECT, related_name="documents")
    shard = models.CharField(max_length=20, blank=True)
    index = models.PositiveBigIntegerField(null=True)
    digest = models.CharField(max_length=64)
    printed_at = models.DateTimeField(_("imprimé le"), default=timezone.now)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name=_("par"))
    fictitious = models.BooleanField(default=False)

    class Meta(Guarded.Meta):
        verbose_name = _("papier")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["act", "number"], name="paper_number_once"),
            models.CheckConstraint(condition=Q(digest__length=64), name="paper_digest_length"),
            models.CheckConstraint(
                condition=Q(shard="", index__isnull=True) | (~Q(shard="") & Q(index__isnull=False)),
                name="paper_whole_place",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.number}"


class Publication(models.Model):
    """The signed lists as they were given out: which keys may sign, which papers hold no longer."""

    at = models.DateTimeField(_("du"), default=timezone.now)
    trust = models.BinaryField()
    status = models.BinaryField()
    revoked = models.PositiveIntegerField(_("papiers qui ne valent plus"))

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"
