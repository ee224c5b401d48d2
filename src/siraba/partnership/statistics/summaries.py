"""The tables that the boards read, each written anew by one grouped INSERT … SELECT.

A group by over a million cases takes most of a second; the boards read some hundred rows instead.
"""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Case as Choose
from django.db.models import Count, F, Model, QuerySet, Sum, Value, When
from django.utils import timezone

from siraba.foundation.access.guard import GuardedQuerySet
from siraba.partnership.statistics.models import CaseCount, Form, HistoricCount, HistoricRecord, Summary
from siraba.protection.cases.models import Case

CASES = "cases"


def hold(name: str) -> Summary:
    """Make other writers of this summary wait until the transaction ends."""
    Summary.objects.get_or_create(name=name)
    return Summary.objects.select_for_update().get(name=name)


def refresh_historic_counts(dataset: str) -> None:
    """Count one data set of historic records, whose summary the caller holds."""
    form = Choose(When(forms__contains=" ", then=Value(Form.MULTIPLE.value)), default=F("forms"))
    records = HistoricRecord.objects.filter(dataset=dataset).order_by()
    rows = records.values("dataset", "year", "sex", "age_band", form=form).annotate(count=Count("pk"))
    _fill(
        HistoricCount,
        HistoricCount.objects.filter(dataset=dataset),
        rows,
        "dataset year sex age_band form count",
    )
    Summary.objects.filter(name=dataset).update(refreshed_at=timezone.now())


def count_is_due() -> bool:
    """Whether the live cases were not counted within the last COUNT_HOURS."""
    lately = timezone.now() - timedelta(hours=settings.COUNT_HOURS)
    return not Summary.objects.filter(name=CASES, refreshed_at__gt=lately).exists()


def refresh_case_counts() -> int:
    """Count the live cases within the caller's transaction; the number counted."""
    summary, now = hold(CASES), timezone.now()
    late = Choose(When(due_at__lt=now, closed_at__isnull=True, then=Value(True)), default=Value(False))
    cases = Case.objects.system("summary for the board").order_by()
    rows = cases.values("agency_id", "region_id", "pathway", "state", "risk", late=late).annotate(
        count=Count("pk")
    )
    _fill(CaseCount, CaseCount.objects.all(), rows, "organisation_id region_id pathway state risk late count")
    summary.refreshed_at = now
    summary.save()
    return CaseCount.objects.aggregate(all=Sum("count"))["all"] or 0


def _fill(model: type[Model], stale: QuerySet, rows: QuerySet[Any, Any], columns: str) -> None:
    stale.delete()
    quote = connection.ops.quote_name
    select, parameters = rows.query.sql_with_params()
    names = ", ".join(map(quote, columns.split()))
    if isinstance(rows, GuardedQuerySet):
        rows.declare_reader()
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {quote(model._meta.db_table)} ({names}) {select}", parameters)
