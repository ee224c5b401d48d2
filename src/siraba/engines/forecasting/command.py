"""`siraba forecast …`: what the past says of forecasts, forecasts that say why, and drought indices, from a file."""

import csv
import json
import os
import re
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click

from siraba.engines.commands import Refused, progress_line

if TYPE_CHECKING:
    from siraba.engines.forecasting.ladder import Climbed, Ladder, Quantiles
    from siraba.engines.forecasting.reading import Found
    from siraba.engines.forecasting.scenarios import Input, Scenarios
    from siraba.engines.forecasting.scoring import Score, Skill
    from siraba.engines.forecasting.series import Progress

FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
OUT = click.Path(dir_okay=False, path_type=Path)
FORECAST_COLUMNS = (
    "place", "start", "lead", "q10", "q50", "q90", "last_value", "last_start", "method", "why", "state"
)  # fmt: skip
LABELS = {
    "last_value": "dernière valeur",
    "seasonal_naive": "même mois, un an avant",
    "recent_mean": "moyenne récente",
    "count_panel": "panel de comptage",
    "count_panel_with_covariates": "panel de comptage, avec variables",
    "quantile_boosting": "boosting de quantiles calibré",
    "quantile_boosting_with_covariates": "boosting de quantiles, avec variables",
}
WHYS = {
    "shown": "oui",
    "not_sure": "non : gain non sûr",
    "not_better": "non : ne bat pas les précédentes",
    "placebo": "non : gain des variables non sûr, ou pas plus que le placebo",
    "too_few_rows": "non : trop peu de lignes",
    "not_fitted": "non : l’ajustement échoue",
    "no_library": "non : LightGBM ne se charge pas (libgomp1 manque ?)",
}
STATES = {
    "ok": "ok",
    "too_few_points": "pas assez de données : moins de 5 points",
    "low_cover": "pas assez de données : couverture de la pluie sous 0,6",
    "too_few_periods": "pas assez de données : trop peu de périodes passées pour mesurer un intervalle",
}
ONLY_LAST = "aucune étape ne bat sûrement la dernière valeur : elle est montrée, avec l’intervalle de ses écarts passés"
UNTESTED = "trop peu de périodes pour comparer : dernière valeur, avec l’intervalle de ses écarts passés"


@click.group("forecast")
def forecast() -> None:
    """Les prévisions et ce qu’elles valent, à côté de la dernière valeur ; les indices de sécheresse."""


def _pairs(_context: click.Context, _option: click.Parameter, said: tuple[str, ...]) -> dict[str, str]:
    if wrong := [one for one in said if not one.partition("=")[1]]:
        raise click.BadParameter(f"« {wrong[0]} » : il faut colonne=valeur.")
    return {name.strip(): value.strip() for name, _equal, value in (one.partition("=") for one in said)}


def _day(_context: click.Context, _option: click.Parameter, said: str | None) -> date | None:
    if not said:
        return None
    try:
        return date.fromisoformat(f"{said}-01-01" if len(said) == 4 else said)
    except ValueError:
        raise click.BadParameter("il faut AAAA ou AAAA-MM-JJ.") from None


