"""How many files stand where: for the authority and UNHCR, and never a count that could be one person's."""

from collections import Counter
from dataclasses import dataclass

from django.utils.translation import gettext as _

from siraba.engines.privacy import Shown, ShownCell, suppress_together
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
    """By stage and by outcome, over all files; both share their total, so they are hidden together."""
    rows = Determination.objects.system(WHY).values_list("state", "outcome")
    states, outcomes = Counter[str](), Counter[str]()
    for state, outcome in rows:
        states[state] += 1
        outcomes[outcome] += 1
    by_state = [(str(one.label), states[one.value]) for one in FileState]
    by_outcome = [
        (_("Pas encore décidé"), outcomes[""]),
        *((str(one.label), outcomes[one.value]) for one in Outcome),
    ]
    tables = [[n for _label, n in by_state], [n for _label, n in by_outcome]]
    shown = suppress_together(tables, [[(0, 0, len(tables[0])), (1, 0, len(tables[1]))]], LEAST)
    return [
        Counted(
            title,
            [(label, _text(cell)) for (label, _n), cell in zip(table, found.cells[0], strict=True)],
            _text(found.total),
        )
        for title, table, found in zip(
            (_("Par étape"), _("Par issue")), (by_state, by_outcome), shown, strict=True
        )
    ]


def _text(cell: ShownCell) -> str:
    return {Shown.COUNT: str(cell.count), Shown.SMALL: f"<{LEAST}", Shown.HIDDEN: "·"}[cell.state]
