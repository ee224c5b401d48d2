"""The names and places that occur, each once, with what is like them: a million records have some ten thousand names."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import chain, zip_longest

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from siraba.engines.matching.names import keys, parts, pet_keys, sound

# Levels of agreement of two names. PART: one has words that the other lacks, and all of the shorter are there. NEAR: a
# slip of the pen. SLIP is a NEAR that is worn by so few that it is rather misspelt than another name. PET: by custom one.
DIFFERENT, PART, NEAR, SLIP, PET, SAME, EXACT = range(7)
MOST_KEYS = 4
MOST_KEPT = 50_000  # names whose likes are remembered, some hundred megabytes of them
MOST_NEWER = (
    200  # strings compared one by one with a name asked before; beside more, what is like it is found anew
)
# Letters, of the word or of its sound, that a slip may change, by how long the longer of two is at least; a shorter one says nothing
SLIPS = ((8, 2), (4, 1))
SHORTEST = 3


@dataclass
class Vocabulary:
    """Strings by number. Number 0 is the empty string, which is like nothing; `parts` splits the others into words."""

    parts: Callable[[str], tuple[str, ...]] = parts
    texts: list[str] = field(default_factory=lambda: [""])
    _numbers: dict[str, int] = field(default_factory=lambda: {"": 0})
    _folded: list[tuple[str, ...]] = field(default_factory=lambda: [()])
    _with_word: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    _alone: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    _words_with_key: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    _words_with_sound: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    _words: "_Letters" = field(default_factory=lambda: _Letters())
    _sounds: "_Letters" = field(default_factory=lambda: _Letters())
    _key_numbers: dict[str, int] = field(default_factory=dict)
    _keys: list[list[int]] = field(default_factory=lambda: [[]])
    _alike: dict[str, tuple[int, np.ndarray, np.ndarray]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.texts)

    def words_of(self, number: int) -> tuple[str, ...]:
        """The words of a string, each once."""
        return self._folded[number]

    def add(self, texts: Iterable[str | None]) -> np.ndarray:
        """The numbers of these strings, new ones for those not met before."""
        return np.fromiter((self._number(text or "") for text in texts), dtype=np.int32)

    def _number(self, text: str) -> int:
        number = self._numbers.get(text)
        if number is None:
            number = self._numbers[text] = len(self.texts) if self.parts(text) else 0
            if number:
                self._learn(text, number)
        return number

    def _learn(self, text: str, number: int) -> None:
        words = tuple(dict.fromkeys(self.parts(text)))
        self.texts.append(text)
        self._folded.append(words)
        by_turns = chain.from_iterable(zip_longest(*(sorted(keys(word)) for word in words)))
        self._keys.append([self._key_number(key) for key in by_turns if key][:MOST_KEYS])
        for word in words:
            if word not in self._with_word:
                self._words.add(word)
                heard = sound(word)
                if heard not in self._words_with_sound:
                    self._sounds.add(heard)
                self._words_with_sound[heard].append(word)
                for key in keys(word):
                    self._words_with_key[key].append(word)
            self._with_word[word].append(number)
        if len(words) == 1:
            self._alone[words[0]].append(number)

    def _key_number(self, key: str) -> int:
        return self._key_numbers.setdefault(key, len(self._key_numbers) + 1)

    def key_table(self, numbers: np.ndarray) -> np.ndarray:
        """One row a string: the numbers of its keys, at most four, then zeros. Shape (numbers, 4)."""
        table = np.zeros((len(numbers), MOST_KEYS), dtype=np.int32)
        for row, number in zip(table, numbers.tolist(), strict=True):
            known = self._keys[number]
            row[: len(known)] = known
        return table

    def keys_asked(self, text: str) -> list[int]:
        """The numbers of the keys of a string, its pet names' too, of those that some string here has."""
        asked = {key for word in self.parts(text) for key in keys(word) | pet_keys(word)}
        return [self._key_numbers[key] for key in sorted(asked) if key in self._key_numbers]

    def alike(self, text: str) -> tuple[np.ndarray, np.ndarray]:
        """The strings that may be this name, and how much: EXACT, SAME (each word sounds alike), PET, NEAR or PART.

        What is different is not listed.
        """
        known = self._alike.get(text)
        if known is not None and known[0] == len(self.texts):
            return known[1:]
        few_newer = known is not None and len(self.texts) - known[0] <= MOST_NEWER
        found = self._with_newer(text, *known) if known and few_newer else self._find_alike(text)
        if len(self._alike) >= MOST_KEPT:
            self._alike.clear()
        self._alike[text] = (len(self.texts), *found)
        return found

    def _with_newer(
        self, text: str, size: int, numbers: np.ndarray, levels: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        newer = range(size, len(self.texts))
        newer_levels = np.fromiter((self.level(text, n) for n in newer), dtype=np.int8, count=len(newer))
        like = newer_levels > DIFFERENT
        return (
            np.concatenate([numbers, np.array(newer, dtype=np.int32)[like]]),
            np.concatenate([levels, newer_levels[like]]),
        )

    def level(self, text: str, number: int) -> int:
        """How alike a name and one string are."""
        asked, words = tuple(dict.fromkeys(self.parts(text))), self._folded[number]
        if not asked or not words:
            return DIFFERENT
        return self._together(asked, number, [max(word_level(one, word) for word in words) for one in asked])

    def _find_alike(self, text: str) -> tuple[np.ndarray, np.ndarray]:
        asked = tuple(dict.fromkeys(self.parts(text)))
        found: dict[int, list[int]] = {}
        for place, word in enumerate(asked):
            for other, level in self._words_like(word).items():
                # Of a single word, only one that is the same by sound can be a part of several
                whole = len(asked) == 1 and level < SAME
                for number in self._alone.get(other, ()) if whole else self._with_word[other]:
                    levels = found.setdefault(number, [DIFFERENT] * len(asked))
                    levels[place] = max(levels[place], level)
        numbers = np.fromiter(found, dtype=np.int32, count=len(found))
        together = (self._together(asked, number, levels) for number, levels in found.items())
        return numbers, np.fromiter(together, dtype=np.int8, count=len(found))

    def _together(self, asked: tuple[str, ...], number: int, levels: list[int]) -> int:
        """How alike two names are, of how alike their words are."""
        words = self._folded[number]
        if len(asked) == len(words) == 1:
            return levels[0]
        shorter = min(len(asked), len(words))
        matched = sorted(levels, reverse=True)[:shorter]
        if len(asked) == len(words):
            return min(matched)
        return PART if min(matched) >= SAME else DIFFERENT

    def _words_like(self, word: str) -> dict[str, int]:
        slips = self._sounds.a_slip_from(sound(word))
        like = {other: NEAR for near in slips for other in self._words_with_sound[near]}
        like |= dict.fromkeys(self._words.a_slip_from(word), NEAR)
        for level, known in ((PET, pet_keys(word)), (SAME, keys(word))):
            like |= {other: level for key in known for other in self._words_with_key.get(key, ())}
        if word in self._with_word:
            like[word] = EXACT
        return like


class _Letters:
    """Words, or sounds, by the letters they have, so that those a slip away are found without comparing with each."""

    def __init__(self) -> None:
        self._size = 0
        self._words = np.empty(1024, dtype=object)
        self._letters = np.zeros(1024, dtype=np.uint32)
        self._lengths = np.zeros(1024, dtype=np.int16)

    def add(self, word: str) -> None:
        if self._size == len(self._words):
            for name in ("_words", "_letters", "_lengths"):
                setattr(self, name, np.resize(getattr(self, name), 2 * self._size))
        place, self._size = self._size, self._size + 1
        self._words[place], self._letters[place], self._lengths[place] = word, _letters_of(word), len(word)

    def a_slip_from(self, word: str) -> list[str]:
        allowed, size = _slips(len(word) + 1), self._size
        if not allowed or len(word) < SHORTEST:
            return []
        close = np.bitwise_count(self._letters[:size] ^ _letters_of(word)) <= 2 * allowed
        close &= np.abs(self._lengths[:size] - len(word)) <= allowed
        candidates = self._words[:size][close].tolist()
        near = process.extract(word, candidates, scorer=OSA.distance, score_cutoff=allowed, limit=None)
        return [candidate for candidate, _letters, _place in near if slip(word, candidate)]


def _letters_of(word: str) -> np.uint32:
    """One bit for each letter that a word has; digits share theirs with letters, which lets in a few more to compare."""
    return np.uint32(sum({1 << ord(letter) % 32 for letter in word}))


def word_level(one: str, other: str) -> int:
    """How alike two words of `parts` are."""
    if one == other:
        return EXACT
    if keys(one) & keys(other):
        return SAME
    if pet_keys(one) & keys(other):
        return PET
    return NEAR if slip(one, other) or slip(sound(one), sound(other)) else DIFFERENT


def slip(one: str, other: str) -> bool:
    """Whether a word, or a sound, is another with a letter lost, added, changed or turned; two in a long one."""
    allowed = _slips(max(len(one), len(other)))
    if not allowed or min(len(one), len(other)) < SHORTEST:
        return False
    return OSA.distance(one, other, score_cutoff=allowed) <= allowed


def _slips(length: int) -> int:
    return next((letters for least, letters in SLIPS if length >= least), 0)
