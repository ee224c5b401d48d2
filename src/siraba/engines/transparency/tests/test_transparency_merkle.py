"""Against the published vectors of Certificate Transparency, pymerkle as an independent check, and properties."""

import random

import pymerkle
import pytest
from hypothesis import given
from hypothesis import strategies as st

from siraba.engines.transparency.errors import BadProof
from siraba.engines.transparency.merkle import (
    EMPTY_ROOT,
    consistency_proof,
    in_memory,
    inclusion_proof,
    leaf_hash,
    node_hash,
    range_root,
    verify_consistency,
    verify_inclusion,
)

# Leaves and roots of the tests of github.com/google/certificate-transparency (merkletree)
LEAVES = "|00|10|2021|3031|40414243|5051525354555657|606162636465666768696a6b6c6d6e6f".split("|")
ROOTS = """
6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d
fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125
aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77
d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7
4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4
76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef
ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c
5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328
""".split()
INCLUSION_0_8 = """
96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7
5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e
6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4
""".split()
CONSISTENCY_6_8 = """
0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a
ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0
d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7
""".split()
CONSISTENCY_2_5 = """
5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e
bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b
""".split()
MOST = 1030


def entries(count):
    return [b"\1" + index.to_bytes(32, "big") for index in range(count)]


@pytest.fixture(scope="module")
def nodes():
    return in_memory([leaf_hash(entry) for entry in entries(MOST)])


@pytest.fixture(scope="module")
def peer():
    tree = pymerkle.InmemoryTree(algorithm="sha256")
    for entry in entries(MOST):
        tree.append_entry(entry)
    return tree


def test_the_published_vectors():
    known = in_memory([leaf_hash(bytes.fromhex(leaf)) for leaf in LEAVES])
    assert range_root(known, 0, 0) == EMPTY_ROOT
    assert [range_root(known, 0, size).hex() for size in range(1, 9)] == ROOTS
    assert [value.hex() for value in inclusion_proof(known, 0, 8)] == INCLUSION_0_8
    assert [value.hex() for value in consistency_proof(known, 6, 8)] == CONSISTENCY_6_8
    assert [value.hex() for value in consistency_proof(known, 2, 5)] == CONSISTENCY_2_5
    assert [value.hex() for value in consistency_proof(known, 1, 8)] == INCLUSION_0_8


def test_roots_of_all_sizes_are_those_of_pymerkle(nodes, peer):
    assert [range_root(nodes, 0, size) for size in range(1, MOST + 1)] == [
        peer.get_root(size) for size in range(1, MOST + 1)
    ]


def test_inclusion_proofs_hold_the_hashes_of_pymerkle(nodes, peer):
    draw = random.Random(1)
    for size in range(1, MOST + 1):
        for index in {0, size - 1, draw.randrange(size)}:
            leaf, proof = nodes(0, index), inclusion_proof(nodes, index, size)
            theirs = {
                bytes.fromhex(value) for value in peer.prove_inclusion(index + 1, size).serialize()["path"]
            }
            assert {*proof, leaf} == theirs
            assert verify_inclusion(leaf, index, size, proof, peer.get_root(size))


def subproof(m, leaves, whole):
    """SUBPROOF as section 2.1.4.1 writes it, over leaf hashes."""
    n = len(leaves)
    if m == n:
        return [] if whole else [pymerkle_root(leaves)]
    k = max(1 << level for level in range(n.bit_length()) if 1 << level < n)
    if m <= k:
        return [*subproof(m, leaves[:k], whole), pymerkle_root(leaves[k:])]
    return [*subproof(m - k, leaves[k:], False), pymerkle_root(leaves[:k])]


def pymerkle_root(entries):
    tree = pymerkle.InmemoryTree(algorithm="sha256")
    for entry in entries:
        tree.append_entry(entry)
    return tree.get_root()


