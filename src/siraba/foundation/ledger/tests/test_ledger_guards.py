"""The database itself refuses what the acts would never write: tried past them, by SQL and by the ORM."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from siraba.foundation.ledger import actions
from siraba.foundation.ledger.models import Entry, Envelope, LedgerAccount, Line
from siraba.foundation.organisations.models import Organisation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_owner_of_the_tables")]


@pytest.fixture
def envelope():
    today = timezone.localdate()
    return actions.open_envelope(
        None,
        donor=Organisation.objects.get(code="bailleur"),
        holder=Organisation.objects.get(code="crm"),
        title="Fonds",
        from_day=today,
        until_day=today + timedelta(days=1),
    )


@pytest.fixture
def entry(envelope):
    return actions.receive(
        None, envelope, amount=1000, day=timezone.localdate(), reference="V-1", label="Virement"
    )


def refuses(change, why="the ledger") -> bool:
    try:
        with transaction.atomic():
            change()
            with connection.cursor() as cursor:
                if connection.vendor == "postgresql":
                    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                else:
                    connection.check_constraints()
    except DatabaseError as error:
        return why in str(error)
    return False


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def write(*lines, number=2, holder="crm", envelope=None, size=None, reverses=None, **more):
    """An entry written past the acts: lines of (account, amount), then what closes them."""
    pk, home = uuid4(), Organisation.objects.get(code=holder)
    crm = Organisation.objects.get(code="crm")
    Line.objects.bulk_create(
        Line(
            entry_id=pk,
            account=LedgerAccount.objects.get(holder=crm, code=code),
            amount=amount,
            envelope=envelope,
        )
        for code, amount in lines
    )
    said = {
        "what": "reversal" if reverses else "other",
        "day": timezone.localdate(),
        "label": "Essai",
        "digest": "0" * 64,
    }
    return Entry.objects.create(
        pk=pk,
        holder=home,
        number=number,
        size=len(lines) if size is None else size,
        reverses=reverses,
        **{**said, **more},
    )


def test_a_sound_entry_passes(entry):
    write(("571", 10), ("521", -10))
    assert Entry.objects.count() == 2


@pytest.mark.parametrize(
    ("lines", "more", "why"),
    [
        ([("571", 10), ("521", -9)], {}, "an entry balances"),
        ([("571", 10), ("521", -10)], {"number": 3}, "follows the one before"),
        ([("571", 10), ("521", -10)], {"number": 1}, "follows the one before"),
        ([("571", 10), ("521", -10)], {"size": 3}, "has all its lines"),
        ([], {"size": 2}, "has all its lines"),
        ([("571", 10), ("521", -10)], {"holder": "helvetas", "number": 1}, "of the book"),
    ],
)
def test_what_is_not_sound_is_refused(entry, lines, more, why):
    assert refuses(lambda: write(*lines, **more), why)
    assert Entry.objects.count() == 1


def test_an_envelope_is_never_below_zero_nor_balanced_by_another(entry, envelope):
    def overspend():
        write(("D1", 1001), ("521", -1001), envelope=envelope)

    def from_elsewhere():
        pk = uuid4()
        code = {one.code: one for one in LedgerAccount.objects.filter(holder=envelope.holder)}
        Line.objects.create(entry_id=pk, account=code["D1"], amount=5)
        Line.objects.create(entry_id=pk, account=code["521"], amount=-5, envelope=envelope)
        Entry.objects.create(
            pk=pk,
            holder=envelope.holder,
            number=2,
            size=2,
            what="other",
            day=timezone.localdate(),
            label="Essai",
            digest="0" * 64,
        )

    assert refuses(overspend, "never below zero")
    assert refuses(from_elsewhere, "an entry balances")


def test_a_reversal_is_the_exact_opposite_and_comes_once(entry, envelope):
    assert refuses(
        lambda: write(("F1", 999), ("521", -999), envelope=envelope, reverses=entry), "the opposite"
    )
    actions.reverse_entry(None, entry, reason="Erreur")
    with pytest.raises(DatabaseError), transaction.atomic():
        write(("F1", 1000), ("521", -1000), envelope=envelope, reverses=entry, number=3)


def test_no_line_comes_after_and_none_stays_without_an_entry(entry):
    account = entry.lines.first().account
    assert refuses(lambda: Line.objects.create(entry=entry, account=account, amount=5), "closed")
    assert refuses(lambda: Line.objects.create(entry_id=uuid4(), account=account, amount=5), "")


def test_a_reference_is_written_once(entry):
    with pytest.raises(IntegrityError), transaction.atomic():
        write(("571", 10), ("521", -10), reference="V-1")


CHANGES = {
    "ledger_entry": "label = 'autre'",
    "ledger_line": "amount = amount + 1",
    "ledger_ledgeraccount": "kind = 'expense'",
    "ledger_envelope": "title = 'autre'",
}


@pytest.mark.parametrize("table", CHANGES)
def test_nothing_is_changed_or_deleted(entry, table):
    assert refuses(lambda: sql(f"UPDATE {table} SET {CHANGES[table]}"))
    assert refuses(lambda: sql(f"DELETE FROM {table}"))


def test_nothing_is_deleted_by_the_orm(entry):
    assert refuses(lambda: Line.objects.all().delete())
    assert refuses(lambda: Line.objects.update(amount=3))
    assert refuses(lambda: Entry.objects.update(day=timezone.localdate() - timedelta(days=1)))


def test_an_earmark_never_changes_while_its_state_does(entry, envelope):
    from siraba.foundation.geography.models import Area

    assert refuses(lambda: Envelope.objects.update(groups=["women"]))
    assert refuses(lambda: envelope.zones.add(Area.objects.first()))
    Envelope.objects.update(state="closed")


def test_zones_are_not_taken_away(envelope):
    from siraba.foundation.geography.models import Area

    envelope.zones.add(Area.objects.first())
    assert refuses(envelope.zones.clear)


@pytest.mark.postgresql
@pytest.mark.parametrize("table", ["ledger_entry", "ledger_line"])
def test_a_book_cannot_be_emptied_at_one_blow(table):
    sql(f"ALTER TABLE {table} ENABLE TRIGGER {table}_no_truncate")  # the tests themselves do without it
    assert refuses(lambda: sql(f"TRUNCATE {table} CASCADE"), "append-only")


@pytest.mark.postgresql
def test_a_line_that_another_transaction_wrote_meanwhile_is_refused_at_the_end(entry):
    """Stands for the other transaction: the check before the insert is off, the one at the end is not."""
    account = entry.lines.first().account
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    sql("ALTER TABLE ledger_line DISABLE TRIGGER ledger_line_open")
    assert refuses(
        lambda: Line.objects.bulk_create(
            Line(entry=entry, account=account, amount=amount) for amount in (5, -5)
        ),
        "all its lines",
    )
