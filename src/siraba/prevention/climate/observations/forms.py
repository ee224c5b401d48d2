"""Forms of the observations: what is filtered, a file handed in, a name settled."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy

from siraba.foundation.geography.models import Area, AreaVersion
from siraba.foundation.interface.forms import DayField, KitForm
from siraba.prevention.climate.observations.actions import LARGEST
from siraba.prevention.climate.observations.models import Indicator, Place, Source, UnplacedName


class ObservationFilter(forms.Form):
    place: forms.ModelChoiceField = forms.ModelChoiceField(
        label=gettext_lazy("Lieu"),
        queryset=None,
        required=False,
        empty_label=gettext_lazy("Tous les lieux"),
    )
    since = forms.IntegerField(
        label=gettext_lazy("De l’année"), min_value=1900, max_value=2100, required=False
    )
    until = forms.IntegerField(
        label=gettext_lazy("À l’année"), min_value=1900, max_value=2100, required=False
    )

    def __init__(self, *args: Any, indicator: Indicator, **kwargs: Any):
        super().__init__(*args, **kwargs)
        places = Place.objects.filter(observations__indicator=indicator).distinct()
        self.fields["place"].queryset = places  # type: ignore[attr-defined]


class LackFilter(forms.Form):
    indicator: forms.ModelChoiceField = forms.ModelChoiceField(
        label=gettext_lazy("Indicateur"),
        queryset=Indicator.objects.filter(code__in=["rain-mm", "food-phase-35", "idps"]),
        to_field_name="code",
        required=False,
        empty_label=None,
    )


class NameFilter(forms.Form):
    state = forms.ChoiceField(
        label=gettext_lazy("État"),
        choices=(("", gettext_lazy("Tous les états")), *UnplacedName.State.choices),
        required=False,
    )


class EditionForm(KitForm):
    table = forms.FileField(
        label=gettext_lazy("Fichier"),
        help_text=gettext_lazy(
            "Le fichier tel que son éditeur le publie : CSV (aussi compressé en .gz) ou XLSX. Ses colonnes disent ce qu’il est."
        ),
        widget=forms.FileInput({"accept": ".csv,.xlsx,.gz,.tsv"}),
    )
    retrieved_on = DayField(label=gettext_lazy("Obtenu le"), initial=timezone.localdate)
    version: forms.ModelChoiceField = forms.ModelChoiceField(
        label=gettext_lazy("Version du découpage"),
        queryset=AreaVersion.objects.filter(code__startswith="cod-"),
        to_field_name="code",
        required=False,
        empty_label=gettext_lazy("Celle que disent les colonnes, ou lieux par leur nom"),
        help_text=gettext_lazy(
            "À dire si le fichier porte des P-codes sans leur version : 42 codes sur 50 ont changé de cercle."
        ),
    )
    source: forms.ModelChoiceField = forms.ModelChoiceField(
        label=gettext_lazy("Source"),
        queryset=Source.objects.all(),
        to_field_name="code",
        required=False,
        empty_label=gettext_lazy("Celle que disent les colonnes"),
    )
    replace = forms.BooleanField(
        label=gettext_lazy("Remplacer, pour les mêmes lieux, la série d’une autre source"), required=False
    )
    more_fields = ["source", "replace"]

    def words(self) -> dict[str, Any]:
        said = super().words()
        upload = said.pop("table")
        return said | {
            "content": upload.read(LARGEST + 1),
            "file_name": upload.name,
            "version": said["version"].code if said["version"] else "",
            "source": said["source"].code if said["source"] else "",
        }


class ReasonForm(KitForm):
    reason = forms.CharField(label=gettext_lazy("Motif"), max_length=240, widget=forms.Textarea({"rows": 3}))


class AreaField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj} ({obj.parent})" if obj.parent else str(obj)


class PlaceNameForm(ReasonForm):
    area: forms.ModelChoiceField = AreaField(
        label=gettext_lazy("La zone que ce nom veut dire"), queryset=None
    )
    field_order = ["area", "reason"]

    def __init__(self, *args: Any, name: UnplacedName, **kwargs: Any):
        super().__init__(*args, **kwargs)
        areas = Area.objects.filter(codes__version=name.version, level=name.level).select_related("parent")
        self.fields["area"].queryset = areas.distinct()  # type: ignore[attr-defined]
