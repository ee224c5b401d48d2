"""Who works on the platform: organisations and their units."""

from django.core.validators import MinLengthValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.utils.translation import gettext_lazy as _

from siraba.foundation.geography.models import Area

models.CharField.register_lookup(Length)


class Organisation(models.Model):
    """A member of the panel, a provider or a public body; `house` is the pillar it works in."""

    class Kind(models.TextChoices):
        STATE = "state", _("État")
        UN = "un", _("Nations Unies")
        NGO = "ngo", _("ONG")
        RED_CROSS = "red_cross", _("Croix-Rouge")
        PROVIDER = "provider", _("prestataire")
        PUBLIC = "public", _("public et bailleurs")

    class House(models.TextChoices):
        PROTECTION = "protection", _("protection")
        PROSECUTION = "prosecution", _("poursuites")
        PARTNERSHIP = "partnership", _("partenariat")

    code = models.SlugField(_("code"), max_length=30, unique=True)
    name = models.CharField(_("nom"), max_length=160, validators=[MinLengthValidator(2)])
    short_name = models.CharField(_("sigle"), max_length=40)
    kind = models.CharField(_("nature"), max_length=10, choices=Kind.choices)
    house = models.CharField(_("pilier"), max_length=12, choices=House.choices)
    active = models.BooleanField(_("active"), default=True)
    fictitious = models.BooleanField(_("fictive, pour la démonstration"), default=False)

    class Meta:
        verbose_name = _("structure")
        verbose_name_plural = _("structures")
        ordering = ["short_name"]
        constraints = [
            models.CheckConstraint(condition=Q(code__length__range=(2, 30)), name="organisation_code_length"),
            models.CheckConstraint(
                condition=Q(name__length__range=(2, 160)), name="organisation_name_length"
            ),
            models.CheckConstraint(
                condition=Q(short_name__length__range=(1, 40)), name="organisation_short_name_length"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["state", "un", "ngo", "red_cross", "provider", "public"]),
                name="organisation_kind",
            ),
            models.CheckConstraint(
                condition=Q(house__in=["protection", "prosecution", "partnership"]),
                name="organisation_house",
            ),
        ]

    def __str__(self) -> str:
        return self.short_name


class Unit(models.Model):
    """An office, branch, shelter or post of an organisation; a protected address is shown to few."""

    class Kind(models.TextChoices):
        OFFICE = "office", _("bureau")
        REGIONAL = "regional", _("antenne régionale")
        BORDER = "border", _("poste frontière")
        AIRPORT = "airport", _("aéroport")
        RAIL = "rail", _("gare ferroviaire")
        BUS = "bus", _("gare routière")
        TRANSIT = "transit", _("centre de transit")
        SHELTER = "shelter", _("foyer")
        CLINIC = "clinic", _("centre de santé")
        REGISTRY = "registry", _("centre d’état civil")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="units")
    code = models.SlugField(_("code"), max_length=40)
    name = models.CharField(_("nom"), max_length=160)
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="units")
    kind = models.CharField(_("nature"), max_length=10, choices=Kind.choices)
    address_protected = models.BooleanField(_("adresse protégée"), default=False)

    class Meta:
        verbose_name = _("unité")
        verbose_name_plural = _("unités")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "code"], name="unit_code_once"),
            models.CheckConstraint(condition=Q(code__length__range=(2, 40)), name="unit_code_length"),
            models.CheckConstraint(condition=Q(name__length__range=(2, 160)), name="unit_name_length"),
            models.CheckConstraint(
                condition=Q(
                    kind__in=[
                        "office",
                        "regional",
                        "border",
                        "airport",
                        "rail",
                        "bus",
                        "transit",
                        "shelter",
                        "clinic",
                        "registry",
                    ]
                ),
                name="unit_kind",
            ),
        ]

    def __str__(self) -> str:
        return self.name
