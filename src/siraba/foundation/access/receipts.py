"""The number of a receipt: digits alone, for any telephone, with two that catch a slip; nothing in it says whose it is."""

import secrets

from stdnum.exceptions import ValidationError
from stdnum.iso7064 import mod_97_10

DIGITS = 10


def new_number(draw=secrets.randbelow) -> str:
    return number_from(draw(10**DIGITS))


def number_from(drawn: int) -> str:
    """The number that stands for a whole number, of which the last ten digits count."""
    body = f"{drawn % 10**DIGITS:0{DIGITS}}"
    return f"{body}{mod_97_10.calc_check_digits(body)}"


def read_number(text: str) -> str | None:
    """The number as it is kept, from what was typed with or without spaces; None when it is no number of a receipt."""
    digits = "".join(one for one in text if one.isdecimal() and one.isascii())
    try:
        mod_97_10.validate(digits)
    except ValidationError:
        return None
    return digits if len(digits) == DIGITS + 2 else None


def written(number: str) -> str:
    """`482 915 730 264`"""
    return " ".join(number[start : start + 3] for start in range(0, len(number), 3))
