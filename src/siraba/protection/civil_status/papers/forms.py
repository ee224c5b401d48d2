"""How a paper is asked for."""

from django import forms
from django.utils.translation import gettext_lazy as _

from siraba.foundation.interface.forms import KitForm


class PrintForm(KitForm):
    layout = forms.ChoiceField(
        label=_("Format"),
        choices=[("a4", _("Feuille A4")), ("small", _("Petite imprimante (80 mm)"))],
        widget=forms.RadioSelect,
        initial="a4",
    )
