"""Work outside the hours that the register itself keeps, by one operator alone."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

from siraba.engines.irregularities.acts import Act, Acts, grouped
from siraba.engines.irregularities.alerts import Alert, decimal
from siraba.engines.irregularities.statistics import Peers, beyond_chance, excess

USED = 0.05  # of the fullest hour: an hour with less is closed
NIGHT = timedelta(hours=6)  # what is keyed before six belongs to the evening before
TOLD = {"sunday": "un dimanche", "night": "la nuit", "evening": "hors des heures d’ouverture"}
ALL = frozenset(TOLD)


def out_of_hours(acts: Acts) -> Iterator[Alert]:
    """Operators who key alone when the rest of the register is closed, against the other operators.

    A whole centre that catches up (several operators, or a day's work moved to its evening) is spared. Mali is on UTC.
    """
    keyed = [act for act in acts.valid if act.keyed_at and act.operator_id]
    hours, sundays = _opening(keyed)
    alone = _alone(keyed, hours, sundays)
    operators = grouped(keyed, lambda act: act.operator_id)
    tried = (ALL, *({kind} for kind in TOLD))
    best: dict[str, Alert] = {}
    for kinds in tried:
        some = [act for act in alone if _kind(act, sundays) in kinds]
        counts = Counter(act.operator_id for act in some)
        if not counts:
            continue
        # What is counted is evenings: the acts of one are one occasion, such as a power cut
        evenings = Counter(who for who, _day in {(act.operator_id, _evening(act)) for act in some})
        peers = Peers(
            [evenings[one] for one in operators],
            [len({_evening(act) for act in several}) for several in operators.values()],
            [0] * len(operators),
        )
        chances = beyond_chance(peers.tail(), len(tried) * len(operators))
        found = {
            who: (float(chance) * excess(evenings[who], float(expected)), float(expected))
            for who, chance, expected in zip(operators, chances, peers.expected, strict=True)
        }
        for act in some:
            score, expected = found[act.operator_id]
            if score >= 0.1 and (act.act_id not in best or best[act.act_id].score < score):
                told = TOLD[_kind(act, sundays)]
                several = counts[act.operator_id], evenings[act.operator_id]
                best[act.act_id] = _alert(act, score, told, several, expected, len(operators))
    yield from best.values()


def _opening(keyed: list[Act]) -> tuple[set[int], bool]:
    """The hours of the day that are really worked, and whether Sundays are."""
    hours = Counter(act.keyed_at.hour for act in keyed if act.keyed_at)
    days = Counter(act.keyed_at.weekday() for act in keyed if act.keyed_at)
    fullest = max(hours.values(), default=0)
    usual = sorted(days[day] for day in range(6))[3] if days else 0
    return {hour for hour, count in hours.items() if count >= USED * fullest}, days[6] >= 0.5 * usual


def _kind(act: Act, sundays: bool) -> str:
    moment = act.keyed_at
    assert moment is not None
    if moment.weekday() == 6 and not sundays:
        return "sunday"
    return "night" if moment.hour >= 21 or moment.hour < 5 else "evening"


def _evening(act: Act) -> date:
    assert act.keyed_at is not None
    return (act.keyed_at - NIGHT).date()


def _alone(keyed: list[Act], hours: set[int], sundays: bool) -> list[Act]:
    """Acts keyed out of hours that no catch-up of the centre explains."""

    def closed(act: Act) -> bool:
        assert act.keyed_at is not None
        return act.keyed_at.hour not in hours or (act.keyed_at.weekday() == 6 and not sundays)

    alone: list[Act] = []
    for several in grouped(keyed, lambda act: act.centre_id).values():
        open_days = Counter(_evening(act) for act in several if not closed(act))
        usual = sum(open_days.values()) / max(len(open_days), 1)
        for day, session in grouped(filter(closed, several), _evening).items():
            shared = len({act.operator_id for act in session}) > 1
            moved = not open_days[day] and len(session) >= max(2, usual / 2)
            if not shared and not moved:
                alone += session
    return alone


def _alert(
    act: Act, score: float, told: str, several: tuple[int, int], expected: float, operators: int
) -> Alert:
    count, evenings = several
    return Alert(
        act.act_id,
        "out_of_hours",
        score,
        "saisies hors des heures, seul",
        f"Saisi {told} ({act.keyed_at:%d/%m/%Y %H:%M}) par {act.operator_id}, seul au centre : {count} actes ainsi en"
        f" {evenings} jour(s), {decimal(expected)} attendus d’après les autres opérateurs.",
        f"les {operators} opérateurs du fichier",
        {"count": count, "days": evenings, "expected": round(float(expected), 2)},
    )
