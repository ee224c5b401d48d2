"""The number that who sends a report keeps: twelve digits, two of which catch a slip of the finger."""

from uuid import UUID

from stdnum.exceptions import ValidationError
from stdnum.iso7064 import mod_97_10

from siraba.foundation.access import crypto

DIGITS = 10


def number_for(form_id: UUID) -> str:
    """The number of a form: the same whenever the same form is sent, and to be guessed by nobody without the keys."""
    drawn = int(crypto.blind_index(crypto.JUSTICE, "report form", str(form_id)), 16) % 10**DIGITS
    body = f"{drawn:0{DIGITS}}"
    return f"{body}{mod_97_10.calc_check_digits(body)}"


def read_number(text: str) -> str | None:
    """The number as it is kept, from what was typed with or without spaces; None when it is no number of a report."""
    digits = "".join(one for one in text if one.isdecimal() and one.isascii())
    try:
        mod_97_10.validate(digits)
    except ValidationError:
        return None
    return digits if len(digits) == DIGITS + 2 else None


def written(number: str) -> str:
    """`482 915 730 264`"""
    return " ".join(number[start : start + 3] for start in range(0, len(number), 3))
