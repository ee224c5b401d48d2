"""How much each agreement and each contradiction says: a Fellegi–Sunter model with frequencies, of three worlds.

A record is the person sought, a brother or sister, or somebody else. In the first world names agree but for spelling; in
the second parents, surname and place agree and the rest is chance; in the third all is chance, that is, as frequent as in
the register. A surname shared by a tenth of the country says little because of the third; two parents shared by another
child say little because of the second.

Source: I. Fellegi, A. Sunter, A Theory for Record Linkage, 1969; the second world and the estimate with at most one right
answer a request are this engine's own.
"""

from dataclasses import dataclass, field, replace

import numpy as np

from siraba.engines.matching.people import NAMES

# Fields of a comparison, in the order of its columns
FIELDS = (*NAMES, "sex", "born", "day", "place", "order", "phone")
FAMILY = ("family_name", "father_given", "mother_given", "mother_family", "place", "order", "phone")
NAMESAKE = 0.2  # of chance: a child is seldom given the name of a brother or sister
MISSING = -1


@dataclass(frozen=True)
class Weights:
    """The chances of each level of agreement between two records of one person, from the lowest level to the highest.

    names: different, part of several words, near, a slip, a pet name, the same.
    place: elsewhere; another cercle of the region; the region, where no more is known; another village of the cercle; the
        cercle, where no more is known; the village. Each is a chance among what is known of the place.
    born: mistaken, or right within what an age told so may be off.
    copied: how often a name is spelt alike beyond chance.
    spread: how far off ages are, where `people.birth` expects 1.
    in_part: how often one of several given names is left out.
    swapped: how often names stand in the other order.
    answered: how many of those sought are in the register.
    relatives: how many brothers and sisters each has there.

    The defaults are a careful guess.
    """

    names: dict[str, np.ndarray] = field(
        default_factory=lambda: {name: _of(0.02, 0.04, 0.03, 0.02, 0.03, 0.86) for name in NAMES}
    )
    copied: dict[str, float] = field(default_factory=lambda: dict.fromkeys(NAMES, 0.2))
    sex: np.ndarray = field(default_factory=lambda: _of(0.02, 0.98))
    born: np.ndarray = field(default_factory=lambda: _of(0.03, 0.97))
    day: np.ndarray = field(default_factory=lambda: _of(0.15, 0.85))
    place: np.ndarray = field(default_factory=lambda: _of(0.15, 0.02, 0.83, 0.04, 0.82, 0.80))
    spread: float = 1.0
    phone: np.ndarray = field(default_factory=lambda: _of(0.4, 0.6))
    in_part: float = 0.3
    swapped: float = 0.02
    answered: float = 0.5
    relatives: float = 2.0

    def chances(self, name: str) -> np.ndarray:
        return self.names[name] if name in self.names else getattr(self, name)

    def replaced(self, **changes: object) -> "Weights":
        return replace(self, **changes)  # type: ignore[arg-type]


def _of(*chances: float) -> np.ndarray:
    return np.array(chances)
