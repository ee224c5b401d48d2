"""Whoever gets past the database's own refusal still breaks the chain, at a place that can be named.

JOURNAL_TAMPERINGS=10000 tries as many of them.
"""

import os
from datetime import timedelta

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, assume, given, settings
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


WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=20)
HEX = st.text("0123456789abcdef", min_size=64, max_size=64)
MOMENTS = st.integers(1, 10**12).map(lambda n: timedelta(microseconds=n))
CHANGES = {
    "at": MOMENTS,
    "account_id": st.none(),
    "role": WORDS,
    "organisation_id": st.integers(0, 2**40),
    "purpose": WORDS,
    "act": WORDS,
    "object": WORDS,
    "decision": st.just("refused"),
    "detail": st.dictionaries(WORDS, st.integers() | WORDS | st.booleans(), max_size=3),
    "digest": HEX,
}


def some(data, rows):
    """One of the rows; a tampering that finds none left is no tampering."""
    found = list(rows)
    assume(found)
    return data.draw(st.sampled_from(found))


def change_line(data):
    line = some(data, AuditLine.objects.order_by("pk"))
    field = data.draw(st.sampled_from(sorted(CHANGES)))
    value = data.draw(CHANGES[field])
    value = line.at + value if field == "at" else value
    if field == "account_id" and line.account_id is None:
        value = AuditLine.objects.exclude(account=None).values_list("account", flat=True).first()
    assume(getattr(line, field) != value)
    AuditLine.objects.filter(pk=line.pk).update(**{field: value})


def rewrite_line_with_its_digest(data):
    line = some(data, sealed_lines())
    line.object = data.draw(WORDS.filter(lambda word: word != line.object))
    line.digest = digest_of(line)
    line.save()


def remove_line(data):
    some(data, sealed_lines()).delete()


def unseal_line(data):
    AuditLine.objects.filter(pk=some(data, sealed_lines()).pk).update(seal=None)


def move_line(data):
    line = some(data, sealed_lines())
    other = some(data, AuditSeal.objects.exclude(pk=line.seal_id))
    AuditLine.objects.filter(pk=line.pk).update(seal=other)


def slip_line_in(data):
    link = some(data, AuditSeal.objects.all())
    record(None, "slipped_in", data.draw(WORDS))
    AuditLine.objects.filter(seal=None, act="slipped_in").update(seal=link)


def change_seal(data):
    link = some(data, AuditSeal.objects.all())
    change = {
        "at": link.at + data.draw(MOMENTS),
        "lines": link.lines + data.draw(st.integers(1, 10**6)),
        "previous": data.draw(HEX),
        "hash": data.draw(HEX),
    }
    field = data.draw(st.sampled_from(sorted(change)))
    # The database itself refuses two seals with one hash.
    assume(field != "hash" or not AuditSeal.objects.filter(hash=change["hash"]).exists())
    AuditSeal.objects.filter(pk=link.pk).update(**{field: change[field]})


def remove_seal_with_its_lines(data):
    links = list(AuditSeal.objects.order_by("pk"))[:-1]
    link = some(data, links)
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


def as_it_stands():
    """What a tampering can touch; a further line that waits for its seal is what every act adds."""
    lines = AuditLine.objects.exclude(seal=None, act="slipped_in")
    return [list(rows.order_by("pk").values_list()) for rows in (lines, AuditSeal.objects)]


@many
@given(st.data())
def test_any_tampering_is_found(journal, data):
    """One, two or three of them, one on top of the other, unless one undoes another."""
    before = as_it_stands()
    with transaction.atomic():
        for tamper in data.draw(st.lists(st.sampled_from(TAMPERING), min_size=1, max_size=3)):
            tamper(data)
        assume(as_it_stands() != before)
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
