"""The acts on a request as pages."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.interface.deeds import Deed
from siraba.protection.civil_status.registers import actions, forms
from siraba.protection.civil_status.registers.models import Asked, Centre, IssuanceRequest
from siraba.protection.civil_status.registers.selectors import centres_for_second

NUMBERED = (Asked.NEW, Asked.REISSUE, Asked.VOID)


def _centres(_actor: Actor, asked: IssuanceRequest) -> dict[str, Any]:
    if not asked.second_for:
        return {"centres": None}
    return {"centres": [(one.pk, one.name) for one in centres_for_second(asked.register)]}


def _approve(actor: Actor, asked: IssuanceRequest, second: int | None = None) -> None:
    centre = Centre.objects.filter(pk=second).first() if second else None
    actions.approve_request(actor, asked, second=centre)


REQUEST_DEEDS = {
    "verifier": Deed(
        "check_request", actions.check_request, _("Les pièces ont été vues et disent ce qui est saisi.")
    ),
    "renvoyer": Deed(
        "return_request",
        actions.return_request,
        _("La demande revient à qui l’a saisie, avec ce qu’il faut corriger."),
        forms.ReasonForm,
    ),
    "approuver": Deed(
        "approve_request",
        _approve,
        _("Vous approuvez ce qu’un autre a saisi. C’est écrit au journal, avec votre mandat."),
        forms.ApproveForm,
        make=_centres,
    ),
    "second": Deed(
        "second_request",
        actions.second_request,
        _("Vous approuvez en second, pour un autre centre. C’est écrit au journal, avec votre mandat."),
        fits=lambda asked: asked.waits_for_second,
    ),
    "signer": Deed(
        "sign_act",
        actions.sign_act,
        _("Ce qui est signé entre au registre et n’en sort plus : on le corrige par une nouvelle version."),
        forms.SignForm,
        fits=lambda asked: not asked.waits_for_second,
        make=lambda _actor, asked: {"with_form": asked.asked in NUMBERED},
    ),
    "remettre": Deed(
        "hand_over",
        actions.hand_over,
        _("Le papier est remis : pour un acte nouveau, le volet 3."),
        forms.HandOverForm,
        make=lambda _actor, asked: {"initial": {"fee_charged": asked.fee_due}},
    ),
    "numero": Deed(
        "renumber_request",
        actions.renumber_request,
        _("Le numéro écrit sur le papier est à un autre acte : celui-ci prendra le suivant à la signature."),
    ),
    "refuser": Deed(
        "refuse_request",
        actions.refuse_request,
        _("Ce qui a été saisi est gardé, avec le motif du refus."),
        forms.ReasonForm,
        danger=True,
    ),
}
