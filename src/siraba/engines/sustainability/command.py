"""`siraba sustainability FILE --table TABLE`: the scores of a CSV of answers."""

import csv
import json
import sys
from collections.abc import Mapping
from pathlib import Path

import click

from siraba.engines.sustainability.scoring import Score, score
from siraba.engines.sustainability.tables import BadTable, Table, read_table

INSUFFICIENT = "insuffisant"


@click.command("sustainability")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--table",
    "table_file",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Table de poids, en JSON.",
)
def sustainability(file: Path, table_file: Path) -> None:
    """Calcule les scores de durabilité de la réintégration, de 0 à 1, pour chaque ligne d’un fichier CSV de réponses.

    La première colonne nomme la ligne (un code, jamais un nom), les autres portent les codes des questions de la table.
    Une case vide est une question sans réponse.
    """
    try:
        table = read_table(json.loads(table_file.read_text(encoding="utf-8-sig")))
    except (BadTable, ValueError) as error:
        raise click.ClickException(f"{table_file.name} : {error}") from None
    out = csv.writer(sys.stdout, lineterminator="\n")
    rows = list(_rows(file, table))
    out.writerow(["code", *(part for name in table.names for part in (name, f"{name}_répondu"))])
    for code, answers in rows:
        scores = score(table, answers)
        out.writerow([code, *(cell for name in table.names for cell in _cells(scores[name]))])


def _rows(file: Path, table: Table):
    known = {item.code: item for item in table.items}
    with file.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.reader(lines)
        header = next(reader, [])
        if len(header) < 2 or len(set(header)) < len(header):
            raise click.ClickException("Ligne 1 : un code, puis une colonne par question, chacune une fois.")
        if strange := [name for name in header[1:] if name not in known]:
            raise click.ClickException(f"Ligne 1 : la table n’a pas la question « {strange[0]} ».")
        for number, row in enumerate(reader, start=2):
            if row:
                yield row[0], _answers(number, header, row, {code: known[code].values for code in header[1:]})


def _answers(number: int, header: list[str], row: list[str], values: Mapping[str, Mapping[str, float]]):
    if len(row) != len(header):
        raise click.ClickException(f"Ligne {number} : {len(header)} colonnes attendues, {len(row)} lues.")
    answers = {code: said.strip() for code, said in zip(header[1:], row[1:], strict=True)}
    for code, said in answers.items():
        if said and said not in values[code]:
            raise click.ClickException(
                f"Ligne {number}, « {code} » : « {said} » n’est pas une de ses réponses "
                f"({', '.join(values[code])})."
            )
    return answers


def _cells(one: Score) -> tuple[str, str]:
    value = INSUFFICIENT if one.value is None else f"{one.value:.3f}"
    return value, f"{one.answered}/{one.asked}"
