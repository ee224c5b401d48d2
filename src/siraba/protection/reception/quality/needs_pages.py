"""The needs of branches: the ranking, its tables, and the case for money of one branch."""

from collections.abc import Sequence

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from siraba.foundation.access.policy import Purpose
from siraba.foundation.access.views import ActorRequest, page
from siraba.foundation.interface.exports import table_file, wanted
from siraba.protection.reception.branches.models import BranchState
from siraba.protection.reception.branches.needs import Need, measures, ranked
from siraba.protection.reception.branches.rules import HEAD_OFFICE
from siraba.protection.reception.branches.selectors import branch_for, branches_open_to
from siraba.protection.reception.quality.forms import WeightsForm


def _asked(request: ActorRequest) -> tuple[WeightsForm, list[Need]]:
    """The weights of the address, and the branches that are not given up, ranked by them."""
    given = dict.fromkeys((one.code for one in measures()), 1) | request.GET.dict()
    form = WeightsForm(given)
    branches = list(branches_open_to(request.actor).exclude(state=BranchState.CLOSED))
    return form, ranked(request.actor, branches, form.weights())


@page(Purpose.RECEPTION, roles=HEAD_OFFICE)
@require_safe
def needs(request: ActorRequest) -> HttpResponse:
    """The ranking as a page, and as a table by `?format=`."""
    form, found = _asked(request)
    if kind := wanted(request):
        header, *rows = _rows(form, found)
        return table_file("besoins", kind, header, rows)
    context = {"filters": form, "needs": found, "measures": measures(), "query": request.GET.urlencode()}
    return render(request, "quality/needs.html", context)


def _rows(form: WeightsForm, found: Sequence[Need]) -> list[list[object]]:
    weights = form.weights()
    head: list[object] = [_("Rang"), _("Antenne"), _("État"), _("Score de besoin sur 100")]
    for measure in measures():
        head += [f"{measure.label} ({measure.unit})", _("Rang de 0 à 1"), _("Poids")]
    rows = [head]
    for place, need in enumerate(found, 1):
        row: list[object] = [place, str(need.branch), need.branch.get_state_display(), _number(need.score)]
        for cell in need.cells:
            row += [_number(cell.value), _number(cell.rank, 2), weights[cell.measure.code]]
        rows.append(row)
    return rows


def _number(value: float | None, digits: int = 1) -> float | str:
    return "" if value is None else round(value, digits)


@page(Purpose.RECEPTION, roles=HEAD_OFFICE)
@require_safe
def funding_case(request: ActorRequest, code: str) -> HttpResponse:
    """One page that says why this branch should be given money, ready to be printed."""
    branch = branch_for(request.actor, code)
    _form, found = _asked(request)
    place, need = next(
        ((place, need) for place, need in enumerate(found, 1) if need.branch == branch), (None, None)
    )
    why = [
        cell.measure.why(request.actor, branch, cell.value)
        for cell in (need.cells if need else ())
        if cell.value is not None
    ]
    context = {
        "branch": branch,
        "need": need,
        "place": place,
        "number": sum(one.score is not None for one in found),
        "why": why,
        "unknown": [cell.measure.label for cell in (need.cells if need else ()) if cell.value is None],
        "today": timezone.localdate(),
    }
    return render(request, "quality/funding_case.html", context)
