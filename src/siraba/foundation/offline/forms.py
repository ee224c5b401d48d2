"""The form by which a person decides between two versions."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from siraba.foundation.interface.forms import KitForm


class KeepForm(KitForm):
    """`versions`: (name, value, where it comes from)."""

    version = forms.ChoiceField(label=_("Version à retenir"), widget=forms.RadioSelect)
    read = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)

    def __init__(self, *args: Any, versions: list[tuple[str, str, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        nothing = gettext("(vide)")
        self.fields["version"].choices = [  # type: ignore[attr-defined]
            (name, f"{value or nothing} – {where}") for name, value, where in versions
        ]
