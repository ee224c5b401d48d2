"""What a verifier answers, in Python and in JavaScript alike; and that nothing altered is ever accepted."""

import os
import random
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from siraba.engines.transparency.papers import look_up, read_bundle, typed_code, verify
from siraba.engines.transparency.papers.checking import CODES
from siraba.engines.transparency.papers.paper import PREFIX, bytes_of, text_of
from tests import papers
from tests.papers import DAY, GAO, KAYES, NOON, RETIRED, STOLEN, STRANGER, TODAY

CASES = int(os.environ.get("PAPER_CASES", "300"))
GOOD = papers.text()
NOWHERE = dict.fromkeys(papers.PLACE)


def answered(text, today=TODAY, file=None):
    answer = verify(text, read_bundle(file, papers.ROOT_KEY) if file else papers.lists(), today)
    assert answer.code in CODES
    assert (answer.paper is None) == (answer.code in ("unreadable", "false_signature"))
    return answer.code, answer.reason


def test_a_paper_is_authentic_and_shows_what_was_signed():
    answer = verify(GOOD, papers.lists(), TODAY)
    assert (answer.code, answer.days, answer.holder) == ("authentic", 0, "Kayes (fictif)")
    assert answer.paper == papers.paper()
    assert answer.paper.place == ("2026", 1_234_567)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (papers.text(index=papers.ANNULLED), ("annulled", "")),
        (papers.text(index=papers.COSIGNED + 5), ("annulled", "")),
        (papers.text(document=papers.ANNULLED_PAPER), ("annulled", "")),
        (papers.text(document=papers.ANNULLED_PAPER, **NOWHERE), ("annulled", "")),
        (papers.text(index=papers.REPLACED), ("replaced", "")),
        (papers.text(index=papers.ANNULLED, shard="2026-2"), ("provisional", "not_cosigned")),
        (papers.text(**NOWHERE), ("provisional", "not_cosigned")),
        (papers.text(index=papers.COSIGNED - 1), ("authentic", "")),
        (papers.text(index=papers.COSIGNED), ("provisional", "not_cosigned")),
        (papers.text(index=papers.COSIGNED, issued=NOON + 1), ("authentic_old_list", "newer_than_list")),
        (papers.text(shard="2027"), ("provisional", "not_cosigned")),
        (papers.text(issued=NOON + 3 * DAY), ("authentic_old_list", "signed_in_the_future")),
        (papers.text(STRANGER), ("false_signature", "unknown_key")),
        (papers.text(STRANGER, issued=NOON + 1), ("unreadable", "newer_than_list")),
        (papers.text(RETIRED), ("authentic", "")),
        (papers.text(RETIRED, issued=NOON), ("false_signature", "outside_period")),
        (papers.text(issued=NOON - 400 * DAY), ("false_signature", "outside_period")),
        (papers.text(STOLEN), ("provisional", "key_compromised_since")),
        (papers.text(STOLEN, index=papers.ANNULLED), ("annulled", "")),
        (papers.text(STOLEN, index=1_500_000), ("false_signature", "compromised_key")),
        (papers.text(STOLEN, shard="2025"), ("false_signature", "compromised_key")),
        (papers.text(STOLEN, **NOWHERE), ("false_signature", "compromised_key")),
        (
            papers.signed_text(papers.replace(papers.paper(), issuer="XX"), KAYES),
            ("false_signature", "other_issuer"),
        ),
        ("", ("unreadable", "not_a_paper")),
        ("HC1:" + GOOD[4:], ("unreadable", "not_a_paper")),
        (GOOD.lower(), ("unreadable", "not_a_paper")),
        (PREFIX, ("unreadable", "malformed")),
        (GOOD + " ", ("unreadable", "malformed")),
        (" " + GOOD, ("unreadable", "not_a_paper")),
        (GOOD + GOOD, ("unreadable", "malformed")),
        (PREFIX + "0" * 10_000_000, ("unreadable", "too_long")),
        (PREFIX + "\ud800", ("unreadable", "malformed")),
        (None, ("unreadable", "not_a_paper")),
        (b"ML1:", ("unreadable", "not_a_paper")),
    ],
)
def test_each_answer(text, expected):
    assert answered(text) == expected


@pytest.mark.parametrize(("days", "code"), [(0, "authentic"), (7, "authentic"), (8, "authentic_old_list")])
def test_an_old_list_is_said_with_its_age(days, code):
    answer = verify(GOOD, papers.lists(), TODAY + timedelta(days))
    assert (answer.code, answer.days) == (code, days)


