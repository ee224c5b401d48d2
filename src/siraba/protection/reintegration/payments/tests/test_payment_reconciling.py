"""The file of a bank or an operator: whole or not at all, its reasons by line; said again it changes nothing."""

import csv
import hashlib
import io

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from siraba.foundation.access.errors import NotAllowed
from siraba.foundation.ledger.selectors import left_in
from siraba.protection.reintegration.payments.models import Channel, Reconciliation
from siraba.protection.reintegration.payments.reconciling import BadFile, read_file, reconcile_batch
from siraba.protection.reintegration.payments.tests.conftest import (
    SYSTEM,
    many_payable,
    payments_in,
    sent_batch,
)

pytestmark = pytest.mark.django_db
HEAD = "reference,montant,resultat,reference_operateur\n"


@pytest.fixture
def batch(fund, people, call, envelope):
    return sent_batch(fund, people, many_payable(call, 3, people.secretary), Channel.WALLET_FILE)


def file(*rows: tuple) -> bytes:
    return (HEAD + "".join(",".join(map(str, row)) + "\n" for row in rows)).encode()


def states(batch) -> list[str]:
    return [one.state for one in payments_in(batch)]


def test_the_file_of_a_batch_is_made_once_and_its_hash_kept(batch):
    content = batch.words["file"]
    table = list(csv.reader(io.StringIO(content)))
    assert table[0] == ["reference", "compte", "nom", "montant"]
    assert [row[0] for row in table[1:]] == sorted(
        (one.code for one in payments_in(batch)), key=[r[0] for r in table[1:]].index
    )
    assert batch.digest == hashlib.sha256(content.encode()).hexdigest()
    assert states(batch) == ["sent"] * 3


def test_what_the_file_says_is_taken_and_said_again_changes_nothing(batch, people, envelope):
    one, two, three = (payment.code for payment in payments_in(batch))
    content = file((one, 100000, "paye", "B1"), (two, 100000, "echec", ""))
    reconcile_batch(people.accountant, batch, content=content)
    assert states(batch) == ["reconciled", "failed", "sent"]
    reconcile_batch(people.accountant, batch, content=content)
    again = file((one, 100000, "paye", "B1"), (three, 100000, "paye", "B3"))
    reconcile_batch(people.accountant, batch, content=again)
    assert states(batch) == ["reconciled", "failed", "reconciled"]
    assert left_in(envelope) == 49_800_000
    assert Reconciliation.objects.system(SYSTEM).count() == 2


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ("{0},100000,paye,B1\n{0},100000,paye,B2", "deux fois"),
        ("{0},100000,paye,B1\n{1},100000,paye,B1", "deux fois"),
        ("{0},100000,paye,B1\nZZZZ-ZZZZ-Z,100000,paye,B2", "n’est pas de ce lot"),
        ("{0},100000.00,paye,B1", "sans centimes"),
        ('{0},"100000,50",paye,B1', "sans centimes"),
        ("{0},100 000,paye,B1", "francs entiers"),
        ("{0},-100000,paye,B1", "francs entiers"),
        ("{0},99999,paye,B1", "pas 99999"),
        ("{0},100000,peut-être,B1", "paye ou echec"),
        ("{0},100000,paye,", "référence de l’opérateur manque"),
        ("{0},100000,paye", "4 colonnes"),
        ("", "aucune ligne"),
    ],
)
def test_one_wrong_line_and_nothing_is_taken(batch, people, envelope, wrong, reason):
    codes = [payment.code for payment in payments_in(batch)]
    good = f"{codes[2]},100000,paye,B9\n" if wrong else ""
    with pytest.raises(BadFile) as refused:
        reconcile_batch(people.accountant, batch, content=(HEAD + good + wrong.format(*codes)).encode())
    assert reason in " ".join(refused.value.problems)
    assert states(batch) == ["sent"] * 3
    assert left_in(envelope) == 50_000_000


def test_every_reason_is_told_with_its_line(batch, people):
    codes = [payment.code for payment in payments_in(batch)]
    with pytest.raises(BadFile) as refused:
        reconcile_batch(
            people.accountant, batch, content=file((codes[0], 1, "paye", "B1"), (codes[1], 2, "paye", "B2"))
        )
    assert [one.split(" :")[0] for one in refused.value.problems] == ["Ligne 2", "Ligne 3"]


def test_what_is_paid_is_not_unpaid_by_a_file(batch, people):
    code = payments_in(batch)[0].code
    reconcile_batch(people.accountant, batch, content=file((code, 100000, "paye", "B1")))
    for said in ((code, 100000, "echec", ""), (code, 100000, "paye", "B2")):
        with pytest.raises(BadFile, match="une personne doit voir"):
            reconcile_batch(people.accountant, batch, content=file(said))


def test_only_the_accountant_reads_a_file(batch, people):
    for other in (people.payer, people.secretary, people.auditor):
        with pytest.raises(NotAllowed):
            reconcile_batch(other, batch, content=file())


@given(
    st.binary(max_size=300) | st.text(max_size=200).map(lambda text: (HEAD + text).encode(errors="ignore"))
)
@hypothesis_settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_are_read_or_refused_in_words(content):
    refused: list[str] = []
    rows = []
    try:
        rows = read_file(content)
    except BadFile as refusal:
        refused += refusal.problems
    assert bool(rows) != bool(refused)
    assert len({row.reference for row in rows}) == len(rows)
    assert all(row.amount > 0 for row in rows)
