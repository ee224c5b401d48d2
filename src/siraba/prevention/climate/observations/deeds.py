"""The acts on a name of a file, as pages."""

from django.utils.translation import gettext_lazy as _

from siraba.foundation.interface.deeds import Deed
from siraba.prevention.climate.observations import actions, forms

NAME_DEEDS = {
    "placer": Deed(
        "place_name",
        actions.place_name,
        _("Les valeurs qui attendent sont prises, et ce nom sera reconnu dans les fichiers suivants de cette source."),
        forms.PlaceNameForm,
        _("Le nom est placé, ses valeurs sont prises."),
        make=lambda _actor, name: {"name": name},
    ),
    "ecarter": Deed(
        "dismiss_name",
        actions.dismiss_name,
        _("Ses valeurs ne sont pas prises, ni celles des fichiers suivants. Vous pourrez rouvrir ce nom."),
        forms.ReasonForm,
        danger=True,
    ),
    "rouvrir": Deed(
        "reopen_name",
        actions.reopen_name,
        _("Ce que ses valeurs avaient écrit redevient ce qui était là avant ; le nom attend de nouveau."),
        danger=True,
    ),
}  # fmt: skip
