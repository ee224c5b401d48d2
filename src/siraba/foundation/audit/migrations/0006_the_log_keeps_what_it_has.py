"""Lines from before get their salt, which is then kept like the rest of the line; the tables of the log only grow."""

from django.db import migrations

LOG = ("audit_logshard", "audit_logplace", "audit_logcheckpoint", "audit_logcosignature")
KEPT = "audit_auditline_no_update"
REFUSED = " BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END"
BEFORE = (
    f"CREATE TRIGGER {KEPT} BEFORE UPDATE ON audit_auditline"
    " WHEN OLD.seal_id IS NOT NULL OR NEW.seal_id IS NULL OR NEW.id <> OLD.id OR NEW.digest <> OLD.digest"
    " OR NEW.at <> OLD.at OR NEW.act <> OLD.act OR NEW.object <> OLD.object OR NEW.detail <> OLD.detail"
    " OR NEW.decision <> OLD.decision OR NEW.account_id IS NOT OLD.account_id OR NEW.role <> OLD.role"
    " OR NEW.purpose <> OLD.purpose OR NEW.organisation_id IS NOT OLD.organisation_id"
)
SQLITE = [
    f"DROP TRIGGER {KEPT}",
    "UPDATE audit_auditline SET salt = randomblob(32)",
    BEFORE + " OR NEW.salt IS NOT OLD.salt" + REFUSED,
    *(
        f"CREATE TRIGGER {table}_no_{what} BEFORE {what.upper()} ON {table}{REFUSED}"
        for table in LOG
        for what in ("delete", "update")
    ),
]
POSTGRESQL = [
    f"ALTER TABLE audit_auditline DISABLE TRIGGER {KEPT}",
    "UPDATE audit_auditline SET salt = sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8'))",
    f"ALTER TABLE audit_auditline ENABLE TRIGGER {KEPT}",
    *(
        f"CREATE TRIGGER {table}_no_{what} BEFORE {what.upper()} ON {table}"
        " FOR EACH ROW EXECUTE FUNCTION audit_refuse()"
        for table in LOG
        for what in ("delete", "update")
    ),
    *(
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} EXECUTE FUNCTION audit_refuse()"
        for table in LOG
    ),
]


def add_triggers(apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)


def drop_triggers(apps, schema_editor):
    sqlite = schema_editor.connection.vendor == "sqlite"
    on = (lambda table: "") if sqlite else (lambda table: f" ON {table}")
    for table in LOG:
        for what in ("delete", "update") if sqlite else ("delete", "update", "truncate"):
            schema_editor.execute(f"DROP TRIGGER {table}_no_{what}{on(table)}")
    if sqlite:
        schema_editor.execute(f"DROP TRIGGER {KEPT}")
        schema_editor.execute(BEFORE + REFUSED)


class Migration(migrations.Migration):
    dependencies = [("audit", "0005_the_public_log")]
    operations = [migrations.RunPython(add_triggers, drop_triggers)]
