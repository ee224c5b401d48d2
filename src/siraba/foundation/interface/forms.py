"""The base of every form that changes something, and the date fields of the kit."""

from functools import lru_cache
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.errors import Invalid


class KitForm(forms.Form):
    """A form that can be sent twice without harm (see `once`), with its rarer fields folded away.

    `more_fields` names the fields that go into a fold under `more_label`; it opens by itself when one of
    them is in error or filled in.
    """

    form_id = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid4)
    more_fields: list[str] = []
    more_label: str | Promise = _("Autres renseignements")

    def clean_form_id(self) -> UUID:
        return self.cleaned_data["form_id"] or uuid4()

    def words(self) -> dict[str, Any]:
        """What a valid form says to its act."""
        return {name: value for name, value in self.cleaned_data.items() if name != "form_id"}

    def get_context(self) -> dict:
        context = super().get_context()
        pairs = context["fields"]
        folded = [(field, errors) for field, errors in pairs if field.name in self.more_fields]
        return context | {
            "fields": [(field, errors) for field, errors in pairs if field.name not in self.more_fields],
            "folded": folded,
            "fold_open": any(
                errors or field.value() not in (None, "", [], False, field.field.initial)
                for field, errors in folded
            ),
        }


def refuse_mistakes(form: forms.Form) -> None:
    """For a form that no page shows: raises Invalid at its first mistake, with the label of its field."""
    if form.is_valid():
        return
    name, errors = next(iter(form.errors.items()))
    label = form.fields[name].label if name in form.fields else ""
    raise Invalid(f"{label} : {errors[0]}" if label else str(errors[0]))


def long_text(label: Any, required: bool = False, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label, required=required, max_length=4000, widget=forms.Textarea({"rows": 3}), **more
    )


class KeptSelect(forms.Select):
    """A choice whose markup is kept: a list prints its filters at each page, and an option costs as much as a row."""

    def render(self, name: str, value: Any, attrs: dict | None = None, renderer: Any = None) -> SafeString:
        choices = tuple((code, str(label)) for code, label in self.choices)
        given = tuple((attrs or {}).items()) + tuple(self.attrs.items())
        return _kept_choice(name, value, given, choices)


@lru_cache(256)
def _kept_choice(name: str, value: Any, attrs: tuple, choices: tuple) -> SafeString:
    return forms.Select(choices=choices).render(name, value, dict(attrs))


class DayField(forms.DateField):
    """A day, entered with the browser's own calendar."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
