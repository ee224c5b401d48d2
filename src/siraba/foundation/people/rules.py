"""Who may write people down. Which identities are open follows from the records that concern the person:
each house says so in its own rules."""

from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.acts import allow, of_an_agency
from siraba.foundation.access.policy import Category, Purpose
from siraba.foundation.accounts.roles import Role
from siraba.foundation.people.models import Identity

RECEIVING_ROLES = {
    Role.FIRST_LINE,
    Role.RECEPTION_BRANCH,
    Role.CASE_MANAGER,
    Role.SUPERVISOR,
    Role.UNHCR_OFFICER,
}

allow(
    "register_person",
    _("Enregistrer une personne"),
    RECEIVING_ROLES,
    {Purpose.RECEPTION, Purpose.CARE},
    of_an_agency,
    _("Votre compte n’appartient à aucune structure."),
)
allow(
    "correct_identity",
    _("Corriger l’identité"),
    RECEIVING_ROLES,
    {Purpose.RECEPTION, Purpose.CARE},
    lambda actor, identity: (
        Identity.objects.visible_to(actor, Category.IDENTITY).filter(pk=identity.pk).exists()
    ),
    _("Cette identité ne vous est pas ouverte."),
)
