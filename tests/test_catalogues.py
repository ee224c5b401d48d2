"""The English catalogue is complete, and says what the source says."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from siraba.config.catalogues import LANGUAGES, belongs, catalogue_files, messages

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
