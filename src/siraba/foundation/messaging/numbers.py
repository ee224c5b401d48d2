"""A telephone number as people write it, and as it is sent: international, digits only."""

import re

# ITU-T E.164: fifteen digits at most, country code included; 223 is Mali's, where numbers have eight digits.
COUNTRY, NATIONAL_DIGITS = "223", 8
E164 = re.compile(r"[1-9]\d{7,14}")
SEPARATORS = re.compile(r"[\s.\-()/\u00a0\u202f]+")


def read_number(text: str) -> str | None:
    """`70 12 34 56`, `+223 70123456`, `0022370123456` → `22370123456`; None when it is no number."""
    written = SEPARATORS.sub("", text)
    abroad = written.startswith(("+", "00"))
    digits = written.removeprefix("+") if written.startswith("+") else written.removeprefix("00")
    if not digits.isascii() or not digits.isdigit():
        return None
    if not abroad and len(digits) == NATIONAL_DIGITS:
        digits = COUNTRY + digits
    return digits if E164.fullmatch(digits) else None
