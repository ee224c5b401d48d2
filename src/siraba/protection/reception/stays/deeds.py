"""The acts on a stay as pages."""

from django.utils.translation import gettext_lazy as _

from siraba.foundation.interface.deeds import Deed
from siraba.protection.reception.stays import actions, forms

STAY_DEEDS = {
    "entree": Deed(
        "take_in",
        actions.take_in,
        _("Le lit est occupé à partir de maintenant. Un lit occupé ailleurs par elle se libère."),
        forms.TakeInForm,
        make=lambda _actor, stay: {"initial": {"bed": stay.bed}},
    ),
    "sortie": Deed("free_bed", actions.free_bed, _("Le lit est libre aussitôt."), forms.LeavingForm),
    "prolonger": Deed(
        "extend_stay",
        actions.extend_stay,
        _("Le chef de l’antenne ou la direction décide ; jusque-là, le jour de départ reste le même."),
        forms.ExtensionForm,
    ),
    "absente": Deed(
        "mark_no_show", actions.mark_no_show, _("Le lit réservé est libre aussitôt."), danger=True
    ),
    "annuler": Deed(
        "cancel_reservation",
        actions.cancel_reservation,
        _("Le lit réservé est libre aussitôt."),
        forms.NoteForm,
        danger=True,
    ),
}
