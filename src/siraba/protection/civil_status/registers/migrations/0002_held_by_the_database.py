"""The database itself keeps registers growing, numbered without holes, and never signed by one person alone.

Sealed bytes alone may change, since keys rotate: what they say is held by the journal (`registers.commitments`).
"""

from django.db import migrations

ACTS, VERSIONS, APPROVALS = "registers_act", "registers_actversion", "registers_approval"
REQUESTS, MANDATES, COPIES = "registers_issuancerequest", "registers_mandate", "registers_copy"
SPOILED, STOCKS = "registers_spoiledform", "registers_formstock"

# Nothing goes away
KEPT = (ACTS, VERSIONS, APPROVALS, REQUESTS, MANDATES, COPIES, SPOILED, STOCKS)
# And of a row nothing changes but these columns
MAY_CHANGE = {
    ACTS: ("current", "state"),
    VERSIONS: ("sealed",),
    APPROVALS: (),
    MANDATES: ("end", "ended_by_id"),
    COPIES: (),
    SPOILED: (),
    STOCKS: (),
}
# The mandate of an approval, and what it was given for
MANDATE = (
    "SELECT 1 FROM registers_mandate m JOIN registers_centre c ON c.id = m.centre_id"
    " JOIN registers_issuancerequest q ON q.id = NEW.request_id"
    " JOIN registers_register r ON r.id = q.register_id"
    " WHERE m.id = NEW.mandate_id AND m.account_id = NEW.by_id AND c.unit_id = NEW.from_unit_id"
    ' AND m."start" <= NEW."at" AND (m."end" IS NULL OR m."end" > NEW."at")'
    " AND (' ' || m.kinds || ' ') LIKE ('% ' || r.kind || ' %')"
    " AND (NEW.decision = 'check' OR m.capacity = 'officer')"
    " AND (NEW.decision = 'second' OR r.centre_id = m.centre_id)"
)
# What is refused at insertion: table, reason, and the SQL that is true then
REFUSED = (
    (
        ACTS,
        "a number follows the one before it",
        "NOT (SELECT r.taken_over FROM registers_register r WHERE r.id = NEW.register_id) AND NEW.number <>"
        " (SELECT COALESCE(MAX(a.number), 0) + 1 FROM registers_act a WHERE a.register_id = NEW.register_id)",
    ),
    (
        VERSIONS,
        "a version follows the one before it",
        "NEW.n <> (SELECT COALESCE(MAX(v.n), 0) + 1 FROM registers_actversion v WHERE v.act_id = NEW.act_id)",
    ),
    (
        VERSIONS,
        "only the act of a paper register has no request",
        "NEW.request_id IS NULL AND (NEW.n <> 1 OR NOT (SELECT r.taken_over FROM registers_register r"
        " JOIN registers_act a ON a.register_id = r.id WHERE a.id = NEW.act_id))",
    ),
    (
        VERSIONS,
        "a version says who took its request down",
        "NEW.request_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM registers_issuancerequest q"
        " WHERE q.id = NEW.request_id AND q.made_by_id = NEW.made_by_id AND q.second_for = NEW.second_for)",
    ),
    *(
        (
            VERSIONS,
            f"a version was decided by those it names ({decision})",
            f"NEW.request_id IS NOT NULL AND {when} AND NOT EXISTS (SELECT 1 FROM registers_approval p"
            f" WHERE p.request_id = NEW.request_id AND p.decision = '{decision}' AND p.by_id = NEW.{column})",
        )
        for decision, column, when in (
            ("approve", "approved_by_id", "TRUE"),
            ("sign", "signed_by_id", "TRUE"),
            ("second", "second_by_id", "NEW.second_for <> ''"),
        )
    ),
    (APPROVALS, "a mandate that holds at this moment", f"NOT EXISTS ({MANDATE})"),
    (
        APPROVALS,
        "who took a request down never approves it",
        "NEW.decision IN ('approve', 'second', 'sign') AND EXISTS (SELECT 1 FROM registers_issuancerequest q"
        " WHERE q.id = NEW.request_id AND q.made_by_id = NEW.by_id)",
    ),
    (
        APPROVALS,
        "the unit is that of the request",
        "NEW.unit_id <> (SELECT q.unit_id FROM registers_issuancerequest q WHERE q.id = NEW.request_id)",
    ),
)
FIXED_OF_A_REQUEST = ("made_by_id", "register_id", "unit_id", "asked", "received_at", "code")


