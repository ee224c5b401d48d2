"""What a case keeps about a person, how it becomes anonymous, and what keeps it from going."""

from datetime import timedelta
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.db.models import F, Q
from django.db.models.functions import ExtractYear
from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.guard import GuardedQuerySet
from siraba.foundation.forms.models import SentFile, Submission
from siraba.foundation.offline.models import Edit
from siraba.foundation.people.models import ADULT
from siraba.foundation.retention.holdings import hold, obstacle
from siraba.foundation.retention.models import Keeping
from siraba.protection.cases.models import Case, CaseRecord, CaseState, Likeness, Milestone, Transfer
from siraba.protection.cases.selectors import cases_visible_to

WHY = "what keeps a record from going"
MONTH = timedelta(days=365.25 / 12)


def open_case(person: UUID) -> str:
    """A case that is not closed, or cases of several agencies, which none of them may remove alone."""
    cases = Case.objects.system(WHY).filter(person=person)
    if cases.exclude(state=CaseState.CLOSED).exists():
        return _("Un dossier de cette personne est encore ouvert.")
    several = cases.order_by().values("agency").distinct().count() > 1
    return _("Une autre structure tient aussi un dossier de cette personne.") if several else ""


def due_for_review(actor: Actor) -> GuardedQuerySet:
    """The closed cases whose time is over and that no review keeps, the oldest first."""
    now = timezone.now()
    kept = Keeping.objects.system(WHY).filter(until__gte=timezone.localdate(now)).values("person")
    was_child = Q(person__birth_year__gt=ExtractYear("closed_at") - ADULT)
    still_young = Q(person__birth_year__gt=now.year - settings.RETENTION_CHILD_AGE)
    closed = cases_visible_to(actor).filter(
        state=CaseState.CLOSED, closed_at__lte=now - settings.RETENTION_MONTHS * MONTH
    )
    return closed.exclude(was_child & still_young).exclude(person__in=kept).order_by("closed_at", "pk")


for kind in apps.get_app_config("cases").get_models():
    if issubclass(kind, CaseRecord):
        hold(kind, "case__person", 30)
for kind in (Milestone, Transfer):
    hold(kind, "case__person", 31)
for side in ("case", "other"):
    hold(Likeness, f"{side}__person", 31)
hold(Case, "person", 40, area=F("region"))
hold(Edit, "person", 20)
hold(SentFile, "submission__person", 20)
hold(Submission, "person", 21)
obstacle(open_case)
