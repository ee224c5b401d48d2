"""The pages of branches: the board, one branch, its acts, its staff and roster, the reports."""

from datetime import date, datetime, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from siraba.foundation.access.acts import ACT_RULES, check_right, may
from siraba.foundation.access.errors import NotVisible
from siraba.foundation.access.policy import Purpose
from siraba.foundation.access.views import ActorRequest, page
from siraba.foundation.accounts.roles import Role
from siraba.foundation.interface.acts import Act, act_page
from siraba.foundation.interface.deeds import deed_page, offered
from siraba.foundation.interface.forms import KitForm
from siraba.foundation.vocabulary import label
from siraba.protection.reception.branches import actions
from siraba.protection.reception.branches.board import doors_of, figures_of
from siraba.protection.reception.branches.deeds import BRANCH_DEEDS
from siraba.protection.reception.branches.forms import AmendMemberForm, ShiftForm
from siraba.protection.reception.branches.models import BRANCH_MOVES, Branch, Member, Shift, Skill
from siraba.protection.reception.branches.rules import BRANCH_AND_HEAD
from siraba.protection.reception.branches.selectors import branch_for, branches_open_to, members_of, on_duty

reception_page = page(Purpose.RECEPTION, roles=BRANCH_AND_HEAD)
DAYS = 7


@reception_page
@require_safe
def board(request: ActorRequest) -> HttpResponse:
    """How it stands today: the actor's own branch, or every branch for the head office."""
    branches = list(branches_open_to(request.actor))
    figures = figures_of(request.actor, branches)
    context = {
        "rows": [(branch, figures[branch.unit_id], _url(branch)) for branch in branches],
        "heads": [figure.label for figure in figures[branches[0].unit_id]] if branches else [],
        "doors": doors_of(request.actor),
        "all": request.actor.role == Role.RECEPTION_HEAD,
    }
    return render(request, "branches/board.html", context)


@reception_page
@require_safe
def reports(request: ActorRequest) -> HttpResponse:
    return render(request, "branches/reports.html", {"doors": doors_of(request.actor, report=True)})


def _url(branch: Branch) -> str:
    return reverse("branches:branch", args=[branch.unit.code])


@reception_page
@require_safe
def branch(request: ActorRequest, code: str) -> HttpResponse:
    found = branch_for(request.actor, code)
    runs = may(request.actor, "describe_branch", found)
    now = timezone.now()
    context = {
        "branch": found,
        "figures": figures_of(request.actor, [found])[found.unit_id],
        "hours": list(found.hours.all()),
        "members": [
            (
                member,
                [label("language", code) for code in member.languages.split()],
                [str(Skill(code).label) for code in member.skills.split()],
            )
            for member in members_of(found)
        ],
        "on_duty": list(on_duty(found, now)),
        "equipment": list(found.equipment.all()),
        "acts": [
            (label, reverse("branches:act", args=[code, slug]))
            for slug, _deed, label in offered(request.actor, found, BRANCH_DEEDS, BRANCH_MOVES)
        ],
        "runs": runs,
    }
    return render(request, "branches/branch.html", context)


@reception_page
def act(request: ActorRequest, code: str, slug: str) -> HttpResponse:
    found = branch_for(request.actor, code)
    return deed_page(request, found, slug, BRANCH_DEEDS, BRANCH_MOVES, _url(found), str(found))


# The staff


def _member(request: ActorRequest, code: str, pk: int) -> Member:
    rows = Member.objects.select_related("branch__unit").filter(branch=branch_for(request.actor, code))
    found = rows.filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return found


@reception_page
def amend_member(request: ActorRequest, code: str, pk: int) -> HttpResponse:
    member = _member(request, code, pk)
    check_right(request.actor, "amend_member", member.branch)
    act = Act(str(member), _("Enregistrer"), _url(member.branch))
    form = AmendMemberForm(request.POST or None, member=member)

    def do(_data: dict) -> str:
        actions.amend_member(request.actor, member, **form.words())
        return _url(member.branch)

    return act_page(request, form, do, act)


@reception_page
@require_safe
def roster(request: ActorRequest, code: str) -> HttpResponse:
    """Who is on duty, seven days from a day on."""
    found = branch_for(request.actor, code)
    first = _day(request)
    starts = timezone.make_aware(datetime.combine(first, datetime.min.time()))
    shifts = Shift.objects.filter(
        member__branch=found, starts__lt=starts + timedelta(days=DAYS), ends__gt=starts
    ).select_related("member")
    days = [first + timedelta(days=n) for n in range(DAYS)]
    members = list(members_of(found))
    context = {
        "branch": found,
        "days": days,
        "rows": [
            (
                member,
                [[one for one in shifts if one.member_id == member.pk and _on(one, day)] for day in days],
            )
            for member in members
        ],
        "before": first - timedelta(days=DAYS),
        "after": first + timedelta(days=DAYS),
        "runs": may(request.actor, "plan_shift", found),
    }
    return render(request, "branches/roster.html", context)


def _day(request: ActorRequest) -> date:
    try:
        return datetime.strptime(request.GET.get("du", ""), "%Y-%m-%d").date()
    except ValueError:
        return timezone.localdate()


def _on(shift: Shift, day: date) -> bool:
    return timezone.localtime(shift.starts).date() == day


@reception_page
def plan_shift(request: ActorRequest, code: str, pk: int) -> HttpResponse:
    member = _member(request, code, pk)
    check_right(request.actor, "plan_shift", member.branch)
    back = reverse("branches:roster", args=[code])
    act = Act(
        _("%(act)s – %(title)s") % {"act": ACT_RULES["plan_shift"].label, "title": member},
        _("Enregistrer"),
        back,
        done=_("C’est au tableau de service."),
    )
    form = ShiftForm(request.POST or None)

    def do(_data: dict) -> str:
        actions.plan_shift(request.actor, member, **form.words())
        return back

    return act_page(request, form, do, act)


@reception_page
def cancel_shift(request: ActorRequest, code: str, pk: int) -> HttpResponse:
    found = branch_for(request.actor, code)
    shift = Shift.objects.filter(member__branch=found, pk=pk).select_related("member__branch__unit").first()
    if shift is None:
        raise NotVisible
    check_right(request.actor, "cancel_shift", found)
    back = reverse("branches:roster", args=[code])
    act = Act(str(shift), ACT_RULES["cancel_shift"].label, back, danger=True)

    def do(_data: dict) -> str:
        actions.cancel_shift(request.actor, shift)
        return back

    return act_page(request, KitForm(request.POST or None), do, act)
