"""The acts on a call, an application and an appeal as pages."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.interface.deeds import Deed
from siraba.protection.reintegration.calls import (
    actions,
    appeals,
    applications,
    evaluating,
    forms,
)
from siraba.protection.reintegration.calls.appeals import appeal_until
from siraba.protection.reintegration.calls.models import Application, ApplicationState, Call
from siraba.protection.reintegration.calls.selectors import own_evaluation


def _of_call(_actor: Actor, call: Call) -> dict[str, Any]:
    return {"call": call}


def _of_application(_actor: Actor, application: Application) -> dict[str, Any]:
    return {"application": application}


CALL_DEEDS = {
    "modifier": Deed("amend_call", actions.amend_call, "", forms.CallForm, make=_of_call),
    "ouvrir": Deed(
        "open_call",
        actions.open_call,
        _("On pourra déposer des demandes du premier au dernier jour ; les règles ne changeront plus."),
    ),
    "clore": Deed(
        "close_call", actions.close_call, _("Plus aucune demande n’entrera dans cet appel."), danger=True
    ),
}

APPLICATION_DEEDS = {
    "recevable": Deed(
        "admit_application",
        applications.admit_application,
        _("Le projet est attribué par le sort à deux évaluateurs, qui ne verront aucun nom."),
    ),
    "irrecevable": Deed(
        "reject_application",
        applications.reject_application,
        _("La demande ne remplit pas les conditions de l’appel. Le demandeur peut former un recours."),
        forms.ReasonForm,
        danger=True,
    ),
    "presenter": Deed(
        "shortlist_application", applications.shortlist_application, _("La demande va au comité.")
    ),
    "piece": Deed(
        "attach_to_application",
        applications.attach_to_application,
        _("Un devis, une attestation : chiffrée, et lue par qui peut connaître le demandeur."),
        forms.PaperForm,
    ),
    "retirer": Deed(
        "withdraw_application",
        applications.withdraw_application,
        _("Le demandeur ne veut plus de cette aide. Il pourra répondre à un autre appel."),
        danger=True,
    ),
    "recours": Deed(
        "file_appeal",
        appeals.file_appeal,
        _("Quelqu’un d’autre que qui a dit non regardera à nouveau."),
        forms.AppealForm,
        fits=lambda application: appeal_until(application) is not None,
    ),
}

# Those of an evaluator, on the desk's own page of a project
EVALUATION_DEEDS = {
    "sans-conflit": Deed(
        "declare_no_conflict",
        evaluating.declare_no_conflict,
        _(
            "Je n’ai aucun lien avec ce projet : ni parent, ni affaire, ni amitié avec qui je crois y reconnaître."
        ),
    ),
    "conflit": Deed(
        "declare_conflict",
        evaluating.declare_conflict,
        _(
            "Le projet va à un autre évaluateur. C’est une bonne raison, et personne ne vous en tiendra rigueur."
        ),
        forms.ConflictForm,
        danger=True,
    ),
    "noter": Deed(
        "score_application",
        evaluating.score_application,
        _("Une note donnée ne se change plus."),
        forms.ScoreForm,
        make=_of_application,
    ),
}

APPEAL_DEEDS = {
    "accueillir": Deed(
        "uphold_appeal",
        appeals.uphold_appeal,
        _("Le refus tombe : la demande redevient recevable, ou retourne au comité."),
        forms.UpholdForm,
    ),
    "rejeter": Deed("dismiss_appeal", appeals.dismiss_appeal, "", forms.DismissForm, danger=True),
}


def evaluation_slugs(actor: Actor, application: Application) -> list[str]:
    """What an evaluator may do with a project now."""
    if application.state != ApplicationState.ADMISSIBLE:
        return []
    own = own_evaluation(actor, application)
    if own is None:
        return ["sans-conflit", "conflit"]
    return [] if own.conflict or own.total is not None else ["noter", "conflit"]
