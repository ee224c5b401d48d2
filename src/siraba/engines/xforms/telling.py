"""Tell what was answered, in words: for a page, a print, a person who asks what is written about them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from siraba.engines.xforms.reading import Form, Group, Question


@dataclass(frozen=True)
class Told:
    """The answers under one heading: (question, answer) in the language asked for; `row` numbers those of a repeat."""

    heading: str
    answers: tuple[tuple[str, str], ...]
    row: int = 0


def tell(form: Form, answers: Mapping[str, Any], language: str = "fr") -> list[Told]:
    """The answered questions in the order of the form; what was not answered is not there."""
    return [told for told in _tell(form.children, answers, "", language) if told.answers]


def by_name(answers: Mapping[str, Any]) -> dict[str, str]:
    """What was answered once, by the names of the questions; rows of repeats are left out."""
    found: dict[str, str] = {}
    for name, value in answers.items():
        if isinstance(value, Mapping):
            found |= by_name(value)
        elif not isinstance(value, list):
            found[name] = value
    return found


def _tell(
    children: tuple[Group | Question, ...],
    answers: Mapping[str, Any],
    heading: str,
    language: str,
    row: int = 0,
) -> Iterator[Told]:
    lines: list[tuple[str, str]] = []
    for child in children:
        given = answers.get(child.name)
        if isinstance(child, Question):
            if given not in (None, ""):
                lines.append((child.label.in_language(language) or child.name, said(child, given, language)))
            continue
        if lines:
            yield Told(heading, tuple(lines), row)
            lines = []
        below = child.label.in_language(language)
        if isinstance(given, Mapping):
            yield from _tell(child.children, given, below, language)
        for n, one in enumerate(given if isinstance(given, list) else [], 1):
            yield from _tell(child.children, one, below, language, n)
    yield Told(heading, tuple(lines), row)


def said(question: Question, answer: str, language: str) -> str:
    """An answer in words: the labels of choices instead of their codes."""
    if not question.choices:
        return answer
    labels = {choice.code: choice.label.in_language(language) for choice in question.choices}
    codes = [answer] if question.control == "select1" else answer.split()
    return ", ".join(labels.get(code) or code for code in codes)
