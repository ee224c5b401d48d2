"""The daily register of returns: how many came, by branch and day, and who they are in numbers."""

from collections import Counter
from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import Count, F, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.policy import Purpose
from siraba.foundation.access.views import ActorRequest, page
from siraba.foundation.audit.journal import record
from siraba.foundation.interface.exports import table_file, wanted
from siraba.foundation.interface.forms import DayField
from siraba.foundation.people.models import ADULT
from siraba.protection.reception.arrivals.fields import Presence
from siraba.protection.reception.arrivals.models import Arrival
from siraba.protection.reception.branches.rules import BRANCH_AND_HEAD
from siraba.protection.reception.branches.selectors import branches_open_to

register_page = page(Purpose.RECEPTION, roles=BRANCH_AND_HEAD)
LONGEST_DAYS = 366
HERE = Q(presence=Presence.HERE)
CHILD = Q(birth_year__gt=F("convoy__day__year") - ADULT)
COUNTED: dict[str, tuple[Any, Q]] = {
    "here": (gettext_lazy("Arrivées"), HERE),
    "women": (gettext_lazy("Femmes"), HERE & Q(sex="female") & ~CHILD),
    "men": (gettext_lazy("Hommes"), HERE & Q(sex="male") & ~CHILD),
    "girls": (gettext_lazy("Filles"), HERE & Q(sex="female") & CHILD),
    "boys": (gettext_lazy("Garçons"), HERE & Q(sex="male") & CHILD),
    "alone": (gettext_lazy("Enfants seuls"), HERE & Q(alone=True)),
    "cases": (gettext_lazy("Dossiers ouverts"), HERE & Q(case__isnull=False)),
    "expected": (gettext_lazy("Attendues"), Q(presence=Presence.EXPECTED)),
    "absent": (gettext_lazy("Pas venues"), Q(presence=Presence.ABSENT)),
}


class PeriodForm(forms.Form):
    """From one day to another, both included; the last week where nothing is asked."""

    since = DayField(label=gettext_lazy("Du"), required=False)
    until = DayField(label=gettext_lazy("Au"), required=False)

    def period(self) -> tuple[date, date]:
        data = self.cleaned_data if self.is_valid() else {}
        until = data.get("until") or timezone.localdate()
        since = data.get("since") or until - timedelta(days=6)
        since = min(since, until)
        return max(since, until - timedelta(days=LONGEST_DAYS)), until


def counts_by_day(actor: Actor, since: date, until: date) -> list[dict[str, Any]]:
    """For each branch that the actor may see and each day with arrivals: how many, of whom. No name, no row."""
    units = branches_open_to(actor).values("unit")
    rows: QuerySet = Arrival.objects.system("the register of returns counts, and names nobody")
    return list(
        rows.filter(unit__in=units, convoy__day__range=(since, until))
        .order_by("-convoy__day", "unit__name")
        .values(day=F("convoy__day"), branch=F("unit__name"))
        .annotate(**{name: Count("pk", filter=condition) for name, (_label, condition) in COUNTED.items()})
    )


@register_page
@require_safe
def daily_register(request: ActorRequest) -> HttpResponse:
    form = PeriodForm(request.GET or None)
    since, until = form.period()
    rows = counts_by_day(request.actor, since, until)
    record(request.actor, "read_register_of_returns", since=since.isoformat(), until=until.isoformat())
    header = [_("Jour"), _("Antenne"), *(str(label) for label, _condition in COUNTED.values())]
    lines = [[one["day"].isoformat(), one["branch"], *(one[name] for name in COUNTED)] for one in rows]
    if kind := wanted(request):
        return table_file("registre-des-retours", kind, header, lines)
    total: Counter[str] = Counter()
    for one in rows:
        total.update({name: one[name] for name in COUNTED})
    context = {
        "form": form,
        "since": since,
        "until": until,
        "labels": [label for label, _condition in COUNTED.values()],
        "rows": [(one["day"], one["branch"], [one[name] for name in COUNTED]) for one in rows],
        "total": [total[name] for name in COUNTED],
    }
    return render(request, "arrivals/register.html", context)
