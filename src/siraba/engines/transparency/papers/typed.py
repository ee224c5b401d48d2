"""The 12 characters that a person types when the QR is torn: the act's place in the log, and two check characters.

Crockford's base 32 without I, L, O, U: 7 bits of year, 3 of the shard's number in its year, 40 of the index, then two
characters that make the whole number a multiple of 1021, the greatest prime of 10 bits. Any one wrong character and any
two exchanged ones are found; of other faults, one in a thousand is not.

The code says which entry a paper claims to be of. It carries no signature: it shows a state, never that a paper is true.
"""

import re

from siraba.engines.transparency.papers.fields import SHARD

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
PRIME = 1021
INDEX_BITS = 40
LOOKALIKES = str.maketrans("OIL", "011", " -\t")


class BadCode(ValueError):
    """A typed code that nobody was given; said in French."""


def typed_code(shard: str, index: int) -> str:
    """The code of an entry of the log, as `XXXX-XXXX-XXXX`. Raises ValueError for a place that has none."""
    if not SHARD.fullmatch(shard) or not 0 <= index < 1 << INDEX_BITS or not 2000 <= int(shard[:4]) < 2128:
        raise ValueError("cette place du journal n’a pas de code à taper")
    number = int(shard[5:] or 1) - 1
    data = ((int(shard[:4]) - 2000) << 3 | number) << INDEX_BITS | index
    whole = (data << 10) + (-(data << 10)) % PRIME
    written = "".join(ALPHABET[whole >> 5 * place & 31] for place in range(11, -1, -1))
    return "-".join(re.findall("....", written))


def read_typed(text: str) -> tuple[str, int]:
    """(shard, index) of a typed code; small letters, spaces, hyphens, O, I and L are taken as they were meant.

    Raises `BadCode`.
    """
    plain = text.upper().translate(LOOKALIKES) if text.isascii() else ""
    if len(plain) != 12 or not set(plain) <= set(ALPHABET):
        raise BadCode("Un code a douze caractères, chiffres et lettres sans U.")
    whole = 0
    for character in plain:
        whole = whole << 5 | ALPHABET.index(character)
    data, check = whole >> 10, whole & 1023
    year, number = 2000 + (data >> INDEX_BITS + 3), (data >> INDEX_BITS & 7) + 1
    if whole % PRIME or check >= PRIME:
        raise BadCode("Ce code n’existe pas : un caractère est faux, ou deux sont échangés.")
    return f"{year}" + (f"-{number}" if number > 1 else ""), data & (1 << INDEX_BITS) - 1
