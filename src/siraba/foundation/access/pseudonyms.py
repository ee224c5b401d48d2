"""National codes: pseudonyms that say nothing of the person, with a check character that catches a slip.

Eight characters drawn from 32 (no I, L, O, U) and one by ISO 7064 Mod 37,36, written `XXXX-XXXX-C`: any single
wrong character and almost any swap of two neighbours is noticed.
"""

import secrets

from stdnum.exceptions import ValidationError
from stdnum.iso7064 import mod_37_36

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 8


def new_code(draw=secrets.choice) -> str:
    """A fresh code; the caller's unique constraint has the last word."""
    return written("".join(draw(ALPHABET) for _ in range(LENGTH)))


def written(body: str) -> str:
    """The code of an eight-character body, with its check character."""
    return f"{body[:4]}-{body[4:]}-{mod_37_36.calc_check_digit(body)}"


def read_code(text: str) -> str | None:
    """The code as stored, from what a person typed (case, spaces and hyphens do not matter); None when it is no code."""
    compact = "".join(c for c in text.upper() if c.isalnum())
    try:
        mod_37_36.validate(compact)
    except ValidationError:
        return None
    return f"{compact[:4]}-{compact[4:8]}-{compact[8:]}" if len(compact) == LENGTH + 1 else None
