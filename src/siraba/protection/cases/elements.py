"""Act, means and purpose: the elements of trafficking in persons, shown as an aid and never as the decision.

Source: Protocol to Prevent, Suppress and Punish Trafficking in Persons (Palermo, 2000), article 3: an act and
a purpose, and a means unless the person is under 18 (3 c, d).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Elements:
    """Codes of the lists act, means and purpose_palermo."""

    acts: tuple[str, ...] = ()
    means: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()

    @classmethod
    def from_words(cls, words: Mapping[str, Any]) -> "Elements":
        return cls(*(tuple(words.get(name, ())) for name in ("acts", "means", "purposes")))

    def met(self, child: bool) -> bool:
        return bool(self.acts and self.purposes and (self.means or child))

    def explained(self, child: bool) -> str:
        """Whether the elements are there, and which are missing: why the aid says what it says."""
        if self.met(child):
            return (
                _("Repère : un acte et un but sont notés ; pour un enfant, aucun moyen n’est nécessaire.")
                if child
                else _("Repère : un acte, un moyen et un but sont notés.")
            )
        wanted = [(self.acts, _("un acte")), (self.purposes, _("un but"))]
        if not child:
            wanted.insert(1, (self.means, _("un moyen")))
        missing = ", ".join(name for found, name in wanted if not found)
        return _("Repère : il manque %(missing)s. Ce n’est pas la preuve du contraire.") % {
            "missing": missing
        }

    def as_words(self) -> dict[str, list[str]]:
        return {"acts": list(self.acts), "means": list(self.means), "purposes": list(self.purposes)}
