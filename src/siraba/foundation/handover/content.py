"""What a house can hand over about a person, and the one form in which it is frozen.

A house registers its fields and how they are read (`offer`). Family links and the place of a shelter cannot be
registered: the Red Cross is neutral, and a shelter's address protects everybody in it.
"""

import hashlib
import json
from collections.abc import Callable, Collection, Mapping
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import override

from siraba.foundation.access.acts import Label
from siraba.foundation.access.policy import Category

NEVER = (Category.FAMILY_LINKS, Category.SHELTER, Category.GRANTS)
Reader = Callable[[UUID, Collection[str]], Mapping[str, Any]]
FIELDS: dict[str, tuple[Label, Category]] = {}
_readers: list[tuple[frozenset[str], Reader]] = []
_finders: list[Callable[[str], UUID | None]] = []


def offer(fields: Mapping[str, tuple[Label, Category]], read: Reader) -> None:
    """Register what a house can hand over, and how: `read(person, names)` gives JSON values by name.

    Raises:
        ImproperlyConfigured: a field of a category that is never handed over.
    """
    for name, (_label, category) in fields.items():
        if category in NEVER:
            raise ImproperlyConfigured(f"{name} ({category}) is never handed over to justice")
    FIELDS.update(fields)
    _readers.append((frozenset(fields), read))


def find_people_by(finder: Callable[[str], UUID | None]) -> None:
    """Register how a house finds the person of a code."""
    _finders.append(finder)


def person_of(code: str) -> UUID | None:
    """The person of a code; every house is asked, whatever the first answers, so that the work is the same."""
    found = [finder(code) for finder in _finders]
    return next((person for person in found if person), None)


def freeze(person: UUID, names: Collection[str]) -> tuple[dict[str, Any], str]:
    """The content of these fields today, and its SHA-256 in canonical JSON.

    Its words are in the language of the site, that of the courts, whoever approves.
    """
    content: dict[str, Any] = {}
    with override(settings.LANGUAGE_CODE):
        for offered, read in _readers:
            content |= read(person, sorted(offered & set(names)))
    return content, digest_of(content)


def digest_of(content: Mapping[str, Any]) -> str:
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
