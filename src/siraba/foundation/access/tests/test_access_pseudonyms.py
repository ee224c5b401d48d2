"""National codes catch the slips of a hand."""

from random import Random

from hypothesis import assume, given
from hypothesis import strategies as st

from siraba.foundation.access.pseudonyms import ALPHABET, new_code, read_code, written

bodies = st.text(st.sampled_from(ALPHABET), min_size=8, max_size=8)
PLACES = [place for place, sign in enumerate("XXXX-XXXX-C") if sign != "-"]


def test_a_new_code_reads_as_itself():
    for _ in range(50):
        code = new_code()
        assert read_code(code) == code
        assert len(code) == 11


@given(bodies)
def test_a_code_is_read_whatever_the_spaces_the_hyphens_and_the_case(body):
    code = written(body)
    compact = code.replace("-", "")
    for typed in (code.lower(), compact, f"  {code} ", " ".join(compact), compact.lower().replace("a", "A ")):
        assert read_code(typed) == code


@given(bodies, st.sampled_from(PLACES), st.sampled_from(ALPHABET))
def test_any_single_wrong_character_is_noticed(body, place, other):
    code = written(body)
    assume(code[place] != other)
    assert read_code(code[:place] + other + code[place + 1 :]) is None


def test_swaps_of_two_neighbours_are_noticed_all_but_two_in_a_thousand():
    draw, tried, missed = Random(2026), 0, 0
    for _ in range(4000):
        signs = list(written("".join(draw.choices(ALPHABET, k=8))).replace("-", ""))
        place = draw.randrange(8)
        if signs[place] == signs[place + 1]:
            continue
        signs[place], signs[place + 1] = signs[place + 1], signs[place]
        tried, missed = tried + 1, missed + (read_code("".join(signs)) is not None)
    assert missed / tried < 0.003


@given(st.text(max_size=20))
def test_what_is_no_code_is_none_and_never_an_error(text):
    code = read_code(text)
    assert code is None or read_code(code) == code


def test_shorter_and_longer_strings_are_no_codes():
    assert read_code("") is None
    assert read_code(written("K7M2P9QX")[:-2]) is None
    assert read_code(written("K7M2P9QX") + "0") is None
