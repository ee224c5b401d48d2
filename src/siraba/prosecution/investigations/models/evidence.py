"""Exhibits under seal, and through whose hands each went. What was written of it never changes."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siraba.foundation.access import crypto
from siraba.foundation.access.acts import Move, Moves
from siraba.foundation.access.models import Sealed
from siraba.foundation.accounts.models import Account
from siraba.prosecution.investigations.models.files import Inquiry


class ExhibitState(models.TextChoices):
    HELD = "held", _("Sous scellé")
    RELEASED = "released", _("Sorti")


EXHIBIT_MOVES = Moves(
    {
        "hand_over_exhibit": Move((), also=(ExhibitState.HELD,)),
        "ask_release": Move((), also=(ExhibitState.HELD,)),
        "release_exhibit": Move((ExhibitState.HELD,), ExhibitState.RELEASED),
    }
)


class Exhibit(Sealed):
    """Words: description, place (where it was seized). `digest` is the SHA-256 of a file, attached here or kept elsewhere."""

    compartment = crypto.JUSTICE
    inquiry = models.ForeignKey(Inquiry, models.PROTECT, related_name="exhibits")
    number = models.PositiveSmallIntegerField(_("scellé n°"))
    state = models.CharField(_("état"), max_length=8, choices=ExhibitState, default=ExhibitState.HELD)
    digest = models.CharField(_("empreinte SHA-256"), max_length=64, blank=True)
    document = models.BinaryField(default=b"")
    seized_on = models.DateField(_("date de la saisie"))
    recorded_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta(Sealed.Meta):
        verbose_name = _("scellé")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["inquiry", "number"], name="exhibit_number_once"),
            models.CheckConstraint(condition=Q(state__in=ExhibitState.values), name="exhibit_state_known"),
            models.CheckConstraint(
                condition=Q(digest="") | Q(digest__length=64), name="exhibit_digest_length"
            ),
        ]

    @property
    def code(self) -> str:
        return f"exhibit:{str(self.pk)[:8]}"

    def document_place(self) -> str:
        return f"investigations.exhibit.document:{self.pk}"


class CustodyKind(models.TextChoices):
    SEIZED = "seized", _("Saisie")
    HANDED = "handed", _("Remise")
    EXPERTISE = "expertise", _("Envoi en expertise")
    RETURNED = "returned", _("Retour au dépôt")
    RELEASED = "released", _("Sortie définitive")


class Custody(Sealed):
    """One link of a chain of custody: `digest` holds the one before. Words: holder, place, reason.

    The database refuses any change but that of the key it is sealed with, and refuses to delete.
    """

    compartment = crypto.JUSTICE
    inquiry = models.ForeignKey(Inquiry, models.PROTECT, related_name="custodies")
    exhibit = models.ForeignKey(Exhibit, models.PROTECT, related_name="custodies")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(_("mouvement"), max_length=10, choices=CustodyKind)
    at = models.DateTimeField(_("quand"))
    recorded_by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name=_("noté par"))
    recorded_at = models.DateTimeField(_("noté le"), default=timezone.now)
    digest = models.CharField(max_length=64)

    class Meta(Sealed.Meta):
        verbose_name = _("mouvement d’un scellé")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["exhibit", "number"], name="custody_number_once"),
            models.CheckConstraint(condition=Q(kind__in=CustodyKind.values), name="custody_kind_known"),
            models.CheckConstraint(condition=Q(digest__length=64), name="custody_digest_length"),
        ]
