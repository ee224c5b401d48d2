"""`siraba climate outlook`: indicators tried on their past, and their forecasts."""

import click

from siraba.config.starting import start_django
from siraba.engines.commands import Refused, progress_line


@click.command()
@click.argument("indicator", required=False)
def outlook(indicator: str | None) -> None:
    """Essaie un indicateur sur son passé et garde sa prévision ; sans nom, tous ceux qui sont observés."""
    start_django()
    from siraba.prevention.climate.observations.models import Indicator, Observation
    from siraba.prevention.climate.outlook.running import run_for

    known = Indicator.objects.filter(pk__in=Observation.objects.values("indicator"))
    wanted = known.filter(code=indicator) if indicator else known.order_by("code")
    if not wanted:
        raise Refused(
            f"aucune observation de l’indicateur {indicator}." if indicator else "rien n’est encore observé."
        )
    for run in run_for(wanted.select_related("source", "derived_from__source"), progress_line()):
        click.echo(f"{run.indicator.code} : {run.get_verdict_display()} ({run.shown or '–'})")
