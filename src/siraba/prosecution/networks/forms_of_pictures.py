"""The filters of the picture, the name of a view, the question of a plan, and what is decided of it."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from siraba.foundation.interface.forms import DayField, KitForm, long_text
from siraba.prosecution.networks.drawing import Filters
from siraba.prosecution.networks.models import EntityKind, LinkKind, PlanDecision
from siraba.prosecution.networks.planning import TARGETS

MOST_STEPS = 4


class PictureFilter(forms.Form):
    """By GET; the script reads the same fields and narrows in the same way."""

    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Genres d’entités"),
        choices=EntityKind,
        required=False,
        widget=forms.SelectMultiple({"size": 4}),
    )
    link_kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Genres de liens"),
        choices=LinkKind,
        required=False,
        widget=forms.SelectMultiple({"size": 4}),
    )
    first = DayField(label=gettext_lazy("Du"), required=False)
    last = DayField(label=gettext_lazy("Au"), required=False)
    strength = forms.FloatField(
        label=gettext_lazy("Force au moins (0 à 1)"),
        required=False,
        min_value=0,
        max_value=1,
        widget=forms.NumberInput({"step": "0.05"}),
    )
    around = forms.IntegerField(label=gettext_lazy("Autour du numéro"), required=False, min_value=1)
    steps = forms.IntegerField(
        label=gettext_lazy("À combien de pas"), required=False, min_value=1, max_value=MOST_STEPS, initial=1
    )

    def filters(self) -> Filters:
        """What is asked for; nothing when it cannot be read."""
        if not self.is_bound or not self.is_valid():
            return Filters()
        data = self.cleaned_data
        return Filters(
            frozenset(data["kinds"]),
            frozenset(data["link_kinds"]),
            data["first"].isoformat() if data["first"] else "",
            data["last"].isoformat() if data["last"] else "",
            data["strength"] or 0.0,
            data["around"],
            data["steps"] or 1,
        )


class ViewForm(KitForm):
    name = forms.CharField(label=gettext_lazy("Nom de la vue"), max_length=80)
    note = long_text(
        gettext_lazy("Note"), help_text=gettext_lazy("Ce que cette vue montre, pour vous en souvenir.")
    )


def _numbers(text: str) -> list[int]:
    if not re.fullmatch(r"[\d\s,;]*", text):
        raise ValidationError(_("Il faut des numéros d’entités, séparés par des virgules."))
    return sorted({int(part) for part in re.findall(r"\d+", text)})


class PlanForm(KitForm):
    why = long_text(gettext_lazy("Pourquoi ce plan est demandé"), required=True)
    target = forms.IntegerField(
        label=gettext_lazy("S’arrêter quand la plus grande cellule a au plus (en % du réseau)"),
        min_value=1,
        max_value=90,
        initial=10,
    )
    budget = forms.FloatField(
        label=gettext_lazy("Effort total au plus"),
        min_value=0,
        required=False,
        help_text=gettext_lazy("Dans l’unité des efforts par genre ; vide : aucune limite."),
    )
    never = forms.CharField(label=gettext_lazy("Numéros à ne jamais viser"), max_length=400, required=False)
    always = forms.CharField(label=gettext_lazy("Numéros imposés"), max_length=400, required=False)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        first = {EntityKind.PERSON: 3, EntityKind.CHANNEL: 1}
        for kind in TARGETS:
            self.fields[f"most_{kind}"] = forms.IntegerField(
                label=_("%(kind)s : retraits au plus") % {"kind": kind.label},
                min_value=0,
                max_value=500,
                initial=first.get(kind, 0),
            )
            self.fields[f"cost_{kind}"] = forms.FloatField(
                label=_("%(kind)s : effort d’un retrait") % {"kind": kind.label},
                min_value=0,
                max_value=1_000_000,
                initial=1,
            )
        self.more_fields = [f"cost_{kind}" for kind in TARGETS]
        self.more_label = _("Efforts par genre")

    def clean_never(self) -> list[int]:
        return _numbers(self.cleaned_data["never"])

    def clean_always(self) -> list[int]:
        return _numbers(self.cleaned_data["always"])

    def words(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "why": data["why"],
            "target": data["target"] / 100,
            "budget": data["budget"],
            "never": data["never"],
            "always": data["always"],
            "most": {kind.value: data[f"most_{kind}"] for kind in TARGETS},
            "costs": {kind.value: data[f"cost_{kind}"] for kind in TARGETS},
        }


class DecisionForm(KitForm):
    decision = forms.ChoiceField(
        label=gettext_lazy("Décision"), choices=PlanDecision, widget=forms.RadioSelect
    )
    reasons = long_text(gettext_lazy("Motifs"), required=True)
