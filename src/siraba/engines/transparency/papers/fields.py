"""The fields of a paper: one table, `fields.json`, which the verifier's JavaScript reads too.

Positive keys are those of MOSIP's Claim 169 (1.2.2); negative ones are this profile's own. Each costs one byte.
"""

import json
import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.resources import files
from uuid import UUID

MOST = 2**53 - 1  # the greatest whole number that JavaScript holds exactly
TEXT_BYTES = 120
SHARD = re.compile(r"2[0-9]{3}(-[2-9])?")
# Control characters, and those that turn the direction of what stands beside them
UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")

Raw = str | int | bytes  # as it stands in the CBOR
Value = str | int | bytes | UUID  # as people and programs read it


class BadPaper(ValueError):
    """What cannot stand on a paper, or is no paper of this profile; said in French."""


@dataclass(frozen=True)
class Field:
    """One line of the table."""

    key: int
    name: str
    type: str
    fr: str
    en: str
    required: bool = False
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def label(self) -> str:
        return self.fr


def _text(value: object) -> bool:
    return (
        isinstance(value, str)
        and 0 < len(value.encode("utf-8", "surrogatepass")) <= TEXT_BYTES
        and not UNSEEN.search(value)
    )


def _count(value: object, least: int = 0, most: int = MOST) -> bool:
    return type(value) is int and least <= value <= most


def _date(value: object) -> bool:
    """YYYYMMDD; a day, or a month and a day, that nobody knows are zeros."""
    if not _count(value, 18000000, 21991231):
        return False
    year, month, day = value // 10000, value // 100 % 100, value % 100  # type: ignore[operator]
    if month == 0 or day == 0:
        return day == 0 and month <= 12
    return month <= 12 and day <= monthrange(year, month)[1]


def _time(value: object) -> bool:
    return _count(value, 0, 2359) and value % 100 < 60  # type: ignore[operator]


def _bytes(length: int) -> Callable[[object], bool]:
    return lambda value: isinstance(value, bytes) and len(value) == length


# The rules of `assets/verifier/fields.js` are these, word for word
FITS: dict[str, Callable[[object], bool]] = {
    "uuid": _bytes(16),
    "leaf": _bytes(8),
    "text": _text,
    "shard": lambda value: isinstance(value, str) and SHARD.fullmatch(value) is not None,
    "count": _count,
    "code": _count,
    "date": _date,
    "time": _time,
}

FIELDS = tuple(
    Field(**one) for one in json.loads(files(__package__).joinpath("fields.json").read_text("utf-8"))
)
BY_NAME = {one.name: one for one in FIELDS}
BY_KEY = {one.key: one for one in FIELDS}


def fits(one: Field, raw: object) -> bool:
    """Whether a decoded value is what this field holds."""
    return FITS[one.type](raw) and (not one.codes or str(raw) in one.codes)


def to_raw(one: Field, value: Value) -> Raw:
    """A value as it goes into the CBOR: a date "2026-03-14", "2026-03" or "1987" becomes 20260314, 20260300, 19870000.

    Raises `BadPaper` where it does not fit.
    """
    raw: object = value
    if isinstance(value, UUID):
        raw = value.bytes
    elif one.type == "date" and isinstance(value, str) and re.fullmatch(r"\d{4}(-\d\d){0,2}", value):
        raw = int(value.replace("-", "").ljust(8, "0"))
    elif one.type == "time" and isinstance(value, str) and re.fullmatch(r"\d\d:\d\d", value):
        raw = int(value.replace(":", ""))
    if not fits(one, raw):
        raise BadPaper(f"« {one.fr} » ne peut pas être {value!r} sur un papier.")
    return raw  # type: ignore[return-value]


def to_value(one: Field, raw: Raw) -> Value:
    """What `to_raw` was given."""
    if one.type == "uuid" and isinstance(raw, bytes):
        return UUID(bytes=raw)
    if one.type == "date" and isinstance(raw, int):
        year, month, day = raw // 10000, raw // 100 % 100, raw % 100
        return f"{year}" + (f"-{month:02}" if month else "") + (f"-{day:02}" if day else "")
    if one.type == "time" and isinstance(raw, int):
        return f"{raw // 100:02}:{raw % 100:02}"
    return raw


def readable(one: Field, value: Value, language: str = "fr") -> str:
    """A value in words: a code's label, bytes in hexadecimal, else what it is."""
    if one.codes:
        return one.codes[str(value)][language]
    return value.hex() if isinstance(value, bytes) else str(value)
