"""Files and folders from the command line, and the files that were handed in on a page."""

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.errors import Invalid, Refusal
from siraba.foundation.access.policy import Purpose
from siraba.prevention.climate.observations.actions import Taken, take_edition
from siraba.prevention.climate.observations.models import Taking
from siraba.prevention.climate.observations.reading.files import UnknownLayout, read_file

TABLES = (".csv", ".xlsx", ".gz", ".tsv", ".txt")
TOLD_EACH = 64 * 1024
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Said:
    """What became of one file: taken, or the reason why not; `foreign`: it is of no layout that is known."""

    path: Path
    taken: Taken | None
    why: str = ""
    incomplete: int = 0
    foreign: bool = False

    def line(self) -> str:
        if self.taken is None:
            return _("non chargé : %(why)s") % {"why": self.why}
        if self.taken.again:
            return _("déjà chargé, rien n’est changé")
        edition, tally = self.taken.edition, self.taken.tally
        told = [
            _("%(count)d nouvelles") % {"count": tally.new},
            _("%(count)d changées") % {"count": tally.changed},
            _("%(count)d inchangées") % {"count": tally.same},
        ]
        rare = {
            _("%(count)d en attente d’un lieu"): tally.waiting,
            _("%(count)d laissées à une édition plus récente"): tally.older,
            _("%(count)d incomplètes"): self.incomplete,
            _("%(count)d lignes refusées"): edition.rows_refused,
        }
        told += [text % {"count": count} for text, count in rare.items() if count]
        return f"{edition.layout} : {', '.join(told)}"


def take_file(
    path: Path,
    *,
    retrieved_on: date,
    actor: Actor | None = None,
    name: str = "",
    source: str = "",
    version: str = "",
    replace: bool = False,
    progress: Progress | None = None,
) -> Said:
    """Read a file, then take it. Raises Invalid."""
    reading = read_file(path, name=name, source=source, version=version, told=progress)
    taken = take_edition(actor, reading, retrieved_on=retrieved_on, replace=replace)
    return Said(path, taken, "", reading.incomplete)


def take_folder(
    folder: Path, *, version: str = "", retrieved_on: date | None = None, progress: Progress | None = None
) -> Iterator[Said]:
    """Take all tables below a folder, in the order of their names; a file that cannot be taken stops no other.

    Without `retrieved_on`, the day of each file is that of its last change.
    """
    files = sorted(
        (path for path in folder.rglob("*") if path.is_file() and path.suffix.lower() in TABLES),
        key=lambda path: (path.parent, path.name),
    )
    sizes = {path: path.stat().st_size for path in files}
    total, before = sum(sizes.values()), 0
    for path in files:
        yield _tried(path, version, retrieved_on, _shifted(progress, before, total))
        before += sizes[path]
        if progress:
            progress(before, total)


def _shifted(progress: Progress | None, before: int, total: int) -> Progress | None:
    if progress is None:
        return None
    # A workbook tells its lines and not its bytes: only what stays within the whole is shown
    return lambda done, _size: progress(min(before + done, total), total)


def _tried(path: Path, version: str, retrieved_on: date | None, progress: Progress | None) -> Said:
    day = retrieved_on or min(date.fromtimestamp(path.stat().st_mtime), timezone.localdate())
    try:
        return take_file(path, retrieved_on=day, version=version, progress=progress)
    except Invalid as refusal:
        if refusal.field == "version" and version:
            # The version given is for files that name none
            return _tried(path, "", retrieved_on, progress)
        return Said(path, None, refusal.message, foreign=isinstance(refusal, UnknownLayout))


# Handed in on a page


def run_takings() -> int:
    """Take the files that wait since they were handed in, one after the other; how many."""
    done = 0
    while (waiting := Taking.objects.filter(state=Taking.State.WAITING).order_by("pk").first()) is not None:
        run_taking(waiting.pk)
        done += 1
    return done


def run_taking(pk: int) -> None:
    """Take one file, in the name of who handed it in; its page shows how far it is."""
    job = _begin(pk)
    if job is None:
        return
    state, why, said = Taking.State.REFUSED, _("Le chargement s’est arrêté sur une erreur."), None
    try:
        said = _take(job)
        state, why = Taking.State.DONE, ""
    except Refusal as refusal:
        why = refusal.message
    finally:
        job.state, job.why, job.content = state, why[:500], b""
        job.done = job.total
        if said is not None and said.taken is not None:
            job.edition, job.again = said.taken.edition, said.taken.again
        job.save()


def _begin(pk: int) -> Taking | None:
    with transaction.atomic():
        job = Taking.objects.select_for_update().select_related("asked_by").get(pk=pk)
        if job.state != Taking.State.WAITING:
            return None
        job.state, job.total = Taking.State.RUNNING, len(job.content)
        job.save()
    return job


def _take(job: Taking) -> Said:
    told = 0

    def progress(done: int, _total: int) -> None:
        nonlocal told
        if done - told >= TOLD_EACH:
            told = done
            Taking.objects.filter(pk=job.pk).update(done=min(done, job.total))

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"table{Path(job.file_name).suffix.lower()[:8]}"
        path.write_bytes(bytes(job.content))
        return take_file(
            path,
            retrieved_on=job.retrieved_on,
            actor=Actor.of(job.asked_by, Purpose.ANTICIPATION),
            name=job.file_name,
            source=job.source,
            version=job.version,
            replace=job.replace,
            progress=progress,
        )
