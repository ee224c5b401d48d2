"""The checklists of inspections, one file a version. A version never changes; the last one is for new inspections."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

DATA = Path(__file__).parent / "data"
YES, NO, NOT_APPLICABLE = "yes", "no", "na"
Said = Literal["yes", "no", "na"]


@dataclass(frozen=True)
class Item:
    """One thing to look at. `mandatory`: a branch where it fails is not in order, whatever the rest."""

    code: str
    theme: str
    weight: int
    mandatory: bool
    text: str


@dataclass(frozen=True)
class Checklist:
    version: int
    items: Sequence[Item]

    def item(self, code: str) -> Item:
        """Raises KeyError for an item that this version does not have."""
        return {item.code: item for item in self.items}[code]

    def themes(self) -> dict[str, list[Item]]:
        found: dict[str, list[Item]] = {}
        for item in self.items:
            found.setdefault(item.theme, []).append(item)
        return found

    def score(self, said: Mapping[str, str]) -> int | None:
        """The weighted share, in whole per cent, of the items that apply and are met; None when none applies."""
        met = sum(item.weight for item in self.items if said.get(item.code) == YES)
        missed = sum(item.weight for item in self.items if said.get(item.code) == NO)
        return 100 * met // (met + missed) if met + missed else None

    def failed(self, said: Mapping[str, str]) -> list[Item]:
        return [item for item in self.items if said.get(item.code) == NO]

    def conforms(self, said: Mapping[str, str]) -> bool:
        """No mandatory item fails."""
        return not any(item.mandatory for item in self.failed(said))


def _read(path: Path) -> Checklist:
    with path.open(encoding="utf-8", newline="") as lines:
        items = tuple(
            Item(row["code"], row["theme"], int(row["weight"]), row["mandatory"] == "yes", row["text"])
            for row in csv.DictReader(lines)
        )
    return Checklist(int(path.stem.split("-")[1]), items)


CHECKLISTS = {one.version: one for one in map(_read, sorted(DATA.glob("checklist-*.csv")))}
CURRENT = max(CHECKLISTS)
