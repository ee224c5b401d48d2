"""A table that leaves as a file: CSV or XLSX, by `?format=` of its address."""

import io
from collections.abc import Iterable, Sequence

import openpyxl
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from siraba.foundation.interface.spreadsheets import SheetWriter, safe_row

FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def wanted(request: HttpRequest) -> str:
    """`csv` or `xlsx` when the address asks for a file, nothing for a page."""
    asked = request.GET.get("format", "")
    return asked if asked in FORMATS else ""


def table_file(
    name: str, kind: str, header: Sequence[object], rows: Iterable[Sequence[object]]
) -> HttpResponse:
    """The table as a file to keep, its name beginning with the day."""
    return attached(name, kind, written([header, *rows], kind))


def written(rows: Iterable[Sequence[object]], kind: str, title: str = "") -> bytes:
    """Rows as `csv` or `xlsx`."""
    return workbook_of(rows, title) if kind == "xlsx" else csv_of(rows)


def attached(name: str, kind: str, content: bytes) -> HttpResponse:
    """A file to keep, its name beginning with the day."""
    day = timezone.localdate().isoformat()
    return HttpResponse(
        content,
        content_type=FORMATS[kind],
        headers={
            "Content-Disposition": f'attachment; filename="{day}-{name}.{kind}"',
            "X-Robots-Tag": "noindex",
        },
    )


def csv_of(rows: Iterable[Sequence[object]]) -> bytes:
    """Rows as CSV, marked as UTF-8 so that a spreadsheet reads the accents."""
    text = io.StringIO(newline="")
    writer = SheetWriter(text)
    for row in rows:
        writer.row(*row)
    return text.getvalue().encode("utf-8-sig")


def workbook_of(rows: Iterable[Sequence[object]], title: str = "") -> bytes:
    """Rows as the only sheet of a workbook; numbers stay numbers."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(title or None)
    for row in rows:
        sheet.append([cell if isinstance(cell, int | float) else safe_row([cell])[0] for cell in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
