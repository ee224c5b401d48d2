"""Why something was flagged, in words that name nobody."""

from django.utils.translation import gettext as _

from siraba.foundation.interface.francs import spaced
from siraba.protection.reintegration.safeguards.models import Flag


def facts_in_words() -> dict[str, str]:
    return {
        "person": _("C’est la même personne au registre."),
        "names": _("Les noms sonnent pareil."),
        "long_names": _("Trois mots du nom ou plus sonnent pareil."),
        "member": _("Un nom de l’une est celui d’un membre de l’autre."),
        "phone": _("Le téléphone est le même."),
        "wallet": _("Le compte de paiement est le même."),
        "household": _("Le ménage est le même."),
        "birth": _("L’année de naissance est la même."),
        "other_names": _("Les noms ne se ressemblent pas."),
        "declared": _("Le nom déclaré du compte ne ressemble à aucun nom de la demande."),
        "operator": _("Le nom que donne l’opérateur ne ressemble à aucun nom de la demande."),
        "stopped": _("Un paiement était en route quand le projet a été arrêté."),
        "paid_after_failed": _("Dit échoué, puis dit payé : l’argent est peut-être parti."),
        "failed_after_paid": _("Dit payé, puis dit échoué."),
        "reference": _("L’opérateur donne la référence d’un autre paiement."),
        "amount": _("Le montant que dit l’opérateur n’est pas celui du paiement."),
    }


def in_words(flag: Flag) -> list[str]:
    """One sentence for each thing that agrees or is too much."""
    known, figures = facts_in_words(), flag.figures
    said = [known[fact] for fact in flag.facts if fact in known]
    if "count" in figures:
        said.append(
            _("%(count)d en %(days)d jours par le même téléphone, compte ou nom au registre.") % figures
        )
    if "payments" in figures:
        said.append(_("%(payments)d paiements en %(days)d jours vers le même compte.") % figures)
    if "granted" in figures:
        said.append(
            _("%(granted)s FCFA accordés en tout ; le plafond d’une personne est de %(ceiling)s FCFA.")
            % {name: spaced(figures[name]) for name in ("granted", "ceiling")}
        )
    if "duties" in figures:
        said.append(
            _("Le compte qui l’a déposée a aussi une charge dans le fonds : %(duties)s.")
            % {"duties": ", ".join(_duty(one) for one in figures["duties"])}
        )
    return said


def _duty(code: str) -> str:
    from siraba.protection.reintegration.calls.models import Duty

    return str(Duty(code).label) if code in Duty.values else code
