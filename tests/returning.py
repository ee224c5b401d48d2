"""A return, step by step, for the tests: a fund, an application to it, a plan with somebody, its follow-ups."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from siraba.foundation.access.policy import Purpose
from siraba.foundation.geography.models import Area
from siraba.protection.cases.models import Case
from siraba.protection.reintegration.calls.models import Application, Call, Fund
from siraba.protection.reintegration.followup import actions as following
from siraba.protection.reintegration.followup.models import FollowUp, ScoreTable
from siraba.protection.reintegration.followup.scheduling import schedule_follow_ups
from siraba.protection.reintegration.plans import actions
from siraba.protection.reintegration.plans.models import ReintegrationPlan
from tests import scene

SYSTEM = "a test looks at the row itself"
OBJECTIVE = "Rouvrir l’atelier de teinture de sa tante"
PLAN = {
    "channel": "direct",
    "objectives": {"economic": OBJECTIVE},
    "actions": [
        {
            "part": "economic",
            "what": "Acheter deux bassines",
            "who": "elle-même",
            "due": "2027-01-15",
            "cost": 40000,
        }
    ],
}


def fund() -> Fund:
    """The fund of the Red Cross, with Oumou as its secretary."""
    made = scene.fund()
    scene.charge("oumou", "secretary", made)
    return made


def application(case: Case | None = None, state: str = "running", **said: Any) -> Application:
    """One that was granted; of a case with its person, or of somebody whom no agency follows."""
    today = timezone.localdate()
    call, _new = Call.objects.get_or_create(
        fund=fund(),
        title="Appel d’essai",
        defaults={
            "opens_on": today - timedelta(days=90), "closes_on": today, "budget": 10_000_000, "ceiling": 1_000_000,
            "state": "decided",
        },
    )  # fmt: skip
    made = Application(
        call=call,
        kind="person",
        case=case,
        person_id=case.person_id if case else None,
        zone=Area.objects.filter(level=1).first(),
        activity="craft",
        asked=500_000,
        granted=500_000,
        state=state,
        submitted_at=timezone.now(),
    )
    made.write(applicant=scene.NAMES, phone="70 00 00 01", **said)
    made.save(force_insert=True)
    return made


def plan(case: Case | None = None, by: str = "awa", **changes: Any) -> ReintegrationPlan:
    """A plan in preparation."""
    return actions.draft_reintegration_plan(scene.actor(by), case or scene.open_case(), **{**PLAN, **changes})


def agreed_plan(case: Case | None = None, by: str = "awa", **changes: Any) -> ReintegrationPlan:
    made = plan(case, by, **changes)
    actions.agree_reintegration_plan(scene.actor(by), made, how="witness", agreement="Sa tante était là")
    return made


def running_plan(
    case: Case | None = None, by: str = "awa", months: int = 0, **changes: Any
) -> ReintegrationPlan:
    """A plan that began so many months ago."""
    made = agreed_plan(case, by, **changes)
    on = timezone.localdate() - timedelta(days=31 * months)
    actions.start_reintegration_plan(scene.actor(by), made, on=on)
    return made


def follow_up(of: ReintegrationPlan | None = None, month: int = 0) -> FollowUp:
    of = of or plan()
    return FollowUp.objects.system(SYSTEM).get(plan=of, month=month)


def fund_follow_up(month: int = 0, **said: Any) -> FollowUp:
    """A follow-up of somebody whom no agency follows."""
    made = application(**said)
    schedule_follow_ups(None)
    return FollowUp.objects.system(SYSTEM).get(application=made, month=month)


def answers(value: float = 1, subject: str = "sustainability") -> dict[str, str]:
    """For each question of the newest table the answer that is nearest to the value."""
    table = ScoreTable.objects.filter(subject=subject).order_by("-version").first()
    return {
        item.code: min(item.values, key=lambda code, item=item: abs(item.values[code] - value))
        for item in table.table.items
    }


def done(one: FollowUp, value: float = 1, by: str = "awa", **changes: Any) -> FollowUp:
    said = {
        "mode": "visit",
        "met_on": timezone.localdate(),
        "answers": {"sustainability": answers(value), "autonomy": answers(value, "autonomy")},
    }
    actor = scene.actor(by, Purpose.CARE, Purpose.FUND)
    following.complete_follow_up(actor, one, **{**said, **changes})
    return one


def tried(one: FollowUp, times: int = 3, by: str = "awa") -> FollowUp:
    for _ in range(times):
        following.note_attempt(scene.actor(by), one, mode="phone", outcome="no_answer")
    return one


def table_file(**changes: Any) -> bytes:
    """A table that somebody adds."""
    import json

    newest = ScoreTable.objects.filter(subject="sustainability").order_by("-version").first()
    return json.dumps({**newest.content, "name": "provisoire, à l’essai", **changes}).encode()
