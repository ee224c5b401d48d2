"""The way of a child: the eight steps of the West Africa Network (RAO), and what every child has besides.

Source: `rao_step` in the value lists; names partly from rao-wan.com, order and wording to be verified. Best interests:
UNHCR, Best Interests Procedure Guidelines (2021). The lengths are settings, to be validated.
"""

from django.utils.translation import gettext_lazy as _

from siraba.protection.cases.models import Case
from siraba.protection.cases.pathways import ASSESSMENT, FOLLOW_UP, PLAN, PathwayStep, add, register
from siraba.protection.children.instruments import of_a_child

IMMEDIATE = ("service:shelter", "service:medical", "service:food", "service:psychosocial", "service:nfi")
RAO = (
    PathwayStep("screening", _("1. Identification de l’enfant"), ("screening",), "response_{risk}"),
    PathwayStep("rao_2", _("2. Prise en charge d’urgence"), IMMEDIATE, "rao_immediate_care"),
    PathwayStep(
        "rao_3",
        _("3. Étude de la situation personnelle"),
        ("form:personal_situation",),
        "rao_situation",
        "screening",
    ),
    PathwayStep(
        "rao_4",
        _("4. Recherche et évaluation familiale"),
        ("form:family_assessment",),
        "rao_family",
        "screening",
    ),
    PathwayStep("rao_5", _("5. Placement"), ("form:alternative_care",), "rao_placement", "screening"),
    PathwayStep(
        "rao_6",
        _("6. Retour et réintégration"),
        ("form:cross_border_handover", "service:reunification", "service:education", "service:vocational"),
        "rao_return",
        "rao_4",
    ),
    PathwayStep("rao_7", _("7. Suivi et évaluation"), ("follow_up",), "follow_up_{risk}", "rao_6"),
    PathwayStep(
        "rao_8", _("8. Soutien familial et communautaire"), ("form:family_support",), "rao_support", "rao_6"
    ),
)
GUARDIAN = PathwayStep("guardian", _("Tuteur ou représentant"), ("form:guardian",), "guardian", "screening")
BEST_INTERESTS = PathwayStep(
    "best_interests",
    _("Intérêt supérieur évalué"),
    ("form:best_interests_assessment", "form:best_interests_determination"),
    "best_interests",
    "screening",
)
DETERMINATION = PathwayStep(
    "determination",
    _("Intérêt supérieur déterminé par un panel"),
    ("form:best_interests_determination",),
    "determination",
    "best_interests",
)


def alone(case: Case) -> bool:
    """Unaccompanied or separated: a durable solution for the child is decided by a panel."""
    return of_a_child(case) and bool({"uac", "separated_child"} & set(case.population_groups.split()))


register("child", *RAO, ASSESSMENT, PLAN, FOLLOW_UP)
add(of_a_child, GUARDIAN, BEST_INTERESTS)
add(alone, DETERMINATION)
