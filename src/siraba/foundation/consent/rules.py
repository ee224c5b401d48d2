"""Who may record and withdraw consents. Which are open follows, as for identities, from each house's rules."""

from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.acts import allow
from siraba.foundation.access.policy import Category, Purpose
from siraba.foundation.consent.models import Consent
from siraba.foundation.people.models import Identity
from siraba.foundation.people.rules import RECEIVING_ROLES

PURPOSES = {Purpose.CARE, Purpose.RECEPTION}
CLOSED = _("Le dossier de cette personne ne vous est pas ouvert.")

allow(
    "record_consent",
    _("Enregistrer un consentement"),
    RECEIVING_ROLES,
    PURPOSES,
    lambda actor, person: (
        Identity.objects.visible_to(actor, Category.IDENTITY).filter(person_id=person.pk).exists()
    ),
    CLOSED,
)
allow(
    "withdraw_consent",
    _("Enregistrer un retrait de consentement"),
    RECEIVING_ROLES,
    PURPOSES,
    lambda actor, consent: (
        Consent.objects.visible_to(actor, Category.IDENTITY).filter(pk=consent.pk).exists()
    ),
    CLOSED,
)
