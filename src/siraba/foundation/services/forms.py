from django import forms
from django.utils.translation import gettext_lazy as _

from siraba.foundation.geography.models import Area
from siraba.foundation.geography.selectors import current_areas
from siraba.foundation.vocabulary import choices


class DirectoryFilter(forms.Form):
    """What the reader looks for; both are optional."""

    type = forms.ChoiceField(
        label=_("Type de service"),
        choices=lambda: [("", _("Tous les types")), *choices("service_type")],
        required=False,
    )
    region: "forms.ModelChoiceField[Area]" = forms.ModelChoiceField(
        label=_("Région"), queryset=current_areas(1), empty_label=_("Toutes les régions"), required=False
    )
