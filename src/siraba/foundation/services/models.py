"""The service directory: what each provider offers a person, where and until when."""

from functools import partial

from django.core.validators import MinLengthValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.utils.translation import gettext_lazy as _

from siraba.foundation.geography.models import Area
from siraba.foundation.organisations.models import Organisation, Unit
from siraba.foundation.vocabulary import choices, codes

models.CharField.register_lookup(Length)


class Service(models.Model):
    """One entry of the directory. `focal_point` names a function, never a person.

    The place is protected when either the entry or its unit says so (`place_protected`).
    """

    provider = models.ForeignKey(Organisation, models.PROTECT, related_name="services")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="services")
    service_type = models.CharField(
        _("type de service"), max_length=30, choices=partial(choices, "service_type")
    )
    area = models.ForeignKey(Area, models.PROTECT, related_name="services", verbose_name=_("zone"))
    name = models.CharField(_("nom"), max_length=120, validators=[MinLengthValidator(2)])
    hours = models.CharField(_("horaires"), max_length=80, blank=True)
    capacity = models.PositiveIntegerField(_("capacité"), null=True, blank=True)
    eligibility = models.CharField(_("conditions d’accès"), max_length=300, blank=True)
    focal_point = models.CharField(_("point focal (fonction)"), max_length=80, blank=True)
    valid_from = models.DateField(_("valable du"))
    valid_to = models.DateField(_("valable jusqu’au"), null=True, blank=True)
    address_protected = models.BooleanField(_("adresse protégée"), default=False)

    class Meta:
        verbose_name = _("service")
        verbose_name_plural = _("services")
        ordering = ["name", "pk"]
        indexes = [models.Index(fields=["service_type", "valid_from"], name="service_type_from")]
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "name", "valid_from"], name="service_once_a_provider"
            ),
            models.CheckConstraint(
                condition=Q(service_type__in=codes("service_type")), name="service_type_known"
            ),
            models.CheckConstraint(condition=Q(name__length__range=(2, 120)), name="service_name_length"),
            models.CheckConstraint(condition=Q(hours__length__lte=80), name="service_hours_length"),
            models.CheckConstraint(
                condition=Q(eligibility__length__lte=300), name="service_eligibility_length"
            ),
            models.CheckConstraint(
                condition=Q(focal_point__length__lte=80), name="service_focal_point_length"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="service_dates_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def place_protected(self) -> bool:
        return self.address_protected or bool(self.unit and self.unit.address_protected)
