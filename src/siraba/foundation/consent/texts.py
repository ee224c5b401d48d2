"""What is read to a person before they answer: numbered versions, each in the languages it has been written in.

A version that has served is never changed: another number is added, and a consent keeps the number, the language and
the SHA-256 of the text that was explained. Both texts of version 1 are proposals, to be validated.
"""

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "texts"
FALLBACK = "fr"


@dataclass(frozen=True)
class ConsentText:
    """One version in one language."""

    version: int
    language: str
    text: str

    @property
    def name(self) -> str:
        return f"{self.version}.{self.language}"

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def title(self) -> str:
        return self.text.partition("\n")[0]

    @property
    def paragraphs(self) -> list[str]:
        return [part for part in self.text.split("\n\n")[1:] if part.strip()]


@cache
def _all() -> dict[tuple[int, str], ConsentText]:
    found = {}
    for path in FOLDER.glob("*.txt"):
        version, language = path.stem.split(".")
        found[int(version), language] = ConsentText(int(version), language, path.read_text(encoding="utf-8"))
    return found


def text_for(language: str) -> ConsentText:
    """The newest version in this language, or in French where it has to be explained from there."""
    newest = max(version for version, _language in _all())
    return _all().get((newest, language)) or _all()[newest, FALLBACK]


def newest_texts() -> list[ConsentText]:
    """The newest version in each language that it has, French first."""
    newest = max(version for version, _language in _all())
    found = [text for (version, _language), text in _all().items() if version == newest]
    return sorted(found, key=lambda text: (text.language != FALLBACK, text.language))


def text_named(name: str) -> ConsentText | None:
    """The text of a consent: `1.fr`."""
    return next((text for text in _all().values() if text.name == name), None)
