"""The lot between equals: published before, and anybody can draw it again."""

import hashlib
from collections.abc import Sequence


def lot_order(names: Sequence[str], seed: str) -> list[str]:
    """The published lot: the names in the order of SHA-256 of `seed:name`, the first is the luckiest.

    Anybody can draw it again with any tool that computes SHA-256.
    """
    return sorted(names, key=lambda name: hashlib.sha256(f"{seed}:{name}".encode()).hexdigest())
