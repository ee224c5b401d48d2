"""How many files stand where: for the authority and UNHCR, and never a count that could be one person's."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from siraba.engines.privacy import Shown, ShownCell, suppress
from siraba.protection.statelessness.models import Determination, FileState, Outcome

# Shown from eleven persons on: « above ten », as the research note has it
LEAST = 11
WHY = "counts of files, small ones hidden"


@dataclass(frozen=True)
class Counted:
    title: str
    rows: list[tuple[str, str]]
    total: str


def counted() -> list[Counted]:
    """By stage and by outcome, over all files: the margins of one table, so that neither betrays the other."""
    rows = Determination.objects.system(WHY).values_list("state", "outcome")
    numbers = Counter(rows)
    stages = [(one.value, str(one.label)) for one in FileState]
    outcomes = [("", _("Pas encore décidé")), *((one.value, str(one.label)) for one in Outcome)]
    shown = suppress([[numbers[stage, outcome] for outcome, _o in outcomes] for stage, _s in stages], LEAST)
    total = _text(shown.total)
    return [
        Counted(_("Par étape"), _rows(stages, shown.row_totals), total),
        Counted(_("Par issue"), _rows(outcomes, shown.column_totals), total),
    ]


def _rows(names: list[tuple[str, str]], cells: Sequence[ShownCell]) -> list[tuple[str, str]]:
    return [(label, _text(cell)) for (_code, label), cell in zip(names, cells, strict=True)]


def _text(cell: ShownCell) -> str:
    return {Shown.COUNT: str(cell.count), Shown.SMALL: f"<{LEAST}", Shown.HIDDEN: "·"}[cell.state]
