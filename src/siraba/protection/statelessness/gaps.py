"""From answers to gaps, by the table alone. Nothing is added up: there is no figure about a person."""

from collections.abc import Iterable
from dataclasses import dataclass

from siraba.protection.statelessness.questions import Answers
from siraba.protection.statelessness.table import GAP, GAPS, ORDER, REMEDY, Gap, Level, Remedy, When


@dataclass(frozen=True)
class Found:
    """A gap with the remedies that are open to who gave these answers, and those kept back from them."""

    gap: Gap
    remedies: tuple[Remedy, ...]
    kept_back: tuple[Remedy, ...]


def holds(when: When, answers: Answers) -> bool:
    return all(answers.get(question) in wanted for question, wanted in when.items())


def gaps_of(answers: Answers) -> list[Found]:
    """The gaps that the answers show, in the order of the table."""
    return found_again((gap.code for gap in GAPS if any(holds(when, answers) for when in gap.when)), answers)


def found_again(codes: Iterable[str], answers: Answers) -> list[Found]:
    """The gaps of these codes as the table has them today; a code that it has no longer is left out."""
    return [_found(GAP[code], answers) for code in codes if code in GAP]


def _found(gap: Gap, answers: Answers) -> Found:
    remedies = [REMEDY[code] for code in gap.remedies]
    kept_back = tuple(one for one in remedies if one.never and holds(one.never, answers))
    return Found(gap, tuple(one for one in remedies if one not in kept_back), kept_back)


def level_of(found: Iterable[Found]) -> Level:
    """The furthest level that a gap shows; documented where there is none."""
    return Level(max((one.gap.level for one in found), key=ORDER.index, default=Level.DOCUMENTED))
