"""`siraba log`: the journal, and the log that is published of it."""

import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from siraba.config.starting import start_django
from siraba.engines.commands import Refused
from siraba.engines.transparency.command import attach

if TYPE_CHECKING:
    from siraba.foundation.audit.models import LogCheckpoint

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def log() -> None:
    """Le journal d’accès, et le journal publié qu’attestent des témoins."""


attach(log)


@log.command()
@click.option("--kept", type=FILE, help="Un point de contrôle gardé ailleurs, par un témoin ou imprimé.")
@click.option(
    "--processes", type=click.IntRange(1), default=1, show_default=True, help="Processus à la fois."
)
def verify(kept: Path | None, processes: int) -> None:
    """Vérifie toute la base contre le journal publié, du premier au dernier événement, et les actes qu’il atteste."""
    start_django()
    from siraba.config.verifying import verify_all
    from siraba.foundation.audit.models import AuditLine, AuditSeal, LogPlace

    faults = verify_all(kept, processes)
    for fault in faults:
        click.echo(f"✗ {fault}", err=True)
    if faults:
        raise Refused(f"Le journal a été altéré : {len(faults)} défaut(s).")
    lines, seals = AuditLine.objects.count(), AuditSeal.objects.count()
    click.echo(f"Journal intact : {lines} lignes, {seals} sceaux, {LogPlace.objects.count()} publiés")


@log.command("anchor")
def anchor_head() -> None:
    """Écrit le dernier sceau dans le fichier d’ancres, hors de la base."""
    start_django()
    from django.conf import settings

    from siraba.foundation.audit.chain import anchor

    click.echo("Ancre écrite." if anchor(settings.AUDIT_ANCHORS) else "Rien de nouveau à ancrer.")


@log.command()
def seal() -> None:
    """Scelle les événements qui attendent."""
    start_django()
    from siraba.foundation.audit.chain import seal

    click.echo(f"Événements scellés : {seal()}")


@log.command()
@click.option("--every", type=click.FloatRange(1), help="Recommencer, toutes les tant de secondes.")
def publish(every: float | None) -> None:
    """Publie ce qui est scellé : tuiles, point de contrôle signé, contresignatures des témoins."""
    start_django()
    from siraba.foundation.audit.log import LogAhead
    from siraba.foundation.audit.publication import publish

    while True:
        try:
            done = publish()
        except LogAhead as refusal:
            raise Refused(str(refusal)) from None
        if done is None:
            click.echo("Rien à publier, ou une autre publication est en cours.")
        else:
            click.echo(
                f"Journal {done.checkpoint.shard.name} : {done.checkpoint.size} entrées"
                f" (+{done.written}), {done.witnesses} témoin(s)"
            )
        if every is None:
            return
        time.sleep(every)


@log.command()
@click.confirmation_option(
    prompt="Les entrées publiées que la base n’a plus resteront publiées sans leur contenu. Continuer ?"
)
def reopen() -> None:
    """Après la remise d’une ancienne sauvegarde : continue le journal publié par une nouvelle partie."""
    start_django()
    from siraba.foundation.audit.publication import NothingToReopen, reopen

    try:
        click.echo(f"Le journal continue par {reopen().name}.")
    except NothingToReopen:
        raise Refused("la base a tout ce qui fut publié : il n’y a rien à rouvrir.") from None


@log.command("keys")
def show_keys() -> None:
    """Les clés publiques du journal, à donner à ses témoins."""
    start_django()
    from siraba.foundation.audit.publication import public_keys

    known = public_keys()
    click.echo("\n".join(map(str, known)))
    if not known:
        raise Refused("rien n’a encore été publié (siraba log publish).")


@log.command("print")
def print_checkpoint() -> None:
    """Le dernier point de contrôle, à imprimer et à afficher : sa racine en 52 caractères."""
    checkpoint = _last_checkpoint()
    from siraba.foundation.audit.witnesses import shown

    told = shown(checkpoint)
    click.echo(
        f"{told.shard} · {told.size} entrées · {told.at:%d/%m/%Y %H:%M} UTC · {told.witnesses} témoin(s)"
    )
    click.echo(told.root)


@log.command("ask")
@click.argument("witness")
@click.argument("request", type=click.Path(dir_okay=False, path_type=Path))
def ask(witness: str, request: Path) -> None:
    """Écrit la demande à un témoin sans réseau, WITNESS étant le nom de sa clé : à porter sur une clé USB."""
    checkpoint = _last_checkpoint()
    from siraba.foundation.audit.witnesses import request_by_file, witness_keys

    keys = {key.name: key for key, _url in witness_keys()}
    if witness not in keys:
        raise Refused(f"aucun témoin de ce nom dans LOG_WITNESSES ({', '.join(keys) or 'vide'}).")
    request.write_text(request_by_file(checkpoint, keys[witness]), encoding="utf-8")
    click.echo(f"Demande écrite : {request} ({checkpoint.size} entrées)")


@log.command("take")
@click.argument("answer", type=FILE)
def take(answer: Path) -> None:
    """Garde la contresignature qu’un témoin sans réseau a rendue."""
    start_django()
    from siraba.engines.transparency.errors import Refusal
    from siraba.foundation.audit.witnesses import take_answer_file

    try:
        kept = take_answer_file(answer.read_bytes())
    except Refusal as refusal:
        raise Refused(str(refusal)) from None
    click.echo(f"Contresigné à {kept.checkpoint.size} entrées.")


def _last_checkpoint() -> "LogCheckpoint":
    start_django()
    from siraba.foundation.audit.models import LogCheckpoint

    last = LogCheckpoint.objects.with_witnesses().select_related("shard").order_by("-pk").first()
    if last is None:
        raise Refused("rien n’a encore été publié (siraba log publish).")
    return last
