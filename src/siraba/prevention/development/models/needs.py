"""The need of zones: what is known by zone, each table with its source, and the index that was published with it."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siraba.engines.priorities.defaults import METHODS
from siraba.foundation.accounts.models import Account
from siraba.foundation.geography.models import Area


class ComponentKey(models.TextChoices):
    DEPARTURES = "departures", _("Départs pour 1 000 habitants")
    RETURNS = "returns", _("Retours pour 1 000 habitants")
    DROUGHT = "drought", _("Exposition à la sécheresse")
    POVERTY = "poverty", _("Pauvreté")
    SERVICES = "services", _("Services au répertoire")


LESS_IS_NEED = {ComponentKey.SERVICES}


class Method(models.TextChoices):
    RANK = "rank", _("Rangs")
    MIN_MAX = "min-max", _("Du plus petit au plus grand")


class ComponentTable(models.Model):
    """One component by cercle, as somebody gave it on a day; a newer one takes its place and it stays.

    `values` is {number of the area: value}; a zone that is not in it is not known.
    """

    key = models.CharField(_("composante"), max_length=12, choices=ComponentKey)
    source = models.CharField(_("source"), max_length=300)
    licence = models.CharField(_("licence"), max_length=120)
    as_of = models.DateField(_("état au"))
    unit = models.CharField(_("unité"), max_length=80)
    values = models.JSONField()
    loaded_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    loaded_at = models.DateTimeField(_("donnée le"), default=timezone.now)
    fictitious = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("table d’une composante")
        ordering = ["-loaded_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(key__in=ComponentKey.values), name="component_key_known"),
            models.CheckConstraint(condition=~Q(source=""), name="component_has_a_source"),
        ]

    def __str__(self) -> str:
        return f"{self.get_key_display()} ({self.as_of})"

    @property
    def code(self) -> str:
        return f"component_table:{self.pk}"

    @property
    def known(self) -> dict[int, float]:
        return {int(area): float(value) for area, value in self.values.items()}


class NeedIndex(models.Model):
    """A version of the index, with all that it was reckoned from; it is published once and does not change.

    `weights` is {component: weight}. The draws multiply each weight by 1 ± `spread`.
    """

    version = models.PositiveIntegerField(_("version"), unique=True)
    published_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    published_at = models.DateTimeField(_("publié le"), default=timezone.now)
    why = models.CharField(_("pourquoi ces poids"), max_length=500)
    weights = models.JSONField()
    tables: models.ManyToManyField = models.ManyToManyField(ComponentTable, related_name="+")
    method = models.CharField(_("mise à l’échelle"), max_length=7, choices=Method)
    top = models.PositiveSmallIntegerField(_("zones de tête"))
    draws = models.PositiveIntegerField(_("tirages"))
    spread = models.FloatField(_("écart des poids"))
    seed = models.PositiveIntegerField(_("graine"))

    class Meta:
        verbose_name = _("indice de besoin")
        ordering = ["-version"]
        constraints = [
            models.CheckConstraint(condition=Q(method__in=METHODS), name="need_index_method"),
            models.CheckConstraint(condition=Q(top__gte=1), name="need_index_top"),
        ]

    def __str__(self) -> str:
        return f"v{self.version}"

    @property
    def code(self) -> str:
        return f"need_index:{self.version}"


class ZoneScore(models.Model):
    """What an index says of one zone; without a score, `missing` says what nobody gave.

    `parts` is {component: 0 to 1}, `stability` the share of the draws in which the zone is among the first.
    """

    index = models.ForeignKey(NeedIndex, models.CASCADE, related_name="scores")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    score = models.FloatField(_("besoin, sur 100"), null=True)
    rank = models.PositiveSmallIntegerField(_("rang"), null=True)
    parts = models.JSONField()
    missing = models.JSONField()
    stability = models.FloatField(null=True)
    best = models.PositiveSmallIntegerField(null=True)
    worst = models.PositiveSmallIntegerField(null=True)

    class Meta:
        verbose_name = _("besoin d’une zone")
        ordering = [models.F("rank").asc(nulls_last=True), "area__name"]
        constraints = [
            models.UniqueConstraint(fields=["index", "area"], name="zone_score_once"),
            models.CheckConstraint(
                condition=Q(score__isnull=True, rank__isnull=True)
                | Q(score__range=(0, 100), rank__isnull=False),
                name="zone_score_with_its_rank",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area} {self.index}"
