from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

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
    file = SheetField(
        label=_("XLSForm"),
        help_text=_(
            "Le même fichier que pour ODK Collect ou KoboToolbox. Il entre comme brouillon : vous le relisez, puis vous le publiez."
        ),
    )
