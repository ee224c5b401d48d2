"""The act on a danger, as a page."""

from django.utils.translation import gettext_lazy as _

from siraba.foundation.interface.deeds import Deed
from siraba.prevention.climate.atlas import actions, forms

DANGER_DEEDS = {
    "retirer": Deed(
        "withdraw_danger",
        actions.withdraw_danger,
        _("Le danger quitte la carte ; sa ligne reste, avec le motif."),
        forms.WithdrawForm,
        danger=True,
    ),
}
