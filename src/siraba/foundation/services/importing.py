"""Taking a file of entries in: handed in, tried line by line, and kept where it is good once somebody says so."""

import json
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right
from siraba.foundation.access.errors import Invalid
from siraba.foundation.access.locking import lock
from siraba.foundation.audit.journal import action, record
from siraba.foundation.organisations.models import Organisation
from siraba.foundation.services.actions import keep_entry
from siraba.foundation.services.incoming import Line, Reader, services_in
from siraba.foundation.services.models import FILE_MOVES, DirectoryFile, FileState

LARGEST = 5 * 1024 * 1024


def read_json(content: bytes) -> Any:
    """What a file of JSON says. Raises Invalid."""
    if len(content) > LARGEST:
        raise Invalid(_("Ce fichier dépasse 5 Mo."), "file")
    try:
        told = json.loads(content.decode("utf-8-sig"))
        _check_kept(told)
    except (ValueError, RecursionError):
        raise Invalid(_("Ce fichier n’est pas du JSON en UTF-8."), "file") from None
    services_in(told)
    return told


def _check_kept(told: Any) -> None:
    """Raises ValueError for what Python reads and no database keeps: NaN, infinity, half a character, the character 0."""
    text = json.dumps(told, ensure_ascii=False, allow_nan=False)
    text.encode()
    if "\\u0000" in text:
        raise ValueError("the character 0")


@action
def add_directory_file(actor: Actor, *, content: bytes) -> DirectoryFile:
    """Hand a file in for the actor's organisation. Nothing of it enters the directory yet; an earlier one is forgotten.

    Raises:
        Invalid: it is no JSON of HSDS 3.0.
    """
    check_right(actor, "add_directory_file")
    told = read_json(content)
    DirectoryFile.objects.filter(account=actor.account_id, state=FileState.DRAFT).delete()
    made = DirectoryFile.objects.create(organisation_id=actor.home, account_id=actor.account_id, content=told)
    record(actor, "add_directory_file", made.code, count=len(services_in(told)))
    return made


def tried(file: DirectoryFile) -> list[Line]:
    """Each service of the file, as it would be taken in today."""
    return list(Reader(file.content, file.organisation, timezone.localdate()).lines())


@action
def import_services(actor: Actor, file: DirectoryFile) -> tuple[int, int]:
    """Keep what is good of the file; the numbers of entries kept and refused. A new entry waits to be verified."""
    check_right(actor, "import_services", file)
    lock(file)
    FILE_MOVES.advance(file, "import_services")
    kept, refused = _keep(tried(file))
    file.content = {}
    file.save()
    record(actor, "import_services", file.code, kept=kept, refused=refused)
    return kept, refused


@action
def load_directory(actor: None, content: Any, organisation: Organisation | None = None) -> tuple[int, int]:
    """What the command does: as `import_services`, for one organisation or for all."""
    kept, refused = _keep(list(Reader(content, organisation, timezone.localdate()).lines()))
    record(actor, "load_directory", "list:services", kept=kept, refused=refused)
    return kept, refused


def _keep(lines: list[Line]) -> tuple[int, int]:
    good = [line for line in lines if line.good and line.service is not None]
    for line in good:
        assert line.service is not None
        keep_entry(line.service, line.parts, insert=line.new)
    return len(good), len(lines) - len(good)
