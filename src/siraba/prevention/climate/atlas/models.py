"""What the coordination notes on the map of the road: a danger at a place, from a source, while it lasts."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.acts import Move, Moves
from siraba.foundation.accounts.models import Account

models.CharField.register_lookup(Length)


class DangerState(models.TextChoices):
    NOTED = "noted", _("Noté")
    WITHDRAWN = "withdrawn", _("Retiré")


DANGER_MOVES = Moves({"withdraw_danger": Move((DangerState.NOTED,), DangerState.WITHDRAWN)})


class Danger(models.Model):
    """A danger of the road, as a public source tells it; no person is named. Latitude and longitude in degrees."""

    class Kind(models.TextChoices):
        FIGHTING = "fighting", _("combats, attaques")
        MINES = "mines", _("mines, engins explosifs")
        BANDITRY = "banditry", _("vols, enlèvements")
        EXTORTION = "extortion", _("barrages, extorsion")
        DESERT = "desert", _("désert sans eau, chaleur")
        FLOOD = "flood", _("crue, route coupée")
        OTHER = "other", _("autre")

    place = models.CharField(_("lieu"), max_length=120)
    latitude = models.FloatField(_("latitude"))
    longitude = models.FloatField(_("longitude"))
    kind = models.CharField(_("nature"), max_length=9, choices=Kind)
    text = models.CharField(_("ce qui est dit"), max_length=400)
    source = models.CharField(_("source"), max_length=200)
    since = models.DateField(_("depuis le"))
    until = models.DateField(_("jusqu’au"), null=True, blank=True)
    state = models.CharField(_("état"), max_length=9, choices=DangerState, default=DangerState.NOTED)
    reason = models.CharField(_("motif du retrait"), max_length=300, blank=True)
    noted_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    noted_at = models.DateTimeField(_("noté le"), default=timezone.now)
    withdrawn_at = models.DateTimeField(_("retiré le"), null=True, blank=True)

    class Meta:
        verbose_name = _("danger de la route")
        verbose_name_plural = _("dangers de la route")
        ordering = ["-since", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(place__length__range=(2, 120)), name="danger_place_length"),
            models.CheckConstraint(
                condition=Q(kind__in=["fighting", "mines", "banditry", "extortion", "desert", "flood", "other"]),
                name="danger_kind_known",
            ),
            models.CheckConstraint(condition=Q(state__in=["noted", "withdrawn"]), name="danger_state_known"),
            models.CheckConstraint(
                condition=Q(latitude__range=(-90, 90), longitude__range=(-180, 180)), name="danger_point"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="danger_days_in_order"
            ),
            models.CheckConstraint(
                condition=Q(state="noted", withdrawn_at__isnull=True)
                | Q(state="withdrawn", withdrawn_at__isnull=False),
                name="danger_withdrawn_says_when",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.place} ({self.get_kind_display()})"
