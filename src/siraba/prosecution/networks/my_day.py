"""What networks ask today: to approve an opening, to confirm what expires, to decide what may be one."""

from django.urls import reverse
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.interface.my_day import ROWS, Row, Section, register
from siraba.prosecution.networks.models import Analysis, AnalysisState, Statement
from siraba.prosecution.networks.rules import INVESTIGATORS
from siraba.prosecution.networks.selectors import analyses_visible_to, expiring_for


def networks(actor: Actor) -> Section:
    """No name of an entity: the page of the day is looked over a shoulder."""
    waiting = (
        analyses_visible_to(actor).filter(state=AnalysisState.PROPOSED).exclude(opened_by=actor.account_id)
    )
    rows = [_to_approve(one) for one in waiting[:ROWS]]
    rows += [_expiring(one) for one in expiring_for(actor)[: ROWS - len(rows)]]
    empty = _("Aucune ouverture à approuver, aucun renseignement bientôt échu.")
    return Section(_("Réseaux"), rows, empty, reverse("networks:list"))


def _to_approve(analysis: Analysis) -> Row:
    return Row(
        analysis.code,
        reverse("networks:detail", args=[analysis.code]),
        _("Une seconde personne doit approuver l’ouverture."),
        analysis.state,
        analysis.get_state_display(),
    )


def _expiring(statement: Statement) -> Row:
    return Row(
        statement.entity.handle if statement.entity else _("Lien"),
        reverse("networks:expiring", args=[statement.analysis.code]),
        _("Renseignement non confirmé, effacé à son échéance."),
        statement.state,
        str(statement.expires_on),
    )


register(networks, INVESTIGATORS, 34)
