"""The lists that travel with a verifier: exact, small, signed, read in one way; the typed code; the published page."""

import hashlib
import random
from base64 import b64encode
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siraba.engines.transparency.papers import (
    BadCode,
    BadList,
    Key,
    Shard,
    bundle,
    page_with,
    read_bundle,
    sign_status,
    sign_trust,
    typed_code,
)
from siraba.engines.transparency.papers.cose import STATUS, TRUST, key_id, public_bytes, sign
from siraba.engines.transparency.papers.lists import read_status, read_trust
from siraba.engines.transparency.papers.sets import packed, unpacked
from siraba.engines.transparency.papers.typed import ALPHABET, read_typed
from tests import papers
from tests.papers import ISSUER, KAYES, NOON, ROOT, ROOT_KEY, STRANGER

PAGE = (
    '<p>É</p><script type="application/octet-stream" id="lists"></script>\n'
    '<script type="application/octet-stream" id="root"></script><script>$&\\1</script>'
)
TRUSTED, STATED = sign_trust(ROOT, ISSUER, NOON, papers.keys()), sign_status(ROOT, papers.status())


def test_both_lists_are_read_again():
    lists = read_bundle(papers.lists_file(), ROOT_KEY)
    assert list(lists.trust.keys.values()) == sorted(papers.keys(), key=lambda one: one.kid)
    assert lists.status == papers.status()
    assert lists.issued == NOON


@given(st.sets(st.integers(0, 2**40 - 1) | st.integers(0, 3000), max_size=200))
def test_a_set_is_exact_and_written_in_one_way(numbers):
    given_numbers = packed(numbers)
    assert unpacked(given_numbers) == numbers
    count, data = given_numbers
    for other in ([count + 1, data], [count, data + b"\0"], [count, data[:-1]], [count, data[:1]], [1, b""]):
        if other != given_numbers:
            with suppress(ValueError):
                assert packed(unpacked(other)) == other
                assert unpacked(other) != numbers


@pytest.mark.parametrize(
    "given_set", [[1, b"\x31\x00"], [True, b""], [1.0, b"\0\0"], [1, b"\x00\xff\xff"], 7, [10**9, b"\0"]]
)
def test_a_malformed_set_is_refused(given_set):
    with pytest.raises(ValueError, match="ensemble"):
        unpacked(given_set)


@pytest.mark.parametrize("size", [1_000_000, 10_000_000])
def test_ten_thousand_revoked_weigh_at_most_25_kilobytes(size):
    revoked = random.Random(3).sample(range(size), 10_000)
    shard = Shard(size, frozenset(revoked[:5000]), frozenset(revoked[5000:]))
    data = sign_status(ROOT, papers.status(shards={"2026": shard}))
    assert len(data) <= 25_000
    assert read_status(data, ROOT_KEY).shards["2026"] == shard


def deformed_lists():
    """Bundles that must not be taken, though the root key signed most of them."""
    kid, public = key_id(public_bytes(KAYES)), public_bytes(KAYES)
    row = [kid, public, "Kayes", 20_000, 20_365, 0, []]
    shard = ["2026", 10, [0, b""], [0, b""]]
    trusts = [
        {1: [row, row]},
        {1: [row[:-1]]},
        {1: [[b"12345678", *row[1:]]]},
        {1: [[kid, public, "", *row[3:]]]},
        {1: [[*row[:3], 20_365, 20_000, 0, []]]},
        {1: [[*row[:3], 1, 2**21, 0, []]]},
        {1: [[*row[:5], 3, []]]},
        {1: [[*row[:5], 2, ["2026"]]]},
        {1: [[*row[:5], 2, ["26", 1]]]},
        {1: [[*row[:5], True, []]]},
        {1: {}},
        {},
        {1: [row], 2: 0},
    ]
    statuses = [
        {1: [shard, shard], 2: b"", 3: b""},
        {1: [["2027", *shard[1:]], shard], 2: b"", 3: b""},
        {1: [["26", *shard[1:]]], 2: b"", 3: b""},
        {1: [["2026", -1, *shard[2:]]], 2: b"", 3: b""},
        {1: [["2026", 10, [1, b""], [0, b""]]], 2: b"", 3: b""},
        {1: [shard], 2: b"1", 3: b""},
        {1: [shard], 2: b"1" * 32, 3: b""},
        {1: [shard], 2: b""},
    ]
    made = [bundle(sign(ROOT, TRUST, ISSUER, NOON, one), STATED) for one in trusts]
    made += [bundle(TRUSTED, sign(ROOT, STATUS, ISSUER, NOON, one)) for one in statuses]
    made += [
        bundle(STATED, TRUSTED),
        bundle(sign_trust(STRANGER, ISSUER, NOON, papers.keys()), STATED),
        bundle(sign_trust(ROOT, "XX", NOON, papers.keys()), STATED),
        bundle(TRUSTED[:-1] + bytes([TRUSTED[-1] ^ 1]), STATED),
        bundle(TRUSTED, STATED)[:-1],
        bundle(TRUSTED, STATED) + b"\0",
        b"",
        b"\x82",
        papers.bytes_of(papers.text()),
    ]
    return made


