"""`siraba climate`: public data about places, loaded as files."""

from datetime import datetime
from pathlib import Path

import click

from siraba.config.starting import start_django
from siraba.engines.commands import Refused, progress_line

DAY = click.DateTime(["%Y-%m-%d"])
VERSION = click.option("--version", default="", help="Version du découpage des P-codes (cod-2015, cod-2021).")
RETRIEVED = click.option("--retrieved", type=DAY, help="Jour où les fichiers ont été obtenus.")


@click.group()
def climate() -> None:
    """Les données publiques du climat et de la mobilité."""


@climate.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@VERSION
@RETRIEVED
def load(folder: Path, version: str, retrieved: datetime | None) -> None:
    """Charge tous les fichiers connus d’un dossier, puis calcule les indicateurs ; le même fichier deux fois ne change rien."""
    start_django()
    from siraba.config import serving
    from siraba.prevention.climate.observations.actions import compute_indicators
    from siraba.prevention.climate.observations.loading import take_folder
    from siraba.prevention.climate.observations.models import UnplacedName

    serving.prepare(lambda step: click.echo(f"→ {step}"))
    taken = foreign = 0
    for said in take_folder(
        folder,
        version=version,
        retrieved_on=retrieved.date() if retrieved else None,
        progress=progress_line(),
    ):
        taken += said.taken is not None
        foreign += said.foreign
        if not said.foreign:
            click.echo(f"{said.path.relative_to(folder)} : {said.line()}")
    if foreign:
        click.echo(f"Tables d’aucun format connu, laissées : {foreign}.")
    if not taken:
        raise Refused("aucun fichier de ce dossier n’a été chargé.")
    tally = compute_indicators(None, progress=progress_line())
    click.echo(f"Indicateurs calculés : {tally.new} nouveaux, {tally.changed} changés.")
    if waiting := UnplacedName.objects.filter(state=UnplacedName.State.WAITING).count():
        click.echo(
            f"Noms à placer par une personne : {waiting} (page « Climat et mobilité », Noms à placer)."
        )


@climate.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--source", default="", help="Code de la source, si les colonnes ne suffisent pas.")
@VERSION
@RETRIEVED
@click.option("--replace", is_flag=True, help="Remplacer, pour les mêmes lieux, la série d’une autre source.")
def take(file: Path, source: str, version: str, retrieved: datetime | None, replace: bool) -> None:
    """Charge un fichier, et montre les lignes refusées avec leur raison."""
    start_django()
    from django.utils import timezone

    from siraba.config import serving
    from siraba.foundation.access.errors import Refusal
    from siraba.prevention.climate.observations.loading import take_file

    serving.prepare(lambda step: click.echo(f"→ {step}"))
    day = retrieved.date() if retrieved else timezone.localdate()
    try:
        said = take_file(
            file,
            retrieved_on=day,
            source=source,
            version=version,
            replace=replace,
            progress=progress_line(),
        )
    except Refusal as refusal:
        raise Refused(refusal.message) from None
    click.echo(f"{file.name} : {said.line()}")
    for line, why in said.taken.edition.faults if said.taken else ():
        click.echo(f"  ligne {line} : {why}" if line else f"  {why}")


@climate.command()
def compute() -> None:
    """Calcule les écarts et le SPI depuis la pluie, et compte les registres de la plateforme."""
    start_django()
    from siraba.prevention.climate.observations.actions import compute_indicators

    tally = compute_indicators(None, progress=progress_line())
    click.echo(f"Indicateurs calculés : {tally.new} nouveaux, {tally.changed} changés.")
