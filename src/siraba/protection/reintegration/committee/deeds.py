"""The acts of the committee's room as pages."""

from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.interface.deeds import Deed
from siraba.protection.reintegration.calls.models import ApplicationState
from siraba.protection.reintegration.committee import (
    deciding,
    forms,
    meeting,
    proposing,
    signing,
    voting,
)
from siraba.protection.reintegration.committee.models import Item, Session


def _session(_actor: Actor, session: Session) -> dict:
    return {"session": session}


def _item(_actor: Actor, item: Item) -> dict:
    return {"item": item}


SESSION_DEEDS = {
    "modifier": Deed("amend_session", meeting.amend_session, form=forms.SessionForm, make=_session),
    "ouvrir": Deed(
        "open_session",
        meeting.open_session,
        _("L’ordre du jour se ferme et la graine du tirage au sort est publiée : rien n’est encore décidé."),
        forms.PresentForm,
        make=_session,
    ),
    "proposer": Deed(
        "start_proposals",
        proposing.start_proposals,
        _(
            "Trois propositions seront calculées de l’ordre du jour, des règles de l’appel et de ce que le comité impose ou"
            " écarte. Elles ne changent plus ensuite : un autre calcul portera un autre numéro. Le comité décide, pas le"
            " calcul."
        ),
    ),
    "clore": Deed(
        "end_session",
        meeting.end_session,
        _("Ce qui est décidé attend deux signatures. Rien n’a encore changé pour les demandeurs."),
    ),
    "reprendre": Deed(
        "resume_session",
        meeting.resume_session,
        _("Une signature déjà donnée tombe : elle était donnée à d’autres décisions."),
        danger=True,
    ),
    "signer": Deed(
        "sign_minutes",
        signing.sign_minutes,
        _(
            "La présidence et un autre membre présent signent. À la seconde signature les décisions s’appliquent toutes"
            " ensemble, les demandeurs sont prévenus, et le procès-verbal ne change plus."
        ),
    ),
}
RUN_DEEDS = {
    "voter": Deed(
        "vote_proposal", voting.vote_proposal, form=forms.ProposalVoteForm, fits=lambda run: run.done
    ),
    "adopter": Deed(
        "adopt_proposal",
        deciding.adopt_proposal,
        _(
            "Ce que la proposition adoptée retient reçoit ce qui est demandé, dans la limite du plafond. Les demandes"
            " déjà décidées, et celles où un membre présent ne vote pas, restent à part."
        ),
        forms.AdoptForm,
        fits=lambda run: run.done,
    ),
}


def _waits(item: Item) -> bool:
    return item.application.state == ApplicationState.RESERVE


def _presented(item: Item) -> bool:
    return item.application.state == ApplicationState.SHORTLISTED


ITEM_DEEDS = {
    "voter": Deed("cast_vote", voting.cast_vote, form=forms.VoteForm, fits=_presented),
    "recuser": Deed(
        "recuse_oneself",
        voting.recuse_oneself,
        _("Vous ne voterez pas sur cette demande, et le procès-verbal le dira."),
        forms.RecuseForm,
        fits=_presented,
    ),
    "forcer": Deed("force_application", proposing.force_application, form=forms.ForceForm, fits=_presented),
    "decider": Deed(
        "settle_application", deciding.settle_application, form=forms.SettleForm, fits=_presented, make=_item
    ),
    "promouvoir": Deed(
        "promote_reserve",
        signing.promote_reserve,
        _("Un autre membre présent à la session devra confirmer."),
        forms.PromoteForm,
        fits=_waits,
        make=_item,
    ),
    "confirmer": Deed(
        "confirm_promotion",
        signing.confirm_promotion,
        _("L’aide est accordée, et le demandeur est prévenu."),
        fits=lambda item: _waits(item) and signing.waiting_promotion(item) is not None,
    ),
}
