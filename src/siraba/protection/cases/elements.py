"""Act, means and purpose: the elements of trafficking in persons, shown as an aid and never as the decision.

Source: Protocol to Prevent, Suppress and Punish Trafficking in Persons (Palermo, 2000), article 3: an act and
a purpose, and a means unless the person is under 18 (3 c, d).
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Elements:
    """Codes of the lists act, means and purpose_palermo."""

    acts: tuple[str, ...] = ()
    means: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()

    def met(self, child: bool) -> bool:
        return bool(self.acts and self.purposes and (self.means or child))

    def as_words(self) -> dict[str, list[str]]:
        return {"acts": list(self.acts), "means": list(self.means), "purposes": list(self.purposes)}
