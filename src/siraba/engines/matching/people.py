"""People as columns: each name and place as the number of its string, so that a million fit in some forty megabytes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

import numpy as np

from siraba.engines.matching.names import place_parts
from siraba.engines.matching.vocabulary import Vocabulary

NAMES = ("given_name", "family_name", "father_given", "mother_given", "mother_family")
PLACES = ("village", "cercle", "region")
TEXTS = NAMES + PLACES
SEXES = {
    "f": 1,
    "female": 1,
    "femme": 1,
    "féminin": 1,
    "fille": 1,
    "m": 2,
    "male": 2,
    "homme": 2,
    "masculin": 2,
    "garçon": 2,
}
JANUARY_1, SHORTEST_PHONE = 32 + 1, 6
FIRST_YEAR, LAST_YEAR, OLDEST, ADULT = 1880, 2100, 120, 15
# How wrong a told age is, in years: a guess, to be measured on confirmed answers
SPREAD, SPREAD_BY_YEAR, SPREAD_IF_ROUND = 0.6, 0.05, 1.0


@dataclass
class Words:
    """The strings that names and places are numbers of."""

    names: Vocabulary
    places: Vocabulary

    @classmethod
    def empty(cls) -> "Words":
        return cls(Vocabulary(), Vocabulary(place_parts))

    def of(self, field: str) -> Vocabulary:
        return self.names if field in NAMES else self.places


@dataclass
class People:
    """Columns of equal length; 0 wherever nothing is known.

    Names and places are numbers in `Words` (int32); sex is 1 or 2; born is a year, and spread how many years it may well be
    off (float32, 0 for a date of birth); day is 32 × month + day; phone is the last eight digits.
    """

    given_name: np.ndarray
    family_name: np.ndarray
    father_given: np.ndarray
    mother_given: np.ndarray
    mother_family: np.ndarray
    village: np.ndarray
    cercle: np.ndarray
    region: np.ndarray
    sex: np.ndarray
    born: np.ndarray
    spread: np.ndarray
    day: np.ndarray
    phone: np.ndarray

    def __len__(self) -> int:
        return len(self.sex)

    def column(self, field: str) -> np.ndarray:
        return getattr(self, field)

    def rows(self, chosen: Any) -> "People":
        return People(**{one.name: getattr(self, one.name)[chosen] for one in fields(self)})

    @classmethod
    def joined(cls, several: Sequence["People"]) -> "People":
        return cls(**{f.name: np.concatenate([getattr(one, f.name) for one in several]) for f in fields(cls)})

    @classmethod
    def of_records(cls, records: Sequence[Mapping[str, Any]], words: Words) -> "People":
        """From records with the names and places above, sex, age, record_year, dob and phone; any may be missing."""
        texts = {field: words.of(field).add(str(one.get(field) or "") for one in records) for field in TEXTS}
        births = [birth(one.get("dob"), one.get("age"), one.get("record_year")) for one in records]
        return cls(
            **texts,
            sex=np.array([sex(one.get("sex")) for one in records], dtype=np.int8),
            **births_of(births),
            phone=np.array([phone(one.get("phone")) for one in records], dtype=np.int32),
        )


def sex(value: Any) -> int:
    """1 for a woman or a girl, 2 for a man or a boy, 0 for what says neither."""
    return SEXES.get(str(value or "").strip().casefold(), 0)


def phone(value: Any) -> int:
    """The last eight digits of a telephone number, which no prefix of a country changes; 0 for less than six."""
    digits = "".join(c for c in str(value or "") if c.isdigit())
    return int(digits[-8:]) if len(digits) >= SHORTEST_PHONE else 0


def births_of(births: Sequence[tuple[int, float, int]]) -> dict[str, np.ndarray]:
    """The columns of what `birth` gives."""
    year, spread, day = np.array(births, dtype=np.float32).reshape(-1, 3).T
    return {"born": year.astype(np.int16), "spread": spread, "day": day.astype(np.int16)}


def birth(dob: Any, age: Any, record_year: Any) -> tuple[int, float, int]:
    """The year of birth, how many years it may well be off, and the day (32 × month + day); 0 where not known.

    `dob` may be YYYY, YYYY-MM or YYYY-MM-DD; without it the year is that of the record less the age told then, which is
    the less sure the older one is, and less again for a grown person of a round number. What is no date, or an age that
    nobody has, says nothing.
    """
    year, day = _date(str(dob or "").strip())
    spread = 0.0
    if not year:
        told, at = _number(age), _number(record_year)
        if told is not None and at is not None and 0 <= told <= OLDEST:
            year = at - told
            spread = (
                SPREAD + SPREAD_BY_YEAR * told + (SPREAD_IF_ROUND if told > ADULT and told % 5 == 0 else 0)
            )
    return (year, spread, day) if FIRST_YEAR <= year <= LAST_YEAR else (0, 0.0, 0)


def _date(text: str) -> tuple[int, int]:
    pieces = text[:10].replace("/", "-").split("-")
    if not all(piece.isdigit() for piece in pieces) or len(pieces[0]) != 4:
        return 0, 0
    year, *rest = (int(piece) for piece in pieces)
    if len(rest) < 2:
        return year, 0
    try:
        date(year, rest[0], rest[1])
    except ValueError:
        return 0, 0
    return year, 32 * rest[0] + rest[1]


def _number(value: Any) -> int | None:
    try:
        return int(float(value))
    except (TypeError, ValueError, OverflowError):
        return None
