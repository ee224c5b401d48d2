"""A paper to hand over: facts, tables and remarks, as PDF (set by Typst) or as DOCX, which can be edited.

What is printed is data: the setting is a file of ours, and a text never becomes markup.
"""

import io
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import typst
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.table import Table as DocxTable

SETTING = Path(__file__).parent / "setting" / "paper.typ"
PAPERS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@dataclass(frozen=True)
class Sheet:
    """A table of a paper. `numbers` are the places of the columns set to the right; the last row may be a total."""

    caption: str
    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    numbers: Sequence[int] = ()
    empty: str = ""


@dataclass(frozen=True)
class Paper:
    """`margin_note` is said at the top of every page."""

    title: str
    facts: Sequence[tuple[str, str]] = ()
    sheets: Sequence[Sheet] = ()
    notes: Sequence[str] = ()
    margin_note: str = ""
    language: str = field(default_factory=lambda: get_language() or "fr")


def wanted_paper(request: HttpRequest) -> str:
    """`pdf` or `docx` when the address asks for a paper, nothing for a page."""
    asked = request.GET.get("format", "")
    return asked if asked in PAPERS else ""


def paper_file(name: str, kind: str, paper: Paper) -> HttpResponse:
    """The paper as a file to keep, its name beginning with the day."""
    content = pdf_of(paper) if kind == "pdf" else docx_of(paper)
    day = timezone.localdate().isoformat()
    headers = {
        "Content-Disposition": f'attachment; filename="{day}-{name}.{kind}"',
        "X-Robots-Tag": "noindex",
    }
    return HttpResponse(content, content_type=PAPERS[kind], headers=headers)


def pdf_of(paper: Paper) -> bytes:
    data = json.dumps(asdict(paper), ensure_ascii=False)
    return typst.compile(SETTING.read_bytes(), sys_inputs={"paper": data}, ignore_system_fonts=True)


def docx_of(paper: Paper) -> bytes:
    document = Document()
    document.core_properties.title = paper.title
    document.core_properties.language = paper.language
    document.sections[0].header.paragraphs[0].text = paper.margin_note
    document.add_heading(paper.title, 1)
    for label, value in paper.facts:
        line = document.add_paragraph()
        line.add_run(f"{label} : ").bold = True
        line.add_run(value)
    for sheet in paper.sheets:
        document.add_heading(sheet.caption, 2)
        if not sheet.rows:
            document.add_paragraph(sheet.empty)
            continue
        table = document.add_table(rows=0, cols=len(sheet.header), style="Table Grid")
        _fill(table, sheet.header, (), bold=True)
        for row in sheet.rows:
            _fill(table, row, sheet.numbers)
    for note in paper.notes:
        document.add_paragraph(note)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _fill(table: DocxTable, texts: Sequence[str], numbers: Sequence[int], bold: bool = False) -> None:
    for place, (cell, text) in enumerate(zip(table.add_row().cells, texts, strict=True)):
        paragraph = cell.paragraphs[0]
        paragraph.add_run(text).bold = bold
        if place in numbers:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
