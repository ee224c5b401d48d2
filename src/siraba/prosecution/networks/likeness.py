"""Which entities of an analysis may be one: names across spellings, a telephone, a vehicle or a document in common, a plate
with a slip. The scores are this project's proposal, à valider; they order what a person decides, and decide nothing.

What two have in common is combined as 1 − ∏(1 − sᵢ). A name alone of one word is worth half: too many bear it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import NamedTuple
from uuid import UUID

from rapidfuzz.distance import OSA

from siraba.engines.matching.names import parts
from siraba.engines.matching.vocabulary import EXACT, NEAR, PART, PET, SAME, SLIP, Vocabulary
from siraba.prosecution.networks.models import Reason

NAMED_ALIKE = {EXACT: 0.9, SAME: 0.8, PET: 0.75, SLIP: 0.7, NEAR: 0.6, PART: 0.4}
IN_COMMON = 0.5
PLATE_SLIP, LONG_PLATE = 0.6, 6
LEAST = 0.6
# Something that so many share tells nobody apart: a telephone of a call shop, a lorry of a company
MOST_SHARING = 6


class Why(NamedTuple):
    """Something in common: which, and what was seen of the one and of the other."""

    what: Reason
    one: str
    other: str = ""


@dataclass
class Known:
    """What an entity is known by. `held`: entities that it uses or owns, by the words that say what they are."""

    pk: UUID
    kind: str
    names: list[str] = field(default_factory=list)
    plates: list[str] = field(default_factory=list)
    held: dict[UUID, str] = field(default_factory=dict)

    def facts(self) -> list[str]:
        return sorted({*self.names, *self.plates, *map(str, self.held)})


@dataclass
class Alike:
    """Two that may be one, with the reasons: what, and how much it is worth."""

    score: float
    reasons: list[tuple[Why, float]]


def pairs_of(known: Sequence[Known]) -> dict[tuple[UUID, UUID], Alike]:
    """The pairs of one kind that are alike enough to be decided, whichever was given first."""
    reasons: dict[tuple[UUID, UUID], dict[Why, float]] = defaultdict(dict)
    by_kind: dict[str, list[Known]] = defaultdict(list)
    for one in known:
        by_kind[one.kind].append(one)
    for group in by_kind.values():
        for found in (_by_name(group), _by_plate(group), _by_what_they_hold(group)):
            for pair, why, worth in found:
                reasons[pair][why] = max(worth, reasons[pair].get(why, 0.0))
    scored = {pair: _together(why) for pair, why in reasons.items()}
    return {pair: one for pair, one in scored.items() if one.score >= LEAST}


def _together(reasons: Mapping[Why, float]) -> Alike:
    doubt = 1.0
    for worth in reasons.values():
        doubt *= 1 - worth
    told = sorted(reasons.items(), key=lambda one: (-one[1], one[0]))
    return Alike(round(1 - doubt, 4), told)


Found = Iterable[tuple[tuple[UUID, UUID], Why, float]]


def _pair(one: Known, other: Known) -> tuple[UUID, UUID]:
    return (one.pk, other.pk) if one.pk.int < other.pk.int else (other.pk, one.pk)


def _by_name(group: Sequence[Known]) -> Found:
    vocabulary = Vocabulary()
    bearers: dict[int, list[Known]] = defaultdict(list)
    for one in group:
        for number in set(vocabulary.add(one.names).tolist()):
            if number:
                bearers[number].append(one)
    for number, bearing in bearers.items():
        text = vocabulary.texts[number]
        others, levels = vocabulary.alike(text)
        for other, level in zip(others.tolist(), levels.tolist(), strict=True):
            if level not in NAMED_ALIKE or other < number:
                continue
            worth = _worth(text, vocabulary.texts[other], level)
            why = _names_say(text, vocabulary.texts[other], level)
            if other == number:
                yield from ((_pair(*two), why, worth) for two in combinations(bearing, 2))
            else:
                for one in bearing:
                    for another in bearers.get(other, ()):
                        if one.pk != another.pk:
                            yield _pair(one, another), why, worth


def _worth(one: str, other: str, level: int) -> float:
    alone = min(len(parts(one)), len(parts(other))) < 2
    return NAMED_ALIKE[level] / 2 if alone else NAMED_ALIKE[level]


def _names_say(one: str, other: str, level: int) -> Why:
    if level == EXACT:
        return Why(Reason.SAME_NAME, one)
    return Why(Reason.PART_OF_NAME if level == PART else Reason.SPELLINGS, one, other)


def _by_plate(group: Sequence[Known]) -> Found:
    plated = [(plate, one) for one in group for plate in one.plates if len(plate) >= LONG_PLATE]
    for (plate, one), (other, another) in combinations(plated, 2):
        if one.pk != another.pk and OSA.distance(plate, other, score_cutoff=1) <= 1:
            yield _pair(one, another), Why(Reason.PLATES, plate, other), PLATE_SLIP


def _by_what_they_hold(group: Sequence[Known]) -> Found:
    holders: dict[UUID, list[Known]] = defaultdict(list)
    for one in group:
        for held in one.held:
            holders[held].append(one)
    for held, sharing in holders.items():
        if 2 <= len(sharing) <= MOST_SHARING:
            why = Why(Reason.SHARED, sharing[0].held[held])
            yield from ((_pair(*two), why, IN_COMMON) for two in combinations(sharing, 2))
