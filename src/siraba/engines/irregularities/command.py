"""`siraba irregularities …`: a register in one file, and the acts an inspector should look at."""

import csv
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from siraba.engines.commands import Refused

if TYPE_CHECKING:
    from siraba.engines.irregularities.alerts import Alert

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
COLUMNS = ("act_id", "score", "kind", "reason", "centre_id", "register", "register_year", "act_number")


@click.group("irregularities")
def irregularities() -> None:
    """Les irrégularités d’un registre d’état civil : des actes à examiner, jamais un coupable."""


@irregularities.command("check")
@click.argument("file", type=FILE)
@click.option(
    "--out",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="Fichier CSV des alertes, la plus sûre d’abord.",
)
@click.option("--mandates", type=FILE, help="Mandats (CSV : agent_id, centre_id, act_types, from, to).")
def check(file: Path, out: Path, mandates: Path | None) -> None:
    """Cherche dans un registre (CSV) les actes et les numéros à examiner.

    Une alerte nomme un acte et une règle, avec ses chiffres et à qui il est comparé. Elle ne bloque aucun papier. Un numéro
    manquant n’a pas d’acte : le centre, le registre, l’année et le numéro disent où il devrait être.
    """
    from siraba.engines.irregularities.finding import find_irregularities
    from siraba.engines.irregularities.reading import BadRegister, read_acts, read_mandates

    reading = file
    try:
        acts = read_acts(file)
        reading = mandates or file
        table = read_mandates(mandates) if mandates else None
    except BadRegister as error:
        raise Refused(f"{reading} : {error}") from None
    alerts = find_irregularities(acts, table)
    try:
        write_alerts(alerts, out)
    except OSError as error:
        raise Refused(f"{out} : le fichier ne peut pas être écrit ({error.strerror}).") from None
    missing = sum(one.place is not None for one in alerts)
    click.echo(
        f"{len(acts)} actes lus : {len(alerts) - missing} actes à examiner, {missing} numéros manquants."
    )


def write_alerts(alerts: Iterable["Alert"], out: Path) -> None:
    """All the alerts or no file: written beside, then renamed."""
    handle, name = tempfile.mkstemp(dir=out.parent, prefix=out.name, suffix=".tmp")
    beside = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as text:
            writer = csv.writer(text, lineterminator="\n")
            writer.writerow(COLUMNS)
            for one in alerts:
                writer.writerow(
                    [one.act_id, f"{one.score:.4f}", one.kind, one.reason, *(one.place or ("", "", "", ""))]
                )
        beside.replace(out)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
