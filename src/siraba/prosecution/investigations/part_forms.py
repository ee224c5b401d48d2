"""What is asked for suspects, exhibits, decisions, requests and deadlines."""

import re
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.interface.forms import DayField, KitForm, long_text
from siraba.foundation.interface.uploads import DocumentField
from siraba.foundation.vocabulary import choices
from siraba.prosecution.investigations.forms import (
    NO_VICTIM,
    MomentField,
    one_of_these,
    this_minute,
)
from siraba.prosecution.investigations.models import CustodyKind, DeadlineKind, Inquiry, Outcome, Suspect
from siraba.prosecution.investigations.selectors import charges_of, of_file, offences_in_force

MOVES = [one for one in CustodyKind.choices if one[0] in ("handed", "expertise", "returned")]
LARGEST_SUM = 10**12


class SuspectForm(KitForm):
    names = forms.CharField(label=_("Noms"), max_length=120)
    aliases = forms.CharField(label=_("Surnoms"), max_length=200, required=False)
    birth = forms.CharField(label=_("Naissance ou âge"), max_length=60, required=False)
    role = one_of_these(_("Rôle présumé"), choices("perpetrator_role"))
    remarks = long_text(_("Remarques"), help_text=NO_VICTIM)
    sex = one_of_these(_("Sexe"), choices("sex"), True, initial="unknown")
    age_band = one_of_these(_("Tranche d’âge"), choices("age_band_ctdc"))
    citizenship = one_of_these(
        _("Nationalité"), choices("country"), help_text=_("Pour les comptes seulement ; rien ne s’en déduit.")
    )
    more_fields = ["aliases", "birth", "remarks"]


class OffenceForm(KitForm):
    offence: forms.ModelChoiceField = forms.ModelChoiceField(queryset=None, label=_("Infraction"))

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        field: Any = self.fields["offence"]
        field.queryset = offences_in_force()
        field.label_from_instance = lambda one: str(one) if one.checked else f"{one} – {gettext('à valider')}"


class CoercionForm(KitForm):
    coercion = long_text(
        _("Ce qui montre que la personne a été contrainte"), required=True, help_text=NO_VICTIM
    )


class ExhibitForm(KitForm):
    description = long_text(_("Description"), required=True, help_text=NO_VICTIM)
    seized_on = DayField(label=_("Saisi le"), initial=timezone.localdate)
    place = forms.CharField(label=_("Lieu de la saisie"), max_length=200)
    holder = forms.CharField(
        label=_("Détenteur du scellé"), max_length=120, help_text=_("Service et fonction.")
    )
    document = DocumentField(
        label=_("Fichier"), required=False, help_text=_("PDF ou image de 5 Mo au plus ; gardé chiffré.")
    )
    digest = forms.CharField(
        label=_("Empreinte SHA-256 d’un fichier gardé ailleurs"), max_length=64, required=False
    )
    more_fields = ["document", "digest"]

    def clean_digest(self) -> str:
        digest = self.cleaned_data["digest"].strip().lower()
        if digest and not re.fullmatch(r"[0-9a-f]{64}", digest):
            raise forms.ValidationError(gettext("Une empreinte SHA-256 a 64 signes, de 0 à 9 et de a à f."))
        return digest


class ReleaseForm(KitForm):
    holder = forms.CharField(label=_("Remis à"), max_length=120, help_text=_("Service et fonction."))
    place = forms.CharField(label=_("Lieu"), max_length=200)
    reason = long_text(_("Motif"), required=True, help_text=NO_VICTIM)


class HandOverForm(ReleaseForm):
    kind = one_of_these(_("Mouvement"), MOVES, True)
    at = MomentField(label=_("Quand"), initial=this_minute)
    field_order = ["kind", "at"]


class VerdictForm(KitForm):
    charge: forms.ModelChoiceField = forms.ModelChoiceField(queryset=None, label=_("Personne et infraction"))
    outcome = one_of_these(_("Décision"), Outcome.choices, True, widget=forms.RadioSelect)
    decided_on = DayField(label=_("Rendue le"), initial=timezone.localdate)
    prison_months = forms.IntegerField(
        label=_("Emprisonnement (mois)"), min_value=0, max_value=1200, required=False
    )
    fine = forms.IntegerField(label=_("Amende (FCFA)"), min_value=0, max_value=LARGEST_SUM, required=False)
    confiscated = forms.IntegerField(
        label=_("Confiscation (FCFA)"), min_value=0, max_value=LARGEST_SUM, required=False
    )
    compensation = forms.IntegerField(
        label=_("Dommages et intérêts (FCFA)"), min_value=0, max_value=LARGEST_SUM, required=False
    )
    sentence = long_text(_("Dispositif"), help_text=NO_VICTIM)

    def __init__(self, *args: Any, actor: Actor, inquiry: Inquiry, **kwargs: Any):
        super().__init__(*args, **kwargs)
        field: Any = self.fields["charge"]
        field.queryset = charges_of(actor, inquiry)
        field.label_from_instance = lambda one: f"{one.suspect.label} – {one.offence}"


class MutualRequestForm(KitForm):
    to = forms.CharField(label=_("À qui"), max_length=200, help_text=_("Service ou autorité."))
    country = one_of_these(_("Pays"), choices("country"), help_text=_("Vide pour un service du Mali."))
    basis = forms.CharField(
        label=_("Base légale"), max_length=160, help_text=_("Convention, accord ou article.")
    )
    subject = long_text(_("Ce qui est demandé"), required=True, help_text=NO_VICTIM)
    sent_on = DayField(label=_("Envoyée le"), initial=timezone.localdate)
    due_on = DayField(label=_("Réponse attendue le"))


class AnswerForm(KitForm):
    answered_on = DayField(label=_("Reçue le"), initial=timezone.localdate)
    answer = long_text(_("Réponse"), required=True, help_text=NO_VICTIM)


class DeadlineForm(KitForm):
    kind = one_of_these(_("Échéance"), DeadlineKind.choices, True)
    suspect: forms.ModelChoiceField = forms.ModelChoiceField(
        queryset=None, label=_("Personne concernée"), required=False
    )
    starts_at = MomentField(label=_("À compter de"), initial=this_minute)
    due_at = MomentField(
        label=_("Fin"),
        required=False,
        help_text=_("À donner tant qu’aucune durée validée n’est réglée pour cette échéance."),
    )
    basis = forms.CharField(label=_("Base légale"), max_length=160, required=False)

    def __init__(self, *args: Any, actor: Actor, inquiry: Inquiry, **kwargs: Any):
        super().__init__(*args, **kwargs)
        field: Any = self.fields["suspect"]
        field.queryset = of_file(actor, Suspect, inquiry)
