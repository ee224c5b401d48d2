"""Forms of the outlook."""

from typing import Any

from django import forms
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from siraba.foundation.interface.forms import KitForm
from siraba.prevention.climate.observations.models import Indicator, Observation, Place
from siraba.prevention.climate.outlook.actions import CONFLICTS
from siraba.prevention.climate.outlook.observed import CLIMATE

# What conditions is not itself asked of a scenario
CONDITIONS = (*CLIMATE, CONFLICTS)


class PlaceFilter(forms.Form):
    """The place whose series is drawn."""

    lieu: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("Lieu"), queryset=None, required=False, empty_label=_("Le premier")
    )

    def __init__(self, *args: Any, places: list[int], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["lieu"].queryset = Place.objects.filter(pk__in=places)  # type: ignore[attr-defined]


class ScenarioForm(KitForm):
    name = forms.CharField(label=_("Nom du scénario"), max_length=80)
    indicator: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("Que deviendrait"), queryset=None, empty_label=None
    )
    spi = forms.FloatField(
        label=_("Si la pluie des douze mois d’avant était, en SPI"),
        required=False,
        min_value=-4,
        max_value=4,
        help_text=_("−1,5 : une forte sécheresse ; 0 : une année ordinaire. Vide : on n’en dit rien."),
    )
    conflict = forms.FloatField(
        label=_("Et si les conflits changeaient de, en %"),
        required=False,
        min_value=-100,
        max_value=500,
        help_text=_("50 : moitié plus que l’année d’avant. Vide : on n’en dit rien."),
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        observed = Exists(Observation.objects.filter(indicator=OuterRef("pk")))
        rows = Indicator.objects.filter(observed).exclude(code__in=CONDITIONS).order_by("label")
        self.fields["indicator"].queryset = rows  # type: ignore[attr-defined]