def test_a_clock_behind_the_lists_makes_no_paper_false():
    answer = verify(papers.text(issued=NOON - 1), papers.lists(), date(1970, 1, 1))
    assert (answer.code, answer.days) == ("authentic", 0)


def test_the_key_of_one_centre_does_not_sign_for_another():
    data = bytearray(bytes_of(GOOD))
    other = bytes_of(papers.text(GAO))
    kid = slice(data.index(b"\x04\x48") + 2, data.index(b"\x04\x48") + 10)
    data[kid] = other[kid]
    assert answered(text_of(bytes(data))) == ("false_signature", "bad_signature")


def test_a_paper_scanned_twice_is_answered_twice_alike():
    assert answered(GOOD) == answered(GOOD) == ("authentic", "")


@given(st.integers(0, len(GOOD) - 1), st.characters(max_codepoint=255))
@settings(max_examples=300, deadline=None)
def test_no_change_of_a_character_is_accepted(place, character):
    changed = GOOD[:place] + character + GOOD[place + 1 :]
    assert changed == GOOD or answered(changed)[0] in ("unreadable", "false_signature")


@pytest.mark.parametrize("bit", [0, 7])
def test_no_bit_of_the_signed_bytes_can_change(bit):
    data = bytes_of(GOOD)
    for place in range(len(data)):
        changed = data[:place] + bytes([data[place] ^ 1 << bit]) + data[place + 1 :]
        assert answered(text_of(changed))[0] in ("unreadable", "false_signature")


@given(
    st.text(max_size=200)
    | st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:", max_size=300).map(PREFIX.__add__)
)
@settings(max_examples=200, deadline=None)
def test_no_text_makes_it_fail(text):
    assert answered(text)[0] == "unreadable"


@given(st.binary(max_size=300))
@settings(max_examples=300, deadline=None)
def test_no_bytes_make_it_fail(data):
    assert answered(text_of(data))[0] == "unreadable"


@pytest.fixture(scope="module")
def mixed():
    return papers.mixed_texts(CASES, seed=1)


@pytest.mark.parametrize("native", [True, False], ids=["webcrypto", "noble"])
def test_javascript_answers_as_python(mixed, native):
    file = papers.lists_file()
    for today in (TODAY, TODAY + timedelta(40)):
        told = papers.answers(mixed, file, today)
        found = papers.javascript(file, today, native, texts=mixed)["answers"]
        apart = [(text, *two) for text, *two in zip(mixed, told, found, strict=True) if two[0] != two[1]]
        assert apart == []
    assert {code for code, *_rest in told} >= set(CODES) - {"authentic"}


@pytest.mark.parametrize("native", [True, False], ids=["webcrypto", "noble"])
def test_neither_accepts_an_altered_paper(native):
    rng = random.Random(7)
    texts = [papers.altered_text(GOOD, rng) for _each in range(CASES)]
    file = papers.lists_file()
    told = papers.answers(texts, file)
    assert {code for code, *_rest in told} <= {"unreadable", "false_signature"}
    assert papers.javascript(file, native=native, texts=texts)["answers"] == told


def test_a_typed_code_tells_the_state_of_its_entry():
    entries = [
        (("2026", 3), "annulled"),
        (("2026", 4), "replaced"),
        (("2026", 5), "not_listed"),
        (("2026", papers.COSIGNED), "provisional"),
        (("2026", papers.COSIGNED + 5), "annulled"),
        (("2026-2", 9), "not_listed"),
        (("2025", 3), "provisional"),
    ]
    codes = [typed_code(*place) for place, _state in entries]
    file = papers.lists_file()
    told = papers.states(codes, file)
    assert [state for state, *_rest in told] == [state for _place, state in entries]
    assert [(shard, index) for _state, _days, shard, index in told] == [place for place, _state in entries]
    wrong = [
        codes[0][:-1],
        codes[0] + "0",
        "",
        "ééééééééééé1",
        "ſſſſſſſſſſſſ",
        "UUUU-UUUU-UUUU",
        codes[0][::-1],
    ]
    told += papers.states(wrong, file)
    assert papers.javascript(file, codes=codes + wrong)["states"] == told
    assert {state for state, *_rest in told[-len(wrong) :]} == {"unreadable"}
    assert look_up(None, papers.lists(), TODAY).code == "unreadable"
