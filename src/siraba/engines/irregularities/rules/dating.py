"""Back-dating: an act whose date lies before those of its neighbours, in the order of keying, of numbers or of forms.

A paper register keyed later spares itself: its neighbours are as late as it is, and spread as widely.
"""

import re
from collections.abc import Hashable, Iterator
from datetime import date

import numpy as np

from siraba.engines.irregularities.acts import Act, Acts, grouped
from siraba.engines.irregularities.alerts import Alert
from siraba.engines.irregularities.statistics import beyond

AROUND = 8  # neighbours on each side that say what is usual
BEFORE = 3  # acts just before: their median date is what the next may not precede


def back_dated(acts: Acts) -> Iterator[Alert]:
    """Acts late beyond the neighbours of their keying and of their number, or inverted with the numbers or the forms before."""
    dated = [act for act in acts.valid if act.act_date and act.keyed_at]
    place = {act.act_id: n for n, act in enumerate(dated)}
    keying = _measure(dated, place, lambda act: act.centre_id, lambda act: act.moment, _late)
    numbers = _measure(dated, place, lambda act: act.series, lambda act: (act.act_number, act.act_id), _late)
    inverted = _measure(
        dated, place, lambda act: act.series, lambda act: (act.act_number, act.act_id), _inverted
    )
    forms = _measure(dated, place, _stock, lambda act: (_serial(act), act.act_id), _inverted)
    late = np.minimum(keying, numbers)
    chances = np.stack([beyond(late), beyond(inverted), beyond(forms)])
    for n in np.flatnonzero(chances.max(axis=0) >= 0.1):
        yield _alert(dated[n], int(chances[:, n].argmax()), float(chances[:, n].max()), _delay(dated[n]))


def _measure(dated: list[Act], place: dict[str, int], key, order, measure) -> np.ndarray:
    """How far each act is from its neighbours, in their spread or in that of the whole register, whichever is larger."""
    away, spread = np.zeros(len(dated)), np.zeros(len(dated))
    groups: dict[Hashable, list[Act]] = grouped(dated, key)
    for group, several in groups.items():
        if group is None or len(several) <= BEFORE:
            continue
        several.sort(key=order)
        places = [place[act.act_id] for act in several]
        away[places], spread[places] = measure(several)
    return away / (1 + 1.5 * np.maximum(spread, np.median(spread) if len(spread) else 0))


def _late(several: list[Act]) -> tuple[np.ndarray, np.ndarray]:
    """Days between act and keying beyond the median of the neighbours, and the spread of these."""
    delays = np.array([_delay(act) for act in several], float)
    around = _windows(delays)
    usual = np.nanmedian(around, axis=1)
    return delays - usual, np.nanmedian(np.abs(around - usual[:, None]), axis=1)


def _inverted(several: list[Act]) -> tuple[np.ndarray, np.ndarray]:
    """Days by which an act precedes those numbered just before it, and the usual step between neighbours."""
    days = np.array([_ordinal(act.act_date) for act in several], float)
    padded = np.concatenate([np.full(BEFORE, np.nan), days])
    before = np.lib.stride_tricks.sliding_window_view(padded, BEFORE)[:-1]
    steps = np.abs(np.diff(days, prepend=days[0]))
    return np.nan_to_num(_median(before) - days), np.nanmedian(_windows(steps), axis=1)


def _median(rows: np.ndarray) -> np.ndarray:
    """Of rows without a hole: the first acts of a series have no neighbours before them, and no inversion."""
    return np.where(np.isnan(rows).any(axis=1), np.nan, np.median(np.nan_to_num(rows), axis=1))


def _windows(values: np.ndarray) -> np.ndarray:
    """Of each value, those around it (n, 2 × AROUND + 1), empty beyond the ends and at its own place."""
    padded = np.concatenate([np.full(AROUND, np.nan), values, np.full(AROUND, np.nan)])
    around = np.lib.stride_tricks.sliding_window_view(padded, 2 * AROUND + 1).copy()
    if len(values) > 1:
        around[:, AROUND] = np.nan
    return around


def _delay(act: Act) -> int:
    return (act.keyed_at.date() - act.act_date).days if act.keyed_at and act.act_date else 0


def _ordinal(day: date | None) -> int:
    return day.toordinal() if day else 0


def _serial(act: Act) -> int:
    digits = re.findall(r"\d+", act.form_serial)
    return int(digits[-1]) if digits else 0


def _stock(act: Act) -> Hashable:
    """The forms of one centre, by the letters of their serials."""
    if not act.form_serial:
        return None
    return act.centre_id, re.sub(r"\d+$", "", act.form_serial)


def _alert(act: Act, which: int, chance: float, delay: int) -> Alert:
    told = (
        f"saisi {delay} jours après sa date, bien plus que ses voisins de saisie et de numéro",
        f"daté bien avant les actes dont le numéro précède le sien (numéro {act.act_number})",
        f"daté bien avant les actes dont le formulaire précède le sien (formulaire {act.form_serial})",
    )[which]
    return Alert(
        act.act_id,
        "back_dated",
        chance,
        ("retard de saisie", "inversion des numéros et des dates", "inversion des formulaires et des dates")[
            which
        ],
        f"Acte du {act.act_date}, {told}.",
        f"les {2 * AROUND} actes voisins du centre {act.centre_id}",
        {"days": delay, "act_date": str(act.act_date), "act_number": act.act_number},
    )
