"""A file that is handed in for a network: kept sealed in parts, whatever its size, without ever being whole in memory."""

import base64
import codecs
import gzip
import hashlib
import io
import json
from collections.abc import Iterator
from itertools import chain, islice
from typing import Any, BinaryIO

from django.conf import settings
from django.utils.translation import gettext as _

from siraba.foundation.access import crypto
from siraba.foundation.access.errors import Invalid
from siraba.foundation.tables.handed import keep as keep_first_rows
from siraba.foundation.tables.meaning import Meaning
from siraba.foundation.tables.reading import MOST_COLUMNS, Table, read_table
from siraba.prosecution.networks.aggregating import LineRefused, cells_of, parts_of
from siraba.prosecution.networks.models import GraphImport, ImportPart

PART_LINES, SAMPLE = 25_000, 200
BLOCK = 1 << 20
DELIMITERS = ",;\t|"
WORKBOOK = b"PK\x03\x04"


def keep(made: GraphImport, file: BinaryIO, meaning: Meaning) -> None:
    """Seal the lines of a CSV or of a workbook's first sheet in parts, and save the table with its first lines to choose by.

    Raises:
        Invalid: it is no table, has no line, or is too large.
    """
    hashed = _Hashed(file)
    start = file.read(4)
    file.seek(0)
    lines = _sheet_lines(hashed) if start == WORKBOOK else _text_lines(hashed)
    first = next(lines, None)
    if first is None:
        raise Invalid(_("Le fichier est vide."), "table")
    made.delimiter = "\t" if start == WORKBOOK else max(DELIMITERS, key=first.count)
    header = _header(first, made.delimiter)
    begin = list(islice(lines, SAMPLE))
    _keep_sample(made, header, begin, meaning)
    number, total, line = 0, 0, 2
    for lot in parts_of(chain(begin, lines), PART_LINES):
        _save_part(made, number, line, lot)
        number, line = number + 1, line + len(lot)
        total += len(lot)
    made.rows, made.digest = total, hashed.digest()
    made.save()


def _header(line: str, delimiter: str) -> tuple[str, ...]:
    try:
        cells = [cell.strip() for cell in cells_of(line, delimiter)]
    except LineRefused:
        cells = [""]
    if not all(cells):
        raise Invalid(_("Chaque colonne doit avoir un nom sur la première ligne."), "table")
    if len(set(cells)) < len(cells):
        raise Invalid(_("Deux colonnes du fichier portent le même nom."), "table")
    if len(cells) > MOST_COLUMNS:
        raise Invalid(_("Plus de %(most)d colonnes.") % {"most": MOST_COLUMNS}, "table")
    return tuple(cells)


def _keep_sample(made: GraphImport, header: tuple[str, ...], lines: list[str], meaning: Meaning) -> None:
    rows = []
    for number, line in enumerate(lines, 2):
        try:
            cells = cells_of(line, made.delimiter)
        except LineRefused:
            continue
        if len(cells) == len(header):
            rows.append((number, dict(zip(header, (cell.strip() for cell in cells), strict=True))))
    keep_first_rows(made, Table(header, tuple(rows)), meaning)


def _save_part(made: GraphImport, number: int, first_line: int, lines: list[str]) -> None:
    part = ImportPart(table=made, number=number, first_line=first_line, lines=len(lines))
    part.text = crypto.seal(crypto.JUSTICE, part.text_place(), _packed("\n".join(lines)))
    part.save(force_insert=True)


def lines_of(part: ImportPart) -> list[str]:
    """The lines of a part, as they were handed in."""
    return _unpacked(crypto.unseal(crypto.JUSTICE, part.text_place(), bytes(part.text))).split("\n")


def _packed(text: str) -> str:
    return base64.b64encode(gzip.compress(text.encode(), 1)).decode()


def _unpacked(packed: str) -> str:
    return gzip.decompress(base64.b64decode(packed)).decode()


def keep_told(part: ImportPart, told: Any) -> None:
    """Seal what a part says together: a JSON value."""
    part.told = crypto.seal(crypto.JUSTICE, part.told_place(), _packed(json.dumps(told)))
    part.save(update_fields=["told"])


def told_of(part: ImportPart) -> Any:
    return json.loads(_unpacked(crypto.unseal(crypto.JUSTICE, part.told_place(), bytes(part.told))))


class _Hashed(io.RawIOBase):
    """Reads a file, counts it and hashes it; too large a one is refused before it is all read."""

    def __init__(self, file: BinaryIO):
        self._file, self._hash, self._size = file, hashlib.sha256(), 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        found = self._file.read(len(buffer))
        self._size += len(found)
        if self._size > settings.NETWORK_FILE_MB * 1024 * 1024:
            raise Invalid(
                _("Ce fichier dépasse %(mb)d Mo : coupez-le.") % {"mb": settings.NETWORK_FILE_MB}, "table"
            )
        self._hash.update(found)
        buffer[: len(found)] = found
        return len(found)

    def digest(self) -> str:
        return self._hash.hexdigest()


def _text_lines(file: _Hashed) -> Iterator[str]:
    """The lines of a text in UTF-8, UTF-16 or, where it is not UTF-8, Windows-1252."""
    blocks = iter(lambda: file.read(BLOCK) or b"", b"")
    first = next(blocks, b"")
    blocks = chain([first.removeprefix(codecs.BOM_UTF8)], blocks)
    if first[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        blocks = (text.encode() for text in codecs.iterdecode(blocks, "utf-16", errors="replace"))
    left = b""
    for block in blocks:
        whole, _newline, left = (left + block).rpartition(b"\n")
        if whole or _newline:
            yield from _decoded(whole).split("\n")
    if left:
        yield from _decoded(left).split("\n")


def _decoded(block: bytes) -> str:
    try:
        text = block.decode()
    except UnicodeDecodeError:
        text = block.decode("cp1252", errors="replace")
    if "\0" in text:
        raise Invalid(_("Ce fichier n’est ni un tableau CSV ni un classeur XLSX."), "table")
    return text.replace("\r", "")


def _sheet_lines(file: _Hashed) -> Iterator[str]:
    """A workbook as lines of cells parted by tabulations; a line that it leaves out is an empty one."""
    table = read_table(file.read() or b"")

    def written(cells: Any) -> str:
        return "\t".join(cell.replace("\t", " ").replace("\n", " ").replace('"', "''") for cell in cells)

    yield written(table.header)
    due = 2
    for number, row in table.rows:
        yield from [""] * (number - due)
        yield written(row.values())
        due = number + 1
