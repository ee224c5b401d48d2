"""The database itself refuses that a State be contacted while asylum is claimed or without the person's agreement.

An enquiry under way (« sent ») and a claim of asylum, or an agreement that is withdrawn or of another file, cannot stand
together, whichever of them is written last. What was said in an interview is not changed; its sealed bytes alone may be
written again, since keys are turned and what is over is emptied.
"""

from django.db import migrations

REFUSAL = "no State is contacted while asylum is claimed or without the person's agreement"
KEPT_REFUSAL = "an interview is append-only"
ENQUIRY, FILE = "statelessness_enquiry", "statelessness_determination"
AGREEMENT, INTERVIEW = "statelessness_agreement", "statelessness_interview"
KEPT = "id determination_id number held_on language held_by_id recorded_at".split()

# As conditions on NEW, which both databases read
NOT_ALLOWED = f"""NEW.state = 'sent' AND NOT EXISTS (
    SELECT 1 FROM {AGREEMENT} a
    JOIN {FILE} f ON f.id = a.determination_id
    JOIN statelessness_linkedstate s ON s.id = NEW.linked_state_id AND s.determination_id = f.id
    WHERE a.id = NEW.agreement_id AND f.id = NEW.determination_id
      AND a.about = 'contact' AND a.withdrawn_at IS NULL AND NOT f.asked_asylum)"""
CLAIMED = f"""NEW.asked_asylum AND EXISTS (
    SELECT 1 FROM {ENQUIRY} e WHERE e.determination_id = NEW.id AND e.state = 'sent')"""
TAKEN_BACK = f"""(NEW.withdrawn_at IS NOT NULL OR NEW.about <> 'contact' OR NEW.determination_id <> OLD.determination_id)
    AND EXISTS (SELECT 1 FROM {ENQUIRY} e WHERE e.agreement_id = NEW.id AND e.state = 'sent')"""
# table, name, event, condition
GUARDS = (
    (ENQUIRY, "contact_insert", "INSERT", NOT_ALLOWED),
    (ENQUIRY, "contact_update", "UPDATE", NOT_ALLOWED),
    (FILE, "asylum", "UPDATE", CLAIMED),
    (AGREEMENT, "withdrawal", "UPDATE", TAKEN_BACK),
)


def sqlite():
    for table, name, event, condition in GUARDS:
        yield (
            f"CREATE TRIGGER {table}_{name} BEFORE {event} ON {table} WHEN {condition}"
            f" BEGIN SELECT RAISE(ABORT, '{REFUSAL.replace(chr(39), chr(39) * 2)}'); END"
        )
    changed = " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in KEPT)
    yield (
        f"CREATE TRIGGER {INTERVIEW}_no_update BEFORE UPDATE ON {INTERVIEW} WHEN {changed}"
        f" BEGIN SELECT RAISE(ABORT, '{KEPT_REFUSAL}'); END"
    )


def postgresql():
    for table, name, event, condition in GUARDS:
        yield (
            f"CREATE FUNCTION {table}_{name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" IF {condition} THEN RAISE EXCEPTION '{REFUSAL.replace(chr(39), chr(39) * 2)}'"
            " USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$"
        )
        yield (
            f"CREATE TRIGGER {table}_{name} BEFORE {event} ON {table}"
            f" FOR EACH ROW EXECUTE FUNCTION {table}_{name}()"
        )
    yield (
        f"CREATE FUNCTION {INTERVIEW}_no_update() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN RAISE EXCEPTION '{KEPT_REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    yield (
        f"CREATE TRIGGER {INTERVIEW}_no_update BEFORE UPDATE ON {INTERVIEW} FOR EACH ROW"
        f" WHEN ((to_jsonb(NEW) - 'sealed') <> (to_jsonb(OLD) - 'sealed'))"
        f" EXECUTE FUNCTION {INTERVIEW}_no_update()"
    )


def add_triggers(apps, schema_editor):
    for statement in sqlite() if schema_editor.connection.vendor == "sqlite" else postgresql():
        schema_editor.execute(statement)


def drop_triggers(apps, schema_editor):
    on_sqlite = schema_editor.connection.vendor == "sqlite"
    for table, name in [(table, name) for table, name, *_rest in GUARDS] + [(INTERVIEW, "no_update")]:
        schema_editor.execute(f"DROP TRIGGER {table}_{name}" + ("" if on_sqlite else f" ON {table}"))
        if not on_sqlite:
            schema_editor.execute(f"DROP FUNCTION {table}_{name}()")


class Migration(migrations.Migration):
    dependencies = [("statelessness", "0001_initial")]
    operations = [migrations.RunPython(add_triggers, drop_triggers)]
