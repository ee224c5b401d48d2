"""The database itself refuses to change or delete a line or a seal; a line may only receive its seal, once."""

from django.db import migrations

TABLES = ("audit_auditline", "audit_auditseal")

SQLITE = [
    *(
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table}"
        " BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END"
        for table in TABLES
    ),
    "CREATE TRIGGER audit_auditseal_no_update BEFORE UPDATE ON audit_auditseal"
    " BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END",
    "CREATE TRIGGER audit_auditline_no_update BEFORE UPDATE ON audit_auditline"
    " WHEN OLD.seal_id IS NOT NULL OR NEW.seal_id IS NULL OR NEW.id <> OLD.id OR NEW.digest <> OLD.digest"
    " OR NEW.at <> OLD.at OR NEW.act <> OLD.act OR NEW.object <> OLD.object OR NEW.detail <> OLD.detail"
    " OR NEW.decision <> OLD.decision OR NEW.account_id IS NOT OLD.account_id OR NEW.role <> OLD.role"
    " OR NEW.purpose <> OLD.purpose OR NEW.organisation_id IS NOT OLD.organisation_id"
    " BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END",
]

POSTGRESQL = [
    "CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS"
    " $$ BEGIN RAISE EXCEPTION 'the journal is append-only'; END $$",
    *(
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION audit_refuse()"
        for table in TABLES
    ),
    "CREATE TRIGGER audit_auditseal_no_update BEFORE UPDATE ON audit_auditseal"
    " FOR EACH ROW EXECUTE FUNCTION audit_refuse()",
    "CREATE TRIGGER audit_auditline_no_update BEFORE UPDATE ON audit_auditline FOR EACH ROW"
    " WHEN (OLD.seal_id IS NOT NULL OR NEW.seal_id IS NULL OR (to_jsonb(NEW) - 'seal_id') <> (to_jsonb(OLD) - 'seal_id'))"
    " EXECUTE FUNCTION audit_refuse()",
]


def add_triggers(apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)


def drop_triggers(apps, schema_editor):
    sqlite = schema_editor.connection.vendor == "sqlite"
    for table in TABLES:
        for what in ("no_delete", "no_update"):
            schema_editor.execute(f"DROP TRIGGER {table}_{what}" + ("" if sqlite else f" ON {table}"))
    if not sqlite:
        schema_editor.execute("DROP FUNCTION audit_refuse()")


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunPython(add_triggers, drop_triggers)]
