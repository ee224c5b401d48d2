"""The acts on an alert, and on a question, as pages."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.interface.deeds import Deed
from siraba.protection.civil_status.inspection import actions, forms
from siraba.protection.civil_status.inspection.models import Alert
from siraba.protection.civil_status.inspection.selectors import officers_for


def _officers(_actor: Actor, alert: Alert) -> dict[str, Any]:
    return {"officers": [(one.pk, one.full_name) for one in officers_for(alert)]}


ALERT_DEEDS = {
    "examiner": Deed(
        "examine_alert",
        actions.examine_alert,
        _("Vous prenez l’alerte en main. Elle désigne un acte et une règle, jamais un coupable."),
        forms.ReasonForm,
    ),
    "expliquer": Deed(
        "explain_alert",
        actions.explain_alert,
        _(
            "L’alerte est close, et le contenu de l’acte vous est de nouveau fermé. L’explication compte dans la précision de la règle."
        ),
        forms.ExplainForm,
    ),
    "entendre": Deed(
        "ask_officer",
        actions.ask_officer,
        _("L’officier voit la question et l’acte, rien d’autre de l’alerte. Sa réponse est gardée ici."),
        forms.QuestionForm,
        make=_officers,
    ),
    "renvoyer": Deed(
        "ask_referral",
        actions.ask_referral,
        _(
            "Un autre inspecteur confirme ou refuse. Rien n’est bloqué : le papier vaut tant que l’autorité ne l’a pas annulé."
        ),
        forms.ReferralForm,
    ),
    "confirmer": Deed(
        "confirm_referral",
        actions.confirm_referral,
        _(
            "Vous êtes la seconde personne. L’acte est renvoyé à l’autorité compétente, qui seule décide ; le papier vaut jusque-là."
        ),
        forms.ReasonForm,
        danger=True,
    ),
    "refuser": Deed(
        "return_referral",
        actions.return_referral,
        _("Le renvoi n’a pas lieu : l’alerte revient à l’examen."),
        forms.ReasonForm,
    ),
}
QUESTION_DEEDS = {
    "repondre": Deed(
        "answer_inspector",
        actions.answer_inspector,
        _("Dites ce que vous savez de cet acte. Une question n’est pas une accusation."),
        forms.ReplyForm,
        done=_("Votre réponse est partie."),
    ),
}
