"""What a referral keeps about a person, and what of it keeps her records from going."""

from uuid import UUID

from django.utils.translation import gettext as _

from siraba.foundation.retention.holdings import hold, obstacle
from siraba.protection.referrals.models import UNFINISHED, Referral


def running(person: UUID) -> str:
    rows = Referral.objects.system("what keeps a record from going")
    unfinished = rows.filter(case__person=person, state__in=UNFINISHED).exists()
    return _("Un référencement de cette personne n’est pas terminé.") if unfinished else ""


hold(Referral, "case__person", 20)
obstacle(running)
