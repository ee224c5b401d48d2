"""Births that cannot be, and births on the first of January more often than peers write it."""

from collections.abc import Callable, Iterator

from siraba.engines.irregularities.acts import Act, Acts, grouped
from siraba.engines.irregularities.alerts import Alert, decimal
from siraba.engines.irregularities.statistics import Peers, beyond_chance, excess, settled

YOUNGEST, OLDEST = 12, 54  # years of a mother
TWINS, LEAST = 1, 200  # days: a birth of the same night, and the shortest way to the next living child
TRIES = 4  # two kinds of agent, in two registers


def impossible_births(acts: Acts) -> Iterator[Alert]:
    """Mothers too young or too old, births after their act, two births of one mother too near. The one keyed later is named."""
    valid = [act for act in acts.valid if act.birth_date]
    yield from _settled(valid, [(act, why) for act in valid if (why := _age(act))], "âge de la mère")
    yield from _settled(
        valid,
        [
            (act, f"Naissance du {act.birth_date} après l’acte du {act.act_date}.")
            for act in valid
            if act.birth_date and act.act_date and act.birth_date > act.act_date
        ],
        "naissance après l’acte",
    )
    yield from _settled(valid, list(_too_near(valid)), "deux naissances d’une mère trop proches")


def _age(act: Act) -> str:
    if act.mother_birth_year is None or act.birth_date is None:
        return ""
    age = act.birth_date.year - act.mother_birth_year
    # The day is not known: a year of grace on both sides
    return (
        ""
        if age + 1 >= YOUNGEST and age - 1 <= OLDEST
        else f"Mère née en {act.mother_birth_year}, soit {age} ans à la naissance."
    )


def _too_near(valid: list[Act]) -> Iterator[tuple[Act, str]]:
    exact = (act for act in valid if act.mother_id and act.exact_birth)
    for several in grouped(exact, lambda act: act.mother_id).values():
        for place, act in enumerate(several):
            for other in several[:place]:
                assert act.birth_date is not None
                assert other.birth_date is not None
                days = abs((act.birth_date - other.birth_date).days)
                if TWINS < days <= LEAST:
                    yield act, f"Né à {days} jours d’un autre enfant de la même mère (acte {other.act_id})."
                    break


def _settled(valid: list[Act], broken: list[tuple[Act, str]], rule: str) -> Iterator[Alert]:
    trust = settled(len(broken), len(valid))
    for act, why in broken:
        yield Alert(
            act.act_id,
            "impossible_birth",
            trust,
            rule,
            f"{why} {len(broken)} acte(s) ainsi dans le fichier.",
            f"les {len(valid)} naissances du fichier",
            {"count": len(broken), "among": len(valid)},
        )


def round_dates(acts: Acts) -> Iterator[Alert]:
    """Officers and operators who write the first of January, as if it were known, more often than others of the region."""
    exact = [act for act in acts.valid if act.exact_birth]
    # A small region leans on the same register of the others: judgments know fewer days than births of the month
    for several in grouped(exact, lambda act: act.register).values():
        yield from _firsts_of_january(several, "officier", lambda act: act.officer_id)
        yield from _firsts_of_january(several, "opérateur", lambda act: act.operator_id)


def _firsts_of_january(exact: list[Act], word: str, agent: Callable[[Act], str]) -> Iterator[Alert]:
    known = (act for act in exact if agent(act))
    members = grouped(known, lambda act: (agent(act), act.region, act.register))
    if not members:
        return
    first = {key: [act for act in several if _round(act)] for key, several in members.items()}
    peers = Peers(
        [len(several) for several in first.values()],
        [len(several) for several in members.values()],
        [region for _who, region, _register in members],
    )
    chances = beyond_chance(peers.tail(), TRIES * len(members))
    for place, ((who, region, register), several) in enumerate(first.items()):
        expected = float(peers.expected[place])
        score = float(chances[place]) * excess(len(several), expected)
        if score < 0.1:
            continue
        total = len(members[who, region, register])
        for act in several:
            yield Alert(
                act.act_id,
                "round_date",
                score,
                f"naissances au 1er janvier, au jour près, par {word}",
                f"Né un 1er janvier, jour dit connu ; {who} ({word}) : {len(several)} actes ainsi sur {total}, {decimal(expected)}"
                f" attendus d’après le registre {register} de {region or 'la région'}.",
                f"registre {register}, {region}",
                {"count": len(several), "among": total, "expected": round(expected, 2)},
            )


def _round(act: Act) -> bool:
    return act.birth_date is not None and (act.birth_date.month, act.birth_date.day) == (1, 1)
