"""One person on two acts, under changed names or dates.

Fellegi and Sunter's likelihoods (1969) with three hypotheses in place of two: strangers, children of the same parents (twins
among them), the same child. Rarity of names and dates is counted in the register itself: two Mamadou Traoré prove nothing.
"""

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import JaroWinkler

from siraba.engines.irregularities.acts import Act, Acts
from siraba.engines.irregularities.alerts import Alert
from siraba.engines.matching.names import parts, sound

FIELDS = ("child_first", "father_first", "father_last", "mother_first", "mother_last")
CLOSE = 0.88  # Jaro-Winkler, of two spellings of one name
# Same name, close one, another, one of the two not said: of a name that is truly the same, written twice
SAME_NAME = np.array([0.86, 0.11, 0.03, 1.0])
# Children of the same parents hardly ever bear one name
SIBLING_NAME = 0.2
# How two dates of birth stand: equal; within 45 days; day and month equal, or turned; nearer than nine months; further.
# Where one is not known to the day: within a year; further
SAME_CHILD = np.array([0.50, 0.20, 0.15, 0.05, 0.10, 0.90, 0.10])
SIBLINGS = np.array([0.03, 0.003, 0.003, 0.004, 0.96, 0.20, 0.80])
INEXACT = 5
# Registered in one centre within three days: twins nearly always, brothers and sisters in one hearing sometimes
TOGETHER = {"twins": 0.95, "siblings": 0.5, "same": 0.02}
DOUBLED = 0.001  # acts that are of a person already registered, before any is looked at
PAIRS = 30  # members of a block; a larger one is of common names alone
SAMPLE = 200_000  # pairs at random, to count what strangers share


def duplicates(acts: Acts) -> Iterator[Alert]:
    """Acts of a child whom an act keyed before already bears, with the chance that they are one."""
    born = [act for act in acts.valid if act.birth_date and act.child_first]
    if len(born) < 2:
        return
    people = _People(born)
    left, right = people.pairs()
    if not len(left):
        return
    chances = people.chances(left, right)
    best: dict[int, tuple[float, int]] = {}
    for n in np.flatnonzero(chances >= 0.1):
        later, before, chance = int(right[n]), int(left[n]), float(chances[n])
        if chance > best.get(later, (0.0, 0))[0]:
            best[later] = chance, before
    for later, (chance, before) in best.items():
        yield _alert(born[later], born[before], chance)


