"""The database itself lets nobody change a table of weights. The one that has measured somebody cannot go: its measures hold it."""

from django.db import migrations

SQLITE = (
    "CREATE TRIGGER followup_scoretable_no_update BEFORE UPDATE ON followup_scoretable"
    " BEGIN SELECT RAISE(ABORT, 'a table of weights never changes'); END",
)
POSTGRESQL = (
    "CREATE FUNCTION followup_refuse() RETURNS trigger LANGUAGE plpgsql AS"
    " $$ BEGIN RAISE EXCEPTION 'a table of weights never changes' USING ERRCODE = 'integrity_constraint_violation'; END $$",
    "CREATE TRIGGER followup_scoretable_no_update BEFORE UPDATE ON followup_scoretable"
    " FOR EACH ROW EXECUTE FUNCTION followup_refuse()",
)


def add_triggers(apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)


def drop_triggers(apps, schema_editor):
    sqlite = schema_editor.connection.vendor == "sqlite"
    schema_editor.execute(
        "DROP TRIGGER followup_scoretable_no_update" + ("" if sqlite else " ON followup_scoretable")
    )
    if not sqlite:
        schema_editor.execute("DROP FUNCTION followup_refuse()")


class Migration(migrations.Migration):
    dependencies = [("followup", "0001_follow_ups")]
    operations = [migrations.RunPython(add_triggers, drop_triggers)]
