"""The questions of an application: a few a screen for who applies alone, all on one page for who files it."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from siraba.foundation.geography.models import Area
from siraba.foundation.geography.selectors import current_areas
from siraba.foundation.interface.forms import KitForm
from siraba.foundation.interface.francs import FrancsField
from siraba.protection.reintegration.calls.models import Activity, ApplicantKind, Application

COST_LINES = 5
LANGUAGES = [("fr", _("Français")), ("bm", _("Bambara"))]


def zone_choices() -> list[Any]:
    """The regions, each with its cercles."""
    below: dict[int | None, list[tuple[str, str]]] = {}
    for cercle in current_areas(2):
        below.setdefault(cercle.parent_id, []).append((str(cercle.pk), cercle.name))
    return [
        (region.name, [(str(region.pk), gettext("%(region)s (toute la région)") % {"region": region.name}),
                       *below.get(region.pk, [])])
        for region in current_areas(1)
    ]  # fmt: skip


class WhoForm(forms.Form):
    kind = forms.ChoiceField(label=_("Qui demande ?"), choices=ApplicantKind, widget=forms.RadioSelect)
    people = forms.IntegerField(
        label=_("Combien de personnes ?"),
        required=False,
        min_value=1,
        max_value=32000,
        help_text=_("Pour un groupe ou une communauté."),
    )
    woman = forms.BooleanField(label=_("Le projet est porté par une femme"), required=False)


class ContactForm(forms.Form):
    applicant = forms.CharField(label=_("Nom de la personne, du groupe ou de la communauté"), max_length=120)
    contact = forms.CharField(
        label=_("À qui parler, et où"),
        required=False,
        max_length=200,
        help_text=_("Pour un groupe ou une communauté : un nom et un lieu."),
    )
    phone = forms.CharField(
        label=_("Téléphone"),
        required=False,
        max_length=30,
        widget=forms.TextInput({"inputmode": "tel", "autocomplete": "off"}),
    )
    texts = forms.BooleanField(
        label=_("On peut écrire à ce numéro par SMS"),
        required=False,
        help_text=_("Le SMS dit seulement qu’il y a du nouveau, jamais quoi. Laissez vide si quelqu’un d’autre lit ce téléphone."),
    )  # fmt: skip
    language = forms.ChoiceField(label=_("Langue"), choices=LANGUAGES)


class ProjectForm(forms.Form):
    title = forms.CharField(
        label=_("Le projet en quelques mots"),
        max_length=120,
        help_text=_("Sans votre nom : ceux qui jugent ne doivent pas le lire."),
    )
    activity = forms.ChoiceField(label=_("Activité"), choices=Activity)
    zone = forms.ChoiceField(label=_("Où ?"))

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        field: Any = self.fields["zone"]
        field.choices = [("", gettext("Choisissez")), *zone_choices()]


class PlanForm(forms.Form):
    description = forms.CharField(
        label=_("Ce que vous ferez, avec qui, et à qui vous vendrez"),
        max_length=4000,
        widget=forms.Textarea({"rows": 6}),
        help_text=_("Sans nom ni téléphone : ceux qui jugent ne doivent pas les lire."),
    )


class MoneyForm(forms.Form):
    asked = FrancsField(label=_("Montant demandé (FCFA)"))
    own_share = FrancsField(
        label=_("Ce que vous apportez (FCFA)"),
        least=0,
        required=False,
        help_text=_("0 si vous n’apportez rien."),
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for number in range(1, COST_LINES + 1):
            label = gettext("Dépense %(number)d") % {"number": number}
            self.fields[f"cost_{number}"] = forms.CharField(label=label, required=False, max_length=80)
            self.fields[f"amount_{number}"] = FrancsField(
                label=gettext("Montant de la dépense %(number)d (FCFA)") % {"number": number}, required=False
            )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        for number in range(1, COST_LINES + 1):
            named, amount = said.get(f"cost_{number}"), said.get(f"amount_{number}")
            if named and amount is None and f"amount_{number}" not in self.errors:
                self.add_error(f"amount_{number}", gettext("Combien coûte cette dépense ?"))
            if amount is not None and not named:
                self.add_error(f"cost_{number}", gettext("À quoi sert ce montant ?"))
        return said


class HomeForm(forms.Form):
    household = forms.CharField(
        label=_("Nom du chef de votre foyer"),
        required=False,
        max_length=120,
        help_text=_("Pour une personne seulement : il sert à voir si deux demandes viennent du même foyer."),
    )
    village = forms.CharField(label=_("Village ou quartier"), required=False, max_length=80)
    wallet = forms.CharField(
        label=_("Numéro du compte mobile où recevoir l’argent"),
        required=False,
        max_length=30,
        widget=forms.TextInput({"inputmode": "tel", "autocomplete": "off"}),
        help_text=_("Si vous en avez un."),
    )
    wallet_name = forms.CharField(label=_("Au nom de qui est ce compte"), required=False, max_length=120)


# Slug → heading, form
STEPS: dict[str, tuple[Any, type[forms.Form]]] = {
    "qui": (_("Qui demande ?"), WhoForm),
    "contact": (_("Comment vous joindre ?"), ContactForm),
    "projet": (_("Quel projet ?"), ProjectForm),
    "activite": (_("Comment cela marchera ?"), PlanForm),
    "argent": (_("Combien ?"), MoneyForm),
    "foyer": (_("Votre foyer"), HomeForm),
}


COSTS = [f"{name}_{number}" for number in range(1, COST_LINES + 1) for name in ("cost", "amount")]
ORDER = [
    name
    for _title, form in STEPS.values()
    for name in (*form.base_fields, *(COSTS if form is MoneyForm else ()))
]


class ApplicationForm(KitForm, HomeForm, MoneyForm, PlanForm, ProjectForm, ContactForm, WhoForm):
    """All questions on one page, for who files an application. `of_case`: what the file says is not asked."""

    protected = forms.BooleanField(
        label=_("Le porteur est mineur, ou une structure le suit comme victime de traite"), required=False
    )

    def __init__(self, *args: Any, of_case: bool = False, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if of_case:
            del self.fields["woman"], self.fields["protected"]
        self.order_fields(ORDER)

    def said(self) -> dict[str, Any]:
        return said_by(self.words())


def said_by(data: Mapping[str, Any]) -> dict[str, Any]:
    """What the cleaned answers say to the act: the area itself, the expenses as a list, no amount as zero."""
    said = {name: value for name, value in data.items() if not name.startswith(("cost_", "amount_"))}
    said["costs"] = [
        {"label": data[f"cost_{number}"], "amount": data[f"amount_{number}"]}
        for number in range(1, COST_LINES + 1)
        if data.get(f"cost_{number}")
    ]
    said["own_share"] = said.get("own_share") or 0
    said["people"] = said.get("people") or 1
    said["zone"] = Area.objects.filter(pk=data["zone"]).first()
    return said


def as_answers(application: Application) -> dict[str, Any]:
    """An application as the form's initial answers."""
    names = ("kind", "people", "woman", "protected", "activity", "asked", "own_share")
    words = application.words
    costs = enumerate(words.get("costs", []), 1)
    return {
        **{name: getattr(application, name) for name in names},
        **{name: said for name, said in words.items() if name != "costs"},
        "zone": str(application.zone_id),
        **{
            name: value
            for number, one in costs
            for name, value in ((f"cost_{number}", one["label"]), (f"amount_{number}", one["amount"]))
        },
    }
