"""The forms that come with the platform: written as XLSForm in Markdown, so that anybody can read and compare them.

A line `| | @country |` among the choices stands for that list of the vocabulary, in French and English.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from siraba.foundation.forms.actions import version_from
from siraba.foundation.forms.models import FormState, FormVersion
from siraba.foundation.vocabulary import codes, label

LISTED = re.compile(r"^\| \| @(\w+) \|$", re.MULTILINE)
_folders: dict[Path, dict[str, str]] = {}


def ship(folder: Path, **targets: str) -> None:
    """Register a folder of forms; each app that has some says so when it is ready.

    `targets` say what a form becomes that is sent from the field, by the codes of the forms.
    """
    _folders[folder] = targets


def sheets() -> Iterator[tuple[Path, str]]:
    """Each sheet and what its form becomes."""
    for folder, targets in _folders.items():
        for sheet in sorted(folder.glob("*.md")):
            if sheet.name != "README.md":
                yield sheet, targets.get(sheet.stem, "")


def written_out(sheet: str) -> str:
    """The sheet with its lists of the vocabulary in full."""
    return LISTED.sub(lambda found: "\n".join(_lines(found[1])), sheet)


def _lines(name: str) -> Iterator[str]:
    for code in codes(name):
        with override("fr"):
            french = label(name, code)
        with override("en"):
            yield f"| | {name} | {code} | {french} | {label(name, code)} |"


class ChangedVersion(RuntimeError):
    """A sheet was edited without a new version: what was filled in with the old one would change its meaning."""


@transaction.atomic
def load_forms() -> int:
    """Publish the newest version of each form of the platform, and retire the older ones; how many there are.

    Raises:
        ChangedVersion: a sheet differs from the version of the same number that is known already.
    """
    count = 0
    for sheet, target in sheets():
        text = written_out(sheet.read_text(encoding="utf-8")).encode()
        made = version_from(text, sheet.name, shipped=True, state=FormState.PUBLISHED, target=target)
        known = FormVersion.objects.filter(code=made.code, version=made.version).first()
        if known is not None and known.digest != made.digest:
            raise ChangedVersion(sheet.name)
        if known is None:
            FormVersion.objects.filter(code=made.code).update(state=FormState.RETIRED)
            made.published_at = timezone.now()
            made.save(force_insert=True)
        count += 1
    return count
