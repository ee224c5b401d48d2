"""What is asked before cases are written out."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from siraba.foundation.interface.forms import KitForm
from siraba.foundation.vocabulary import choices
from siraba.protection.cases.models import CaseState
from siraba.protection.exchange.exports import SHORTEST


class ExportForm(KitForm):
    form = forms.ChoiceField(
        label=gettext_lazy("Forme"),
        choices=[
            ("xlsx", gettext_lazy("Classeur (XLSX)")),
            ("csv", gettext_lazy("Table (CSV)")),
            ("htcds", gettext_lazy("Norme HTCDS 2.0 (CSV, 84 champs)")),
        ],
        widget=forms.RadioSelect,
        initial="xlsx",
    )
    state = forms.ChoiceField(
        label=gettext_lazy("État"), required=False, choices=[("", gettext_lazy("Tous")), *CaseState.choices]
    )
    risk = forms.ChoiceField(
        label=gettext_lazy("Risque"),
        required=False,
        choices=lambda: [("", _("Tous")), *choices("risk_level")],
    )


class ArchiveForm(KitForm):
    password = forms.CharField(
        label=gettext_lazy("Mot de passe de l’archive"),
        min_length=SHORTEST,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        help_text=gettext_lazy("Dites-le à qui reçoit l’archive par un autre chemin. Il n’est pas gardé."),
    )
    again = forms.CharField(
        label=gettext_lazy("Le même, encore une fois"),
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("password") and data.get("password") != data.get("again"):
            self.add_error("again", _("Les deux mots de passe diffèrent."))
        return data
