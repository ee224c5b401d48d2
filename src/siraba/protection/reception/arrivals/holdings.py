"""What an arrival keeps of a person, and how it goes: with the person, or by time when nothing came of it."""

from datetime import timedelta

from django.conf import settings
from django.db.models import Exists, F, OuterRef
from django.db.models.functions import Mod
from django.utils import timezone

from siraba.foundation.audit.journal import action, record
from siraba.foundation.retention.holdings import YEARS_TOGETHER, hold, make_anonymous
from siraba.foundation.tables.handed import forget_over
from siraba.protection.cases.models import Case
from siraba.protection.reception.arrivals.models import Arrival, ArrivalList

WHY = "an arrival of which nothing came does not stay"
AT_ONCE = 500

hold(
    Arrival,
    "person",
    35,
    party=None,
    band="",
    ticket="",
    languages="",
    birth_year=F("birth_year") - Mod(F("birth_year"), YEARS_TOGETHER),
)


@action
def forget_arrivals(actor: None) -> int:
    """Empty the arrivals whose time is over: of persons without any case, and of those who never came; their number."""
    over = timezone.now() - timedelta(days=settings.ARRIVAL_DAYS)
    rows = Arrival.objects.system(WHY).filter(registered_at__lt=over).exclude(sealed=b"")
    cared_for = Case.objects.filter(person=OuterRef("person"))
    arrived = rows.filter(person__isnull=False).exclude(Exists(cared_for))
    done = 0
    for person in list(arrived.values_list("person", flat=True)[:AT_ONCE]):
        make_anonymous(person)
        done += 1
    done += rows.filter(person__isnull=True).update(sealed=b"", party=None, band="", ticket="", languages="")
    forget_over(ArrivalList)
    record(actor, "forget_arrivals", count=done)
    return done
