"""Forms of early warning."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siraba.foundation.interface.forms import DayField, KitForm
from siraba.prevention.climate.observations.models import Indicator, Place
from siraba.prevention.climate.warning.models import AlertState, Channel, Direction, Outcome, Rule, RuleState
from siraba.prevention.climate.warning.observed import places_of
from siraba.prevention.climate.warning.selectors import possible_owners

NOBODY = _("Ne nommez personne.")


class AlertFilter(forms.Form):
    state = forms.ChoiceField(
        label=_("État"), required=False, choices=(("", _("Toutes")), *AlertState.choices)
    )


class RuleFilter(forms.Form):
    state = forms.ChoiceField(
        label=_("État"), required=False, choices=(("", _("Toutes")), *RuleState.choices)
    )


class IndicatorForm(forms.Form):
    """The first question of a rule; its places and its unit follow from it."""

    indicator: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("Indicateur"), queryset=None, to_field_name="code"
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["indicator"].queryset = Indicator.objects.order_by("label")  # type: ignore[attr-defined]


class RuleForm(KitForm):
    name = forms.CharField(label=_("Nom de la règle"), max_length=80)
    direction = forms.ChoiceField(label=_("Elle sonne quand"), choices=Direction.choices)
    watch = forms.FloatField(
        label=_("Seuil de veille"), help_text=_("Le plus doux des deux : il sonne le premier.")
    )
    alert = forms.FloatField(label=_("Seuil d’alerte"))
    places: forms.ModelMultipleChoiceField = forms.ModelMultipleChoiceField(
        label=_("Lieux"),
        queryset=None,
        required=False,
        help_text=_("Aucun choix : partout où l’indicateur est observé."),
    )
    owner: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("Responsable"),
        queryset=None,
        help_text=_("Ce compte prend l’alerte en charge, agit et dit ce qui en est advenu."),
    )
    lead_days = forms.IntegerField(
        label=_("Délai pour agir, en jours"), min_value=1, max_value=365, help_text=_("À valider.")
    )
    action = forms.CharField(label=_("Ce qui sera fait"), max_length=300, help_text=NOBODY)
    channel = forms.ChoiceField(label=_("Le responsable est prévenu par"), choices=Channel.choices)
    phone = forms.CharField(
        label=_("Téléphone de service"),
        max_length=20,
        required=False,
        help_text=_("Pour le SMS : celui d’une fonction, jamais celui d’une personne."),
    )
    note = forms.CharField(
        label=_("Sur quoi reposent les seuils"),
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("Source ou décision ; « à valider » tant que personne ne les a validés."),
    )

    def __init__(self, *args: Any, indicator: Indicator, rule: Rule | None = None, **kwargs: Any):
        if rule is not None:
            names = (
                *("name", "direction", "watch", "alert", "owner", "lead_days", "action"),
                *("channel", "phone", "note"),
            )
            kept = {name: getattr(rule, name) for name in names}
            kwargs["initial"] = kept | {"places": list(rule.places.all())} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.fields["places"].queryset = places_of(indicator)  # type: ignore[attr-defined]
        self.fields["owner"].queryset = possible_owners()  # type: ignore[attr-defined]
        self.fields["owner"].label_from_instance = _account  # type: ignore[attr-defined]
        for name in ("watch", "alert"):
            self.fields[name].label = f"{self.fields[name].label} ({indicator.unit})"


def _account(account: Any) -> str:
    return f"{account.full_name} – {account.organisation}" if account.organisation else account.full_name


class ReasonForm(KitForm):
    reason = forms.CharField(label=_("Motif"), max_length=300, help_text=NOBODY)


class ActionForm(KitForm):
    what = forms.CharField(label=_("Ce qui a été fait"), max_length=300, help_text=NOBODY)


class CloseForm(KitForm):
    outcome = forms.ChoiceField(label=_("Issue"), choices=Outcome.choices, widget=forms.RadioSelect)
    event_on = DayField(
        label=_("Jour de l’événement"), required=False, help_text=_("Vide pour une fausse alerte.")
    )
    what = forms.CharField(label=_("Ce qui s’est passé"), max_length=300, help_text=NOBODY)


class MissedForm(KitForm):
    place: forms.ModelChoiceField = forms.ModelChoiceField(label=_("Lieu"), queryset=None)
    happened_on = DayField(label=_("Jour de l’événement"))
    what = forms.CharField(label=_("Ce qui s’est passé"), max_length=300, help_text=NOBODY)
    source = forms.CharField(label=_("Source"), max_length=160)

    def __init__(self, *args: Any, rule: Rule, **kwargs: Any):
        super().__init__(*args, **kwargs)
        own = rule.places.all()
        self.fields["place"].queryset = own if own else places_of(rule.indicator)  # type: ignore[attr-defined]


class ReadingForm(KitForm):
    gauge: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("Échelle"), queryset=None, required=False, empty_label=_("Une autre, nommée plus bas")
    )
    new_gauge = forms.CharField(
        label=_("Nouvelle échelle"),
        max_length=60,
        required=False,
        help_text=_("Le lieu et le fleuve, par exemple « Sofara (Bani) »."),
    )
    day = DayField(label=_("Jour du relevé"), initial=timezone.localdate)
    level_cm = forms.FloatField(label=_("Hauteur, en cm"))
    source = forms.CharField(
        label=_("Qui l’a donnée"),
        max_length=120,
        help_text=_("Un service, par exemple « DNH, par téléphone ». Ne nommez personne."),
    )
    replace = forms.BooleanField(label=_("Corriger le relevé de ce jour"), required=False)
    more_fields = ["replace"]
    more_label = _("Corriger un relevé")

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        gauges = Place.objects.filter(kind=Place.Kind.GAUGE)
        self.fields["gauge"].queryset = gauges  # type: ignore[attr-defined]
