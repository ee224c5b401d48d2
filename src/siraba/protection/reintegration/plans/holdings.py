"""A plan and its versions go with the person; one that runs keeps her records."""

from uuid import UUID

from django.utils.translation import gettext as _

from siraba.foundation.retention.holdings import hold, obstacle
from siraba.protection.reintegration.plans.models import PlanState, PlanVersion, ReintegrationPlan


def plan_runs(person: UUID) -> str:
    rows = ReintegrationPlan.objects.system("what keeps a record from going")
    running = rows.filter(person=person, state=PlanState.RUNNING)
    return _("Un plan de réintégration est en cours.") if running.exists() else ""


hold(PlanVersion, "plan__person", 11)
hold(ReintegrationPlan, "person", 12)
obstacle(plan_runs)
