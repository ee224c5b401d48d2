"""The database itself keeps a book balanced, numbered without holes, and as it was written.

Lines are written first and their entry last: inserting the entry checks all of them, and closes it. A line without an
entry does not survive its transaction (its foreign key is checked at the end), and a line for an entry that is there is
refused. On PostgreSQL a deferred constraint looks again when the transaction ends, so that another one that wrote a line
meanwhile is refused too; SQLite has one writer at a time.
"""

from django.db import migrations

OWN_LINES = "SELECT 1 FROM ledger_line l WHERE l.entry_id = NEW.id"
WITH_ACCOUNT = "JOIN ledger_ledgeraccount a ON a.id = l.account_id"

# What is refused when an entry is inserted: the reason, and the SQL that is true then
REFUSED = (
    (
        "an entry follows the one before it",
        "NEW.number <> (SELECT COALESCE(MAX(e.number), 0) + 1 FROM ledger_entry e WHERE e.holder_id = NEW.holder_id)",
    ),
    (
        "an entry has all its lines",
        "NEW.size <> (SELECT COUNT(*) FROM ledger_line l WHERE l.entry_id = NEW.id)",
    ),
    ("an entry balances", f"EXISTS ({OWN_LINES} GROUP BY l.envelope_id HAVING SUM(l.amount) <> 0)"),
    (
        "the accounts are of the book",
        f"EXISTS (SELECT 1 FROM ledger_line l {WITH_ACCOUNT} WHERE l.entry_id = NEW.id AND a.holder_id <> NEW.holder_id)",
    ),
    (
        "the envelopes are of the book",
        "EXISTS (SELECT 1 FROM ledger_line l JOIN ledger_envelope v ON v.id = l.envelope_id"
        " WHERE l.entry_id = NEW.id AND v.holder_id <> NEW.holder_id)",
    ),
    (
        "an envelope is never below zero",
        f"EXISTS (SELECT 1 FROM ledger_line l {WITH_ACCOUNT} WHERE a.kind IN ('asset', 'liability')"
        " AND l.envelope_id IN (SELECT o.envelope_id FROM ledger_line o WHERE o.entry_id = NEW.id)"
        " GROUP BY l.envelope_id HAVING SUM(l.amount) < 0)",
    ),
    (
        "a reversal is the opposite",
        "NEW.reverses_id IS NOT NULL AND EXISTS (SELECT 1 FROM ledger_line l WHERE l.entry_id IN (NEW.id, NEW.reverses_id)"
        " GROUP BY l.account_id, l.envelope_id, l.pillar, l.zone_id HAVING SUM(l.amount) <> 0)",
    ),
)
CLOSED = "EXISTS (SELECT 1 FROM ledger_entry e WHERE e.id = NEW.entry_id)"
USED = "EXISTS (SELECT 1 FROM ledger_line l WHERE l.envelope_id = NEW.envelope_id)"

FROZEN = [
    (table, what)
    for table in ("ledger_entry", "ledger_line", "ledger_ledgeraccount", "ledger_envelope_zones")
    for what in ("update", "delete")
] + [("ledger_envelope", "delete")]
EARMARK = "id code donor_id holder_id title pillars groups from_day until_day fictitious".split()

SQLITE = [
    *(
        f"CREATE TRIGGER ledger_entry_check_{place} BEFORE INSERT ON ledger_entry WHEN {refused}"
        f" BEGIN SELECT RAISE(ABORT, 'the ledger: {reason}'); END"
        for place, (reason, refused) in enumerate(REFUSED)
    ),
    f"CREATE TRIGGER ledger_line_open BEFORE INSERT ON ledger_line WHEN {CLOSED}"
    " BEGIN SELECT RAISE(ABORT, 'the ledger: the entry is closed'); END",
    f"CREATE TRIGGER ledger_envelope_zones_open BEFORE INSERT ON ledger_envelope_zones WHEN {USED}"
    " BEGIN SELECT RAISE(ABORT, 'the ledger: an earmark never changes'); END",
    *(
        f"CREATE TRIGGER {table}_no_{what} BEFORE {what.upper()} ON {table}"
        " BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END"
        for table, what in FROZEN
    ),
    "CREATE TRIGGER ledger_envelope_kept BEFORE UPDATE ON ledger_envelope WHEN "
    + " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in EARMARK)
    + " BEGIN SELECT RAISE(ABORT, 'the ledger: an earmark never changes'); END",
]

