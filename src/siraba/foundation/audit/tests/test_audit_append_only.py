"""The database itself keeps the journal as it was written."""

import pytest
from django.db import DatabaseError, connection, transaction

from siraba.foundation.audit.chain import seal, verify
from siraba.foundation.audit.journal import record
from siraba.foundation.audit.models import AuditLine, AuditSeal

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_owner_of_the_tables")]
CHANGES = {
    "at": "2020-01-01T00:00:00Z",
    "act": "autre",
    "object": "autre",
    "decision": "refused",
    "detail": {"n": 2},
    "digest": "0" * 64,
    "role": "donor",
    "purpose": "statistics",
    "organisation_id": 99,
    "account_id": None,
}


@pytest.fixture
def line(awa, actor_for):
    record(actor_for(awa), "read_case", "K7M2-P9QX-A", n=1)
    return AuditLine.objects.get()


def refuses(change) -> bool:
    try:
        with transaction.atomic():
            change()
    except DatabaseError as error:
        return "append-only" in str(error)
    return False


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_a_line_cannot_be_deleted_by_the_orm_nor_by_sql(line):
    assert refuses(lambda: AuditLine.objects.all().delete())
    assert refuses(line.delete)
    assert refuses(lambda: sql("DELETE FROM audit_auditline"))
    assert AuditLine.objects.count() == 1


@pytest.mark.postgresql
@pytest.mark.parametrize("table", ["audit_auditline", "audit_auditseal", "audit_auditmention"])
def test_a_table_of_the_journal_cannot_be_emptied_at_one_blow(table):
    sql(f"ALTER TABLE {table} ENABLE TRIGGER {table}_no_truncate")  # the tests themselves do without it
    assert refuses(lambda: sql(f"TRUNCATE {table} CASCADE"))


@pytest.mark.parametrize("field", CHANGES)
def test_no_field_of_a_line_can_be_changed_even_while_it_is_sealed(line, field):
    link = AuditSeal.objects.create(at=line.at, lines=1, previous="", hash="")
    rows = AuditLine.objects.filter(pk=line.pk)
    assert refuses(lambda: rows.update(**{field: CHANGES[field]}))
    assert refuses(lambda: rows.update(**{field: CHANGES[field], "seal": link}))


def test_raw_sql_cannot_change_a_line(line):
    assert refuses(lambda: sql("UPDATE audit_auditline SET object = %s", "autre"))


def test_a_sealed_line_keeps_its_seal(line):
    assert seal() == 1
    assert refuses(lambda: AuditLine.objects.update(seal=None))
    assert refuses(lambda: sql("UPDATE audit_auditline SET seal_id = seal_id"))


def test_a_seal_can_neither_be_changed_nor_deleted(line):
    seal()
    assert refuses(lambda: AuditSeal.objects.update(lines=2))
    assert refuses(lambda: sql("UPDATE audit_auditseal SET hash = %s", "0" * 64))
    assert refuses(lambda: sql("DELETE FROM audit_auditseal"))
    assert list(verify()) == []
