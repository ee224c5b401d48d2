"""Makes some acts of an honest register irregular, and remembers which.

`difficulty` goes from 0 (gross) to 1 (few acts, spread over time, well disguised); `rate` is the share of irregular acts; `officers`,
when given, is how many officers sign them all: fraud is the work of few, and the others must not be suspected. Numbers are given afterwards, so that whoever writes an act of last month today takes today's number.
"""

import random
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

from support.civil_registers import COUNTRIES, REGIONS, YEAR, Act, Centre, Honest, Register, at, number

BIG = 120  # acts of a centre, or of an officer, among which irregular ones may hide
PAIRS = (
    ("ou", "u"),
    ("c", "k"),
    ("k", "c"),
    ("é", "e"),
    ("i", "y"),
    ("ss", "s"),
    ("dj", "di"),
    ("ia", "ya"),
    ("m", "mm"),
)


class Frauds:
    def __init__(
        self, honest: Honest, register: Register, difficulty: float, seed: int, officers: int | None = None
    ):
        self.honest, self.register, self.hard = honest, register, difficulty
        self.draw = random.Random(f"frauds{seed}")
        self.signers = self._signers(officers)
        self.by_centre: dict[str, list[Act]] = {}
        for act in register.acts:
            if act["status"] == "valid" and act["officer_id"] in self.signers:
                self.by_centre.setdefault(act["centre_id"], []).append(act)
        self.big = [one for one in register.centres if len(self.by_centre.get(one.code, [])) > BIG]
        self.kinds: dict[str, Callable[[], int]] = {
            "back_dated": self.back_dated,
            "judgment_burst": self.burst,
            "declarant": self.declarant,
            "witness": self.witness,
            "out_of_hours": self.hours,
            "duplicate": self.duplicate,
            "round_date": self.round_dates,
            "judgment_reused": self.judgment,
            "out_of_area": self.area,
            "own_approval": self.own,
            "hasty_pair": self.pair,
            "impossible_birth": self.births,
        }

    def _signers(self, officers: int | None) -> set[str]:
        """Officers who sign irregular acts: so many of those with enough acts, or all."""
        acts = Counter(act["officer_id"] for act in self.register.acts if act["status"] == "valid")
        if officers is None:
            return set(acts)
        return set(self.draw.sample(sorted(who for who in acts if acts[who] > BIG), officers))

    def officer(self, centre: Centre) -> str:
        return self.draw.choice([who for who in centre.officers if who in self.signers])

    def fill(self, rate: float) -> None:
        each = rate * len(self.register.acts) / (len(self.kinds) + 1)  # forms come afterwards
        due, made = 0.0, 0
        for make in self.kinds.values():
            due += each
            while made < due - 4 and rate:  # what one kind has too many of, the next has less
                made += make()

    def mix(self, gross: float, hidden: float) -> int:
        return max(1, round(self.draw.uniform(0.8, 1.2) * (gross + (hidden - gross) * self.hard)))

    def take(self, kind: str, count: int, centre: Centre | None = None, **like: object) -> list[Act]:
        """Honest acts of one centre that look like `like`, marked as irregular."""
        centre = centre or self.draw.choice(self.big)
        free = [
            act
            for act in self.by_centre[centre.code]
            if "kind" not in act
            and not act["alike"]
            and all(act[key] == value for key, value in like.items())
        ]
        taken = self.draw.sample(free, min(count, len(free)))
        for act in taken:
            act["kind"] = kind
        return taken

    def haste(self, act: Act, low: float, high: float) -> None:
        act["approved_at"] = act["keyed_at"] + timedelta(seconds=self.draw.uniform(low, high))

    def back_dated(self) -> int:
        acts = self.take("back_dated", self.draw.randint(1, 3))
        for act in acts:
            act["act_date"] -= timedelta(self.mix(90, 18))
            act["birth_date"] = min(act["birth_date"], act["act_date"] - timedelta(self.draw.randint(0, 12)))
        return len(acts)

    def burst(self) -> int:
        centre = self.draw.choice(self.big)
        officer, start = self.officer(centre), self.draw.randrange(20, 330)
        count, days = self.mix(25, 9), self.mix(3, 12)
        for _ in range(count):
            day = at(self.honest.country and _day(start + self.draw.randrange(days)), 0).date()
            act = self.honest._late(centre, day)
            act |= {"officer_id": officer, "kind": "judgment_burst", "status": "valid", "alike": ""}
            self.honest._key(act)
            act["alike"] = ""
            self.register.acts.append(act)
        return count

    def declarant(self) -> int:
        acts = self.take("declarant", self.mix(14, 6), register="N")
        who = f"P{self.draw.randrange(10**6):06}"
        for act in acts:
            act["declarant_id"], act["declarant_relation"] = who, "relative"
        return len(acts)

    def witness(self) -> int:
        centre = self.draw.choice(self.big)
        who = self.draw.choice(centre.people)
        acts = self.take("witness", self.mix(20, 10), centre)
        for act in acts:
            act[self.draw.choice(["witness1_id", "witness2_id"])] = who
        return len(acts)

    def hours(self) -> int:
        centre = self.draw.choice(self.big)
        acts = self.take(
            "out_of_hours", self.mix(14, 5), centre, operator_id=self.draw.choice(centre.operators)
        )
        for act in acts:
            day = act["keyed_at"].date()
            if self.draw.random() < 0.25:
                day += timedelta(6 - day.weekday())
                hour = self.draw.uniform(8, 17)
            else:
                hour = self.draw.uniform(20 - 0.8 * self.hard, 23.9 - 2 * self.hard)
            act["keyed_at"] = at(day, hour)
            self.haste(act, 60, 3000)
        return len(acts)

    def duplicate(self) -> int:
        made = self.take("", 1)
        if not made:
            return 0
        one = made[0]
        del one["kind"]
        other = self.draw.choice(self.big)
        day = one["act_date"] + timedelta(self.draw.randint(10, 150))
        if day.year > YEAR:
            return 0
        late = (day - one["birth_date"]).days > 30
        copy = self.honest._late(other, day) if late else self.honest._births(other, day)[0]
        copy |= {key: one[key] for key in ("child_last", "child_first", "sex", "father_name", "mother_name")}
        copy |= {key: one[key] for key in ("mother_birth_year", "birth_region")}
        if self.draw.random() < 0.4 * (1 - self.hard):
            copy["mother_id"] = one["mother_id"]
        copy["birth_date"], copy["birth_precision"] = one["birth_date"], "day"
        changes = 1 + (self.draw.random() < self.hard) + (self.draw.random() < self.hard)
        fields = self.draw.sample(
            ["child_first", "birth_date", "father_name", "mother_name", "child_last"], changes
        )
        for name in fields:
            copy[name] = self._moved(one) if name == "birth_date" else self._spelt(one[name])
        copy |= {"kind": "duplicate", "status": "valid", "alike": "", "officer_id": self.officer(other)}
        self.honest._key(copy)
        copy["alike"] = ""
        self.register.acts.append(copy)
        return 1

    def _moved(self, one: Act):
        away = self.draw.choice([1, 10, 30, 365, 730]) + self.draw.randrange(30)
        return one["birth_date"] - timedelta(away)

    def _spelt(self, name: str) -> str:
        places = [pair for pair in PAIRS if pair[0] in name]
        if places:
            return name.replace(*self.draw.choice(places), 1)
        at = self.draw.randrange(1, len(name))
        return name[:at] + name[at - 1] + name[at:]

    def round_dates(self) -> int:
        centre = self.draw.choice(self.big)
        officer = self.officer(centre)
        count = self.mix(14, 6)
        for _ in range(count):
            act = self.honest._late(centre, _day(self.draw.randrange(20, 340)))
            act |= {"kind": "round_date", "officer_id": officer, "birth_precision": "day", "status": "valid"}
            act["birth_date"] = act["birth_date"].replace(month=1, day=1)
            act["operator_id"] = centre.operators[0]
            self.honest._key(act)
            act["alike"] = ""
            self.register.acts.append(act)
        return count

    def judgment(self) -> int:
        acts = self.take("judgment_reused", 1 + self.mix(4, 2), register="JS")
        if not acts:
            return 0
        source = min(acts, key=lambda act: act["keyed_at"])
        del source["kind"]
        for act in acts:
            act |= {key: source[key] for key in ("judgment_no", "court", "judgment_date")}
        return len(acts) - 1

    def area(self) -> int:
        centre = self.draw.choice([one for one in self.big if one.elsewhere < 0.2])
        acts = self.take(
            "out_of_area", self.mix(15, 6), centre, operator_id=self.draw.choice(centre.operators)
        )
        for act in acts:
            act["birth_region"] = self.draw.choice([one for one in REGIONS if one != centre.region])
            self.haste(act, 4, 15 + 30 * self.hard)
        return len(acts)

    def own(self) -> int:
        acts = self.take("own_approval", self.mix(4, 1))
        for act in acts:
            act["approver_id"] = act["operator_id"]
        return len(acts)

    def pair(self) -> int:
        centre = self.draw.choice(self.big)
        acts = self.take(
            "hasty_pair", self.mix(18, 7), centre, operator_id=self.draw.choice(centre.operators)
        )
        approver = self.draw.choice(centre.approvers)
        for act in acts:
            act["approver_id"] = approver
            self.haste(act, 3, 12 + 20 * self.hard)
        return len(acts)

    def births(self) -> int:
        acts = self.take("impossible_birth", 1)
        for act in acts:
            if self.draw.random() < 0.5:
                act["mother_birth_year"] = act["birth_date"].year - self.draw.choice([5, 8, 9, 57, 60, 64])
            else:
                others = [
                    one
                    for one in self.by_centre[act["centre_id"]]
                    if not one.get("kind") and one["register"] == "N" and one["keyed_at"] < act["keyed_at"]
                ]
                if not others:
                    act["mother_birth_year"] = act["birth_date"].year - 60
                    continue
                other = self.draw.choice(others)
                act |= {key: other[key] for key in ("mother_id", "mother_name", "mother_birth_year")}
                act["birth_date"] = other["birth_date"] - timedelta(self.draw.randint(15, 150))
                act["act_date"] = max(act["act_date"], act["birth_date"])
        return len(acts)


