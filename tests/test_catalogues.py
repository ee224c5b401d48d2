"""The English catalogue is complete, and says what the source says."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from siraba.config.catalogues import catalogue_files, messages

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")


def catalogue(language: str):
    path: Path = next(path for path in catalogue_files() if path.parent.parent.name == language)
    return read_po(path.read_bytes().splitlines(keepends=True))


def texts(value) -> list[str]:
    return list(value) if isinstance(value, tuple | list) else [value]


def test_every_message_of_the_source_is_in_english():
    english = {(m.id, m.context): m.string for m in catalogue("en") if m.id}
    wanted = {(message, context) for _name, message, _comments, context in messages()}
    missing = [key for key in wanted if not all(texts(english.get(key, "")))]
    assert not missing, f"run `siraba catalogues extract`, then translate: {missing}"


@pytest.mark.parametrize("language", ["en", "bm"])
def test_translations_keep_the_placeholders(language):
    for message in catalogue(language):
        for text in texts(message.string):
            if message.id and text:
                assert set(PLACEHOLDER.findall(text)) == set(PLACEHOLDER.findall(texts(message.id)[-1])), (
                    message.id
                )


@pytest.mark.parametrize("language", ["en", "bm"])
def test_no_catalogue_carries_what_the_source_no_longer_says(language):
    wanted = {(message, context) for _name, message, _comments, context in messages()}
    assert not [m.id for m in catalogue(language) if m.id and (m.id, m.context) not in wanted]
