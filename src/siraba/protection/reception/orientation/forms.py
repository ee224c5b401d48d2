"""What is asked to note a need, to choose a service, and to say what became of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.geography.models import Area
from siraba.foundation.geography.selectors import current_areas
from siraba.foundation.interface.forms import KitForm, long_text
from siraba.foundation.services.models import Service
from siraba.foundation.vocabulary import label
from siraba.protection.cases.forms import listed
from siraba.protection.reception.arrivals.models import Arrival
from siraba.protection.reception.orientation.models import OrientationState, Override, Refusal
from siraba.protection.reception.orientation.options import Option, Options
from siraba.protection.reception.orientation.recordings import SoundField
from siraba.protection.referrals.actions import releasable_by
from siraba.protection.referrals.models import RELEASABLE

# What somebody said to need at once, at the first look
FIRST_NEED = {
    "medical": ["medical"],
    "food": ["food"],
    "shelter": ["shelter"],
    "safety": ["shelter"],
    "psychosocial": ["psychosocial"],
}


class MomentField(forms.DateTimeField):
    """A day and an hour of Mali, entered with the browser's own calendar."""

    widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})

    def __init__(self, **more: Any):
        super().__init__(input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"], **more)


class NeedForm(KitForm):
    service_types = forms.MultipleChoiceField(
        label=_("Besoin"),
        choices=listed("service_type", blank=False),
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Cochez ensemble ce qui ne va pas l’un sans l’autre : un lit et le transport. Notez le reste à part."
        ),
    )
    urgency = forms.ChoiceField(
        label=_("Urgence"),
        choices=listed("urgency", blank=False),
        initial="normal",
        widget=forms.RadioSelect,
        help_text=_("Urgent : seulement ce qui est ouvert maintenant."),
    )
    safe_place = forms.BooleanField(
        label=_("Un lieu protégé, dont l’adresse n’est pas connue"), required=False
    )
    language = forms.ChoiceField(label=_("Langue souhaitée"), choices=listed("language"), required=False)
    said = long_text(
        _("Ce que la personne en dit"), help_text=_("Chiffré ; seulement ce qui aide à choisir.")
    )
    wanted_at = MomentField(label=_("Pour un autre moment"), required=False)
    farthest_km = forms.IntegerField(
        label=_("Distance acceptée, en km"), min_value=1, max_value=2000, required=False
    )
    region: "forms.ModelChoiceField[Area]" = forms.ModelChoiceField(
        label=_("Région acceptée"), queryset=current_areas(1), empty_label=_("Toutes"), required=False
    )
    family = forms.BooleanField(label=_("Pour toute sa famille qui est ici"), required=False, initial=True)
    more_fields = ["wanted_at", "farthest_km", "region"]
    more_label = _("Moment, distance, région")

    def __init__(self, *args: Any, arrival: Arrival, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["service_types"].initial = FIRST_NEED.get(arrival.urgent_need, [])
        self.fields["safe_place"].initial = arrival.urgent_need == "safety"
        if arrival.party is None:
            del self.fields["family"]

    def clean_wanted_at(self) -> datetime | None:
        moment = self.cleaned_data["wanted_at"]
        if moment is not None and moment < timezone.now():
            raise forms.ValidationError(gettext("Ce moment est passé."))
        return moment


def in_one_line(option: Option) -> str:
    """An option as a choice: what it is, of whom, where, and why."""
    place = option.entry.place or gettext("lieu protégé")
    why = ", ".join(one for one in option.why if one != place)
    return f"{option.entry.name} – {option.entry.provider}, {place}" + (f" : {why}" if why else "")


class ChooseForm(KitForm):
    """One service for each type of the need; a reason when one of them does not stand first."""

    override = forms.ChoiceField(
        label=_("Si ce n’est pas le premier : pourquoi"),
        required=False,
        choices=[
            ("", _("C’est le premier")),
            *(one for one in Override.choices if one[0] != Override.OFFLINE),
        ],
    )
    said = long_text(_("Précisez, si c’est utile"))

    def __init__(self, *args: Any, options: Sequence[Options], wanted: Mapping[str, Any], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.types = [one.service_type for one in options]
        for one in options:
            self.fields[f"service_{one.service_type}"] = forms.TypedChoiceField(
                label=label("service_type", one.service_type),
                choices=[(str(option.service.pk), in_one_line(option)) for option in one.proposed],
                widget=forms.RadioSelect,
                coerce=int,
                initial=str(wanted.get(one.service_type, one.proposed[0].service.pk if one.proposed else "")),
            )
        self.order_fields(["form_id", *(f"service_{kind}" for kind in self.types), "override", "said"])

    def services(self) -> dict[str, int]:
        return {kind: self.cleaned_data[f"service_{kind}"] for kind in self.types}


class SendForm(KitForm):
    released_fields = forms.MultipleChoiceField(
        label=_("Informations transmises après acceptation"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Seulement ce dont le service a besoin, et que le consentement ouvre."),
    )
    request = long_text(_("Ce qui est demandé au service"), help_text=_("Lu après acceptation seulement."))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["released_fields"].choices = [  # type: ignore[attr-defined]
            (name, RELEASABLE[name][0]) for name in releasable_by(actor)
        ]


class RefusalForm(KitForm):
    refusal = forms.ChoiceField(label=_("Motif"), choices=Refusal, widget=forms.RadioSelect)
    said = long_text(_("Précisez, si c’est utile"))


class OrientationFilter(forms.Form):
    state = forms.ChoiceField(
        label=_("État"), required=False, choices=[("", _("Tous")), *OrientationState.choices]
    )


class RecordingForm(KitForm):
    sound = SoundField(label=_("Fichier"), help_text=_("MP3, Ogg ou WAV."))
    service_type = forms.ChoiceField(
        label=_("Pour tous les services de ce type"), choices=listed("service_type"), required=False
    )
    service: "forms.ModelChoiceField[Service]" = forms.ModelChoiceField(
        label=_("Ou pour ce service seul"), queryset=Service.objects.none(), required=False
    )
    language = forms.ChoiceField(label=_("Langue"), choices=listed("language", blank=False), initial="bm")

    def __init__(self, *args: Any, services: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["service"].queryset = services  # type: ignore[attr-defined]
