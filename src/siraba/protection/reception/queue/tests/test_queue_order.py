"""Whose turn it is, held against a model that is written in another way: a comparison of each pair."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from siraba.protection.reception.queue.order import Waiting, next_called

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
PATIENCE = timedelta(minutes=20)
LANGUAGES = st.frozensets(st.sampled_from(["bm", "fr", "taq"]), max_size=2)
LINE = st.lists(
    st.builds(
        Waiting,
        st.integers(1, 99),
        st.integers(1, 4),
        st.integers(0, 60).map(lambda minutes: NOW - timedelta(minutes=minutes)),
        LANGUAGES,
        st.sampled_from([None, None, "a", "b"]),
        st.booleans(),
    ),
    unique_by=lambda one: one.id,
    max_size=8,
)


def called(line, languages=frozenset(), now=NOW):
    return {one.id for one in next_called(line, languages=languages, now=now, patience=PATIENCE)}


def families(line):
    """The model's own grouping: everybody, with all of her party."""
    return [
        [other for other in line if other is one or (one.party and other.party == one.party)] for one in line
    ]


def goes_before(one, other, languages):
    """Whether the family `one` goes before the family `other`; None when nothing tells them apart."""
    offered, other_offered = (not all(w.held for w in family) for family in (one, other))
    if offered != other_offered:
        return offered
    highest, other_highest = (min(w.priority for w in family) for family in (one, other))
    if highest != other_highest:
        return highest < other_highest
    heard, other_heard = (is_heard(family, languages) for family in (one, other))
    if heard != other_heard:
        return heard
    first, other_first = (min(w.since for w in family) for family in (one, other))
    return None if first == other_first else first < other_first


def is_heard(family, languages):
    spoken = {language for one in family for language in one.languages}
    long = any(NOW - one.since >= PATIENCE for one in family)
    return long or not spoken or not languages or not spoken.isdisjoint(languages)


@given(LINE, LANGUAGES)
def test_nobody_in_line_goes_before_who_is_called(line, languages):
    found = called(line, languages)
    assert bool(found) == bool(line)
    group = [one for one in line if one.id in found]
    assert all(goes_before(other, group, languages) is not True for other in families(line))
    assert any({one.id for one in family} == found for family in families(line)) or not line


@given(LINE, LANGUAGES)
def test_the_order_in_which_they_are_named_changes_nothing(line, languages):
    assert called(line, languages) == called(line[::-1], languages)


@given(LINE, LANGUAGES)
def test_everybody_is_called_in_the_end_and_once(line, languages):
    left, turns = list(line), []
    while left:
        found = called(left, languages)
        turns += found
        left = [one for one in left if one.id not in found]
    assert sorted(turns) == sorted(one.id for one in line)


@given(LINE, LANGUAGES, st.integers(1, 4), st.integers(0, 60))
def test_who_has_waited_long_enough_is_passed_over_for_her_language_no_more(line, languages, priority, more):
    """Whatever is spoken at the desk, nobody of her class who came later goes first."""
    long = Waiting(0, priority, NOW - PATIENCE - timedelta(minutes=more), frozenset({"dgo"}))
    found = [one for one in [*line, long] if one.id in called([*line, long], languages)]
    assert long in found or (
        min(one.priority for one in found) < priority or min(one.since for one in found) <= long.since
    )


def waits(number, priority=4, minutes=5, languages="", **more):
    return Waiting(number, priority, NOW - timedelta(minutes=minutes), frozenset(languages.split()), **more)


def test_the_highest_class_first_then_the_longest_wait():
    assert called([waits(1, 4, 50), waits(2, 3, 1), waits(3, 3, 2)]) == {3}


def test_a_desk_is_offered_first_whom_its_agent_understands():
    line = [waits(1, minutes=15, languages="taq"), waits(2, minutes=3, languages="bm fr")]
    assert called(line, frozenset({"bm"})) == {2}
    assert called(line, frozenset({"taq"})) == {1}
    assert called(line, frozenset()) == {1}


def test_after_a_time_language_no_longer_counts():
    line = [waits(1, minutes=20, languages="taq"), waits(2, minutes=19, languages="bm")]
    assert called(line, frozenset({"bm"})) == {1}


def test_a_higher_class_is_never_passed_over_for_its_language():
    assert called([waits(1, 1, 0, "taq"), waits(2, 4, 60, "bm")], frozenset({"bm"})) == {1}


def test_who_is_understood_by_nobody_is_called_when_nobody_else_of_the_class_waits():
    assert called([waits(1, languages="taq")], frozenset({"bm"})) == {1}


def test_a_family_is_called_together_with_the_rank_of_its_first():
    line = [waits(1, 4, 30), waits(2, 4, 1, party="a"), waits(3, 2, 1, party="a")]
    assert called(line) == {2, 3}


def test_who_was_just_called_in_vain_lets_the_others_go_and_keeps_her_place():
    assert called([waits(1, 1, 50, held=True), waits(2, 4, 1)]) == {2}
    assert called([waits(1, 1, 50, held=True)]) == {1}
    assert called([waits(1, 4, 50), waits(2, 4, 1)]) == {1}
