"""What several people wrote of one arrival: any order of exchanges ends in the same."""

from hypothesis import given
from hypothesis import strategies as st

from siraba.protection.reception.arrivals.versions import Entry, Versions


def entry(
    id: str, value, at: str = "2026-11-20T10:00:00.000+00:00", *over: str, field: str = "names"
) -> Entry:
    return Entry(id, field, value, at, over)


def test_what_its_author_had_seen_is_written_over_and_differs_from_nothing():
    versions = Versions([entry("a", "Awa"), entry("b", "Awa Traoré", "2026-11-19T10:00:00.000+00:00", "a")])
    assert versions.standing() == {"names": "Awa Traoré"}  # though its clock is a day behind
    assert versions.differing() == {}


def test_two_who_did_not_see_each_other_differ_until_somebody_looks():
    versions = Versions([entry("a", "Awa"), entry("b", "Hawa", "2026-11-20T11:00:00.000+00:00")])
    assert versions.standing() == {"names": "Hawa"}
    assert versions.differing() == {"names": ["Hawa", "Awa"]}
    versions.add([entry("c", "Awa", "2026-11-20T12:00:00.000+00:00", "a", "b")])
    assert (versions.standing(), versions.differing()) == ({"names": "Awa"}, {})


def test_the_same_said_twice_differs_from_nothing():
    assert Versions([entry("a", "Awa"), entry("b", "Awa")]).differing() == {}


def test_who_is_said_to_be_here_is_here_and_a_child_said_to_be_alone_is_alone():
    later = "2026-11-21T10:00:00.000+00:00"
    versions = Versions(
        [
            entry("a", "here", field="presence"),
            entry("b", "absent", later, field="presence"),
            entry("c", True, field="alone"),
            entry("d", False, later, field="alone"),
        ]
    )
    assert versions.standing() == {"alone": True, "presence": "here"}


ENTRIES = st.lists(
    st.builds(
        Entry,
        st.sampled_from("abcdefgh"),
        st.sampled_from(["names", "alone"]),
        st.booleans(),
        st.sampled_from(["2026-11-20T10:00:00.000+00:00", "2026-11-20T11:00:00.000+00:00"]),
        st.lists(st.sampled_from("abcdefgh"), max_size=2).map(tuple),
    ),
    unique_by=lambda one: one.id,
    max_size=8,
)


@given(ENTRIES, st.data())
def test_any_order_and_any_repetition_ends_in_the_same(entries, data):
    one = Versions(entries)
    other = Versions()
    for batch in data.draw(st.lists(st.permutations(entries), min_size=1, max_size=3)):
        other.add(batch)
        other.add(batch[:2])
    assert other == one
    assert other.kept() == one.kept()
    assert (other.standing(), other.differing()) == (one.standing(), one.differing())
