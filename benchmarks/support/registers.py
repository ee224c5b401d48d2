"""Made-up registers of people found and requests for people sought, whose right answers are known.

Names are drawn as unevenly as Malian names are, spelt by ear, mistyped now and then; ages are told with an error and a
liking for multiples of five; facts are missing; brothers and sisters stand in the register beside each other, and a third
of those sought are not in it, many of them with a brother or sister who is. Nobody is real. The frequencies are a guess.
"""

import csv
import random
from dataclasses import dataclass
from pathlib import Path

import numpy as np

COLUMNS = (
    "given_name", "family_name", "sex", "age", "record_year", "dob", "father_given", "mother_given", "mother_family",
    "region", "cercle", "village", "registered_region", "agency",
)  # fmt: skip
SPELLINGS, TYPO = 10, 0.03
ABSENT = 0.30
MISSING = {
    "father_given": 0.25, "mother_given": 0.30, "mother_family": 0.40, "village": 0.30, "cercle": 0.20, "region": 0.05,
    "age": 0.05, "sex": 0.02,
}  # fmt: skip
SYLLABLES = "ba bou bi da dia dou di fa fo ga go gna ha ka kou ko la li ma mou mo na ni nou sa si sou so ta tou ti wa ya yo za".split()
HABITS = (
    ("ou", "u"), ("ou", "w"), ("u", "ou"), ("c", "k"), ("k", "c"), ("dj", "di"), ("di", "dj"), ("dia", "ja"), ("s", "ss"),
    ("ss", "s"), ("i", "y"), ("y", "i"), ("é", "e"), ("é", "ey"), ("e", "é"), ("a", "ah"), ("k", "kh"), ("g", "k"),
    ("k", "g"), ("t", "th"), ("aï", "ai"), ("aï", "ay"), ("gn", "ny"), ("ni", "gn"), ("m", "mm"), ("l", "ll"),
    ("r", "rr"), ("n", "nn"), ("h", ""), ("z", "s"), ("ch", "sh"), ("b", "bb"),
)  # fmt: skip


@dataclass
class Names:
    """Spellings (names × SPELLINGS, objects): the first is the usual one."""

    spellings: np.ndarray
    chances: np.ndarray

    @classmethod
    def of(cls, known: dict[str, list[str]], count: int, makers: random.Random) -> "Names":
        """`known` names and their spellings first, then made-up ones up to `count`, worn by fewer and fewer."""
        names = list(known)
        makers.shuffle(names)
        while len(names) < count:
            made = "".join(makers.choices(SYLLABLES, k=makers.choice([2, 3, 3, 4]))).capitalize()
            names += [made] if made not in names else []
        names = names[:count]
        table = np.array([_spelt(name, known.get(name, []), makers) for name in names], dtype=object)
        return cls(table, _uneven(len(names), 1.05))

    def draw(self, chance: np.random.Generator, count: int) -> np.ndarray:
        return chance.choice(len(self.spellings), size=count, p=self.chances)

    def write(self, chance: np.random.Generator, numbers: np.ndarray) -> np.ndarray:
        """Each name as somebody writes it that day; number -1 is no name."""
        ways = chance.choice(SPELLINGS, size=len(numbers), p=_uneven(SPELLINGS, 1.0))
        written = self.spellings[numbers, ways]
        for place in np.flatnonzero(chance.random(len(numbers)) < TYPO):
            written[place] = _mistyped(written[place], chance)
        return np.where(numbers < 0, "", written)


def _uneven(count: int, power: float) -> np.ndarray:
    weights = 1 / np.arange(1, count + 1) ** power
    return weights / weights.sum()


def _spelt(name: str, known: list[str], makers: random.Random) -> list[str]:
    ways = [name, *makers.sample(known, len(known))][: SPELLINGS - 2]
    while len(ways) < SPELLINGS:
        way = name.lower()
        for _habit in range(makers.choice([1, 1, 2, 3])):
            old, new = makers.choice(HABITS)
            places = [n for n in range(len(way)) if way.startswith(old, n) and _fits(way, n, old, new)]
            if places:
                at = makers.choice(places)
                way = way[:at] + new + way[at + len(old) :]
        ways.append(way.capitalize())
    return ways


