"""What should have come by now, for those who keep the money and for the coordination."""

from django.urls import reverse
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.policy import Purpose
from siraba.foundation.interface.my_day import ROWS, Row, Section, register
from siraba.partnership.funding.reports import money
from siraba.partnership.funding.rules import COORDINATION, OFFICERS
from siraba.partnership.funding.selectors import overdue


def overdue_pledges(actor: Actor) -> Section:
    purpose = Purpose.FUNDING if actor.role in OFFICERS else Purpose.COORDINATION
    rows = [
        Row(
            f"{pledge.donor} – {pledge.title}",
            reverse("funding:pledge", args=[pledge.code]),
            _("%(amount)s attendus le %(day)s")
            % {
                "amount": money(pledge.committed or pledge.amount, pledge.currency),
                "day": f"{pledge.expected_on:%d/%m/%Y}",
            },
            pledge.state,
            pledge.get_state_display(),
        )
        for pledge in overdue(actor.acting_for(purpose))[:ROWS]
    ]
    return Section(
        _("Financements en retard"),
        rows,
        _("Aucun financement attendu n’est en retard."),
        reverse("funding:pledges") + "?state=overdue",
    )


register(overdue_pledges, OFFICERS | COORDINATION, 60)
