"""The list of a convoy: tried first, line by line; each line once, and those that hold become people who are expected."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid5

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right
from siraba.foundation.access.locking import lock
from siraba.foundation.audit.journal import action, record
from siraba.foundation.tables.handed import (
    SECONDS,
    Find,
    Known,
    begin_anew,
    give_meaning,
    go_through,
    keep,
    valid,
)
from siraba.foundation.tables.meaning import SEXES, Meaning
from siraba.foundation.tables.models import ImportState
from siraba.foundation.tables.reading import read_table
from siraba.protection.reception.arrivals.actions import row_number
from siraba.protection.reception.arrivals.fields import Presence, cleaned
from siraba.protection.reception.arrivals.forms import RowForm
from siraba.protection.reception.arrivals.models import (
    CONVOY_MOVES,
    LIST_MOVES,
    SPACE,
    Arrival,
    ArrivalList,
    Convoy,
)
from siraba.protection.reception.arrivals.versions import Entry

SYSTEM = "which lines of a convoy's list are written down already"
YES = ("oui", "Oui", "OUI", "yes", "x", "X", "1", "seul", "seule")
NO = ("non", "Non", "NON", "no", "0")
ROWS = Meaning(
    RowForm,
    needed=("names",),
    other_names={
        "names": ("nom", "nom et prénom", "noms et prénoms", "nom complet", "name", "full name", "passager"),
        "sex": ("genre", "sexe (m/f)", "gender"),
        "age": ("âge", "ans", "age"),
        "citizenships": ("nationalité", "pays", "nationality"),
        "party": ("famille", "groupe", "family", "group"),
        "alone": ("non accompagné", "mineur seul", "mna", "ena"),
        "reference": ("numéro", "n°", "no", "id", "passeport", "document"),
    },
    usual={"sex": SEXES, "alone": dict.fromkeys(YES, "yes") | dict.fromkeys(NO, "no")},
)


@action
def add_arrival_list(actor: Actor, convoy: Convoy, *, content: bytes) -> ArrivalList:
    """Keep the list of a convoy, sealed, with a first proposal of what its columns mean.

    Raises:
        Invalid: it is no table, or it has no row.
    """
    check_right(actor, "add_arrival_list", convoy)
    lock(convoy)
    CONVOY_MOVES.require(convoy, "add_arrival_list")
    made = ArrivalList(
        organisation_id=actor.home, account_id=actor.account_id, source=convoy.reference, convoy=convoy
    )
    keep(made, read_table(content), ROWS)
    record(actor, "add_arrival_list", made.code, rows=made.rows, convoy=convoy.code)
    return made


@action
def map_arrival_list(actor: Actor, handed: ArrivalList, *, mapping: Mapping[str, Any]) -> None:
    """Say what the columns mean; what was tried before is forgotten.

    Raises:
        Invalid: no column says the names.
    """
    check_right(actor, "map_arrival_list", handed)
    lock(handed)
    LIST_MOVES.require(handed, "map_arrival_list")
    give_meaning(handed, ROWS, mapping)
    record(actor, "map_arrival_list", handed.code, fields=sorted(set(mapping) & set(ROWS.fields)))


@action
def check_arrival_list(actor: Actor, handed: ArrivalList, *, seconds: float = SECONDS) -> None:
    """Try the next lines without writing anything of them."""
    check_right(actor, "check_arrival_list", handed)
    lock(handed)
    LIST_MOVES.require(handed, "map_arrival_list")
    go_through(handed, _finder(handed), lambda row, _key: valid(handed, ROWS, row), seconds)
    record(actor, "check_arrival_list", handed.code, place=handed.place, refused=handed.refused)


@action
def import_arrival_list(actor: Actor, handed: ArrivalList, *, seconds: float = SECONDS) -> None:
    """Take the next lines in as people who are expected; called until the list is done."""
    check_right(actor, "import_arrival_list", handed)
    lock(handed)
    begins = handed.state == ImportState.DRAFT
    LIST_MOVES.advance(handed, "import_arrival_list")
    if begins:
        begin_anew(handed)
    go_through(handed, _finder(handed), lambda row, key: _expect(actor, handed, row, key), seconds)
    if handed.place == handed.rows:
        handed.state, handed.content = ImportState.DONE, b""
        handed.save()
    record(actor, "import_arrival_list", handed.code, place=handed.place, added=handed.added)


def _finder(handed: ArrivalList) -> Find:
    rows = Arrival.objects.system(SYSTEM).filter(convoy=handed.convoy_id)

    def find(key: str) -> Known | None:
        return rows.filter(pk=row_number(handed.convoy, key)).first()

    return find


def _expect(actor: Actor, handed: ArrivalList, row: dict[str, str], key: str) -> None:
    """A line becomes an arrival whose number and entries follow from the line, here and on a device."""
    said = valid(handed, ROWS, row).cleaned_data
    convoy = handed.convoy
    number = row_number(convoy, key)
    values = {name: said[name] for name in ("names", "sex", "age", "citizenships", "urgent_need")}
    values = {name: value for name, value in values.items() if value not in (None, "")}
    values |= {"alone": True} if said["alone"] == "yes" else {}
    values |= {"party": str(uuid5(SPACE, f"{convoy.pk}|{said['party'].casefold()}"))} if said["party"] else {}
    values |= {"presence": Presence.EXPECTED}
    arrival = Arrival(
        pk=number,
        convoy=convoy,
        organisation_id=convoy.organisation_id,
        unit_id=convoy.unit_id,
        written_by_id=actor.account_id,
        fictitious=convoy.fictitious,
    )
    at = convoy.announced_at.isoformat(timespec="milliseconds")
    versions = arrival.versions
    versions.add(Entry(f"{number}:{name}", name, value, at) for name, value in cleaned(values).items())
    arrival.derive(versions)
    arrival.write(**arrival.words, row=row)
    arrival.save(force_insert=True)


@action
def drop_arrival_list(actor: Actor, handed: ArrivalList) -> None:
    """Forget a list; those who were taken in of it stay expected."""
    check_right(actor, "drop_arrival_list", handed)
    lock(handed)
    LIST_MOVES.advance(handed, "drop_arrival_list")
    handed.content = b""
    handed.save()
    record(actor, "drop_arrival_list", handed.code)
