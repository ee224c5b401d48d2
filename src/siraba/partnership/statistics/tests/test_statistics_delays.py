"""Delays of referrals, from their headers alone."""

from datetime import UTC, datetime, timedelta

from siraba.partnership.statistics.delays import Delay, delays, escalations

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


def header(code="AAAA-AAAA-1", service="shelter", receiver="Foyer", due=28, escalated=True):
    return {
        "code": code,
        "service_type": service,
        "from_organisation__short_name": "OIM",
        "to_organisation__short_name": receiver,
        "answer_due": NOW - timedelta(hours=due),
        "escalated_at": NOW if escalated else None,
    }


def test_late_referrals_are_counted_by_service_and_receiver_with_their_median():
    late = [header(due=8), header(due=28), header(due=128), header(receiver="HELVETAS", due=300)]
    assert delays(late, NOW) == [
        Delay("shelter", "HELVETAS", 1, 300),
        Delay("shelter", "Foyer", 3, 28),
    ]


def test_late_referrals_are_listed_the_latest_first():
    found = escalations([header("B", due=3), header("C", due=90), header("D", escalated=False)], NOW)
    assert [(one.code, one.hours_late) for one in found] == [("C", 90), ("D", 28), ("B", 3)]
    assert [one.signalled for one in found] == [True, False, True]
    assert (found[0].sender, found[0].receiver, found[0].service_type) == ("OIM", "Foyer", "shelter")


def test_nothing_late_gives_nothing():
    assert delays([], NOW) == []
    assert escalations([], NOW) == []
