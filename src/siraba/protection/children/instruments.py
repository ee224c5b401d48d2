"""The forms of a child's case. What decides for a child is approved by another person than its author."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from siraba.foundation.forms.shipped import ship
from siraba.protection.cases.instruments import Instrument, register
from siraba.protection.cases.models import Case

DETERMINATION = "best_interests_determination"


def of_a_child(case: Case) -> bool:
    return case.person.is_child


ship(Path(__file__).parent / "sheets")
for instrument in (
    Instrument("age_estimation", _("Estimation de l’âge"), reviewed=True),
    Instrument("guardian", _("Tuteur ou représentant"), fits=of_a_child),
    Instrument("personal_situation", _("Étude de la situation personnelle"), fits=of_a_child),
    Instrument("family_assessment", _("Recherche et évaluation familiale"), fits=of_a_child),
    Instrument(
        "best_interests_assessment",
        _("Évaluation de l’intérêt supérieur"),
        reviewed=True,
        renewed=False,
        fits=of_a_child,
    ),
    Instrument(
        DETERMINATION,
        _("Détermination de l’intérêt supérieur"),
        reviewed=True,
        renewed=False,
        fits=of_a_child,
    ),
    Instrument("alternative_care", _("Prise en charge alternative"), fits=of_a_child),
    Instrument(
        "cross_border_handover",
        _("Remise à un service social d’un autre pays"),
        fits=of_a_child,
        after=DETERMINATION,
    ),
    Instrument(
        "family_support", _("Soutien à la famille et à la communauté"), renewed=False, fits=of_a_child
    ),
    Instrument("life_project", _("Projet de vie")),
    Instrument("route_point", _("Passage à un point de protection"), renewed=False),
):
    register(instrument)
