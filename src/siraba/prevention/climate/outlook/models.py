"""Back-tests, forecasts and scenarios as they were computed: pages read what is stored, and compute nothing heavy."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siraba.foundation.accounts.models import Account
from siraba.prevention.climate.observations.models import Indicator, Place


class Verdict(models.TextChoices):
    MODEL = "model", _("Une étape fait mieux que la dernière valeur")
    LAST_VALUE = "last_value", _("La dernière valeur fait aussi bien")
    NOT_ENOUGH = "not_enough", _("Pas assez de données")


class BacktestRun(models.Model):
    """One back-test of an indicator, `horizon` of its steps ahead: asked for, carried out by the timer or a command.

    `table` is the ladder, step by step: see `engine.backtest`. `shown` is the code of the step that may be shown; `verdict`
    is empty until it has finished.
    """

    indicator = models.ForeignKey(
        Indicator, models.PROTECT, related_name="backtests", verbose_name=_("indicateur")
    )
    horizon = models.PositiveSmallIntegerField(_("pas à l’avance"))
    by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(_("demandé le"), default=timezone.now)
    started_at = models.DateTimeField(_("commencé le"), null=True)
    made_at = models.DateTimeField(_("fait le"), null=True)
    failed = models.BooleanField(default=False)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    verdict = models.CharField(_("résultat"), max_length=10, choices=Verdict, blank=True)
    shown = models.CharField(_("étape montrée"), max_length=30, blank=True)
    table = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("essai sur le passé")
        verbose_name_plural = _("essais sur le passé")
        ordering = ["-asked_at", "-id"]
        indexes = [models.Index(F("indicator"), F("made_at").desc(), name="backtest_by_indicator")]
        constraints = [
            models.CheckConstraint(
                condition=Q(verdict="", made_at__isnull=True)
                | Q(verdict__in=["model", "last_value", "not_enough"], made_at__isnull=False),
                name="backtest_verdict_when_made",
            ),
            models.CheckConstraint(condition=Q(horizon__range=(1, 36)), name="backtest_horizon"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} ({self.horizon})"

    @property
    def code(self) -> str:
        return f"backtest:{self.pk}"


class Forecast(models.Model):
    """What the shown step says of a place and a period: the middle, and the bounds that eight values in ten lie between."""

    run = models.ForeignKey(BacktestRun, models.CASCADE, related_name="forecasts")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    start = models.DateField(_("période du"))
    q10 = models.FloatField(_("bas (10 %)"))
    q50 = models.FloatField(_("milieu"))
    q90 = models.FloatField(_("haut (90 %)"))
    method = models.CharField(_("méthode"), max_length=30)

    class Meta:
        verbose_name = _("prévision")
        verbose_name_plural = _("prévisions")
        ordering = ["place__name", "place_id", "start"]
        constraints = [
            models.UniqueConstraint(fields=["run", "place", "start"], name="forecast_once"),
            models.CheckConstraint(
                condition=Q(q10__lte=F("q50")) & Q(q50__lte=F("q90")), name="forecast_quantiles_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place_id} {self.start}"


class Scenario(models.Model):
    """What an indicator would be under inputs that somebody sets: a range, never a cause.

    `inputs` by name: `spi` (standard deviations), `conflict` (change in per cent). `result` is `conditional.Conditional.told`;
    `extrapolated` says that an input lies outside of what was observed beside the indicator.
    """

    name = models.CharField(_("nom"), max_length=80)
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, related_name="scenarios", verbose_name=_("indicateur")
    )
    inputs = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    enough = models.BooleanField(_("assez de données"))
    extrapolated = models.BooleanField(_("hors de ce qui a été observé"))
    author = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name=_("fait par"))
    made_at = models.DateTimeField(_("fait le"), default=timezone.now)

    class Meta:
        verbose_name = _("scénario conditionnel")
        verbose_name_plural = _("scénarios conditionnels")
        ordering = ["-made_at", "-id"]
        indexes = [models.Index(F("made_at").desc(), F("id").desc(), name="outlook_scenario_by_day")]

    def __str__(self) -> str:
        return self.name

    @property
    def code(self) -> str:
        return f"climate_scenario:{self.pk}"
