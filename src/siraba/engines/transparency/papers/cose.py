"""COSE_Sign1 (RFC 9052) around the claims of a CWT (RFC 8392), of which exactly one encoding is read.

Tag 18; protected {1: -8 (EdDSA), 4: key id of 8 bytes}; unprotected empty; canonical CBOR (RFC 8949 4.2.1).
Claims: 1 who issues, 6 when (seconds since 1970), and one private claim with a map of whole keys.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Any

import cbor2
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

ISSUER, ISSUED, PAPER, TRUST, STATUS = 1, 6, -70001, -70002, -70003
FIRST_SECOND, LAST_SECOND = 1_577_836_800, 2**32 - 1  # 2020 to 2106: always five bytes


@dataclass(frozen=True)
class Signed:
    """What stood in a COSE_Sign1 of this profile; its signature is not verified yet."""

    kid: bytes
    issuer: str
    issued: int
    body: dict[int, Any]
    payload: bytes
    signature: bytes


def canonical(value: object) -> bytes:
    return cbor2.dumps(value, canonical=True)


def public_bytes(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def key_id(public: bytes) -> bytes:
    """The id of a key: the first 8 bytes of the SHA-256 of its 32."""
    return sha256(public).digest()[:8]


def sign(key: Ed25519PrivateKey, claim: int, issuer: str, issued: int, body: Mapping[int, Any]) -> bytes:
    """The bytes of a COSE_Sign1: `body` is the map of the private claim, `issued` in seconds since 1970."""
    kid = key_id(public_bytes(key))
    payload = canonical({ISSUER: issuer, ISSUED: issued, claim: dict(body)})
    return _written(kid, payload, key.sign(_to_be_signed(kid, payload)))


def opened(data: bytes, claim: int) -> Signed:
    """The parts of a COSE_Sign1 with this private claim; raises ValueError for anything else, whatever is given."""
    try:
        tagged = cbor2.loads(data)
        protected, _unprotected, payload, signature = tagged.value
        kid = cbor2.loads(protected)[4]
        claims = cbor2.loads(payload)
        issuer, issued, body = claims[ISSUER], claims[ISSUED], claims[claim]
        # A simple value 6, or true, would be found under the key of a whole number
        whole = all(type(name) is int for name in (*claims, *body)) and type(issued) is int
        known = whole and isinstance(issuer, str) and isinstance(body, dict) and len(claims) == 3
        sizes = isinstance(kid, bytes) and len(kid) == 8 and len(signature) == 64
        same = canonical(claims) == payload and _written(kid, payload, signature) == data
    # The decoder meets bytes that anybody may have made: what it raises is many things, and all mean the same
    except Exception as wrong:
        raise ValueError("ce n’est pas un COSE_Sign1 du profil") from wrong
    if not (known and sizes and same and FIRST_SECOND <= issued <= LAST_SECOND):
        raise ValueError("ce COSE_Sign1 n’est pas écrit selon le profil")
    return Signed(kid, issuer, issued, body, payload, signature)


def verified(signed: Signed, public: bytes) -> bool:
    """Whether the signature is that of this key (32 bytes)."""
    try:
        _key(public).verify(signed.signature, _to_be_signed(signed.kid, signed.payload))
    except (InvalidSignature, ValueError):
        return False
    return True


@lru_cache(4096)
def _key(public: bytes) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(public)


def _protected(kid: bytes) -> bytes:
    return canonical({1: -8, 4: kid})


def _to_be_signed(kid: bytes, payload: bytes) -> bytes:
    return canonical(["Signature1", _protected(kid), b"", payload])


def _written(kid: bytes, payload: bytes, signature: bytes) -> bytes:
    return canonical(cbor2.CBORTag(18, [_protected(kid), {}, payload, signature]))
