"""What a payee is told by SMS: that there is news, and nothing of money, of a fund or of returning."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from siraba.foundation.interface.languages import BAMBARA
from siraba.foundation.messaging.kinds import register_kind
from siraba.foundation.messaging.numbers import read_number
from siraba.foundation.messaging.sending import queue_message
from siraba.protection.reintegration.payments.models import Payment

KIND = "application_step"


def register_kinds() -> None:
    register_kind(KIND, gettext_lazy("Une étape d’une demande est faite"))


def tell_payee(payment: Payment) -> bool:
    """Queue the message, once for a payment; whether there is one. Only who agreed to SMS gets any."""
    words = payment.application.words
    if not words.get("texts") or read_number(words.get("phone", "")) is None:
        return False
    with override(BAMBARA if words.get("language") == BAMBARA else "fr"):
        # The letters are of GSM 03.38: one SMS, and any telephone
        text = _(
            "Bonjour. Une etape est faite. Regardez avec le numero de votre papier, ou passez nous voir. Merci."
        )
    queue_message(words["phone"], text, why=KIND, once=str(payment.instalment_id))
    return True
