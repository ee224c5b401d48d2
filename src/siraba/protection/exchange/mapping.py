"""What a column of any table answers: each field of a case, from one column or several, its words turned into codes."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from siraba.foundation.forms.targets import CONSTANT, coded_by, meanings
from siraba.foundation.interface.forms import DayField, long_text
from siraba.foundation.vocabulary import choices
from siraba.protection.cases.models import Identification
from siraba.protection.cases.reception import ReceptionForm

JOINED = " + "
IGNORED = "-"


class RowForm(ReceptionForm):
    """A row as the platform takes it: what the page of an arrival asks, and what a table knows besides."""

    reference = forms.CharField(label=_("Numéro dans la source"), max_length=100, required=False)
    received_on = DayField(label=_("Reçue le"), required=False)
    pathway = forms.ChoiceField(label=_("Parcours"), choices=lambda: choices("pathway"), required=False)
    status = forms.ChoiceField(
        label=_("Identification"), choices=[("", ""), *Identification.choices[1:]], required=False
    )
    body = forms.ChoiceField(
        label=_("Instance qui a décidé"),
        choices=lambda: [("", ""), *choices("status_decision_org")],
        required=False,
    )
    note = long_text(_("Ce que la personne a dit"))

    def clean_received_on(self) -> Any:
        day = self.cleaned_data["received_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(_("Cette date est dans le futur."))
        return day


FIELDS = [name for name in RowForm.base_fields if name != "form_id"]
NEEDED = ("names", "sex", "citizenships", "urgent_need")

# Source of the names: HTCDS 2.0, data/htcds_fields.csv
HTCDS: dict[str, Any] = {
    "names": "prs_FirstName + prs_MiddleName + prs_SecondName",
    "sex": "prs_Gender",
    "sex:values": {
        "Feminine": "female",
        "Masculine": "male",
        "TransgenderFeminine": "other",
        "TransgenderMasculine": "other",
        "NonConforming": "other",
        "NonSpecifiedUnknown": "unknown",
    },
    "age": "vic_AgeWhenTrafficked",
    "birth_date": "prs_Birthdate",
    "citizenships": "prs_Citizenship",
    "languages": "prs_PrimaryLanguage + prs_SecondaryLanguage",
    "languages:values": {"bam": "bm", "fra": "fr", "fre": "fr", "eng": "en", "ara": "ar"},
    "contact": "prs_MobilePhone + prs_HomePhone + prs_Email",
    "received_on": "cas_IncomingReferralDate",
    "status": "vic_TraffickingStatus",
    "status:values": {
        "PossibleVictimOfTrafficking": "presumed",
        "ActualVictimOfTrafficking": "identified",
        "NotAVictimOfTrafficking": "not_identified",
    },
    "body": "vic_TraffickingStatusDecisionMakingOrg",
    "note": "hte_Description + cco_CaseComment",
    "urgent_need": "=none",
}
OTHER_NAMES = {
    "names": ("nom", "noms", "nom et prénom", "prénom et nom", "name", "full name"),
    "sex": ("sexe", "genre", "gender"),
    "age": ("âge", "age en années"),
    "birth_date": ("date de naissance", "né le", "date of birth", "birthdate"),
    "citizenships": ("nationalité", "pays d'origine", "nationality", "citizenship"),
    "contact": ("téléphone", "tél", "phone", "contact"),
    "reference": ("numéro", "n°", "id", "identifiant", "code"),
    "received_on": ("date", "date d'arrivée", "date d'enregistrement"),
    "place": ("lieu", "cercle", "localité", "commune"),
}


def guess(header: Sequence[str]) -> dict[str, Any]:
    """A first proposal by the names of the columns, which a person looks at."""
    if "prs_Gender" in header:
        return {name: answer for name, answer in HTCDS.items() if _has(header, answer)}
    by_name = {column.strip().lower().replace("’", "'"): column for column in header}
    found = {}
    for name, field in RowForm.base_fields.items():
        if column := next((by_name[one] for one in _called(name, field) if one in by_name), None):
            found[name] = column
    return {"urgent_need": "=none", **found}


def _has(header: Sequence[str], answer: Any) -> bool:
    if isinstance(answer, Mapping) or answer.startswith(CONSTANT):
        return True
    return any(column in header for column in columns_of(answer))


def _called(name: str, field: forms.Field) -> Iterable[str]:
    yield name
    for language in ("fr", "en"):
        with override(language):
            yield str(field.label).lower()
    yield from OTHER_NAMES.get(name, ())


def words_of(row: Mapping[str, str], mapping: Mapping[str, Any]) -> dict[str, Any]:
    """The row as a `RowForm` wants it."""
    words = {}
    for name in FIELDS:
        answer = _answer(mapping.get(name, ""), row)
        if answer:
            field, values = RowForm.base_fields[name], mapping.get(f"{name}:values", {})
            words[name] = coded_by(_meanings(name), field, answer, values)
    return {name: _kept(value) for name, value in words.items()}


@cache
def _meanings(name: str) -> dict[str, Any]:
    return meanings(RowForm.base_fields[name])


def _kept(value: Any) -> Any:
    """Without what was mapped to nothing."""
    return (
        [one for one in value if one != IGNORED] if isinstance(value, list) else value.removeprefix(IGNORED)
    )


def columns_of(asked: str) -> list[str]:
    """`Prénom + Nom` → the two columns, whose words are put together."""
    return [column.strip() for column in asked.split(JOINED)]


def _answer(asked: str, row: Mapping[str, str]) -> str:
    if asked.startswith(CONSTANT):
        return asked.removeprefix(CONSTANT).strip()
    columns = [column for column in columns_of(asked) if column in row]
    return " ".join(filter(None, (row[column].replace(";", " ").strip() for column in columns)))


def not_understood(rows: Iterable[Mapping[str, str]], mapping: Mapping[str, Any]) -> dict[str, list[str]]:
    """For each field with a list, the words of the table that mean nothing yet."""
    found: dict[str, dict[str, None]] = {}
    listed = {
        name: {str(code) for code, _label in field.choices}  # type: ignore[attr-defined]
        for name, field in RowForm.base_fields.items()
        if getattr(field, "choices", None) and mapping.get(name)
    }
    for row in rows:
        words = words_of(
            row, {name: answer for name, answer in mapping.items() if name.partition(":")[0] in listed}
        )
        for name, codes in listed.items():
            given = words.get(name, [])
            for one in given if isinstance(given, list) else [given]:
                if one and one not in codes:
                    found.setdefault(name, {})[one] = None
    return {name: list(words) for name, words in found.items()}
