"""What may be money taken twice: who resembles whom, what was found, and what a person said of it."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.acts import Move, Moves
from siraba.foundation.access.models import Sealed
from siraba.foundation.accounts.models import Account
from siraba.protection.reintegration.calls.models import Application


class Screening(models.Model):
    """When an application was last looked at."""

    application = models.OneToOneField(Application, models.PROTECT, related_name="screening")
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"screening:{self.pk}"


class NameMark(models.Model):
    """Keyed hashes of a name of an application, as it is written and as it sounds: its applicant's (place 0), a member's."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="marks")
    place = models.PositiveSmallIntegerField(default=0)
    key = models.CharField(max_length=32)
    words = models.PositiveSmallIntegerField(_("mots du nom"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "application", "place"], name="name_mark_once"),
            models.CheckConstraint(condition=Q(key__length=32), name="name_mark_length"),
        ]

    def __str__(self) -> str:
        return self.key


class FlagKind(models.TextChoices):
    SAME_PERSON = "same_person", _("Peut-être la même personne deux fois")
    SHARED_WALLET = "shared_wallet", _("Un compte de paiement pour plusieurs personnes")
    HOUSEHOLD = "household", _("Un ménage aidé deux fois")
    VELOCITY = "velocity", _("Beaucoup en peu de temps")
    CEILING = "ceiling", _("Plafond dépassé, tous appels ensemble")
    WALLET_NAME = "wallet_name", _("Le compte de paiement est au nom d’un autre")
    STAFF = "staff", _("Déposée par un compte du fonds")
    CLOSED = "closed", _("Paiement d’un projet arrêté")
    CONTRADICTION = "contradiction", _("L’opérateur s’est contredit")


class FlagState(models.TextChoices):
    OPEN = "open", _("À regarder")
    CLEARED = "cleared", _("Levé")
    CONFIRMED = "confirmed", _("Confirmé")


S = FlagState
BLOCKING = (S.OPEN, S.CONFIRMED)

FLAG_MOVES = Moves(
    {
        "clear_flag": Move((S.OPEN, S.CONFIRMED), S.CLEARED),
        "confirm_flag": Move((S.OPEN,), S.CONFIRMED),
        "find_again": Move((S.CLEARED,), S.OPEN),
    }
)


class Flag(Sealed):
    """Something that a person has to look at before money goes. Words: reason (of who cleared it), said (of who confirmed).

    `facts` are the codes of what agrees (`wording`), `figures` the numbers beside them; neither names anybody. `other` is the
    application that was there first, where there are two.
    """

    application = models.ForeignKey(Application, models.PROTECT, related_name="flags")
    other = models.ForeignKey(Application, models.PROTECT, null=True, related_name="flags_as_other")
    kind = models.CharField(_("motif"), max_length=14, choices=FlagKind)
    facts = models.JSONField(default=list)
    figures = models.JSONField(default=dict)
    state = models.CharField(_("état"), max_length=10, choices=FlagState, default=S.OPEN)
    found_at = models.DateTimeField(_("trouvé le"), default=timezone.now)
    settled_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)
    fictitious = models.BooleanField(default=False)

    class Meta(Sealed.Meta):
        verbose_name = _("signalement")
        ordering = ["-found_at", "-id"]
        indexes = [
            models.Index(fields=["state", "found_at"], name="flag_by_state"),
            models.Index(fields=["other", "state"], name="flag_by_other"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=S.values), name="flag_state_known"),
            models.CheckConstraint(condition=Q(kind__in=FlagKind.values), name="flag_kind_known"),
            models.CheckConstraint(
                condition=Q(other__isnull=True) | ~Q(other=F("application")), name="flag_of_two"
            ),
            models.CheckConstraint(
                condition=Q(state=S.OPEN) | Q(settled_by__isnull=False, settled_at__isnull=False),
                name="flag_settled_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["kind", "application", "other"],
                condition=Q(other__isnull=False),
                name="flag_pair_once",
            ),
            models.UniqueConstraint(
                fields=["kind", "application"], condition=Q(other__isnull=True), name="flag_alone_once"
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        return f"flag:{str(self.pk)[:8]}"
