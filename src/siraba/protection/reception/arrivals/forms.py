"""What is asked of who arrives, and of a convoy."""

from copy import deepcopy
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from siraba.foundation.interface.forms import DayField, KitForm
from siraba.foundation.tables.forms import TableForm
from siraba.foundation.vocabulary import choices
from siraba.protection.reception.arrivals.fields import FIELDS, FIVE
from siraba.protection.reception.arrivals.models import ConvoyKind

LATER = ("alone", "languages", "contact", "destination", "signals", "danger", "wants_case")
WIDGETS: dict[str, type[forms.Widget]] = {
    "sex": forms.RadioSelect,
    "urgent_need": forms.RadioSelect,
    "languages": forms.CheckboxSelectMultiple,
    "signals": forms.CheckboxSelectMultiple,
}
HINTS = {
    "names": _("Comme la personne les dit, dans son ordre."),
    "age": _("Estimé si la personne ne le sait pas."),
    "contact": _("Un numéro ou une personne que l’on peut joindre sans danger."),
    "alone": _("Un enfant seul n’est jamais logé avec des adultes."),
    "signals": _(
        "Les onze signes de travail forcé de l’OIT : ce que vous voyez ou entendez, sans interroger."
    ),
    "wants_case": _("Un dossier s’ouvre pour elle, et son repérage est à faire."),
    "party": _("Un même nom pour tous ceux qui restent ensemble, par exemple : famille Diarra."),
}


def _field(name: str) -> forms.Field:
    field = deepcopy(FIELDS[name])
    if name in WIDGETS:
        field.widget = WIDGETS[name]()
        field.widget.is_required = field.required
        if isinstance(field, forms.ChoiceField):
            field.widget.choices = field.choices
    field.help_text = HINTS.get(name, "")
    return field


class ArrivalForm(KitForm):
    """Five fields are enough; the rest is folded away."""

    def __init__(self, *args: Any, parties: dict[str, str] | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name in (*FIVE, *LATER):
            self.fields[name] = _field(name)
        self.fields["citizenships"].initial = "ML"
        self.fields["urgent_need"].initial = "none"
        self.fields["party"] = forms.ChoiceField(
            label=_("Famille ou groupe"),
            required=False,
            choices=[("", _("Aucun")), *(parties or {}).items(), ("new", _("Un nouveau groupe"))],
            help_text=_("Ceux d’un même groupe restent ensemble."),
        )
        self.fields["band"] = _field("band")
        self.more_fields = [*LATER, "party", "band"]
        self.more_label = _("Ajouter d’autres renseignements")


class ConvoyForm(KitForm):
    kind = forms.ChoiceField(
        label=_("Moyen"),
        choices=[one for one in ConvoyKind.choices if one[0] != ConvoyKind.DAY],
        widget=forms.RadioSelect,
        initial=ConvoyKind.BUS,
    )
    reference = forms.CharField(
        label=_("Référence"),
        max_length=40,
        help_text=_("Numéro de vol ou plaque : la même partout, pour que chacun parle du même convoi."),
    )
    day = DayField(label=_("Jour"), initial=timezone.localdate)
    expected = forms.IntegerField(label=_("Personnes attendues"), required=False, max_value=30_000)
    from_country = forms.ChoiceField(
        label=_("Pays de provenance"),
        choices=lambda: [("", _("Inconnu")), *choices("country")],
        required=False,
    )
    from_place = forms.CharField(label=_("Lieu de départ"), max_length=80, required=False)


class ArrivalListForm(TableForm):
    """The list of a convoy, as a file or as copied from a message; its source is the convoy."""

    pasted = forms.CharField(
        label=_("Liste copiée"),
        required=False,
        max_length=200_000,
        widget=forms.Textarea({"rows": 6}),
        help_text=_("Une personne par ligne, les noms des colonnes d’abord : nom ; sexe ; âge…"),
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        del self.fields["source"]
        self.fields["table"].required = False

    def clean_table(self) -> bytes:
        return super().clean_table() if self.cleaned_data.get("table") else b""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        pasted = data.pop("pasted", "").strip()
        if not data.get("table") and "table" not in self.errors:
            if pasted:
                data["table"] = pasted.encode()
            else:
                self.add_error("table", gettext("Choisissez un fichier, ou copiez la liste."))
        return data


class RowForm(forms.Form):
    """What a line of a list says of somebody who is expected."""

    names = forms.CharField(label=_("Noms"), max_length=120)
    sex = forms.ChoiceField(label=_("Sexe"), choices=lambda: choices("sex"), required=False)
    age = forms.IntegerField(label=_("Âge en années"), min_value=0, max_value=120, required=False)
    citizenships = forms.ChoiceField(
        label=_("Nationalité"), choices=lambda: choices("country"), required=False
    )
    urgent_need = forms.ChoiceField(
        label=_("Besoin urgent"), choices=lambda: choices("urgent_need"), required=False
    )
    party = forms.CharField(label=_("Famille ou groupe"), max_length=60, required=False)
    alone = forms.ChoiceField(
        label=_("Enfant seul"), choices=[("yes", _("oui")), ("no", _("non"))], required=False
    )
    reference = forms.CharField(label=_("Numéro dans la source"), max_length=100, required=False)


class DoubleForm(KitForm):
    other = forms.ChoiceField(label=_("La même personne que"), choices=[])

    def __init__(self, *args: Any, others: list[tuple[str, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["other"].choices = others  # type: ignore[attr-defined]


class SettleForm(KitForm):
    """Two versions of one thing: the one that holds."""

    version = forms.TypedChoiceField(label=_("Ce qui est juste"), coerce=int, widget=forms.RadioSelect)

    def __init__(self, *args: Any, said: list[str], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["version"].choices = list(enumerate(said))  # type: ignore[attr-defined]


class BandsForm(forms.Form):
    number = forms.IntegerField(label=_("Combien"), min_value=1, max_value=300, initial=24)
    kind = forms.ChoiceField(
        label=_("Quoi"),
        choices=[("bands", _("Bracelets à code QR")), ("tickets", _("Tickets numérotés"))],
        widget=forms.RadioSelect,
        initial="bands",
    )


class FindForm(forms.Form):
    q = forms.CharField(
        label=_("Bracelet, ticket ou code"),
        max_length=20,
        required=False,
        widget=forms.TextInput({"type": "search"}),
    )
