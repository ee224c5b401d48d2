"""The end of a record: the removal that two persons decide, the hold that forbids it, the review that puts it off.

They name the person by its number alone, so that they outlast it: after a removal they show that it was done.
"""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.acts import Move, Moves
from siraba.foundation.access.models import Guarded, Sealed
from siraba.foundation.accounts.models import Account
from siraba.foundation.organisations.models import Organisation


class How(models.TextChoices):
    ANONYMISE = "anonymise", _("Rendre anonyme : les mots sont effacés, les comptes restent")
    ERASE = "erase", _("Effacer : rien ne reste que la trace de l’effacement")


class Ground(models.TextChoices):
    OVER = "over", _("La durée de conservation est passée")
    ASKED = "asked", _("La personne le demande")
    MISTAKEN = "mistaken", _("Enregistrée par erreur")


class RemovalState(models.TextChoices):
    REQUESTED = "requested", _("Attend une seconde personne")
    REFUSED = "refused", _("Refusée")
    DONE = "done", _("Faite")


REMOVAL_MOVES = Moves(
    {
        "approve_removal": Move((RemovalState.REQUESTED,), RemovalState.DONE),
        "refuse_removal": Move((RemovalState.REQUESTED,), RemovalState.REFUSED),
    }
)


class Removal(Sealed):
    """A person's records made anonymous, or erased. Words: reason; empty once it is done."""

    person = models.UUIDField(db_index=True)
    how = models.CharField(_("comment"), max_length=10, choices=How)
    ground = models.CharField(_("motif"), max_length=10, choices=Ground)
    state = models.CharField(_("état"), max_length=10, choices=RemovalState, default=RemovalState.REQUESTED)
    requested_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    requested_for = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(_("demandée le"), default=timezone.now)
    decided_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(_("décidée le"), null=True)

    class Meta(Sealed.Meta):
        verbose_name = _("effacement")
        constraints = [
            models.CheckConstraint(condition=Q(how__in=How.values), name="removal_how_known"),
            models.CheckConstraint(condition=Q(ground__in=Ground.values), name="removal_ground_known"),
            models.CheckConstraint(condition=Q(state__in=RemovalState.values), name="removal_state_known"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("requested_by")),
                name="removal_needs_two_persons",
            ),
            models.UniqueConstraint(
                fields=["person"], condition=Q(state=RemovalState.REQUESTED), name="removal_open_once"
            ),
        ]

    @property
    def code(self) -> str:
        return f"removal:{str(self.pk)[:8]}"


class LegalHold(Sealed):
    """While it stands nothing of the person may go. Words: reason."""

    person = models.UUIDField(db_index=True)
    placed_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    placed_for = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    placed_at = models.DateTimeField(_("posé le"), default=timezone.now)
    lifted_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    lifted_at = models.DateTimeField(_("levé le"), null=True)

    class Meta(Sealed.Meta):
        verbose_name = _("gel des effacements")
        constraints = [
            models.CheckConstraint(
                condition=Q(lifted_by__isnull=True) | ~Q(lifted_by=F("placed_by")),
                name="hold_needs_two_persons",
            )
        ]

    @property
    def code(self) -> str:
        return f"hold:{str(self.pk)[:8]}"


class Keeping(Guarded):
    """A review that found the record still needed, until a day."""

    person = models.UUIDField(db_index=True)
    until = models.DateField(_("jusqu’au"))
    decided_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(default=timezone.now)

    class Meta(Guarded.Meta):
        verbose_name = _("conservation prolongée")
