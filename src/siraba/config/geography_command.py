"""`siraba geography`: the versions of the map, totals read from one in another, and the official map when it comes."""

from pathlib import Path

import click

from siraba.config.starting import start_django
from siraba.engines.commands import Refused, progress_line

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
LEVELS = {"region": 1, "cercle": 2}
LICENCE = "CC BY-IGO 3.0"
BARE = (
    "dites le découpage du fichier (--from 2015, 2021 ou 2023) : un code sans sa version est refusé,"
    " car 42 des 50 codes de cercle de 2015 désignent un autre cercle en 2021."
)


def _start() -> None:
    """Wake the platform, whose areas must be loaded."""
    start_django()
    from django.db import DatabaseError

    from siraba.foundation.geography.models import AreaVersion

    try:
        ready = AreaVersion.objects.exists()
    except DatabaseError:
        ready = False
    if not ready:
        raise Refused(
            "le découpage n’est pas chargé : préparez d’abord la base (siraba run, ou siraba database prepare)."
        )


@click.group()
def geography() -> None:
    """Le découpage du Mali : ses versions, la conversion entre elles, la carte officielle."""


@geography.command("versions")
def list_versions() -> None:
    """Les découpages chargés, leur usage, et s’ils sont approchés."""
    _start()
    from siraba.foundation.geography.selectors import areas_of, versions

    for version in versions():
        counts = [areas_of(version, level).count() for level in LEVELS.values()]
        use = version.get_use_display() or ("déclaration des lieux" if version.current else "")
        told = f"{version.code:<10} {counts[0]:>3} régions {counts[1]:>4} cercles  {use:<22} {version.label}"
        click.echo(told.rstrip())
        if version.notice:
            click.echo(f"{'':<10} {version.notice}")


@geography.command("convert")
@click.argument("file", type=FILE)
@click.option(
    "--from", "start", metavar="VERSION", help="Découpage du fichier : 2015, 2021, 2023 ou un code."
)
@click.option(
    "--to", "end", metavar="VERSION", required=True, help="Découpage voulu : 2015, 2021, 2023 ou un code."
)
@click.option(
    "--level", type=click.Choice(list(LEVELS)), help="Niveau du résultat (par défaut : celui du fichier)."
)
@click.option("--area", default="", metavar="COLONNE", help="Colonne des codes ou des noms de zone.")
@click.option(
    "--value", "values", multiple=True, metavar="COLONNE", help="Colonne de totaux à convertir ; répétable."
)
@click.option("--by", multiple=True, metavar="COLONNE", help="Colonne gardée (date, sexe…) ; répétable.")
@click.option("--whole", is_flag=True, help="Arrondir à l’entier (personnes), sans changer les totaux.")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Fichier écrit.")
def convert(
    file: Path, start: str | None, end: str, level: str | None, area: str, values: tuple[str, ...],
    by: tuple[str, ...], whole: bool, output: Path | None,
) -> None:  # fmt: skip
    """Lit dans un autre découpage les totaux d’un CSV ; ce qui est partagé par des poids est marqué estimé.

    Seulement pour ce qui s’additionne (personnes, actes, surfaces) : ni taux, ni moyenne.
    """
    if not start:
        raise Refused(BARE)
    _start()
    from siraba.foundation.geography.exchange import Ask, TableRefused, convert_table, plain
    from siraba.foundation.geography.selectors import UnknownVersion, version_by_name

    try:
        ask = Ask(version_by_name(start), version_by_name(end), LEVELS.get(level or ""), area, values, by)
        result = convert_table(file.read_text(encoding="utf-8-sig"), ask, whole)
    except UnicodeDecodeError:
        raise Refused(f"{file.name} n’est pas en UTF-8.") from None
    except UnknownVersion as refusal:
        raise Refused(str(refusal)) from None
    except TableRefused as refusal:
        raise Refused(f"rien n’est converti.\n{refusal}") from None
    written = output or file.with_name(f"{file.stem}-{ask.to.code}.csv")
    if written.resolve() == file.resolve():
        raise Refused("le fichier écrit serait celui qui est lu.")
    _write(written, result.columns, result.rows)
    click.echo(f"Écrit : {written} ({len(result.rows)} lignes, dont {result.estimated} estimées)")
    for column, (before, after) in result.totals.items():
        click.echo(f"  {column} : total {plain(before)} avant, {plain(after)} après")
    if result.left_out:
        click.echo(f"  Colonnes laissées : {', '.join(result.left_out)}")
    for version in (ask.start, ask.to):
        if version.notice:
            click.echo(f"  {version.notice}")


def _write(path: Path, columns: list[str], rows: list[list[str]]) -> None:
    from siraba.foundation.interface.spreadsheets import SheetWriter

    with path.open("w", encoding="utf-8", newline="") as file:
        out = SheetWriter(file)
        out.row(*columns)
        for row in rows:
            out.row(*row)


@geography.command("import")
@click.argument("files", type=FILE, nargs=-1, required=True)
@click.option(
    "--version", "code", required=True, metavar="CODE", help="Code de la nouvelle version, comme cod-v03."
)
@click.option(
    "--source",
    default="OCHA COD-AB Mali (HDX cod-ab-mli)",
    show_default=True,
    help="Éditeur et jeu de données.",
)
@click.option("--licence", default=LICENCE, show_default=True, help="Licence du fichier.")
@click.option("--load", is_flag=True, help="Charger, si toutes les vérifications passent.")
def import_map(files: tuple[Path, ...], code: str, source: str, licence: str, load: bool) -> None:
    """Vérifie la carte officielle de 2023, et la charge avec --load : rien n’est écrit sans cela.

    FILES : mli_admin_boundaries.geojson.zip, ou un GeoJSON par niveau. Une fois chargée, elle sert aux opérations et le
    découpage approché est remplacé ; les lieux déclarés ne changent pas.
    """
    _start()
    from siraba.foundation.geography.importing import Release, inspect_map, load_map
    from siraba.foundation.geography.published import MapRefused, read_map

    try:
        map_ = read_map(files)
        checks = inspect_map(map_)
        for check in checks:
            click.echo(
                f"{'✓' if check.passed else '✗'} {check.label}" + (f" : {check.found}" if check.found else "")
            )
        if failed := sum(not check.passed for check in checks):
            raise Refused(f"{failed} vérification(s) sur {len(checks)} ne passe(nt) pas : rien n’est chargé.")
        if not load:
            click.echo(
                f"{len(checks)} vérifications passent ; rien n’est écrit : ajoutez --load pour charger."
            )
            return
        version = load_map(map_, Release(code, source, licence), progress=progress_line())
    except MapRefused as refusal:
        raise Refused(str(refusal)) from None
    click.echo(
        f"Chargé : {version.label} ({version.code}) sert aux opérations ; le découpage approché est remplacé."
    )
