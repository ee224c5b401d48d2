"""Approvals: one's own, those of a pair in seconds, and births of elsewhere approved in seconds."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from siraba.engines.irregularities.acts import Act, Acts, Key, grouped
from siraba.engines.irregularities.alerts import Alert
from siraba.engines.irregularities.statistics import Peers, beyond_chance, excess, settled, tail

# Shares of the quickest approvals that are tried as « in haste »: what haste is, the register says
QUICKEST = (0.0005, 0.001, 0.002, 0.004, 0.008, 0.016, 0.03)


def own_approvals(acts: Acts) -> Iterator[Alert]:
    """Acts approved by whoever keyed them; a centre where most are tells of the centre, which lacks a second agent."""
    for centre, several in grouped(acts.valid, lambda act: act.centre_id).items():
        own = [act for act in several if act.operator_id and act.operator_id == act.approver_id]
        trust = settled(len(own), max(len(several), 5000))
        for act in own:
            yield Alert(
                act.act_id,
                "own_approval",
                trust,
                "qui saisit n’approuve pas",
                f"Saisi et approuvé par {act.operator_id} ; {len(own)} actes ainsi sur {len(several)} au centre {centre}.",
                f"les actes du centre {centre}",
                {"count": len(own), "among": len(several)},
            )


def hasty_pairs(acts: Acts) -> Iterator[Alert]:
    """Pairs of an operator and an approver who approve in haste more than other pairs do."""
    timed = _timed(acts)
    pairs = grouped(timed, lambda act: (act.operator_id, act.approver_id))
    members = {pair: several for pair, several in pairs.items() if pair[0] != pair[1]}
    for act, score, figures in _hasty(
        timed, members, [len(one) for one in members.values()], lambda _act: True
    ):
        yield Alert(
            act.act_id,
            "hasty_pair",
            score,
            "un même couple approuve en hâte",
            f"Approuvé en {act.approval_seconds:.0f} s ; {act.operator_id} et {act.approver_id} : {figures['count']} actes en"
            f" moins de {figures['seconds']} s sur {figures['among']}, {figures['expected']} attendus d’après les autres couples.",
            f"les {len(members)} couples du fichier",
            figures,
        )


def out_of_area(acts: Acts) -> Iterator[Alert]:
    """Operators whose births of another region are approved in haste, against the others of their centre.

    It compares a way of working: an act of elsewhere is none the worse for it, and a border commune is compared with itself.
    """
    timed = _timed(acts)
    operators = grouped(timed, lambda act: act.operator_id)
    centres = {who: several[0].centre_id for who, several in operators.items()}
    away = Peers(
        [sum(map(_away, several)) for several in operators.values()],
        [len(several) for several in operators.values()],
        [centres[who] for who in operators],
        trimmed=False,  # a border commune stands out as a whole
    )
    # What is compared is haste among acts of elsewhere, as many as the centre has
    for act, score, figures in _hasty(timed, operators, list(away.expected), _away):
        yield Alert(
            act.act_id,
            "out_of_area",
            score,
            "naissances d’une autre région approuvées en hâte, par opérateur",
            f"Naissance d’une autre région que celle du centre, approuvée en {act.approval_seconds:.0f} s ; {act.operator_id} : "
            f"{figures['count']} actes ainsi en moins de {figures['seconds']} s, {figures['expected']} attendus d’après ses pairs.",
            f"les opérateurs du centre {act.centre_id} et du fichier",
            figures,
        )


def _timed(acts: Acts) -> list[Act]:
    return [
        act for act in acts.valid if act.approval_seconds is not None and act.operator_id and act.approver_id
    ]


def _away(act: Act) -> bool:
    return bool(act.birth_region and act.region and act.birth_region != act.region)


def _hasty(
    timed: list[Act], members: dict[Key, list[Act]], exposure: Sequence[float], chosen: Callable[[Act], bool]
) -> Iterator[tuple[Act, float, dict]]:
    """Chosen acts approved in haste, of a member who has too many of them.

    Each threshold is tried; an act is judged by what exceeds between its own threshold and the one below, and by how likely that
    much is by chance, so that the haste of some acts does not stain slower ones.
    """
    if not timed:
        return
    seconds = np.array([act.approval_seconds for act in timed], float)
    limits = np.unique(np.quantile(seconds, QUICKEST, method="higher"))
    quick = {
        who: np.array([act.approval_seconds for act in several if chosen(act)], float)
        for who, several in members.items()
    }
    counts = np.array([[(one <= limit).sum() for one in quick.values()] for limit in limits], float)
    tries = [Peers(row, exposure, [0] * len(members)) for row in counts]
    chances = np.stack([beyond_chance(peers.tail(), len(limits) * len(members)) for peers in tries])
    # A wider threshold that tells takes in the narrower ones
    chances = np.maximum.accumulate(chances[::-1])[::-1]
    expected = np.stack([peers.expected for peers in tries])
    dispersion = np.array([peers.dispersion for peers in tries])
    # Between a threshold and the one below
    inside = np.diff(counts, axis=0, prepend=0)
    usual = np.maximum(np.diff(expected, axis=0, prepend=0), 0)
    chances *= beyond_chance(tail(inside, usual, dispersion[:, None]), len(limits))
    for place, several in enumerate(members.values()):
        if chances[:, place].max() < 0.1:
            continue
        for act in filter(chosen, several):
            ring = int(np.searchsorted(limits, act.approval_seconds or 0))
            if ring == len(limits):
                continue
            score = float(chances[ring, place]) * excess(inside[ring, place], usual[ring, place])
            if score >= 0.1:
                yield (
                    act,
                    score,
                    {
                        "count": int(counts[ring, place]),
                        "seconds": int(np.ceil(limits[ring])),
                        "among": len(several),
                        "expected": round(float(expected[ring, place]), 2),
                    },
                )
