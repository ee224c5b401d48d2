"""The lines of a CSV (plain or gzip) or of a workbook, one after the other, never the whole file at once."""

import codecs
import csv
import gzip
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any

import openpyxl
from django.utils.translation import gettext as _
from openpyxl.utils.exceptions import InvalidFileException

from siraba.foundation.access.errors import Invalid
from siraba.foundation.geography.names import name_key

RASTERS = (".tif", ".tiff", ".nc", ".grib", ".asc", ".bil")
SAMPLE = 64 * 1024
LONGEST = 4_000
Lines = Iterator[tuple[int, list[str]]]
Told = Callable[[int, int], None]


def key_of(header: str) -> str:
    """A header as it is compared: `No. dead/missing` → `nodeadmissing`."""
    return name_key(header)


def lines_of(path: Path, told: Told | None = None) -> Lines:
    """Number and cells of each line that is not empty; `told(bytes read, bytes)` now and then.

    Raises:
        Invalid: it is a raster, or it is no table.
    """
    with path.open("rb") as file:
        start = file.read(4)
    if path.suffix.lower() in RASTERS or start[:4] in (
        b"II*\0",
        b"MM\0*",
        b"\x89HDF",
        b"CDF\x01",
        b"CDF\x02",
    ):
        raise Invalid(
            _(
                "C’est un raster : il ne dit ni son unité ni ses zones. Donnez la table par cercle que publie la source."
            )
        )
    if start == b"PK\x03\x04":
        yield from _workbook(path, told)
    else:
        yield from _csv(path, start[:2] == b"\x1f\x8b", told)


def _csv(path: Path, packed: bool, told: Told | None) -> Lines:
    size = path.stat().st_size
    with path.open("rb") as raw:
        encoding, delimiter = _form(path, packed)
        binary = _unpacked(raw, packed)
        text = io.TextIOWrapper(binary, encoding, newline="", errors="strict")
        rows = csv.reader(text, delimiter=delimiter, strict=True)
        try:
            for cells in rows:
                if told and rows.line_num % 1_000 == 0:
                    told(min(raw.tell(), size), size)
                if any(cells):
                    yield rows.line_num, [cell.strip()[:LONGEST] for cell in cells]
        except (csv.Error, UnicodeDecodeError, EOFError, OSError) as error:
            raise Invalid(
                _("La ligne %(line)d n’est pas une ligne de tableau CSV.") % {"line": rows.line_num + 1}
            ) from error
    if told:
        told(size, size)


def _unpacked(raw: IO[bytes], packed: bool) -> Any:
    return gzip.GzipFile(fileobj=raw) if packed else raw


def _form(path: Path, packed: bool) -> tuple[str, str]:
    """Encoding and delimiter, from the first bytes."""
    try:
        with path.open("rb") as raw:
            sample = _unpacked(raw, packed).read(SAMPLE)
    except (OSError, EOFError) as error:
        raise Invalid(_("Ce fichier est abîmé.")) from error
    encoding = _encoding(sample)
    text = sample.decode(encoding, "ignore")
    if "\0" in text:
        raise Invalid(_("Ce fichier n’est ni un tableau CSV ni un classeur XLSX."))
    first = next((line for line in text.splitlines() if line.strip()), "")
    if not first:
        raise Invalid(_("Le fichier est vide."))
    return encoding, max(",;\t", key=first.count)


def _encoding(sample: bytes) -> str:
    if sample[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    try:
        # The sample may end within a character
        codecs.getincrementaldecoder("utf-8-sig")().decode(sample, final=len(sample) < SAMPLE)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"


def _workbook(path: Path, told: Told | None) -> Lines:
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, OSError) as error:
        raise Invalid(_("Ce classeur est abîmé ou n’est pas un XLSX.")) from error
    sheet = book.worksheets[0]
    total = sheet.max_row or 0
    for number, cells in enumerate(sheet.iter_rows(values_only=True), 1):
        if told and number % 1_000 == 0:
            told(number, max(total, number))
        texts = [_text(cell)[:LONGEST] for cell in cells]
        if any(texts):
            yield number, texts
    book.close()
    if told:
        told(total, total)


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime | date):
        return cell.isoformat()[:10]
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return re.sub(r"\s+", " ", str(cell)).strip()
