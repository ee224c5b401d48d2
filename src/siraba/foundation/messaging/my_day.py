"""What left perhaps, on the day of who keeps the system: a person decides, or it stays so for ever."""

from django.urls import reverse
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.interface import my_day
from siraba.foundation.messaging.kinds import kind_label
from siraba.foundation.messaging.models import MessageState
from siraba.foundation.messaging.selectors import unsure_headers


def unsure_messages(actor: Actor) -> my_day.Section | None:
    page = reverse("messaging:list")
    rows = [
        my_day.Row(kind_label(one["kind"]), page, "", one["state"], str(MessageState(one["state"]).label))
        for one in unsure_headers(actor)[: my_day.ROWS]
    ]
    return my_day.Section(_("SMS partis peut-être"), rows, "", page) if rows else None
