"""One person against many records: the level of agreement of each field, and what each level says."""

from dataclasses import dataclass, replace

import numpy as np

from siraba.engines.matching.index import Index
from siraba.engines.matching.people import JANUARY_1, NAMES, PLACES, TEXTS, People
from siraba.engines.matching.vocabulary import DIFFERENT, EXACT, NEAR, PART, SAME, SLIP
from siraba.engines.matching.weights import FAMILY, FIELDS, MISSING, NAMESAKE, Weights

COLUMN = {name: place for place, name in enumerate(FIELDS)}
# Levels of a place: how deep it agrees. What lies deeper is not known to one side, or (…_ONLY) is another.
ELSEWHERE, REGION_ONLY, REGION, CERCLE_ONLY, CERCLE, VILLAGE = range(6)
HALF = 0.5
ROOT = float(np.sqrt(2 * np.pi))
WITHIN_A_YEAR = 0.4  # two right years may be one apart, as an age is told before or after the birthday
ELSEWHERE_IN = 0.1  # at least so much of a region, or a cercle, is in another part of it
# People imagined beside those of the register, with a name each and from anywhere, so that a register of a few records
# does not say that a name is worn by half the world
IMAGINED, IMAGINED_BORN = 200, slice(1940, 2025)
IMAGINED_SHARE = {"region": 0.1, "cercle": 0.02, "village": 0.002}
RARE, ONE_WRITER = 1e-5, 2  # a spelling is rare that one name in 100,000 has, or two in all
MISTAKEN = 0.01  # the chance of any one year where a year is mistaken
SMOOTHED = np.array([1, 2, 3, 2, 1]) / 9

# The numbers of the strings that may be what a person has in a field, and how alike each is
Likes = tuple[np.ndarray, np.ndarray]


@dataclass
class Compared:
    """Levels (records × FIELDS, int8, MISSING where one side says nothing) and, for each field, the chance of each level
    among all the register's people, by which the levels are weighed.

    The level of `born` is 1 where the years are not further apart than twice what they may be off. Its weight is finer: it
    is by `apart`, the years between the two, `spread`, how many they may well be off, and `born_chance`, how often somebody
    is born in that year.
    """

    records: np.ndarray
    levels: np.ndarray
    chance: dict[str, np.ndarray]
    share: dict[str, float]
    several: dict[str, bool]
    apart: np.ndarray
    spread: np.ndarray
    born_chance: np.ndarray

    def bits(self, weights: Weights) -> np.ndarray:
        """For each record and field, log2 of how much likelier the level is for the person sought than for anybody."""
        bits = self._bits({name: self._if_same(name, weights) for name in FIELDS if name != "born"})
        mistaken, right = weights.born
        chance = mistaken * np.maximum(self.born_chance, MISTAKEN) + right * self._if_right(weights)
        known = self.levels[:, COLUMN["born"]] != MISSING
        bits[known, COLUMN["born"]] = np.log2(chance / self.born_chance)[known]
        return bits

    def deviation(self, weights: Weights) -> np.ndarray:
        """How many years two right years of birth lie apart, as a standard deviation."""
        return np.hypot(self.spread * weights.spread, WITHIN_A_YEAR)

    def _if_right(self, weights: Weights) -> np.ndarray:
        deviation = self.deviation(weights)
        return np.exp(-0.5 * (self.apart / deviation) ** 2) / (deviation * ROOT)

    def bits_of_relative(self, weights: Weights) -> np.ndarray:
        """The same for a brother or sister."""
        alike = {name: self._if_same(name, weights) for name in FAMILY}
        alike["given_name"] = self.chance["given_name"] * np.where(np.arange(EXACT + 1) >= SAME, NAMESAKE, 1)
        return self._bits(alike)

    def _bits(self, chances: dict[str, np.ndarray]) -> np.ndarray:
        bits = np.zeros(self.levels.shape)
        for name, chance in chances.items():
            table = np.append(np.log2(chance / self.chance[name]), 0.0)  # the last one is for MISSING
            bits[:, COLUMN[name]] = table[self.levels[:, COLUMN[name]]]
        return bits

    def some(self, rows: np.ndarray) -> "Compared":
        return replace(
            self,
            records=self.records[rows],
            levels=self.levels[rows],
            apart=self.apart[rows],
            spread=self.spread[rows],
            born_chance=self.born_chance[rows],
        )

    def _if_same(self, name: str, weights: Weights) -> np.ndarray:
        if name == "order":
            return self.chance[name] * np.array([1.0, weights.swapped])
        chances = weights.chances(name)
        if name not in NAMES:
            return chances
        spelt_alike = weights.copied[name] + (1 - weights.copied[name]) * self.share[name]
        *others, same = _of_several(chances, weights.in_part) if self.several[name] else chances
        return np.array([*others, same * (1 - spelt_alike) + 1e-9, same * spelt_alike])


