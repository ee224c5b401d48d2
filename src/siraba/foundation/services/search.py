"""Looking for a service: by need, place, language, hour and person; no answer tells where a hidden place is."""

from collections.abc import Mapping
from datetime import datetime
from math import asin, cos, radians, sin, sqrt
from typing import Any

from django import forms
from django.db.models import Case, Exists, F, FloatField, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.geography.models import Area
from siraba.foundation.geography.selectors import current_areas, find_area, point_of
from siraba.foundation.services.eligibility import ADULT
from siraba.foundation.services.models import Language, Rule, Service
from siraba.foundation.services.opening import opened_at
from siraba.foundation.services.selectors import hidden_from, services_open_to
from siraba.foundation.services.terms import Alone, Who
from siraba.foundation.vocabulary import choices

Point = tuple[float, float]  # latitude, longitude in degrees
EARTH_KM = 6371.0
# What a rule must be for this person: a rule that fits is enough, and so is none
FITS: dict[str, Q] = {
    Who.WOMAN: Q(sex__in=("", "female")) & (Q(age_to=None) | Q(age_to__gte=ADULT)) & ~Q(alone=Alone.ONLY),
    Who.MAN: Q(sex__in=("", "male")) & (Q(age_to=None) | Q(age_to__gte=ADULT)) & ~Q(alone=Alone.ONLY),
    Who.CHILD: Q(age_from=None) | Q(age_from__lt=ADULT),
    Who.ALONE: (Q(age_from=None) | Q(age_from__lt=ADULT)) & ~Q(alone=Alone.ACCOMPANIED),
}


class DirectoryFilter(forms.Form):
    """What the reader looks for; all of it is optional."""

    type = forms.ChoiceField(
        label=_("Besoin"),
        choices=lambda: [("", _("Tous les besoins")), *choices("service_type")],
        required=False,
    )
    region: "forms.ModelChoiceField[Area]" = forms.ModelChoiceField(
        label=_("Région"), queryset=current_areas(1), empty_label=_("Toutes les régions"), required=False
    )
    near = forms.CharField(
        label=_("Près de (ville)"),
        required=False,
        max_length=80,
        widget=forms.TextInput({"list": "towns", "autocomplete": "off"}),
    )
    who = forms.ChoiceField(
        label=_("Pour qui"), choices=lambda: [("", _("Tout le monde")), *Who.choices], required=False
    )
    language = forms.ChoiceField(
        label=_("Langue parlée"),
        choices=lambda: [("", _("Toutes les langues")), *choices("language")],
        required=False,
    )
    when = forms.ChoiceField(
        label=_("Heure"),
        choices=[("", _("À toute heure")), ("now", _("Ouvert maintenant"))],
        required=False,
    )

    def clean_near(self) -> Area | None:
        text = self.cleaned_data["near"]
        area = find_area(text) if text else None
        if text and area is None:
            raise forms.ValidationError(
                gettext("Lieu introuvable. Écrivez le nom d’une ville ou d’un cercle.")
            )
        return area


def search(actor: Actor | None, wanted: Mapping[str, Any], moment: datetime) -> QuerySet[Service]:
    """The services on offer that answer what is wanted (the cleaned data of `DirectoryFilter`), the nearest first when a
    place is given. What is hidden from the reader is neither left out by a place nor put in an order by it."""
    services = services_open_to(actor, wanted.get("type"), wanted.get("region"))
    if language := wanted.get("language"):
        spoken = Language.objects.filter(service=OuterRef("pk"), code=language)
        services = services.filter(~Q(interpretation="") | Exists(spoken))
    if who := wanted.get("who"):
        rules = Rule.objects.filter(service=OuterRef("pk"))
        services = services.filter(~Exists(rules) | Exists(rules.filter(FITS[who])))
    if wanted.get("when"):
        services = opened_at(services, moment)
    if point := point_wanted(wanted):
        services = nearest_first(services, actor, point)
    return services


def point_wanted(wanted: Mapping[str, Any]) -> Point | None:
    area = wanted.get("near")
    return point_of(area) if area else None


def with_points(services: QuerySet[Service]) -> QuerySet[Service]:
    """Annotate `lat` and `lon`: the service's own point, else that of its area or of the nearest area above."""
    steps = ("", "area__", "area__parent__", "area__parent__parent__")
    return services.annotate(
        lat=Coalesce(*(F(f"{step}latitude") for step in steps)),
        lon=Coalesce(*(F(f"{step}longitude") for step in steps)),
    )


def nearest_first(services: QuerySet[Service], actor: Actor | None, point: Point) -> QuerySet[Service]:
    """Ordered by distance from the point on a plane, which is enough to order a country; what has no point that the reader
    may know comes last, by name."""
    latitude, longitude = point
    north = F("lat") - Value(latitude)
    east = (F("lon") - Value(longitude)) * Value(cos(radians(latitude)))
    away = Case(
        When(hidden_from(actor), then=None), default=north * north + east * east, output_field=FloatField()
    )
    return (
        with_points(services)
        .annotate(away=away)
        .order_by(F("away").asc(nulls_last=True), "provider__short_name", "name", "pk")
    )


def kilometres(here: Point, there: Point) -> float:
    """Great-circle distance (haversine)."""
    (lat_1, lon_1), (lat_2, lon_2) = (tuple(map(radians, point)) for point in (here, there))
    half = sin((lat_2 - lat_1) / 2) ** 2 + cos(lat_1) * cos(lat_2) * sin((lon_2 - lon_1) / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(half))
