"""What a project must say, and whether what it says can be."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Sum
from django.utils.translation import gettext as _

from siraba.foundation.access.errors import Invalid
from siraba.prevention.development.models import Project

WHOLE = 100


def check_dates(starts_on: date, ends_on: date) -> None:
    """Raises Invalid."""
    if ends_on < starts_on:
        raise Invalid(_("La fin vient avant le début."), "ends_on")


def check_people(women: int, men: int, youth: int) -> None:
    """Raises Invalid."""
    if women + men == 0:
        raise Invalid(_("Comptez au moins une personne."), "women")
    if youth > women + men:
        raise Invalid(_("Les jeunes comptent parmi les femmes et les hommes : il y en a trop."), "youth")


def check_shares(shares: Sequence[tuple[str, int]]) -> None:
    """Raises Invalid."""
    if len({code for code, _share in shares}) < len(shares):
        raise Invalid(_("Un secteur est donné deux fois."))
    total = sum(share for _code, share in shares)
    if total != WHOLE:
        raise Invalid(_("Les parts font %(total)d %% : il faut 100 %%.") % {"total": total})


def cost_of(project: Project) -> int:
    """Whole francs: the sum of the budget."""
    return project.budget.aggregate(total=Sum("amount"))["total"] or 0


def lacking(project: Project) -> list[str]:
    """What every project says before it is appraised, and this one does not."""
    missing = []
    if not project.zones.exists():
        missing.append(_("une zone"))
    if sum(project.sectors.values_list("share", flat=True)) != WHOLE:
        missing.append(_("les secteurs, qui font 100 %%") % {})
    if not project.budget.exists():
        missing.append(_("le budget"))
    if not project.indicators.exists():
        missing.append(_("un indicateur"))
    if project.unanswered:
        missing.append(_("les marqueurs : %(names)s") % {"names": ", ".join(project.unanswered)})
    return missing
