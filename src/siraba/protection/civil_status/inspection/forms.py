"""What is typed: filters, a reason, an explanation, a question and its reply."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from siraba.foundation.interface.forms import KeptSelect, KitForm, long_text
from siraba.protection.civil_status.inspection.models import AlertState, Kind, Lookalike
from siraba.protection.civil_status.registers.models import Centre


class AlertFilter(forms.Form):
    etat = forms.ChoiceField(
        label=_("État"),
        required=False,
        choices=[("", _("À traiter")), *AlertState.choices, ("all", _("Toutes"))],
    )
    regle = forms.ChoiceField(label=_("Règle"), required=False, choices=[("", _("Toutes")), *Kind.choices])
    centre = forms.ChoiceField(label=_("Centre"), required=False, widget=KeptSelect)

    def __init__(self, *args: Any, **more: Any):
        super().__init__(*args, **more)
        centre: Any = self.fields["centre"]
        centre.choices = [("", _("Tous")), *Centre.objects.order_by("name").values_list("code", "name")]


class ReasonForm(KitForm):
    reason = long_text(_("Ce que vous avez vu, et pourquoi"), required=True)


class ExplainForm(KitForm):
    lookalike = forms.ChoiceField(label=_("Explication"), choices=Lookalike, widget=forms.RadioSelect)
    reason = long_text(_("Ce qui le montre"), required=True)


class ReferralForm(KitForm):
    reason = long_text(
        _("À qui renvoyer, et pourquoi"),
        required=True,
        help_text=_("L’autorité compétente, les faits de l’acte, ce que l’officier a répondu."),
    )


class QuestionForm(KitForm):
    officer = forms.TypedChoiceField(label=_("Qui entendre"), coerce=int)
    question = long_text(
        _("Question sur l’acte"),
        required=True,
        help_text=_("Elle est lue telle quelle : parlez de l’acte, sans règle, sans score, sans autre acte."),
    )

    def __init__(self, *args: Any, officers: list[tuple[int, str]], **more: Any):
        super().__init__(*args, **more)
        self.fields["officer"].choices = officers  # type: ignore[attr-defined]


class ReplyForm(KitForm):
    reply = long_text(_("Votre réponse"), required=True)
