"""What inspection asks today: of an inspector, the alerts; of an officer, the questions to answer."""

from django.db.models import Case, Value, When
from django.urls import reverse
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.interface.my_day import ROWS, Row, Section, register
from siraba.protection.civil_status.inspection.models import AlertState
from siraba.protection.civil_status.inspection.rules import INSPECTORS, REGISTRARS
from siraba.protection.civil_status.inspection.selectors import to_answer, waiting_for
from siraba.protection.civil_status.inspection.wording import subject


def to_look_at(actor: Actor) -> Section:
    """Referrals to confirm, then what is being examined, then the likeliest."""
    order = [AlertState.TO_CONFIRM, AlertState.EXAMINED, AlertState.OPEN]
    urgency = Case(*(When(state=state, then=Value(place)) for place, state in enumerate(order)))
    rows = waiting_for(actor).defer("sealed").order_by(urgency, "-score", "-id")[:ROWS]
    return Section(
        _("Actes à examiner"),
        [
            Row(
                subject(one),
                reverse("inspection:alert", args=[one.code]),
                str(one.get_kind_display()),
                one.state,
                str(one.get_state_display()),
            )
            for one in rows
        ],
        _("Aucune alerte ne vous attend. La recherche se fait chaque nuit."),
        reverse("inspection:alerts"),
    )


def questions(actor: Actor) -> Section | None:
    rows = list(to_answer(actor).order_by("due_at", "id")[:ROWS])
    if not rows:
        return None
    return Section(
        _("Questions de l’inspection"),
        [
            Row(
                subject(one),
                reverse("inspection:question", args=[one.code]),
                one.code,
                one.state,
                str(one.get_state_display()),
                one.due_at,
            )
            for one in rows
        ],
        "",
        reverse("inspection:questions"),
    )


register(to_look_at, INSPECTORS, 10)
register(questions, REGISTRARS, 12)
