"""What the forms ask of each role today: sheets that came from the field and could not be carried out."""

from django.urls import reverse
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.accounts.roles import Role
from siraba.foundation.forms.models import SubmissionState
from siraba.foundation.forms.selectors import submissions_visible_to
from siraba.foundation.interface.my_day import ROWS, Row, Section, register
from siraba.foundation.people.rules import RECEIVING_ROLES


def to_mend(actor: Actor) -> Section | None:
    waiting = submissions_visible_to(actor).filter(state=SubmissionState.TO_MEND)
    rows = [
        Row(
            one.form.name,
            reverse("forms:sent_one", args=[one.pk]),
            one.words.get("reason", ""),
            one.state,
            one.get_state_display(),
        )
        for one in waiting[:ROWS]
    ]
    return Section(_("Envois à corriger"), rows, "", reverse("forms:sent")) if rows else None


# A supervisor finds those of the agency under Sent from the field.
register(to_mend, RECEIVING_ROLES - {Role.SUPERVISOR}, 25)
