"""What a rule finds, and the one alert of an act that several rules speak of."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

# Stable identifiers, and what an inspector reads
KINDS: dict[str, str] = {
    "sequence_gap": "numéro manquant",
    "number_reused": "numéro d’acte pris deux fois",
    "back_dated": "acte antidaté",
    "judgment_burst": "afflux de jugements supplétifs",
    "declarant": "même déclarant pour trop de mères",
    "witness": "même témoin pour trop de mères",
    "out_of_hours": "travail hors des heures",
    "duplicate": "même personne enregistrée deux fois",
    "round_date": "trop de naissances au 1er janvier",
    "judgment_reused": "même jugement pour plusieurs personnes",
    "out_of_area": "naissances d’ailleurs approuvées en hâte",
    "own_approval": "approuvé par qui l’a saisi",
    "hasty_pair": "deux agents qui approuvent en hâte",
    "impossible_birth": "naissance impossible",
    "form_reused": "formulaire employé deux fois",
    "outside_mandate": "acte hors mandat",
}
LEAST = 0.5
# A chance as a rule computes it overstates: Platt's map (1999) of its log-odds, its two numbers fitted by maximum likelihood on
# 2,200 alerts of four made-up registers (three countries, difficulty 0.5, 1 %; development seeds 1 and 2), alerts of one cause
# counting as the root of their number. Made for registers where about one act in a hundred is irregular
CALIBRATION = (-0.57, 1.11)


def decimal(value: float) -> str:
    """A figure of a reason, as French writes it."""
    return f"{value:.1f}".replace(".", ",")


@dataclass(frozen=True, slots=True)
class Alert:
    """`score` (0–1) is how likely the act is irregular: a rule's own chance, then, in what `by_act` hands out, calibrated. `rule`
    says what was tested, `figures` what was counted, `group` with whom it was compared. A missing number has no act: its
    place in the register says where it should be."""

    act_id: str
    kind: str
    score: float
    rule: str
    reason: str
    group: str = ""
    figures: dict[str, Any] = field(default_factory=dict)
    others: tuple[str, ...] = ()  # weaker kinds of the same act
    place: tuple[str, str, int, int] | None = None  # centre, register, year, number


def by_act(found: Iterable[Alert]) -> list[Alert]:
    """One alert an act, the likeliest first: its strongest kind, the others told in the reason.

    Rules that agree on one act add up as independent doubts do, 1 − Π (1 − chance); the sum is calibrated.
    """
    acts: dict[str, list[Alert]] = {}
    kept: list[Alert] = []
    for one in found:
        if one.place is not None:
            kept.append(one)
        else:
            acts.setdefault(one.act_id, []).append(one)
    for several in acts.values():
        alert = _one(several)
        if alert.score >= LEAST:
            kept.append(alert)
    return sorted(kept, key=lambda one: (-one.score, one.act_id, one.place or ()))


def calibrated(chance: float) -> float:
    """How often an act of such a computed chance (0–1) was really irregular."""
    shift, slope = CALIBRATION
    right, wrong = chance**slope, math.exp(-shift) * (1 - chance) ** slope
    return right / (right + wrong)


def _one(several: list[Alert]) -> Alert:
    best: dict[str, Alert] = {}
    for one in sorted(several, key=lambda one: (-one.score, one.kind, one.reason)):
        best.setdefault(one.kind, one)
    first, *rest = best.values()
    doubt = 1.0
    for one in best.values():
        doubt *= 1 - one.score
    told = [one for one in rest if one.score >= LEAST / 2]
    reason = first.reason + "".join(f" Aussi : {one.reason}" for one in told)
    return Alert(
        first.act_id,
        first.kind,
        round(min(calibrated(1 - doubt), 0.995), 4),
        first.rule,
        reason,
        first.group,
        first.figures,
        tuple(one.kind for one in told),
    )
