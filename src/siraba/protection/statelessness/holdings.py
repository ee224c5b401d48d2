"""What is written goes with the person of its case; a file under way keeps her records. Others go by the timer."""

from uuid import UUID

from django.utils.translation import gettext as _

from siraba.foundation.retention.holdings import hold, obstacle
from siraba.protection.statelessness.models import (
    RUNNING,
    Agreement,
    ChildFollowUp,
    Determination,
    Enquiry,
    Interview,
    IssuedDocument,
    LinkedState,
    NationalityAssessment,
    Opinion,
    Ruling,
)


def determination_runs(person: UUID) -> str:
    rows = Determination.objects.system("what keeps a record from going")
    running = rows.filter(person=person, state__in=RUNNING)
    return _("Une détermination de l’apatridie est en cours.") if running.exists() else ""


for part in (ChildFollowUp, Enquiry, Interview, IssuedDocument, Opinion, Ruling):
    hold(part, "determination__person", 20)
hold(LinkedState, "determination__person", 21)
hold(Agreement, "determination__person", 21)
hold(Determination, "person", 22)
hold(NationalityAssessment, "person", 23)
obstacle(determination_runs)
