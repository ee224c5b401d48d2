"""The acts on an inspection, and on an action after it, as pages."""

from django.utils.translation import gettext_lazy as _

from siraba.foundation.interface.deeds import Deed
from siraba.protection.reception.quality import actions, forms

INSPECTION_DEEDS = {
    "grille": Deed(
        "record_inspection",
        actions.record_inspection,
        _(
            "La grille est une proposition nationale, à valider. Un « Non » à un point obligatoire rend l’antenne non conforme, quel que soit le score."
        ),
        forms.ChecklistForm,
        _("L’inspection est enregistrée."),
        make=lambda _actor, inspection: {"inspection": inspection},
    ),
    "action": Deed(
        "add_quality_action",
        actions.add_quality_action,
        _("Une autre personne que celle qui l’aura faite vérifiera l’action."),
        forms.ActionForm,
        fits=lambda inspection: bool(inspection.failed),
        make=lambda _actor, inspection: {"inspection": inspection},
    ),
    "clore": Deed(
        "verify_inspection",
        actions.verify_inspection,
        _("Chaque point obligatoire qui a manqué a son action, et chaque action a été vérifiée."),
        done=_("L’inspection est close."),
    ),
}
ACTION_DEEDS = {
    "faite": Deed(
        "finish_quality_action",
        actions.finish_quality_action,
        _("Une autre personne que vous la vérifiera."),
        forms.NoteForm,
    ),
    "verifiee": Deed(
        "verify_quality_action",
        actions.verify_quality_action,
        _("Vous avez vu sur place, ou sur une photo datée, que c’est fait."),
    ),
    "rouvrir": Deed(
        "reopen_quality_action",
        actions.reopen_quality_action,
        _("L’action retourne à l’antenne."),
        forms.ReasonForm,
        danger=True,
    ),
}
