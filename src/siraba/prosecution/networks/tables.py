"""Taking a file into a network: kept sealed, tried part by part without writing, then written whole in one transaction."""

import hashlib
import json
import time
from collections.abc import Mapping
from datetime import date
from typing import Any, BinaryIO

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right
from siraba.foundation.access.errors import Invalid, Refusal
from siraba.foundation.access.locking import lock
from siraba.foundation.audit.journal import action, record
from siraba.foundation.tables.handed import SECONDS, begin_anew, give_meaning, valid
from siraba.foundation.tables.models import ImportState
from siraba.prosecution.networks.actions import begin
from siraba.prosecution.networks.aggregating import KEPT_ERRORS, LineRefused, Reader, Told, cells_of
from siraba.prosecution.networks.handing_in import keep, keep_told, lines_of, told_of
from siraba.prosecution.networks.layouts import IN_PAIRS, MEANINGS
from siraba.prosecution.networks.models import (
    GRAPH_IMPORT_MOVES,
    Analysis,
    GraphImport,
    ImportPart,
    KnownLayout,
    Layout,
)
from siraba.prosecution.networks.recording import Grading
from siraba.prosecution.networks.taking import Taken, take_links, take_pairs, take_things

SYSTEM = "a table of an analysis already given to the actor"


@action
def add_graph_import(
    actor: Actor, analysis: Analysis, *, layout: str, content: BinaryIO, grading: Grading
) -> GraphImport:
    """Keep a file to take in, sealed, with what its columns meant the last time, or else a first proposal.

    Raises:
        Invalid: it is no table, or was taken into this analysis already; or no source says it.
    """
    begin(actor, analysis, "add_graph_import")
    grading.check()
    made = GraphImport(
        analysis=analysis,
        organisation_id=actor.home,
        account_id=actor.account_id,
        source=grading.origin[:60],
        layout=layout,
        grading={
            "source": grading.source,
            "reliability": grading.reliability,
            "credibility": grading.credibility,
            "stated_on": grading.stated_on.isoformat(),
        },
    )
    made.write(origin=grading.origin, evidence=grading.evidence, note=grading.note)
    keep(made, content, MEANINGS[layout])
    if _taken(analysis, made.digest):
        raise Invalid(_("Ce fichier a déjà été importé dans ce dossier d’analyse."), "table")
    known = KnownLayout.objects.system(SYSTEM).filter(**_layout_of(made)).first()
    if known:
        made.mapping = known.mapping
        made.save(update_fields=["mapping"])
    record(actor, "add_graph_import", made.code, analysis=analysis.code, rows=made.rows, layout=layout)
    return made


def _taken(analysis: Analysis, digest: str) -> bool:
    rows = GraphImport.objects.system(SYSTEM).filter(analysis=analysis, digest=digest)
    return rows.filter(state=ImportState.DONE).exists()


def _layout_of(table: GraphImport) -> dict[str, Any]:
    header = hashlib.sha256(json.dumps(table.header).encode()).hexdigest()
    return {"organisation_id": table.organisation_id, "layout": table.layout, "header": header}


@action
def map_graph_import(actor: Actor, table: GraphImport, *, mapping: Mapping[str, Any]) -> None:
    """Say what the columns mean; it is remembered for the next file with the same header.

    Raises:
        Invalid: a field that every line needs is answered by nothing.
    """
    check_right(actor, "map_graph_import", table)
    lock(table)
    GRAPH_IMPORT_MOVES.require(table, "map_graph_import")
    _forget_trial(table)
    give_meaning(table, MEANINGS[table.layout], mapping)
    KnownLayout.objects.system(SYSTEM).update_or_create(
        **_layout_of(table), defaults={"mapping": dict(mapping)}
    )
    record(actor, "map_graph_import", table.code, fields=sorted(mapping))


def _parts(table: GraphImport):
    return ImportPart.objects.system(SYSTEM).filter(table=table).order_by("number")


def _forget_trial(table: GraphImport) -> None:
    _parts(table).update(told=b"")


@action
def check_graph_import(actor: Actor, table: GraphImport, *, seconds: float = SECONDS) -> None:
    """Try the next parts for some seconds, without writing anything of them; called until the place is the last.

    Raises:
        Invalid: the columns are not said yet, or the file has more pairs than a network can hold.
    """
    check_right(actor, "check_graph_import", table)
    lock(table)
    GRAPH_IMPORT_MOVES.require(table, "check_graph_import")
    meaning = MEANINGS[table.layout]
    if missing := [meaning.label(name) for name in meaning.needed if not table.mapping.get(name)]:
        raise Invalid(_("Il manque une colonne pour : %(fields)s.") % {"fields": ", ".join(missing)})
    until, trial = time.monotonic() + seconds, _Trial(table)
    for part in _parts(table).filter(told=b"").iterator(1):
        trial.part(part)
        if time.monotonic() > until:
            break
    trial.close()
    if table.place == table.rows and table.layout not in IN_PAIRS:
        _rows_taken(actor, table, _grading(table), write=False)
        table.save()
    record(actor, "check_graph_import", table.code, place=table.place, refused=table.refused)


