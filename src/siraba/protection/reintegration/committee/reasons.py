"""The reasons of the engine in the words of people."""

from typing import Any

from django.utils.translation import gettext as _

from siraba.protection.reintegration.committee.models import Proposal, Run


def lost_on(lost: str) -> str:
    return {
        "forced": _("écartée par le comité"),
        "household": _("une autre demande du même ménage est retenue"),
        "lot": _("à égalité : le tirage au sort publié a décidé"),
        "quota": _("les parts réservées (zones, femmes, personnes protégées)"),
        "score": _("toutes les demandes retenues ont une note au moins égale"),
        "budget": _("le budget : ce qu’elle demande apporte plus ailleurs"),
    }.get(lost, "")


def said_of(run: Run, proposal: str, code: str) -> dict[str, Any]:
    """Why an application is out of a proposal: `lost` in words, with the bounds, the exchange and the money that was found."""
    if proposal == Proposal.RANKED:
        return {
            "text": _("à son tour, il ne restait pas assez, ou son ménage était servi, ou elle est écartée")
        }
    found = run.results.get(proposal, {}).get("reasons", {}).get(code)
    return {} if found is None else {**found, "text": lost_on(found["lost"])}


def reason_for_applicant(run: Run, proposal: str, code: str) -> str:
    """What the applicant will read."""
    text = said_of(run, proposal, code).get("text", "")
    return (
        _("Le comité n’a pas pu retenir tous les projets : %(reason)s.") % {"reason": text}
        if text
        else _("Le comité n’a pas pu retenir tous les projets.")
    )
