"""Scenarios of the network of branches: who is to be reached, where a branch could open, and what the computing found."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.acts import Move, Moves
from siraba.foundation.accounts.models import Account
from siraba.foundation.geography.models import Area
from siraba.foundation.organisations.models import Organisation

MOST = 10  # new branches that are tried


class DemandBasis(models.TextChoices):
    ARRIVALS = "arrivals", _("Arrivées inscrites, au cercle de l’antenne qui a reçu")
    DEPARTURES = "departures", _("Arrivées inscrites, au lieu d’où le convoi est parti")
    EQUAL = "equal", _("Le même poids pour chaque cercle")
    TABLE = "table", _("Une table de lieux et de poids")


class LocationModel(models.TextChoices):
    MEDIAN = "median", _("Trajet moyen le plus court")
    CENTRE = "centre", _("Trajet du plus éloigné le plus court")
    COVERING = "covering", _("Le plus de personnes à moins de T heures")


class ScenarioState(models.TextChoices):
    DRAFT = "draft", _("À calculer")
    RUNNING = "running", _("Calcul en cours")
    DONE = "completed", _("Calculé")


S = ScenarioState
_CHANGE = Move((S.RUNNING, S.DONE), S.DRAFT, also=(S.DRAFT,))
SCENARIO_MOVES = Moves(
    {
        "set_sites": _CHANGE,
        "forbid_site": _CHANGE,
        "allow_site": _CHANGE,
        "compute_scenario": Move((S.DRAFT,), S.RUNNING, also=(S.RUNNING,)),
    }
)


class Scenario(models.Model):
    """A question, with all that its answer depends on. What it was asked with does not change; its sites do.

    `demand` is a list of [number of an area, weight], as it was counted on the day of `made_at`; `unplaced` is the weight
    of what no area was found for. `place` counts the numbers of new branches, from 0 on, that are computed.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    name = models.CharField(_("nom"), max_length=80)
    made_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("préparé le"), default=timezone.now)
    basis = models.CharField(_("qui est à joindre"), max_length=10, choices=DemandBasis)
    months = models.PositiveSmallIntegerField(_("mois comptés"), null=True)
    demand = models.JSONField()
    unplaced = models.FloatField(_("non placées"), default=0)
    model = models.CharField(_("ce qui est cherché"), max_length=10, choices=LocationModel)
    within_hours = models.FloatField(_("T, en heures"))
    wanted = models.PositiveSmallIntegerField(_("nouvelles antennes"))
    detour = models.FloatField(_("détour"))
    speed_km_h = models.FloatField(_("vitesse, en km/h"))
    state = models.CharField(_("état"), max_length=10, choices=ScenarioState, default=S.DRAFT)
    place = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("scénario")
        ordering = ["-made_at", "-id"]
        indexes = [
            models.Index(F("organisation"), F("made_at").desc(), F("id").desc(), name="scenario_by_day")
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ScenarioState.values), name="scenario_state_known"),
            models.CheckConstraint(condition=Q(basis__in=DemandBasis.values), name="scenario_basis_known"),
            models.CheckConstraint(condition=Q(model__in=LocationModel.values), name="scenario_model_known"),
            models.CheckConstraint(condition=Q(wanted__range=(1, MOST)), name="scenario_wanted"),
            models.CheckConstraint(
                condition=Q(detour__gte=1, speed_km_h__gt=0, within_hours__gt=0), name="scenario_travel"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def code(self) -> str:
        return f"scenario:{self.pk}"


class SiteRole(models.TextChoices):
    EXISTING = "existing", _("Antenne comptée comme ouverte")
    CANDIDATE = "candidate", _("Site possible")
    FORBIDDEN = "forbidden", _("Site interdit")


class Site(models.Model):
    """What a place is in a scenario. A forbidden one says why and since when, and so is all that lies in it."""

    scenario = models.ForeignKey(Scenario, models.CASCADE, related_name="sites")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("lieu"))
    role = models.CharField(max_length=10, choices=SiteRole)
    reason = models.CharField(_("motif"), max_length=200, blank=True)
    since = models.DateField(_("depuis le"), null=True)

    class Meta:
        verbose_name = _("site")
        ordering = ["area__name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["scenario", "area"], name="site_once_a_scenario"),
            models.CheckConstraint(condition=Q(role__in=SiteRole.values), name="site_role_known"),
            models.CheckConstraint(
                condition=~Q(role=SiteRole.FORBIDDEN) | (~Q(reason="") & Q(since__isnull=False)),
                name="site_forbidden_says_why",
            ),
        ]

    def __str__(self) -> str:
        return str(self.area)


class Result(models.Model):
    """The best places for so many new branches: `areas` are their numbers.

    `value` and `bound` are in hours weighted (median), hours (centre) or weight (covering); nothing is better than the
    bound.
    """

    scenario = models.ForeignKey(Scenario, models.CASCADE, related_name="results")
    number = models.PositiveSmallIntegerField(_("nouvelles antennes"))
    areas = models.JSONField()
    value = models.FloatField()
    bound = models.FloatField()
    proven = models.BooleanField()
    seconds = models.FloatField()

    class Meta:
        verbose_name = _("résultat")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["scenario", "number"], name="result_once_a_number"),
            models.CheckConstraint(condition=Q(number__lte=MOST), name="result_number"),
        ]

    def __str__(self) -> str:
        return f"{self.scenario} {self.number}"

    @property
    def gap(self) -> float:
        """How much better the best may be, as a share of the value; 0 when this is proven to be the best."""
        return 0.0 if self.proven else abs(self.value - self.bound) / max(abs(self.value), 1e-9)