SERIES_OPTIONS = (
    click.option("--place", help="Colonne du lieu (sinon place, area, cercle, coo_iso…)."),
    click.option("--time", help="Colonne du temps, ou year,month (sinon date, year, year et month)."),
    click.option("--value", help="Colonne de la valeur, une somme a+b ou une part a/b (sinon value)."),
    click.option("--known-on", help="Colonne du jour de publication (sinon known_on)."),
    click.option("--covariate", "covariates", multiple=True, help="Colonne d’une variable ; répétable."),
    click.option("--where", multiple=True, callback=_pairs, help="colonne=mot : seulement ces lignes ; répétable."),
    click.option("--every", type=click.Choice(["year", "month", "snapshot"]), help="Calendrier, s’il ne se lit pas."),
    click.option("--add-up", is_flag=True, help="Additionner les lignes d’un même lieu et d’une même période."),
    click.option(
        "--empty", type=click.Choice(["skip", "zero"]), default="skip", show_default=True, help="Une valeur vide."
    ),
    click.option("--delay", type=click.IntRange(0), default=0, show_default=True, help="Jours avant publication."),
    click.option("--until", callback=_day, help="Ne rien lire qui commence après ce jour (AAAA ou AAAA-MM-JJ)."),
    click.option("--horizon", type=click.IntRange(1, 60), default=1, show_default=True, help="Périodes d’avance."),
    click.option(
        "--scale",
        type=click.Choice(["auto", "log", "value"]),
        default="auto",
        show_default=True,
        help="Échelle : log1p, la valeur, ou log1p pour les comptages de plusieurs lieux.",
    ),
)  # fmt: skip


def series_options(command):
    for option in reversed(SERIES_OPTIONS):
        command = option(command)
    return command


@forecast.command("backtest")
@FILE
@series_options
@click.option("--by", type=click.Choice(["area"]), help="Aussi lieu par lieu.")
@click.option("--first-test", callback=_day, help="Première période prévue (AAAA ou AAAA-MM-JJ).")
@click.option("--seed", default=0, show_default=True, help="Graine du bootstrap.")
@click.option("--json", "as_json", is_flag=True, help="Répondre en JSON.")
def backtest_command(
    file: Path,
    horizon: int,
    scale: Any,
    by: str | None,
    first_test: date | None,
    seed: int,
    as_json: bool,
    **options: Any,
) -> None:
    """Essaie chaque méthode sur le passé, à origine glissante, et dit laquelle peut être montrée.

    FILE est un CSV : un lieu, une date (ou year, ou year et month), une valeur, et si l’on veut known_on et des variables.
    """
    from siraba.engines.forecasting.ladder import backtest
    from siraba.engines.forecasting.series import BadSeries

    try:
        found = _read(file, options)
        ladder = backtest(
            found.series,
            horizon,
            by_area=by == "area",
            first_test=first_test,
            scale=scale,
            frequency=found.frequency,
            seed=seed,
            progress=progress_line(),
        )
    except BadSeries as error:
        raise Refused(f"{file} : {error}") from None
    click.echo(
        json.dumps(plain(ladder), ensure_ascii=False, indent=1) if as_json else "\n".join(told(ladder))
    )


@forecast.command("run")
@FILE
@series_options
@click.option("--out", required=True, type=OUT, help="Fichier CSV des prévisions.")
def run_command(file: Path, horizon: int, scale: Any, out: Path, **options: Any) -> None:
    """Prévoit les périodes à venir, par la méthode que l’essai sur le passé permet de montrer, et dit pourquoi.

    Écrit pour chaque lieu et chaque période les quantiles 10, 50 et 90 %, la méthode, la raison et l’état.
    """
    from siraba.engines.forecasting.ladder import backtest, shown
    from siraba.engines.forecasting.ladder import forecast as forecast_series
    from siraba.engines.forecasting.series import BadSeries

    lines: list[tuple[Quantiles, str, str]] = []
    show = progress_line()

    def upto(lead: int) -> "Progress":
        return lambda done, total: show((lead - 1) * total + done, horizon * total)

    try:
        found = _read(file, options)
        for lead in range(1, horizon + 1):
            ladder = backtest(
                found.series,
                lead,
                scale=scale,
                frequency=found.frequency,
                progress=upto(lead),
            )
            step = shown(ladder)
            made = forecast_series(found.series, lead, step, scale=scale, frequency=found.frequency)
            lines += [(one, step, _reason(ladder, step)) for one in made]
    except BadSeries as error:
        raise Refused(f"{file} : {error}") from None
    _write(out, FORECAST_COLUMNS, (_cells(*line) for line in lines))
    without = len({one.place for one, _step, _why in lines if one.state != "ok"})
    click.echo(f"Prévisions écrites : {sum(one.state == 'ok' for one, _step, _why in lines)} ({out}).")
    if without:
        click.echo(f"Lieux sans assez de données : {without}.")


