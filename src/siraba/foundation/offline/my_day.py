"""What work without network asks of each role today: two versions of a field, between which a person decides."""

from django.urls import reverse
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.accounts.roles import Role
from siraba.foundation.interface.my_day import ROWS, Row, Section, register
from siraba.foundation.offline.carrying import carrier
from siraba.foundation.offline.selectors import conflicts_for
from siraba.foundation.people.rules import RECEIVING_ROLES


def to_compare(actor: Actor) -> Section | None:
    rows = [
        Row(
            f"{edit.record} {carrier().fields()[edit.field].label}",
            reverse("offline:settle", args=[edit.pk]),
            edit.account.full_name,
            edit.state,
            edit.get_state_display(),
        )
        for edit in conflicts_for(actor)[:ROWS]
    ]
    return Section(_("Versions à comparer"), rows, "", reverse("offline:conflicts")) if rows else None


# A supervisor finds those of the agency under Off line.
register(to_compare, RECEIVING_ROLES - {Role.SUPERVISOR}, 26)
