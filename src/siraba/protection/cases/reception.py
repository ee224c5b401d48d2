"""The form of the first welcome: five answers are enough."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siraba.foundation.geography.models import Area
from siraba.foundation.geography.selectors import find_area
from siraba.foundation.interface.forms import DayField, KitForm
from siraba.foundation.people.models import AgeMethod
from siraba.protection.cases.forms import listed, several


class ReceptionForm(KitForm):
    """Five fields are enough to receive someone; the rest can come later."""

    names = forms.CharField(
        label=_("Noms"),
        max_length=120,
        help_text=_("Comme la personne les dit, dans son ordre."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    sex = forms.ChoiceField(label=_("Sexe"), choices=listed("sex", blank=False), widget=forms.RadioSelect)
    age = forms.IntegerField(
        label=_("Âge en années"),
        min_value=0,
        max_value=120,
        required=False,
        help_text=_("Estimé si la personne ne le sait pas."),
    )
    citizenships = forms.ChoiceField(label=_("Nationalité"), choices=listed("country"), initial="ML")
    urgent_need = forms.ChoiceField(
        label=_("Besoin urgent"),
        choices=listed("urgent_need", blank=False),
        initial="none",
        widget=forms.RadioSelect,
    )
    birth_date = DayField(label=_("Date de naissance"), required=False)
    age_method = forms.ChoiceField(
        label=_("D’où vient l’âge"), choices=AgeMethod, initial=AgeMethod.STATED, required=False
    )
    languages = several("language", _("Langues parlées"))
    contact = forms.CharField(
        label=_("Contact sûr"),
        max_length=80,
        required=False,
        help_text=_("Un numéro ou une personne que l’on peut joindre sans danger."),
    )
    contact_advice = forms.CharField(
        label=_("Précautions pour joindre la personne"), max_length=200, required=False
    )
    place = forms.CharField(
        label=_("Lieu"),
        max_length=80,
        required=False,
        help_text=_("Seulement si ce n’est pas celui de votre antenne."),
    )
    population_groups = several("population_group", _("Situation"))
    more_fields = [
        "birth_date",
        "age_method",
        "languages",
        "contact",
        "contact_advice",
        "place",
        "population_groups",
    ]
    more_label = _("Ajouter d’autres renseignements")

    def clean_birth_date(self):
        day = self.cleaned_data["birth_date"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(_("Cette date est dans le futur."))
        return day

    def clean_age_method(self) -> str:
        return self.cleaned_data["age_method"] or AgeMethod.STATED

    def clean_place(self) -> Area | None:
        name = self.cleaned_data["place"]
        area = find_area(name) if name else None
        if name and area is None:
            raise forms.ValidationError(
                _("Lieu introuvable : donnez le nom d’une localité, d’un cercle ou d’une région.")
            )
        return area

    def clean(self) -> dict:
        data = super().clean() or {}
        if data.get("age") is None and not data.get("birth_date") and "age" not in self.errors:
            self.add_error("age", _("Donnez l’âge, même estimé, ou la date de naissance."))
        return data
