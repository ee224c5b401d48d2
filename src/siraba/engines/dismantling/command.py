"""`siraba networks dismantle …`: a plan of removals from a file of edges. Loops are compiled when they are needed."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from siraba.engines.commands import Refused, solver_aside

if TYPE_CHECKING:
    from siraba.engines.dismantling.files import Faults
    from siraba.engines.dismantling.network import Network
    from siraba.engines.dismantling.plans import Plan
    from siraba.engines.dismantling.robustness import Robust
    from siraba.engines.dismantling.rounds import Progress

SHOWN = 200  # faults told one by one
SECONDS, HASTE, LARGE = (
    40,
    8,
    200_000,
)  # how long is searched unless it is said, and above how many nodes less


@click.group("networks")
def networks() -> None:
    """Les réseaux : quels retraits les défont, et pourquoi. Des pistes à vérifier, jamais des coupables."""


@networks.command("dismantle")
@click.argument("edges", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--target",
    type=click.FloatRange(0, 1),
    default=0.1,
    show_default=True,
    help="Part des nœuds de la plus grande composante où s’arrêter ; 0 : l’ordre de tous les nœuds.",
)
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="Fichier du plan (CSV)."
)
@click.option("--costs", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="CSV node,cost.")
@click.option("--budget", type=click.FloatRange(0), help="Coût total à ne pas dépasser.")
@click.option("--forbidden", multiple=True, help="Nœud à ne jamais retirer ; répétable.")
@click.option("--forced", multiple=True, help="Nœud à retirer de toute façon ; répétable.")
@click.option("--exact", is_flag=True, help="Chercher l’optimum et sa preuve (petits réseaux).")
@click.option("--robust", is_flag=True, help="Plan pour un réseau vu en partie, à côté du meilleur.")
@click.option(
    "--seconds",
    type=click.FloatRange(0),
    help=f"Temps de recherche : {SECONDS} s, {HASTE} s au-delà de {LARGE // 1000} 000 nœuds.",
)
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="Graine.")
@click.option("--skip-faulty", is_flag=True, help="Laisser de côté les lignes fausses au lieu de refuser.")
def dismantle(edges: Path, costs: Path | None, out: Path, skip_faulty: bool, **options: Any) -> None:
    """Cherche les retraits les moins coûteux qui défont le réseau de EDGES (CSV source,target[,weight])."""
    from siraba.engines.dismantling.errors import BadNetwork
    from siraba.engines.dismantling.files import read_costs, read_edges, write_plan
    from siraba.engines.dismantling.plans import numbers, warm_up

    if not out.absolute().parent.is_dir():
        raise Refused(f"le dossier de {out} n’existe pas.")
    try:
        network, faults = read_edges(edges)
        _tell(faults, skip_faulty)
        priced, wrong = read_costs(costs, network) if costs else ({}, None)
        if wrong:
            _tell(wrong, skip_faulty)
        numbers(network, (*options["forbidden"], *options["forced"]))
        network = network.largest_part()
        click.echo(f"Plus grande composante : {len(network)} nœuds, {network.edge_count} liens.", err=True)
        if options["seconds"] is None:
            options["seconds"] = SECONDS if len(network) <= LARGE else HASTE
        warm_up()
        with _progress(options["seconds"]) as progress, solver_aside():
            found = _found(network, priced, progress, **options)
        write_plan(out, found.steps)
    except BadNetwork as refusal:
        raise Refused(str(refusal)) from None
    click.echo(_summary(found, out))
    if not found.reached:
        raise Refused(
            f"la cible n’est pas atteinte dans ce budget : il reste un groupe de {found.curve[-1]} nœuds."
        )


def _found(
    network: "Network",
    costs: dict,
    progress: "Progress",
    target: float,
    exact: bool,
    robust: bool,
    budget: float | None,
    **options: Any,
) -> "Plan":
    from siraba.engines import dismantling

    if exact and budget is None:
        return dismantling.exact(network, target, costs=costs, progress=progress, **options)
    if robust and target:
        both = dismantling.robust(network, target, costs=costs, budget=budget, progress=progress, **options)
        click.echo(_comparison(both))
        return both.plan
    if not target and not (costs or options["forbidden"] or options["forced"]):
        return dismantling.dismantling_order(
            network, seconds=options["seconds"], seed=options["seed"], progress=progress
        )
    return dismantling.plan(network, target, costs, budget, progress=progress, **options)


def _tell(faults: "Faults", skip: bool) -> None:
    told = faults.told()
    click.echo("\n".join(told[:SHOWN]), err=True, nl=bool(told))
    if len(told) > SHOWN:
        click.echo(f"… et {len(told) - SHOWN} autres lignes fausses.", err=True)
    if told and not skip:
        raise Refused(
            f"{len(told)} ligne(s) fausse(s) dans {faults.path} ; rien n’est écrit. --skip-faulty les laisse de côté."
        )


def _summary(plan: "Plan", out: Path) -> str:
    lines = [
        f"Retraits : {len(plan.order)}, coût {plan.total_cost:g}.",
        f"Plus grande composante : de {plan.size} à {plan.curve[-1]} nœuds (cible : {plan.cap}). R = {plan.R:.5f}",
    ]
    if plan.proven:
        lines.append("Optimum prouvé : aucun plan ne coûte moins.")
    elif plan.bound:
        gap = (plan.total_cost - plan.bound) / plan.total_cost
        lines.append(f"Non prouvé : aucun plan ne coûte moins de {plan.bound:g} (écart {gap:.0%}).")
    return "\n".join((*lines, f"Plan écrit dans {out}. Ce sont des pistes à vérifier."))


def _comparison(both: "Robust") -> str:
    rows = [("robuste", both.plan, both.trial), ("le meilleur", both.plain, both.plain_trial)]
    return "\n".join(
        f"Plan {name} : {len(plan.order)} retraits ; sur des réseaux tirés, R moyen {trial.R:.4f} "
        f"(de {trial.low:.4f} à {trial.high:.4f}), reste {trial.curve[-1][0]:.0%} "
        f"(de {trial.curve[-1][1]:.0%} à {trial.curve[-1][2]:.0%})"
        for name, plan, trial in rows
    )


@contextmanager
def _progress(seconds: float) -> Iterator["Progress"]:
    bar = click.progressbar(length=max(1, int(10 * seconds)), label="Recherche", file=sys.stderr)
    with bar:

        def show(done: float, total: float) -> None:
            bar.update(max(0, int(10 * seconds * done / max(total, 1e-9)) - bar.pos))

        yield show
        bar.update(max(0, (bar.length or 0) - bar.pos))
