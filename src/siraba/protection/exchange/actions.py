"""Taking a table in: kept sealed, tried without writing, then row by row, each once."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right
from siraba.foundation.access.locking import lock
from siraba.foundation.audit.journal import action, record
from siraba.foundation.tables.handed import (
    SECONDS,
    Find,
    begin_anew,
    forget_over,
    give_meaning,
    go_through,
    keep,
    valid,
)
from siraba.foundation.tables.models import ImportState
from siraba.foundation.tables.reading import read_table
from siraba.protection.cases import actions as cases
from siraba.protection.cases.elements import Elements
from siraba.protection.cases.models import Case, Identification
from siraba.protection.cases.pages import receive
from siraba.protection.exchange.htcds import Pieces, told
from siraba.protection.exchange.mapping import CASES, RowForm
from siraba.protection.exchange.models import IMPORT_MOVES, Import, ImportedRow

SYSTEM = "which rows of a table were taken in already"
RECEPTION = frozenset(RowForm.base_fields) - {"reference", "received_on", "pathway", "status", "body", "note"}


@action
def add_import(actor: Actor, *, source: str, content: bytes) -> Import:
    """Keep a table to take in, sealed, with a first proposal of what its columns mean.

    Raises:
        Invalid: it is no table, or it has no row.
    """
    check_right(actor, "add_import")
    made = Import(organisation_id=actor.home, account_id=actor.account_id, source=source)
    keep(made, read_table(content), CASES)
    record(actor, "add_import", made.code, rows=made.rows)
    return made


@action
def map_import(actor: Actor, table: Import, *, mapping: Mapping[str, Any]) -> None:
    """Say what the columns mean; what was tried before is forgotten.

    Raises:
        Invalid: a field that every case needs is answered by nothing.
    """
    check_right(actor, "map_import", table)
    lock(table)
    IMPORT_MOVES.require(table, "map_import")
    give_meaning(table, CASES, mapping)
    record(actor, "map_import", table.code, fields=sorted(set(mapping) & set(CASES.fields)))


@action
def check_rows(actor: Actor, table: Import, *, seconds: float = SECONDS) -> None:
    """Try the next rows without writing anything of them; called until the place is the last."""
    check_right(actor, "check_rows", table)
    lock(table)
    IMPORT_MOVES.require(table, "map_import")
    go_through(table, _finder(table), lambda row, _key: valid(table, CASES, row), seconds)
    record(actor, "check_rows", table.code, place=table.place, refused=table.refused)


@action
def import_rows(actor: Actor, table: Import, *, seconds: float = SECONDS) -> None:
    """Take the next rows in, each by the acts of its pages; called until the place is the last."""
    check_right(actor, "import_rows", table)
    lock(table)
    begins = table.state == ImportState.DRAFT
    IMPORT_MOVES.advance(table, "import_rows")
    if begins:
        begin_anew(table)
    go_through(table, _finder(table), lambda row, key: _take(actor, table, row, key), seconds)
    if table.place == table.rows:
        table.state, table.content = ImportState.DONE, b""
        table.save()
    record(actor, "import_rows", table.code, place=table.place, added=table.added, refused=table.refused)


def _finder(table: Import) -> Find:
    rows = ImportedRow.objects.system(SYSTEM).filter(organisation=table.organisation_id, source=table.source)
    return lambda key: rows.filter(key=key).first()


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
    gone = forget_over(Import)
    record(actor, "forget_tables", count=gone)
    return gone


def _take(actor: Actor, table: Import, row: dict[str, str], key: str) -> None:
    data = valid(table, CASES, row).cleaned_data
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
