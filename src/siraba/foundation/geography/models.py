"""Administrative areas of Mali, in the version of the map they belong to."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.utils.translation import gettext_lazy as _

models.CharField.register_lookup(Length)


class AreaVersion(models.Model):
    """A published code system. It is never edited: a new release is a new version."""

    code = models.SlugField(_("code"), max_length=20, unique=True)
    label = models.CharField(_("libellé"), max_length=120)
    source = models.CharField(_("source"), max_length=200)
    licence = models.CharField(_("licence"), max_length=120, blank=True)
    valid_from = models.DateField(_("valable du"), null=True, blank=True)
    valid_to = models.DateField(_("valable jusqu’au"), null=True, blank=True)
    current = models.BooleanField(_("en vigueur"), default=False)

    class Meta:
        verbose_name = _("version du découpage")
        verbose_name_plural = _("versions du découpage")
        constraints = [
            models.UniqueConstraint(
                fields=["current"], condition=Q(current=True), name="one_current_area_version"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="area_version_dates_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.label


class Area(models.Model):
    """A country, region, cercle or locality; its id is stable and means nothing outside."""

    class Level(models.IntegerChoices):
        COUNTRY = 0, _("pays")
        REGION = 1, _("région")
        CERCLE = 2, _("cercle")
        LOCALITY = 3, _("localité")

    version = models.ForeignKey(AreaVersion, models.PROTECT, related_name="areas")
    level = models.PositiveSmallIntegerField(_("niveau"), choices=Level.choices)
    name = models.CharField(_("nom"), max_length=80)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    population = models.PositiveIntegerField(_("population"), null=True, blank=True)
    # Degrees WGS 84: of the place, or of the chief town; see the README of data/
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)

    class Meta:
        verbose_name = _("zone")
        verbose_name_plural = _("zones")
        ordering = ["name", "pk"]
        indexes = [models.Index(fields=["version", "level"], name="area_version_level")]
        constraints = [
            models.CheckConstraint(condition=Q(level__in=[0, 1, 2, 3]), name="area_level_known"),
            models.CheckConstraint(condition=Q(name__length__range=(1, 80)), name="area_name_length"),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="area_point_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class AreaCode(models.Model):
    """What one version calls an area."""

    version = models.ForeignKey(AreaVersion, models.PROTECT, related_name="codes")
    area = models.ForeignKey(Area, models.CASCADE, related_name="codes")
    code = models.CharField(_("code"), max_length=20)

    class Meta:
        verbose_name = _("code de zone")
        verbose_name_plural = _("codes de zone")
        constraints = [
            models.UniqueConstraint(fields=["version", "code"], name="area_code_once_a_version"),
            models.CheckConstraint(condition=Q(code__length__range=(1, 20)), name="area_code_length"),
        ]

    def __str__(self) -> str:
        return self.code


class AreaName(models.Model):
    """A name under which an area is found; `key` is the name without accents, case or hyphens."""

    area = models.ForeignKey(Area, models.CASCADE, related_name="names")
    name = models.CharField(_("nom"), max_length=80)
    key = models.CharField(max_length=80, db_index=True)

    class Meta:
        verbose_name = _("nom de zone")
        verbose_name_plural = _("noms de zone")
        constraints = [
            models.UniqueConstraint(fields=["area", "key"], name="area_name_once"),
            models.CheckConstraint(condition=Q(key__length__range=(1, 80)), name="area_key_length"),
        ]

    def __str__(self) -> str:
        return self.name


class AreaLink(models.Model):
    """What an area of a former version became; the weights from one area sum to 1."""

    class Kind(models.TextChoices):
        SAME = "same", _("identique")
        RENAMED = "renamed", _("renommée")
        SPLIT = "split", _("scindée")
        MERGED = "merged", _("fusionnée")
        BOUNDARY_CHANGE = "boundary_change", _("limites modifiées")

    class Basis(models.TextChoices):
        AREA = "area", _("superficie")
        POPULATION = "population", _("population")
        LOCALITIES = "localities", _("localités")

    from_area = models.ForeignKey(Area, models.CASCADE, related_name="links_to")
    to_area = models.ForeignKey(Area, models.CASCADE, related_name="links_from")
    kind = models.CharField(_("nature"), max_length=15, choices=Kind.choices)
    weight = models.DecimalField(
        _("part"),
        max_digits=5,
        decimal_places=4,
        validators=[MinValueValidator(0), MaxValueValidator(1)],
    )
    basis = models.CharField(_("calculée sur"), max_length=10, choices=Basis.choices)
    source = models.CharField(_("source"), max_length=200)

    class Meta:
        verbose_name = _("correspondance de zones")
        verbose_name_plural = _("correspondances de zones")
        constraints = [
            models.UniqueConstraint(fields=["from_area", "to_area"], name="area_link_once"),
            models.CheckConstraint(condition=Q(weight__gt=0) & Q(weight__lte=1), name="area_link_weight"),
            models.CheckConstraint(
                condition=Q(kind__in=["same", "renamed", "split", "merged", "boundary_change"]),
                name="area_link_kind",
            ),
            models.CheckConstraint(
                condition=Q(basis__in=["area", "population", "localities"]), name="area_link_basis"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_area} → {self.to_area}"
