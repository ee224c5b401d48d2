"""`siraba engine suppress FILE`: the small-count rule on a CSV table."""

import csv
import sys
from pathlib import Path

import click

from siraba.engines.privacy.suppression import ShownCell, suppress


@click.command("suppress")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--threshold", default=5, show_default=True, type=click.IntRange(min=3))
def suppress_command(file: Path, threshold: int) -> None:
    """Masque les petits effectifs d’un tableau CSV et y ajoute ses marges.

    La première ligne nomme les colonnes, la première colonne nomme les lignes.
    """
    header, names, rows = _read(file)
    table = suppress(rows, threshold)
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow([*header, "Total"])
    for name, row, total in zip(names, table.cells, table.row_totals, strict=True):
        out.writerow([name, *(_text(cell, threshold) for cell in (*row, total))])
    out.writerow(["Total", *(_text(cell, threshold) for cell in (*table.column_totals, table.total))])


def _read(file: Path) -> tuple[list[str], list[str], list[list[int]]]:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        header, *body = [row for row in csv.reader(lines) if row] or [[]]
    names, rows = [], []
    for number, row in enumerate(body, start=2):
        try:
            counts = [int(count) for count in row[1:]]
        except ValueError:
            raise click.ClickException(f"Ligne {number} : un effectif n’est pas un nombre entier.") from None
        if len(row) != len(header) or min(counts, default=0) < 0:
            raise click.ClickException(f"Ligne {number} : nombre de colonnes ou effectif incorrect.")
        names.append(row[0])
        rows.append(counts)
    if not rows or len(header) < 2:
        raise click.ClickException("Le fichier ne contient aucun tableau.")
    return header, names, rows


def _text(cell: ShownCell, threshold: int) -> str:
    return {"count": str(cell.count), "small": f"<{threshold}", "hidden": "·"}[cell.state]
