"""Taking a table in: kept sealed, tried without writing, then row by row, each once."""

import gzip
import json
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.foundation.access import crypto
from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right
from siraba.foundation.access.errors import Invalid, Refusal
from siraba.foundation.access.locking import lock
from siraba.foundation.audit.journal import action, record
from siraba.foundation.interface.forms import refuse_mistakes
from siraba.protection.cases import actions as cases
from siraba.protection.cases.elements import Elements
from siraba.protection.cases.models import Case, Identification
from siraba.protection.cases.pages import receive
from siraba.protection.exchange.htcds import Pieces, told
from siraba.protection.exchange.mapping import FIELDS, NEEDED, RowForm, guess, words_of
from siraba.protection.exchange.models import IMPORT_MOVES, Import, ImportedRow, ImportState
from siraba.protection.exchange.tables import Table, read_table

SYSTEM = "which rows of a table were taken in already"
KEPT_LINES = 1_000
SECONDS = 2.0
RECEPTION = frozenset(RowForm.base_fields) - {"reference", "received_on", "pathway", "status", "body", "note"}


@action
def add_import(actor: Actor, *, source: str, content: bytes) -> Import:
    """Keep a table to take in, sealed, with a first proposal of what its columns mean.

    Raises:
        Invalid: it is no table, or it has no row.
    """
    check_right(actor, "add_import")
    table = read_table(content)
    if not table.rows:
        raise Invalid(_("Ce tableau n’a pas de ligne."), "table")
    made = Import(
        organisation_id=actor.home,
        account_id=actor.account_id,
        source=source,
        header=list(table.header),
        mapping=guess(table.header),
        rows=len(table.rows),
    )
    made.content = crypto.seal(Import.compartment, made.content_place(), _packed(table))
    made.save(force_insert=True)
    record(actor, "add_import", made.code, rows=made.rows)
    return made


def _packed(table: Table) -> str:
    lines = [
        json.dumps(list(table.header)),
        *(json.dumps([number, *row.values()]) for number, row in table.rows),
    ]
    return gzip.compress("\n".join(lines).encode(), 6).hex()


