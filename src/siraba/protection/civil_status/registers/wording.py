"""What the pages say in words."""

from django.utils.translation import gettext as _

from siraba.protection.civil_status.registers.models import Act


def act_label(act: Act) -> str:
    """« Acte n° 12, Naissances 2026 » in the language of the page."""
    return _("Acte n° %(number)d, %(register)s") % {"number": act.number, "register": act.register}


def second_label(reason: str) -> str:
    return {
        "old_judgment": _("le jugement supplétif est ancien"),
        "outside_area": _("la naissance est hors de la circonscription"),
        "reissue": _("c’est un nouvel acte après une annulation"),
    }[reason]


def why_nothing_label(why: str) -> str:
    if not why:
        return ""
    return {
        "no_unit": _("Votre compte n’a pas d’unité : aucun centre d’état civil ne vous est donc ouvert."),
        "no_centre": _("Votre unité n’a pas de centre d’état civil."),
        "ended": _(
            "Votre mandat a pris fin : demandez-en un à l’administrateur des comptes de votre structure."
        ),
        "none": _(
            "Vous n’avez pas de mandat : demandez-en un à l’administrateur des comptes de votre structure."
        ),
    }[why]
