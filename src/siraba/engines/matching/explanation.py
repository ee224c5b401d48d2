"""Why a record may be the person sought, and what speaks against it: one reason for each fact that both sides know."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from math import inf
from types import NoneType
from typing import Any

import numpy as np

from siraba.engines.matching.comparison import (
    CERCLE,
    CERCLE_ONLY,
    COLUMN,
    ELSEWHERE,
    REGION,
    REGION_ONLY,
    VILLAGE,
    Compared,
)
from siraba.engines.matching.matcher import Matcher, best_places
from siraba.engines.matching.people import NAMES, PLACES, People
from siraba.engines.matching.vocabulary import DIFFERENT, EXACT, NEAR, PART, PET, SAME, SLIP
from siraba.engines.matching.weights import FIELDS, MISSING

# Where names stand in the other order, each was compared with the other
TURNED = {"given_name": "family_name", "family_name": "given_name"}
HALF_A_BIT = 0.5
ABOUT = "~"
# What is kept of both, and the levels that each field has
NUMBER = (int, float)
REASON = {
    "field": str, "level": int, "asked": str, "found": str, "share": (*NUMBER, NoneType), "bits": NUMBER,
}  # fmt: skip
EXPLANATION = {"reasons": list, "relative": NUMBER, "weight": NUMBER, "probability": NUMBER, "close": int}
LEVELS = (
    dict.fromkeys(FIELDS, range(2)) | dict.fromkeys(NAMES, range(EXACT + 1)) | {"place": range(VILLAGE + 1)}
)
CLOSE = 3.0  # bits: another record within an eighth of the odds fits almost as well


@dataclass(frozen=True)
class Reason:
    """What one field says: as asked and as found, how alike, which share of the register is at least so alike (None where
    that is not counted), and the bits, for (above 0) or against.

    `level` is one of `vocabulary` for names, one of `comparison` for places, else 1 for the same and 0 for another. What was
    asked and found is as it was written, in no language; a year that an age gave is followed by ~ (ISO 8601-2).
    """

    field: str
    level: int
    asked: str
    found: str
    share: float | None
    bits: float

    def to_json(self) -> dict[str, Any]:
        share = None if self.share is None else float(f"{self.share:.2g}")
        return asdict(self) | {"share": share, "bits": round(self.bits, 2)}

    @classmethod
    def of_json(cls, kept: Any) -> "Reason":
        """Raises ValueError for what `to_json` does not give."""
        _check(kept, REASON)
        if kept["field"] not in LEVELS or kept["level"] not in LEVELS[kept["field"]]:
            raise ValueError("no such field or level")
        if kept["share"] is not None and not 0 < kept["share"] <= 1:
            raise ValueError("a share lies between 0 and 1")
        return cls(**kept)


@dataclass(frozen=True)
class Explanation:
    """The reasons, the strongest first, whether for or against; `relative` is what is taken off since a brother or sister
    would fit as well; `close` is how many other records fit as well or almost."""

    reasons: list[Reason]
    relative: float
    weight: float
    probability: float
    close: int

    def to_json(self) -> dict[str, Any]:
        """Plain values: numbers to two decimals, shares to two digits. Names stand in it: it is to be sealed."""
        return {
            "reasons": [reason.to_json() for reason in self.reasons],
            "relative": round(self.relative, 2),
            "weight": round(self.weight, 2),
            "probability": round(self.probability, 2),
            "close": self.close,
        }

    @classmethod
    def of_json(cls, kept: Any) -> "Explanation":
        """Raises ValueError for what `to_json` does not give."""
        _check(kept, EXPLANATION)
        if not 0 <= kept["probability"] <= 1 or kept["close"] < 0:
            raise ValueError("a probability lies between 0 and 1, and nobody is fewer than nobody")
        return cls(**kept | {"reasons": [Reason.of_json(reason) for reason in kept["reasons"]]})


def _check(kept: Any, kinds: dict[str, Any]) -> None:
    if not isinstance(kept, dict) or kept.keys() != kinds.keys():
        raise ValueError(f"an object of {', '.join(kinds)} is wanted")
    for name, kind in kinds.items():
        value = kept[name]
        if not isinstance(value, kind) or isinstance(value, bool) or value in (inf, -inf) or value != value:
            raise ValueError(f"{name} is not what it should be")


def explain(matcher: Matcher, person: People, row: int, record: int) -> Explanation | None:
    """Why this record may be this person; None where they share no two facts."""
    compared = matcher.all(person, row)
    places = np.flatnonzero(compared.records == record)
    return dict(_explained(matcher, person, row, compared, places)).get(record)


def explained(matcher: Matcher, person: People, row: int, top: int) -> list[tuple[int, Explanation]]:
    """The best answers for one person, as `Matcher.rank` gives them, each with why: the record's number first."""
    compared = matcher.all(person, row)
    places = best_places(matcher.weigh(compared, matcher.weights)[0], top)
    return list(_explained(matcher, person, row, compared, places))


