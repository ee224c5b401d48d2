"""What may be done to a branch. Each act: the right, the state, the saving, the line of the journal."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right
from siraba.foundation.access.errors import Invalid
from siraba.foundation.access.locking import lock
from siraba.foundation.accounts.models import Account
from siraba.foundation.audit.journal import action, record
from siraba.protection.reception.branches.models import (
    BRANCH_MOVES,
    Branch,
    Equipment,
    Hours,
    Member,
    Shift,
)

Slot = tuple[int, time, time]


def _move(actor: Actor, branch: Branch, act: str, reason: str = "") -> None:
    check_right(actor, act, branch)
    lock(branch)
    BRANCH_MOVES.advance(branch, act)
    branch.reason, branch.since = reason, timezone.localdate()
    branch.save()
    record(actor, act, branch.code)


@action
def equip_branch(actor: Actor, branch: Branch) -> None:
    """The branch has what it needs; it does not receive yet."""
    _move(actor, branch, "equip_branch")


@action
def open_branch(actor: Actor, branch: Branch) -> None:
    """The branch receives.

    Raises:
        Invalid: nobody knows when: it has no hours.
    """
    if not branch.hours.exists():
        raise Invalid(_("Fixez d’abord les horaires : une antenne ouverte dit quand elle reçoit."))
    _move(actor, branch, "open_branch")


@action
def suspend_branch(actor: Actor, branch: Branch, *, reason: str) -> None:
    """The branch does not receive for a time, and says why."""
    _move(actor, branch, "suspend_branch", reason)


@action
def close_branch(actor: Actor, branch: Branch, *, reason: str) -> None:
    """The branch is given up."""
    _move(actor, branch, "close_branch", reason)


@action
def plan_branch_anew(actor: Actor, branch: Branch) -> None:
    """A closed branch is wanted again."""
    _move(actor, branch, "plan_branch_anew")


def _on(actor: Actor, branch: Branch, act: str) -> None:
    check_right(actor, act, branch)
    lock(branch)
    BRANCH_MOVES.require(branch, act)


@action
def describe_branch(
    actor: Actor,
    branch: Branch,
    *,
    phones: str,
    desks: int | None,
    longest_stay_days: int | None,
    lead: Account | None,
) -> None:
    """Say how it is reached, who leads it, how many desks it has.

    Raises:
        Invalid: whoever leads it does not work there.
    """
    _on(actor, branch, "describe_branch")
    if lead is not None and lead.unit_id != branch.unit_id:
        raise Invalid(_("Le chef d’antenne doit avoir un compte à cette antenne."), "lead")
    branch.phones, branch.desks, branch.longest_stay_days, branch.lead = (
        phones,
        desks,
        longest_stay_days,
        lead,
    )
    branch.save()
    record(actor, "describe_branch", branch.code)


@action
def set_hours(actor: Actor, branch: Branch, *, hours: Sequence[Slot]) -> None:
    """Set when the branch receives: (weekday, opens, closes), Monday is 0; what was set before is replaced.

    Raises:
        Invalid: an hour ends before it starts, or two of one day overlap.
    """
    _on(actor, branch, "set_hours")
    last: Slot | None = None
    for slot in sorted(hours):
        weekday, opens, closes = slot
        if closes <= opens:
            raise Invalid(
                _("%(opens)s – %(closes)s : la fermeture vient avant l’ouverture.")
                % {"opens": f"{opens:%H:%M}", "closes": f"{closes:%H:%M}"},
                f"day_{weekday}",
            )
        if last and last[0] == weekday and opens < last[2]:
            raise Invalid(_("Deux plages de ce jour se recouvrent."), f"day_{weekday}")
        last = slot
    branch.hours.all().delete()
    Hours.objects.bulk_create(
        Hours(branch=branch, weekday=weekday, opens=opens, closes=closes) for weekday, opens, closes in hours
    )
    record(actor, "set_hours", branch.code, slots=len(hours))


@action
def add_member(actor: Actor, branch: Branch, **member: Any) -> Member:
    """Somebody joins the staff: name, duty, skills and languages (codes), account, trained_on."""
    _on(actor, branch, "add_member")
    made = Member.objects.create(branch=branch, **_as_kept(branch, member))
    record(actor, "add_member", branch.code, member=made.pk)
    return made


@action
def amend_member(actor: Actor, member: Member, *, left_on: date | None = None, **changes: Any) -> None:
    """Set right what is written of a member of the staff; `left_on` takes them out of the roster from that day."""
    _on(actor, member.branch, "amend_member")
    for name, value in _as_kept(member.branch, changes).items():
        setattr(member, name, value)
    member.left_on = left_on
    member.save()
    if left_on:
        member.shifts.filter(starts__date__gte=left_on).delete()
    record(actor, "amend_member", member.branch.code, member=member.pk)


def _as_kept(branch: Branch, member: Mapping[str, Any]) -> dict[str, Any]:
    account = member.get("account")
    if account is not None and account.unit_id != branch.unit_id:
        raise Invalid(_("Ce compte n’est pas de cette antenne."), "account")
    return {
        name: _codes(value) if name in ("skills", "languages") else value for name, value in member.items()
    }


def _codes(value: str | Collection[str]) -> str:
    return value if isinstance(value, str) else " ".join(value)


@action
def plan_shift(actor: Actor, member: Member, *, starts: datetime, ends: datetime) -> Shift:
    """Put a member on duty.

    Raises:
        Invalid: it ends before it starts, lasts more than a day, or the member is on duty then already.
    """
    _on(actor, member.branch, "plan_shift")
    if ends <= starts:
        raise Invalid(_("La garde finit avant de commencer."), "ends")
    if (ends - starts).total_seconds() > 24 * 3600:
        raise Invalid(_("Une garde dure 24 heures au plus."), "ends")
    if member.shifts.filter(starts__lt=ends, ends__gt=starts).exists():
        raise Invalid(_("Cet agent est déjà de service à ce moment."), "starts")
    made = Shift.objects.create(member=member, starts=starts, ends=ends)
    record(actor, "plan_shift", member.branch.code, member=member.pk)
    return made


@action
def cancel_shift(actor: Actor, shift: Shift) -> None:
    """Take a line off the roster."""
    _on(actor, shift.member.branch, "cancel_shift")
    record(actor, "cancel_shift", shift.member.branch.code, member=shift.member_id)
    shift.delete()


@action
def count_equipment(actor: Actor, branch: Branch, *, kind: str, number: int, working: int) -> None:
    """Say how many of one thing there are, and how many work.

    Raises:
        Invalid: more work than there are.
    """
    _on(actor, branch, "count_equipment")
    if working > number:
        raise Invalid(_("Il ne peut pas en marcher plus qu’il n’y en a."), "working")
    Equipment.objects.update_or_create(
        branch=branch,
        kind=kind,
        defaults={"number": number, "working": working, "counted_on": timezone.localdate()},
    )
    record(actor, "count_equipment", branch.code, kind=kind)
