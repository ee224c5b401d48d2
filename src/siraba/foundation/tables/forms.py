"""Adding a table, and saying what its columns mean."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from siraba.foundation.forms.forms import VALUES, read, written
from siraba.foundation.forms.targets import CONSTANT
from siraba.foundation.interface.forms import KitForm
from siraba.foundation.tables.meaning import IGNORED, Meaning, columns_of
from siraba.foundation.tables.models import HandedTable
from siraba.foundation.tables.reading import LARGEST


class TableForm(KitForm):
    source = forms.CharField(
        label=gettext_lazy("D’où vient la table"),
        max_length=60,
        help_text=gettext_lazy(
            "Toujours le même nom pour la même source : une ligne n’y est prise qu’une fois."
        ),
    )
    table = forms.FileField(
        label=gettext_lazy("Table"),
        help_text=gettext_lazy(
            "CSV ou XLSX, 20 Mo et 100 000 lignes au plus ; les noms des colonnes d’abord."
        ),
        widget=forms.FileInput({"accept": ".csv,.xlsx,.txt"}),
    )

    def clean_table(self) -> bytes:
        upload = self.cleaned_data["table"]
        if upload.size > LARGEST:
            raise forms.ValidationError(_("Ce fichier dépasse 20 Mo : coupez-le."))
        return upload.read()


class ColumnsForm(KitForm):
    """Each field of the platform, and the column that answers it."""

    def __init__(
        self,
        *args: Any,
        table: HandedTable,
        meaning: Meaning,
        unknown: dict[str, list[str]],
        **kwargs: Any,
    ):
        super().__init__(*args, **kwargs)
        self.columns, self.meaning = list(table.header), meaning
        for name in meaning.fields:
            self.fields[name] = forms.CharField(
                label=meaning.label(name),
                required=name in meaning.needed,
                initial=table.mapping.get(name, ""),
                widget=forms.TextInput({"list": "columns", "autocomplete": "off"}),
            )
            if meaning.choices(name):
                self.fields[name + VALUES] = self._values(table, name, unknown.get(name, []))
        self.more_fields = [
            name for name in meaning.fields if name not in meaning.needed and not table.mapping.get(name)
        ]
        self.more_fields += [name + VALUES for name in self.more_fields if name + VALUES in self.fields]

    def _values(self, table: HandedTable, name: str, unknown: list[str]) -> forms.CharField:
        known = ", ".join(f"{code} ({label})" for code, label in self.meaning.choices(name)[:30] if code)
        hint = _(
            "Une ligne par mot de la table, comme « F = female » ; « = - » pour ne pas le reprendre. Codes : %(codes)s"
        )
        said = {**dict.fromkeys(unknown, ""), **table.mapping.get(name + VALUES, {})}
        return forms.CharField(
            label=_("%(name)s : ce que veut dire chaque mot") % {"name": self.meaning.label(name)},
            required=False,
            initial=written(said),
            help_text=hint % {"codes": known},
            widget=forms.Textarea({"rows": max(2, min(len(said), 8))}),
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name, said in list(data.items()):
            if name.endswith(VALUES):
                self._check_values(name, said)
            elif name != "form_id" and said and not said.startswith(CONSTANT):
                lost = [one for one in columns_of(said) if one not in self.columns]
                if lost:
                    self.add_error(name, _("Colonne inconnue : %(names)s.") % {"names": ", ".join(lost)})
        return data

    def _check_values(self, name: str, said: str) -> None:
        if any("=" not in line for line in said.splitlines() if line.strip()):
            self.add_error(name, _("Écrivez chaque ligne comme « réponse = code »."))
            return
        codes = {str(code) for code, _label in self.meaning.choices(name.removesuffix(VALUES))}
        wrong = [code for code in read(said).values() if code and code != IGNORED and code not in codes]
        if wrong:
            self.add_error(name, _("Code inconnu : %(codes)s.") % {"codes": ", ".join(wrong)})

    def mapping(self) -> dict[str, Any]:
        said = {name: value for name, value in self.cleaned_data.items() if name != "form_id" and value}
        found = {
            name: {word: code for word, code in read(value).items() if code}
            if name.endswith(VALUES)
            else value
            for name, value in said.items()
        }
        return {name: value for name, value in found.items() if value}
