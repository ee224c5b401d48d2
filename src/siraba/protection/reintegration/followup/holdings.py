"""What was asked and answered goes with the person, or with the application of who came by itself; what was counted stays."""

from siraba.foundation.audit.journal import action, record
from siraba.foundation.retention.holdings import hold
from siraba.protection.reintegration.followup.models import Attempt, FollowUp, Measure

WHY = "a follow-up does not outlast what it is of"

hold(Attempt, "follow_up__person", 8)
hold(Measure, "follow_up__person", 8)
hold(FollowUp, "person", 9)


@action
def forget_follow_ups(actor: None) -> int:
    """Empty what was written in follow-ups of applications that were emptied because their time was over; how many records.

    Run by the timer.
    """
    emptied = 0
    for kind, above in ((Attempt, "follow_up__"), (Measure, "follow_up__"), (FollowUp, "")):
        over = {f"{above}person__isnull": True, f"{above}application__sealed": b""}
        emptied += kind.objects.system(WHY).filter(**over).exclude(sealed=b"").update(sealed=b"")
    record(actor, "forget_follow_ups", count=emptied)
    return emptied