def test_neither_verifier_takes_lists_that_are_deformed_or_not_signed_by_the_root():
    files = deformed_lists()
    for number, file in enumerate(files):
        with pytest.raises(BadList) as told:
            read_bundle(file, ROOT_KEY)
        assert str(told.value).endswith("."), number
    good = papers.lists_file()
    asked = [b64encode(file).decode() for file in [*files, good]]
    for native in (True, False):
        assert papers.javascript(good, native=native, bundles=asked)["bundles"] == [False] * len(files) + [
            True
        ]


@pytest.mark.parametrize(
    "key",
    [
        Key(b"short", "Kayes", date(2026, 1, 1), date(2026, 12, 31)),
        Key(ROOT_KEY, "", date(2026, 1, 1), date(2026, 12, 31)),
        Key(ROOT_KEY, "Kayes", date(2026, 12, 31), date(2026, 1, 1)),
        Key(ROOT_KEY, "Kayes", date(2026, 1, 1), date(2026, 12, 31), "compromised", ("x", 1)),
    ],
)
def test_a_list_that_would_not_be_read_again_is_not_signed(key):
    with pytest.raises(BadList):
        sign_trust(ROOT, ISSUER, NOON, [key])


def test_a_list_is_of_one_kind():
    with pytest.raises(BadList):
        read_trust(STATED, ROOT_KEY)


@given(st.integers(2000, 2127), st.integers(1, 8), st.integers(0, 2**40 - 1))
def test_a_typed_code_comes_back(year, number, index):
    shard = f"{year}" + (f"-{number}" if number > 1 else "")
    code = typed_code(shard, index)
    assert read_typed(code) == (shard, index)
    assert read_typed(f" {code.lower().replace('0', 'o').replace('1', 'l').replace('-', ' ')} ") == (
        shard,
        index,
    )


@given(st.integers(0, 2**40 - 1), st.integers(0, 11), st.integers(0, 11), st.sampled_from(ALPHABET))
def test_a_wrong_or_exchanged_character_is_found(index, place, other, character):
    code = list(typed_code("2026", index).replace("-", ""))
    wrong = [*code[:place], character, *code[place + 1 :]]
    swapped = list(code)
    swapped[place], swapped[other] = swapped[other], swapped[place]
    for changed in (wrong, swapped):
        if changed != code:
            with pytest.raises(BadCode):
                read_typed("".join(changed))


@pytest.mark.parametrize("place", [("2026", 2**40), ("2026", -1), ("2200", 1), ("26", 1)])
def test_a_place_without_a_code_is_refused(place):
    with pytest.raises(ValueError, match="code à taper"):
        typed_code(*place)


def test_a_page_is_published_with_its_lists_and_again_with_newer_ones():
    page = page_with(PAGE, TRUSTED, STATED, ROOT_KEY)
    assert b64encode(bundle(TRUSTED, STATED)).decode() in page
    assert b64encode(ROOT_KEY).decode() in page
    assert page.endswith("<script>$&\\1</script>")
    newer = sign_status(ROOT, papers.status(NOON + 1))
    again = page_with(page, TRUSTED, newer, ROOT_KEY)
    assert b64encode(bundle(TRUSTED, newer)).decode() in again
    assert len(again) == len(page)


def test_a_page_is_not_published_with_lists_of_another_root():
    with pytest.raises(BadList):
        page_with(PAGE, TRUSTED, STATED, public_bytes(STRANGER))
    with pytest.raises(ValueError, match="lists"):
        page_with("<p></p>", TRUSTED, STATED, ROOT_KEY)


def test_the_hashes_of_the_page_are_those_of_everybody():
    data = [b"", b"abc", *(random.Random(n).randbytes(n) for n in (55, 56, 63, 64, 111, 112, 119, 128, 300))]
    asked = [b64encode(one).decode() for one in data]
    found = papers.javascript(papers.lists_file(), hashes=asked)["hashes"]
    assert found == [[hashlib.sha256(one).hexdigest(), hashlib.sha512(one).hexdigest()] for one in data]
