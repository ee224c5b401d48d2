"""The English catalogue is complete, and says what the source says."""

import ast
import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from siraba.config.catalogues import LANGUAGES, PACKAGE, belongs, catalogue_files, messages

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")


def catalogue(language: str):
    path: Path = next(path for path in catalogue_files() if path.parent.parent.name == language)
    return read_po(path.read_bytes().splitlines(keepends=True))


def texts(value) -> list[str]:
    return list(value) if isinstance(value, tuple | list) else [value]


@pytest.fixture(scope="module")
def source():
    return list(messages())


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_holds_what_the_source_says_and_nothing_else(language, source):
    """Otherwise: run `siraba catalogues extract`, then translate what is new."""
    held = catalogue(language)
    wanted = {
        (message, context) for name, message, _comments, context in source if belongs(language, name, message)
    }
    assert {(m.id, m.context) for m in held if m.id} == wanted
    assert not held.obsolete
    assert not [m.id for m in held if m.id and m.fuzzy]


def marked(path: Path) -> set[str]:
    """The words that a module hands to Django's translation, under whatever name it imported it."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    translations = [node for node in imports if node.module == "django.utils.translation"]
    names = {n.asname or n.name for node in translations for n in node.names if "gettext" in n.name}
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    words = [node.args[0] for node in calls if isinstance(node.func, ast.Name) and node.func.id in names]
    return {word.value for word in words if isinstance(word, ast.Constant)}


def test_extraction_misses_no_call(source):
    found = {texts(message)[0] for _name, message, _comments, _context in source}
    modules = [path for path in PACKAGE.rglob("*.py") if "tests" not in path.parts]
    assert {path.name: marked(path) - found for path in modules if marked(path) - found} == {}


def test_every_message_is_in_english():
    assert [m.id for m in catalogue("en") if m.id and not all(texts(m.string))] == []


@pytest.mark.parametrize("language", ["en", "bm"])
def test_translations_keep_the_placeholders(language):
    for message in catalogue(language):
        for text in filter(None, texts(message.string) if message.id else []):
            assert set(PLACEHOLDER.findall(text)) == set(PLACEHOLDER.findall(texts(message.id)[-1])), (
                message.id
            )


def test_english_is_punctuated_as_english():
    """No space before a colon, no French quotation marks."""
    french = re.compile(r"\s[:;!?](\s|$)|[«»]")
    assert [m.id for m in catalogue("en") if m.id and any(map(french.search, texts(m.string)))] == []
