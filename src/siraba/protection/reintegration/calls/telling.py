"""What an applicant is told by SMS: that something is new, and never what, nor of which fund.

Whoever holds the telephone reads it: the text says no name, no code, no reason, and nothing of returning or of trafficking.
"""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from siraba.foundation.audit.journal import action, record
from siraba.foundation.interface.languages import BAMBARA
from siraba.foundation.messaging.kinds import register_kind
from siraba.foundation.messaging.numbers import read_number
from siraba.foundation.messaging.sending import queue_message
from siraba.protection.reintegration.calls.models import ANSWERS, Application

ARRIVED, ANSWERED = "application_arrived", "application_answered"
SYSTEM = "who is to be told that something is new"
AT_ONCE = 500


def register_kinds() -> None:
    register_kind(ARRIVED, gettext_lazy("Une demande est arrivée"))
    register_kind(ANSWERED, gettext_lazy("Il y a du nouveau sur une demande"))


def tell_arrival(application: Application) -> bool:
    return _tell(application, ARRIVED, f"{application.pk}")


@action
def tell_applicants(actor: None) -> int:
    """Tell those whose application has an answer that there is one; returns how many. Run by the timer."""
    waiting = Application.objects.system(SYSTEM).filter(state__in=ANSWERS)
    count = 0
    for state in ANSWERS:
        for application in waiting.filter(state=state).exclude(told=state)[:AT_ONCE]:
            moment = application.decided_at.isoformat() if application.decided_at else ""
            count += _tell(application, ANSWERED, f"{application.pk}:{state}:{moment}")
            Application.objects.system(SYSTEM).filter(pk=application.pk, state=state).update(told=state)
    record(actor, "tell_applicants", count=count)
    return count


def _tell(application: Application, kind: str, once: str) -> bool:
    """Whether a message was queued: only who agreed to it, and has a telephone, gets one."""
    words = application.words
    phone = words.get("phone", "")
    if not words.get("texts") or read_number(phone) is None:
        return False
    with override(BAMBARA if words.get("language") == BAMBARA else "fr"):
        queue_message(phone, _text(kind), why=kind, once=once)
    return True


def _text(kind: str) -> str:
    # The letters are of GSM 03.38: one SMS, and any telephone
    if kind == ARRIVED:
        return _("Bonjour. Votre message est bien arrivé. Gardez votre papier avec le numéro. Merci.")
    return _(
        "Bonjour. Il y a du nouveau. Regardez avec le numéro de votre papier, ou passez nous voir. Merci."
    )
