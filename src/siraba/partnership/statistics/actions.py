"""The acts of statistics: importing historic records, and counting the live cases anew."""

import csv
import getpass
from collections.abc import Callable
from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right
from siraba.foundation.access.errors import Invalid, NotAllowed, StateNotOpen
from siraba.foundation.audit.journal import action, record
from siraba.partnership.statistics.loading import ImportReport, Loader
from siraba.partnership.statistics.models import HistoricRecord, ImportRun
from siraba.partnership.statistics.reading import open_source, read_table
from siraba.partnership.statistics.summaries import count_is_due, hold, refresh_case_counts

Progress = Callable[[int, int], None]


@action
def import_historic_records(
    actor: Actor | None,
    kind: str,
    path: Path,
    encoding: str | None = None,
    progress: Progress | None = None,
) -> ImportReport:
    """Load a file of anonymised records, whole or not at all; a repeated import adds nothing.

    Args:
        kind: the command used, `htcds` or `ctdc`; each accepts every known layout.
        progress: called with the lines read and the lines of the file.

    Raises:
        FileRefused: the file cannot be read, or its header is not known. Nothing was loaded.
        NotAllowed: an account asks; imports are for who holds the machine.
    """
    if actor is not None:
        raise NotAllowed
    source = open_source(path, encoding)
    header, layout, lines = read_table(source)
    hold(layout.dataset)
    run = ImportRun.objects.create(
        file_name=path.name[-255:],
        sha256=source.sha256,
        kind=kind,
        dataset=layout.dataset,
        started_by=_machine_account(),
        started=timezone.now(),
    )
    report = Loader(run, header, layout).load(lines, lambda done: progress and progress(done, source.lines))
    record(
        actor,
        "import_historic_records",
        str(run.pk),
        dataset=run.dataset,
        sha256=run.sha256,
        read=run.rows_read,
        added=run.added,
        refused=run.refused,
    )
    return report


@action
def export_historic_records(actor: Actor | None, dataset: str, path: Path) -> int:
    """Give a data set back, with the columns that it came with; how many lines.

    Raises:
        Invalid: no line of it is here, or the file is there already.
        NotAllowed: an account asks; a data set whole is for who holds the machine.
    """
    if actor is not None:
        raise NotAllowed
    if path.exists():
        raise Invalid(_("Ce fichier existe déjà : %(file)s") % {"file": path})
    lines = HistoricRecord.objects.filter(dataset=dataset).exclude(line=[]).order_by("pk")
    first = lines.first()
    if first is None:
        raise Invalid(_("Aucune ligne de ce jeu de données n’est gardée ici."))
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(
            file,
            [name for name, _value in first.line],
            restval="",
            extrasaction="ignore",
            lineterminator="\n",
        )
        out.writeheader()
        for line in lines.values_list("line", flat=True).iterator(2_000):
            out.writerow(dict(line))
            count += 1
    record(actor, "export_historic_records", dataset, lines=count)
    return count


@action
def refresh_board(actor: Actor | None) -> None:
    """Count the live cases anew for the boards.

    Raises:
        NotAllowed: an account that is not of the coordination.
        StateNotOpen: an account asks, and they were counted lately: two counts in a row would show one case.
    """
    if actor is not None:
        check_right(actor, "refresh_board")
        if not count_is_due():
            raise StateNotOpen(
                _(
                    "Les dossiers ont été comptés il y a peu. Entre deux comptes, un seul dossier ne doit pas se voir."
                )
            )
    record(actor, "refresh_board", counted=refresh_case_counts())


def _machine_account() -> str:
    try:
        return getpass.getuser()[:60]
    except (KeyError, OSError):
        return ""
