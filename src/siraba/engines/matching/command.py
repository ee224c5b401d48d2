"""`siraba tracing …`: people looked for in a register, from files. The engine is read when it is needed."""

from pathlib import Path

import click

from siraba.engines.commands import Refused, progress_line


@click.group()
def tracing() -> None:
    """Recherche de personnes."""


@tracing.command("match")
@click.argument("requests", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("register", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--top", type=click.IntRange(1, 1000), default=10, show_default=True, help="Réponses par demande."
)
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="Fichier des réponses."
)
def match_people(requests: Path, register: Path, top: int, out: Path) -> None:
    """Cherche les personnes de REQUESTS dans REGISTER, des fichiers CSV ou Parquet."""
    from siraba.engines.matching.batch import match_files
    from siraba.engines.matching.tables import BadTable

    try:
        count = match_files(requests, register, out, top, progress_line())
    except BadTable as error:
        raise Refused(str(error)) from error
    click.echo(f"{count} réponses dans {out}.")


@tracing.command("explain")
@click.argument("requests", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("register", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("request_id")
@click.argument("record_id")
def explain_lead(requests: Path, register: Path, request_id: str, record_id: str) -> None:
    """Dit pourquoi la fiche RECORD_ID de REGISTER peut être la personne REQUEST_ID de REQUESTS."""
    from siraba.engines.matching.batch import explain_files
    from siraba.engines.matching.explanation import in_french
    from siraba.engines.matching.tables import BadTable

    try:
        explanation = explain_files(requests, register, request_id, record_id)
    except BadTable as error:
        raise Refused(str(error)) from error
    click.echo(
        "\n".join(in_french(explanation))
        if explanation
        else "Ces deux fiches n’ont rien de commun qui se compare."
    )
