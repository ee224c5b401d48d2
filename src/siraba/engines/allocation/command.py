"""`siraba allocate …`: where to open, who goes where, what to choose, from a file. Solvers are read when they are needed."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from siraba.engines.commands import Refused, solver_aside


def asks(*options: Any) -> Callable[[Callable], Callable]:
    """A command about a file: its own options, then those of all."""
    shared = (
        click.option("--seconds", type=click.FloatRange(0), help="Temps accordé à chaque problème."),
        click.option("--details", is_flag=True, help="Montrer aussi les sites, les choix, ou qui va où."),
        click.option("--json", "as_json", is_flag=True, help="Répondre en JSON."),
    )
    file = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))

    def decorate(function: Callable) -> Callable:
        for option in reversed((file, *options, *shared)):
            function = option(function)
        return function

    return decorate


SITES = (
    click.option(
        "-p", "--sites", "p", type=click.IntRange(0), help="Nouveaux sites (par défaut, du fichier)."
    ),
    click.option("--existing", multiple=True, help="Site déjà ouvert, qui ne compte pas ; répétable."),
    click.option("--forbidden", multiple=True, help="Site qui ne peut pas ouvrir ; répétable."),
    click.option("--curve", "as_curve", is_flag=True, help="Montrer ce que donnent de 1 à 10 sites."),
)


@click.group("allocate")
def allocate() -> None:
    """Où ouvrir, qui va où, que choisir : la meilleure réponse, prouvée ou avec son écart."""


@allocate.command("p-median")
@asks(*SITES)
def p_median_command(**options: Any) -> None:
    """Ouvre p sites pour que la somme poids × distance soit la plus petite."""
    _answer("locate", model="p-median", **options)


@allocate.command("p-centre")
@asks(*SITES)
def p_centre_command(**options: Any) -> None:
    """Ouvre p sites pour que la plus grande distance soit la plus petite."""
    _answer("locate", model="p-centre", **options)


@allocate.command("covering")
@asks(
    click.option("--within", type=click.FloatRange(0), required=True, help="Distance où l’on est servi."),
    *SITES,
)
def covering_command(**options: Any) -> None:
    """Ouvre p sites pour que le plus de poids soit servi dans une distance."""
    _answer("locate", model="covering", **options)


@allocate.command("assignment")
@asks()
def assignment_command(**options: Any) -> None:
    """Donne une place à des personnes (CSV), ou un agent à des tâches (OR-Library gap)."""
    _answer("assigned", **options)


@allocate.command("knapsack")
@asks()
def knapsack_command(**options: Any) -> None:
    """Choisit dans plusieurs limites (OR-Library mknap), ou les aides d’un fonds de réintégration (JSON)."""
    _answer("chosen", **options)


@allocate.command("fund")
@asks(
    click.option(
        "--seed", default="", help="Graine du tirage au sort entre égales, si le fichier n’en a pas."
    )
)
def fund_command(**options: Any) -> None:
    """Propose les aides d’un fonds de réintégration (JSON), de trois façons, avec le prix des quotas."""
    _answer("fund", **options)


def _answer(what: str, file: Path, details: bool, as_json: bool, **options: Any) -> None:
    from siraba.engines.allocation import answers

    with _refusals(file), solver_aside():
        found = getattr(answers, what)(file.stem, file.read_text(encoding="utf-8-sig"), **options)
    if as_json:
        click.echo(json.dumps([one.plain(details) for one in found], ensure_ascii=False, indent=1))
    else:
        click.echo("\n".join(line for one in found for line in one.lines(details)))


@contextmanager
def _refusals(file: Path) -> Iterator[None]:
    from siraba.engines.allocation.solver import BadProblem

    try:
        yield
    except BadProblem as error:
        raise Refused(f"{file} : {error}") from error
    except UnicodeDecodeError:
        raise Refused(f"{file} : ce fichier n’est pas du texte en UTF-8.") from None
