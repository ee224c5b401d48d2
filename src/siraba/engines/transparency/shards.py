"""Shards of one log, one folder each: `2026`, `2026-2`, `2027`. Each begins with the last word of the one before."""

import re
from hashlib import sha256
from pathlib import Path

from siraba.engines.transparency.notes import Checkpoint

LINK = 0x02  # the type byte of the entry that cites the shard before: always leaf 0, and only there
LINK_SIZE = 33
_NAME = re.compile(r"(\d{4})(?:-(\d+))?")


def link_entry(last: Checkpoint) -> bytes:
    """Leaf 0 of the shard that follows: the type byte and the SHA-256 of the text of the last checkpoint.

    The text is public, so nothing is salted: whoever holds both folders can check it.
    """
    return bytes([LINK]) + sha256(last.text.encode()).digest()


def is_link(entry: bytes) -> bool:
    return len(entry) == LINK_SIZE and entry[0] == LINK


def shard_folders(folder: Path) -> list[Path]:
    """The shards in the order in which they follow one another; the folder itself when it is one."""
    if (folder / "checkpoint").exists():
        return [folder]
    return sorted((path.parent for path in folder.glob("*/checkpoint")), key=_order)


def _order(folder: Path) -> tuple[int, int, str]:
    found = _NAME.fullmatch(folder.name)
    return (int(found[1]), int(found[2] or 1), "") if found else (9999, 0, folder.name)
