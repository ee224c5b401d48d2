"""Which alerts and questions are open, what an open alert opens of an act, and who may decide."""

from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import allow
from siraba.foundation.access.guard import RowFilter, also_rows, register_rows
from siraba.foundation.access.policy import Category, Purpose, Scope
from siraba.foundation.accounts.roles import Role
from siraba.protection.civil_status.inspection.models import LIVE, Alert, AlertDecision, Question
from siraba.protection.civil_status.registers.models import Act, ActVersion

INSPECTORS, REGISTRARS = {Role.INSPECTOR}, {Role.REGISTRAR}
INSPECTION = {Purpose.INSPECTION}
CIVIL_STATUS = Category.CIVIL_STATUS


def _all(_actor: Actor) -> Q:
    return Q(pk__isnull=False)


def _asked_of_oneself(actor: Actor) -> Q:
    return Q(asked_of=actor.account_id)


def _named(column: str) -> RowFilter:
    """What a live alert names, and the act it is compared with; closed again when the alert is."""

    def rows(_actor: Actor) -> Q:
        live = Alert.objects.filter(state__in=LIVE)
        return Q(Exists(live.filter(act=OuterRef(column)))) | Q(Exists(live.filter(other=OuterRef(column))))

    return rows


for model in (Alert, AlertDecision):
    register_rows(model, CIVIL_STATUS, {Scope.META: _all})
register_rows(Question, CIVIL_STATUS, {Scope.META: _all, Scope.OWN: _asked_of_oneself})
also_rows(Act, CIVIL_STATUS, {Scope.FLAGGED: _named("pk")})
also_rows(ActVersion, CIVIL_STATUS, {Scope.FLAGGED: _named("act")})


def _any(_actor: Actor, _record: Any) -> bool:
    return True


def _another(actor: Actor, alert: Alert) -> bool:
    """Not who asked for the referral, and not both of the house that the centre belongs to."""
    asked = alert.referral_by
    if asked is None:
        return True  # the state says then that there is nothing to confirm
    centre = alert.register.centre.unit.organisation_id
    return asked.pk != actor.account_id and {asked.organisation_id, actor.organisation_id} != {centre}


def _theirs(actor: Actor, question: Question) -> bool:
    return question.asked_of_id == actor.account_id


ANOTHER = _(
    "Un renvoi se décide à deux : un autre inspecteur que celui qui l’a demandé, et l’un des deux hors de la structure du centre."
)
NOT_YOURS = _("Seul répond l’officier à qui la question est posée.")

allow("ask_look", _("Lancer la recherche"), INSPECTORS, INSPECTION, _any, "")
allow("examine_alert", _("Examiner"), INSPECTORS, INSPECTION, _any, "")
allow("ask_officer", _("Entendre un officier"), INSPECTORS, INSPECTION, _any, "")
allow("explain_alert", _("Clore : expliquée"), INSPECTORS, INSPECTION, _any, "")
allow("ask_referral", _("Demander le renvoi"), INSPECTORS, INSPECTION, _any, "")
allow("confirm_referral", _("Confirmer le renvoi"), INSPECTORS, INSPECTION, _another, ANOTHER)
allow("return_referral", _("Refuser le renvoi"), INSPECTORS, INSPECTION, _another, ANOTHER)
allow("answer_inspector", _("Répondre à l’inspection"), REGISTRARS, {Purpose.ISSUANCE}, _theirs, NOT_YOURS)
