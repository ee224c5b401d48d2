"""Why a record may be the person sought, and what speaks against it: one reason for each fact that both sides know."""

from dataclasses import dataclass

import numpy as np

from siraba.engines.matching.comparison import (
    CERCLE,
    CERCLE_ONLY,
    COLUMN,
    ELSEWHERE,
    REGION,
    REGION_ONLY,
    VILLAGE,
)
from siraba.engines.matching.matcher import Matcher
from siraba.engines.matching.people import NAMES, PLACES, People
from siraba.engines.matching.vocabulary import DIFFERENT, EXACT, NEAR, PART, PET, SAME, SLIP
from siraba.engines.matching.weights import FIELDS, MISSING

# Where names stand in the other order, each was compared with the other
TURNED = {"given_name": "family_name", "family_name": "given_name"}
HALF_A_BIT = 0.5
CLOSE = 3.0  # bits: another record within an eighth of the odds fits almost as well


@dataclass(frozen=True)
class Reason:
    """What one field says: as asked and as found, how alike, which share of the register is at least so alike (None where
    that is not counted), and the bits, for (above 0) or against."""

    field: str
    level: int
    asked: str
    found: str
    share: float | None
    bits: float


@dataclass(frozen=True)
class Explanation:
    """The reasons, the strongest first, whether for or against; `relative` is what is taken off since a brother or sister
    would fit as well; `close` is how many other records fit as well or almost."""

    reasons: list[Reason]
    relative: float
    weight: float
    probability: float
    close: int


def explain(matcher: Matcher, person: People, row: int, record: int) -> Explanation | None:
    """Why this record may be this person; None where they share no two facts."""
    compared = matcher.all(person, row)
    places = np.flatnonzero(compared.records == record)
    if not len(places):
        return None
    place = int(places[0])
    weight, taken = matcher.weigh(compared, matcher.weights)
    one = compared.some(places)
    bits = one.bits(matcher.weights)[0]
    turned = TURNED if one.levels[0, COLUMN["order"]] == 1 else {}
    reasons = [
        Reason(
            field,
            int(one.levels[0, COLUMN[field]]),
            _said(matcher, person, row, field),
            _said(matcher, matcher.index.people, record, turned.get(field, field)),
            _share(one.chance.get(field), int(one.levels[0, COLUMN[field]]), field),
            float(bits[COLUMN[field]]),
        )
        for field in FIELDS
        if one.levels[0, COLUMN[field]] != MISSING
    ]
    return Explanation(
        sorted(reasons, key=lambda reason: -abs(reason.bits)),
        float(taken[place]),
        float(weight[place]),
        float(matcher.probability(weight, matcher.weights)[place]),
        int((weight >= weight[place] - CLOSE).sum()) - 1,
    )


def _share(chance: np.ndarray | None, level: int, field: str) -> float | None:
    if chance is None or field not in (*NAMES, "place"):
        return None
    return float(chance[level:].sum() if field in NAMES else chance[level])


def _said(matcher: Matcher, people: People, row: int, field: str) -> str:
    words = matcher.index.words
    if field in NAMES:
        return words.names.texts[people.column(field)[row]]
    if field == "place":
        return ", ".join(text for name in PLACES if (text := words.places.texts[people.column(name)[row]]))
    if field == "born":
        return f"{'vers ' if people.spread[row] else ''}{people.born[row]}"
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
        return f"{label} : {reason.asked} ~ {reason.found}"
    if reason.field == "order":
        return label
    return f"{label} : {'le même' if reason.level else 'un autre'}"


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
