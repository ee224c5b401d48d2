"""A small honest register made by hand, which each test makes irregular in its own way. Nobody in it is real."""

import random
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from siraba.engines.irregularities.acts import Act, Acts

SYLLABLES = "ba bou di fa ga ko la mou na ri sa to wé yo zi".split()
CENTRES, OPERATORS = 10, 3


def honest(count: int = 600, register: str = "N") -> list[Act]:
    """Ten centres with three operators each, eight acts a day, numbers in order, every mother different."""
    draw = random.Random(7)
    return [one(place, draw, register) for place in range(count)]


def one(place: int, draw: random.Random, register: str) -> Act:
    centre, day = f"C{place % CENTRES}", date(2025, 1, 6) + timedelta(place // 8)
    day += timedelta(day.weekday() == 6)
    keyed = datetime.combine(day, time(8 + place % 8, draw.randrange(60)))

    def name() -> str:
        return "".join(draw.choices(SYLLABLES, k=3))

    last = name()
    return Act(
        act_id=f"A{place:05}",
        centre_id=centre,
        register=register,
        register_year=2025,
        act_number=place // CENTRES + 1,
        region=f"R{place % 2}",
        form_serial=f"{centre}-{place // CENTRES + 1:05}",
        status="valid",
        birth_date=day - timedelta(1 + draw.randrange(25)),
        birth_precision="day",
        birth_region=f"R{place % 2}",
        act_date=day,
        keyed_at=keyed,
        approved_at=keyed + timedelta(seconds=draw.randrange(1200, 9000)),
        operator_id=f"OP{centre}{place // CENTRES % OPERATORS}",
        approver_id=f"AP{centre}",
        officer_id=f"OF{centre}",
        child_last=last,
        child_first=name(),
        sex=draw.choice("MF"),
        father_name=f"{name()} {last}",
        mother_name=f"{name()} {name()}",
        mother_id=f"M{place:05}",
        mother_birth_year=draw.randrange(1985, 2004),
        declarant_id=f"F{place:05}",
        declarant_relation="father",
        witness1_id=f"V{place:05}",
        witness2_id=f"X{place:05}",
        **(
            {"judgment_no": f"{place + 1}", "court": "T1", "judgment_date": day - timedelta(3)}
            if register == "JS"
            else {}
        ),
    )


def changed(acts: list[Act], places: list[int], **facts) -> list[Act]:
    """The acts with these facts at these places."""
    return [replace(act, **facts) if n in set(places) else act for n, act in enumerate(acts)]


def named(rule, acts: list[Act], least: float = 0.5) -> set[str]:
    """The acts that a rule names."""
    return {alert.act_id for alert in rule(Acts(acts)) if alert.score >= least}


def of(acts: list[Act], **facts) -> list[int]:
    return [
        n for n, act in enumerate(acts) if all(getattr(act, name) == value for name, value in facts.items())
    ]


def ids(acts: list[Act], places: list[int]) -> set[str]:
    return {acts[n].act_id for n in places}
