"""The sheet that a person takes along: what she reads, and whoever finds it. It names neither her nor what befell her."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.services.models import Service
from siraba.foundation.services.opening import hours_in_words
from siraba.foundation.services.selectors import place_open_to, with_parts
from siraba.protection.reception.branches.models import Branch
from siraba.protection.reception.orientation.models import Orientation, Recording
from siraba.protection.reception.orientation.selectors import recording_for_sheet

# The type of a service in words that mark nobody
PLAIN: dict[str, str | Promise] = {
    "food": _("Manger"),
    "medical": _("Voir un soignant"),
    "psychosocial": _("Parler avec quelqu’un"),
    "nfi": _("Recevoir des affaires utiles"),
    "shelter": _("Un endroit où dormir"),
    "legal_aid": _("Connaître vos droits"),
    "documentation": _("Vos papiers"),
    "family_tracing": _("Des nouvelles de votre famille"),
    "family_mediation": _("Parler avec votre famille"),
    "reunification": _("Retrouver votre famille"),
    "alternative_care": _("Un endroit où dormir"),
    "education": _("L’école"),
    "vocational": _("Apprendre un métier"),
    "livelihood": _("Commencer une activité"),
    "avr": _("Préparer le voyage"),
    "transport": _("Le transport"),
    "asylum": _("Vos démarches"),
    "statelessness": _("Vos démarches"),
    "cash": _("Une aide"),
    "interpretation": _("Un interprète"),
    "justice_support": _("Être accompagné dans vos démarches"),
    "case_management": _("Un accompagnement"),
}


@dataclass(frozen=True)
class Sheet:
    """What is printed. Of a protected place neither who, nor where, nor when: somebody goes along (`escorted`).

    `number` is that of the referral, by which the service knows of her.
    """

    what: str
    escorted: bool
    who: str
    where: str
    landmark: str
    hours: str
    bring: Sequence[str]
    fees: str
    phones: Sequence[tuple[str, str]]
    branch: str
    branch_phones: str
    number: str
    recording: Recording | None


def sheet_of(actor: Actor, orientation: Orientation) -> Sheet:
    """The sheet of an orientation that is open to the actor."""
    service = with_parts(Service.objects.filter(pk=orientation.service_id)).get()
    hidden = service.place_protected or not place_open_to(actor, service)
    branch = Branch.objects.select_related("unit").filter(unit=orientation.unit_id).first()
    phones = [(row.function, row.number) for row in service.phones.all() if row.public and not hidden]
    return Sheet(
        what=str(PLAIN[orientation.service_type]),
        escorted=hidden,
        who="" if hidden else service.provider.short_name,
        where="" if hidden else str(service.area),
        landmark="" if hidden else service.place,
        hours="" if hidden else hours_in_words(service.schedules.all()) or service.hours,
        bring=[] if hidden else [row.name for row in service.documents.all()],
        fees="" if hidden else service.fees,
        phones=phones,
        branch=branch.unit.name if branch else "",
        branch_phones=branch.phones if branch else "",
        number=orientation.referral.code if orientation.referral and not hidden else "",
        recording=recording_for_sheet(orientation, of_its_own=not hidden),
    )
