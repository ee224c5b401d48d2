"""How many SMS a text takes, and the bytes of each.

Source: 3GPP TS 23.038, 6.2.1 (the GSM 7-bit alphabet and its extension) and TS 23.040, 9.2.3.24.1 (concatenated messages).
A text of that alphabet holds 160 characters, 153 a part when it takes several; any other letter (ɛ, ɔ, ŋ, ɲ, but also ê
or ’) makes the whole text UCS-2: 70 characters, 67 a part.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
ESCAPE = BASIC.index("\x1b")
EXTENSION = {
    "\f": 0x0A, "^": 0x14, "{": 0x28, "}": 0x29, "\\": 0x2F, "[": 0x3C, "~": 0x3D, "]": 0x3E, "|": 0x40, "€": 0x65,
}  # fmt: skip
GSM7 = {letter: bytes([code]) for code, letter in enumerate(BASIC) if code != ESCAPE} | {
    letter: bytes([ESCAPE, code]) for letter, code in EXTENSION.items()
}


class Encoding(Enum):
    """Its name, then the bytes that one SMS holds, alone and as a part of several."""

    GSM7 = ("GSM-7", 160, 153)
    UCS2 = ("UCS-2", 140, 134)

    def __init__(self, label: str, alone: int, together: int):
        self.label, self.alone, self.together = label, alone, together


@dataclass(frozen=True)
class Parts:
    """`parts` are the bytes without header; `forced_by` the letters, once each, without which GSM-7 would do."""

    encoding: Encoding
    parts: tuple[bytes, ...]
    forced_by: str

    @property
    def count(self) -> int:
        return len(self.parts)


def parts_of(text: str) -> Parts:
    """Cut a text into SMS, never within a character."""
    foreign = "".join(dict.fromkeys(letter for letter in text if letter not in GSM7))
    encoding = Encoding.UCS2 if foreign else Encoding.GSM7
    letters = [_ucs2(letter) if foreign else GSM7[letter] for letter in text]
    if sum(map(len, letters)) <= encoding.alone:
        return Parts(encoding, (b"".join(letters),), foreign)
    return Parts(encoding, tuple(_cut(letters, encoding.together)), foreign)


def _ucs2(letter: str) -> bytes:
    return letter.encode("utf-16-be", "replace")


def _cut(letters: list[bytes], room: int) -> Iterator[bytes]:
    part = b""
    for letter in letters:
        if len(part) + len(letter) > room:
            yield part
            part = b""
        part += letter
    yield part
