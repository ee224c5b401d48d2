"""One-time codes: RFC 6238 with thirty seconds and six digits, and codes for the day the telephone is lost."""

import base64
import os
import secrets
import time

import segno
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.utils.crypto import constant_time_compare

STEP, DIGITS = 30, 6
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
RECOVERY_CODES = 10


def new_secret() -> bytes:
    return os.urandom(20)


def spelled(secret: bytes) -> str:
    """The secret in letters, by four, for who cannot read the image."""
    text = base64.b32encode(secret).decode()
    return " ".join(text[i : i + 4] for i in range(0, len(text), 4))


def code_at(secret: bytes, step: int) -> str:
    # SHA-1 is what every application of codes speaks; the secret is as long as its digest.
    return TOTP(secret, DIGITS, SHA1(), STEP, enforce_key_length=False).generate(step * STEP).decode()  # noqa: S303


def matching_step(secret: bytes, code: str, after: int) -> int | None:
    """The step whose code this is, one before or after now at most; None for a wrong one, and for one already used."""
    now = int(time.time()) // STEP
    typed = "".join(c for c in code if c.isdigit())
    steps = [step for step in (now - 1, now, now + 1) if constant_time_compare(code_at(secret, step), typed)]
    return steps[0] if steps and steps[0] > after else None


def picture_of(secret: bytes, username: str, issuer: str) -> str:
    """What an application of codes reads, as the address of an image."""
    totp = TOTP(secret, DIGITS, SHA1(), STEP, enforce_key_length=False)  # noqa: S303
    return segno.make(totp.get_provisioning_uri(username, issuer), error="m").svg_data_uri(scale=4, border=2)


def recovery_codes() -> list[str]:
    """Ten new codes, as they are shown: `abcd-efgh-jkmn`, about 59 bits each."""
    return [
        "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(3))
        for _ in range(RECOVERY_CODES)
    ]


def plain(code: str) -> str:
    """A recovery code as it is compared: without case, spaces and hyphens."""
    return "".join(c for c in code.lower() if c in ALPHABET)
