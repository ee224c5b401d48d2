"""The database keeps what was decided: nothing of an alert, its decisions and its questions goes away or is written over.

Sealed bytes alone may change, since keys rotate and what was suspected is emptied in the end.
"""

from django.db import migrations

ALERTS, DECISIONS, QUESTIONS = "inspection_alert", "inspection_alertdecision", "inspection_question"
FIXED = {
    ALERTS: ("code", "register_id", "act_id", "number", "kind", "version", "rules", "look_id", "found_at"),
    DECISIONS: ("alert_id", "decision", "lookalike", "by_id", "at"),
    QUESTIONS: (
        "code",
        "alert_id",
        "register_id",
        "number",
        "act_id",
        "asked_of_id",
        "asked_by_id",
        "asked_at",
    ),
}
REASON = "the inspection: what was decided stays"


def sqlite():
    refuse = f"BEGIN SELECT RAISE(ABORT, '{REASON}'); END"
    for table, fixed in FIXED.items():
        changed = " OR ".join(f'NEW."{name}" IS NOT OLD."{name}"' for name in fixed)
        yield f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}"
        yield f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} WHEN {changed} {refuse}"


def postgresql():
    yield (
        "CREATE FUNCTION inspection_refuse() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN RAISE EXCEPTION '{REASON}'; END $$"
    )
    call = "FOR EACH ROW {} EXECUTE FUNCTION inspection_refuse()"
    for table, fixed in FIXED.items():
        changed = " OR ".join(f'NEW."{name}" IS DISTINCT FROM OLD."{name}"' for name in fixed)
        yield f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {call.format('')}"
        yield f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {call.format(f'WHEN ({changed})')}"


def add_triggers(apps, schema_editor):
    make = sqlite if schema_editor.connection.vendor == "sqlite" else postgresql
    for statement in make():
        schema_editor.execute(statement, params=None)


def drop_triggers(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for table in FIXED:
            schema_editor.execute(f"DROP TRIGGER {table}_no_delete")
            schema_editor.execute(f"DROP TRIGGER {table}_no_update")
    else:
        schema_editor.execute("DROP FUNCTION inspection_refuse() CASCADE")


class Migration(migrations.Migration):
    dependencies = [("inspection", "0001_initial")]
    operations = [migrations.RunPython(add_triggers, drop_triggers)]
