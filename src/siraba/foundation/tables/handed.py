"""A table that was handed in: kept sealed, given a meaning, gone through row by row, each row once."""

import gzip
import json
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import Any, Protocol

from django import forms
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.foundation.access import crypto
from siraba.foundation.access.errors import Invalid, Refusal
from siraba.foundation.interface.forms import refuse_mistakes
from siraba.foundation.tables.meaning import Meaning
from siraba.foundation.tables.models import HandedTable, ImportState
from siraba.foundation.tables.reading import Table

KEPT_LINES = 1_000
SECONDS = 2.0


class Known(Protocol):
    """What a row became: `words` hold the row as it came."""

    words: dict[str, Any]


Find = Callable[[str], Known | None]
Do = Callable[[dict[str, str], str], object]


def keep(handed: HandedTable, table: Table, meaning: Meaning) -> None:
    """Seal the rows, with a first proposal of what the columns mean, and save.

    Raises:
        Invalid: there is no row.
    """
    if not table.rows:
        raise Invalid(_("Ce tableau n’a pas de ligne."), "table")
    handed.header, handed.rows = list(table.header), len(table.rows)
    handed.mapping = meaning.guess(table.header)
    handed.content = crypto.seal(handed.compartment, handed.content_place(), _packed(table))
    handed.save(force_insert=True)


def _packed(table: Table) -> str:
    lines = [
        json.dumps(list(table.header)),
        *(json.dumps([number, *row.values()]) for number, row in table.rows),
    ]
    return gzip.compress("\n".join(lines).encode(), 6).hex()


def rows_of(handed: HandedTable) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a table that is kept, with their numbers in the file."""
    if not handed.content:
        return
    packed = crypto.unseal(handed.compartment, handed.content_place(), bytes(handed.content))
    header, *lines = gzip.decompress(bytes.fromhex(packed)).decode().split("\n")
    columns = json.loads(header)
    for line in lines:
        number, *cells = json.loads(line)
        yield number, dict(zip(columns, cells, strict=True))


def give_meaning(handed: HandedTable, meaning: Meaning, mapping: Mapping[str, Any]) -> None:
    """Say what the columns mean, and save; what was tried before is forgotten.

    Raises:
        Invalid: a needed field is answered by nothing.
    """
    missing = [meaning.label(name) for name in meaning.needed if not mapping.get(name)]
    if missing:
        raise Invalid(_("Il manque une colonne pour : %(fields)s.") % {"fields": ", ".join(missing)})
    handed.mapping = dict(mapping)
    begin_anew(handed)
    handed.save()


def begin_anew(handed: HandedTable) -> None:
    handed.place = handed.added = handed.already_there = handed.refused = 0
    handed.write(**{**handed.words, "report": list(handed.words.get("problems", []))})


def valid(handed: HandedTable, meaning: Meaning, row: Mapping[str, str]) -> forms.Form:
    """The row as a form that holds. Raises Invalid at its first mistake."""
    form = meaning.form(meaning.words_of(row, handed.mapping))
    refuse_mistakes(form)
    return form


def go_through(handed: HandedTable, find: Find, do: Do, seconds: float = SECONDS) -> None:
    """Go on through the rows for some seconds, and save; the report keeps the first that were refused or have changed.

    `find(key)` gives what a row became before; `do(row, key)` takes it in, and raises Refusal where it cannot be.
    """
    report: list[list[Any]] = list(handed.words.get("report", []))
    until = time.monotonic() + seconds
    seen: Counter[str] = Counter()
    for place, (number, row) in enumerate(rows_of(handed)):
        said = _said(handed, row, seen)
        if place < handed.place:
            continue
        key = crypto.blind_index(handed.compartment, "import", said)
        _one(handed, number, row, key, find, do, report)
        handed.place = place + 1
        if time.monotonic() > until:
            break
    handed.write(**{**handed.words, "report": report[:KEPT_LINES]})
    handed.save()


def _one(
    handed: HandedTable,
    number: int,
    row: dict[str, str],
    key: str,
    find: Find,
    do: Do,
    report: list[list[Any]],
) -> None:
    known = find(key)
    if known:
        handed.already_there += 1
        if known.words.get("row") != row:
            report.append([number, _("Déjà présente, mais la ligne a changé : le dossier n’est pas touché.")])
        return
    try:
        with transaction.atomic():
            do(row, key)
        handed.added += 1
    except Refusal as refusal:
        handed.refused += 1
        report.append([number, str(refusal)])


def _said(handed: HandedTable, row: Mapping[str, str], seen: Counter[str]) -> str:
    """What identifies a row in its source: its own number, else all that it says and how often that was said before."""
    column = handed.mapping.get("reference", "")
    said = row.get(column, "").strip() if column else ""
    if said:
        return said
    whole = json.dumps(row, ensure_ascii=False, sort_keys=True)
    seen[whole] += 1
    return f"{whole}#{seen[whole]}"


def forget_over(model: type[HandedTable]) -> int:
    """Empty the tables whose time is over, and drop those that nobody finished; how many were emptied."""
    over = timezone.now() - timedelta(days=settings.TABLE_DAYS)
    old = model.objects.system("what a table leaves does not stay").filter(added_at__lt=over)
    gone: int = old.exclude(sealed=b"", content=b"").update(content=b"", sealed=b"")
    left = model.objects.system("tables that nobody finished").filter(added_at__lt=over)
    left.filter(state__in=(ImportState.DRAFT, ImportState.RUNNING)).update(state=ImportState.DROPPED)
    return gone
