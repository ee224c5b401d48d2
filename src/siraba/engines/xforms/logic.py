"""Examine the answers to a form as the telephone would: what is relevant, computed, missing, out of bounds.

Answers are a mapping of names: a question's text as an answer sheet writes it, a group's mapping, a repeat's list
of mappings. `{"who": {"age": "12"}, "needs": "food care", "kin": [{"name": "Moussa"}]}`.
"""

import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any
from xml.etree.ElementTree import Element, ElementTree, SubElement

from elementpath import get_node_tree

from siraba.engines.xforms.functions import (
    EPOCH,
    FormContext,
    Unreadable,
    as_text,
    day_of,
    days,
    evaluate,
    number,
    truth,
)
from siraba.engines.xforms.reading import Bind, Form, Question

Answers = Mapping[str, Any]
DATED = ("date", "dateTime")
LONGEST = 10_000


@dataclass(frozen=True)
class Fault:
    """What is wrong with one answer. `key` is its place (`kin-0/name`), `path` the question's.

    `code` is required, type, choice, constraint or long; `words` what the form itself says about it, in the
    language asked for.
    """

    key: str
    path: str
    code: str
    words: str = ""


@dataclass
class Examined:
    """The answers that count, computed ones included, and what is wrong with them; `hidden` holds irrelevant keys."""

    answers: dict[str, Any] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    hidden: set[str] = field(default_factory=set)


def examine(form: Form, answers: Answers, now: datetime, language: str = "fr") -> Examined:
    """The answers as they count at this moment (aware), and their faults, in the order of the form."""
    return _Examination(form, answers, now, language).run()


