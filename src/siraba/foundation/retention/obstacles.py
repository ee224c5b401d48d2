"""What keeps a person's records from going today: orders of justice, disclosures that are out, overrides under review."""

from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.foundation.consent.models import Override, OverrideState
from siraba.foundation.handover.models import OPEN, CourtOrder, Disclosure, DisclosureState
from siraba.foundation.retention.holdings import obstacle

WHY = "what keeps a record from going"


def court_order(person: UUID) -> str:
    binding = CourtOrder.objects.system(WHY).filter(person=person, valid_to__gte=timezone.localdate())
    return _("Une décision de justice en cours vise cette personne.") if binding.exists() else ""


def disclosure(person: UUID) -> str:
    out = Disclosure.objects.system(WHY).filter(person=person, state__in=(DisclosureState.REQUESTED, *OPEN))
    return _("Une divulgation à la justice est en cours.") if out.exists() else ""


def override(person: UUID) -> str:
    settled = (OverrideState.REFUSED, OverrideState.REVIEWED)
    pending = Override.objects.system(WHY).filter(person=person).exclude(state__in=settled)
    return _("Une dérogation attend encore sa décision ou sa revue.") if pending.exists() else ""


for find in (court_order, disclosure, override):
    obstacle(find)
