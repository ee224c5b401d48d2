"""A register in one CSV file, and a table of mandates: read whole, or refused with the lines that are wrong."""

import csv
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from siraba.engines.irregularities.acts import Act, Acts, Mandate

COLUMNS = tuple(one.name for one in fields(Act))
REQUIRED = ("act_id", "centre_id", "register", "register_year", "act_number")
MANDATE_COLUMNS = ("agent_id", "centre_id", "act_types", "from", "to")
SHOWN = 10


class BadRegister(Exception):
    """What is wrong with the file, in French."""


def read_acts(path: Path) -> Acts:
    """Acts of a CSV in UTF-8 with the columns of `Act`, others left aside. Raises BadRegister."""
    faults: list[str] = []
    acts: list[Act] = []
    seen: dict[str, int] = {}
    for line, row in _rows(path, COLUMNS):
        act = _act(row, faults, line)
        if act is None:
            continue
        if act.act_id in seen:
            faults.append(f"ligne {line} : l’acte « {act.act_id} » est déjà à la ligne {seen[act.act_id]}")
        seen.setdefault(act.act_id, line)
        acts.append(act)
    _refuse(faults)
    if not acts:
        raise BadRegister("le fichier ne contient aucun acte.")
    return Acts(acts)


def read_mandates(path: Path) -> list[Mandate]:
    """Mandates of a CSV `agent_id, centre_id, act_types, from, to`; kinds of act parted by spaces, commas or bars."""
    faults: list[str] = []
    mandates: list[Mandate] = []
    for line, row in _rows(path, MANDATE_COLUMNS):
        starts = _cell(row, "from", _date, faults, line)
        ends = _cell(row, "to", _date, faults, line)
        if starts and ends and ends < starts:
            faults.append(f"ligne {line} : le mandat finit avant de commencer")
        kinds = row["act_types"].replace(",", " ").replace("|", " ").replace(";", " ").split()
        mandates.append(Mandate(row["agent_id"], row["centre_id"], frozenset(kinds), starts, ends))
    _refuse(faults)
    return mandates


def _rows(path: Path, columns: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as text:
            reader = csv.reader(text, strict=True)
            header = [name.strip() for name in next(reader, [])]
            if not any(header):
                raise BadRegister("le fichier est vide.")
            if missing := [name for name in columns if name not in header]:
                raise BadRegister(f"il manque des colonnes : {', '.join(missing)}.")
            if len(set(header)) < len(header):
                raise BadRegister("une colonne est écrite deux fois.")
            for cells in reader:
                if not any(cells):
                    continue
                if len(cells) != len(header):
                    raise BadRegister(
                        f"ligne {reader.line_num} : {len(header)} cases attendues, {len(cells)} lues."
                    )
                row = dict(zip(header, map(str.strip, cells), strict=True))
                yield reader.line_num, {name: row[name] for name in columns}
    except UnicodeDecodeError:
        raise BadRegister("ce fichier n’est pas du texte en UTF-8.") from None
    except csv.Error as error:
        raise BadRegister(f"ce fichier n’est pas un CSV lisible ({error}).") from None


def _act(row: dict[str, str], faults: list[str], line: int) -> Act | None:
    if empty := [name for name in REQUIRED if not row[name]]:
        faults.append(f"ligne {line} : {', '.join(empty)} manque")
        return None
    before = len(faults)
    values: dict[str, Any] = dict(row)
    for name, read in _READ.items():
        values[name] = _cell(row, name, read, faults, line)
    return Act(**values) if len(faults) == before else None


def act_of(row: Mapping[str, object]) -> Act:
    """An act from the columns of another source. A cell that cannot be read is left empty: the act still has its number."""
    read = {name: str(value) for name, value in row.items() if value not in (None, "")}
    unread: list[str] = []
    values: dict[str, Any] = {
        name: _cell(defaultdict(str, read), name, _READ[name], unread, 0)
        if name in _READ
        else read.get(name, "")
        for name in COLUMNS
    }
    return Act(**values)


def _cell(row: dict[str, str], name: str, read: Callable[[str], Any], faults: list[str], line: int) -> Any:
    if not row[name]:
        return None
    try:
        return read(row[name])
    except ValueError:
        faults.append(f"ligne {line} : « {row[name]} » n’est pas {_WANTED[read]} ({name})")
        return None


def _refuse(faults: list[str]) -> None:
    if faults:
        more = f"\n… et {len(faults) - SHOWN} autres." if len(faults) > SHOWN else ""
        raise BadRegister("\n".join(faults[:SHOWN]) + more)


def _date(text: str) -> date:
    """A day; a year or a month alone, as papers that know no more say, is its first day."""
    if len(text) in (4, 7):
        text += "-01-01"[: 10 - len(text)] if len(text) == 4 else "-01"
    return datetime.fromisoformat(text).date()


def _time(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


def _number(text: str) -> int:
    number = int(text.removesuffix(".0"))
    if not 0 < number < 10**9:
        raise ValueError
    return number


_READ: dict[str, Callable[[str], Any]] = {
    "register_year": _number,
    "act_number": _number,
    "mother_birth_year": _number,
    "judgment_date": _date,
    "birth_date": _date,
    "act_date": _date,
    "keyed_at": _time,
    "approved_at": _time,
}
_WANTED: dict[Callable[[str], Any], str] = {
    _date: "une date AAAA-MM-JJ",
    _time: "une date et une heure",
    _number: "un nombre entier positif",
}