class _Examination:
    def __init__(self, form: Form, answers: Answers, now: datetime, language: str):
        self.form, self.language = form, language
        self.now = (now.replace(tzinfo=None) - datetime.combine(EPOCH, time())).total_seconds() / 86400
        self.root = Element(form.instance.tag)
        self.path: dict[Element, str] = {}
        self.key: dict[Element, str] = {}
        self.parent: dict[Element, Element] = {}
        self.at: dict[str, list[Element]] = {}
        self.raw: dict[Element, str] = {}
        self.irrelevant: set[Element] = set()
        self._fill(self.root, form.instance, answers, f"/{form.instance.tag}", "")
        self._tree: Any = None
        self._lists: dict[str, Any] = {}

    def _fill(self, target: Element, model: Element, answers: Any, path: str, key: str) -> None:
        given = answers if isinstance(answers, Mapping) else {}
        for child in model:
            below = f"{path}/{child.tag}"
            if below in self.form.repeats:
                rows = given.get(child.tag) or []
                for n, row in enumerate(rows if isinstance(rows, list) else []):
                    self._add(target, child, row, below, f"{key}{child.tag}-{n}")
            else:
                self._add(target, child, given.get(child.tag), below, f"{key}{child.tag}")

    def _add(self, target: Element, model: Element, answer: Any, path: str, key: str) -> None:
        element = SubElement(target, model.tag)
        self.path[element], self.key[element], self.parent[element] = path, key, target
        self.at.setdefault(path, []).append(element)
        if len(model):
            self._fill(element, model, answer, path, f"{key}/")
        else:
            self._set(element, "" if answer is None else str(answer))

    def _set(self, element: Element, text: str) -> None:
        """Write an answer; its days as numbers, as expressions want them."""
        self.raw[element] = text
        bind = self._bind(element)
        moment = days(text) if bind.type in DATED and text else math.nan
        element.text = text if math.isnan(moment) else as_text(moment)
        self._tree = None

    def _bind(self, element: Element) -> Bind:
        path = self.path[element]
        return self.form.binds.get(path) or Bind(path)

    def run(self) -> Examined:
        for path in self.form.order:
            for element in self.at.get(path, []):
                self._compute(element)
        faults = [fault for path in self.form.questions for fault in self._faults_at(path)]
        hidden = {self.key[element] for element in self.irrelevant}
        return Examined(self._answers(self.root, f"/{self.root.tag}"), faults, hidden)

    def _compute(self, element: Element) -> None:
        bind = self._bind(element)
        if self.parent[element] in self.irrelevant or not self._holds(bind.relevant, element, True):
            self.irrelevant.add(element)
            if not len(element):
                element.text = ""
                self._tree = None
        elif bind.calculate and not len(element):
            self._set(element, self._calculated(bind, element))

    def _calculated(self, bind: Bind, element: Element) -> str:
        try:
            value = evaluate(bind.calculate, self._context(element))
        except Unreadable:
            return ""
        if isinstance(value, list):
            value = value[0].string_value if value else ""
        if bind.type == "date" and not math.isnan(days(value)):
            return _day_text(days(value))
        return as_text(value)

    def _holds(self, expression: str, element: Element, default: bool) -> bool:
        if not expression:
            return default
        try:
            return truth(evaluate(expression, self._context(element)))
        except Unreadable:
            return default

    def _context(self, element: Element) -> FormContext:
        if self._tree is None:
            self._tree = get_node_tree(ElementTree(self.root))
            self._nodes = {node.elem: node for node in self._tree.iter() if hasattr(node, "elem")}
        node = self._nodes[element]
        context = FormContext(self._tree, item=node)
        context.current, context.now = node, self.now
        context.lists, context.label = self._list, self._choice_label
        return context

    def _list(self, name: str) -> list[Any]:
        """The root of a secondary instance, as `instance('name')` gives it."""
        if name not in self._lists:
            top = Element("instance")
            root = SubElement(top, "root")
            for choice in self.form.lists.get(name, ()):
                item = SubElement(root, "item")
                for column, value in choice.columns.items():
                    SubElement(item, column).text = value
            self._lists[name] = get_node_tree(top)
        return [self._lists[name]]

    def _choice_label(self, path: str, code: str) -> str:
        question = self.form.questions.get(path.strip().strip("'"))
        found = [choice for choice in question.choices if choice.code == code] if question else []
        return found[0].label.in_language(self.language) if found else code

    # What is wrong

    def _faults_at(self, path: str) -> Iterator[Fault]:
        question = self.form.questions[path]
        for element in self.at.get(path, []):
            if element in self.irrelevant:
                continue
            code = self._fault(question, element)
            if code:
                words = question.bind.message.in_language(self.language) if code == "constraint" else ""
                yield Fault(self.key[element], path, code, words)

    def _fault(self, question: Question, element: Element) -> str:
        text, bind = self.raw[element], question.bind
        if not text:
            return "required" if self._holds(bind.required, element, False) else ""
        if len(text) > LONGEST:
            return "long"
        if not well_typed(bind.type, text):
            return "type"
        if question.choices and not set(self._chosen(question, text)) <= self._open_choices(
            question, element
        ):
            return "choice"
        return "" if self._holds(bind.constraint, element, True) else "constraint"

    def _chosen(self, question: Question, text: str) -> list[str]:
        return [text] if question.control == "select1" else text.split()

    def _open_choices(self, question: Question, element: Element) -> set[str]:
        if not question.choice_filter:
            return {choice.code for choice in question.choices}
        return {
            choice.code
            for choice in question.choices
            if self._passes(question.choice_filter, choice, element)
        }

    def _passes(self, condition: str, choice: Any, element: Element) -> bool:
        item = Element("item")
        for column, value in choice.columns.items():
            SubElement(item, column).text = value
        context = self._context(element)
        context.item = get_node_tree(item)
        try:
            return truth(evaluate(condition, context))
        except Unreadable:
            return False

    def _answers(self, element: Element, path: str) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for child in element:
            below = f"{path}/{child.tag}"
            if child in self.irrelevant:
                continue
            value: Any = self._answers(child, below) if len(child) else self.raw.get(child, "")
            if below in self.form.repeats:
                found.setdefault(child.tag, []).append(value)
            elif value not in ("", {}) and child.tag != "meta":
                found[child.tag] = value
        return found


def _day_text(moment: float) -> str:
    try:
        return day_of(moment).isoformat()
    except (OverflowError, ValueError):
        return ""


def _parses(read: Callable[[str], Any], text: str) -> bool:
    try:
        read(text)
    except ValueError:
        return False
    return True


def _geopoint(text: str) -> None:
    parts = [float(part) for part in text.split()]
    if not 2 <= len(parts) <= 4 or not (-90 <= parts[0] <= 90 and -180 <= parts[1] <= 180):
        raise ValueError(text)


def _finite(text: str) -> None:
    if not math.isfinite(number(text)):
        raise ValueError(text)


TYPES: dict[str, Callable[[str], bool]] = {
    "int": lambda text: re.fullmatch(r"[+-]?\d{1,18}", text) is not None,
    "decimal": lambda text: _parses(_finite, text),
    "date": lambda text: _parses(lambda value: date.fromisoformat(value[:10]), text),
    "dateTime": lambda text: _parses(
        lambda value: datetime.fromisoformat(value.replace("Z", "+00:00")), text
    ),
    "time": lambda text: _parses(lambda value: time.fromisoformat(value.replace("Z", "+00:00")), text),
    "boolean": lambda text: text in ("true", "false", "1", "0"),
    "geopoint": lambda text: _parses(_geopoint, text),
}


def well_typed(kind: str, text: str) -> bool:
    """Whether the text is a value of this XForms type; a type without a rule takes any text."""
    return TYPES.get(kind, lambda _text: True)(text)
