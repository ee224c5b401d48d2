"""The database itself refuses to change or delete a link of a chain of custody, or what an exhibit was when it was seized.

Sealed bytes alone may be written again: keys are turned.
"""

from django.db import migrations

SEALED = {"investigations_custody": ("sealed",), "investigations_exhibit": ("sealed", "document", "state")}
KEPT = {
    "investigations_custody": "id inquiry_id exhibit_id number kind at recorded_by_id recorded_at digest".split(),
    "investigations_exhibit": "id inquiry_id number digest seized_on recorded_by_id recorded_at".split(),
}
REFUSAL = "a chain of custody is append-only"

SQLITE = [
    statement
    for table, kept in KEPT.items()
    for statement in (
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} WHEN "
        + " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in kept)
        + f" BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
    )
]


def _same(table: str) -> str:
    without = "".join(f" - '{name}'" for name in SEALED[table])
    return f"(to_jsonb(NEW){without}) <> (to_jsonb(OLD){without})"


POSTGRESQL = [
    "CREATE FUNCTION investigations_refuse() RETURNS trigger LANGUAGE plpgsql AS"
    f" $$ BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$",
    *(
        statement
        for table in KEPT
        for statement in (
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION investigations_refuse()",
            f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} FOR EACH ROW"
            f" WHEN ({_same(table)}) EXECUTE FUNCTION investigations_refuse()",
        )
    ),
]


def add_triggers(apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)


def drop_triggers(apps, schema_editor):
    sqlite = schema_editor.connection.vendor == "sqlite"
    for table in KEPT:
        for what in ("no_delete", "no_update"):
            schema_editor.execute(f"DROP TRIGGER {table}_{what}" + ("" if sqlite else f" ON {table}"))
    if not sqlite:
        schema_editor.execute("DROP FUNCTION investigations_refuse()")


class Migration(migrations.Migration):
    dependencies = [("investigations", "0001_initial")]
    operations = [migrations.RunPython(add_triggers, drop_triggers)]
