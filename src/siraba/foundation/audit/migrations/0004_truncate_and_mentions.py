"""Mentions are append-only as their lines are; and PostgreSQL refuses to empty a table of the journal at one blow."""

from django.db import migrations

JOURNAL = ("audit_auditline", "audit_auditseal", "audit_auditmention")
REFUSED = " BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END"
SQLITE = [
    f"CREATE TRIGGER audit_auditmention_no_{what} BEFORE {what.upper()} ON audit_auditmention{REFUSED}"
    for what in ("delete", "update")
]
POSTGRESQL = [
    *(
        f"CREATE TRIGGER audit_auditmention_no_{what} BEFORE {what.upper()} ON audit_auditmention"
        " FOR EACH ROW EXECUTE FUNCTION audit_refuse()"
        for what in ("delete", "update")
    ),
    *(
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} EXECUTE FUNCTION audit_refuse()"
        for table in JOURNAL
    ),
]


def add_triggers(apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)


def drop_triggers(apps, schema_editor):
    sqlite = schema_editor.connection.vendor == "sqlite"
    for what in ("delete", "update"):
        name = f"audit_auditmention_no_{what}"
        schema_editor.execute(f"DROP TRIGGER {name}" + ("" if sqlite else " ON audit_auditmention"))
    for table in () if sqlite else JOURNAL:
        schema_editor.execute(f"DROP TRIGGER {table}_no_truncate ON {table}")


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_auditmention")]
    operations = [migrations.RunPython(add_triggers, drop_triggers)]
