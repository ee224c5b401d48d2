"""The assessment grid: questions on vulnerability and danger, each with its points.

The questions follow the determinants-of-vulnerability model (individual, family, community, structural)
that the agencies use; wording and points are the project's own and to be validated by the committee.
"""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERSION = "siraba-1"

QUESTIONS: dict[str, tuple[str | Promise, int]] = {
    "alone": (_("La personne est-elle seule, sans proche de confiance ?"), 2),
    "threat": (_("Quelqu’un la menace-t-il ou la recherche-t-il ?"), 3),
    "return_danger": (_("Rentrer chez elle l’exposerait-il à un danger ?"), 2),
    "care": (_("A-t-elle besoin de soins dans les jours qui viennent ?"), 2),
    "distress": (_("Montre-t-elle une grande détresse ?"), 2),
    "shelter": (_("Est-elle sans lieu sûr où dormir ce soir ?"), 3),
    "dependants": (_("A-t-elle des enfants ou d’autres personnes à charge ?"), 1),
    "documents": (_("Est-elle sans papiers d’identité ?"), 1),
}

HIGH_FROM, MEDIUM_FROM = 6, 3


def score(answers: Mapping[str, str]) -> int:
    """Points of the answers (question → yes, no, unknown): a yes counts in full, the rest nothing."""
    return sum(points for name, (_text, points) in QUESTIONS.items() if answers.get(name) == "yes")


def suggested_risk(points: int) -> str:
    """The risk that the points suggest; the case manager decides."""
    return "high" if points >= HIGH_FROM else "medium" if points >= MEDIUM_FROM else "low"
