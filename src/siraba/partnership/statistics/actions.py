"""The one act on historic records: importing a file of them."""

from collections.abc import Callable
from pathlib import Path

from django.db import IntegrityError
from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.audit.journal import action, record
from siraba.partnership.statistics.loading import ImportReport, Loader
from siraba.partnership.statistics.models import ImportRun
from siraba.partnership.statistics.reading import FileRefused, open_source, read_table

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
    """
    source = open_source(path, encoding)
    header, layout, lines = read_table(source)
    run = ImportRun.objects.create(
        file_name=path.name[-255:],
        sha256=source.sha256,
        kind=kind,
        dataset=layout.dataset,
        account_id=actor.account_id if actor else None,
        started=timezone.now(),
    )
    try:
        report = Loader(run, header, layout).load(
            lines, lambda done: progress and progress(done, source.lines)
        )
    except IntegrityError as error:
        raise FileRefused(
            _("Un autre import de ce jeu de données vient d’avoir lieu. Rien n’a été importé ; recommencez.")
        ) from error
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
