"""The Merkle tree of RFC 9162, section 2.1, over SHA-256. Verification needs nothing but bytes.

Proofs are made from a function `nodes(level, index)`, which gives the hash of the full subtree over the leaves
`index * 2**level` to `(index + 1) * 2**level - 1`, wherever such hashes are kept.
"""

from collections.abc import Callable, Sequence
from hashlib import sha256

from siraba.engines.transparency.errors import BadProof

HASH_SIZE = 32
EMPTY_ROOT = sha256(b"").digest()

Nodes = Callable[[int, int], bytes]


def leaf_hash(entry: bytes) -> bytes:
    return sha256(b"\0" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\1" + left + right).digest()


def pyramid(hashes: list[bytes]) -> list[list[bytes]]:
    """The hashes and, row by row above them, those of the full subtrees over them. A last odd one stands under none."""
    rows = [hashes]
    while len(row := rows[-1]) > 1:
        rows.append(
            [sha256(b"\1" + left + right).digest() for left, right in zip(row[::2], row[1::2], strict=False)]
        )
    return rows


def in_memory(leaves: list[bytes]) -> Nodes:
    """Nodes over a list of leaf hashes."""
    rows = pyramid(leaves)
    return lambda level, index: rows[level][index]


# --- Roots and proofs ------------------------------------------------------------------------------------


def range_root(nodes: Nodes, start: int, end: int) -> bytes:
    """MTH(D[start:end]) of section 2.1.1, where start is a multiple of a power of two that is >= end - start."""
    if start == end:
        return EMPTY_ROOT
    root, position = b"", end
    for level in range((end - start).bit_length()):
        if (end - start) >> level & 1:
            position -= 1 << level
            subtree = nodes(level, position >> level)
            root = node_hash(subtree, root) if root else subtree
    return root


def _split(size: int) -> int:
    """The largest power of two below size."""
    return 1 << (size - 1).bit_length() - 1


def inclusion_proof(nodes: Nodes, index: int, size: int) -> list[bytes]:
    """PATH(index, D[0:size]) of section 2.1.3.1, from the sibling of the leaf upwards."""
    if not 0 <= index < size:
        raise BadProof("range", f"L’entrée {index} n’est pas dans un journal de {size} entrées.")
    proof, start, end = [], 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            proof.append(range_root(nodes, middle, end))
            end = middle
        else:
            proof.append(range_root(nodes, start, middle))
            start = middle
    return proof[::-1]


def consistency_proof(nodes: Nodes, old: int, new: int) -> list[bytes]:
    """PROOF(old, D[0:new]) of section 2.1.4.1; empty when old is 0 or new."""
    if not 0 <= old <= new:
        raise BadProof("range", f"Un journal de {new} entrées ne continue pas un journal de {old} entrées.")
    if old in (0, new):
        return []
    proof, start, end, whole = [], 0, new, True
    while old != end:
        middle = start + _split(end - start)
        if old <= middle:
            proof.append(range_root(nodes, middle, end))
            end = middle
        else:
            proof.append(range_root(nodes, start, middle))
            start, whole = middle, False
    if not whole:
        proof.append(range_root(nodes, start, end))
    return proof[::-1]


# --- Verification ----------------------------------------------------------------------------------------


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Section 2.1.3.2: whether the leaf hash stands at this index of the tree of this size and root."""
    if not 0 <= index < size:
        return False
    fn, sn, r = index, size - 1, leaf
    for p in proof:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            r = node_hash(p, r)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            r = node_hash(r, p)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and r == root


def verify_consistency(old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Section 2.1.4.2: whether the tree of `new` leaves continues the one of `old` leaves.

    An empty tree is continued by any, and a tree by itself, each with an empty proof.
    """
    if not 0 <= old <= new:
        return False
    if old in (0, new):
        same = old_root == (new_root if old == new else EMPTY_ROOT)
        return not proof and same and (new > 0 or new_root == EMPTY_ROOT)
    if not proof:
        return False
    path = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    fn, sn = old - 1, new - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    fr = sr = path[0]
    for c in path[1:]:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            fr, sr = node_hash(c, fr), node_hash(c, sr)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            sr = node_hash(sr, c)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and fr == old_root and sr == new_root
