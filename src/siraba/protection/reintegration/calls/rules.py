"""Which applications are open, to whom, and who may do what in a fund: by duty, not by role alone."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import Holds, allow, of_an_agency
from siraba.foundation.access.guard import RowFilter, register_rows
from siraba.foundation.access.policy import Category, Purpose, Scope
from siraba.foundation.accounts.models import Account
from siraba.foundation.accounts.roles import Role
from siraba.protection.cases.models import Case
from siraba.protection.cases.rules import CASE_ROWS, manages, through_case
from siraba.protection.reintegration.calls.dealing import is_dealt
from siraba.protection.reintegration.calls.models import (
    Appeal,
    Application,
    ApplicationDocument,
    ApplicationState,
    Call,
    Charge,
    Duty,
    Evaluation,
    Fund,
)

FUND = {Role.FUND_OFFICER}
FUNDING = {Purpose.FUND}
KEEPERS = {Role.ORGANISATION_ADMINISTRATOR}
FILING = {Role.CASE_MANAGER, Role.SUPERVISOR, Role.FUND_OFFICER}
FILING_FOR = {Purpose.CARE, Purpose.FUND}
# Who pays, keeps the books or controls must know whom; who judges a project must not
NAMED_TO = (Duty.SECRETARY, Duty.PAYER, Duty.ACCOUNTANT, Duty.AUDITOR)

# Who judges a project does nothing else in the fund, nor does who controls it; one hand pays, another keeps the books;
# who files and admits does not decide
ALONE: tuple[str, ...] = (Duty.EVALUATOR, Duty.AUDITOR)
APART: list[set[str]] = [
    {Duty.PAYER, Duty.ACCOUNTANT},
    {Duty.SECRETARY, Duty.MEMBER},
    {Duty.SECRETARY, Duty.PRESIDENT},
    *({alone, duty} for alone in ALONE for duty in Duty.values if duty != alone),
]


# Which rows


def held_now(actor: Any) -> Q:
    """The charges that the actor holds at this moment."""
    live = Q(until__isnull=True) | Q(until__gt=actor.now)
    return Q(account=actor.account_id, since__lte=actor.now) & live


def _of_own_fund(actor: Actor) -> Q:
    """What was submitted to a fund in which the actor is charged with something; a draft is of who writes it."""
    charged = Charge.objects.filter(
        held_now(actor), fund__organisation=actor.organisation_id, fund__calls=OuterRef("call_id")
    )
    sent = ~Q(state=ApplicationState.DRAFT) | Q(filed_by=actor.account_id)
    return Q(Exists(charged)) & sent


_of_own_agency = through_case(CASE_ROWS[Scope.OWN], "case_id", "pk")


def _supervised(actor: Actor) -> Q:
    """A fund and a case may be of one organisation: the fund's officers do not see what the case's agency prepares."""
    supervisor = Account.objects.filter(pk=actor.account_id, role=Role.SUPERVISOR)
    return Q(Exists(supervisor)) & _of_own_agency(actor)


def _through_application(rows: RowFilter) -> RowFilter:
    return lambda actor: Q(Exists(Application.objects.filter(rows(actor), pk=OuterRef("application_id"))))


APPLICATION_ROWS: dict[Scope, RowFilter] = {
    Scope.OWN: lambda actor: _of_own_fund(actor) | _supervised(actor),
    Scope.ASG: through_case(CASE_ROWS[Scope.ASG], "case_id", "pk"),
}
register_rows(Application, Category.GRANTS, APPLICATION_ROWS)
for kind in (ApplicationDocument, Appeal):
    register_rows(
        kind,
        Category.GRANTS,
        {scope: _through_application(rows) for scope, rows in APPLICATION_ROWS.items()},
    )
register_rows(Evaluation, Category.GRANTS, {Scope.OWN: _through_application(_of_own_fund)})


# Who may do what


def charges_of(actor: Actor) -> QuerySet[Charge]:
    """What the actor is charged with today, in the funds of its organisation."""
    return Charge.objects.filter(held_now(actor), fund__organisation=actor.organisation_id)


def duties_of(actor: Actor, fund: Fund) -> set[str]:
    """What the actor is charged with in this fund today."""
    return set(charges_of(actor).filter(fund=fund).values_list("duty", flat=True))


def has_duty(actor: Actor, fund: Fund, *duties: Duty) -> bool:
    return bool(duties_of(actor, fund) & set(duties))


def apart_from(duty: str) -> set[str]:
    """The duties that whoever holds this one may not hold in the same fund."""
    return {other for pair in APART if duty in pair for other in pair} - {duty}


def fund_of(record: Any) -> Fund:
    """The fund of a fund, a call, an application, or of what hangs on one."""
    if isinstance(record, Fund):
        return record
    if isinstance(record, Charge | Call):
        return record.fund
    return application_of(record).call.fund


def application_of(record: Any) -> Application:
    """The application itself, or that of an appeal or an evaluation that the actor names."""
    if isinstance(record, Application):
        return record
    rows = Application.objects.system("the application of a record that the actor names")
    return rows.select_related("call__fund").get(pk=record.application_id)


def charged_with(*duties: Duty) -> Holds:
    """Whether the actor is charged with one of these in the fund of the record."""
    return lambda actor, record: has_duty(actor, fund_of(record), *duties)


def keeps_fund(actor: Actor, record: Any) -> bool:
    return fund_of(record).organisation_id == actor.organisation_id


def files(actor: Actor, application: Application) -> bool:
    """For a person who is followed, who manages the case; for who comes by itself, the secretary of the fund."""
    if application.case_id is None:
        return actor.purpose == Purpose.FUND and has_duty(actor, application.call.fund, Duty.SECRETARY)
    case = Case.objects.system("the case of an application that the actor names").get(pk=application.case_id)
    return actor.purpose == Purpose.CARE and manages(actor, case)


def evaluates(actor: Actor, application: Application) -> bool:
    """The project was dealt to the actor, who is an evaluator of the fund and did not file it."""
    return has_duty(actor, application.call.fund, Duty.EVALUATOR) and is_dealt(application, actor.account_id)


def decides_appeal(actor: Actor, appeal: Appeal) -> bool:
    """Somebody else than who said no: on admission the president or another secretary, on a refusal the secretary."""
    application = application_of(appeal)
    if actor.account_id in (application.decided_by_id, application.filed_by_id, appeal.filed_by_id):
        return False
    duties = (
        (Duty.SECRETARY, Duty.PRESIDENT)
        if appeal.against == ApplicationState.INADMISSIBLE
        else (Duty.SECRETARY,)
    )
    return has_duty(actor, application.call.fund, *duties)


NOT_YOUR_DUTY = _("Votre charge dans ce fonds ne le permet pas.")
NOT_YOUR_FUND = _("Ce fonds n’est pas celui de votre structure.")
NOT_FILED_BY_YOU = _("Cette demande est celle de qui suit la personne, ou du secrétariat du fonds.")
NOT_DEALT = _("Ce projet ne vous est pas attribué pour l’évaluation.")
BY_ANOTHER = _("Un recours est décidé par quelqu’un d’autre que qui a dit non.")

allow("open_fund", _("Ouvrir un fonds"), KEEPERS, {Purpose.ACCOUNTS}, of_an_agency, NOT_YOUR_FUND)
for name, label in (
    ("give_charge", _("Confier une charge")),
    ("end_charge", _("Mettre fin à une charge")),
):
    allow(name, label, KEEPERS, {Purpose.ACCOUNTS}, keeps_fund, NOT_YOUR_FUND)

for name, label in (
    ("draft_call", _("Préparer un appel")),
    ("amend_call", _("Modifier l’appel")),
    ("close_call", _("Clore l’appel")),
    ("admit_application", _("Déclarer recevable")),
    ("reject_application", _("Déclarer irrecevable")),
    ("shortlist_application", _("Présenter au comité")),
):
    allow(name, label, FUND, FUNDING, charged_with(Duty.SECRETARY), NOT_YOUR_DUTY)
allow("open_call", _("Ouvrir l’appel"), FUND, FUNDING, charged_with(Duty.PRESIDENT), NOT_YOUR_DUTY)

for name, label in (
    ("start_application", _("Préparer une demande de financement")),
    ("amend_application", _("Modifier la demande")),
    ("submit_application", _("Déposer la demande")),
    ("withdraw_application", _("Retirer la demande")),
    ("attach_to_application", _("Joindre une pièce à la demande")),
    ("renew_application_receipt", _("Remettre un nouveau reçu")),
    ("file_appeal", _("Former un recours")),
):
    allow(name, label, FILING, FILING_FOR, files, NOT_FILED_BY_YOU)

for name, label in (
    ("declare_no_conflict", _("Déclarer l’absence de conflit d’intérêts")),
    ("declare_conflict", _("Déclarer un conflit d’intérêts")),
    ("score_application", _("Noter le projet")),
):
    allow(name, label, FUND, FUNDING, evaluates, NOT_DEALT)

for name, label in (
    ("uphold_appeal", _("Accueillir le recours")),
    ("dismiss_appeal", _("Rejeter le recours")),
):
    allow(name, label, FUND, FUNDING, decides_appeal, BY_ANOTHER)
