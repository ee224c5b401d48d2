from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from siraba.foundation.audit.labels import act_choices
from siraba.foundation.audit.models import Decision
from siraba.foundation.interface.forms import DayField


class JournalFilter(forms.Form):
    act = forms.ChoiceField(
        label=_("Action"), required=False, choices=lambda: [("", _now("Toutes")), *act_choices()]
    )
    decision = forms.ChoiceField(
        label=_("Décision"), required=False, choices=[("", _("Toutes")), *Decision.choices]
    )
    since = DayField(label=_("À partir du"), required=False)
    until = DayField(label=_("Jusqu’au"), required=False)
