"""Fictitious series of a known kind."""

from datetime import date

import numpy as np

from siraba.engines.forecasting import Point, Series


def walks(places: int = 12, years: int = 24, seed: int = 1) -> list[Series]:
    """Counts that follow a random walk on the log scale: nothing beats the last value."""
    random = np.random.default_rng(seed)
    logs = 7 + np.cumsum(random.normal(0, 0.4, (places, years)), axis=1)
    return yearly(np.round(np.exp(logs)))


def noises(places: int = 12, years: int = 24, seed: int = 1) -> list[Series]:
    """Counts around a level of each place: the mean of the last years beats the last value."""
    random = np.random.default_rng(seed)
    levels = random.uniform(5, 9, (places, 1))
    return yearly(np.round(np.exp(levels + random.normal(0, 0.5, (places, years)))))


def yearly(values: np.ndarray, first: int = 2000, covariate: np.ndarray | None = None) -> list[Series]:
    return [
        Series(
            f"Lieu {number:02}",
            [
                Point(
                    date(first + year, 1, 1),
                    float(value),
                    covariates={} if covariate is None else {"rain": float(covariate[number, year])},
                )
                for year, value in enumerate(row)
            ],
        )
        for number, row in enumerate(values)
    ]


def monthly(values: np.ndarray, place: str = "Route") -> Series:
    return Series(
        place,
        [Point(date(2010 + n // 12, n % 12 + 1, 1), float(value)) for n, value in enumerate(values)],
    )