@forecast.command("scenario")
@FILE
@series_options
@click.option(
    "--set",
    "inputs",
    multiple=True,
    required=True,
    help="variable=-1.5, variable=+50% ou variable=*1.5 ; répétable.",
)
def scenario_command(file: Path, inputs: tuple[str, ...], horizon: int, scale: Any, **options: Any) -> None:
    """Prévoit sous des entrées choisies, avec une fourchette ; dit quand une entrée sort de ce qui fut observé."""
    from siraba.engines.forecasting.scenarios import scenarios
    from siraba.engines.forecasting.series import BadSeries

    set_to = _inputs(inputs)
    options["covariates"] = tuple(dict.fromkeys([*options["covariates"], *set_to]))
    try:
        found = _read(file, options)
        answer = scenarios(found.series, set_to, horizon, scale=scale, frequency=found.frequency)
    except BadSeries as error:
        raise Refused(f"{file} : {error}") from None
    click.echo("\n".join(_scenario_lines(answer)))


@forecast.command("spi")
@FILE
@click.option("--place", help="Colonne du lieu (sinon place, area, cercle, adm2_name…).")
@click.option("--time", help="Colonne du mois, ou year,month (sinon date, year et month).")
@click.option("--value", help="Colonne de la pluie (sinon celle dont le nom finit par son unité : rain_mm).")
@click.option("--unit", type=click.Choice(["mm", "cm", "m"]), help="Unité, si la colonne ne la dit pas.")
@click.option(
    "--scale",
    "scales",
    multiple=True,
    type=click.IntRange(1, 48),
    help="Mois additionnés ; 1, 3 et 12 sinon.",
)
@click.option("--reference", default="1983-2012", show_default=True, help="Années de référence.")
@click.option("--out", type=OUT, help="Fichier CSV (sinon à l’écran).")
def spi_command(
    file: Path,
    place: str | None,
    time: str | None,
    value: str | None,
    unit: str | None,
    scales: tuple[int, ...],
    reference: str,
    out: Path | None,
) -> None:
    """Indice de précipitation standardisé et écart à la normale, de pluies mensuelles par lieu ; les mm restent à côté."""
    from siraba.engines.forecasting.indices import rain_anomaly, spi
    from siraba.engines.forecasting.reading import read_rain
    from siraba.engines.forecasting.series import ENOUGH_COVER, BadSeries

    if not (years := re.fullmatch(r"(\d{4})\s*[-–:]\s*(\d{4})", reference)) or years[1] > years[2]:
        raise Refused(f"--reference {reference} : il faut première-dernière année, comme 1983-2012.")
    period = int(years[1]), int(years[2])
    try:
        rains = read_rain(file, place=place, time=time, value=value, unit=unit)
    except BadSeries as error:
        raise Refused(f"{file} : {error}") from None
    scales = scales or (1, 3, 12)
    lines: list[list[str]] = []
    show = progress_line()
    for number, rain in enumerate(rains, start=1):
        low = rain.cover is not None and rain.cover < ENOUGH_COVER
        columns = [rain_anomaly(rain.months, period), *(spi(rain.months, scale, period) for scale in scales)]
        for month, mm in rain.months.items():
            values = [None if low else column[month] for column in columns]
            state = "low_cover" if low else "ok" if None not in values else "not_enough_data"
            lines.append([rain.place, str(month), _short(mm), *map(_short, values), state])
        show(number, len(rains))
    header = (
        "place",
        "month",
        "rain_mm",
        "rain_anomaly_percent",
        *(f"spi_{scale}" for scale in scales),
        "state",
    )
    if out:
        _write(out, header, lines)
        click.echo(f"Mois écrits : {len(lines)} ({out}).")
    else:
        _rows(sys.stdout, header, lines)


