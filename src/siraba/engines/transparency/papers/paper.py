"""A paper: who issued it, when, and its fields; as bytes, and as the text of its QR."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import base45
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from siraba.engines.transparency.papers import cose
from siraba.engines.transparency.papers.deflate import expanded, pressed
from siraba.engines.transparency.papers.fields import (
    BY_KEY,
    BY_NAME,
    FIELDS,
    BadPaper,
    Value,
    fits,
    to_raw,
    to_value,
)

PREFIX = "ML1:"
TEXT_LIMIT = 2000  # characters of a QR
BYTES_LIMIT = 2048  # once expanded
PLACE = ("shard", "index", "leaf", "logged")  # stand together, or not at all


@dataclass(frozen=True)
class Paper:
    """`issued` in seconds since 1970; `fields` by the names of the table, e.g. {"act_date": "2026-03-20"}."""

    issuer: str
    issued: int
    fields: Mapping[str, Value]

    @property
    def place(self) -> tuple[str, int] | None:
        """(shard, index) in the log, once its entry was cosigned."""
        if "shard" not in self.fields:
            return None
        return str(self.fields["shard"]), int(self.fields["index"])

    @property
    def document(self) -> bytes:
        return self.fields["document"].bytes  # type: ignore[union-attr]


def signed_bytes(paper: Paper, key: Ed25519PrivateKey) -> bytes:
    """The COSE_Sign1 of a paper. Raises `BadPaper` where a field is unknown, missing or does not fit."""
    body = {}
    for name, value in paper.fields.items():
        if name not in BY_NAME:
            raise BadPaper(f"Le champ « {name} » n’existe pas sur un papier.")
        plain = unicodedata.normalize("NFC", value) if isinstance(value, str) else value
        body[BY_NAME[name].key] = to_raw(BY_NAME[name], plain)
    if lacking := _lacking(body):
        raise BadPaper(f"Il manque au papier : {lacking}.")
    if not cose.FIRST_SECOND <= paper.issued <= cose.LAST_SECOND:
        raise BadPaper("La date de signature du papier n’est pas possible.")
    return cose.sign(key, cose.PAPER, paper.issuer, paper.issued, body)


def signed_text(paper: Paper, key: Ed25519PrivateKey) -> str:
    """The text of a paper's QR."""
    return text_of(signed_bytes(paper, key))


def text_of(data: bytes) -> str:
    """The text of a QR that carries these bytes. Raises `BadPaper` when it would not be read again."""
    text = PREFIX + base45.b45encode(pressed(data)).decode()
    if len(text) > TEXT_LIMIT or len(data) > BYTES_LIMIT:
        raise BadPaper("Ce papier porte trop de texte pour un code QR.")
    return text


def bytes_of(text: str) -> bytes:
    """The bytes that a QR carries, from the only text that carries them. Raises ValueError."""
    if len(text) > TEXT_LIMIT or not text.startswith(PREFIX):
        raise ValueError("ce texte n’est pas celui d’un papier")
    coded = text[len(PREFIX) :]
    stream = base45.b45decode(coded)
    if base45.b45encode(stream).decode() != coded:
        raise ValueError("base45 écrit autrement")
    return expanded(stream, BYTES_LIMIT)


def read(data: bytes) -> tuple[Paper, cose.Signed]:
    """The paper in these bytes, its signature not verified yet. Raises ValueError."""
    signed = cose.opened(data, cose.PAPER)
    body = signed.body
    known = all(type(key) is int and key in BY_KEY and fits(BY_KEY[key], raw) for key, raw in body.items())
    if not known or _lacking(body):
        raise ValueError("les champs ne sont pas ceux du profil")
    fields = {one.name: to_value(one, body[one.key]) for one in FIELDS if one.key in body}
    return Paper(signed.issuer, signed.issued, fields), signed


def _lacking(body: Mapping[int, Any]) -> str:
    here = [name in PLACE for name in PLACE if BY_NAME[name].key in body]
    wanted = [one for one in FIELDS if one.required or (here and one.name in PLACE)]
    return ", ".join(one.fr for one in wanted if one.key not in body)
