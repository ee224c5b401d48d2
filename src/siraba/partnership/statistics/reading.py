"""Open a file of historic records: its encoding, its layout, its lines one by one."""

import codecs
import csv
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from siraba.foundation.access.errors import Invalid
from siraba.partnership.statistics.layouts import IDENTIFYING, LAYOUTS, Layout

BLOCK = 1 << 20
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class FileRefused(Invalid):
    """The file as a whole cannot be imported; nothing was loaded."""


@dataclass(frozen=True)
class Source:
    """A readable file: where, in which encoding, how many lines, and its fingerprint."""

    path: Path
    encoding: str
    lines: int
    sha256: str


def open_source(path: Path, encoding: str | None = None) -> Source:
    """Check that the file is there, is not empty, and decodes to its last byte.

    Raises:
        FileRefused: with the first line that does not decode.
    """
    if not path.is_file():
        raise FileRefused(_("Fichier introuvable : %(file)s") % {"file": path})
    if not path.stat().st_size:
        raise FileRefused(_("Le fichier est vide : %(file)s") % {"file": path})
    decoder = _decoder(path, encoding)
    fingerprint, lines = hashlib.sha256(), 0
    with path.open("rb") as content:
        while block := content.read(BLOCK):
            fingerprint.update(block)
            lines += _decoded_lines(decoder, block, lines, encoding)
    _decoded_lines(decoder, b"", lines, encoding, final=True)
    return Source(path, encoding or "utf-8-sig", lines, fingerprint.hexdigest())


def _decoder(path: Path, encoding: str | None) -> codecs.IncrementalDecoder:
    with path.open("rb") as content:
        if encoding is None and content.read(2) in UTF_16:
            raise FileRefused(_encoding_message(1, None) + " " + _("Il semble être en UTF-16."))
    try:
        return codecs.getincrementaldecoder(encoding or "utf-8-sig")()
    except LookupError:
        raise FileRefused(_("Encodage inconnu : %(encoding)s") % {"encoding": encoding}) from None


def _decoded_lines(
    decoder: codecs.IncrementalDecoder, block: bytes, before: int, encoding: str | None, final: bool = False
) -> int:
    try:
        text, broken = decoder.decode(block, final), False
    except UnicodeDecodeError as error:
        text, broken = error.object[: error.start].decode(error.encoding, "replace"), True
    # A table holds no NUL: it is the other half of the characters of UTF-16.
    readable, nul, _rest = text.partition("\0")
    if broken or nul:
        raise FileRefused(_encoding_message(before + 1 + readable.count("\n"), encoding))
    return text.count("\n")


def _encoding_message(line: int, encoding: str | None) -> str:
    return _(
        "Le fichier n’est pas en %(encoding)s : la ligne %(line)d ne peut pas être lue. Rien n’a été "
        "importé. Indiquez l’encodage, par exemple --encoding cp1252 ou --encoding utf-16."
    ) % {"encoding": (encoding or "utf-8").upper(), "line": line}


@dataclass(frozen=True)
class Line:
    """One line of the table: its number in the file and its values, in the order of the header."""

    number: int
    values: tuple[str, ...]


def read_table(source: Source) -> tuple[list[str], Layout, Iterator[Line]]:
    """The header, the layout recognised by it, and the lines that follow.

    Raises:
        FileRefused: no layout has this header, or it names persons.
    """
    lines = _lines(source)
    first = next(lines, None)
    header = [name.strip() for name in first.values] if first else []
    return header, recognise(header), lines


def recognise(header: list[str]) -> Layout:
    named = sorted(IDENTIFYING.intersection(header))
    if named:
        raise FileRefused(
            _("Le fichier contient des données d’identité (%(columns)s) : seuls des enregistrements "
              "anonymisés s’importent ici.") % {"columns": ", ".join(named)}
        )  # fmt: skip
    if len(set(header)) < len(header):
        raise FileRefused(_("Deux colonnes du fichier portent le même nom."))
    for layout in LAYOUTS:
        if not layout.missing(header):
            return layout
    known = "\n".join(
        _("– %(layout)s : il manque %(columns)s")
        % {"layout": layout.dataset.label, "columns": ", ".join(layout.missing(header))}
        for layout in LAYOUTS
    )
    raise FileRefused(_("Aucune disposition connue n’a ces colonnes. Dispositions connues :") + "\n" + known)


def _lines(source: Source) -> Iterator[Line]:
    with source.path.open(encoding=source.encoding, newline="") as text:
        rows = csv.reader(text, delimiter=_delimiter(source), strict=True)
        try:
            for values in rows:
                if values:
                    yield Line(rows.line_num, tuple(values))
        except csv.Error:
            raise FileRefused(
                _("La ligne %(line)d n’est pas une ligne de tableau CSV. Rien n’a été importé.")
                % {"line": rows.line_num}
            ) from None


def _delimiter(source: Source) -> str:
    """French spreadsheets separate by semicolons."""
    with source.path.open(encoding=source.encoding) as text:
        header = text.readline()
    return max(",;\t", key=header.count)