# Reading what is asked


def _read(file: Path, options: Mapping[str, Any]) -> "Found":
    from dataclasses import replace

    from siraba.engines.forecasting.reading import Reading, read_series

    until = options.get("until")
    found = read_series(file, Reading(**{name: value for name, value in options.items() if name != "until"}))
    if found.without_value:
        click.echo(f"Lignes sans valeur, laissées de côté : {found.without_value}.", err=True)
    if until is None:
        return found
    kept = [
        replace(one, points=[point for point in one.points if point.start <= until]) for one in found.series
    ]
    return replace(found, series=kept)


def _inputs(said: Sequence[str]) -> dict[str, "Input"]:
    from siraba.engines.forecasting.scenarios import Input

    found = {}
    for one in said:
        name, _equal, asked = one.partition("=")
        try:
            amount = float(asked.strip().lstrip("*×").rstrip("% ").replace(",", "."))
        except ValueError:
            raise Refused(f"--set {one} : il faut variable=nombre, variable=+50% ou variable=*1.5.") from None
        if asked.strip().endswith("%"):
            found[name.strip()] = Input(1 + amount / 100, "times")
        else:
            found[name.strip()] = Input(amount, "times" if asked.strip()[0] in "*×" else "set")
    return found


# Telling


def told(ladder: "Ladder") -> list[str]:
    """A ladder in lines: what was tried, the table, who has not enough data, the places."""
    from siraba.engines.forecasting.ladder import shown

    lines = [f"{one} : {STATES[state]}" for one, state in ladder.states.items() if state != "ok"]
    if not ladder.rows:
        return [*lines, "Pas assez de données : aucune période ne peut être prévue depuis son passé."]
    unit = {"year": "an(s)", "month": "mois", "snapshot": "relevé(s)"}[ladder.frequency]
    on = "log1p des valeurs" if ladder.scale == "log" else "valeurs"
    lines.append(
        f"Horizon {ladder.horizon} {unit}, prévisions de {ladder.first_test} à {ladder.last_test}, n = {ladder.rows}, "
        f"lieux : {sum(state == 'ok' for state in ladder.states.values())}, échelle : {on}."
    )
    lines += _table(ladder.steps)
    for one in ladder.steps:
        if one.gain is not None and one.placebo is not None:
            lines.append(
                f"{LABELS[one.name]} : gain des variables {one.gain.value:+.3f} {_interval(one.gain)}, du placebo (années mêlées) {one.placebo:+.3f}."
            )
    step = shown(ladder)
    lines.append(f"Montrée : {LABELS[step]}. {_reason(ladder, step)[0].upper()}{_reason(ladder, step)[1:]}.")
    if ladder.step(step).by_area:
        lines += ["", f"Par lieu : {LABELS[step]}", *_areas(ladder.step(step))]
        if step != "last_value":
            lines += ["", f"Par lieu : {LABELS['last_value']}", *_areas(ladder.step("last_value"))]
    return lines


HEADER = (
    "n",
    "MAE",
    "MASE",
    "pinball",
    "couv. 80 %",
    "skill (pinball)",
    "[IC 95 %]",
    "skill (MAE)",
    "[IC 95 %]",
)


def _table(steps: Iterable["Climbed"]) -> list[str]:
    rows: list[tuple[str, ...]] = [("étape", *HEADER, "montrée")]
    for one in steps:
        cells = _figures(one.score) if one.score else ("–",) * len(HEADER)
        rows.append((LABELS[one.name], *cells, WHYS[one.why]))
    return _aligned(rows)


def _areas(step: "Climbed") -> list[str]:
    return _aligned([("lieu", *HEADER), *((place, *_figures(one)) for place, one in step.by_area.items())])


