"""Forecasts and drought indices beside what is simpler, on open data of the past, in one run.

    python benchmarks/forecasting.py DATA [--first-test 2013] [--until 2022] [--choose]

DATA is a folder with `displacement/` and `climate/` (columns in `engines/forecasting/README.md`; nothing of it is shipped):
the UNHCR panel of African origins, IOM Missing Migrants, Cadre Harmonisé, DTM snapshots, ERA5 rain of countries, PERSIANN-CDR
rain of cercles. Without a folder nothing is measured. `--until` may be later than any year the engine was written on.

For each set: every step of the ladder, its skill against the last value (which has its own interval, scaled to each place)
and the 95 % interval of that skill; and the peers that need no engine: the last value with one interval for all places, and
LightGBM's quantiles of the change from lags, not calibrated. With `climate-indices` installed (it is no dependency), the
largest difference of SPI. `--choose` prints what choices were made on: years to 2012 alone.
"""

import argparse
import csv
import sys
import time
from collections import defaultdict
from datetime import date
from pathlib import Path
from statistics import mean, stdev

import numpy as np

from siraba.engines.forecasting import Point, Series, backtest, shown, spi
from siraba.engines.forecasting import ladder as ladder_module
from siraba.engines.forecasting import steps as steps_module
from siraba.engines.forecasting.command import told
from siraba.engines.forecasting.conformal import LEVELS
from siraba.engines.forecasting.examples import LOG, build
from siraba.engines.forecasting.ladder import Ladder
from siraba.engines.forecasting.reading import Reading, read_rain, read_series
from siraba.engines.forecasting.scoring import losses
from siraba.engines.forecasting.series import panel

ORIGINS = "displacement/unhcr_africa_origin_year_panel.csv"
INCIDENTS = "displacement/iom_missing_migrants_west_central_routes.csv"
FOOD = "displacement/cadre_harmonise_mali.csv"
DISPLACED = "displacement/dtm_mali_idp_snapshots_adm3.csv"
COUNTRY_RAIN = "climate/precip_annual_country_era5_owid.csv"
CERCLE_RAIN = "climate/rain_monthly_cercle_persiann_cdr.csv"
NAIVE = ("last_value", "seasonal_naive", "recent_mean")


def main() -> int:
    reader = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    reader.add_argument("data", nargs="?", type=Path)
    reader.add_argument("--first-test", type=int, default=2013)
    reader.add_argument("--until", type=int, default=2022)
    reader.add_argument("--choose", action="store_true")
    asked = reader.parse_args()
    if asked.data is None:
        print("Sans dossier de données (voir l’en-tête), rien n’est mesuré.")
        return 0
    if asked.choose:
        choose(asked.data)
        return 0
    drought_indices(asked.data)
    first = date(asked.first_test, 1, 1)
    origins(asked.data, first, asked.until)
    others(asked.data)
    return 0


def measured(title: str, series: list[Series], **how) -> Ladder:
    started = time.process_time()
    found = backtest(series, 1, **how)
    print(f"\n## {title} ({time.process_time() - started:.0f} s of a processor)")
    print("\n".join(told(found)))
    best = min(one.score.mae for one in found.steps if one.score and one.name in NAIVE)
    said = found.step(shown(found)).score
    assert said
    print(
        f"MAE of what is shown {said.mae:.4g}, of the best naive rule {best:.4g}: {'not worse' if said.mae <= best else 'WORSE'}"
    )
    return found


# Refugees and asylum seekers by origin


def origins(data: Path, first: date, until: int) -> None:
    rain = standardised_rain(data)
    series = new_displaced(data, until)
    with_rain = [
        Series(
            one.place,
            [
                Point(p.start, p.value, covariates={"rain": rain[one.place, p.start.year]} if (one.place, p.start.year) in rain else {})
                for p in one.points
            ],
        )
        for one in series
    ]  # fmt: skip
    measured(
        f"New refugees and asylum seekers by African origin, {first.year}–{until}",
        with_rain,
        first_test=first,
    )
    for name, (mae, pinball, coverage, rows) in peers(series, first).items():
        print(f"peer: {name}: MAE {mae:.4f}, pinball {pinball:.4f}, coverage {coverage:.1%}, n = {rows}")


def new_displaced(data: Path, until: int) -> list[Series]:
    """Flows of both kinds added, an empty one being none: 549 forecasts of 2013–2022, last value's MAE 0.494."""
    how = Reading(value="flow_refugees+flow_asylum_seekers", empty="zero")
    return [
        Series(one.place, [point for point in one.points if point.start.year <= until])
        for one in read_series(data / ORIGINS, how).series
    ]


def standardised_rain(data: Path) -> dict[tuple[str, int], float]:
    by_country: dict[str, dict[int, float]] = defaultdict(dict)
    with (data / COUNTRY_RAIN).open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            by_country[row["iso3"]][int(row["year"])] = float(row["precip_mm"])
    found = {}
    for country, years in by_country.items():
        base = [mm for year, mm in years.items() if 1983 <= year <= 2012]
        found |= {(country, year): (mm - mean(base)) / stdev(base) for year, mm in years.items()}
    return found


