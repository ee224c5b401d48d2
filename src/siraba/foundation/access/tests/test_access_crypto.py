"""What is sealed opens in its own place, with its own key, unaltered; and nowhere else."""

from base64 import b64encode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from siraba.foundation.access import crypto
from siraba.foundation.access.crypto import FAMILY_LINKS, PROTECTION, CannotOpen, blind_index, seal, unseal

PLACE = "people.identity:7f0d"
same_keys = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=50
)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@pytest.fixture(autouse=True)
def keys(settings, tmp_path):
    """A folder of keys of the test's own."""
    settings.KEYS_DIR = tmp_path / "clés"
    crypto.forget_keys()
    yield settings.KEYS_DIR
    crypto.forget_keys()


def append_key(folder, number: int) -> None:
    with (folder / f"{PROTECTION}.key").open("a") as lines:
        lines.write(f"{number} {b64encode(bytes([number]) * 32).decode()}\n")
    crypto.forget_keys()


@same_keys
@given(json_values)
def test_what_is_sealed_opens_in_its_place(content):
    assert unseal(PROTECTION, PLACE, seal(PROTECTION, PLACE, content)) == content


@same_keys
@given(st.data())
def test_an_altered_byte_does_not_open(data):
    sealed = bytearray(seal(PROTECTION, PLACE, {"names": "Aïssata Traoré"}))
    place = data.draw(st.integers(0, len(sealed) - 1))
    sealed[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(CannotOpen):
        unseal(PROTECTION, PLACE, bytes(sealed))


@same_keys
@given(st.data())
def test_a_shortened_value_does_not_open(data):
    sealed = seal(PROTECTION, PLACE, {"names": "Aïssata Traoré"})
    with pytest.raises(CannotOpen):
        unseal(PROTECTION, PLACE, sealed[: data.draw(st.integers(0, len(sealed) - 1))])


def test_bytes_moved_to_another_row_do_not_open():
    sealed = seal(PROTECTION, PLACE, "Ménaka")
    with pytest.raises(CannotOpen, match="altered"):
        unseal(PROTECTION, "people.identity:7f0e", sealed)


def test_bytes_moved_to_another_compartment_do_not_open():
    sealed = seal(PROTECTION, PLACE, "Ménaka")
    with pytest.raises(CannotOpen):
        unseal(FAMILY_LINKS, PLACE, sealed)


def test_a_key_that_is_not_here_is_named(keys):
    append_key_after_first_use(keys, 2)
    sealed = seal(PROTECTION, PLACE, "Ménaka")
    lines = (keys / f"{PROTECTION}.key").read_text().splitlines()
    (keys / f"{PROTECTION}.key").write_text(lines[0])
    crypto.forget_keys()
    with pytest.raises(CannotOpen, match="key 2 of protection is not here"):
        unseal(PROTECTION, PLACE, sealed)


def append_key_after_first_use(keys, number):
    seal(PROTECTION, PLACE, "")
    append_key(keys, number)


def test_after_a_rotation_the_old_opens_the_new_seals_and_search_still_finds(keys):
    old, found = seal(PROTECTION, PLACE, "avant"), blind_index(PROTECTION, "name", "traore")
    append_key(keys, 2)
    new = seal(PROTECTION, PLACE, "après")

    assert (old[0], new[0]) == (1, 2)
    assert unseal(PROTECTION, PLACE, old) == "avant"
    assert unseal(PROTECTION, PLACE, new) == "après"
    assert blind_index(PROTECTION, "name", "traore") == found


def test_the_key_file_is_for_its_owner_alone(keys):
    seal(PROTECTION, PLACE, "")
    assert (keys / f"{PROTECTION}.key").stat().st_mode & 0o077 == 0


def test_the_same_content_never_looks_the_same():
    assert seal(PROTECTION, PLACE, "Kayes") != seal(PROTECTION, PLACE, "Kayes")


@same_keys
@given(st.text(min_size=1), st.text(min_size=1))
def test_a_blind_index_meets_its_equal_and_nothing_else(one, other):
    index = blind_index(PROTECTION, "name", one)
    assert len(index) == 32
    assert (index == blind_index(PROTECTION, "name", other)) == (one == other)
    assert index != blind_index(FAMILY_LINKS, "name", one)
    assert index != blind_index(PROTECTION, "document", one)
