"""The same declarant, or the same witness, for children of too many mothers."""

from collections.abc import Iterator

from siraba.engines.irregularities.acts import Act, Acts, grouped, health_agent, village_chief
from siraba.engines.irregularities.alerts import Alert, decimal
from siraba.engines.irregularities.statistics import Peers, beyond_chance, excess


def declarants(acts: Acts) -> Iterator[Alert]:
    """Declarants who are neither health agents nor chiefs, against the other declarants of the centre."""
    said: dict[str, tuple[str, ...]] = {
        act.act_id: (act.declarant_id,) for act in acts.valid if act.declarant_id
    }
    yield from _too_many(acts, said, "declarant", "déclarant", official=False)


def witnesses(acts: Acts) -> Iterator[Alert]:
    """Witnesses, against the other witnesses of the centre; chiefs of the list are compared with chiefs alone."""
    said = {act.act_id: _witnesses(act) for act in acts.valid}
    yield from _too_many(acts, said, "witness", "témoin", official=False)
    yield from _too_many(acts, said, "witness", "témoin", official=True)


def _witnesses(act: Act) -> tuple[str, ...]:
    return tuple(dict.fromkeys(who for who in (act.witness1_id, act.witness2_id) if who))


def _too_many(
    acts: Acts, said: dict[str, tuple[str, ...]], kind: str, word: str, official: bool
) -> Iterator[Alert]:
    by_centre: dict[tuple[str, str], list[Act]] = {}
    for act in acts.valid:
        for who in said.get(act.act_id, ()):
            if not health_agent(who) and village_chief(who) is official:
                by_centre.setdefault((who, act.centre_id), []).append(act)
    if not by_centre:
        return
    households = [_households(several) for several in by_centre.values()]
    # Everybody here has one; what is compared is how many more
    peers = Peers([n - 1 for n in households], [1] * len(households), [centre for _who, centre in by_centre])
    chances = beyond_chance(peers.tail())
    for place, ((who, centre), several) in enumerate(by_centre.items()):
        expected = 1 + float(peers.expected[place])
        score = float(chances[place]) * excess(households[place], expected)
        if score < 0.1:
            continue
        mothers = len({act.mother for act in several})
        others = "chefs de la liste officielle" if official else f"autres {word}s"
        for act in several:
            yield Alert(
                act.act_id,
                kind,
                score,
                f"un {word} pour trop de mères distinctes",
                f"Le {word} {who} l’est pour {mothers} mères distinctes au centre {centre} ; {decimal(expected)} attendues d’après les"
                f" {others}.",
                f"{others} du centre {centre}",
                {"mothers": mothers, "households": households[place], "expected": round(expected, 2)},
            )


def _households(several: list[Act]) -> int:
    """Distinct mothers, those of one father together: a man may declare the children of each of his wives."""
    mothers = len(grouped(several, lambda act: act.mother))
    fathers = len(grouped(several, lambda act: act.father_name.casefold() or act.mother))
    return min(mothers, fathers)
