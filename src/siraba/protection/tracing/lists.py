"""Lists that come in: a table or a PFIF document, tried first, each row once, then searched; and PFIF that goes out."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, time
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from siraba.foundation.access import crypto
from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right
from siraba.foundation.access.errors import Invalid
from siraba.foundation.access.locking import lock
from siraba.foundation.audit.journal import action, record
from siraba.foundation.tables.handed import (
    SECONDS,
    Find,
    begin_anew,
    give_meaning,
    go_through,
    keep,
    valid,
)
from siraba.foundation.tables.meaning import Meaning
from siraba.foundation.tables.models import ImportState
from siraba.foundation.tables.reading import Table, read_table
from siraba.protection.tracing import pfif
from siraba.protection.tracing.forms import FoundForm, SoughtForm
from siraba.protection.tracing.keeping import search_waiting, waiting
from siraba.protection.tracing.models import (
    LIST_MOVES,
    Registration,
    RegistrationState,
    Side,
    TracingRequest,
    VaultList,
)
from siraba.protection.tracing.registrations import empty, register_found
from siraba.protection.tracing.requests import file_request
from siraba.protection.tracing.rows import MEANINGS

SYSTEM = "which rows of a list were taken in already"
PFIF_COLUMNS = (
    "reference", "given_name", "family_name", "sex", "dob", "age", "record_year", "village", "cercle", "region",
    "phone", "seeker_names", "seeker_phone", "whereabouts", "circumstances", "valid_until",
)  # fmt: skip


def meaning_of(handed: VaultList) -> Meaning:
    return MEANINGS[Side(handed.side)]


@action
def add_list(actor: Actor, *, source: str, side: str, content: bytes) -> VaultList:
    """Keep a list to take in, sealed, with a first proposal of what its columns mean.

    Raises:
        Invalid: it is neither a table nor PFIF, or it has no row.
    """
    check_right(actor, "add_list")
    made = VaultList(organisation_id=actor.home, account_id=actor.account_id, source=source, side=side)
    if content.lstrip()[:1] == b"<":
        read = pfif.read(content)
        made.write(problems=[list(one) for one in read.problems], expired=list(read.expired))
        table = _table_of(read, Side(side))
    else:
        table = read_table(content)
    keep(made, table, meaning_of(made))
    record(actor, "add_list", made.code, rows=made.rows)
    return made


def _table_of(read: pfif.Pfif, side: Side) -> Table:
    """PFIF persons as rows, each with what its last note says."""
    last = {note.person_record_id: note for note in read.notes}
    rows = []
    for number, person in enumerate(read.persons, 1):
        note = last.get(person.person_record_id)
        told = {
            **pfif.to_fields(person),
            "reference": person.person_record_id,
            "seeker_names": person.author_name,
            "seeker_phone": person.author_phone,
            "whereabouts": note.last_known_location if note else "",
            "circumstances": note.text if note else "",
            "valid_until": person.expiry_date.date().isoformat() if person.expiry_date else "",
        }
        rows.append((number, {name: told.get(name, "") for name in PFIF_COLUMNS}))
    return Table(PFIF_COLUMNS, tuple(rows))


@action
def map_list(actor: Actor, handed: VaultList, *, mapping: Mapping[str, Any]) -> None:
    """Say what the columns mean; what was tried before is forgotten.

    Raises:
        Invalid: a field that every row needs is answered by nothing.
    """
    check_right(actor, "map_list", handed)
    lock(handed)
    LIST_MOVES.require(handed, "map_list")
    meaning = meaning_of(handed)
    give_meaning(handed, meaning, mapping)
    record(actor, "map_list", handed.code, fields=sorted(set(mapping) & set(meaning.fields)))


@action
def check_list(actor: Actor, handed: VaultList, *, seconds: float = SECONDS) -> None:
    """Try the next rows without writing anything of them; called until the place is the last."""
    check_right(actor, "check_list", handed)
    lock(handed)
    LIST_MOVES.require(handed, "map_list")
    go_through(handed, _finder(handed), lambda row, _key: _valid(handed, row), seconds)
    record(actor, "check_list", handed.code, place=handed.place, refused=handed.refused)


def _valid(handed: VaultList, row: Mapping[str, str]) -> Any:
    form = valid(handed, meaning_of(handed), row)
    if not (form.cleaned_data["given_name"] or form.cleaned_data["family_name"]):
        raise Invalid(_("Il n’y a pas de nom."))
    return form


@action
def import_list(actor: Actor, handed: VaultList, *, seconds: float = SECONDS) -> None:
    """Take the next rows in, then compare them with the register; called until the list is done."""
    check_right(actor, "import_list", handed)
    lock(handed)
    begins, taken = handed.state == ImportState.DRAFT, handed.state == ImportState.RUNNING
    LIST_MOVES.advance(handed, "import_list")
    if begins:
        begin_anew(handed)
        _expire(handed)
    if taken and handed.place == handed.rows:
        # The rows were written for good by an earlier call
        if not search_waiting(seconds, handed.organisation_id):
            handed.state, handed.content = ImportState.DONE, b""
        handed.save()
    else:
        go_through(handed, _finder(handed), lambda row, key: _take(actor, handed, row, key), seconds)
    record(actor, "import_list", handed.code, place=handed.place, added=handed.added, refused=handed.refused)


def _origin(handed: VaultList, key: str) -> str:
    return crypto.blind_index(handed.compartment, "origin", f"{handed.source}\x1f{key}")


def _finder(handed: VaultList) -> Find:
    model = Registration if handed.side == Side.FOUND else TracingRequest
    rows = model.objects.system(SYSTEM).filter(organisation=handed.organisation_id)
    return lambda key: rows.filter(origin=_origin(handed, key)).first()


def _take(actor: Actor, handed: VaultList, row: dict[str, str], key: str) -> None:
    form, origin = _valid(handed, row), _origin(handed, key)
    if isinstance(form, FoundForm):
        told = form.told() | {"source": handed.source}
        register_found(actor, person=form.person(), origin=origin, row=row, later=True, **told)
    elif isinstance(form, SoughtForm):
        file_request(
            actor,
            seeker=form.seeker(),
            person=form.person(),
            origin=origin,
            row=row,
            later=True,
            **form.told(),
        )


def _expire(handed: VaultList) -> None:
    """A document that says that a record has ended is obeyed: what was taken in of it is emptied."""
    find = _finder(handed)
    for identifier in handed.words.get("expired", []):
        known = find(crypto.blind_index(handed.compartment, "import", identifier))
        if isinstance(known, Registration) and known.state == RegistrationState.ACTIVE:
            known.state = RegistrationState.EXPIRED
            empty(known)


@action
def drop_list(actor: Actor, handed: VaultList) -> None:
    """Forget a list; what was taken in of it stays."""
    check_right(actor, "drop_list", handed)
    lock(handed)
    LIST_MOVES.advance(handed, "drop_list")
    handed.content = b""
    handed.save()
    record(actor, "drop_list", handed.code)


def note_of(handed: VaultList) -> str:
    """How many records of a list that was taken in still wait to be compared."""
    if handed.state != ImportState.RUNNING or handed.place < handed.rows:
        return ""
    left = sum(rows.count() for rows in waiting(handed.organisation_id))
    return ngettext(
        "Comparaison avec le registre : encore %(n)d fiche.",
        "Comparaison avec le registre : encore %(n)d fiches.",
        left,
    ) % {"n": left}


@action
def export_vault(actor: Actor, *, domain: str) -> bytes:
    """Those found who agreed to be found by others, as PFIF 1.4; protected ones, children and the dead are left out.

    `domain` names this register in the identifiers. Parents' names and telephones are not written.
    """
    check_right(actor, "export_vault")
    rows = Registration.objects.system("those who agreed to be found by others").filter(
        organisation=actor.home, state=RegistrationState.ACTIVE, shield="", may_share=True, is_child=False
    )
    persons = [_person(one, domain) for one in rows.exclude(kind="deceased").order_by("revision")]
    record(actor, "export_vault", count=len(persons))
    return pfif.write(persons, [])


def _person(one: Registration, domain: str) -> pfif.Person:
    fields = {name: str(said) for name, said in one.person.items()}
    end = datetime.combine(one.valid_until, time.min)
    return replace(
        pfif.from_fields(fields),
        person_record_id=f"{domain}/{one.code}",
        source_date=one.recorded_at,
        entry_date=timezone.now(),
        expiry_date=timezone.make_aware(end),
    )
