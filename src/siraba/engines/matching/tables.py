"""Requests and registers as CSV or Parquet files, read by column; and the answers written down.

Columns: request_id or record_id, then given_name, family_name, sex, age, record_year, dob, father_given, mother_given,
mother_family, region, cercle, village, phone; all but the identifier may be missing or empty, others are left alone.
"""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pcsv
import pyarrow.parquet as pq

from siraba.engines.matching.people import (
    TEXTS,
    People,
    Words,
    birth,
    births_of,
    phone,
    sex,
)

READ = (*TEXTS, "sex", "age", "record_year", "dob", "phone")


class BadTable(Exception):
    """The file cannot be read as a table of people; the message says why, in French, with the line where there is one."""


def read_table(path: Path, identifier: str) -> pa.Table:
    """The identifier and the known columns of a file, as text.

    Raises:
        BadTable: no such file, no identifier, a line of another length, bytes that are no UTF-8, an identifier twice.
    """
    if not path.is_file():
        raise BadTable(f"{path} : ce fichier n’existe pas.")
    table = _parquet(path) if path.suffix == ".parquet" else _csv(path)
    if table is None or identifier not in table.column_names:
        raise BadTable(f"{path} : il manque la colonne {identifier}.")
    table = table.select([identifier, *(name for name in READ if name in table.column_names)])
    table = pa.table({name: _text(table[name]) for name in table.column_names})
    _check_identifiers(path, table[identifier])
    return table


def _csv(path: Path, threads: bool = True) -> pa.Table | None:
    """The table; None for an empty file. Lines are numbered only when they are read by one thread."""
    wrong: list[str] = []

    def note(row: pcsv.InvalidRow) -> str:
        wrong.append(f"ligne {row.number} : {row.actual_columns} colonnes au lieu de {row.expected_columns}")
        return "skip"

    with path.open("rb") as file:
        header = file.readline().decode("utf-8-sig", "replace")
    if not header.strip():
        return None
    separator = max(",;\t", key=header.count)
    names = [name.strip().strip('"') for name in header.strip().split(separator)]
    try:
        table = pcsv.read_csv(
            path,
            read_options=pcsv.ReadOptions(column_names=names, skip_rows=1, use_threads=threads),
            parse_options=pcsv.ParseOptions(
                delimiter=separator, newlines_in_values=True, invalid_row_handler=note
            ),
            convert_options=pcsv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
            ),
        )
    except pa.ArrowInvalid as error:
        raise BadTable(f"{path} : {_unreadable(path) or error}") from error
    if wrong and threads:
        return _csv(path, threads=False)
    if wrong:
        raise BadTable(f"{path} : " + " ; ".join(wrong[:20]))
    return table


def _unreadable(path: Path) -> str:
    """The lines that are no UTF-8, the first twenty."""
    with path.open("rb") as file:
        lines = [number for number, line in enumerate(file, 1) if not _is_text(line)]
    if not lines:
        return ""
    more = f" et {len(lines) - 20} autres" if len(lines) > 20 else ""
    return f"pas en UTF-8 : lignes {', '.join(map(str, lines[:20]))}{more}."


def _is_text(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _parquet(path: Path) -> pa.Table:
    try:
        return pq.read_table(path)
    except pa.ArrowException as error:
        raise BadTable(f"{path} : ce n’est pas un fichier Parquet.") from error


def _text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    column = column.cast(pa.string())
    return pc.fill_null(pc.utf8_trim_whitespace(column), "")


def _check_identifiers(path: Path, column: pa.ChunkedArray) -> None:
    counts = column.value_counts()
    twice = counts.filter(pc.greater(counts.field("counts"), 1)).field("values")
    if len(twice):
        raise BadTable(f"{path} : identifiants en double : {', '.join(map(str, twice[:10].to_pylist()))}.")
    if pc.any(pc.equal(column, "")).as_py():
        raise BadTable(f"{path} : une ligne est sans identifiant.")


def people_of(table: pa.Table, words: Words) -> People:
    """The people of a table of `read_table`; their names and places are added to `words`."""
    texts = {field: _numbered(table, field, words.of(field).add) for field in TEXTS}
    sexes = _numbered(table, "sex", lambda values: map(sex, values))
    phones = _numbered(table, "phone", lambda values: map(phone, values))
    return People(**texts, sex=sexes.astype(np.int8), phone=phones, **_births(table))


def _numbered(table: pa.Table, field: str, numbers: Callable[[list], Iterable[int]]) -> np.ndarray:
    """A column as numbers: each value that occurs is numbered once."""
    if field not in table.column_names:
        return np.zeros(len(table), dtype=np.int32)
    column = table[field].combine_chunks().dictionary_encode()
    values = np.asarray(list(numbers(column.dictionary.to_pylist())), dtype=np.int32)
    return values[column.indices.to_numpy(zero_copy_only=False)]


def _births(table: pa.Table) -> dict[str, np.ndarray]:
    fields = ("dob", "age", "record_year")
    empty = pa.chunked_array([pa.array([""] * len(table), type=pa.string())])
    columns = [table[name] if name in table.column_names else empty for name in fields]
    together = pc.binary_join_element_wise(
        *(column.combine_chunks() for column in columns), "\x1f"
    ).dictionary_encode()
    births = births_of([birth(*text.split("\x1f")) for text in together.dictionary.to_pylist()])
    chosen = together.indices.to_numpy(zero_copy_only=False)
    return {name: values[chosen] for name, values in births.items()}


def write_table(path: Path, columns: Mapping[str, Any]) -> None:
    """Columns as CSV or Parquet, by the file's name; written beside and moved, so that no half file is left."""
    table = pa.table(dict(columns))
    beside = path.with_name(f".{path.name}.part")
    if path.suffix == ".parquet":
        pq.write_table(table, beside)
    else:
        pcsv.write_csv(table, beside)
    beside.replace(path)
