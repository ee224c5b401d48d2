"""Who has forecasts computed, and who asks for a scenario."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import allow
from siraba.prevention.climate.observations.rules import ANTICIPATION, KEEPERS, READERS


def _any(_actor: Actor, _record: Any = None) -> bool:
    return True


allow("ask_backtest", _("Demander un essai sur le passé"), KEEPERS, ANTICIPATION, _any, "")
allow("run_scenario", _("Faire un scénario"), READERS, ANTICIPATION, _any, "")
