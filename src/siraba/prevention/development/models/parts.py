"""What a project is made of: sectors, budget, documents, indicators, and the money that moved. Francs are whole."""

from functools import partial

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siraba.foundation.accounts.models import Account
from siraba.foundation.organisations.models import Organisation
from siraba.foundation.vocabulary import choices, codes
from siraba.prevention.development.models.projects import Project

MOST_FRANCS = 1_000_000_000_000


class Sector(models.Model):
    """A sector by its OECD DAC code, with its share in per cent; those of a project add up to 100."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="sectors")
    code = models.CharField(_("secteur"), max_length=5, choices=partial(choices, "dac_sector"))
    share = models.PositiveSmallIntegerField(_("part, en %"))

    class Meta:
        verbose_name = _("secteur")
        ordering = ["-share", "code"]
        constraints = [
            models.UniqueConstraint(fields=["project", "code"], name="project_sector_once"),
            models.CheckConstraint(condition=Q(share__range=(1, 100)), name="project_sector_share"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.share} %"


class BudgetLine(models.Model):
    project = models.ForeignKey(Project, models.CASCADE, related_name="budget")
    label = models.CharField(_("poste"), max_length=120)
    year = models.PositiveSmallIntegerField(_("année"))
    amount = models.PositiveBigIntegerField(_("montant (FCFA)"))

    class Meta:
        verbose_name = _("ligne de budget")
        ordering = ["year", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__range=(1, MOST_FRANCS)), name="project_budget_amount"),
        ]

    def __str__(self) -> str:
        return self.label


class Link(models.Model):
    """A public document of the project, on the web."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="links")
    title = models.CharField(_("titre"), max_length=120)
    url = models.URLField(_("adresse"), max_length=300)
    category = models.CharField(_("nature"), max_length=3, choices=partial(choices, "project_document"))

    class Meta:
        verbose_name = _("document")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.title


class Measure(models.TextChoices):
    """IATI IndicatorMeasure."""

    UNIT = "1", _("Nombre")
    PERCENTAGE = "2", _("Pourcentage")


class Indicator(models.Model):
    """What shows a result: where it stood, where it should get in a period, where it got."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="indicators")
    title = models.CharField(_("indicateur"), max_length=200)
    result = models.CharField(_("résultat"), max_length=1, choices=partial(choices, "project_result"))
    measure = models.CharField(_("mesure"), max_length=1, choices=Measure, default=Measure.UNIT)
    baseline = models.DecimalField(_("point de départ"), max_digits=15, decimal_places=2)
    baseline_year = models.PositiveSmallIntegerField(_("année du point de départ"))
    target = models.DecimalField(_("cible"), max_digits=15, decimal_places=2)
    starts_on = models.DateField(_("du"))
    ends_on = models.DateField(_("au"))
    actual = models.DecimalField(_("atteint"), max_digits=15, decimal_places=2, null=True)
    measured_on = models.DateField(_("mesuré le"), null=True)

    class Meta:
        verbose_name = _("indicateur")
        ordering = ["result", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="project_indicator_period"),
            models.CheckConstraint(
                condition=Q(actual__isnull=True, measured_on__isnull=True)
                | Q(actual__isnull=False, measured_on__isnull=False),
                name="project_indicator_measured_when",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Transaction(models.Model):
    """Money of a project that was promised, received, committed or spent. It is never changed: a mistake is reversed.

    `description` names no person. A reversal has the kind and the amount of what it undoes, and counts against it.
    """

    project = models.ForeignKey(Project, models.PROTECT, related_name="transactions")
    kind = models.CharField(_("nature"), max_length=2, choices=partial(choices, "project_transaction"))
    amount = models.PositiveBigIntegerField(_("montant (FCFA)"))
    day = models.DateField(_("date"))
    value_date = models.DateField(_("date de valeur"))
    description = models.CharField(_("objet"), max_length=200)
    provider = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("d’où vient l’argent"),
    )
    receiver = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("où il va")
    )
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversed_by")
    recorded_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("opération")
        ordering = ["day", "pk"]
        indexes = [models.Index(fields=["project", "day", "id"], name="project_transactions")]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__range=(1, MOST_FRANCS)), name="project_transaction_amount"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=list(codes("project_transaction"))), name="project_transaction_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.amount}"  # type: ignore[attr-defined]

    @property
    def signed(self) -> int:
        """Francs, negative for a reversal."""
        return -self.amount if self.reverses_id else self.amount