def peers(series: list[Series], first: date) -> dict[str, tuple[float, float, float, int]]:
    """What anybody would try in an afternoon, on the same rows, from the same past (all years since 1990)."""
    table = panel(series)
    rows = build(table, 1, LOG)
    rows = rows.where(~np.isnan(rows.truth) & (rows.target >= table.starts.index(date(1990, 1, 1))))
    found: dict[str, list] = {"last value, one interval for all": [], "LightGBM on lags, not calibrated": []}
    truth = []
    for target in range(table.starts.index(first), len(table.starts)):
        past, now = rows.where(rows.target < target), rows.where(rows.target == target)
        truth.append(now.truth)
        ends = np.quantile(past.change, LEVELS)
        ends[1] = 0
        found["last value, one interval for all"].append(now.last[:, None] + ends)
        lags, lags_now = (np.column_stack([one.last, one.history]) for one in (past, now))
        guessed = steps_module._boosted(lags, past.change, lags_now, 0)
        found["LightGBM on lags, not calibrated"].append(now.last[:, None] + np.sort(guessed, axis=1))
    answers = {}
    for name, parts in found.items():
        one = losses(np.concatenate(truth), np.concatenate(parts), np.ones(sum(map(len, truth))))
        answers[name] = (
            float(one.error.mean()),
            float(one.pinball.mean()),
            float(one.covered.mean()),
            len(one.error),
        )
    return answers


def choose(data: Path) -> None:
    """Pinball and coverage of 1998–2012 for each choice, one at a time."""
    series = new_displaced(data, 2012)
    boosting = [steps_module.QUANTILE_BOOSTING]
    for module, name, values in (
        (ladder_module, "LEARNT", [{"year": years} for years in (15, 20, 25, 30, 99)]),
        (steps_module, "ROUNDS", [40, 60, 100]),
        (steps_module, "LEAVES", [4, 6]),
        (steps_module, "SMALLEST_LEAF", [40, 80]),
    ):
        usual = getattr(module, name)
        for value in values:
            setattr(module, name, value)
            found = backtest(series, 1, first_test=date(1998, 1, 1), only=boosting)
            last, own = (one.score for one in found.steps)
            assert last
            assert own
            print(
                f"{name} {value}: pinball {own.pinball:.4f} (last value {last.pinball:.4f}), coverage {own.coverage:.1%}"
            )
        setattr(module, name, usual)


# Deaths, food, displaced people


def others(data: Path) -> None:
    deaths = read_series(data / INCIDENTS, Reading(
        place="Route", time="incident_date_clean", value="No. dead/missing", where={"Route": "Sahara Desert crossing"},
        every="month", add_up=True, empty="zero",
    ))  # fmt: skip
    measured("Recorded deaths by month, Sahara crossing", list(deaths.series), scale="value")
    food = read_series(data / FOOD, Reading(
        place="adm2_name", time="reference_year", value="phase35/population", where={"reference_label": "Jun-Aug"}, add_up=True,
    ))  # fmt: skip
    measured("Share of people in phase 3 to 5, June to August, by cercle", list(food.series))
    people = read_series(
        data / DISPLACED, Reading(place="adm2_name", time="date", value="idp_ind", add_up=True)
    )
    measured("Displaced people by cercle, from one snapshot to the next", list(people.series))
    measured("The same in persons", list(people.series), scale="value")


# Drought


def drought_indices(data: Path) -> None:
    print("## SPI on PERSIANN-CDR rain of the cercles with cover of 0.6 or more")
    try:
        import logging

        import structlog
        from climate_indices import compute, indices

        logging.disable(logging.CRITICAL)
        structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    except ImportError:
        print("climate-indices is not installed: not compared here (a saved table of it is, in the tests)")
        return
    rains = [one for one in read_rain(data / CERCLE_RAIN, place="adm2_name") if (one.cover or 0) >= 0.6]
    for scale in (1, 3, 12):
        largest, compared, withheld = 0.0, 0, 0
        for rain in rains:
            months = sorted(rain.months)
            known = np.array(
                [np.nan if rain.months[m] is None else rain.months[m] for m in months], dtype=float
            )
            theirs = indices.spi(
                known,
                scale,
                indices.Distribution.gamma,
                months[0].year,
                1983,
                2012,
                compute.Periodicity.monthly,
            )
            ours = spi(rain.months, scale)
            for month, their in zip(months, theirs, strict=True):
                if ours[month] is None:
                    withheld += not np.isnan(their)
                else:
                    compared += 1
                    largest = max(largest, abs(ours[month] - their))
        print(
            f"SPI-{scale}: {len(rains)} cercles, {compared} months, largest difference {largest:.1e}; "
            f"not given where the library does: {withheld} (fewer than 4 wet years of that month)"
        )


if __name__ == "__main__":
    sys.exit(main())
