"""The list that a person receives: which agencies read or changed their record, in which role, what for, and when."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Min
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right
from siraba.foundation.access.policy import Purpose
from siraba.foundation.accounts.roles import Role
from siraba.foundation.audit.journal import action, record
from siraba.foundation.audit.labels import act_label
from siraba.foundation.audit.models import Decision
from siraba.foundation.audit.selectors import lines_for_the_person
from siraba.foundation.organisations.models import Organisation


@dataclass(frozen=True)
class Reading:
    """What one role of one agency did with the record, how often, from the first day to the last."""

    organisation: str
    role: str
    purpose: str
    act: str
    times: int
    first: date
    last: date


def readings_of(actor: Actor, code: str) -> list[Reading]:
    """Who reached the record and what hangs on it, by agency and role, the first first. Nobody who works there is named."""
    reached = lines_for_the_person(actor, code).filter(decision=Decision.ALLOWED).order_by()
    rows = (
        reached.values("organisation_id", "role", "purpose", "act")
        .annotate(times=Count("pk"), first=Min(TruncDate("at")), last=Max(TruncDate("at")))
        .order_by("first", "organisation_id", "role", "act")
    )
    homes = Organisation.objects.in_bulk({row["organisation_id"] for row in rows} - {None})
    return [
        Reading(
            homes[row["organisation_id"]].name if row["organisation_id"] in homes else _("Siraba lui-même"),
            str(Role(row["role"]).label) if row["role"] else "",
            str(Purpose(row["purpose"]).label) if row["purpose"] else "",
            act_label(row["act"]),
            row["times"],
            row["first"],
            row["last"],
        )
        for row in rows
    ]


@action
def hand_over_log(actor: Actor, code: str) -> None:
    """Write that the person received the list of today."""
    check_right(actor, "hand_over_log", code)
    record(actor, "hand_over_log", code, day=timezone.localdate().isoformat())
