"""The acts on a rule, and on an alert, as pages."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.interface.deeds import Deed
from siraba.prevention.climate.warning import actions, forms
from siraba.prevention.climate.warning.models import Rule


def _same(_actor: Actor, rule: Rule) -> dict[str, Any]:
    return {"indicator": rule.indicator, "rule": rule}


RULE_DEEDS = {
    "activer": Deed(
        "activate_rule",
        actions.activate_rule,
        _(
            "La règle regarde les dernières valeurs à partir du prochain passage, et sonne chez son responsable."
        ),
        done=_("La règle est active."),
    ),
    "modifier": Deed(
        "amend_rule",
        actions.amend_rule,
        _("Les alertes déjà levées gardent le seuil qui les a levées."),
        forms.RuleForm,
        make=_same,
    ),
    "suspendre": Deed(
        "suspend_rule",
        actions.suspend_rule,
        _("Elle ne sonne plus jusqu’à ce qu’on l’active de nouveau. Les alertes levées restent à clore."),
        forms.ReasonForm,
    ),
    "manque": Deed(
        "report_missed_event",
        actions.report_missed_event,
        _(
            "Un événement dont la règle n’a prévenu personne. Sans eux, la part d’alertes justes ne veut rien dire."
        ),
        forms.MissedForm,
        make=lambda _actor, rule: {"rule": rule},
    ),
    "clore": Deed(
        "close_rule",
        actions.close_rule,
        _("Elle ne sonnera plus jamais ; ses alertes et leurs issues restent lisibles."),
        forms.ReasonForm,
        danger=True,
    ),
}
ALERT_DEEDS = {
    "prendre": Deed(
        "acknowledge_alert",
        actions.acknowledge_alert,
        _("Vous répondez de cette alerte ; elle ne remonte pas plus haut."),
        done=_("L’alerte est prise en charge."),
    ),
    "action": Deed(
        "note_action",
        actions.note_action,
        _("Dites ce qui a été fait ; vous pouvez le dire plusieurs fois."),
        forms.ActionForm,
    ),
    "clore": Deed(
        "close_alert",
        actions.close_alert,
        _(
            "L’issue compte dans ce que vaut la règle. Dites ce qui est arrivé, même si l’action n’a pas eu lieu."
        ),
        forms.CloseForm,
        done=_("L’alerte est close."),
    ),
    "rouvrir": Deed(
        "reopen_alert",
        actions.reopen_alert,
        _("L’issue est retirée ; l’historique garde ce qui avait été dit."),
        forms.ReasonForm,
        danger=True,
    ),
}
