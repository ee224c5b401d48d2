"""Bursts of jugements supplétifs by centre and officer, against the yearly rate of the same two."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from siraba.engines.irregularities.acts import Act, Acts, grouped
from siraba.engines.irregularities.alerts import Alert, decimal
from siraba.engines.irregularities.statistics import beyond_chance, excess, tail

WINDOWS = (1, 3, 7, 14, 28)  # days
FULLEST = 0.002  # share of weeks left out when the clumping of families is learnt


@dataclass
class _Window:
    acts: list[Act]
    families: int
    days: int
    expected: float


def judgment_bursts(acts: Acts) -> Iterator[Alert]:
    """Too many families in a few days. Acts of a hearing that has a number are left out; brothers and sisters count once."""
    single = [act for act in acts.valid if act.suppletive and not act.hearing_id and act.act_date]
    if len(single) < 2:
        return
    start, end = min(_day(act) for act in single), max(_day(act) for act in single)
    span = max(end - start + 1, 1)
    series = grouped(single, lambda act: (act.centre_id, act.officer_id))
    season = _season(single, start, span)
    usual = len(single) / (len(series) * span)
    windows = [
        window
        for several in series.values()
        for window in _windows(
            sorted(several, key=lambda act: (_day(act), act.act_id)), start, span, usual, season
        )
    ]
    counts = np.array([one.families for one in windows], float)
    expected = np.array([one.expected for one in windows])
    found = tail(counts, expected, _clumping(series, start, span) / expected)
    chances = beyond_chance(found)
    taken: set[str] = set()
    # The least likely window first; others that overlap it are the same burst, with days that are not of it
    for place in np.argsort(found, kind="stable"):
        window = windows[place]
        score = float(chances[place]) * excess(window.families, window.expected)
        if score < 0.1 or taken & {act.act_id for act in window.acts}:
            continue
        taken |= {act.act_id for act in window.acts}
        for act in window.acts:
            yield _alert(act, score, window)


def _windows(
    several: list[Act], start: int, span: int, usual: float, season: np.ndarray
) -> Iterator[_Window]:
    """One from each day of an act, for each width; what is expected is the rate of all the other days."""
    days = np.array([_day(act) - start for act in several])
    families = _firsts(several)
    for width in WINDOWS:
        if width >= span:
            break
        for first in np.unique(days):
            low, high = np.searchsorted(days, [first, first + width])
            inside = int(families[low:high].sum())
            if inside < 2:
                continue
            # What is known of others counts as much as one act of this series
            rate = (families.sum() - inside + 1) / (span - width + 1 / usual)
            expected = rate * width * season[first : first + width].mean()
            yield _Window(several[low:high], inside, width, float(expected))


def _firsts(several: list[Act]) -> np.ndarray:
    """1 for the first act of a mother on a day, 0 for her other children of that day."""
    seen: set[tuple[str, int]] = set()
    firsts = []
    for act in several:
        key = (act.mother or act.act_id, _day(act))
        firsts.append(int(key not in seen))
        seen.add(key)
    return np.array(firsts)


def _season(single: list[Act], start: int, span: int) -> np.ndarray:
    """How many judgments the whole register writes around each day, against its mean: school begins, courts sit."""
    daily = np.bincount([_day(act) - start for act in single], minlength=span).astype(float)
    smooth = np.convolve(daily, np.ones(29) / 29, mode="same") / np.convolve(
        np.ones(span), np.ones(29) / 29, mode="same"
    )
    return np.maximum(smooth[:span] / daily.mean(), 0.2) if span >= 29 else np.ones(span)


def _clumping(series: dict, start: int, span: int) -> float:
    """Variance of weekly counts in means, beyond Poisson's one, without the fullest weeks: families come together."""
    counts, means = [], []
    for several in series.values():
        days = np.array([_day(act) - start for act in several])
        weeks = np.bincount(days // 7, _firsts(several), span // 7 + 1)
        counts.append(weeks)
        means.append(np.full(len(weeks), weeks.mean()))
    count, mean = np.concatenate(counts), np.concatenate(means)
    residual = np.sqrt(count + 0.375) - np.sqrt(mean + 0.375)
    kept = np.argsort(residual, kind="stable")[: len(residual) - int(FULLEST * len(residual))]
    over = ((count[kept] - mean[kept]) ** 2 - mean[kept]).sum()
    return max(float(over / mean[kept].sum()), 1e-3)


def _day(act: Act) -> int:
    return act.act_date.toordinal() if act.act_date else 0


def _alert(act: Act, score: float, window: _Window) -> Alert:
    return Alert(
        act.act_id,
        "judgment_burst",
        score,
        "jugements supplétifs d’un officier et d’un centre contre leur propre rythme",
        f"{window.families} familles en {window.days} j. par l’officier {act.officer_id} ({act.centre_id}), sans audience"
        f" foraine ; {decimal(window.expected)} attendues au rythme du reste de l’année.",
        f"les autres jours du même officier, centre {act.centre_id}",
        {"count": window.families, "expected": round(window.expected, 2), "days": window.days},
    )
