"""The receipt that the person keeps: her code, the day, and that she may stay meanwhile. Its words are à valider."""

from django.utils.translation import gettext as _

from siraba.foundation.interface.papers import Paper
from siraba.foundation.interface.templatetags.kit import local_date
from siraba.protection.statelessness.models import Determination


def receipt_of(found: Determination) -> Paper:
    """Says neither why nor from where she comes, nor whether asylum is asked: a paper is found by others."""
    return Paper(
        _("Récépissé de demande de détermination de l’apatridie"),
        [
            (_("Code"), found.code),
            (_("Noms, comme la personne les dit"), found.words.get("names", "")),
            (_("Instance"), found.organisation.name),
            (_("Demande reçue le"), local_date(found.applied_on)),
            (_("Réponse attendue avant le"), local_date(found.due_on)),
            (_("Au plus tard le"), local_date(found.limit_on)),
        ],
        notes=[
            _(
                "La personne nommée ici attend une décision. Elle ne peut pas être éloignée du territoire avant "
                "cette décision ni pendant un recours."
            ),
            _(
                "Elle peut être assistée d’un interprète et d’un conseil, et retirer son accord à tout moment."
            ),
            _("Ce récépissé n’est ni un titre de séjour ni une preuve de nationalité."),
            _("Texte à valider : le décret de la loi de 2025 sur les apatrides n’a pas été lu."),
        ],
        margin_note=_("Récépissé – texte à valider"),
    )