def _fits(way: str, at: int, old: str, new: str) -> bool:
    """No doubled letter begins a name, and w stands before a vowel."""
    if new == old * 2:
        return at > 0
    return new != "w" or way[at + len(old) :][:1] in "aeioué"


def _mistyped(text: str, chance: np.random.Generator) -> str:
    if len(text) < 3:
        return text
    at, kind = int(chance.integers(1, len(text) - 1)), int(chance.integers(4))
    letter = "abdeikmnorstu"[int(chance.integers(13))]
    return (
        text[:at] + text[at + 1 :],
        text[:at] + letter + text[at:],
        text[:at] + letter + text[at + 1 :],
        text[: at - 1] + text[at] + text[at - 1] + text[at + 1 :],
    )[kind]


class Country:
    """Families and what is true of their people, then what registers and requests say."""

    def __init__(self, seed: int, known: Path | None = None):
        makers = random.Random(seed)
        names: dict[str, dict[str, list[str]]] = {"surname": {}, "given_male": {}, "given_female": {}}
        if known is not None:
            with known.open(encoding="utf-8") as table:
                for row in csv.DictReader(table, delimiter="\t"):
                    names[row["kind"]].setdefault(row["canonical"], []).append(row["variant"])
        self.chance = np.random.default_rng(seed)
        self.surnames = Names.of(names["surname"], 400, makers)
        self.given = {
            1: Names.of(names["given_female"], 500, makers),
            2: Names.of(names["given_male"], 500, makers),
        }
        self.villages = Names.of({}, 3_000, makers)
        self.cercles = Names.of({}, 60, makers)
        self.regions = Names.of({}, 20, makers)
        self.cercle_of = self.chance.integers(60, size=len(self.villages.spellings))

    def people(self, count: int) -> dict[str, np.ndarray]:
        """True facts of `count` people, brothers and sisters next to each other."""
        chance = self.chance
        sizes = chance.integers(1, 6, size=count)
        family = np.repeat(np.arange(count), sizes)[:count]
        homes = family[-1] + 1

        def of_family(values: np.ndarray) -> np.ndarray:
            return values[family]

        village = of_family(self.villages.draw(chance, homes))
        sex = chance.integers(1, 3, size=count)
        given = np.where(sex == 1, self.given[1].draw(chance, count), self.given[2].draw(chance, count))
        second = np.where(sex == 1, self.given[1].draw(chance, count), self.given[2].draw(chance, count))
        start = of_family(chance.integers(1955, 2012, size=homes))
        return {
            "family": family,
            "sex": sex,
            "given": given,
            "second": np.where(chance.random(count) < 0.15, second, -1),
            "surname": of_family(self.surnames.draw(chance, homes)),
            "father": of_family(self.given[2].draw(chance, homes)),
            "mother": of_family(self.given[1].draw(chance, homes)),
            "mother_family": of_family(self.surnames.draw(chance, homes)),
            "village": village,
            "born": start + chance.integers(0, 16, size=count),
            "birthday": chance.integers(1, 365, size=count),
        }

    def told(self, people: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        """What one register, or one request, says of these people: columns of text."""
        chance, count = self.chance, len(people["sex"])
        village = people["village"]
        moved = chance.random(count) < 0.10
        village = np.where(moved, self.villages.draw(chance, count), village)
        cercle = self.cercle_of[village]
        year = chance.integers(2014, 2027, size=count)
        columns = {
            "given_name": self._given(people),
            "family_name": self.surnames.write(chance, people["surname"]),
            "sex": np.where(people["sex"] == 1, "F", "M").astype(object),
            "father_given": self.given[2].write(chance, people["father"]),
            "mother_given": self.given[1].write(chance, people["mother"]),
            "mother_family": self.surnames.write(chance, people["mother_family"]),
            "region": self.regions.spellings[cercle % 20, 0],
            "cercle": self.cercles.spellings[cercle, 0],
            "village": self.villages.write(chance, village),
            "age": self._age(people["born"], year),
            "record_year": year.astype(str).astype(object),
            "registered_region": self.regions.spellings[chance.integers(20, size=count), 0],
            "agency": chance.choice(["A", "B", "C", "D"], size=count).astype(object),
        }
        columns["dob"] = self._dob(people, columns["age"])
        turned = chance.random(count) < 0.02
        columns["given_name"], columns["family_name"] = (
            np.where(turned, columns["family_name"], columns["given_name"]),
            np.where(turned, columns["given_name"], columns["family_name"]),
        )
        for column, share in MISSING.items():
            columns[column] = np.where(chance.random(count) < share, "", columns[column])
        return columns

    def _given(self, people: dict[str, np.ndarray]) -> np.ndarray:
        chance, female = self.chance, people["sex"] == 1

        def write(which: str) -> np.ndarray:
            return np.where(
                female, self.given[1].write(chance, people[which]), self.given[2].write(chance, people[which])
            )

        first, second = write("given"), write("second")
        first = np.where(chance.random(len(first)) < 0.03, "El Hadj " + first, first)
        second = np.where(chance.random(len(first)) < 0.3, "", second)
        turned = chance.random(len(first)) < 0.2
        both = np.where(turned, second + " " + first, first + " " + second)
        return np.array([text.strip() for text in both], dtype=object)

    def _age(self, born: np.ndarray, year: np.ndarray) -> np.ndarray:
        age = np.maximum(year - born, 0)
        error = np.round(self.chance.normal(0, 0.6 + age * 0.04)).astype(int)
        told = np.maximum(age + error, 0)
        heaped = (self.chance.random(len(age)) < 0.2) & (told > 12)
        return np.where(heaped, 5 * np.round(told / 5).astype(int), told).astype(str).astype(object)

    def _dob(self, people: dict[str, np.ndarray], age: np.ndarray) -> np.ndarray:
        chance, count = self.chance, len(age)
        month, day = 1 + people["birthday"] % 12, 1 + people["birthday"] // 12 % 28
        full = [f"{y}-{m:02d}-{d:02d}" for y, m, d in zip(people["born"], month, day, strict=True)]
        kind = chance.random(count)
        year = people["born"].astype(str).astype(object)
        return np.where(kind < 0.12, np.array(full, dtype=object), np.where(kind < 0.2, year, ""))


def make(folder: Path, records: int, requests: int, seed: int, known: Path | None = None) -> dict[str, str]:
    """Writes register.csv and requests.csv; returns the right record of each request, empty where there is none."""
    country = Country(seed, known)
    chance = country.chance
    everybody = country.people(records + records // 10)
    order = chance.permutation(len(everybody["sex"]))
    found, absent = order[:records], order[records:]
    sought = chance.choice(found, size=round(requests * (1 - ABSENT)), replace=False)
    others = chance.choice(absent, size=requests - len(sought), replace=False)
    asked = chance.permutation(np.concatenate([sought, others]))
    _write(folder / "register.csv", "record_id", found, country.told(_some(everybody, found)))
    _write(folder / "requests.csv", "request_id", asked, country.told(_some(everybody, asked)))
    there = set(sought.tolist())
    return {f"request_id-{n}": f"record_id-{n}" if n in there else "" for n in asked.tolist()}


def _some(people: dict[str, np.ndarray], numbers: np.ndarray) -> dict[str, np.ndarray]:
    return {fact: values[numbers] for fact, values in people.items()}


def _write(path: Path, key: str, numbers: np.ndarray, columns: dict[str, np.ndarray]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([key, *COLUMNS])
        names = [f"{key}-{n}" for n in numbers.tolist()]
        writer.writerows(zip(names, *(columns[column] for column in COLUMNS), strict=True))
