"""Referrals without an answer in time: where they wait, and how long. Plain functions over their headers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Any

Header = Mapping[str, Any]


@dataclass(frozen=True)
class Delay:
    """The late referrals of one service at one organisation."""

    service_type: str
    organisation: str
    late: int
    median_hours: int


@dataclass(frozen=True)
class Escalation:
    """A referral without an answer in time: whose it is, nobody reads here."""

    code: str
    service_type: str
    sender: str
    receiver: str
    hours_late: int
    signalled: bool


def delays(headers: Iterable[Header], now: datetime) -> list[Delay]:
    """Late referrals by service and receiving organisation, with the median hours past the deadline."""
    waiting: dict[tuple[str, str], list[int]] = {}
    for header in headers:
        place = header["service_type"], header["to_organisation__short_name"]
        waiting.setdefault(place, []).append(hours(header["answer_due"], now))
    found = [Delay(*place, len(each), round(median(each))) for place, each in waiting.items()]
    return sorted(found, key=lambda delay: (-delay.median_hours, delay.service_type, delay.organisation))


def escalations(headers: Iterable[Header], now: datetime) -> list[Escalation]:
    """The late referrals one by one, the latest first."""
    found = [
        Escalation(
            header["code"],
            header["service_type"],
            header["from_organisation__short_name"],
            header["to_organisation__short_name"],
            hours(header["answer_due"], now),
            header["escalated_at"] is not None,
        )
        for header in headers
    ]
    return sorted(found, key=lambda escalation: (-escalation.hours_late, escalation.code))


def hours(since: datetime, now: datetime) -> int:
    return int((now - since).total_seconds() // 3600)
