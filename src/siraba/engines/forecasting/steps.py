"""The steps of the ladder: each takes what was known and gives three quantiles. See README.md."""

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

from siraba.engines.forecasting.conformal import (
    LEVELS,
    around,
    lower_quantile,
    spreads,
    upper_quantile,
    widened,
)
from siraba.engines.forecasting.examples import LOG, Examples, Scale

LAST_VALUE = "last_value"
SEASONAL_NAIVE = "seasonal_naive"
RECENT_MEAN = "recent_mean"
COUNT_PANEL = "count_panel"
QUANTILE_BOOSTING = "quantile_boosting"
WITH_COVARIATES = "_with_covariates"
NAIVE = (LAST_VALUE, SEASONAL_NAIVE, RECENT_MEAN)
# A model of fewer rows than this tells noise.
ENOUGH_ROWS = 30


@dataclass(frozen=True)
class Context:
    """What a step knows of the panel beside its rows."""

    scale: Scale
    season: int
    first_month: int


class NotTried(Exception):
    """A step that cannot be fitted here; `code` says why: too_few_rows, not_fitted or no_library."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


Step = Callable[[Examples, Examples, Context], np.ndarray]


@contextmanager
def one_thread() -> Iterator[None]:
    """Small tables on a shared machine: threads of the linear algebra wait for each other, fifty times as long."""
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):
        yield


def naive(point: Callable[[Examples], np.ndarray]) -> Step:
    """A rule that needs no fit, with the conformal interval of its own past errors."""

    def run(train: Examples, rows: Examples, _context: Context) -> np.ndarray:
        errors = train.truth - point(train)
        ratios = errors / spreads(train, errors, train)
        return around(point(rows), spreads(train, errors, rows), ratios)

    return run


last_value = naive(lambda rows: rows.last)
seasonal_naive = naive(lambda rows: rows.seasonal)
recent_mean = naive(lambda rows: rows.recent)


# Panel of counts


def count_panel(train: Examples, rows: Examples, context: Context, *, covariates: bool = False) -> np.ndarray:
    """Negative binomial of the value, with effects of place and season, the last value and the recent mean.

    Where that does not converge (a place of zeros alone), the Poisson fit it starts from stands.

    The interval is a split conformal one: fitted on the older 70 % of the periods, measured on the newer, then fitted
    anew on all.

    Raises:
        NotTried: too few rows, or a fit that fails.
    """
    fitted = fit_panel(train, context, covariates)
    return fitted.quantiles(rows, fitted.design.predict(rows))


@dataclass(frozen=True)
class FittedPanel:
    """A panel fitted on all rows, and what it missed on the newer ones by the fit of the older."""

    design: "PanelDesign"
    newer: Examples
    errors: np.ndarray

    def quantiles(self, rows: Examples, point: np.ndarray) -> np.ndarray:
        ratios = self.errors / spreads(self.newer, self.errors, self.newer)
        spread = spreads(self.newer, self.errors, rows)
        return around(point, spread, ratios, centre=float(np.median(ratios)))


def fit_panel(train: Examples, context: Context, covariates: bool) -> FittedPanel:
    """The panel of `count_panel`. Raises NotTried."""
    if not len(train):
        raise NotTried("too_few_rows")
    cut = np.quantile(train.target, 0.7)
    older, newer = train.where(train.target <= cut), train.where(train.target > cut)
    if len(older) < ENOUGH_ROWS or len(newer) < 8:
        raise NotTried("too_few_rows")
    design = PanelDesign(train, context, covariates)
    try:
        errors = newer.truth - design.fit(older).predict(newer)
        return FittedPanel(design.fit(train), newer, errors)
    except (ValueError, np.linalg.LinAlgError):
        raise NotTried("not_fitted") from None


# The pseudo-inverse: a place that is not in the older part has an empty column.
IRLS = {"maxiter": 25, "tol": 1e-6, "wls_method": "pinv"}


class PanelDesign:
    """The columns of the panel and its fit. Covariates that are not known stand at their mean."""

    def __init__(self, train: Examples, context: Context, covariates: bool):
        self.context = context
        self.places = np.unique(train.place)
        self.use = np.arange(train.covariates.shape[1] if covariates else 0)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)
            self.means = np.nan_to_num(np.nanmean(train.covariates[:, self.use], axis=0))
            self.sizes = np.nan_to_num(np.nanstd(train.covariates[:, self.use], axis=0))
        self.sizes[self.sizes == 0] = 1

    def columns(self, rows: Examples) -> np.ndarray:
        """Covariates standardised first, then lags, then one column a place, then months but the first."""
        back = self.context.scale.back
        parts = [
            np.nan_to_num((rows.covariates[:, self.use] - self.means) / self.sizes),
            np.log1p(np.maximum(back(np.column_stack([rows.last, rows.recent])), 0)),
            rows.place[:, None] == self.places[None, :],
        ]
        if self.context.season > 1:
            month = (self.context.first_month - 1 + rows.target) % 12
            parts.append(month[:, None] == np.arange(1, 12)[None, :])
        return np.column_stack(parts).astype(float)

    def fit(self, train: Examples) -> "PanelDesign":
        import statsmodels.api as sm

        truth = np.maximum(self.context.scale.back(train.truth), 0)
        design = self.columns(train)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            first = sm.GLM(truth, design, family=sm.families.Poisson()).fit(**IRLS)
            family = sm.families.NegativeBinomial(alpha=_dispersion(truth, first.mu))
            try:
                again = sm.GLM(truth, design, family=family).fit(start_params=first.params, **IRLS)
                self.result = again if np.all(np.isfinite(again.params)) else first
            except (ValueError, np.linalg.LinAlgError):
                self.result = first
        self.fitted_places, self.highest = train.place, float(truth.max())
        return self

    def covariance(self) -> np.ndarray:
        """Of the coefficients, clustered by place where there are several (Liang and Zeger 1986)."""
        from statsmodels.stats.sandwich_covariance import cov_cluster, cov_hc1

        several = len(np.unique(self.fitted_places)) > 1
        return cov_cluster(self.result, self.fitted_places) if several else cov_hc1(self.result)

    def predict(self, rows: Examples) -> np.ndarray:
        """The expected value, on the scale of the model, never over three times the highest ever seen."""
        linear = np.clip(self.columns(rows) @ self.result.params, -30, 50)
        return self.context.scale.forward(np.minimum(np.exp(linear), 3 * self.highest + 1))


def _dispersion(truth: np.ndarray, mean: np.ndarray) -> float:
    """The moment estimate of α in Var = μ + α μ² (Cameron and Trivedi 2013, 3.3)."""
    mean = np.maximum(mean, 1e-9)
    return float(np.clip(np.mean(((truth - mean) ** 2 - truth) / mean**2), 0.01, 5))


# Quantile boosting

ROUNDS, LEAVES, RATE, SMALLEST_LEAF, SEEDS, FOLDS = 100, 4, 0.05, 40, 3, 5
PULLS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5)


def quantile_boosting(
    train: Examples, rows: Examples, context: Context, *, covariates: bool = False
) -> np.ndarray:
    """Quantiles of the change from the last value, in the size of each place's changes.

    The mean of two: gradient boosting of each quantile (LightGBM), and the empirical quantiles of a change that is drawn
    back to the recent mean. Then conformalised by folds of places (by blocks of periods where there are few places):
    what is held out measures by how much both ends must move.

    Raises:
        NotTried: too few rows, or no LightGBM on this machine.
    """
    if len(train) < 4 * ENOUGH_ROWS:
        raise NotTried("too_few_rows")
    sizes = spreads(train, train.change, train)
    sizes_of_rows = spreads(train, train.change, rows)
    features = _features(train, sizes, covariates)
    ratios = train.change / sizes
    drawn = train.history[:, 0] / sizes

    below, above = [], []
    folds = _folds(train)
    for fold in range(FOLDS):
        held = folds == fold
        if held.any() and not held.all():
            quantiles = _mixed(features[~held], ratios[~held], drawn[~held], features[held], drawn[held], 1)
            below.append(quantiles[:, 0] - ratios[held])
            above.append(ratios[held] - quantiles[:, 2])
    quantiles = _mixed(
        features,
        ratios,
        drawn,
        _features(rows, sizes_of_rows, covariates),
        rows.history[:, 0] / sizes_of_rows,
        SEEDS,
    )
    quantiles = widened(quantiles, np.concatenate(below), np.concatenate(above))
    return rows.last[:, None] + quantiles * sizes_of_rows[:, None]


def _folds(train: Examples) -> np.ndarray:
    if len(np.unique(train.place)) >= FOLDS:
        return train.place % FOLDS
    edges = np.quantile(train.target, np.arange(1, FOLDS) / FOLDS)
    return np.searchsorted(edges, train.target)


def _features(rows: Examples, sizes: np.ndarray, covariates: bool) -> np.ndarray:
    return np.column_stack(
        [
            rows.last,
            sizes,
            rows.history / sizes[:, None],
            rows.volatility[:, 1] / sizes,
            rows.calendar,
            *([rows.covariates] if covariates else []),
        ]
    )


def _mixed(features, ratios, drawn, features_of_rows, drawn_of_rows, seeds: int) -> np.ndarray:
    boosted = np.mean([_boosted(features, ratios, features_of_rows, seed) for seed in range(seeds)], axis=0)
    return (np.sort(boosted, axis=1) + _drawn_back(ratios, drawn, drawn_of_rows)) / 2


def _boosted(features: np.ndarray, ratios: np.ndarray, rows: np.ndarray, seed: int) -> np.ndarray:
    try:
        import lightgbm
    except (ImportError, OSError):  # its wheel wants the system's libgomp
        raise NotTried("no_library") from None

    settings = {
        "objective": "quantile",
        "num_leaves": LEAVES,
        "learning_rate": RATE,
        "min_data_in_leaf": SMALLEST_LEAF,
        "feature_fraction": 0.5,
        "bagging_fraction": 0.7,
        "bagging_freq": 1,
        "lambda_l2": 1.0,
        "seed": seed,
        "num_threads": 1,
        "deterministic": True,
        "force_row_wise": True,
        "verbose": -1,
    }
    return np.column_stack(
        [
            lightgbm.train(
                settings | {"alpha": level}, lightgbm.Dataset(features, ratios), num_boost_round=ROUNDS
            ).predict(rows)
            for level in LEVELS
        ]
    )


def _drawn_back(ratios: np.ndarray, drawn: np.ndarray, drawn_of_rows: np.ndarray) -> np.ndarray:
    """The change is a share of the way to the recent mean, the share that misses least; then quantiles of what is left."""
    pull = min(PULLS, key=lambda share: float(np.abs(ratios - share * drawn).mean()))
    left = ratios - pull * drawn
    ends = np.array([lower_quantile(left, LEVELS[0]), 0.0, upper_quantile(left, LEVELS[2])])
    return pull * drawn_of_rows[:, None] + ends


def with_covariates(step: Callable[..., np.ndarray]) -> Step:
    def run(train: Examples, rows: Examples, context: Context) -> np.ndarray:
        return step(train, rows, context, covariates=True)

    return run


STEPS: dict[str, Step] = {
    LAST_VALUE: last_value,
    SEASONAL_NAIVE: seasonal_naive,
    RECENT_MEAN: recent_mean,
    COUNT_PANEL: count_panel,
    COUNT_PANEL + WITH_COVARIATES: with_covariates(count_panel),
    QUANTILE_BOOSTING: quantile_boosting,
    QUANTILE_BOOSTING + WITH_COVARIATES: with_covariates(quantile_boosting),
}


def climbed(season: int, counts: bool, covariates: bool) -> list[str]:
    """The steps that make sense for such series, in order."""
    return [
        name
        for name in STEPS
        if (season > 1 or name != SEASONAL_NAIVE)
        and (counts or not name.startswith(COUNT_PANEL))
        and (covariates or not name.endswith(WITH_COVARIATES))
    ]


__all__ = ["LOG", "STEPS", "Context", "Step", "climbed"]
