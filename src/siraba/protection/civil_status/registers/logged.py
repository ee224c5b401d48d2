"""Where a version stands in the public log."""

from dataclasses import dataclass

from siraba.foundation.audit.log import Place, place_of
from siraba.protection.civil_status.registers.models import ActVersion


@dataclass(frozen=True)
class Logged:
    """A version and its place; `provisional` until witnesses have signed over it."""

    version: ActVersion
    place: Place | None

    @property
    def provisional(self) -> bool:
        return self.place is None or not self.place.cosigned


def logged(versions: list[ActVersion]) -> list[Logged]:
    return [Logged(version, place_of(version.line)) for version in versions]
