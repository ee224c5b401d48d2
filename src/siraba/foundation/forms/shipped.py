"""The forms that come with the platform: written as XLSForm in Markdown, so that anybody can read and compare them."""

from collections.abc import Iterable
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from siraba.foundation.forms.actions import version_from
from siraba.foundation.forms.models import FormState, FormVersion

_folders: list[Path] = []


def ship(folder: Path) -> None:
    """Register a folder of forms; each app that has some says so when it is ready."""
    if folder not in _folders:
        _folders.append(folder)


def sheets() -> Iterable[Path]:
    return (
        sheet for folder in _folders for sheet in sorted(folder.glob("*.md")) if sheet.name != "README.md"
    )


class ChangedVersion(RuntimeError):
    """A sheet was edited without a new version: what was filled in with the old one would change its meaning."""


@transaction.atomic
def load_forms() -> int:
    """Publish the newest version of each form of the platform, and retire the older ones; how many there are.

    Raises:
        ChangedVersion: a sheet differs from the version of the same number that is known already.
    """
    count = 0
    for sheet in sheets():
        made = version_from(sheet.read_bytes(), sheet.name, shipped=True, state=FormState.PUBLISHED)
        known = FormVersion.objects.filter(code=made.code, version=made.version).first()
        if known is not None and known.digest != made.digest:
            raise ChangedVersion(sheet.name)
        if known is None:
            FormVersion.objects.filter(code=made.code).update(state=FormState.RETIRED)
            made.published_at = timezone.now()
            made.save(force_insert=True)
        count += 1
    return count
