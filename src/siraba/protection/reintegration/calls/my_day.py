"""What a fund asks of each charge today, and of who files for a person."""

from django.urls import reverse
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.accounts.roles import Role
from siraba.foundation.interface.my_day import ROWS, Row, Section, register
from siraba.protection.reintegration.calls.models import (
    Application,
    ApplicationState,
    CallState,
    Duty,
)
from siraba.protection.reintegration.calls.rules import charges_of
from siraba.protection.reintegration.calls.selectors import (
    appeals_to_decide,
    applications_visible_to,
    desk_of,
)


def _row(one: Application) -> Row:
    return Row(
        one.code,
        reverse("calls:application", args=[one.code]),
        f"{one.zone.name}, {one.get_activity_display()}",
        one.state,
        one.get_state_display(),
    )


def for_the_secretary(actor: Actor) -> Section | None:
    """What was handed in, then what is scored in a call that has closed."""
    funds = charges_of(actor).filter(duty=Duty.SECRETARY).values("fund")
    rows = applications_visible_to(actor).filter(call__fund__in=funds).order_by("submitted_at", "id")
    new = list(rows.filter(state=ApplicationState.SUBMITTED)[:ROWS])
    scored = rows.filter(state=ApplicationState.SCORED, call__state=CallState.CLOSED)[: ROWS - len(new)]
    if not funds.exists():
        return None
    return Section(
        _("Secrétariat du fonds"),
        [_row(one) for one in [*new, *scored]],
        _("Aucune demande n’attend d’être lue ou présentée."),
        reverse("calls:list"),
    )


def to_score(actor: Actor) -> Section | None:
    if not charges_of(actor).filter(duty=Duty.EVALUATOR).exists():
        return None
    return Section(
        _("Projets à noter"),
        [_row(one) for one, _own in desk_of(actor)[:ROWS]],
        _("Aucun projet ne vous attend."),
        reverse("calls:desk"),
    )


def appeals(actor: Actor) -> Section | None:
    """The appeals that the actor may decide: somebody else said no."""
    rows = [_row(one.application) for one in appeals_to_decide(actor)[:ROWS]]
    return Section(_("Recours à décider"), rows, "") if rows else None


def prepared(actor: Actor) -> Section | None:
    """What the actor began for the person of a case and has not handed in."""
    rows = applications_visible_to(actor).filter(state=ApplicationState.DRAFT, filed_by=actor.account_id)
    found = [_row(one) for one in rows[:ROWS]]
    return Section(_("Demandes de financement à déposer"), found, "") if found else None


for order, make in ((20, for_the_secretary), (21, to_score), (22, appeals)):
    register(make, {Role.FUND_OFFICER}, order)
register(prepared, {Role.CASE_MANAGER, Role.SUPERVISOR, Role.FUND_OFFICER}, 60)
