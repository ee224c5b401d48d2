"""What is asked of the map: an indicator, a version of the map, a period, and another one beside it or taken away."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from siraba.foundation.access.actor import Actor
from siraba.prevention.climate.atlas.selectors import (
    Field,
    Layer,
    Period,
    field_of,
    layers_of,
    mapped_indicators,
)
from siraba.prevention.climate.observations.models import Indicator

FIRST = "rain-anomaly"  # what the page opens with, where it is there
SIDE, DIFFERENCE = "side", "difference"
SHOWS = ((SIDE, gettext_lazy("côte à côte")), (DIFFERENCE, gettext_lazy("la différence")))
NAME, VALUE = "name", "value"
MANY = 24  # periods from which a list is put together by year


@dataclass(frozen=True)
class Choice:
    """`other` is None where one period is shown alone; `show` says how two are."""

    field: Field
    period: Period
    other: Period | None
    show: str
    sort: str

    @property
    def differs(self) -> bool:
        return self.other is not None and self.show == DIFFERENCE


class MapForm(forms.Form):
    """Bound to an address whose gaps are filled; its lists are those of the indicator and the version chosen."""

    indicator = forms.ChoiceField(
        label=gettext_lazy("Indicateur"),
        error_messages={
            "invalid_choice": gettext_lazy(
                "Il n’y a pas de carte de « %(value)s ». Choisissez dans la liste."
            )
        },
    )
    layer = forms.ChoiceField(
        label=gettext_lazy("Découpage"),
        error_messages={
            "invalid_choice": gettext_lazy(
                "Cet indicateur n’a pas de valeur sur le découpage « %(value)s ». Choisissez dans la liste."
            )
        },
    )
    period = forms.ChoiceField(label=gettext_lazy("Période"))
    other = forms.ChoiceField(label=gettext_lazy("Comparer avec"), required=False)
    show = forms.ChoiceField(label=gettext_lazy("Montrer"), choices=SHOWS)
    sort = forms.ChoiceField(choices=((NAME, ""), (VALUE, "")), widget=forms.HiddenInput)

    def __init__(
        self, data: Mapping[str, Any], indicators: Iterable[Indicator], layers: Iterable[Layer], field: Field
    ):
        super().__init__(data)
        self.lists("indicator", [(one.code, one.label) for one in indicators])
        self.lists("layer", [(one.key, one.label) for one in layers])
        periods = _by_year(field.periods)
        self.lists("period", periods)
        self.lists("other", [("", _("aucune : une seule carte")), *periods])
        outside = _("Pas de valeur pour « %(value)s ». Il y en a de %(first)s à %(last)s.")
        said = {"first": field.periods[0].label, "last": field.periods[-1].label, "value": "%(value)s"}
        for name in ("period", "other"):
            self.fields[name].error_messages["invalid_choice"] = outside % said

    def lists(self, name: str, choices: Sequence[Any]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]


def _by_year(periods: Sequence[Period]) -> list[Any]:
    """The latest first; a long list in groups."""
    latest = [(one.key, one.label) for one in reversed(periods)]
    if len(latest) <= MANY:
        return latest
    return [(year, list(group)) for year, group in groupby(latest, key=lambda one: one[0][:4])]


def chosen(actor: Actor, data: Mapping[str, str]) -> tuple[MapForm, Choice | None] | None:
    """The form of the page, and what is chosen when it is valid; None when nothing at all has a map."""
    indicators = list(mapped_indicators(actor))
    if not indicators:
        return None
    first = next((one for one in indicators if one.code == FIRST), indicators[0])
    indicator = next((one for one in indicators if one.code == data.get("indicator")), first)
    layers = layers_of(actor, indicator)
    layer = next((one for one in layers if one.key == data.get("layer")), layers[0])
    field = field_of(actor, indicator, layer)
    given = {name: data[name] for name in MapForm.base_fields if data.get(name)}
    usual = {
        "indicator": indicator.code,
        "layer": layer.key,
        "period": field.periods[-1].key,
        "show": SIDE,
        "sort": NAME,
    }
    form = MapForm({**usual, **given}, indicators, layers, field)
    if not form.is_valid():
        return form, None
    said, by_key = form.cleaned_data, {one.key: one for one in field.periods}
    return form, Choice(field, by_key[said["period"]], by_key.get(said["other"]), said["show"], said["sort"])
