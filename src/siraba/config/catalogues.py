"""The catalogues of messages, with Babel alone: extract from code and templates, and compile."""

import io
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).resolve().parent.parent
LANGUAGES = ("fr", "en", "bm")
SOURCE = "fr"
# The pages that a visitor reads and the one where somebody is received, which alone are in Bambara
PUBLIC_LANGUAGE = "bm"
PUBLIC = (
    *(f"siraba/foundation/{app}/" for app in ("interface", "sign_in")),
    *(f"siraba/foundation/services/{part}.py" for part in ("eligibility", "opening", "search", "terms")),
    "siraba/foundation/services/templates/services/d",
    *(f"siraba/protection/feedback/{part}" for part in ("forms.py", "models.py", "templates/feedback/s")),
    *(f"siraba/protection/tracing/templates/tracing/{part}" for part in ("news", "told")),
    "siraba/protection/cases/reception.py",
    *(
        f"siraba/protection/reintegration/calls/templates/calls/{page}"
        for page in ("public", "step", "applied", "follow", "news")
    ),
    "siraba/prevention/development/templates/development/published",
    *(
        f"siraba/prosecution/investigations/{part}"
        for part in ("public", "templates/investigations/report_form", "templates/investigations/reported")
    ),
)
CONTEXT, PLURAL = ((1, "c"), 2), ((1, "c"), 2, 3)
KEYWORDS = {
    "_": None,
    "_now": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": CONTEXT,
    "pgettext_lazy": CONTEXT,
    "npgettext": PLURAL,
    "npgettext_lazy": PLURAL,
}


def catalogue_files() -> list[Path]:
    return [PACKAGE / "locale" / language / "LC_MESSAGES" / "django.po" for language in LANGUAGES]


def compile_catalogues() -> Iterator[tuple[Path, int]]:
    """Write each catalogue's binary form beside it; yields the files and how many messages they translate."""
    for path in filter(Path.exists, catalogue_files()):
        catalogue = _read(path)
        with path.with_suffix(".mo").open("wb") as binary:
            write_mo(binary, catalogue)
        yield path, _translated(catalogue)


def extract_catalogues() -> Iterator[tuple[Path, int, int]]:
    """Bring each catalogue up to the messages of the source: new ones empty, unused ones gone.

    Yields the files, how many messages they hold and how many of them are translated.
    """
    found = list(messages())
    for path in catalogue_files():
        language = path.parent.parent.name
        catalogue = _read(path) if path.exists() else _empty(path)
        template = Catalog(charset="utf-8", creation_date=catalogue.creation_date)
        for name, message, comments, context in found:
            if belongs(language, name, message):
                template.add(message, locations=[(name, 0)], auto_comments=comments, context=context)
        catalogue.update(template, no_fuzzy_matching=True, update_header_comment=False)
        catalogue.obsolete.clear()
        if language == SOURCE:
            _repeat_ids(catalogue)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as text:
            write_po(text, catalogue, width=110, include_lineno=False, sort_output=True)
        yield path, len(catalogue), _translated(catalogue)


def belongs(language: str, name: str, message: str | tuple[str, ...]) -> bool:
    """Whether a message that stands in this file has its place in the language's catalogue."""
    if language == SOURCE:
        return isinstance(message, tuple)
    return language != PUBLIC_LANGUAGE or name.startswith(PUBLIC)


def messages() -> Iterator[tuple[str, str | tuple[str, ...], list[str], str | None]]:
    """Each message of the package's code and templates, with the file where it stands."""
    for path in sorted(PACKAGE.rglob("*")):
        name = path.relative_to(PACKAGE.parent).as_posix()
        if "/tests/" in name or path.suffix not in (".py", ".html", ".txt"):
            continue
        if path.suffix != ".py" and "/templates/" not in name:
            continue
        source = path.read_text(encoding="utf-8")
        if path.suffix != ".py":
            # Each line by itself: the indentation of a template means nothing to Python
            source = re.sub(r"^[ \t]+", "", templatize(source), flags=re.MULTILINE)
        lines = io.BytesIO(source.encode())
        for _line, message, comments, context in extract(
            "python", lines, KEYWORDS, comment_tags=("Translators",), strip_comment_tags=True
        ):
            yield name, message, comments, context


def _repeat_ids(catalogue: Catalog) -> None:
    """The source speaks for itself, but only a catalogue tells that its plural starts at two."""
    for message in catalogue:
        if message.id:
            message.string = message.id


def _empty(path: Path) -> Catalog:
    language = path.parent.parent.name
    comment = f"# Messages of Siraba in {language}; the source is in French."
    return Catalog(
        language,
        header_comment=comment,
        project="Siraba",
        version="1",
        last_translator="Siraba",
        language_team=language,
        msgid_bugs_address="",
        charset="utf-8",
        fuzzy=False,
    )


def _read(path: Path) -> Catalog:
    with path.open("rb") as text:
        return read_po(text, locale=path.parent.parent.name)


def _translated(catalogue: Catalog) -> int:
    return sum(1 for message in catalogue if message.id and message.string and any(message.string))
