"""The measures of need that arrivals, staff, desks, beds, waits, equipment and inspections give.

Of arrivals only counts by branch are read here, for the organisation that received them.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta

from django.db.models import Count, F, Q
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from siraba.foundation.access.actor import Actor
from siraba.foundation.vocabulary import label
from siraba.protection.reception.arrivals.fields import Presence
from siraba.protection.reception.arrivals.models import Arrival
from siraba.protection.reception.branches.models import Branch, Equipment, Member
from siraba.protection.reception.branches.needs import Measure, Values, register
from siraba.protection.reception.quality.selectors import Actions, actions_of, last_inspections
from siraba.protection.reception.queue.report import report_of
from siraba.protection.reception.stays.selectors import beds_tonight

DAYS = 90
WHY = "counts of those who arrived at each branch, for its own head office"


def arrivals_of(branches: Sequence[Branch]) -> dict[int, int]:
    """How many came to each branch in the last 90 days, by unit."""
    rows = _recent(branches).values_list("unit").annotate(number=Count("pk")).order_by()
    return dict.fromkeys((one.unit_id for one in branches), 0) | dict(rows)


def _recent(branches: Sequence[Branch]):
    since = timezone.now() - timedelta(days=DAYS)
    units = [branch.unit_id for branch in branches]
    return Arrival.objects.system(WHY).filter(
        unit__in=units, presence=Presence.HERE, registered_at__gte=since
    )


def _staff(branches: Sequence[Branch]) -> dict[int, list[str]]:
    """The languages of each who works there today, by unit."""
    today = timezone.localdate()
    rows = Member.objects.filter(branch__in=branches).filter(Q(left_on__isnull=True) | Q(left_on__gt=today))
    found: dict[int, list[str]] = defaultdict(list)
    for unit, languages in rows.values_list("branch__unit", "languages"):
        found[unit].append(languages)
    return found


def per_agent(_actor: Actor, branches: Sequence[Branch]) -> Values:
    arrived, staff = arrivals_of(branches), _staff(branches)
    return {unit: arrived[unit] / len(languages) for unit, languages in staff.items()}


def per_desk(_actor: Actor, branches: Sequence[Branch]) -> Values:
    arrived = arrivals_of(branches)
    return {one.unit_id: arrived[one.unit_id] / one.desks for one in branches if one.desks}


def _beds(branches: Sequence[Branch]) -> dict[int, int]:
    """The beds that can be used tonight, by unit, of the branches that have some."""
    by_group = beds_tonight([one.unit_id for one in branches])
    beds = {unit: sum(one.usable for one in groups.values()) for unit, groups in by_group.items()}
    return {unit: number for unit, number in beds.items() if number}


def per_bed(_actor: Actor, branches: Sequence[Branch]) -> Values:
    arrived = arrivals_of(branches)
    return {unit: arrived[unit] / beds for unit, beds in _beds(branches).items()}


def waiting(_actor: Actor, branches: Sequence[Branch]) -> Values:
    """The minutes that nine out of ten waited at most; not known where nobody was called."""
    today = timezone.localdate()
    report = report_of(branches, today - timedelta(days=DAYS), today)
    return {branch.unit_id: waits.ninth_decile for branch, waits in report.branches}


def _unspoken(branches: Sequence[Branch]) -> dict[int, dict[str, int]]:
    """By unit, the languages of those who share none with the staff, and of how many; no staff written down, no answer."""
    staff = _staff(branches)
    rows = (
        _recent(branches).exclude(languages="").values_list("unit", "languages").annotate(number=Count("pk"))
    )
    found: dict[int, dict[str, int]] = {unit: {} for unit in staff}
    for unit, languages, number in rows.order_by():
        spoken = {code for each in staff.get(unit, []) for code in each.split()}
        if unit in found and not spoken & set(languages.split()):
            found[unit][languages] = found[unit].get(languages, 0) + number
    return found


def unspoken(_actor: Actor, branches: Sequence[Branch]) -> Values:
    return {unit: sum(languages.values()) for unit, languages in _unspoken(branches).items()}


def broken(_actor: Actor, branches: Sequence[Branch]) -> Values:
    """The kinds of equipment that were counted and of which something does not work, or is not there."""
    counted: Mapping[int, int] = dict(
        Equipment.objects.filter(branch__in=branches)
        .values_list("branch__unit")
        .annotate(number=Count("pk", filter=_missing))
        .order_by()
    )
    return counted


_missing = Q(number=0) | Q(working__lt=F("number"))


def to_do(_actor: Actor, branches: Sequence[Branch]) -> Values:
    actions = actions_of(branches)
    return {unit: actions.get(unit, Actions()).open for unit in last_inspections(branches)}


# One figure in a sentence


def _why_per_agent(_actor: Actor, branch: Branch, value: float) -> str:
    return _("%(arrivals)d personnes y sont arrivées en %(days)d jours, soit %(value)s par agent.") % {
        "arrivals": arrivals_of([branch])[branch.unit_id],
        "days": DAYS,
        "value": number_format(value, 1),
    }


def _why_per_desk(_actor: Actor, branch: Branch, value: float) -> str:
    return _("Guichets : %(desks)d, soit %(value)s arrivées par guichet en %(days)d jours.") % {
        "desks": branch.desks,
        "value": number_format(value, 1),
        "days": DAYS,
    }


def _why_per_bed(_actor: Actor, branch: Branch, value: float) -> str:
    return _("Lits utilisables : %(beds)d, soit %(value)s arrivées par lit en %(days)d jours.") % {
        "beds": _beds([branch])[branch.unit_id],
        "value": number_format(value, 1),
        "days": DAYS,
    }


def _why_waiting(_actor: Actor, _branch: Branch, value: float) -> str:
    return _("Neuf personnes sur dix y ont attendu %(value)d min au plus avant le premier appel.") % {
        "value": value
    }


def _why_unspoken(_actor: Actor, branch: Branch, value: float) -> str:
    if not value:
        return _("Chacun de ceux qui y arrivent partage une langue avec un agent.")
    codes = {code for languages in _unspoken([branch])[branch.unit_id] for code in languages.split()}
    names = ", ".join(sorted(label("language", code) for code in codes))
    return _("%(value)d personnes n’y ont trouvé aucun agent de leur langue (%(languages)s).") % {
        "value": value,
        "languages": names,
    }


def _why_broken(_actor: Actor, branch: Branch, value: float) -> str:
    if not value:
        return _("Tout le matériel compté marche.")
    kinds = ", ".join(str(one) for one in branch.equipment.filter(_missing))
    return _("Il manque ou ne marche pas : %(kinds)s.") % {"kinds": kinds}


def _why_to_do(_actor: Actor, _branch: Branch, value: float) -> str:
    return _("Actions demandées par une inspection et pas encore faites : %(value)d.") % {"value": value}


PERSONS = gettext_lazy("personnes en 90 jours")
for measure in (
    Measure("per_agent", gettext_lazy("Arrivées par agent"), PERSONS, "low", per_agent, _why_per_agent),
    Measure("per_desk", gettext_lazy("Arrivées par guichet"), PERSONS, "low", per_desk, _why_per_desk),
    Measure("per_bed", gettext_lazy("Arrivées par lit"), PERSONS, "low", per_bed, _why_per_bed),
    Measure(
        "waiting",
        gettext_lazy("Attente de neuf personnes sur dix"),
        gettext_lazy("minutes au plus"),
        "low",
        waiting,
        _why_waiting,
    ),
    Measure(
        "unspoken",
        gettext_lazy("Personnes sans agent de leur langue"),
        PERSONS,
        "low",
        unspoken,
        _why_unspoken,
    ),
    Measure(
        "broken",
        gettext_lazy("Matériel absent ou en panne"),
        gettext_lazy("sortes de matériel"),
        "low",
        broken,
        _why_broken,
    ),
    Measure(
        "to_do",
        gettext_lazy("Actions d’inspection à faire"),
        gettext_lazy("actions"),
        "low",
        to_do,
        _why_to_do,
    ),
):
    register(measure)
