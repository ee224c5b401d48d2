"""What a column of any table answers: each field of a form, from one column or several, its words turned into codes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django import forms
from django.utils.translation import override

from siraba.foundation.forms.targets import CONSTANT, coded_by, meanings

JOINED = " + "
SEXES = {
    **dict.fromkeys(("M", "H", "G", "Homme", "Garçon", "Masculin", "Male"), "male"),
    **dict.fromkeys(("F", "Femme", "Fille", "Féminin", "Female"), "female"),
}
IGNORED = "-"


@dataclass(frozen=True)
class Meaning:
    """How tables are read for one form.

    needed: fields that some column must answer; other_names: what columns are also called; standard: a column by which a known
    table is recognised, and what its columns answer; always: answers that are proposed whatever the table; usual: what the
    words that people write in a column mean.
    """

    form: type[forms.Form]
    needed: tuple[str, ...]
    other_names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    standard: tuple[str, Mapping[str, Any]] = ("", {})
    always: Mapping[str, str] = field(default_factory=dict)
    usual: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: {"sex": SEXES})

    @property
    def fields(self) -> list[str]:
        return [name for name in self.form.base_fields if name != "form_id"]

    def label(self, name: str) -> str:
        return str(self.form.base_fields[name].label)

    def guess(self, header: Sequence[str]) -> dict[str, Any]:
        """A first proposal by the names of the columns, which a person looks at."""
        sign, answers = self.standard
        if sign and sign in header:
            return {name: answer for name, answer in answers.items() if _has(header, answer)}
        by_name = {column.strip().lower().replace("’", "'"): column for column in header}
        found = {}
        for name in self.fields:
            if column := next((by_name[one] for one in self._called(name) if one in by_name), None):
                found[name] = column
        values = {f"{name}:values": dict(words) for name, words in self.usual.items() if name in found}
        return {**self.always, **found, **values}

    def _called(self, name: str) -> Iterable[str]:
        yield name
        for language in ("fr", "en"):
            with override(language):
                yield self.label(name).lower()
        yield from self.other_names.get(name, ())

    def words_of(self, row: Mapping[str, str], mapping: Mapping[str, Any]) -> dict[str, Any]:
        """The row as the form wants it."""
        words = {}
        for name in self.fields:
            answer = _answer(mapping.get(name, ""), row)
            if answer:
                values = mapping.get(f"{name}:values", {})
                words[name] = coded_by(self._meanings[name], self.form.base_fields[name], answer, values)
        return {name: _kept(value) for name, value in words.items()}

    @cached_property
    def _meanings(self) -> dict[str, dict[str, Any]]:
        return {name: meanings(self.form.base_fields[name]) for name in self.fields}

    def choices(self, name: str) -> list[tuple[Any, Any]]:
        """The codes of a field that has a list, with their labels; none for another."""
        return list(getattr(self.form.base_fields[name], "choices", None) or ())

    def not_understood(
        self, rows: Iterable[Mapping[str, str]], mapping: Mapping[str, Any]
    ) -> dict[str, list[str]]:
        """For each field with a list, the words of the table that mean nothing yet."""
        found: dict[str, dict[str, None]] = {}
        listed = {
            name: {str(code) for code, _label in self.choices(name)}
            for name in self.fields
            if self.choices(name) and mapping.get(name)
        }
        asked = {name: answer for name, answer in mapping.items() if name.partition(":")[0] in listed}
        for row in rows:
            words = self.words_of(row, asked)
            for name, codes in listed.items():
                given = words.get(name, [])
                for one in given if isinstance(given, list) else [given]:
                    if one and one not in codes:
                        found.setdefault(name, {})[one] = None
        return {name: list(words) for name, words in found.items()}


def _has(header: Sequence[str], answer: Any) -> bool:
    if isinstance(answer, Mapping) or answer.startswith(CONSTANT):
        return True
    return any(column in header for column in columns_of(answer))


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
