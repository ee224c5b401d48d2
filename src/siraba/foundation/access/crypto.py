"""All cryptography of the platform; where the keys are is `access.keys`.

A sealed value is one byte of key number, twelve of nonce, then AES-256-GCM ciphertext with its tag; the
row it belongs to is the associated data, so bytes moved to another row do not open. Exact search works on
blind indexes: HMAC-SHA-256 under a key of its own, which rotation does not touch.
"""

import hashlib
import hmac
import json
import os
from typing import Any

from cryptography.exceptions import InvalidTag

from siraba.foundation.access.keys import NoKey, forget_keys, fresh_ring, ring

__all__ = ["CannotOpen", "NoKey", "blind_index", "forget_keys", "seal", "unseal"]

PROTECTION, JUSTICE, FAMILY_LINKS, ACCOUNTS = "protection", "justice", "family_links", "accounts"
CIVIL_STATUS, STATELESSNESS = "civil_status", "statelessness"
NONCE = 12


class CannotOpen(Exception):
    """The value does not open: its key is missing, or it was altered."""


def seal(compartment: str, place: str, content: Any) -> bytes:
    """Encrypt a JSON value for one place (a row's name), with the newest key."""
    keys = fresh_ring(compartment)
    nonce = os.urandom(NONCE)
    clear = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    return bytes([keys.sealing]) + nonce + keys.ciphers[keys.sealing].encrypt(nonce, clear, place.encode())


def unseal(compartment: str, place: str, sealed: bytes) -> Any:
    """Decrypt what `seal` made for the same place.

    Raises:
        CannotOpen: unknown key number, or altered or displaced bytes.
    """
    if len(sealed) <= NONCE:
        raise CannotOpen(f"{place} was altered")
    number = sealed[0]
    cipher = ring(compartment).ciphers.get(number) or fresh_ring(compartment).ciphers.get(number)
    if cipher is None:
        raise CannotOpen(f"key {number} of {compartment} is not here")
    try:
        clear = cipher.decrypt(sealed[1 : 1 + NONCE], sealed[1 + NONCE :], place.encode())
    except InvalidTag as error:
        raise CannotOpen(f"{place} was altered") from error
    return json.loads(clear)


def blind_index(compartment: str, kind: str, value: str) -> str:
    """A keyed hash of 32 hexadecimal characters: equal values meet, nothing else shows."""
    return hmac.new(ring(compartment).index, f"{kind}\x1f{value}".encode(), hashlib.sha256).hexdigest()[:32]
