"""A small log, its keys and its witnesses."""

from siraba.engines.transparency.notes import COSIGNATURE, Signer
from siraba.engines.transparency.tiles import TileLog

ORIGIN = "journal.example/2026"
LOG_KEY = Signer.generate(ORIGIN)


def entry(index: int, salt: bytes = b"") -> bytes:
    return b"\1" + salt.ljust(28, b".") + index.to_bytes(4, "big")


def entries(start: int, end: int, salt: bytes = b"") -> list[bytes]:
    return [entry(index, salt) for index in range(start, end)]


def grow(log: TileLog, size: int, salt: bytes = b"", signer: Signer = LOG_KEY):
    """Append up to this size, sign and publish; the note."""
    log.append(entries(log.size, size, salt))
    note = log.checkpoint(signer.name).signed(signer)
    log.publish(note)
    return note


def witness_key(name: str = "temoin.example/1") -> Signer:
    return Signer.generate(name, COSIGNATURE)
