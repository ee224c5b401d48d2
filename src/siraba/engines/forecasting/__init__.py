"""Forecasts of many short series, back-tested beside the last value, and climate indices. See README.md."""

from siraba.engines.forecasting.indices import rain_anomaly, spi
from siraba.engines.forecasting.ladder import Climbed, Ladder, Quantiles, backtest, forecast, shown
from siraba.engines.forecasting.scenarios import SENTENCE, Input, Scenario, Scenarios, scenarios
from siraba.engines.forecasting.scoring import Score, Skill
from siraba.engines.forecasting.series import BadSeries, Point, Series, State

__all__ = [
    "SENTENCE",
    "BadSeries",
    "Climbed",
    "Input",
    "Ladder",
    "Point",
    "Quantiles",
    "Scenario",
    "Scenarios",
    "Score",
    "Series",
    "Skill",
    "State",
    "backtest",
    "forecast",
    "rain_anomaly",
    "scenarios",
    "shown",
    "spi",
]
