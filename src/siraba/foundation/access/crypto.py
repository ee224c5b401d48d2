"""All cryptography of the platform.

A sealed value is one byte of key number, twelve of nonce, then AES-256-GCM ciphertext with its tag; the
row it belongs to is the associated data, so bytes moved to another row do not open. Exact search works on
blind indexes: HMAC-SHA-256 under a key of its own. Each compartment has its key file: one key a line,
`number base64`, the last line seals, all lines open.
"""

import hashlib
import hmac
import json
import os
from base64 import b64decode, b64encode
from functools import cache
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

PROTECTION, JUSTICE, FAMILY_LINKS, ACCOUNTS = "protection", "justice", "family_links", "accounts"
NONCE = 12


class CannotOpen(Exception):
    """The value does not open: its key is missing, or it was altered."""


def seal(compartment: str, place: str, content: Any) -> bytes:
    """Encrypt a JSON value for one place (a row's name)."""
    number, cipher = _sealing_key(compartment)
    nonce = os.urandom(NONCE)
    clear = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    return bytes([number]) + nonce + cipher.encrypt(nonce, clear, place.encode())


def unseal(compartment: str, place: str, sealed: bytes) -> Any:
    """Decrypt what `seal` made for the same place.

    Raises:
        CannotOpen: unknown key number, or altered or displaced bytes.
    """
    if len(sealed) <= NONCE:
        raise CannotOpen(f"{place} was altered")
    cipher = _keys(compartment).get(sealed[0])
    if cipher is None:
        raise CannotOpen(f"key {sealed[0]} of {compartment} is not here")
    try:
        clear = cipher.decrypt(sealed[1 : 1 + NONCE], sealed[1 + NONCE :], place.encode())
    except InvalidTag as error:
        raise CannotOpen(f"{place} was altered") from error
    return json.loads(clear)


def blind_index(compartment: str, kind: str, value: str) -> str:
    """A keyed hash of 32 hexadecimal characters: equal values meet, nothing else shows."""
    key = _index_key(compartment)
    return hmac.new(key, f"{kind}\x1f{value}".encode(), hashlib.sha256).hexdigest()[:32]


def forget_keys() -> None:
    """Read the key files again at the next use."""
    for cached in (_lines, _keys, _sealing_key, _index_key):
        cached.cache_clear()


@cache
def _lines(compartment: str) -> tuple[tuple[int, bytes], ...]:
    path = Path(settings.KEYS_DIR) / f"{compartment}.key"
    if not path.exists():
        _make_key_file(path)
    pairs = (line.split() for line in path.read_text().splitlines() if line.strip())
    return tuple((int(number), b64decode(key)) for number, key in pairs)


def _make_key_file(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_suffix(f".{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(f"1 {b64encode(AESGCM.generate_key(256)).decode()}\n")
    try:
        # A link fails when another process was first: its key is then the one.
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


@cache
def _keys(compartment: str) -> dict[int, AESGCM]:
    return {number: AESGCM(key) for number, key in _lines(compartment)}


@cache
def _sealing_key(compartment: str) -> tuple[int, AESGCM]:
    number, key = _lines(compartment)[-1]
    return number, AESGCM(key)


@cache
def _index_key(compartment: str) -> bytes:
    # From the first key, which stays in the file for ever: rotation must not break search.
    return hmac.new(_lines(compartment)[0][1], b"blind index", hashlib.sha256).digest()