POSTGRESQL = [
    "CREATE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS"
    " $$ BEGIN RAISE EXCEPTION 'the ledger is append-only'; END $$",
    "CREATE FUNCTION ledger_check_entry() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    + " ".join(
        f"IF {refused} THEN RAISE EXCEPTION 'the ledger: {reason}'; END IF;" for reason, refused in REFUSED
    )
    + " RETURN NEW; END $$",
    "CREATE FUNCTION ledger_check_line() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
    f" IF {CLOSED} THEN RAISE EXCEPTION 'the ledger: the entry is closed'; END IF; RETURN NEW; END $$",
    "CREATE FUNCTION ledger_check_again() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
    " IF (SELECT COUNT(*) FROM ledger_line l WHERE l.entry_id = NEW.entry_id)"
    " IS DISTINCT FROM (SELECT e.size FROM ledger_entry e WHERE e.id = NEW.entry_id)::bigint"
    " OR EXISTS (SELECT 1 FROM ledger_line l WHERE l.entry_id = NEW.entry_id"
    " GROUP BY l.envelope_id HAVING SUM(l.amount) <> 0)"
    " THEN RAISE EXCEPTION 'the ledger: an entry balances and has all its lines'; END IF; RETURN NULL; END $$",
    "CREATE FUNCTION ledger_check_zone() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
    f" IF {USED} THEN RAISE EXCEPTION 'the ledger: an earmark never changes'; END IF; RETURN NEW; END $$",
    "CREATE FUNCTION ledger_keep_earmark() RETURNS trigger LANGUAGE plpgsql AS"
    " $$ BEGIN RAISE EXCEPTION 'the ledger: an earmark never changes'; END $$",
    "CREATE TRIGGER ledger_entry_check BEFORE INSERT ON ledger_entry"
    " FOR EACH ROW EXECUTE FUNCTION ledger_check_entry()",
    "CREATE TRIGGER ledger_line_open BEFORE INSERT ON ledger_line"
    " FOR EACH ROW EXECUTE FUNCTION ledger_check_line()",
    "CREATE CONSTRAINT TRIGGER ledger_line_balanced AFTER INSERT ON ledger_line"
    " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_check_again()",
    "CREATE TRIGGER ledger_envelope_zones_open BEFORE INSERT ON ledger_envelope_zones"
    " FOR EACH ROW EXECUTE FUNCTION ledger_check_zone()",
    *(
        f"CREATE TRIGGER {table}_no_{what} BEFORE {what.upper()} ON {table}"
        " FOR EACH ROW EXECUTE FUNCTION ledger_refuse()"
        for table, what in FROZEN
    ),
    "CREATE TRIGGER ledger_envelope_kept BEFORE UPDATE ON ledger_envelope FOR EACH ROW"
    " WHEN ((to_jsonb(NEW) - 'state') <> (to_jsonb(OLD) - 'state')) EXECUTE FUNCTION ledger_keep_earmark()",
    *(
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} EXECUTE FUNCTION ledger_refuse()"
        for table in ("ledger_entry", "ledger_line")
    ),
]
FUNCTIONS = ("refuse", "check_entry", "check_line", "check_again", "check_zone", "keep_earmark")


def add_triggers(apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)


def drop_triggers(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        names = [statement.split()[2] for statement in SQLITE]
        for name in names:
            schema_editor.execute(f"DROP TRIGGER {name}")
    else:
        for name in FUNCTIONS:
            schema_editor.execute(f"DROP FUNCTION ledger_{name}() CASCADE")


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [migrations.RunPython(add_triggers, drop_triggers)]
