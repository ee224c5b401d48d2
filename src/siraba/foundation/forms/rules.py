"""Who keeps the national forms, and who may send and mend what is filled in with them."""

from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import allow, of_an_agency
from siraba.foundation.access.guard import RowFilter, register_rows
from siraba.foundation.access.policy import Category, Purpose, Scope
from siraba.foundation.accounts.roles import Role
from siraba.foundation.forms.models import SentFile, Submission
from siraba.foundation.people.rules import RECEIVING_ROLES

KEEPERS = frozenset({Role.COORDINATOR, Role.DATA_STEWARD})
COORDINATION = {Purpose.COORDINATION}


def _always(_actor: Actor, _record: Any) -> bool:
    return True


def _uploaded(_actor: Actor, version: Any) -> bool:
    """A form of the platform changes with the platform."""
    return not version.shipped


NOT_SHIPPED = _(
    "Ce formulaire fait partie de la plateforme : ajoutez-en une autre version sous un autre code."
)

allow("add_form", _("Ajouter un formulaire"), KEEPERS, COORDINATION, _always, "")
allow("map_form", _("Faire correspondre les questions"), KEEPERS, COORDINATION, _uploaded, NOT_SHIPPED)
allow("publish_form", _("Publier le formulaire"), KEEPERS, COORDINATION, _uploaded, NOT_SHIPPED)
allow("retire_form", _("Retirer le formulaire"), KEEPERS, COORDINATION, _uploaded, NOT_SHIPPED)


def _sent_by(actor: Actor) -> Q:
    return Q(account=actor.account_id)


SUBMISSION_ROWS: dict[Scope, RowFilter] = {
    Scope.OWN: lambda actor: Q(organisation=actor.organisation_id),
    Scope.ASG: _sent_by,
    Scope.ENTRY: _sent_by,
    Scope.ARRIVALS: _sent_by,
}


def _of_submission(rows: RowFilter) -> RowFilter:
    return lambda actor: Q(Exists(Submission.objects.filter(rows(actor), pk=OuterRef("submission_id"))))


register_rows(Submission, Category.CASE, SUBMISSION_ROWS)
register_rows(
    SentFile, Category.CASE, {scope: _of_submission(rows) for scope, rows in SUBMISSION_ROWS.items()}
)

SENDING = {Purpose.CARE, Purpose.RECEPTION}
NOT_SENT = _("Cet envoi n’est pas le vôtre.")


def _mends(actor: Actor, submission: Submission) -> bool:
    """Who sent it, or the supervisor of the agency."""
    if actor.role == Role.SUPERVISOR:
        return submission.organisation_id == actor.organisation_id
    return submission.account_id == actor.account_id


allow("keep_submission", _("Envoyer une fiche"), RECEIVING_ROLES, SENDING, of_an_agency, NOT_SENT)
allow("apply_submission", _("Appliquer une fiche"), RECEIVING_ROLES, SENDING, _mends, NOT_SENT)
allow("set_aside", _("Mettre une fiche de côté"), RECEIVING_ROLES, SENDING, _mends, NOT_SENT)
