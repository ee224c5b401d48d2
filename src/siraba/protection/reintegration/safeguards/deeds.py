"""The acts on a flag as pages."""

from django.utils.translation import gettext_lazy as _

from siraba.foundation.interface.deeds import Deed
from siraba.protection.reintegration.safeguards import actions, forms

FLAG_DEEDS = {
    "lever": Deed(
        "clear_flag",
        actions.clear_flag,
        _("Le paiement n’est plus arrêté par ce signalement. La raison et votre nom restent au journal."),
        forms.ClearForm,
    ),
    "confirmer": Deed(
        "confirm_flag",
        actions.confirm_flag,
        _(
            "Rien n’est payé tant que le comité ou le secrétariat n’a pas décidé, et qu’un autre n’a pas levé le signalement."
        ),
        forms.ConfirmForm,
        danger=True,
    ),
}
