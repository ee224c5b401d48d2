"""What is typed on a form never becomes a formula in the spreadsheet of who exports it."""

import csv
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import siraba
from siraba.foundation.interface.spreadsheets import FORMULA_STARTS, SheetWriter, safe_row

SOURCE = Path(siraba.__file__).parent
STARTS = st.sampled_from(FORMULA_STARTS)
SPACES = st.text(alphabet=" \N{NO-BREAK SPACE}", max_size=3)
CELLS = st.text() | st.builds("{}{}{}".format, SPACES, STARTS, st.text())


@given(st.lists(CELLS, min_size=1, max_size=5))
def test_no_cell_starts_as_a_formula_and_none_loses_a_letter(cells):
    file = StringIO(newline="")
    SheetWriter(file).row(*cells)
    (read,) = csv.reader(StringIO(file.getvalue(), newline=""))
    for cell, shown in zip(cells, read, strict=True):
        assert not shown.lstrip(" \N{NO-BREAK SPACE}").startswith(FORMULA_STARTS)
        assert shown in (cell, f"'{cell}")


@pytest.mark.parametrize("cell", ["=HYPERLINK(A1)", "+1", "-1+2", "@SUM(A1)", "\t=1", " =1", "＝1"])
def test_a_cell_that_would_be_calculated_gets_an_apostrophe(cell):
    assert safe_row([cell]) == [f"'{cell}"]


def test_what_is_no_formula_is_left_alone():
    assert safe_row(["Ménaka", 12, "<5", "a=b"]) == ["Ménaka", "12", "<5", "a=b"]


def test_no_other_place_writes_a_table_for_a_browser():
    writers = [
        path
        for path in SOURCE.rglob("*.py")
        if "csv.writer(" in path.read_text() and "/tests/" not in str(path)
    ]
    assert {str(path.relative_to(SOURCE)) for path in writers} == {
        "foundation/interface/spreadsheets.py",
        # On their user's own file, to their user's own screen
        "engines/dismantling/files.py",
        "engines/irregularities/command.py",
        "engines/privacy/command.py",
        "engines/sustainability/command.py",
    }
