"""A month of the book as Beancount text, checked by another program; the statement as PDF and DOCX."""

import io
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from docx import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from siraba.foundation.access.errors import Invalid, NotAllowed
from siraba.foundation.access.policy import Purpose
from siraba.foundation.interface.papers import docx_of, pdf_of
from siraba.foundation.ledger import actions
from siraba.foundation.ledger.actions import Posting
from siraba.foundation.ledger.balances import proof_of, statement_of
from siraba.foundation.ledger.exporting import export_month
from siraba.foundation.ledger.models import Entry
from siraba.foundation.ledger.statement import paper_of
from siraba.foundation.organisations.models import Organisation

pytestmark = pytest.mark.django_db
BEAN_CHECK = Path(sys.executable).with_name("bean-check")
MONTH = timezone.localdate().replace(day=1)
BEFORE = (MONTH - timedelta(days=1)).replace(day=1)


@pytest.fixture
def oumou(account_for, actor_for):
    return actor_for(account_for("oumou"), Purpose.FUNDING)


@pytest.fixture
def envelope(oumou):
    return actions.open_envelope(
        oumou,
        donor=Organisation.objects.get(code="bailleur"),
        holder=Organisation.objects.get(code="crm"),
        title="Fonds",
        from_day=date(2020, 1, 1),
        until_day=date(2099, 1, 1),
    )


@pytest.fixture
def book(oumou, envelope):
    """Two months: receipts, spendings, a transfer, a reversal."""
    given = {"label": 'Virement "1" \\ bailleur', "amount": 1_000_000}
    actions.receive(oumou, envelope, day=BEFORE, reference="V-1", **given)
    spent = {"pillar": "protection", "zone": None, "groups": [], "label": "Aide K7M2-P9QX-A"}
    actions.spend(oumou, envelope, amount=250_000, day=BEFORE, reference="P-1", **spent)
    wrong = actions.spend(oumou, envelope, amount=100_000, day=MONTH, reference="P-2", **spent)
    actions.reverse_entry(oumou, wrong, reason="Virement revenu")
    actions.receive(oumou, envelope, day=MONTH, reference="V-2", **given)
    moved = [Posting("552", 5000, envelope), Posting("521", -5000, envelope)]
    actions.post(
        oumou, holder=envelope.holder, what="transfer", day=MONTH, label="Vers le téléphone", lines=moved
    )
    return envelope.holder


def checked(text: str, tmp_path: Path) -> subprocess.CompletedProcess:
    file = tmp_path / "month.beancount"
    file.write_text(text, encoding="utf-8")
    return subprocess.run([BEAN_CHECK, str(file)], capture_output=True, text=True, check=False)


def test_bean_check_agrees_with_each_month(oumou, book, tmp_path):
    for first in (BEFORE, MONTH):
        text = export_month(oumou, book, first=first)
        result = checked(text, tmp_path)
        assert (result.returncode, result.stdout + result.stderr) == (0, "")
    assert 'enveloppe: "' in text
    assert "750000 XOF" in text


def test_bean_check_finds_an_amount_that_was_changed(oumou, book, tmp_path):
    text = export_month(oumou, book, first=MONTH)
    assert "  Assets:521  -5000 XOF" in text
    for forged in ("-5001", "5000"):
        assert checked(text.replace("-5000", forged, 1), tmp_path).returncode != 0


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=15)
@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=40))
def test_whatever_a_label_says_the_text_stays_sound(oumou, envelope, tmp_path, label):
    if not label.strip():
        return
    actions.receive(oumou, envelope, amount=1, day=MONTH, reference="", label=label)
    result = checked(export_month(oumou, envelope.holder, first=MONTH), tmp_path)
    assert (result.returncode, result.stderr) == (0, "")


def test_a_month_begins_on_its_first_day_and_is_exported_by_its_keepers(oumou, book, hawa, actor_for):
    with pytest.raises(Invalid):
        export_month(oumou, book, first=MONTH + timedelta(days=1))
    with pytest.raises(NotAllowed):
        export_month(actor_for(hawa), book, first=MONTH)


def test_the_statement_adds_up_and_shows_its_proof(book):
    statement = statement_of(book)
    assert sum(one.balance for one in statement.accounts) == 0
    (balance,) = statement.envelopes
    assert (balance.received, balance.spent, balance.left) == (2_000_000, 250_000, 1_750_000)
    proof = proof_of(book)
    last = Entry.objects.order_by("-number").first()
    assert (proof.balanced, proof.number, proof.digest) == (True, 6, last.digest)
    held = {one.account.code: one.balance for one in statement.accounts}
    assert (held["521"], held["552"], held["F1"], held["D1"]) == (1_745_000, 5000, -2_000_000, 250_000)


def test_the_statement_as_pdf_and_docx(book):
    statement = statement_of(book)
    paper = paper_of(statement)
    assert pdf_of(paper).startswith(b"%PDF")
    document = Document(io.BytesIO(docx_of(paper)))
    said = [paragraph.text for paragraph in document.paragraphs]
    assert said[0].startswith("État du fonds")
    assert any(statement.proof.digest in line for line in said)
    cells = [cell.text for row in document.tables[1].rows for cell in row.cells]
    assert "1\u202f750\u202f000" in cells
