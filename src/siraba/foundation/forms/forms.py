from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from siraba.foundation.forms.models import FormVersion
from siraba.foundation.forms.targets import CONSTANT, Target, targets
from siraba.foundation.interface.forms import KitForm

LARGEST = 2 * 1024 * 1024


class SheetField(forms.FileField):
    """An XLSForm of at most two megabytes; its value is (name, content). What it holds is read by the act."""

    default_error_messages = {"too_large": _("Ce fichier dépasse 2 Mo : un XLSForm est plus petit.")}
    widget = forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv,.md"})

    def clean(self, data: Any, initial: Any = None) -> tuple[str, bytes] | None:
        upload = super().clean(data, initial)
        if not upload:
            return None
        if upload.size > LARGEST:
            raise forms.ValidationError(self.error_messages["too_large"], code="too_large")
        return upload.name, upload.read()


class SheetForm(KitForm):
    """A sheet, and what becomes of it when it is sent from the field."""

    file = SheetField(
        label=_("XLSForm"),
        help_text=_(
            "Le même fichier que pour ODK Collect ou KoboToolbox. Il entre comme brouillon : vous le relisez, puis vous le publiez."
        ),
    )
    target = forms.ChoiceField(
        label=_("Ce que devient une fiche envoyée du terrain"),
        required=False,
        choices=lambda: [
            ("", gettext("Rien : elle se remplit seulement dans un dossier")),
            *((target.code, target.label) for target in targets()),
        ],
    )


VALUES = ":values"


class MappingForm(KitForm):
    """For each thing the act asks, the question that answers it; for a list, also what each answer means."""

    def __init__(self, *args: Any, version: FormVersion, target: Target, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.questions = [name for name in version.form.names if version.form.question(name)]
        for name, field in target.form().fields.items():
            if field.widget.is_hidden:
                continue
            self.fields[name] = forms.CharField(
                label=field.label,
                required=False,
                initial=version.mapping.get(name, name if name in self.questions else ""),
                help_text=_(
                    "Une question, plusieurs que l’on met bout à bout, ou toujours la même réponse, comme « =none »."
                ),
                widget=forms.TextInput({"list": "questions", "autocomplete": "off"}),
            )
            if getattr(field, "choices", None):
                self.fields[name + VALUES] = forms.CharField(
                    label=_("%(name)s : ce que veut dire chaque réponse") % {"name": field.label},
                    required=False,
                    initial=written(version.mapping.get(name + VALUES, {})),
                    help_text=_(
                        "Une ligne par réponse, comme « Female = female ». Inutile où les codes sont les mêmes."
                    ),
                    widget=forms.Textarea({"rows": 2}),
                )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name, said in list(data.items()):
            if name.endswith(VALUES):
                if any("=" not in line for line in said.splitlines() if line.strip()):
                    self.add_error(name, _("Écrivez chaque ligne comme « réponse = code »."))
            elif name != "form_id":
                named = [] if said.startswith(CONSTANT) else said.split()
                unknown = [one for one in named if one not in self.questions]
                if unknown:
                    self.add_error(name, _("Question inconnue : %(names)s.") % {"names": ", ".join(unknown)})
        return data

    def mapping(self) -> dict[str, Any]:
        """What was said, as a version keeps it."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "form_id" and value}
        return {name: read(value) if name.endswith(VALUES) else value for name, value in said.items()}


def written(values: Mapping[str, str]) -> str:
    return "\n".join(f"{answer} = {code}" for answer, code in values.items())


def read(text: str) -> dict[str, str]:
    pairs = (line.split("=", 1) for line in text.splitlines() if line.strip())
    return {answer.strip(): code.strip() for answer, code in pairs}