def _explained(
    matcher: Matcher, person: People, row: int, compared: Compared, places: np.ndarray
) -> Iterator[tuple[int, Explanation]]:
    """Why the records at these places of a comparison may be the person."""
    weight, taken = matcher.weigh(compared, matcher.weights)
    probability = matcher.probability(weight, matcher.weights)
    chosen = compared.some(places)
    bits = chosen.bits(matcher.weights)
    for one, place in enumerate(places.tolist()):
        record = int(compared.records[place])
        yield (
            record,
            Explanation(
                _reasons(matcher, person, row, record, chosen, one, bits[one]),
                float(taken[place]),
                float(weight[place]),
                float(probability[place]),
                int((weight >= weight[place] - CLOSE).sum()) - 1,
            ),
        )


def _reasons(
    matcher: Matcher, person: People, row: int, record: int, compared: Compared, place: int, bits: np.ndarray
) -> list[Reason]:
    levels = compared.levels[place]
    turned = TURNED if levels[COLUMN["order"]] == 1 else {}
    reasons = [
        Reason(
            field,
            int(levels[COLUMN[field]]),
            _said(matcher, person, row, field),
            _said(matcher, matcher.index.people, record, turned.get(field, field)),
            _share(compared.chance.get(field), int(levels[COLUMN[field]]), field),
            float(bits[COLUMN[field]]),
        )
        for field in FIELDS
        if levels[COLUMN[field]] != MISSING
    ]
    return sorted(reasons, key=lambda reason: -abs(reason.bits))


def _share(chance: np.ndarray | None, level: int, field: str) -> float | None:
    if chance is None or field not in (*NAMES, "place"):
        return None
    # Levels that nobody has are counted as half a person, so that all together are a little more than everybody
    return min(float(chance[level:].sum() if field in NAMES else chance[level]), 1.0)


def _said(matcher: Matcher, people: People, row: int, field: str) -> str:
    words = matcher.index.words
    if field in NAMES:
        return words.names.texts[people.column(field)[row]]
    if field == "place":
        return ", ".join(text for name in PLACES if (text := words.places.texts[people.column(name)[row]]))
    if field == "born":
        return f"{people.born[row]}{ABOUT if people.spread[row] else ''}"
    return ""


# In French, for a terminal

_LABELS = {
    "given_name": "Prénom", "family_name": "Nom", "father_given": "Prénom du père", "mother_given": "Prénom de la mère",
    "mother_family": "Nom de la mère", "sex": "Sexe", "born": "Naissance", "day": "Jour de naissance", "place": "Lieu",
    "order": "Nom et prénom dans l’autre ordre", "phone": "Téléphone",
}  # fmt: skip
_NAMES = {
    DIFFERENT: "deux noms", PART: "un nom sur plusieurs", NEAR: "écritures proches, peut-être deux noms",
    SLIP: "sans doute un lapsus d’écriture", PET: "le même nom par l’usage", SAME: "le même nom à l’oreille",
    EXACT: "le même nom",
}  # fmt: skip
_PLACES = {
    ELSEWHERE: "ailleurs", REGION_ONLY: "même région, autre cercle", REGION: "même région", VILLAGE: "même village",
    CERCLE_ONLY: "même cercle, autre village", CERCLE: "même cercle",
}  # fmt: skip


def in_french(explanation: Explanation) -> list[str]:
    """One line a reason, then what is taken off, the sum and who else fits."""
    lines = [f"{_sentence(reason)} : {_signed(reason.bits)}" for reason in explanation.reasons]
    if explanation.relative >= HALF_A_BIT:
        lines.append(f"Un frère ou une sœur conviendrait aussi : {_signed(-explanation.relative)}")
    lines.append(
        f"Poids : {_signed(explanation.weight)} ; probabilité que ce soit elle : {_percent(explanation.probability)}"
    )
    if explanation.close:
        lines.append(f"D’autres conviennent autant ou presque : {explanation.close}")
    return lines


def _sentence(reason: Reason) -> str:
    label = _LABELS[reason.field]
    if reason.field in NAMES:
        both = f"{reason.asked} ~ {reason.found}" if reason.asked != reason.found else reason.asked
        return f"{label} : {both}, {_NAMES[reason.level]}{_frequency(reason)}"
    if reason.field == "place":
        return f"{label} : {reason.asked} ~ {reason.found}, {_PLACES[reason.level]}"
    if reason.field == "born":
        return f"{label} : {_year(reason.asked)} ~ {_year(reason.found)}"
    if reason.field == "order":
        return label
    return f"{label} : {'le même' if reason.level else 'un autre'}"


def _year(said: str) -> str:
    return f"vers {said.removesuffix(ABOUT)}" if said.endswith(ABOUT) else said


def _frequency(reason: Reason) -> str:
    if reason.share is None or reason.level == DIFFERENT:
        return ""
    one_in = f"{round(1 / reason.share):,}".replace(",", " ")
    return f", 1 sur {one_in}"


def _signed(bits: float) -> str:
    return f"{'−' if round(bits) < 0 else '+'}{abs(round(bits))}"


def _percent(probability: float) -> str:
    if probability > 0.99:
        return "plus de 99 %"
    return "moins de 1 %" if probability < 0.01 else f"{round(100 * probability)} %"
