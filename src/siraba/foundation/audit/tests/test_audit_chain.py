"""Whoever gets past the database's own refusal still breaks the chain, at a place that can be named.

JOURNAL_TAMPERINGS=10000 tries as many of them.
"""

import os
from datetime import timedelta

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from siraba.foundation.audit.chain import anchor, seal, verify
from siraba.foundation.audit.journal import digest_of, record
from siraba.foundation.audit.models import AuditLine, AuditSeal

pytestmark = pytest.mark.django_db
TRIGGERS = [
    f"{table}_{what}"
    for table in ("audit_auditline", "audit_auditseal")
    for what in ("no_delete", "no_update")
]
PER_SEAL, SEALS = 3, 3
EXAMPLES = int(os.environ.get("JOURNAL_TAMPERINGS", "60"))
many = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=EXAMPLES
)


@pytest.fixture
def journal(awa, actor_for, as_owner_of_the_tables):
    """Three seals of three lines, one line that waits, and no trigger in the way."""
    for turn in range(SEALS):
        for step in range(PER_SEAL):
            record(actor_for(awa), "read_case", f"K7M2-P9QX-{turn}", n=step)
        seal()
    record(None, "expire_consents", count=0)
    with connection.cursor() as cursor:
        for name in TRIGGERS:
            table = "_".join(name.split("_")[:2])
            cursor.execute(
                f"DROP TRIGGER {name}" + (f" ON {table}" if connection.vendor == "postgresql" else "")
            )


def sealed_lines():
    return AuditLine.objects.filter(seal__isnull=False).order_by("pk")


def change_line(data):
    line = data.draw(st.sampled_from(list(AuditLine.objects.order_by("pk"))))
    field, value = data.draw(
        st.sampled_from(
            [
                ("at", line.at + timedelta(seconds=1)),
                ("account_id", None if line.account_id else AuditLine.objects.first().account_id),
                ("role", "donor"),
                ("organisation_id", 987),
                ("purpose", "oversight"),
                ("act", "read_referral"),
                ("object", "autre"),
                ("decision", "refused"),
                ("detail", {"n": 99}),
                ("digest", "f" * 64),
            ]
        )
    )
    AuditLine.objects.filter(pk=line.pk).update(**{field: value})


def rewrite_line_with_its_digest(data):
    line = data.draw(st.sampled_from(list(sealed_lines())))
    line.object = "autre"
    line.digest = digest_of(line)
    line.save()


def remove_line(data):
    data.draw(st.sampled_from(list(sealed_lines()))).delete()


def unseal_line(data):
    AuditLine.objects.filter(pk=data.draw(st.sampled_from(list(sealed_lines()))).pk).update(seal=None)


def move_line(data):
    line = data.draw(st.sampled_from(list(sealed_lines())))
    other = data.draw(st.sampled_from(list(AuditSeal.objects.exclude(pk=line.seal_id))))
    AuditLine.objects.filter(pk=line.pk).update(seal=other)


def slip_line_in(data):
    link = data.draw(st.sampled_from(list(AuditSeal.objects.all())))
    record(None, "read_case", "K7M2-P9QX-Z")
    AuditLine.objects.filter(seal=None, act="read_case").update(seal=link)


def change_seal(data):
    link = data.draw(st.sampled_from(list(AuditSeal.objects.all())))
    change = {
        "at": link.at + timedelta(seconds=1),
        "lines": link.lines + 1,
        "previous": "e" * 64,
        "hash": "e" * 64,
    }
    field = data.draw(st.sampled_from(sorted(change)))
    AuditSeal.objects.filter(pk=link.pk).update(**{field: change[field]})


def remove_seal_with_its_lines(data):
    links = list(AuditSeal.objects.order_by("pk"))[:-1]
    link = data.draw(st.sampled_from(links))
    AuditLine.objects.filter(seal=link).delete()
    link.delete()


TAMPERING = (
    change_line,
    rewrite_line_with_its_digest,
    remove_line,
    unseal_line,
    move_line,
    slip_line_in,
    change_seal,
    remove_seal_with_its_lines,
)


def test_a_journal_that_nobody_touched_is_whole(journal):
    assert list(verify()) == []
    assert seal() == 1
    assert list(verify()) == []
    assert seal() == 0


@many
@given(st.data())
def test_any_tampering_is_found(journal, data):
    with transaction.atomic():
        data.draw(st.sampled_from(TAMPERING))(data)
        assert list(verify()) != []
        transaction.set_rollback(True)
    assert list(verify()) == []


def test_lines_whose_seal_was_taken_away_are_named(journal):
    with transaction.atomic():
        last = AuditSeal.objects.last()
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            cursor.execute("DELETE FROM audit_auditseal WHERE id = %s", [last.pk])
        assert list(verify()) == [f"les lignes du sceau {last.pk} ont perdu leur sceau"]
        transaction.set_rollback(True)


def test_the_end_cannot_be_cut_once_its_seal_was_anchored_outside(journal, tmp_path):
    anchors = tmp_path / "anchors.log"
    assert anchor(anchors)
    assert not anchor(anchors)
    assert list(verify(anchors)) == []
    last = AuditSeal.objects.last()
    number = last.pk
    AuditLine.objects.filter(seal=last).delete()
    last.delete()
    assert list(verify()) == []  # inside, nothing shows it
    assert list(verify(anchors)) == [f"le sceau {number}, ancré hors de la base, n’est plus ici"]


def test_a_fault_is_named_once(journal):
    changed = AuditLine.objects.filter(seal__isnull=False).first()
    AuditLine.objects.filter(pk=changed.pk).update(object="K7M2-P9QX-Z")
    assert len(list(verify())) == 1
