"""One judgment that stands on the acts of several persons."""

from collections.abc import Hashable, Iterator

from siraba.engines.irregularities.acts import Act, Acts, grouped
from siraba.engines.irregularities.alerts import Alert
from siraba.engines.irregularities.statistics import settled

USUAL = 0.05  # share of hearings' acts with a shared judgment from which collective judgments are this register's way


def judgments_reused(acts: Acts) -> Iterator[Alert]:
    """Acts that bear the judgment (court, number, date; or court, number, year) of an act keyed before.

    Where hearings give one judgment to all whom they heard, acts of one hearing may share it. Where courts do not number in
    order, the same number in a year may be chance, and only the full date counts.
    """
    judged = [act for act in acts.valid if act.suppletive and act.judgment_no]
    again = list(_again(judged, lambda act: (act.court, act.judgment_no, act.judgment_date)))
    heard = [act for act in judged if act.hearing_id]
    shared = [act for act, first in again if act.hearing_id and act.hearing_id == first.hearing_id]
    if len(shared) > USUAL * len(heard):
        again = [pair for pair in again if not pair[0].hearing_id or pair[0].hearing_id != pair[1].hearing_id]
    same_day = {act.act_id for act, _first in again} | {act.act_id for act in shared}
    same_year = [pair for pair in _again(judged, _year) if pair[0].act_id not in same_day]
    yield from _alerts(again, settled(len(again), 5 * len(judged)), len(judged))
    yield from _alerts(same_year, _ordered(judged, len(same_year)), len(judged))


def _again(judged: list[Act], key) -> Iterator[tuple[Act, Act]]:
    groups: dict[Hashable, list[Act]] = grouped(judged, key)
    for several in groups.values():
        for act in several[1:]:
            yield act, several[0]


def _year(act: Act) -> tuple:
    return act.court, act.judgment_no, act.judgment_date.year if act.judgment_date else None


def _ordered(judged: list[Act], found: int) -> float:
    """Trust in a number met twice in a year: how far fewer they are than if courts drew their numbers at random."""
    random = 0.0
    for several in grouped(
        judged, lambda act: (act.court, act.judgment_date and act.judgment_date.year)
    ).values():
        numbers = [
            int(digits) for act in several if (digits := "".join(filter(str.isdigit, act.judgment_no)))
        ]
        if numbers:
            random += len(numbers) ** 2 / (2 * max(max(numbers), 1))
    if not found:
        return 0.0
    # As many as chance gives: the numbers are not in order, and tell nothing
    return settled(found, 5 * len(judged)) * min(1.0, abs(random - found) / max(random, found))


def _alerts(again: list[tuple[Act, Act]], trust: float, among: int) -> Iterator[Alert]:
    for act, first in again:
        yield Alert(
            act.act_id,
            "judgment_reused",
            trust,
            "un jugement, une personne",
            f"Le jugement {act.judgment_no} ({act.court}, {act.judgment_date}) est déjà celui de l’acte {first.act_id}, d’une autre"
            f" ligne ; {len(again)} acte(s) ainsi sur {among}.",
            f"les {among} jugements supplétifs du fichier",
            {"judgment": act.judgment_no, "first": first.act_id, "count": len(again), "among": among},
        )