def columns_of(schema_editor, table):
    with schema_editor.connection.cursor() as cursor:
        described = schema_editor.connection.introspection.get_table_description(cursor, table)
    return [column.name for column in described]


def sqlite(schema_editor):
    refuse = "BEGIN SELECT RAISE(ABORT, 'the registers: {}'); END"
    for place, (table, reason, refused) in enumerate(REFUSED):
        yield (
            f"CREATE TRIGGER {table}_check_{place} BEFORE INSERT ON {table} WHEN {refused} {refuse.format(reason)}"
        )
    for table in KEPT:
        yield f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse.format('nothing goes away')}"
    for table, free in MAY_CHANGE.items():
        fixed = [name for name in columns_of(schema_editor, table) if name not in free]
        yield _fixed_in_sqlite(table, fixed, refuse)
    yield _fixed_in_sqlite(REQUESTS, FIXED_OF_A_REQUEST, refuse)


def _fixed_in_sqlite(table, columns, refuse):
    changed = " OR ".join(f'NEW."{name}" IS NOT OLD."{name}"' for name in columns)
    return (
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} WHEN {changed}"
        f" {refuse.format('nothing is written over')}"
    )


def postgresql(schema_editor):
    yield (
        "CREATE FUNCTION registers_refuse() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'the registers: nothing goes away, and nothing is written over'; END $$"
    )
    for table in dict.fromkeys(table for table, _reason, _refused in REFUSED):
        checks = " ".join(
            f"IF {refused} THEN RAISE EXCEPTION 'the registers: {reason}'; END IF;"
            for of, reason, refused in REFUSED
            if of == table
        )
        yield (
            f"CREATE FUNCTION {table}_check() RETURNS trigger LANGUAGE plpgsql AS"
            f" $$ BEGIN {checks} RETURN NEW; END $$"
        )
        yield f"CREATE TRIGGER {table}_check BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_check()"
    for table in KEPT:
        yield (
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION registers_refuse()"
        )
    for table, free in MAY_CHANGE.items():
        fixed = [name for name in columns_of(schema_editor, table) if name not in free]
        yield _fixed_in_postgresql(table, fixed)
    yield _fixed_in_postgresql(REQUESTS, FIXED_OF_A_REQUEST)


def _fixed_in_postgresql(table, columns):
    changed = " OR ".join(f'NEW."{name}" IS DISTINCT FROM OLD."{name}"' for name in columns)
    return (
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} FOR EACH ROW WHEN ({changed})"
        " EXECUTE FUNCTION registers_refuse()"
    )


def add_triggers(apps, schema_editor):
    make = sqlite if schema_editor.connection.vendor == "sqlite" else postgresql
    for statement in list(make(schema_editor)):
        schema_editor.execute(statement, params=None)


def drop_triggers(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        names = [f"{table}_check_{place}" for place, (table, _reason, _refused) in enumerate(REFUSED)]
        names += [f"{table}_no_delete" for table in KEPT]
        names += [f"{table}_no_update" for table in (*MAY_CHANGE, REQUESTS)]
        for name in names:
            schema_editor.execute(f"DROP TRIGGER {name}")
    else:
        for name in ("registers_refuse", *(f"{table}_check" for table in (ACTS, VERSIONS, APPROVALS))):
            schema_editor.execute(f"DROP FUNCTION {name}() CASCADE")


class Migration(migrations.Migration):
    dependencies = [("registers", "0001_initial")]
    operations = [migrations.RunPython(add_triggers, drop_triggers)]