def _figures(one: "Score") -> tuple[str, ...]:
    return (
        str(one.rows),
        f"{one.mae:.4g}",
        "–" if one.mase is None else f"{one.mase:.3f}",
        f"{one.pinball:.4g}",
        f"{one.coverage:.1%}".replace("%", " %"),
        f"{one.skill.value:+.3f}",
        _interval(one.skill),
        f"{one.point_skill.value:+.3f}",
        _interval(one.point_skill),
    )


def _interval(one: "Skill") -> str:
    known = abs(one.low) < float("inf")
    return f"[{one.low:+.3f} ; {one.high:+.3f}]" if known else "[inconnu]"


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]


def _reason(ladder: "Ladder", step: str) -> str:
    if not ladder.rows:
        return UNTESTED
    if step == "last_value":
        return ONLY_LAST
    score = ladder.step(step).score
    assert score
    return (
        f"perte (pinball) inférieure de {_percent(score.skill.value)} à celle de la dernière valeur "
        f"(IC 95 % : {_percent(score.skill.low)} à {_percent(score.skill.high)} ; n = {score.rows}, "
        f"couverture {_percent(score.coverage)})"
    )


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %".replace(".", ",")


def _cells(one: "Quantiles", step: str, why: str) -> list[str]:
    given = one.state == "ok"
    return [
        one.place,
        str(one.start or ""),
        str(one.lead),
        *map(_short, (one.q10, one.q50, one.q90, one.last)),
        str(one.last_start or ""),
        step if given else "",
        why if given else STATES[one.state],
        one.state,
    ]


def _short(value: float | None) -> str:
    return "" if value is None else f"{value:.10g}" if value == round(value) else f"{value:.4f}".rstrip("0")


def _scenario_lines(answer: "Scenarios") -> list[str]:
    lines = [
        f"{one.covariate} : {one.coefficient:+.4g} (erreur type {one.error:.2g}) sur le log de la valeur ; "
        f"observée de {one.observed_low:.4g} à {one.observed_high:.4g}"
        for one in answer.associations
    ]
    rows: list[tuple[str, ...]] = [
        ("lieu", "q10", "q50", "q90", "sans les entrées (q10, q50, q90)", "hors de l’observé")
    ]
    for place in answer.places:
        made, usual = place.forecast, place.usual
        rows.append(
            (
                made.place,
                *(f"{value:.4g}" for value in (made.q10, made.q50, made.q90)),
                " ".join(f"{value:.4g}" for value in (usual.q10, usual.q50, usual.q90)),
                f"EXTRAPOLATION : {', '.join(place.outside)}" if place.outside else "",
            )
        )
    from siraba.engines.forecasting.scenarios import SENTENCE

    return [*lines, *_aligned(rows), f"{SENTENCE[0].upper()}{SENTENCE[1:]}."]


def plain(ladder: "Ladder") -> dict[str, Any]:
    """A ladder for JSON; a skill without bounds has null ones."""

    def clean(value: Any) -> Any:
        if isinstance(value, Mapping):
            return {name: clean(one) for name, one in value.items()}
        if isinstance(value, list | tuple):
            return [clean(one) for one in value]
        if isinstance(value, date):
            return str(value)
        return None if isinstance(value, float) and not abs(value) < float("inf") else value

    from siraba.engines.forecasting.ladder import shown

    return clean(asdict(ladder)) | {"shown": shown(ladder)}


# Writing


def _write(out: Path, header: Sequence[str], lines: Iterable[Sequence[str]]) -> None:
    """All lines or no file: written beside, then renamed."""
    try:
        handle, name = tempfile.mkstemp(dir=out.parent, prefix=out.name, suffix=".tmp")
    except OSError as error:
        raise Refused(f"{out} : le fichier ne peut pas être écrit ({error.strerror}).") from None
    beside = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as text:
            _rows(text, header, lines)
        beside.replace(out)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def _rows(text: TextIO, header: Sequence[str], lines: Iterable[Sequence[str]]) -> None:
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(lines)
