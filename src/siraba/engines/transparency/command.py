"""`siraba log witness | witness-file | check | prove | consistent`: what anybody does with a published log."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from siraba.engines.commands import Refused

if TYPE_CHECKING:
    from siraba.engines.transparency.audit import Report, Trust
    from siraba.engines.transparency.notes import Note, Verifier
    from siraba.engines.transparency.witness import Witness

SHOWN = 20  # faults told one by one
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
NEW_FILE = click.Path(dir_okay=False, path_type=Path)
STATE = click.option(
    "--folder", type=click.Path(file_okay=False, path_type=Path), required=True, help="Dossier du témoin."
)
LOGS = click.option("--log", "logs", multiple=True, help="Clé publique d’un journal à connaître ; répétable.")
NAME = click.option("--name", help="Nom de la clé du témoin, au premier démarrage.")


def attach(group: click.Group) -> None:
    for command in (witness, witness_file, check, prove, consistent):
        group.add_command(command)


@click.command("witness")
@STATE
@LOGS
@NAME
@click.option("--host", default="127.0.0.1", show_default=True, help="Adresse d’écoute.")
@click.option("--port", default=8420, show_default=True, help="Port d’écoute.")
def witness(folder: Path, logs: tuple[str, ...], name: str | None, host: str, port: int) -> None:
    """Tient un témoin : il contresigne un journal qui ne fait que grandir, et rien d’autre."""
    from siraba.engines.transparency.serving import server

    ours = _witness(folder, name, logs)
    try:
        listening = server(ours, host, port)
    except OSError as error:
        raise Refused(f"impossible d’écouter sur {host}:{port} : {error.strerror}.") from None
    _introduce(ours)
    click.echo(f"Témoin ouvert : http://{host}:{listening.server_port}/ (Ctrl+C pour arrêter)")
    try:
        listening.serve_forever()
    except KeyboardInterrupt:
        click.echo("Témoin arrêté.")
    finally:
        listening.server_close()


@click.command("witness-file")
@click.argument("request", type=FILE)
@click.argument("answer", type=NEW_FILE)
@STATE
@LOGS
@NAME
def witness_file(request: Path, answer: Path, folder: Path, logs: tuple[str, ...], name: str | None) -> None:
    """Le même témoin sans réseau : lit REQUEST, écrit ANSWER, par une clé USB."""
    from siraba.engines.transparency.witness import answer_file

    ours = _witness(folder, name, logs)
    _introduce(ours)
    try:
        given = answer_file(ours, request, answer)
    except OSError as error:
        raise Refused(f"{error.filename or folder} : {error.strerror}.") from None
    if given.status != 200:
        raise Refused(f"contresignature refusée ({given.status}) : {given.body.strip()}")
    click.echo(f"Contresigné : {answer}")


@click.command("check")
@click.argument("folder", type=FOLDER)
@click.option("--key", "keys", multiple=True, help="Clé publique du journal ; répétable.")
@click.option("--witness", "witnesses", multiple=True, help="Clé publique d’un témoin ; répétable.")
@click.option(
    "--quorum", type=click.IntRange(0), default=0, show_default=True, help="Témoins qui doivent avoir signé."
)
@click.option(
    "--kept", multiple=True, type=FILE, help="Point de contrôle gardé ailleurs (témoin, imprimé) ; répétable."
)
def check(
    folder: Path, keys: tuple[str, ...], witnesses: tuple[str, ...], quorum: int, kept: tuple[Path, ...]
) -> None:
    """Vérifie un dossier publié, seul : entrées, tuiles, signatures, suite des années."""
    from siraba.engines.transparency.audit import Trust, audit

    trust = Trust(_keys(keys), _keys(witnesses), quorum, [_note(path) for path in kept])
    reports = audit(folder, trust)
    if not reports:
        raise Refused(f"{folder} ne contient aucun journal (pas de fichier « checkpoint »).")
    for report in reports:
        _tell(report, trust)
    if wrong := sum(len(report.faults) for report in reports):
        raise Refused(f"le journal publié n’est pas intact : {wrong} défaut(s).")


@click.command("prove")
@click.argument("folder", type=FOLDER)
@click.argument("index", type=click.IntRange(0))
def prove(folder: Path, index: int) -> None:
    """Écrit la preuve que l’entrée INDEX est dans le journal de FOLDER (texte C2SP tlog-proof)."""
    from siraba.engines.transparency.errors import Refusal
    from siraba.engines.transparency.proofs import Inclusion
    from siraba.engines.transparency.tiles import TileLog

    try:
        log = TileLog(folder)
        if log.note is None:
            raise Refused(f"{folder} n’a pas de point de contrôle.")
        click.echo(str(Inclusion(index, tuple(log.inclusion(index)), log.note)), nl=False)
    except Refusal as refusal:
        raise Refused(str(refusal)) from None


@click.command("consistent")
@click.argument("old", type=click.Path(exists=True, path_type=Path))
@click.argument("new", type=FOLDER)
@click.option("--request", type=NEW_FILE, help="Écrire aussi la demande à un témoin, pour une clé USB.")
def consistent(old: Path, new: Path, request: Path | None) -> None:
    """Dit si le journal de NEW continue OLD, un point de contrôle gardé ou un autre dossier."""
    from siraba.engines.transparency.client import request_for
    from siraba.engines.transparency.errors import Refusal
    from siraba.engines.transparency.merkle import verify_consistency
    from siraba.engines.transparency.notes import Checkpoint
    from siraba.engines.transparency.tiles import TileLog

    try:
        before = Checkpoint.parse(_note(old / "checkpoint" if old.is_dir() else old).text)
        log = TileLog(new)
        now = log.published
        if log.note is None or before.origin != now.origin:
            raise Refused(f"ce sont deux journaux : {before.origin}, {now.origin or 'aucun'}.")
        proof = log.consistency(before.size)
        if not verify_consistency(before.size, now.size, before.root, now.root, proof):
            raise Refused(
                f"le journal de {now.size} entrées ne continue pas celui de {before.size} : il a changé."
            )
        if request:
            request.write_text(str(request_for(log.note, before.size, log.consistency)), encoding="utf-8")
    except Refusal as refusal:
        raise Refused(str(refusal)) from None
    click.echo(f"{now.origin} : {now.size} entrées continuent les {before.size} d’avant.")


# --- What the commands share -----------------------------------------------------------------------------


def _witness(folder: Path, name: str | None, logs: tuple[str, ...]) -> "Witness":
    from siraba.engines.transparency.errors import Refusal
    from siraba.engines.transparency.files import replace_durably
    from siraba.engines.transparency.witness import open_witness

    if name is None and not (folder / "key").exists():
        raise Refused("au premier démarrage, donnez un nom au témoin : --name temoin.example.")
    known = folder / "logs"
    lines = known.read_text(encoding="utf-8").split() if known.exists() else []
    try:
        keys = _keys((*lines, *logs))
        ours = open_witness(folder, name or "", keys)
        if logs:
            replace_durably(known, "".join(f"{key}\n" for key in dict.fromkeys(keys)).encode())
    except Refusal as refusal:
        raise Refused(str(refusal)) from None
    except OSError as error:
        raise Refused(f"{error.filename or folder} : {error.strerror}.") from None
    if not keys:
        raise Refused("aucun journal connu : donnez sa clé publique, --log « origine+identifiant+clé ».")
    return ours


def _introduce(ours: "Witness") -> None:
    click.echo(f"Clé publique du témoin : {ours.signer.verifier}")
    for proof in ours.misbehaviour():
        click.echo(f"✗ Deux journaux sous un même nom, preuve gardée : {proof}", err=True)


def _keys(texts: tuple[str, ...]) -> "list[Verifier]":
    from siraba.engines.transparency.errors import BadNote
    from siraba.engines.transparency.notes import Verifier

    try:
        return [Verifier.parse(text) for text in texts]
    except BadNote as error:
        raise Refused(str(error)) from None


def _note(path: Path) -> "Note":
    from siraba.engines.transparency.errors import BadNote
    from siraba.engines.transparency.tiles import read_note

    try:
        note = read_note(path)
    except BadNote as error:
        raise Refused(f"{path} : {error}") from None
    if note is None:
        raise Refused(f"{path} n’existe pas.")
    return note


def _tell(report: "Report", trust: "Trust") -> None:
    tree = report.checkpoint
    click.echo(f"{tree.origin if tree else report.folder} : {tree.size if tree else 0} entrées")
    for fault in report.faults[:SHOWN]:
        click.echo(f"  ✗ {fault.message}", err=True)
    if len(report.faults) > SHOWN:
        click.echo(f"  … et {len(report.faults) - SHOWN} autres", err=True)
    if report.first_bad_index is not None:
        click.echo(f"  Première entrée en cause : {report.first_bad_index}", err=True)
    if not report.faults:
        click.echo("  Intact : les entrées donnent la racine du point de contrôle")
    if not trust.keys:
        click.echo("  Signature non vérifiée : donnez la clé du journal (--key)")
    if trust.quorum and tree:
        click.echo(
            f"  Attesté par {trust.quorum} témoins jusqu’à {report.cosigned} ; "
            f"{tree.size - report.cosigned} entrées n’ont que la signature du journal"
        )
