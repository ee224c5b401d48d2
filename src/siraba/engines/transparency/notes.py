"""Signed notes (C2SP signed-note), checkpoints (tlog-checkpoint) and timestamped cosignatures (tlog-cosignature).

Parsing is strict: what is read and written again is the same, byte for byte.
"""

import base64
import binascii
import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from siraba.engines.transparency.errors import BadNote
from siraba.engines.transparency.merkle import HASH_SIZE

ED25519, COSIGNATURE = 0x01, 0x04  # signature types that are assigned by signed-note
LARGEST_NOTE, MOST_SIGNATURES = 64_000, 64
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
_DECIMAL = re.compile(r"0|[1-9][0-9]{0,18}")


def malformed(what: str) -> BadNote:
    return BadNote("malformed", what)


def decode64(text: str) -> bytes:
    """Standard base 64 in its one canonical form."""
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise malformed("Le texte en base 64 est mal formé.") from None
    if encode64(raw) != text:
        raise malformed("Le texte en base 64 n’est pas dans sa forme unique.")
    return raw


def encode64(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")


def decode_hash(line: str) -> bytes:
    if len(value := decode64(line)) != HASH_SIZE:
        raise malformed("Une empreinte ne fait pas 32 octets.")
    return value


def decimal(text: str) -> int:
    """A whole number without sign or leading zero, below 2**63."""
    if not _DECIMAL.fullmatch(text) or (value := int(text)) >= 1 << 63:
        raise malformed("Un nombre est mal écrit.")
    return value


# --- Keys ------------------------------------------------------------------------------------------------


def _check_name(name: str) -> None:
    if not name or "+" in name or any(letter.isspace() or letter < " " for letter in name):
        raise malformed("Un nom de clé est vide, ou contient une espace ou le signe +.")


@dataclass(frozen=True)
class Verifier:
    """A public key with its name: what a text `name+key id+base 64` says."""

    name: str
    kind: int
    public: bytes

    @property
    def key_id(self) -> bytes:
        return sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{encode64(bytes([self.kind]) + self.public)}"

    @classmethod
    def parse(cls, text: str) -> "Verifier":
        name, key_id, raw = _key_parts(text.strip().split("+", 2))
        key = cls(name, raw[0], raw[1:])
        if key.key_id != key_id:
            raise malformed("L’identifiant de la clé n’est pas celui de son contenu.")
        return key

    def message(self, text: str, signature: bytes) -> tuple[bytes, bytes]:
        """What the Ed25519 signature is over, and the signature."""
        if self.kind == ED25519:
            return text.encode(), signature
        return _cosigned(text, int.from_bytes(signature[:8])), signature[8:]

    def verifies(self, text: str, signature: bytes) -> bool:
        message, proper = self.message(text, signature)
        if self.kind == COSIGNATURE and int.from_bytes(signature[:8]) >= 1 << 63:
            return False
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(proper, message)
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True, repr=False)
class Signer:
    """A private key with its name: what a text `PRIVATE+KEY+name+key id+base 64` says."""

    name: str
    kind: int
    secret: bytes

    @classmethod
    def generate(cls, name: str, kind: int = ED25519) -> "Signer":
        _check_name(name)
        return cls(name, kind, Ed25519PrivateKey.generate().private_bytes_raw())

    @property
    def verifier(self) -> Verifier:
        public = Ed25519PrivateKey.from_private_bytes(self.secret).public_key().public_bytes_raw()
        return Verifier(self.name, self.kind, public)

    def private_text(self) -> str:
        return f"PRIVATE+KEY+{self.name}+{self.verifier.key_id.hex()}+{encode64(bytes([self.kind]) + self.secret)}"

    @classmethod
    def parse(cls, text: str) -> "Signer":
        private, word, *parts = text.strip().split("+", 4) if text.count("+") >= 4 else ["", ""]
        if (private, word) != ("PRIVATE", "KEY"):
            raise malformed("Ce n’est pas une clé privée de note signée.")
        name, key_id, raw = _key_parts(parts)
        key = cls(name, raw[0], raw[1:])
        if key.verifier.key_id != key_id:
            raise malformed("L’identifiant de la clé n’est pas celui de son contenu.")
        return key

    def sign(self, text: str, time: int = 0) -> "Signature":
        """`time`, in seconds since 1970, is used by a cosignature alone."""
        key = Ed25519PrivateKey.from_private_bytes(self.secret)
        if self.kind == ED25519:
            signed = key.sign(text.encode())
        else:
            signed = time.to_bytes(8) + key.sign(_cosigned(text, time))
        return Signature(self.name, self.verifier.key_id, signed)


