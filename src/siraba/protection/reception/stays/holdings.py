"""A stay goes with the person; while she has a bed, nothing of hers goes."""

from uuid import UUID

from django.utils.translation import gettext as _

from siraba.foundation.retention.holdings import hold, obstacle
from siraba.protection.reception.stays.models import LIVE, Stay


def has_a_bed(person: UUID) -> str:
    rows = Stay.objects.system("what keeps a record from going")
    return (
        _("Un lit est tenu pour cette personne.")
        if rows.filter(person=person, state__in=LIVE).exists()
        else ""
    )


hold(Stay, "person", 5, party=None, bed="")
obstacle(has_a_bed)
