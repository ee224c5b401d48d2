"""`siraba priorities …`: the need of zones and the projects that answer it, from a file."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from siraba.engines.commands import solver_aside
from siraba.engines.priorities.defaults import DRAWS, METHODS, SEED, SPREAD

if TYPE_CHECKING:
    from siraba.engines.priorities.needs import NeedIndex

FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
JSON = click.option("--json", "as_json", is_flag=True, help="Répondre en JSON.")


@click.group("priorities")
def priorities() -> None:
    """Où le besoin est le plus grand, et quels projets y répondent."""


def _weights(_context: click.Context, _option: click.Parameter, said: tuple[str, ...]) -> dict[str, float]:
    try:
        return {name: float(weight) for name, weight in (one.split("=") for one in said)}
    except ValueError:
        raise click.BadParameter("il faut nom=nombre") from None


@priorities.command("needs")
@FILE
@click.option(
    "--weight", "weights", multiple=True, callback=_weights, help="nom=poids, répétable (sinon 1 chacune)."
)
@click.option("--less", multiple=True, help="Colonne où moins dit plus de besoin ; répétable.")
@click.option(
    "--method", type=click.Choice(METHODS), default="rank", show_default=True, help="Mise à l’échelle."
)
@click.option("--top", type=click.IntRange(1), default=10, show_default=True, help="Zones de tête.")
@click.option(
    "--draws", type=click.IntRange(0, 100_000), default=DRAWS, show_default=True, help="Tirages des poids."
)
@click.option(
    "--spread", type=click.FloatRange(0, 0.99), default=SPREAD, show_default=True, help="Écart des poids."
)
@click.option("--seed", type=int, default=SEED, show_default=True, help="Graine des tirages.")
@JSON
def needs_command(file: Path, weights: dict, less: tuple[str, ...], as_json: bool, **options: Any) -> None:
    """Classe les zones d’un tableau CSV (zone, puis une colonne par composante ; une case vide n’est pas remplie)."""
    from siraba.engines.priorities.files import read_zones
    from siraba.engines.priorities.needs import BadIndex, need_index

    try:
        zones, components = read_zones(_text(file), weights, frozenset(less))
        index = need_index(zones, components, **options)
    except BadIndex as error:
        raise click.ClickException(f"{file} : {error}") from error
    click.echo(json.dumps(_plain(index), ensure_ascii=False, indent=1) if as_json else _lines(index))


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise click.ClickException(f"{file} : ce fichier n’est pas du texte en UTF-8.") from None


def _plain(index: "NeedIndex") -> dict[str, Any]:
    return {
        "method": index.method,
        "top": index.top,
        "draws": index.draws,
        "spread": index.spread,
        "seed": index.seed,
        "zones": [vars(zone) | {"missing": list(zone.missing)} for zone in index.zones],
    }


def _lines(index: "NeedIndex") -> str:
    lines = []
    for one in index.zones:
        if one.score is None:
            lines.append(f"–\t{one.zone}\tincomplète : {', '.join(one.missing)}")
            continue
        steady = "" if one.stability is None else f"\t{one.stability:.0%} dans les {index.top} premières"
        lines.append(f"{one.rank}\t{one.zone}\t{one.score:.1f}{steady}")
    return "\n".join(lines)


@priorities.command("portfolio")
@FILE
@click.option("--seconds", type=click.FloatRange(0), help="Temps accordé au calcul.")
@JSON
def portfolio_command(file: Path, seconds: float | None, as_json: bool) -> None:
    """Choisit des projets dans un budget (JSON), et dit pourquoi chacun."""
    from siraba.engines.allocation.solver import BadProblem
    from siraba.engines.priorities.files import read_portfolio
    from siraba.engines.priorities.portfolio import propose

    try:
        with solver_aside():
            found = propose(*read_portfolio(_text(file)), seconds=seconds)
    except BadProblem as error:
        raise click.ClickException(f"{file} : {error}") from error
    if as_json:
        click.echo(
            json.dumps(vars(found) | {"verdicts": [vars(one) for one in found.verdicts]}, ensure_ascii=False)
        )
        return
    click.echo(f"Valeur {found.value:g}, coût {found.cost:g}, {'prouvé' if found.proven else 'non prouvé'}")
    for one in found.verdicts:
        said = "les limites ne tiendraient plus" if one.loss is None else f"{one.loss:g} de valeur en moins"
        click.echo(f"{'pris' if one.chosen else 'laissé'}\t{one.name}\tà l’inverse : {said}")
