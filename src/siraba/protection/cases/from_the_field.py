"""What the forms that come from the field become: an arrival, a screening, a follow-up, a form of a case."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import ACT_RULES
from siraba.foundation.forms.models import FormVersion
from siraba.foundation.forms.targets import Target, register
from siraba.foundation.people.rules import RECEIVING_ROLES
from siraba.protection.cases import actions
from siraba.protection.cases.forms import FollowUpForm, NoteForm, ScreeningForm, ServiceForm
from siraba.protection.cases.models import Case
from siraba.protection.cases.pages import BY_ACT, receive
from siraba.protection.cases.reception import ReceptionForm
from siraba.protection.cases.rules import CARE, CARE_AND_RECEPTION, MANAGERS
from siraba.protection.cases.selectors import case_for


class CodeMixin(forms.Form):
    """The case that a sheet is about, by its national code."""

    code = forms.CharField(label=_("Code national du dossier"), max_length=20)


class FieldScreeningForm(ScreeningForm, CodeMixin):
    pass


class FieldFollowUpForm(FollowUpForm, CodeMixin):
    pass


class FieldServiceForm(ServiceForm, CodeMixin):
    pass


class FieldNoteForm(NoteForm, CodeMixin):
    pass


def _arrive(actor: Actor, form: Any, _version: FormVersion, _answers: Mapping[str, Any]) -> Case:
    return receive(actor, form.cleaned_data)


def _on_case(act: str) -> Any:
    """Carry out an act of a case with the same words as its page."""

    def take(actor: Actor, form: Any, _version: FormVersion, _answers: Mapping[str, Any]) -> Case:
        words = dict(form.cleaned_data)
        case = case_for(actor, words.pop("code"))
        BY_ACT[act].do(actor, case, words, form)
        return case

    return take


def _fill(actor: Actor, form: Any, version: FormVersion, answers: Mapping[str, Any]) -> Case:
    case = case_for(actor, form.cleaned_data["code"])
    actions.fill_form(actor, case, form=version, answers=answers)
    return case


for target in (
    Target(
        "arrival",
        ACT_RULES["receive_person"].label,
        RECEIVING_ROLES,
        CARE_AND_RECEPTION,
        ReceptionForm,
        _arrive,
    ),
    Target(
        "screening",
        ACT_RULES["screen_case"].label,
        RECEIVING_ROLES,
        CARE_AND_RECEPTION,
        FieldScreeningForm,
        _on_case("screen_case"),
    ),
    Target(
        "follow_up",
        ACT_RULES["record_follow_up"].label,
        MANAGERS,
        CARE,
        FieldFollowUpForm,
        _on_case("record_follow_up"),
    ),
    Target(
        "service",
        ACT_RULES["record_service"].label,
        MANAGERS,
        CARE,
        FieldServiceForm,
        _on_case("record_service"),
    ),
    Target("note", ACT_RULES["add_note"].label, MANAGERS, CARE, FieldNoteForm, _on_case("add_note")),
    Target("fiche", ACT_RULES["fill_form"].label, MANAGERS, CARE, CodeMixin, _fill),
):
    register(target)
