"""Lines into records: which are new, which are refused, and the summary that the boards read."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from siraba.foundation.interface.spreadsheets import SheetWriter
from siraba.partnership.statistics.layouts import Content, Layout, LineRefused
from siraba.partnership.statistics.models import HistoricRecord, ImportRun
from siraba.partnership.statistics.reading import Line
from siraba.partnership.statistics.summaries import refresh_historic_counts

CHUNK = 2_000
Reading = tuple[str, Content, dict[str, str]]
SHOWN_REFUSALS = 20


@dataclass(frozen=True)
class RefusedLine:
    number: int
    column: str
    value: str
    reason: str

    def __str__(self) -> str:
        return _("ligne %(line)d, colonne « %(column)s », valeur « %(value)s » : %(reason)s") % {
            "line": self.number,
            "column": self.column,
            "value": self.value,
            "reason": self.reason,
        }


@dataclass(frozen=True)
class ImportReport:
    """What an import did: its run, its first refused lines, and the file that holds them all."""

    run: ImportRun
    refused: tuple[RefusedLine, ...]
    path: Path

    def lines(self) -> list[str]:
        """The summary to print, one sentence a line."""
        run = self.run
        told = [
            _("Disposition reconnue : %(layout)s") % {"layout": run.get_dataset_display()},
            _("Lignes lues : %(n)d") % {"n": run.rows_read},
            _("Enregistrements ajoutés : %(n)d") % {"n": run.added},
            _("Déjà présents : %(n)d") % {"n": run.already_there},
            _("Lignes refusées : %(n)d") % {"n": run.refused},
            *map(str, self.refused),
        ]
        more = run.refused - len(self.refused)
        if more:
            told.append(ngettext("… et %(n)d autre ligne", "… et %(n)d autres lignes", more) % {"n": more})
        return [*told, _("Rapport ligne par ligne : %(file)s") % {"file": self.path}]


def report_path(run: ImportRun) -> Path:
    return Path(settings.VAR_DIR) / "imports" / f"{run.pk}.csv"


class Loader:
    """Loads the lines of one file within the caller's transaction."""

    def __init__(self, run: ImportRun, header: list[str], layout: Layout):
        self.run, self.header, self.layout = run, header, layout
        self.known: dict[tuple[str, ...], Reading | LineRefused] = {}
        self.seen: Counter[str] = Counter()
        stored = HistoricRecord.objects.filter(dataset=run.dataset).values_list("digest")
        self.stored = dict(stored.annotate(Count("id")).order_by())
        self.refused: list[RefusedLine] = []

    def load(self, lines: Iterator[Line], progress: Callable[[int], object]) -> ImportReport:
        path = report_path(self.run)
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with path.open("w", encoding="utf-8-sig", newline="") as file:
                report = SheetWriter(file)
                report.row(_("Ligne"), _("Colonne"), _("Valeur"), _("Motif"))
                while chunk := list(islice(lines, CHUNK)):
                    self._load_chunk(chunk, report)
                    progress(self.run.rows_read)
            self._finish()
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        return ImportReport(self.run, tuple(self.refused), path)

    def _load_chunk(self, chunk: list[Line], report) -> None:
        new = []
        for line in chunk:
            read = self._read(line)
            if isinstance(read, LineRefused):
                self._refuse(line, read, report)
            elif fresh := self._record(*read):
                new.append(fresh)
        HistoricRecord.objects.bulk_create(new)
        self.run.rows_read += len(chunk)
        self.run.added += len(new)

    def _read(self, line: Line) -> Reading | LineRefused:
        # The same line comes thousands of times in anonymised data: it is read once.
        if line.values not in self.known:
            self.known[line.values] = self._read_anew(line.values)
        return self.known[line.values]

    def _read_anew(self, values: tuple[str, ...]) -> Reading | LineRefused:
        if len(values) != len(self.header):
            return LineRefused("", ",".join(values)[:200], _("Nombre de colonnes incorrect"))
        row = dict(zip(self.header, values, strict=True))
        try:
            return digest_of(row), self.layout.read(row), row
        except LineRefused as refusal:
            return refusal

    def _record(self, digest: str, content: Content, row: dict[str, str]) -> HistoricRecord | None:
        """The record of this line, unless it is stored: the nth line alike is the nth record alike."""
        self.seen[digest] += 1
        occurrence = self.seen[digest]
        if occurrence <= self.stored.get(digest, 0):
            self.run.already_there += 1
            return None
        return HistoricRecord(
            dataset=self.run.dataset,
            digest=digest,
            occurrence=occurrence,
            line=list(row.items()),
            **content.__dict__,
        )

    def _refuse(self, line: Line, refusal: LineRefused, report) -> None:
        told = RefusedLine(line.number, refusal.column, refusal.value, str(refusal.reason))
        self.run.refused += 1
        if len(self.refused) < SHOWN_REFUSALS:
            self.refused.append(told)
        report.row(*asdict(told).values())

    def _finish(self) -> None:
        if self.run.added:
            refresh_historic_counts(self.run.dataset)
        self.run.ended = timezone.now()
        self.run.save()


def digest_of(row: dict[str, str]) -> str:
    """A fingerprint of the line's content, whatever the order of its columns."""
    content = json.dumps(sorted((name, value.strip()) for name, value in row.items()), ensure_ascii=False)
    return hashlib.blake2b(content.encode(), digest_size=16).hexdigest()
