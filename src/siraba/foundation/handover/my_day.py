"""What has been handed over to justice and waits for it."""

from django.urls import reverse
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.handover.models import DisclosureState
from siraba.foundation.handover.rules import JUSTICE
from siraba.foundation.handover.selectors import copies_visible_to
from siraba.foundation.interface.my_day import ROWS, Row, Section, register


def handed_over(actor: Actor) -> Section:
    waiting = copies_visible_to(actor).filter(state=DisclosureState.RELEASED)
    rows = [
        Row(
            copy.code,
            reverse("handover:detail", args=[copy.code]),
            str(copy.sender),
            copy.state,
            copy.get_state_display(),
            copy.expires_at,
        )
        for copy in waiting[:ROWS]
    ]
    return Section(
        _("Divulgations reçues"), rows, _("Aucune divulgation n’attend."), reverse("handover:list")
    )


register(handed_over, JUSTICE, 20)