class _People:
    """The compared facts of acts, by column; acts are in the order of their keying."""

    def __init__(self, born: list[Act]):
        self.born = born
        self.words = [_names(act) for act in born]
        self.columns = [_Column([words[n] for words in self.words]) for n in range(len(FIELDS))]
        self.sex = np.array([act.sex.casefold()[:1] for act in born])
        self.days = np.array([act.birth_date.toordinal() for act in born if act.birth_date])
        self.dates = np.array([(act.birth_date.month, act.birth_date.day) for act in born if act.birth_date])
        self.exact = np.array([act.exact_birth for act in born])
        self.mother_year = np.array([act.mother_birth_year or 0 for act in born])
        _names_of, self.mother = np.unique([act.mother_id for act in born], return_inverse=True)
        self.known_mother = np.array([bool(act.mother_id) for act in born])
        _names_of, self.centre = np.unique([act.centre_id for act in born], return_inverse=True)
        self.registered = np.array([act.act_date.toordinal() if act.act_date else 0 for act in born])

    def pairs(self) -> tuple[np.ndarray, np.ndarray]:
        """Places (n) of acts that share enough to be looked at, the one keyed before on the left."""
        blocks: dict[tuple, list[int]] = defaultdict(list)
        for place, (act, words) in enumerate(zip(self.born, self.words, strict=True)):
            child, father, father_last, mother, mother_last = map(_sound, words)
            day = self.days[place]
            for name, key in enumerate(
                (
                    (act.mother_id,),
                    (child, father, father_last),
                    (child, mother, mother_last),
                    (father, father_last, mother, mother_last),
                    (day, mother, mother_last),
                    (day, child, father),
                    (day, child, mother),
                    (day, father, father_last),
                    (child, father, mother),
                    (child, father_last, mother),
                )
            ):
                if all(key):
                    blocks[(name, *key)].append(place)
        found = {
            pair for block in blocks.values() if 1 < len(block) <= PAIRS for pair in combinations(block, 2)
        }
        several = np.array(sorted(found), dtype=int).reshape(-1, 2)
        return several[:, 0], several[:, 1]

    def chances(self, left: np.ndarray, right: np.ndarray) -> np.ndarray:
        """Chance (n) that a pair is the same child."""
        count = len(self.born)
        one, other = self._at_random(count)
        dates, years = self._dates(left, right), self._mothers_years(left, right)
        strange_dates = _shares(self._dates(one, other), len(SAME_CHILD))
        for part in (slice(INEXACT), slice(INEXACT, None)):
            strange_dates[part] /= strange_dates[part].sum()
        strange_dates = strange_dates[dates]
        strange_years = _shares(self._mothers_years(one, other), 3)[years]
        same_mother = (
            self.known_mother[left] & self.known_mother[right] & (self.mother[left] == self.mother[right])
        )
        sex = np.where((self.sex[left] == "") | (self.sex[right] == ""), 1, 0)
        alike = self.sex[left] == self.sex[right]

        strangers, siblings, same = (np.zeros(len(left)) for _ in range(3))
        for place, column in enumerate(self.columns):
            level, chance = column.compare(left, right)
            strangers += np.log(chance)
            same += np.log(SAME_NAME[level])
            siblings += np.log(SAME_NAME[level]) if place else _siblings_name(level, chance)
        mother = np.where(same_mother, np.log(1e-6), 0.0)
        strangers += np.log(strange_dates) + np.log(strange_years) + mother
        same += np.log(SAME_CHILD[dates]) + np.log(np.array([0.9, 0.1, 1.0])[years])
        siblings += np.log(SIBLINGS[dates]) + np.log(np.array([0.9, 0.1, 1.0])[years])
        strangers += np.where(sex, 0, np.log(0.5))
        siblings += np.where(sex, 0, np.log(0.5))
        same += np.where(sex, 0, np.where(alike, np.log(0.98), np.log(0.02)))
        together = (self.centre[left] == self.centre[right]) & (
            np.abs(self.registered[left] - self.registered[right]) <= 3
        )
        twins = dates == 0
        siblings += _chance_of(together, np.where(twins, TOGETHER["twins"], TOGETHER["siblings"]))
        same += _chance_of(together, np.full(len(left), TOGETHER["same"]))
        strangers += _chance_of(together, np.full(len(left), 3 / max(len(set(self.centre)) * 100, 1)))

        everybody = count * (count - 1) / 2
        families = self._families(left, right, strangers, siblings, everybody)
        prior = np.log([everybody, families, max(DOUBLED * count, 1)])
        odds = np.stack([strangers + prior[0], siblings + prior[1], same + prior[2]])
        odds -= odds.max(axis=0)
        weights = np.exp(odds)
        return weights[2] / weights.sum(axis=0)

    def _families(self, left, right, strangers, siblings, everybody: float) -> float:
        """How many pairs of the register are children of the same parents: two rounds of expectation and maximisation."""
        families = max(0.01 * len(self.born), 1.0)
        for _ in range(2):
            odds = np.clip(siblings - strangers + np.log(families / everybody), -50, 50)
            families = max(float((1 / (1 + np.exp(-odds))).sum()), 1.0)
        return families

    def _at_random(self, count: int) -> tuple[np.ndarray, np.ndarray]:
        draw = np.random.default_rng(0)
        one = draw.integers(count, size=SAMPLE)
        return one, (one + draw.integers(1, count, size=SAMPLE)) % count

    def _dates(self, left: np.ndarray, right: np.ndarray) -> np.ndarray:
        apart = np.abs(self.days[left] - self.days[right])
        one, other = self.dates[left], self.dates[right]
        turned = (one == other).all(axis=1) | ((one == other[:, ::-1]).all(axis=1))
        exact = self.exact[left] & self.exact[right]
        level = np.select([apart == 0, apart <= 45, turned, apart < 270], [0, 1, 2, 3], 4)
        return np.where(exact, level, np.where(apart <= 400, INEXACT, INEXACT + 1))

    def _mothers_years(self, left: np.ndarray, right: np.ndarray) -> np.ndarray:
        one, other = self.mother_year[left], self.mother_year[right]
        return np.select([(one == 0) | (other == 0), np.abs(one - other) <= 1], [2, 0], 1)


