"""Who writes a rule, who answers for an alert: its owner, or the coordination."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import allow
from siraba.foundation.accounts.roles import Role
from siraba.prevention.climate.observations.rules import ANTICIPATION, KEEPERS, READERS
from siraba.prevention.climate.warning.models import Alert

WRITERS = KEEPERS
NOT_YOURS = _("Seul le responsable de la règle, ou la coordination, décide de cette alerte.")


def _any(_actor: Actor, _record: Any = None) -> bool:
    return True


def _answers(actor: Actor, alert: Alert) -> bool:
    return actor.role == Role.COORDINATOR or alert.rule.owner_id == actor.account_id


for name, label in {
    "write_rule": _("Écrire une règle"),
    "amend_rule": _("Modifier la règle"),
    "activate_rule": _("Activer la règle"),
    "suspend_rule": _("Suspendre la règle"),
    "close_rule": _("Clore la règle"),
    "record_reading": _("Saisir un relevé d’échelle"),
}.items():
    allow(name, label, WRITERS, ANTICIPATION, _any, "")
# Whoever reads warnings may say that one did not come
allow("report_missed_event", _("Signaler un événement manqué"), READERS, ANTICIPATION, _any, "")
for name, label in {
    "acknowledge_alert": _("Prendre en charge"),
    "note_action": _("Dire ce qui a été fait"),
    "close_alert": _("Clore avec son issue"),
    "reopen_alert": _("Rouvrir l’alerte"),
}.items():
    allow(name, label, READERS, ANTICIPATION, _answers, NOT_YOURS)