def rows_of(table: Import) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a table that is kept, with their numbers in the file."""
    if not table.content:
        return
    packed = crypto.unseal(Import.compartment, table.content_place(), bytes(table.content))
    header, *lines = gzip.decompress(bytes.fromhex(packed)).decode().split("\n")
    columns = json.loads(header)
    for line in lines:
        number, *cells = json.loads(line)
        yield number, dict(zip(columns, cells, strict=True))


@action
def map_import(actor: Actor, table: Import, *, mapping: Mapping[str, Any]) -> None:
    """Say what the columns mean; what was tried before is forgotten.

    Raises:
        Invalid: a field that every case needs is answered by nothing.
    """
    check_right(actor, "map_import", table)
    lock(table)
    IMPORT_MOVES.require(table, "map_import")
    missing = [str(RowForm.base_fields[name].label) for name in NEEDED if not mapping.get(name)]
    if missing:
        raise Invalid(_("Il manque une colonne pour : %(fields)s.") % {"fields": ", ".join(missing)})
    table.mapping = dict(mapping)
    _begin_anew(table)
    table.save()
    record(actor, "map_import", table.code, fields=sorted(set(mapping) & set(FIELDS)))


def _begin_anew(table: Import) -> None:
    table.place = table.added = table.already_there = table.refused = 0
    table.write(report=[])


@action
def check_rows(actor: Actor, table: Import, *, seconds: float = SECONDS) -> None:
    """Try the next rows without writing anything of them; called until the place is the last."""
    check_right(actor, "check_rows", table)
    lock(table)
    IMPORT_MOVES.require(table, "map_import")
    _walk(table, seconds, lambda row, _key: _valid(table, row))
    record(actor, "check_rows", table.code, place=table.place, refused=table.refused)


@action
def import_rows(actor: Actor, table: Import, *, seconds: float = SECONDS) -> None:
    """Take the next rows in, each by the acts of its pages; called until the place is the last."""
    check_right(actor, "import_rows", table)
    lock(table)
    begins = table.state == ImportState.DRAFT
    IMPORT_MOVES.advance(table, "import_rows")
    if begins:
        _begin_anew(table)
    _walk(table, seconds, lambda row, key: _take(actor, table, row, key))
    if table.place == table.rows:
        table.state, table.content = ImportState.DONE, b""
        table.save()
    record(actor, "import_rows", table.code, place=table.place, added=table.added, refused=table.refused)


@action
def drop_import(actor: Actor, table: Import) -> None:
    """Forget a table; what was taken in of it stays."""
    check_right(actor, "drop_import", table)
    lock(table)
    IMPORT_MOVES.advance(table, "drop_import")
    table.content = b""
    table.save()
    record(actor, "drop_import", table.code)


@action
def forget_tables(actor: None) -> int:
    """Forget what is left of tables whose time is over, and what they said of each row; how many."""
    over = timezone.now() - timedelta(days=settings.TABLE_DAYS)
    old = (
        Import.objects.system("what a table leaves does not stay")
        .filter(added_at__lt=over)
        .exclude(sealed=b"", content=b"")
    )
    gone = old.update(content=b"", sealed=b"")
    left = Import.objects.system("tables that nobody finished").filter(added_at__lt=over)
    left.filter(state__in=(ImportState.DRAFT, ImportState.RUNNING)).update(state=ImportState.DROPPED)
    record(actor, "forget_tables", count=gone)
    return gone


def _walk(table: Import, seconds: float, do: Callable[[dict[str, str], str], object]) -> None:
    """Go on through the rows for some seconds; the report keeps the first lines that were refused or have changed."""
    report: list[list[Any]] = list(table.words.get("report", []))
    until = time.monotonic() + seconds
    seen: Counter[str] = Counter()
    for place, (number, row) in enumerate(rows_of(table)):
        said = _said(table, row, seen)
        if place < table.place:
            continue
        _one(table, number, row, crypto.blind_index(Import.compartment, "import", said), do, report)
        table.place = place + 1
        if time.monotonic() > until:
            break
    table.write(report=report[:KEPT_LINES])
    table.save()


def _one(
    table: Import,
    number: int,
    row: dict[str, str],
    key: str,
    do: Callable[..., object],
    report: list[list[Any]],
) -> None:
    known = (
        ImportedRow.objects.system(SYSTEM)
        .filter(organisation=table.organisation_id, source=table.source, key=key)
        .first()
    )
    if known:
        table.already_there += 1
        if known.words.get("row") != row:
            report.append([number, _("Déjà présente, mais la ligne a changé : le dossier n’est pas touché.")])
        return
    try:
        with transaction.atomic():
            do(row, key)
        table.added += 1
    except Refusal as refusal:
        table.refused += 1
        report.append([number, str(refusal)])


def _said(table: Import, row: Mapping[str, str], seen: Counter[str]) -> str:
    """What identifies a row in its source: its own number, else all that it says and how often that was said before."""
    column = table.mapping.get("reference", "")
    said = row.get(column, "").strip() if column else ""
    if said:
        return said
    whole = json.dumps(row, ensure_ascii=False, sort_keys=True)
    seen[whole] += 1
    return f"{whole}#{seen[whole]}"


def _valid(table: Import, row: Mapping[str, str]) -> RowForm:
    """The row as a form that holds. Raises Invalid at its first mistake."""
    form = RowForm(words_of(row, table.mapping))
    refuse_mistakes(form)
    return form


def _take(actor: Actor, table: Import, row: dict[str, str], key: str) -> None:
    data = _valid(table, row).cleaned_data
    case = receive(actor, {name: data[name] for name in RECEPTION})
    if data["received_on"]:
        _date_back(case, data["received_on"])
    pieces = Pieces(
        identity={
            "names": data["names"],
            "birth_date": data["birth_date"].isoformat() if data["birth_date"] else "",
            "contact": data["contact"],
        }
    )
    _identify(actor, case, data, table.source, pieces)
    taken = ImportedRow(case=case, organisation_id=table.organisation_id, source=table.source, key=key)
    taken.write(row=row, told=told(case, pieces))
    taken.save(force_insert=True)


def _date_back(case: Case, day: date) -> None:
    case.received_at = timezone.make_aware(datetime.combine(day, datetime.min.time()))
    case.save(update_fields=["received_at"])


def _identify(actor: Actor, case: Case, data: Mapping[str, Any], source: str, pieces: Pieces) -> None:
    """What the table says of the status goes through the same acts and the same rules as on a page."""
    status, pathway = data["status"], data["pathway"] or case.pathway
    if not (status or data["note"] or data["pathway"]):
        return
    pieces.screening = cases.screen_case(
        actor,
        case,
        elements=Elements((), (), ()),
        immediate_danger=False,
        presumed=status in (Identification.PRESUMED, Identification.IDENTIFIED),
        pathway=pathway,
        note=data["note"],
    ).words
    if status in (Identification.IDENTIFIED, Identification.NOT_IDENTIFIED):
        grounds = _("Repris de la table « %(source)s ».") % {"source": source}
        pieces.decision = cases.decide_identification(
            actor, case, status=status, body=data["body"] or "Other", grounds=grounds
        )
