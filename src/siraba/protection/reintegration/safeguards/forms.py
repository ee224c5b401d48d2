"""What is asked of who settles a flag."""

from django import forms
from django.utils.translation import gettext_lazy as _

from siraba.foundation.interface.forms import KeptSelect, KitForm, long_text
from siraba.protection.reintegration.safeguards.models import FlagKind, FlagState


class ClearForm(KitForm):
    reason = long_text(
        _("Pourquoi l’argent peut partir"),
        required=True,
        help_text=_(
            "Par exemple : deux cousines, vues toutes les deux avec leurs pièces ; ou la décision du comité."
        ),
    )


class ConfirmForm(KitForm):
    said = long_text(
        _("Ce qui a été vérifié"),
        required=True,
        help_text=_("Appel, visite, pièces comparées. Le comité ou le secrétariat décide ensuite."),
    )


class FlagFilter(forms.Form):
    voir = forms.ChoiceField(
        label=_("Voir"), choices=[("", _("Tous")), *FlagState.choices], required=False, widget=KeptSelect
    )
    motif = forms.ChoiceField(
        label=_("Motif"), choices=[("", _("Tous")), *FlagKind.choices], required=False, widget=KeptSelect
    )
