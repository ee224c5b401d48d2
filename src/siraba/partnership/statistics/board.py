"""What the boards of live cases read: counts from the summary, delays from the headers of referrals."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from unicodedata import normalize

from django.conf import settings
from django.db.models import QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.errors import NotVisible
from siraba.foundation.access.policy import Category, Scope
from siraba.foundation.vocabulary import choices
from siraba.partnership.statistics.delays import Delay, Escalation, delays, escalations
from siraba.partnership.statistics.models import CaseCount, Summary
from siraba.partnership.statistics.summaries import CASES
from siraba.partnership.statistics.tables import Axis, Plan, Table, cross
from siraba.protection.cases.models import CaseState
from siraba.protection.referrals.selectors import late_referrals

# Fixed tables and no filter: two filtered tables could be subtracted from one another.
OWN_PLANS = (
    Plan("etats", gettext_lazy("État selon le parcours"), "state", "pathway"),
    Plan("regions", gettext_lazy("Région selon l’état"), "region", "state"),
    Plan("risques", gettext_lazy("Risque selon l’échéance"), "risk", "late"),
)
PLANS = (*OWN_PLANS, Plan("structures", gettext_lazy("Structure selon l’état"), "organisation", "state"))
FIELDS = {
    "state": "state",
    "pathway": "pathway",
    "risk": "risk",
    "late": "late",
    "region": "region__name",
    "organisation": "organisation__short_name",
}
LISTED = 50


def national_tables(actor: Actor) -> list[Table]:
    """All live cases, small counts hidden.

    Raises:
        NotVisible: the actor does not see national aggregates.
    """
    if Scope.AGG not in actor.scopes(Category.STATISTICS):
        raise NotVisible
    return _tables(CaseCount.objects.all(), PLANS, settings.SMALL_COUNT)


def own_tables(actor: Actor) -> list[Table]:
    """The cases of the actor's own organisation, with their exact counts.

    Raises:
        NotVisible: the actor does not see its organisation's statistics.
    """
    if Scope.OWN not in actor.scopes(Category.STATISTICS) or actor.organisation_id is None:
        raise NotVisible
    return _tables(CaseCount.objects.filter(organisation=actor.organisation_id), OWN_PLANS, None)


def counted_at() -> datetime | None:
    """When the live cases were counted."""
    return Summary.objects.filter(name=CASES).values_list("refreshed_at", flat=True).first()


@dataclass(frozen=True)
class Lateness:
    """The late referrals: by service and receiver, and the first of the list; `more` are not listed."""

    delays: list[Delay]
    listed: list[Escalation]
    more: int


def lateness(actor: Actor) -> Lateness:
    """Late referrals by their headers alone; empty for an actor who may not see these."""
    now, headers = timezone.now(), list(late_referrals(actor))
    late = escalations(headers, now)
    return Lateness(delays(headers, now), late[:LISTED], max(0, len(late) - LISTED))


def _tables(rows: QuerySet[CaseCount], plans: Iterable[Plan], threshold: int | None) -> list[Table]:
    grouped = rows.order_by().values(*FIELDS.values()).annotate(number=Sum("count"))
    counts = [({name: row[field] for name, field in FIELDS.items()}, row["number"]) for row in grouped]
    return cross(counts, _axes([row for row, _number in counts]), tuple(plans), threshold) if counts else []


def _axes(rows: Sequence[Mapping]) -> dict[str, Axis]:
    met = {name: {row[name] for row in rows} for name in FIELDS}
    not_told = _("Non renseigné")
    return {
        "state": Axis(_("État"), _known(CaseState.choices, met["state"])),
        "pathway": Axis(_("Parcours"), _known(choices("pathway"), met["pathway"])),
        "risk": Axis(_("Risque"), _known([*choices("risk_level"), ("", not_told)], met["risk"])),
        "late": Axis(
            _("Échéance"), _known([(False, _("Dans les délais")), (True, _("En retard"))], met["late"])
        ),
        "region": Axis(_("Région"), _named(met["region"], not_told)),
        "organisation": Axis(_("Structure"), _named(met["organisation"], not_told)),
    }


def _known(labels: Iterable[tuple], met: set) -> dict:
    return {code: label for code, label in labels if code in met}


def _named(met: set, not_told: str) -> dict:
    """Names as they are, É beside E; what has none comes last."""
    names = {name: name for name in sorted(met - {None}, key=lambda name: normalize("NFKD", name).casefold())}
    return {**names, None: not_told} if None in met else names