def _day(number: int):
    from datetime import date

    return date(YEAR, 1, 1) + timedelta(number)


def make(
    country: str, seed: int, acts: int, difficulty: float, rate: float, officers: int | None = None
) -> Register:
    """A register with its truth: the same arguments give the same one."""
    honest = Honest(COUNTRIES[country], seed, acts)
    register = honest.register()
    frauds = Frauds(honest, register, difficulty, seed, officers)
    frauds.fill(rate)
    draw = random.Random(f"numbers{seed}")
    number(register, draw, honest.country)
    _lose(register, draw, round(rate * 1500))
    reused = _serials(register, draw, round(rate * len(register.acts) / 13), frauds.signers)
    register.truth = {act["act_id"]: act["kind"] for act in register.acts if act.get("kind")} | reused
    register.alike = {
        act["act_id"]: act["alike"]
        for act in register.acts
        if act["alike"] and act["act_id"] not in register.truth
    }
    return register


def _lose(register: Register, draw: random.Random, count: int) -> None:
    """Takes honest acts away, none the last of its series: each is a number missing."""
    series: dict[tuple, int] = {}
    for act in register.acts:
        key = act["centre_id"], act["register"]
        series[key] = max(series.get(key, 0), act["act_number"])
    free = [
        act for act in register.acts
        if not act.get("kind") and act["act_number"] < series[act["centre_id"], act["register"]]
    ]  # fmt: skip
    lost = draw.sample(free, count)
    register.missing = {(one["centre_id"], one["register"], YEAR, one["act_number"]) for one in lost}
    gone = {one["act_id"] for one in lost}
    register.acts = [act for act in register.acts if act["act_id"] not in gone]


def _serials(register: Register, draw: random.Random, count: int, signers: set[str]) -> dict[str, str]:
    """Writes some acts on a form that another act of the centre already bears."""
    reused: dict[str, str] = {}
    signed = [act for act in register.acts if act["officer_id"] in signers]
    while len(reused) < count:
        act = draw.choice(signed)
        before = [
            one
            for one in register.acts
            if one["centre_id"] == act["centre_id"] and one["keyed_at"] < act["keyed_at"]
        ]
        if before and not act.get("kind") and act["act_id"] not in reused and act["status"] == "valid":
            act["form_serial"] = draw.choice(before)["form_serial"]
            reused[act["act_id"]] = "form_reused"
    return reused