class Comparer:
    """Compares one person after another with records of an index, which may grow in between; for one thread at a time."""

    def __init__(self, index: Index):
        self.index = index
        self._levels = {
            id(v): np.zeros(len(v), dtype=np.int8) for v in (index.words.names, index.words.places)
        }

    def compare(self, person: People, row: int, records: np.ndarray) -> Compared:
        """`person` has its names and places in the index's words; `records` are numbers of records there."""
        levels = np.full((len(records), len(FIELDS)), MISSING, dtype=np.int8)
        chance: dict[str, np.ndarray] = {}
        share: dict[str, float] = {}
        several: dict[str, bool] = {}
        likes = {field: self._alike(person, row, field) for field in TEXTS}
        for name in NAMES:
            levels[:, COLUMN[name]] = self._name(person, row, records, name, likes[name])
            chance[name], share[name] = self._name_chance(name, likes[name])
            several[name] = len(self.index.words.names.words_of(person.column(name)[row])) > 1
        self._order(records, levels, likes)
        chance["order"] = np.array([1.0, 1.0])
        levels[:, COLUMN["place"]], chance["place"] = self._place(person, row, records, likes)
        levels[:, COLUMN["sex"]], chance["sex"] = self._sex(person, row, records)
        levels[:, COLUMN["born"]], apart, spread = self._born(person, row, records)
        by_chance = self._births()[self.index.people.born[records]]
        levels[:, COLUMN["day"]], chance["day"] = self._day(person, row, records)
        levels[:, COLUMN["phone"]], chance["phone"] = self._phone(person, row, records)
        return Compared(records, levels, chance, share, several, apart, spread, by_chance)

    # Names

    def _alike(self, person: People, row: int, field: str) -> Likes:
        vocabulary = self.index.words.of(field)
        numbers, levels = vocabulary.alike(vocabulary.texts[person.column(field)[row]])
        if field in NAMES:
            rare = self.index.counts(field)[numbers] <= max(ONE_WRITER, self._known(field) * RARE)
            levels = np.where((levels == NEAR) & rare, SLIP, levels)
        return numbers, levels

    def _known(self, field: str) -> int:
        """How many records say something in a field, removed ones too, as in the counts."""
        return len(self.index.people) - int(self.index.counts(field)[0])

    def _level_of(self, field: str, values: np.ndarray, likes: Likes) -> np.ndarray:
        """The level of each of these strings of a field against what is like the person's own."""
        vocabulary = self.index.words.of(field)
        scratch = self._levels[id(vocabulary)]
        if len(scratch) < len(vocabulary):
            scratch = self._levels[id(vocabulary)] = np.zeros(len(vocabulary), dtype=np.int8)
        numbers, levels = likes
        scratch[numbers] = levels
        found = scratch[values]
        scratch[numbers] = DIFFERENT
        return found

    def _name(self, person: People, row: int, records: np.ndarray, name: str, likes: Likes) -> np.ndarray:
        if not person.column(name)[row]:
            return np.full(len(records), MISSING, dtype=np.int8)
        values = self.index.people.column(name)[records]
        return np.where(values > 0, self._level_of(name, values, likes), MISSING).astype(np.int8)

    def _name_chance(self, name: str, likes: Likes) -> tuple[np.ndarray, float]:
        """How often each level is met in the register, and which share of the same names is spelt exactly so."""
        numbers, levels = likes
        met = np.bincount(levels, weights=self.index.counts(name)[numbers], minlength=EXACT + 1)
        known = self._known(name) + IMAGINED
        met[DIFFERENT] = known - met[1:].sum()
        share = (met[EXACT] + HALF) / (met[EXACT] + met[SAME] + 2 * HALF)
        return np.maximum(met, HALF) / known, float(share)

    def _order(self, records: np.ndarray, levels: np.ndarray, likes: dict[str, Likes]) -> None:
        """Given name and surname in the other order: both are set to what they are when read so, and it is noted."""
        given, family = COLUMN["given_name"], COLUMN["family_name"]
        both = np.flatnonzero((levels[:, given] == DIFFERENT) & (levels[:, family] == DIFFERENT))
        if not len(both):
            return
        chosen, people = records[both], self.index.people
        as_family = self._level_of("given_name", people.family_name[chosen], likes["given_name"])
        as_given = self._level_of("family_name", people.given_name[chosen], likes["family_name"])
        turned = (np.minimum(as_family, as_given) >= NEAR) & (np.maximum(as_family, as_given) >= SAME)
        levels[both[turned], given], levels[both[turned], family] = as_family[turned], as_given[turned]
        levels[both[turned], COLUMN["order"]] = 1

    # Place: village, cercle and region are one fact, counted once at the deepest that agrees

    def _place(
        self, person: People, row: int, records: np.ndarray, likes: dict[str, Likes]
    ) -> tuple[np.ndarray, np.ndarray]:
        found = np.full(len(records), MISSING, dtype=np.int8)
        shares = dict.fromkeys(PLACES, 0.0)
        for field, only, whole in (
            ("region", ELSEWHERE, REGION),
            ("cercle", REGION_ONLY, CERCLE),
            ("village", CERCLE_ONLY, VILLAGE),
        ):
            if not person.column(field)[row]:
                continue
            values = self.index.people.column(field)[records]
            agree = self._level_of(field, values, likes[field]) >= NEAR
            differ = (values > 0) & ~agree
            found[agree] = whole
            found[differ] = np.where(found[differ] > only, only, np.maximum(found[differ], ELSEWHERE))
            shares[field] = self._share(field, likes[field])
        region, cercle, village = shares["region"], shares["cercle"], shares["village"]
        chance = np.array(
            [
                1 - max(region, cercle, village),
                max(region - cercle, ELSEWHERE_IN * region),
                region,
                max(cercle - village, ELSEWHERE_IN * cercle),
                cercle,
                village,
            ]
        )
        return found, np.maximum(chance, HALF / (len(self.index.people) + IMAGINED))

    def _share(self, field: str, likes: Likes) -> float:
        numbers, levels = likes
        alike = self.index.counts(field)[numbers[levels >= NEAR]].sum()
        return float((alike + IMAGINED * IMAGINED_SHARE[field]) / (self._known(field) + IMAGINED))

    # Sex and birth

    def _sex(self, person: People, row: int, records: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        own, values = person.sex[row], self.index.people.sex[records]
        known = (values > 0) & (own > 0)
        return np.where(known, values == own, MISSING).astype(np.int8), np.array([HALF, HALF])

    def _births(self) -> np.ndarray:
        """How often somebody is born in each year."""
        met = self.index.births + 1e-3
        met[IMAGINED_BORN] += IMAGINED / (IMAGINED_BORN.stop - IMAGINED_BORN.start)
        return np.convolve(met / met.sum(), SMOOTHED, mode="same")

    def _born(
        self, person: People, row: int, records: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        values = self.index.people.born[records].astype(np.int32)
        apart = values - int(person.born[row])
        spread = np.hypot(self.index.people.spread[records], person.spread[row])
        known = (values > 0) & (person.born[row] > 0)
        level = np.where(known, np.abs(apart) <= np.maximum(2 * spread, 1), MISSING)
        return level.astype(np.int8), apart, spread

    def _day(self, person: People, row: int, records: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The day of birth says something where both are known and the year fits; the first of January is a year's."""
        own, values = int(person.day[row]), self.index.people.day[records]
        near = np.abs(self.index.people.born[records].astype(np.int32) - int(person.born[row])) <= 2
        known = (values > JANUARY_1) & (own > JANUARY_1) & near
        return np.where(known, values == own, MISSING).astype(np.int8), np.array([364 / 365, 1 / 365])

    def _phone(self, person: People, row: int, records: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """One telephone serves a family, now and then a village: what it says is by how many have it."""
        own, values = int(person.phone[row]), self.index.people.phone[records]
        same = values == own
        shared = (same.sum() if own else 0) + HALF
        chance = shared / (len(self.index) + IMAGINED)
        level = np.where((values > 0) & (own > 0), same, MISSING)
        return level.astype(np.int8), np.array([1 - chance, chance])


def _of_several(chances: np.ndarray, in_part: float) -> np.ndarray:
    """The chances of the levels of a name of several words, of which one is easily left out."""
    others = np.delete(chances, PART)
    return np.insert(others * (1 - in_part) / others.sum(), PART, in_part)
