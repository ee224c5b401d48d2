"""How much each agreement and each contradiction says: a Fellegi–Sunter model with frequencies, of three worlds.

A record is the person sought, a brother or sister, or somebody else. In the first world names agree but for spelling; in
the second parents, surname and place agree and the rest is chance; in the third all is chance, that is, as frequent as in
the register. A surname shared by a tenth of the country says little because of the third; two parents shared by another
child say little because of the second.

Source: I. Fellegi, A. Sunter, A Theory for Record Linkage, 1969; the second world and the estimate with at most one right
answer a request are this engine's own.
"""

from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

import numpy as np

from siraba.engines.matching.calibration import Calibration
from siraba.engines.matching.people import NAMES

# Fields of a comparison, in the order of its columns
FIELDS = (*NAMES, "sex", "born", "day", "place", "order", "phone")
FAMILY = ("family_name", "father_given", "mother_given", "mother_family", "place", "order", "phone")
NAMESAKE = 0.2  # of chance: a child is seldom given the name of a brother or sister
MISSING = -1
# Beside names, the facts whose levels' chances add up to 1, and single chances
SUMMED = ("sex", "born", "day", "phone")
CHANCES = ("in_part", "swapped", "answered")
LARGEST = 1_000.0


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
    calibration: what turns the odds told into those that came true.

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
    calibration: Calibration = Calibration()

    def chances(self, name: str) -> np.ndarray:
        return self.names[name] if name in self.names else getattr(self, name)

    def replaced(self, **changes: object) -> "Weights":
        return replace(self, **changes)  # type: ignore[arg-type]

    def as_json(self) -> dict[str, Any]:
        """Plain numbers, lists and mappings, from which `of_json` makes the same weights."""
        return {one.name: _plain(getattr(self, one.name)) for one in fields(self)}

    @classmethod
    def of_json(cls, kept: Any) -> "Weights":
        """Weights of what `as_json` gave.

        Raises:
            ValueError: something is missing, unknown, or no number where one belongs; a chance is not between 0 and 1, or
                those of one fact do not add up to 1.
        """
        if not _same_shape(kept, cls().as_json()):
            raise ValueError("these are no weights")
        arrays = {name: np.array(kept[name], dtype=float) for name in (*SUMMED, "place")}
        changed: dict[str, Any] = {
            "names": {name: np.array(chances, dtype=float) for name, chances in kept["names"].items()},
            "calibration": Calibration(**kept["calibration"]),
        }
        weights = cls(**kept | arrays | changed)
        weights._check()
        return weights

    def _check(self) -> None:
        summed = [*self.names.values(), *(self.chances(name) for name in SUMMED)]
        loose = [*self.place, *self.copied.values(), *(getattr(self, name) for name in CHANCES)]
        if not all(0 < chance < 1 for chance in np.concatenate([*summed, loose])):
            raise ValueError("a chance lies between 0 and 1")
        if not np.allclose([chances.sum() for chances in summed], 1, rtol=0, atol=1e-6):
            raise ValueError("the chances of one fact add up to 1")
        if not (0 < self.spread <= LARGEST and 0 <= self.relatives <= LARGEST):
            raise ValueError("nobody's age is off, and nobody has relatives, by so much")


def _plain(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    return asdict(value) if isinstance(value, Calibration) else float(value)


def _same_shape(value: Any, example: Any) -> bool:
    """Whether both have the same names and lengths, and numbers in the same places."""
    if isinstance(example, dict):
        return (
            isinstance(value, dict)
            and value.keys() == example.keys()
            and all(_same_shape(value[name], one) for name, one in example.items())
        )
    if isinstance(example, list):
        return (
            isinstance(value, list) and len(value) == len(example) and all(map(_same_shape, value, example))
        )
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= LARGEST


def _of(*chances: float) -> np.ndarray:
    return np.array(chances)
