"""The files of the command: edges and costs in, a plan out. Millions of lines are read by columns; each fault keeps its line."""

import csv
import os
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import NamedTemporaryFile

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from siraba.engines.dismantling.errors import BadNetwork
from siraba.engines.dismantling.network import Network
from siraba.engines.dismantling.plans import Step

COLUMNS = ("step", "node", "largest_component", "cost", "reason")


@dataclass
class Faults:
    """What is wrong with a file, line by line."""

    path: Path
    lines: list[tuple[int, str]] = field(default_factory=list)

    def add(self, lines: Iterable[int], why: str) -> None:
        self.lines.extend((int(line), why) for line in lines)

    def told(self) -> list[str]:
        return [f"{self.path}, ligne {line} : {why}" for line, why in sorted(self.lines)]


@dataclass(frozen=True)
class _Columns:
    """The good rows by column, and the line in the file of each."""

    table: pa.Table
    line: np.ndarray

    def text(self, name: str) -> pa.ChunkedArray:
        return pc.utf8_trim_whitespace(self.table[name])


def read_edges(path: Path) -> tuple[Network, Faults]:
    """`source,target[,weight]`: the network of the good lines, and the faults of the others.

    An edge given twice counts once. Raises `BadNetwork` when no line is left or the file is no such table.
    """
    faults = Faults(path)
    columns = _read(path, ("source", "target"), faults)
    source, target = columns.text("source"), columns.text("target")
    nothing = np.logical_and.reduce(
        [_true(pc.equal(columns.text(name), "")) for name in columns.table.column_names]
    )
    empty = _true(pc.or_(pc.equal(source, ""), pc.equal(target, ""))) & ~nothing
    loop = _true(pc.equal(source, target)) & ~empty & ~nothing
    faults.add(columns.line[empty], "il manque un bout du lien.")
    faults.add(columns.line[loop], "ce nœud est relié à lui-même.")
    good = ~empty & ~loop & ~nothing
    strength = np.ones(len(good))
    if "weight" in columns.table.column_names:
        strength, wrong = _numbers(columns, "weight", 1.0)
        wrong |= strength <= 0
        faults.add(columns.line[wrong & good], "la force (weight) n’est pas un nombre plus grand que 0.")
        good &= ~wrong
    if not good.any():
        raise BadNetwork("\n".join((*faults.told(), f"{path} : aucun lien à lire.")))
    kept = pa.array(good)
    ends = pa.chunked_array([*source.filter(kept).chunks, *target.filter(kept).chunks])
    coded = ends.dictionary_encode().combine_chunks()
    number = coded.indices.to_numpy()
    half = len(number) // 2
    return Network.from_numbers(
        number[:half], number[half:], coded.dictionary.to_pylist(), strength[good]
    ), faults


def read_costs(path: Path, network: Network) -> tuple[dict[Hashable, float], Faults]:
    """`node,cost`: what removing each costs, and the faults: no number, a negative one, a node twice or not in the network."""
    faults = Faults(path)
    columns = _read(path, ("node", "cost"), faults)
    cost, wrong = _numbers(columns, "cost", np.nan)
    names = columns.text("node").to_pylist()
    costs: dict[Hashable, float] = {}
    for name, value, line, is_wrong in zip(
        names, cost.tolist(), columns.line.tolist(), wrong.tolist(), strict=True
    ):
        if is_wrong or not np.isfinite(value):
            faults.add([line], "le coût n’est pas un nombre.")
        elif value < 0:
            faults.add([line], "le coût est négatif.")
        elif name not in network.number:
            faults.add([line], f"« {name} » n’est dans aucun lien.")
        elif name in costs:
            faults.add([line], f"« {name} » a déjà un coût.")
        else:
            costs[name] = value
    return costs, faults


def write_plan(path: Path, steps: Iterable[Step]) -> None:
    """Written aside and put in place whole."""
    with NamedTemporaryFile(
        "w", encoding="utf-8", newline="", dir=path.parent, prefix=f".{path.name}.", delete=False
    ) as file:
        try:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(COLUMNS)
            for number, step in enumerate(steps, 1):
                writer.writerow(
                    (number, step.node, step.largest_component, f"{step.cost:g}", str(step.reason))
                )
            file.close()
            os.chmod(file.name, 0o666 & ~_umask())
            os.replace(file.name, path)
        except BaseException:
            os.unlink(file.name)
            raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _read(path: Path, needed: tuple[str, ...], faults: Faults) -> _Columns:
    """The rows that have all columns, as text; the others go to the faults, but for empty lines."""
    with path.open("rb") as file:
        first = file.readline().decode("utf-8-sig", "replace").rstrip("\r\n")
    separator = max(",;\t", key=first.count)
    header = [name.strip().strip('"').lower() for name in first.split(separator)]
    missing = [name for name in needed if name not in header]
    if missing:
        raise BadNetwork(f"{path}, ligne 1 : il manque la colonne {', '.join(missing)}.")
    if len(set(header)) < len(header):
        raise BadNetwork(f"{path}, ligne 1 : une colonne est nommée deux fois.")
    odd: list[int] = []

    def set_aside(row: arrow_csv.InvalidRow) -> str:
        odd.append(row.number)
        if row.text.strip():
            faults.add([row.number], f"{row.actual_columns} colonnes au lieu de {row.expected_columns}.")
        return "skip"

    try:
        table = arrow_csv.read_csv(
            path,
            # One thread, so that each odd row knows its line
            arrow_csv.ReadOptions(use_threads=False, column_names=header, skip_rows=1, block_size=1 << 24),
            arrow_csv.ParseOptions(
                delimiter=separator, invalid_row_handler=set_aside, ignore_empty_lines=False
            ),
            arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(header, pa.string()),
                include_columns=[name for name in header if name in (*needed, "weight")],
                strings_can_be_null=False,
            ),
        )
    except pa.ArrowInvalid as error:
        if "UTF8" in str(error):
            raise BadNetwork(f"{path} : ce fichier n’est pas du texte en UTF-8.") from None
        raise BadNetwork(f"{path} : ce fichier ne se lit pas comme un tableau CSV.") from None
    line = np.arange(2, table.num_rows + len(odd) + 2)
    return _Columns(table, np.setdiff1d(line, odd, assume_unique=True))


def _numbers(columns: _Columns, name: str, empty: float) -> tuple[np.ndarray, np.ndarray]:
    """A column as numbers, `empty` where nothing is said, and which of them are none."""
    text = columns.text(name)
    blank = _true(pc.equal(text, ""))
    try:
        value = pc.cast(pc.if_else(pa.array(blank), "nan", text), pa.float64()).to_numpy()
        value = np.where(blank, empty, value)
    except pa.ArrowInvalid:
        value = np.array([empty if not word else _number(word) for word in text.to_pylist()])
    return value, ~np.isfinite(value) & ~(blank & np.isnan(empty)) | (blank & np.isnan(empty))


def _number(word: str) -> float:
    try:
        return float(word.replace(",", "."))
    except ValueError:
        return np.nan


def _true(mask: pa.ChunkedArray) -> np.ndarray:
    return mask.to_numpy().astype(bool)
