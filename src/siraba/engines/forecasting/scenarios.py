"""Conditional forecasts: what the panel says if its inputs were others. Never what would be caused. See README.md."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from siraba.engines.forecasting.examples import Examples
from siraba.engines.forecasting.ladder import (
    Quantiles,
    ScaleName,
    Setting,
    bounded,
    latest,
    prepare,
    written,
)
from siraba.engines.forecasting.series import BadSeries, Frequency, Series, panel
from siraba.engines.forecasting.steps import FittedPanel, NotTried, fit_panel, one_thread

SENTENCE = "scénario conditionnel, sans valeur causale"
NINETIETH = 1.2816


@dataclass(frozen=True)
class Input:
    """What a covariate is set to: a value, or the last one times or plus a number."""

    amount: float
    how: Literal["set", "times", "plus"] = "set"

    def of(self, last: np.ndarray) -> np.ndarray:
        if self.how == "times":
            return last * self.amount
        return last + self.amount if self.how == "plus" else np.full_like(last, self.amount)


@dataclass(frozen=True)
class Association:
    """What the panel found of one covariate: how log of the value goes with it, its standard error (clustered by place),
    and the range in which it was seen."""

    covariate: str
    coefficient: float
    error: float
    observed_low: float
    observed_high: float


@dataclass(frozen=True)
class Scenario:
    """One place under set inputs, beside the same forecast with the inputs as they are.

    `outside` names the covariates whose input lies outside what was observed: there the answer is extrapolation.
    """

    forecast: Quantiles
    usual: Quantiles
    outside: tuple[str, ...]
    sentence: str = SENTENCE


@dataclass(frozen=True)
class Scenarios:
    places: Sequence[Scenario]
    associations: Sequence[Association]


def scenarios(
    series: Iterable[Series],
    inputs: Mapping[str, Input],
    horizon: int = 1,
    *,
    scale: ScaleName = "auto",
    frequency: Frequency | None = None,
) -> Scenarios:
    """The panel's forecast with its covariates set to `inputs`; others stay at their last value.

    The range is the conformal interval of the panel, moved by the coefficient ± 1.28 standard errors of each input.
    It is a forecast on condition, whether or not the panel beats the last value: the ladder says that.

    Raises:
        BadSeries: a covariate that the series do not have, negative values, too few rows for the panel.
    """
    table = panel(series, frequency)
    names = sorted(table.covariates)
    if unknown := sorted(set(inputs) - set(names)):
        raise BadSeries(f"les séries n’ont pas la variable « {unknown[0]} ».")
    if not table.nonnegative:
        raise BadSeries("une valeur est négative : le panel de comptage ne se peut pas.")
    ready = prepare(table, horizon, scale, None)
    if not table.places:
        raise BadSeries("aucun lieu n’a assez de données.")
    rows, train = latest(ready, horizon)
    try:
        with one_thread():
            fitted = fit_panel(train, ready.context, covariates=True)
    except NotTried:
        raise BadSeries("trop peu de lignes pour un panel, ou un panel qui ne s’ajuste pas.") from None
    found = [_association(train, fitted, names.index(name), name) for name in inputs]
    changed = _changed(rows, inputs, names)
    usual = written(ready, rows, bounded(fitted.quantiles(rows, fitted.design.predict(rows)), table), horizon)
    ranged = written(ready, rows, bounded(_range(ready, fitted, rows, changed), table), horizon)
    places = []
    for number, place in enumerate(rows.place):
        name = table.places[place]
        set_to = changed.covariates[number]
        outside = tuple(
            one.covariate
            for one in found
            if not one.observed_low <= set_to[names.index(one.covariate)] <= one.observed_high
        )
        places.append(Scenario(ranged[name], usual[name], outside))
    return Scenarios(places, found)


def _changed(rows: Examples, inputs: Mapping[str, Input], names: Sequence[str]) -> Examples:
    covariates = rows.covariates.copy()
    for name, one in inputs.items():
        column = names.index(name)
        covariates[:, column] = one.of(covariates[:, column])
    return replace(rows, covariates=covariates)


def _range(ready: Setting, fitted: FittedPanel, rows: Examples, changed: Examples) -> np.ndarray:
    """The quantiles under the inputs, their ends moved by the doubt of the coefficients."""
    design = fitted.design
    moved = design.columns(changed) - design.columns(rows)
    doubt = NINETIETH * np.sqrt(np.maximum(np.einsum("ij,jk,ik->i", moved, design.covariance(), moved), 0))
    point = design.predict(changed)
    low, middle, high = (fitted.quantiles(rows, point)).T
    factor = np.exp(np.minimum(doubt, 20))
    forward, back = ready.scale.forward, ready.scale.back
    return np.column_stack([forward(back(low) / factor), middle, forward(back(high) * factor)])


def _association(train: Examples, fitted: FittedPanel, column: int, name: str) -> Association:
    design, seen = fitted.design, train.covariates[:, column]
    size = design.sizes[column]
    return Association(
        name,
        float(design.result.params[column] / size),
        float(np.sqrt(max(design.covariance()[column, column], 0)) / size),
        float(np.nanmin(seen)) if np.isfinite(seen).any() else np.nan,
        float(np.nanmax(seen)) if np.isfinite(seen).any() else np.nan,
    )
