"""Who may carry records on a device, who wipes it, and who decides between two versions of a field."""

from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import allow, of_an_agency
from siraba.foundation.access.policy import Category, Purpose
from siraba.foundation.accounts.roles import Role
from siraba.foundation.offline.models import Device, Edit
from siraba.foundation.people.rules import RECEIVING_ROLES

WORK = {Purpose.CARE, Purpose.RECEPTION}
# Who keeps a fund writes down what is asked for on the way; it carries no record of a person
CARRYING = RECEIVING_ROLES | {Role.FUND_OFFICER}
ON_THE_WAY = (Purpose.CARE, Purpose.RECEPTION, Purpose.FUND)
NOT_YOURS = _("Cet appareil est celui d’un autre compte.")


def _own(actor: Actor, device: Device) -> bool:
    return device.account_id == actor.account_id


def _own_or_of_agency(actor: Actor, device: Device) -> bool:
    """Its account, or the administrator of the agency of its account."""
    if actor.role == Role.ORGANISATION_ADMINISTRATOR:
        return device.account.organisation_id == actor.organisation_id
    return _own(actor, device)


def _is_shown(actor: Actor, edit: Edit) -> bool:
    return Edit.objects.visible_to(actor, Category.IDENTITY).filter(pk=edit.pk).exists()


allow("enrol_device", _("Préparer un appareil"), CARRYING, ON_THE_WAY, of_an_agency, NOT_YOURS)
allow("release_keys", _("Rouvrir un appareil"), CARRYING, ON_THE_WAY, _own, NOT_YOURS)
allow("carry_records", _("Emporter des dossiers"), CARRYING, ON_THE_WAY, _own, NOT_YOURS)
allow("apply_edit", _("Modifier hors ligne"), RECEIVING_ROLES, WORK, _own, NOT_YOURS)
allow(
    "wipe_device",
    _("Effacer l’appareil"),
    CARRYING | {Role.ORGANISATION_ADMINISTRATOR},
    {*ON_THE_WAY, Purpose.ACCOUNTS},
    _own_or_of_agency,
    NOT_YOURS,
)
for act, label in (
    ("keep_edit", _("Retenir la modification")),
    ("drop_edit", _("Écarter la modification")),
):
    allow(act, label, RECEIVING_ROLES, WORK, _is_shown, _("Cette identité ne vous est pas ouverte."))
