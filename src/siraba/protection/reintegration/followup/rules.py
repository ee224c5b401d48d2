"""Which follow-ups are open, to whom, and who does them: who follows the case; for who has none, the fund's secretary."""

from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import allow, of_an_agency
from siraba.foundation.access.guard import RowFilter, register_rows
from siraba.foundation.access.policy import Category, Purpose, Scope
from siraba.foundation.accounts.roles import Role
from siraba.protection.cases.models import Case
from siraba.protection.cases.rules import manages
from siraba.protection.reintegration.calls.models import Application, Duty
from siraba.protection.reintegration.calls.rules import has_duty
from siraba.protection.reintegration.followup.models import Attempt, FollowUp, Measure
from siraba.protection.reintegration.plans.rules import READERS, managed, of_own_fund, supervised

TABLE_KEEPERS = {Role.COORDINATOR, Role.DATA_STEWARD}
FOLLOWING = {Purpose.CARE, Purpose.FUND}


# Which rows

FOLLOW_UP_ROWS: dict[Scope, RowFilter] = {
    Scope.OWN: lambda actor: supervised(actor) | of_own_fund(actor),
    Scope.ASG: managed,
}


def _of_follow_up(rows: RowFilter) -> RowFilter:
    return lambda actor: Q(Exists(FollowUp.objects.filter(rows(actor), pk=OuterRef("follow_up_id"))))


register_rows(FollowUp, Category.GRANTS, FOLLOW_UP_ROWS)
for kind in (Attempt, Measure):
    register_rows(
        kind, Category.GRANTS, {scope: _of_follow_up(rows) for scope, rows in FOLLOW_UP_ROWS.items()}
    )


# Who may do what


def _follows(actor: Actor, follow_up: FollowUp) -> bool:
    if follow_up.case_id is not None:
        case = Case.objects.system("the case of a follow-up that the actor names").get(pk=follow_up.case_id)
        return actor.role != Role.FUND_OFFICER and manages(actor, case)
    rows = Application.objects.system("the application of a follow-up that the actor names")
    application = rows.select_related("call__fund").get(pk=follow_up.application_id)
    return actor.role == Role.FUND_OFFICER and has_duty(actor, application.call.fund, Duty.SECRETARY)


NOT_YOURS = _("Ce suivi est à qui suit la personne ; sans dossier, au secrétariat du fonds.")

for name, label in {
    "complete_follow_up": _("Noter le suivi"),
    "note_attempt": _("Noter un essai sans réponse"),
    "invite_by_sms": _("Inviter par SMS à rappeler"),
    "give_up_follow_up": _("Noter que la personne est injoignable"),
}.items():
    allow(name, label, READERS, FOLLOWING, _follows, NOT_YOURS)


def _keeps_tables(actor: Actor, record: Any) -> bool:
    return of_an_agency(actor, record)


allow(
    "add_score_table",
    _("Ajouter une table de poids"),
    TABLE_KEEPERS,
    {Purpose.COORDINATION},
    _keeps_tables,
    _("Les tables de poids sont nationales."),
)