class _Column:
    """One name of every act: how two of them compare, and how often strangers would compare so."""

    def __init__(self, words: list[str]):
        self.names, self.code, counts = np.unique(words, return_inverse=True, return_counts=True)
        self.sounds = np.array([_sound(name) for name in self.names])
        self.share = counts / counts.sum()
        names = list(self.names)
        self.same = np.zeros(len(names))
        self.close = np.zeros(len(names))
        for start in range(0, len(names), 512):
            part = slice(start, start + 512)
            near = process.cdist(names[part], names, scorer=JaroWinkler.similarity, dtype=np.float32) >= CLOSE
            equal = self.sounds[part][:, None] == self.sounds[None, :]
            self.same[part] = equal @ self.share
            self.close[part] = (near & ~equal) @ self.share

    def compare(self, left: np.ndarray, right: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Levels (n; same, close, another, not said) and the chance that a stranger's name comes so near."""
        one, other = self.code[left], self.code[right]
        pairs, place = np.unique(np.stack([one, other]), axis=1, return_inverse=True)
        level = np.array([self._level(a, b) for a, b in pairs.T], dtype=int)[place.ravel()]
        same = (self.same[one] + self.same[other]) / 2
        close = np.maximum((self.close[one] + self.close[other]) / 2, 1e-5)
        chance = np.select(
            [level == 0, level == 1, level == 2], [same, close, np.maximum(1 - same - close, 0.01)], 1.0
        )
        return level, chance

    def _level(self, one: int, other: int) -> int:
        if not self.names[one] or not self.names[other]:
            return 3
        if self.sounds[one] == self.sounds[other]:
            return 0
        return 1 if JaroWinkler.similarity(self.names[one], self.names[other]) >= CLOSE else 2


def _siblings_name(level: np.ndarray, chance: np.ndarray) -> np.ndarray:
    return np.log(np.where(level <= 1, SIBLING_NAME * chance, 1.0))


def _chance_of(true: np.ndarray, chance: np.ndarray) -> np.ndarray:
    return np.log(np.where(true, chance, 1 - chance))


def _shares(levels: np.ndarray, count: int) -> np.ndarray:
    return (np.bincount(levels, minlength=count) + 1) / (len(levels) + count)


def _names(act: Act) -> tuple[str, ...]:
    father, mother = parts(act.father_name), parts(act.mother_name)
    last = father[-1] if len(father) > 1 else "".join(parts(act.child_last))
    return (
        " ".join(parts(act.child_first)),
        father[0] if father else "",
        last,
        mother[0] if mother else "",
        mother[-1] if len(mother) > 1 else "",
    )


def _sound(words: str) -> str:
    return " ".join(map(sound, words.split()))


def _alert(act: Act, before: Act, chance: float) -> Alert:
    when = (
        "le même jour"
        if act.birth_date == before.birth_date
        else f"né le {before.birth_date} et le {act.birth_date}"
    )
    return Alert(
        act.act_id,
        "duplicate",
        chance,
        "même enfant et mêmes parents, à l’orthographe ou à la date près",
        f"Ressemble à l’acte {before.act_id} du centre {before.centre_id} : noms de l’enfant et des parents comparés à la rareté de"
        f" chacun, {when} ; {chance:.0%} d’après le fichier, jumeaux et homonymes comptés.",
        "tous les actes du fichier",
        {"first": before.act_id, "chance": round(chance, 3)},
    )
