"""Forms of quality."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.interface.forms import DayField, KitForm
from siraba.protection.reception.branches.models import BranchState, Duty
from siraba.protection.reception.branches.needs import measures
from siraba.protection.reception.branches.selectors import branches_open_to
from siraba.protection.reception.quality.checklists import NO, NOT_APPLICABLE, YES
from siraba.protection.reception.quality.models import Inspection, InspectionState

ANSWERS = ((YES, _("Oui")), (NO, _("Non")), (NOT_APPLICABLE, _("Sans objet")))
NOBODY = _("Ne nommez personne.")


class StateFilter(forms.Form):
    state = forms.ChoiceField(
        label=_("État"), required=False, choices=(("", _("Tous")), *InspectionState.choices)
    )


class PlanForm(KitForm):
    branch: forms.ModelChoiceField = forms.ModelChoiceField(label=_("Antenne"), queryset=None)
    planned_on = DayField(label=_("Prévue le"), initial=timezone.localdate)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any):
        super().__init__(*args, **kwargs)
        open_now = branches_open_to(actor).exclude(state=BranchState.CLOSED)
        self.fields["branch"].queryset = open_now  # type: ignore[attr-defined]


class ChecklistForm(KitForm):
    """An answer and a remark for each item of the checklist."""

    done_on = DayField(label=_("Faite le"), initial=timezone.localdate)

    def __init__(self, *args: Any, inspection: Inspection, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.items = inspection.checklist.items
        for item in self.items:
            label = _("%(item)s (obligatoire)") % {"item": item.text} if item.mandatory else item.text
            self.fields[item.code] = forms.ChoiceField(
                label=label, choices=ANSWERS, widget=forms.RadioSelect, help_text=item.theme
            )
            self.fields[f"{item.code}_remark"] = forms.CharField(
                label=_("Remarque"), required=False, max_length=300, help_text=NOBODY
            )

    def words(self) -> dict[str, Any]:
        data = self.cleaned_data
        answers = {item.code: (data[item.code], data[f"{item.code}_remark"]) for item in self.items}
        return {"done_on": data["done_on"], "answers": answers}


class ActionForm(KitForm):
    item = forms.ChoiceField(label=_("Point qui a manqué"))
    what = forms.CharField(label=_("Ce qui sera fait"), max_length=300, help_text=NOBODY)
    who = forms.ChoiceField(label=_("Par qui (fonction)"), choices=Duty.choices)
    due = DayField(label=_("Pour le"))

    def __init__(self, *args: Any, inspection: Inspection, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["item"].choices = [(one.code, one.text) for one in inspection.failed]  # type: ignore[attr-defined]


class NoteForm(KitForm):
    note = forms.CharField(label=_("Ce qui a été fait"), max_length=300, help_text=NOBODY)


class ReasonForm(KitForm):
    reason = forms.CharField(label=_("Ce qui manque encore"), max_length=300, help_text=NOBODY)


class WeightsForm(forms.Form):
    """The weight of each measure, 1 unless it is said otherwise; 0 leaves it out."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for measure in measures():
            self.fields[measure.code] = forms.IntegerField(
                label=str(measure.label), min_value=0, max_value=10, required=False, initial=1
            )

    def weights(self) -> dict[str, float]:
        """What was asked; what cannot be read counts as 1, and the form says so."""
        self.is_valid()
        said = self.cleaned_data
        return {name: 1 if said.get(name) is None else said[name] for name in self.fields}
