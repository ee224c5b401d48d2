"""Reading flags, always for an actor: of the other side of a pair, no more than the actor may see."""

from dataclasses import dataclass
from uuid import UUID

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.guard import GuardedQuerySet, one_of
from siraba.foundation.access.policy import Category
from siraba.protection.reintegration.calls.models import Application
from siraba.protection.reintegration.calls.selectors import applications_visible_to, sees_names
from siraba.protection.reintegration.safeguards.models import Flag
from siraba.protection.reintegration.safeguards.rules import sides


def flags_visible_to(actor: Actor) -> GuardedQuerySet:
    return Flag.objects.visible_to(actor, Category.GRANTS)


def flag_for(actor: Actor, pk: UUID) -> Flag:
    """Raises NotVisible."""
    found: Flag = one_of(flags_visible_to(actor), pk=pk)
    return found


@dataclass(frozen=True)
class Side:
    """One of the two applications; `shown` is None where it is of another fund, or its names are closed to the actor."""

    shown: Application | None
    submitted: object
    state: str
    state_label: str


def sides_for(actor: Actor, flag: Flag) -> list[Side]:
    both = sides(flag)
    found = applications_visible_to(actor).filter(pk__in=[one.pk for one in both])
    seen = {one.pk: one for one in found if sees_names(actor, one)}
    return [Side(seen.get(one.pk), one.submitted_at, one.state, str(one.get_state_display())) for one in both]


def codes_for(actor: Actor, flags: list[Flag]) -> dict[UUID, str]:
    """The codes of the applications that are open to the actor, by pk: one query."""
    wanted = {pk for flag in flags for pk in (flag.application_id, flag.other_id) if pk}
    rows = applications_visible_to(actor).filter(pk__in=wanted).order_by()
    return dict(rows.values_list("pk", "code"))
