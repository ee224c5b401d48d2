"""Tell what was answered, in words: for a page, a print, a person who asks what is written about them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from siraba.engines.xforms.logic import well_typed
from siraba.engines.xforms.reading import Form, Group, Question


@dataclass(frozen=True)
class Told:
    """The answers under one heading: (question, answer) in the language asked for; `row` numbers those of a repeat."""

    heading: str
    answers: tuple[tuple[str, str], ...]
    row: int = 0


Day = Callable[[date], str]


def tell(
    form: Form, answers: Mapping[str, Any], language: str = "fr", day: Day = date.isoformat
) -> list[Told]:
    """The answered questions in the order of the form; what was not answered is not there. `day` writes a day."""
    return [told for told in _Teller(language, day).tell(form.children, answers, "") if told.answers]


def by_name(answers: Mapping[str, Any]) -> dict[str, str]:
    """What was answered once, by the names of the questions; rows of repeats are left out."""
    found: dict[str, str] = {}
    for name, value in answers.items():
        if isinstance(value, Mapping):
            found |= by_name(value)
        elif not isinstance(value, list):
            found[name] = value
    return found


@dataclass(frozen=True)
class _Teller:
    language: str
    day: Day

    def tell(
        self, children: tuple[Group | Question, ...], answers: Mapping[str, Any], heading: str, row: int = 0
    ) -> Iterator[Told]:
        lines: list[tuple[str, str]] = []
        for child in children:
            given, label = answers.get(child.name), child.label.in_language(self.language)
            if isinstance(child, Question):
                if given not in (None, ""):
                    lines.append((label or child.name, self.said(child, given)))
                continue
            if lines:
                yield Told(heading, tuple(lines), row)
                lines = []
            if isinstance(given, Mapping):
                yield from self.tell(child.children, given, label)
            for n, one in enumerate(given if isinstance(given, list) else [], 1):
                yield from self.tell(child.children, one, label, n)
        yield Told(heading, tuple(lines), row)

    def said(self, question: Question, answer: str) -> str:
        """An answer in words: the labels of choices instead of their codes."""
        if question.bind.type == "date" and well_typed("date", answer):
            return self.day(date.fromisoformat(answer[:10]))
        if not question.choices:
            return answer
        labels = {choice.code: choice.label.in_language(self.language) for choice in question.choices}
        codes = [answer] if question.control == "select1" else answer.split()
        return ", ".join(labels.get(code) or code for code in codes)
