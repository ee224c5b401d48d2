"""What was asked and answered goes with the person; what was counted stays."""

from siraba.foundation.retention.holdings import hold
from siraba.protection.reintegration.followup.models import Attempt, FollowUp, Measure

hold(Attempt, "follow_up__person", 8)
hold(Measure, "follow_up__person", 8)
hold(FollowUp, "person", 9)
