"""What is asked of the map of the road, and the form of a danger."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from siraba.foundation.interface.forms import DayField, KitForm, long_text
from siraba.prevention.climate.atlas.models import Danger
from siraba.prevention.climate.atlas.painting_routes import layer_labels
from siraba.prevention.climate.atlas.towns import Town, named

SPAN = 5  # years shown at first


class RoadForm(forms.Form):
    """Bound to an address whose gaps are filled. `years`: those that have incidents, the latest first."""

    first = forms.TypedChoiceField(label=gettext_lazy("De l’année"), coerce=int)
    last = forms.TypedChoiceField(label=gettext_lazy("à l’année"), coerce=int)
    show = forms.MultipleChoiceField(
        label=gettext_lazy("Montrer"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Any, years: list[int]):
        layers = layer_labels()
        latest = years[0]
        asked = data.getlist("show")
        super().__init__(
            {
                "first": data.get("first") or max(latest - SPAN + 1, years[-1]),
                "last": data.get("last") or latest,
                "show": asked or list(layers),
            }
        )
        for name in ("first", "last"):
            field = self.fields[name]
            field.choices = [(year, str(year)) for year in range(latest, years[-1] - 1, -1)]  # type: ignore[attr-defined]
            field.error_messages["invalid_choice"] = _(
                "Pas d’incident enregistré pour « %(value)s » : choisissez de %(first)s à %(last)s."
            ) % {"value": "%(value)s", "first": years[-1], "last": latest}
        self.fields["show"].choices = list(layers.items())  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        first, last = said.get("first"), said.get("last")
        if first and last and last < first:
            self.add_error("last", _("La fin vient avant le début."))
        return said


class DangerForm(KitForm):
    place = forms.CharField(
        label=gettext_lazy("Lieu"),
        min_length=2,
        max_length=120,
        help_text=gettext_lazy("Une ville de la carte donne son point ; sinon, écrivez-le ci-dessous."),
    )
    latitude = forms.FloatField(
        label=gettext_lazy("Latitude, en degrés"), required=False, min_value=-90, max_value=90
    )
    longitude = forms.FloatField(
        label=gettext_lazy("Longitude, en degrés"),
        required=False,
        min_value=-180,
        max_value=180,
        help_text=gettext_lazy("Négative à l’ouest de Greenwich."),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Nature"), choices=Danger.Kind.choices)
    text = long_text(
        gettext_lazy("Ce qui est dit"), required=True, help_text=gettext_lazy("Ne nommez personne.")
    )
    source = forms.CharField(label=gettext_lazy("Source publique"), max_length=200)
    since = DayField(label=gettext_lazy("Depuis le"))
    until = DayField(label=gettext_lazy("Jusqu’au"), required=False)

    def __init__(self, *args: Any, towns: list[Town], **more: Any):
        super().__init__(*args, **more)
        self.towns = towns

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        given = [said.get("latitude"), said.get("longitude")]
        if None not in given or {"place", "latitude", "longitude"} & set(self.errors):
            return said
        if given != [None, None]:
            self.add_error("latitude", _("Écrivez la latitude et la longitude, ou aucune des deux."))
            return said
        found = named(said["place"], self.towns)
        if len(found) == 1:
            said |= {"latitude": found[0].latitude, "longitude": found[0].longitude}
        elif found:
            where = ", ".join(sorted({town.state for town in found}))
            self.add_error(
                "place",
                _("Ce nom convient à plusieurs villes (%(where)s) : écrivez la latitude et la longitude.")
                % {"where": where},
            )
        else:
            self.add_error("latitude", _("Ce lieu n’est pas dans la liste des villes : écrivez sa latitude et sa longitude."))  # fmt: skip
        return said


class WithdrawForm(KitForm):
    reason = forms.CharField(label=gettext_lazy("Motif"), min_length=3, max_length=300)