def test_consistency_proofs_are_those_of_the_text_over_roots_of_pymerkle():
    draw, leaves = random.Random(2), entries(150)
    known = in_memory([leaf_hash(entry) for entry in leaves])
    for new in range(2, 150):
        for old in {1, new - 1, draw.randrange(1, new)}:
            assert consistency_proof(known, old, new) == subproof(old, leaves[:new], True)


def test_consistency_is_verified_between_the_roots_of_pymerkle(nodes, peer):
    draw = random.Random(3)
    for new in range(2, MOST + 1):
        for old in {1, new - 1, draw.randrange(1, new)}:
            proof = consistency_proof(nodes, old, new)
            old_root, new_root = peer.get_root(old), peer.get_root(new)
            assert verify_consistency(old, new, old_root, new_root, proof)
            pymerkle.verify_consistency(
                range_root(nodes, 0, old), range_root(nodes, 0, new), peer.prove_consistency(old, new)
            )


sizes = st.integers(1, MOST)


@given(st.data(), sizes)
def test_a_changed_inclusion_proof_proves_nothing(nodes, data, size):
    index = data.draw(st.integers(0, size - 1))
    root, leaf, proof = range_root(nodes, 0, size), nodes(0, index), inclusion_proof(nodes, index, size)
    other = data.draw(st.integers(0, MOST - 1).filter(lambda other: other != index))
    assert not verify_inclusion(nodes(0, other), index, size, proof, root)
    assert not verify_inclusion(leaf, other, size, proof, root)
    assert not verify_inclusion(leaf, index, size, [*proof, leaf], root)
    for at in range(len(proof)):
        assert not verify_inclusion(leaf, index, size, proof[:at] + proof[at + 1 :], root)
        assert not verify_inclusion(leaf, index, size, [*proof[:at], root, *proof[at + 1 :]], root)


@given(st.data(), st.integers(2, MOST))
def test_a_changed_consistency_proof_proves_nothing(nodes, data, new):
    old = data.draw(st.integers(1, new - 1))
    old_root, new_root = range_root(nodes, 0, old), range_root(nodes, 0, new)
    proof, other = consistency_proof(nodes, old, new), b"x" * 32
    assert verify_consistency(old, new, old_root, new_root, proof)
    assert not verify_consistency(old, new, other, new_root, proof)
    assert not verify_consistency(old, new, old_root, other, proof)
    assert not verify_consistency(new, old, new_root, old_root, proof)
    assert not verify_consistency(old, new, old_root, new_root, [*proof, other])
    for at in range(len(proof)):
        assert not verify_consistency(old, new, old_root, new_root, proof[:at] + proof[at + 1 :])
        assert not verify_consistency(old, new, old_root, new_root, [*proof[:at], other, *proof[at + 1 :]])


@given(st.integers(0, 60), st.integers(0, 60), st.lists(st.binary(min_size=32, max_size=32), max_size=8))
def test_verification_never_raises(old, new, proof):
    for verify in (verify_consistency, verify_inclusion):
        leaf = old if verify is verify_consistency else b"x" * 32
        args = (old, new, b"x" * 32, b"y" * 32, proof)
        assert verify(*(args if leaf == old else (leaf, old, new, proof, b"y" * 32))) in (True, False)


def test_empty_and_equal_trees():
    root = node_hash(b"a" * 32, b"b" * 32)
    assert verify_consistency(0, 0, EMPTY_ROOT, EMPTY_ROOT, [])
    assert verify_consistency(0, 2, EMPTY_ROOT, root, [])
    assert verify_consistency(2, 2, root, root, [])
    assert not verify_consistency(0, 2, root, root, [])
    assert not verify_consistency(2, 2, root, EMPTY_ROOT, [])
    assert not verify_consistency(0, 2, EMPTY_ROOT, root, [root])
    assert not verify_consistency(0, 0, root, root, [])
    assert not verify_consistency(1, 2, b"a" * 32, root, [])


def test_a_place_outside_the_tree_has_no_proof(nodes):
    for ask in (lambda: inclusion_proof(nodes, 3, 3), lambda: consistency_proof(nodes, 4, 3)):
        with pytest.raises(BadProof):
            ask()