def _key_parts(parts: list[str]) -> tuple[str, bytes, bytes]:
    if len(parts) != 3 or not re.fullmatch(r"[0-9a-f]{8}", parts[1]):
        raise malformed("La clé n’est pas écrite « nom+identifiant+base 64 ».")
    _check_name(parts[0])
    raw = decode64(parts[2])
    if len(raw) != 33 or raw[0] not in (ED25519, COSIGNATURE):
        raise malformed("La clé n’est pas une clé Ed25519 de journal ou de témoin.")
    return parts[0], bytes.fromhex(parts[1]), raw


def _cosigned(text: str, time: int) -> bytes:
    return f"cosignature/v1\ntime {time}\n{text}".encode()


# --- Notes -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Signature:
    name: str
    key_id: bytes
    signature: bytes

    def __str__(self) -> str:
        return f"— {self.name} {encode64(self.key_id + self.signature)}\n"

    @property
    def time(self) -> int:
        """Of a cosignature, in seconds since 1970."""
        return int.from_bytes(self.signature[:8])

    @classmethod
    def parse(cls, line: str) -> "Signature":
        parts = line.split(" ")
        if len(parts) != 3 or parts[0] != "—":
            raise malformed("Une ligne de signature est mal formée.")
        _check_name(parts[1])
        raw = decode64(parts[2])
        if len(raw) < 5:
            raise malformed("Une signature est trop courte.")
        return cls(parts[1], raw[:4], raw[4:])


@dataclass(frozen=True)
class Note:
    """`text` ends with a newline; the signatures are not yet believed."""

    text: str
    signatures: tuple[Signature, ...]

    def __str__(self) -> str:
        return self.text + "\n" + "".join(map(str, self.signatures))

    def encode(self) -> bytes:
        return str(self).encode()

    @classmethod
    def parse(cls, raw: bytes) -> "Note":
        if len(raw) > LARGEST_NOTE:
            raise malformed("La note est trop longue.")
        try:
            whole = raw.decode()
        except UnicodeDecodeError:
            raise malformed("La note n’est pas en UTF-8.") from None
        head, blank, tail = whole.rpartition("\n\n")
        if _CONTROL.search(whole) or not blank or not head or not tail.endswith("\n"):
            raise malformed("La note n’a pas la forme : texte, ligne vide, signatures.")
        lines = tail[:-1].split("\n")
        if len(lines) > MOST_SIGNATURES:
            raise malformed("La note porte trop de signatures.")
        return cls(head + "\n", tuple(map(Signature.parse, lines)))

    def verified(self, keys: Iterable[Verifier]) -> list[tuple[Verifier, Signature]]:
        """The signatures of known keys, one a key. A false one of a known key spoils the whole note."""
        known = {(key.name, key.key_id): key for key in keys}
        found: dict[Verifier, Signature] = {}
        for signature in self.signatures:
            if key := known.get((signature.name, signature.key_id)):
                if not key.verifies(self.text, signature.signature):
                    raise BadNote("signature", f"La signature de {key.name} est fausse.")
                found.setdefault(key, signature)
        return list(found.items())

    def require(self, keys: Iterable[Verifier]) -> None:
        if not self.verified(keys):
            raise BadNote("unsigned", "Aucune clé connue n’a signé cette note.")

    def with_signatures(self, more: Iterable[Signature]) -> "Note":
        return Note(self.text, tuple(dict.fromkeys((*self.signatures, *more))))


# --- Checkpoints -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Checkpoint:
    """What a log says of itself: how many entries, and the root over them."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        return "".join(
            f"{line}\n" for line in (self.origin, self.size, encode64(self.root), *self.extensions)
        )

    @classmethod
    def parse(cls, text: str) -> "Checkpoint":
        lines = text.split("\n")
        if len(lines) < 4 or lines.pop() or not all(lines):
            raise malformed("Le point de contrôle n’a pas ses trois lignes : origine, taille, racine.")
        return cls(lines[0], decimal(lines[1]), decode_hash(lines[2]), tuple(lines[3:]))

    def signed(self, *signers: Signer) -> Note:
        return Note(self.text, tuple(signer.sign(self.text) for signer in signers))


def cosignatures(note: Note, witnesses: Iterable[Verifier]) -> list[tuple[Verifier, Signature]]:
    """The valid cosignatures of these witnesses, counted by key, so that one witness under two names counts once."""
    by_key = {key.public: (key, signature) for key, signature in note.verified(witnesses)}
    return list(by_key.values())


def has_quorum(note: Note, witnesses: Iterable[Verifier], needed: int) -> bool:
    return len(cosignatures(note, witnesses)) >= needed
