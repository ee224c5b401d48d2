"""Any table that somebody hands in: CSV or XLSX, its header and its rows, as text."""

import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

import openpyxl
from django.utils.translation import gettext as _
from openpyxl.utils.exceptions import InvalidFileException

from siraba.foundation.access.errors import Invalid

LARGEST = 20 * 1024 * 1024
MOST_ROWS, MOST_COLUMNS, LONGEST = 100_000, 300, 4_000
UNPACKED = 200 * 1024 * 1024


@dataclass(frozen=True)
class Table:
    """`rows` hold their number in the file and a text for each column of the header."""

    header: tuple[str, ...]
    rows: tuple[tuple[int, dict[str, str]], ...]


def read_table(content: bytes) -> Table:
    """The first sheet of a workbook, or a CSV in UTF-8, UTF-16 or Windows-1252, separated by commas, semicolons or tabs.

    Raises:
        Invalid: it is no table, a column has no name or the name of another, or it is too long.
    """
    lines = _workbook(content) if content.startswith(b"PK\x03\x04") else _csv(content)
    first = next(lines, None)
    if first is None:
        raise Invalid(_("Le fichier est vide."), "table")
    header = _header(first[1])
    rows: list[tuple[int, dict[str, str]]] = []
    for number, cells in lines:
        if not any(cells):
            continue
        if len(rows) == MOST_ROWS:
            raise Invalid(_("Plus de %(most)d lignes : coupez le fichier.") % {"most": MOST_ROWS}, "table")
        if len(cells) > len(header) and any(cells[len(header) :]):
            raise Invalid(
                _("La ligne %(line)d a plus de cases que l’en-tête n’a de colonnes.") % {"line": number},
                "table",
            )
        padded = [*cells, *[""] * (len(header) - len(cells))]
        rows.append((number, dict(zip(header, padded, strict=False))))
    return Table(header, tuple(rows))


def _header(cells: list[str]) -> tuple[str, ...]:
    while cells and not cells[-1]:
        cells = cells[:-1]
    if not cells or not all(cells):
        raise Invalid(_("Chaque colonne doit avoir un nom sur la première ligne."), "table")
    if len(set(cells)) < len(cells):
        raise Invalid(_("Deux colonnes du fichier portent le même nom."), "table")
    if len(cells) > MOST_COLUMNS:
        raise Invalid(_("Plus de %(most)d colonnes.") % {"most": MOST_COLUMNS}, "table")
    return tuple(cells)


def _csv(content: bytes) -> Iterator[tuple[int, list[str]]]:
    text = _decoded(content)
    first = text.partition("\n")[0]
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count), strict=True)
    try:
        for cells in rows:
            yield rows.line_num, [cell.strip()[:LONGEST] for cell in cells]
    except csv.Error:
        raise Invalid(
            _("La ligne %(line)d n’est pas une ligne de tableau CSV.") % {"line": rows.line_num}, "table"
        ) from None


def _decoded(content: bytes) -> str:
    encodings = ("utf-16",) if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Invalid(_("Ce fichier n’est ni un tableau CSV ni un classeur XLSX."), "table")


def _workbook(content: bytes) -> Iterator[tuple[int, list[str]]]:
    broken = _("Ce classeur est abîmé ou n’est pas un XLSX.")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > UNPACKED:
                raise Invalid(_("Ce classeur est trop grand une fois ouvert."), "table")
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, OSError) as error:
        raise Invalid(broken, "table") from error
    for number, cells in enumerate(book.worksheets[0].iter_rows(values_only=True), 1):
        yield number, [_text(cell)[:LONGEST] for cell in cells]


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat() if not (cell.hour or cell.minute) else cell.isoformat(" ", "minutes")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
