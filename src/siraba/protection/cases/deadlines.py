"""When the next step of a case is due. The lengths are settings, proposals until the committee validates them."""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from siraba.protection.cases.models import Case, Due

HIGH, MEDIUM, LOW = "high", "medium", "low"


def hours(name: str) -> timedelta:
    return timedelta(hours=settings.DEADLINES[name])


def first_risk(*, danger: bool, child: bool, urgent_need: str) -> str:
    """The risk assumed until someone assesses it: danger, an urgent need of safety, or a child count as high."""
    return HIGH if danger or child or urgent_need == "safety" else MEDIUM


def set_due(case: Case, what: str, start: datetime | None = None) -> None:
    """Set what is due next in the case, and when, by its risk."""
    risk = case.risk or MEDIUM
    lengths = {
        Due.SCREENING: f"response_{risk}",
        Due.ASSESSMENT: "assessment_high" if risk == HIGH else "assessment",
        Due.PLAN: "plan",
        Due.FOLLOW_UP: f"follow_up_{risk}",
        Due.CLOSURE: "response_medium",
    }
    case.due_what = what
    case.due_at = (start or timezone.now()) + hours(lengths[Due(what)])


def nothing_due(case: Case) -> None:
    case.due_what, case.due_at = "", None
