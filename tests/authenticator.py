"""A security key made of software, as the WebAuthn standard (level 3) describes one: real keys, real signatures."""

import hashlib
import json
import os
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, encode_cbor

PRESENT, ATTESTED = 0x01, 0x40


class SecurityKey:
    """Answers the options of a page, from the address that it is told; counts its uses."""

    def __init__(self) -> None:
        self.secret = ec.generate_private_key(ec.SECP256R1())
        self.number = os.urandom(16)
        self.uses = 0

    def make(self, options: str, origin: str) -> str:
        asked = json.loads(options)
        client = _client("webauthn.create", asked["challenge"], origin)
        data = self._data(asked["rp"]["id"], ATTESTED) + self._attested()
        attestation = encode_cbor({"fmt": "none", "attStmt": {}, "authData": data})
        return self._answer(clientDataJSON=client, attestationObject=attestation)

    def show(self, options: str, origin: str) -> str:
        asked = json.loads(options)
        self.uses += 1
        client = _client("webauthn.get", asked["challenge"], origin)
        data = self._data(asked["rpId"], 0)
        signed = self.secret.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        return self._answer(clientDataJSON=client, authenticatorData=data, signature=signed)

    def _data(self, site: str, flags: int) -> bytes:
        return (
            hashlib.sha256(site.encode()).digest() + bytes([PRESENT | flags]) + self.uses.to_bytes(4, "big")
        )

    def _attested(self) -> bytes:
        point = self.secret.public_key().public_numbers()
        x, y = (number.to_bytes(32, "big") for number in (point.x, point.y))
        key = encode_cbor({1: 2, 3: -7, -1: 1, -2: x, -3: y})
        return bytes(16) + len(self.number).to_bytes(2, "big") + self.number + key

    def _answer(self, **parts: bytes) -> str:
        number = bytes_to_base64url(self.number)
        response: dict[str, Any] = {name: bytes_to_base64url(part) for name, part in parts.items()}
        return json.dumps({"id": number, "rawId": number, "type": "public-key", "response": response})


def _client(kind: str, challenge: str, origin: str) -> bytes:
    assert base64url_to_bytes(challenge)
    return json.dumps({"type": kind, "challenge": challenge, "origin": origin}).encode()
