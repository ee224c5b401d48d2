"""What is counted: anonymised historic records and their imports, and the summaries that the boards read."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from siraba.foundation.geography.models import Area
from siraba.foundation.organisations.models import Organisation
from siraba.protection.cases.models import CaseState

FIRST_YEAR, LAST_YEAR = 1990, 2100


class Dataset(models.TextChoices):
    """Where a historic record comes from: one data set for each layout of file."""

    CTDC_K_ANONYMISED = "ctdc-k-anonymised", _("CTDC, données k-anonymisées")
    CTDC_SYNTHETIC = "ctdc-synthetic", _("CTDC, données synthétiques")
    CTDC_CODEBOOK = "ctdc-codebook", _("CTDC, données synthétiques mondiales (27 variables)")
    HTCDS = "htcds", _("Données au format HTCDS 2.0")


class Sex(models.TextChoices):
    """The codes of the list `sex`, and one that a published recoding makes necessary."""

    FEMALE = "female", _("Féminin")
    MALE = "male", _("Masculin")
    OTHER = "other", _("Autre")
    # The synthetic extract folds men and missing values into one.
    MALE_OR_UNKNOWN = "male_or_unknown", _("Masculin ou non renseigné")
    UNKNOWN = "unknown", _("Non renseigné")


class Form(models.TextChoices):
    """What a summary's form holds beside the codes of `exploitation_type`: a record counts once."""

    UNKNOWN = "", _("Non renseignée")
    MULTIPLE = "multiple", _("Plusieurs formes")


class ControlGroup(models.TextChoices):
    """Means of control as the k-anonymised extract groups them, and the HTCDS codes each group covers.

    Source: gh-mrmoore/Human-Trafficking-Analysis, ETL/final_etl.ipynb, table 1.
    """

    FINANCIAL = "Financial", _("Contrainte financière")
    THREATS = "Threats", _("Menaces, tromperie, pression psychologique")
    SURVIVAL = "Survival", _("Privation du nécessaire, des soins ou des documents")
    PHYSICAL = "Physical", _("Violence, restriction de mouvement, horaires excessifs")
    OTHER = "Other", _("Autre ou non précisé")


class HistoricRecord(models.Model):
    """One line of a data set. Identical lines are different records: `occurrence` numbers them.

    `line` holds the columns as they came (name, value), so that a data set can be given back whole.
    """

    dataset = models.CharField(_("jeu de données"), max_length=30, choices=Dataset)
    digest = models.CharField(max_length=32)
    occurrence = models.PositiveIntegerField()
    year = models.PositiveSmallIntegerField(_("année"), null=True)
    sex = models.CharField(_("sexe"), max_length=20, choices=Sex)
    age_band = models.CharField(_("tranche d’âge"), max_length=10, blank=True)
    citizenship = models.CharField(_("nationalité"), max_length=60, blank=True)
    forms = models.CharField(_("formes d’exploitation"), max_length=250, blank=True)
    controls = models.CharField(_("moyens de contrôle"), max_length=400, blank=True)
    recruiters = models.CharField(_("liens avec le recruteur"), max_length=100, blank=True)
    source = models.CharField(_("source"), max_length=60, blank=True)
    line = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dataset", "digest", "occurrence"], name="historic_record_imported_once"
            ),
            models.CheckConstraint(condition=Q(dataset__in=Dataset.values), name="historic_dataset_known"),
            models.CheckConstraint(condition=Q(sex__in=Sex.values), name="historic_sex_known"),
            models.CheckConstraint(
                condition=Q(year__isnull=True) | Q(year__range=(FIRST_YEAR, LAST_YEAR)),
                name="historic_year_sensible",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dataset} {self.digest[:8]}/{self.occurrence}"


class Summary(models.Model):
    """A summary and its age; its row is held while the summary is written, so that two writers never mix."""

    name = models.CharField(max_length=30, primary_key=True)
    refreshed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class CaseCount(models.Model):
    """How many live cases; written anew as a whole from the cases by `refresh_board`."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    region = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+")
    pathway = models.CharField(max_length=20)
    state = models.CharField(max_length=20, choices=CaseState)
    risk = models.CharField(max_length=10, blank=True)
    late = models.BooleanField()
    count = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.region_id} {self.pathway} {self.state}: {self.count}"


class HistoricCount(models.Model):
    """The summary that the boards read; each import writes its data set's part anew."""

    dataset = models.CharField(max_length=30, choices=Dataset)
    year = models.PositiveSmallIntegerField(null=True)
    sex = models.CharField(max_length=20, choices=Sex)
    age_band = models.CharField(max_length=10, blank=True)
    form = models.CharField(max_length=60, blank=True)
    count = models.PositiveIntegerField()

    class Meta:
        indexes = [models.Index(fields=["dataset", "year"], name="historic_count_by_dataset")]

    def __str__(self) -> str:
        return f"{self.dataset} {self.year} {self.sex} {self.age_band} {self.form}: {self.count}"


class ImportRun(models.Model):
    """One import of a file, as it ended."""

    file_name = models.CharField(_("fichier"), max_length=255)
    sha256 = models.CharField(max_length=64)
    kind = models.CharField(_("commande"), max_length=10)
    dataset = models.CharField(_("disposition reconnue"), max_length=30, choices=Dataset)
    started_by = models.CharField(_("lancé par (compte de la machine)"), max_length=60, blank=True)
    started = models.DateTimeField(_("début"))
    ended = models.DateTimeField(_("fin"), null=True)
    rows_read = models.PositiveIntegerField(_("lignes lues"), default=0)
    added = models.PositiveIntegerField(_("ajoutées"), default=0)
    already_there = models.PositiveIntegerField(_("déjà présentes"), default=0)
    refused = models.PositiveIntegerField(_("refusées"), default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["htcds", "ctdc"]), name="import_kind_known"),
            models.CheckConstraint(condition=Q(dataset__in=Dataset.values), name="import_dataset_known"),
        ]

    def __str__(self) -> str:
        return f"{self.file_name} {self.started:%Y-%m-%d %H:%M}"