class _Trial:
    """Goes through parts and keeps what each says; `report` holds the first refused lines."""

    def __init__(self, table: GraphImport):
        self.table = table
        self.report = [list(one) for one in table.words.get("report", [])]
        self._reader = Reader(
            table.layout, table.header, table.delimiter, table.mapping, timezone.localdate()
        )

    def part(self, part: ImportPart) -> None:
        lines = lines_of(part)
        if self.table.layout in IN_PAIRS:
            told = self._reader.read(lines, part.first_line)
            keep_told(part, told.to_json())
            self._count(part, told.good, told.refused, told.errors)
            return
        rows, errors = self._rows(lines, part.first_line)
        keep_told(part, rows)
        self._count(part, len(rows), len(errors), errors)

    def _count(self, part: ImportPart, good: int, refused: int, errors: list) -> None:
        table = self.table
        table.place, table.added = table.place + part.lines, table.added + good
        table.refused += refused
        self.report += [[number, reason] for number, reason in errors][: KEPT_ERRORS - len(self.report)]

    def _rows(self, lines: list[str], first_line: int) -> tuple[list[list[Any]], list[tuple[int, str]]]:
        """Each line that holds, as [number, what the columns say]; and those that do not, with why."""
        table, meaning = self.table, MEANINGS[self.table.layout]
        rows, errors = [], []
        for number, line in enumerate(lines, first_line):
            if not line or line.isspace():
                continue
            try:
                cells = cells_of(line, table.delimiter)
                if len(cells) != len(table.header):
                    raise LineRefused(
                        _("%(n)d cases au lieu de %(wanted)d")
                        % {"n": len(cells), "wanted": len(table.header)}
                    )
                row = dict(zip(table.header, (cell.strip() for cell in cells), strict=True))
                form = valid(table, meaning, row)
            except (LineRefused, Refusal) as refused:
                errors.append((number, str(refused)))
                continue
            rows.append([number, _plain(form.cleaned_data)])
        return rows, errors

    def close(self) -> None:
        self.table.write(**{**self.table.words, "report": self.report, "unread": self.report})
        self.table.save()


def _plain(data: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in data.items()
        if value not in (None, "")
    }


@action
def take_graph_import(actor: Actor, table: GraphImport) -> None:
    """Write all that was tried into the network, in one transaction; the file is forgotten.

    Raises:
        Invalid: it was not tried to the end, was taken in already, or holds more links than a network can.
    """
    check_right(actor, "take_graph_import", table)
    lock(table)
    analysis = table.analysis
    begin(actor, analysis, "add_graph_import")
    if table.place != table.rows:
        raise Invalid(_("Essayez d’abord la table jusqu’à la dernière ligne : rien n’est encore écrit."))
    if _taken(analysis, table.digest):
        raise Invalid(_("Ce fichier a déjà été importé dans ce dossier d’analyse."))
    GRAPH_IMPORT_MOVES.advance(table, "take_graph_import")
    grading = _grading(table)
    if table.layout in IN_PAIRS:
        taken = take_pairs(actor, table, grading, pairs_of(table))
    else:
        taken = _rows_taken(actor, table, grading)
    table.content = b""
    table.write(**{**table.words, "taken": taken.told()})
    analysis.save(update_fields=["last_number"])
    table.save()
    _parts(table).remove()
    record(actor, "take_graph_import", table.code, analysis=analysis.code, taken=taken.told())


def _rows_taken(actor: Actor, table: GraphImport, grading: Grading, write: bool = True) -> Taken:
    """Lists and links, line by line; what the network itself refuses is told with what could not be read."""
    take = take_things if table.layout == Layout.THINGS else take_links
    rows = [row for part in _parts(table) for row in told_of(part)]
    taken = take(actor, table, grading, rows, write)
    unread = table.words.get("unread", [])
    report = sorted([*unread, *map(list, taken.refused)])
    table.added, table.refused = len(rows) - len(taken.refused), len(report)
    table.write(**{**table.words, "report": report[:KEPT_ERRORS]})
    return taken


def pairs_of(table: GraphImport) -> Told:
    """What all parts say together.

    Raises:
        Invalid: more pairs than a network holds.
    """
    told = Told()
    for part in _parts(table).iterator(1):
        told.add(Told.from_json(told_of(part)))
        if len(told.pairs) > settings.NETWORK_MOST_LINKS:
            raise Invalid(
                _(
                    "Plus de %(most)d liens différents : filtrez le relevé (période, numéros visés) avant de l’importer."
                )
                % {"most": settings.NETWORK_MOST_LINKS}
            )
    return told


def _grading(table: GraphImport) -> Grading:
    words, said = table.words, table.grading
    return Grading(
        source=said["source"],
        reliability=said["reliability"],
        credibility=said["credibility"],
        stated_on=date.fromisoformat(said["stated_on"]),
        origin=words.get("origin", ""),
        evidence=words.get("evidence", ""),
        note=words.get("note", ""),
    )


@action
def drop_graph_import(actor: Actor, table: GraphImport) -> None:
    """Forget a file that was not taken in."""
    check_right(actor, "drop_graph_import", table)
    lock(table)
    GRAPH_IMPORT_MOVES.advance(table, "drop_graph_import")
    table.content = b""
    begin_anew(table)
    table.save()
    _parts(table).remove()
    record(actor, "drop_graph_import", table.code)
