"""What leaves by SMS: a place, a value and a delay, to the telephone of a function. Nothing of this is about a person."""

from django.conf import settings
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from siraba.foundation.messaging.kinds import register_kind
from siraba.foundation.messaging.numbers import read_number
from siraba.foundation.messaging.sending import queue_message
from siraba.prevention.climate.warning.models import Alert, Channel

KIND, ESCALATED = "early_warning", "early_warning_escalated"
# Letters outside of GSM 03.38 would make the SMS twice as long
PLAIN = str.maketrans("’êâîôûçœ–−\u00a0\u202f", "'eaioucœ--  ")


def register_kinds() -> None:
    register_kind(KIND, gettext_lazy("Une alerte précoce est levée"))
    register_kind(ESCALATED, gettext_lazy("Une alerte précoce attend la coordination"))


def tell_owner(alert: Alert) -> bool:
    """Whether a message was queued: once for each level of an alert."""
    rule = alert.rule
    if rule.channel != Channel.SMS or read_number(rule.phone) is None:
        return False
    with override("fr"):
        text = _("Siraba, %(fact)s. Délai pour agir : %(lead)d j. Répondez dans Ma journée.")
        text %= {"fact": _fact(alert), "lead": rule.lead_days}
    queue_message(
        rule.phone, _short(text), why=KIND, once=f"{alert.pk}:{alert.level}:{int(alert.level_at.timestamp())}"
    )
    return True


def tell_coordination(alert: Alert) -> bool:
    """Whether a message was queued; the number of the coordination's duty telephone is a setting."""
    number = settings.WARNING_ESCALATION_PHONE
    if read_number(number) is None:
        return False
    with override("fr"):
        text = _("Siraba, sans réponse : %(fact)s. À prendre en charge dans Ma journée.")
        text %= {"fact": _fact(alert)}
    queue_message(
        number,
        _short(text),
        why=ESCALATED,
        once=f"{alert.pk}:{alert.level}:{int(alert.level_at.timestamp())}",
    )
    return True


def _fact(alert: Alert) -> str:
    return _("%(level)s : %(place)s, %(indicator)s %(value)s au %(day)s") % {
        "level": alert.get_level_display(),
        "place": alert.place.name[:40],
        "indicator": alert.rule.indicator.label[:40],
        "value": _number(alert.value),
        "day": date_format(alert.end, "d/m/Y"),
    }


def _number(value: float) -> str:
    digits = 2 if abs(value) < 10 else 0
    return number_format(round(value, digits), digits)


def _short(text: str) -> str:
    return text.translate(PLAIN).replace("À", "A")
