"""What is asked before records go, are frozen, or are kept longer."""

from django import forms
from django.utils.translation import gettext_lazy as _

from siraba.foundation.interface.forms import KitForm, long_text
from siraba.foundation.retention.models import Ground, How


class RemovalForm(KitForm):
    how = forms.ChoiceField(label=_("Comment"), choices=How.choices, widget=forms.RadioSelect)
    ground = forms.ChoiceField(label=_("Motif"), choices=Ground.choices, widget=forms.RadioSelect)
    reason = long_text(_("Pourquoi, en quelques mots sans nommer personne"), required=True)


class HoldForm(KitForm):
    reason = long_text(_("Ce qui exige de garder ces informations"), required=True)


class KeepForm(KitForm):
    until = forms.DateField(label=_("Garder jusqu’au"), widget=forms.DateInput(attrs={"type": "date"}))
