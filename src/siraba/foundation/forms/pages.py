"""A form as a page: its questions as fields, its rules checked by the same engine that checks telephones."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from siraba.engines.xforms import Group, Question, examine
from siraba.engines.xforms.browser import conditions
from siraba.foundation.forms.answers import said
from siraba.foundation.forms.models import FormVersion
from siraba.foundation.interface.forms import KitForm

FEW = 7
BLANK_ROWS = 3
NUMBERS = {"int": "numeric", "decimal": "decimal"}


@dataclass(frozen=True)
class Section:
    """Questions under one heading; `row` numbers the answers of a repeat, from 1."""

    key: str
    label: str
    fields: list[BoundField]
    row: int = 0
    notes: tuple[tuple[str, str], ...] = ()


class FormPage(KitForm):
    """The page of a form that is filled in; `cleaned_data["answers"]` are its examined answers.

    Fields are named by their place in the answer sheet (`who/age`, `kin-0/name`); a mapping that is no form of a
    browser may name a question that is answered once by its name.
    """

    template_name = "forms/page.html"

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        version: FormVersion,
        answers: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ):
        self.version, self.xform = version, version.form
        super().__init__(self._by_place(data), files, **kwargs)
        self.language = (get_language() or "fr")[:2]
        self.outline: list[tuple[str, str, int, list[str], list[tuple[str, str]]]] = []
        self.own = [name for name, field in self.fields.items() if not field.widget.is_hidden]
        self._add(self.xform.children, answers or {}, "", "", [], [])

    def _by_place(self, data: Any) -> Any:
        """What a program sends names a question by its name alone."""
        if data is None or isinstance(data, MultiValueDict):
            return data
        return {self.xform.names.get(name, name): value for name, value in data.items()}

    def _add(
        self,
        children: tuple[Group | Question, ...],
        answers: Mapping[str, Any],
        key: str,
        label: str,
        names: list[str],
        notes: list[tuple[str, str]],
        row: int = 0,
    ) -> None:
        self.outline.append((key, label, row, names, notes))
        for child in children:
            if isinstance(child, Group):
                self._add_group(child, answers, key)
                names, notes = [], []
                self.outline.append((key, "", 0, names, notes))
            elif is_note(child):
                notes.append((f"{key}{child.name}", child.label.in_language(self.language)))
            else:
                name = f"{key}{child.name}"
                self.fields[name] = self._field(child, answers.get(child.name, ""))
                names.append(name)

    def _add_group(self, group: Group, answers: Mapping[str, Any], key: str) -> None:
        label, given = group.label.in_language(self.language), answers.get(group.name)
        if not group.repeat:
            self._add(group.children, given or {}, f"{key}{group.name}/", label, [], [])
            return
        rows = given if isinstance(given, list) else []
        for n in range(max(len(rows) + 1, BLANK_ROWS)):
            row = rows[n] if n < len(rows) else {}
            self._add(group.children, row, f"{key}{group.name}-{n}/", label, [], [], n + 1)

    def _field(self, question: Question, answer: str) -> forms.Field:
        words = {
            "label": question.label.in_language(self.language) or question.name,
            "help_text": question.hint.in_language(self.language),
            "required": False,
        }
        field = self._kind(question, words)
        field.initial = answer.split() if question.control in ("select", "rank") else answer
        # What the engine will ask for is not called optional, though the browser must not insist on it.
        field.asked = bool(question.bind.required) and question.bind.required != "false()"  # type: ignore[attr-defined]
        return field

    def _kind(self, question: Question, words: dict[str, Any]) -> forms.Field:
        listed = [(choice.code, choice.label.in_language(self.language)) for choice in question.choices]
        if question.control in ("select", "rank"):
            return forms.MultipleChoiceField(choices=listed, widget=forms.CheckboxSelectMultiple, **words)
        if question.control == "select1" and len(listed) <= FEW:
            return forms.ChoiceField(choices=listed, widget=forms.RadioSelect, **words)
        if question.control == "select1":
            return forms.ChoiceField(choices=[("", _("Choisir…")), *listed], **words)
        if question.control == "trigger":
            return forms.BooleanField(**words)
        return forms.CharField(widget=widget_of(question), **words)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not isinstance(self.data, MultiValueDict) and (
            unknown := sorted(self.data.keys() - self.fields.keys())
        ):
            self.add_error(None, _("Question inconnue : %(names)s.") % {"names": ", ".join(unknown)})
        examined = examine(self.xform, self._sheet(), timezone.now(), self.language)
        for fault in examined.faults:
            if fault.key in self.fields and fault.key not in self.errors:
                self.add_error(fault.key, said(fault))
            elif fault.key not in self.fields:
                self.add_error(None, said(fault))
        own = {name: value for name, value in data.items() if name not in self.asked}
        return {**own, "answers": examined.answers}

    def _sheet(self) -> dict[str, Any]:
        """What was typed, as an answer sheet; rows of a repeat that are empty are left out."""
        return self._rows(self.xform.children, "")

    def _rows(self, children: tuple[Group | Question, ...], key: str) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for child in children:
            if isinstance(child, Question):
                found[child.name] = self._typed(f"{key}{child.name}", child)
            elif child.repeat:
                rows = [
                    self._rows(child.children, f"{key}{child.name}-{n}/") for n in self._numbers(child, key)
                ]
                found[child.name] = [row for row in rows if filled(row)]
            else:
                found[child.name] = self._rows(child.children, f"{key}{child.name}/")
        return found

    def _numbers(self, group: Group, key: str) -> Iterator[int]:
        n = 0
        while any(name.startswith(f"{key}{group.name}-{n}/") for name in self.fields):
            yield n
            n += 1

    def _typed(self, name: str, question: Question) -> str:
        value = self.cleaned_data.get(name, "") if name in self.fields else ""
        if isinstance(value, list):
            return " ".join(value)
        if isinstance(value, bool):
            return "OK" if value else ""
        return str(value or "").strip()

    @property
    def sections(self) -> list[Section]:
        return [
            Section(key, label, [self[name] for name in names], row, tuple(notes))
            for key, label, row, names, notes in self.outline
            if names or notes or label
        ]

    @property
    def asked(self) -> set[str]:
        """The names of the fields that are questions of the form."""
        return {name for _key, _label, _row, names, _notes in self.outline for name in names}

    @property
    def own_fields(self) -> list[BoundField]:
        """What the page asks besides the form's questions."""
        return [self[name] for name in self.own]

    @property
    def conditions(self) -> str:
        """What the page's script needs to show only what is relevant, as JSON; empty when all always is."""
        found = conditions(self.xform)
        return json.dumps({"root": self.xform.instance.tag, "conditions": found}) if found else ""


def filled(answers: Mapping[str, Any]) -> bool:
    return any(filled(value) if isinstance(value, Mapping) else bool(value) for value in answers.values())


def is_note(question: Question) -> bool:
    """A text to read, which expects no answer."""
    return question.control == "input" and question.bind.readonly and not question.bind.calculate


def widget_of(question: Question) -> forms.Widget:
    kind = question.bind.type
    if kind == "date":
        return forms.DateInput(attrs={"type": "date"})
    if kind in NUMBERS:
        return forms.TextInput(attrs={"inputmode": NUMBERS[kind], "autocomplete": "off"})
    if "multiline" in question.appearance:
        return forms.Textarea(attrs={"rows": 3})
    return forms.TextInput(attrs={"autocomplete": "off"})
