"""What cases ask of each role today."""

from datetime import timedelta

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.guard import GuardedQuerySet
from siraba.foundation.accounts.roles import Role
from siraba.foundation.consent.selectors import ending_between
from siraba.foundation.interface.my_day import ROWS, Row, Section, register
from siraba.foundation.people.rules import RECEIVING_ROLES
from siraba.foundation.vocabulary import label
from siraba.protection.cases.models import CaseState, Due, Plan, ReviewState, TransferState
from siraba.protection.cases.rows import listed, names_in
from siraba.protection.cases.rules import MANAGERS
from siraba.protection.cases.selectors import cases_visible_to, transfers_visible_to, with_cases


def my_cases(actor: Actor) -> Section:
    """The actor's cases whose next step is due first."""
    cases = cases_visible_to(actor).filter(
        owner=actor.account_id, closed_at__isnull=True, due_at__isnull=False
    )
    cases = cases.exclude(state=CaseState.CLOSURE_REQUESTED)  # the supervisor's turn
    return Section(
        _("Mes dossiers : prochaines échéances"),
        _case_rows(actor, cases.order_by("due_at")),
        _("Aucun de vos dossiers n’attend une étape."),
        reverse("cases:list"),
    )


def nobodys_cases(actor: Actor) -> Section:
    cases = cases_visible_to(actor).filter(
        Q(owner__isnull=True) | Q(owner__is_active=False),
        closed_at__isnull=True,
        agency=actor.organisation_id,
    )
    return Section(
        _("Dossiers sans responsable"),
        _case_rows(actor, cases.order_by("due_at")),
        _("Chaque dossier a un responsable."),
        reverse("cases:list"),
    )


def closures(actor: Actor) -> Section:
    cases = cases_visible_to(actor).filter(state=CaseState.CLOSURE_REQUESTED)
    return Section(
        _("Clôtures à décider"),
        _case_rows(actor, cases.order_by("due_at")),
        _("Aucune clôture n’attend votre décision."),
    )


def plans(actor: Actor) -> Section:
    waiting = (
        Plan.objects.system("which of the open cases wait").filter(state=ReviewState.SUBMITTED).values("case")
    )
    cases = cases_visible_to(actor).filter(pk__in=waiting, closed_at__isnull=True)
    return Section(
        _("Plans à approuver"),
        _case_rows(actor, cases.order_by("due_at")),
        _("Aucun plan n’attend votre accord."),
    )


def arrivals(actor: Actor) -> Section:
    """People received here who are not yet with a case manager."""
    cases = cases_visible_to(actor).filter(state=CaseState.DRAFT, agency=actor.organisation_id)
    return Section(
        _("Personnes reçues, à orienter"),
        _case_rows(actor, cases),
        _("Aucune personne n’attend d’être orientée."),
        reverse("cases:list"),
    )


def renewals(actor: Actor) -> Section | None:
    """Consents of the actor's own cases that end soon; nothing is shown when none does."""
    now = timezone.now()
    cases = cases_visible_to(actor).filter(owner=actor.account_id, closed_at__isnull=True)
    ending = ending_between(actor, now, now + timedelta(days=settings.CONSENT_REMINDER_DAYS))
    found = list(ending.filter(person__in=cases.values("person"))[:ROWS])
    codes = dict(cases.filter(person__in=[one.person_id for one in found]).values_list("person_id", "code"))
    rows = [
        Row(
            f"{codes[one.person_id]} → {one.recipient}",
            reverse("cases:detail", args=[codes[one.person_id]]),
            _("À demander à nouveau, si la personne le veut"),
            due=one.valid_to,
        )
        for one in found
    ]
    return Section(_("Consentements qui se terminent"), rows, "") if rows else None


def incoming(actor: Actor) -> Section:
    waiting = transfers_visible_to(actor).filter(
        to_organisation=actor.organisation_id, state=TransferState.SENT
    )
    found = list(waiting.order_by("due_at")[:ROWS])
    with_cases(found)
    rows = [
        Row(
            _("Dossier proposé par %(agency)s") % {"agency": transfer.from_organisation},
            reverse("cases:transfers"),
            label("urgent_need", transfer.case.urgent_need),
            transfer.state,
            transfer.get_state_display(),
            transfer.due_at,
        )
        for transfer in found
    ]
    return Section(
        _("Dossiers proposés à votre structure"),
        rows,
        _("Aucun dossier ne vous est proposé."),
        reverse("cases:transfers"),
    )


def _case_rows(actor: Actor, cases: GuardedQuerySet) -> list[Row]:
    """The first cases, each with the names that are open to the actor, in one query."""
    return [
        Row(
            f"{row.code} {names_in(row)}".strip(),
            reverse("cases:detail", args=[row.code]),
            str(Due(row.due_what).label) if row.due_what else "",
            row.state,
            str(CaseState(row.state).label),
            row.due_at,
        )
        for row in listed(actor, cases)[:ROWS]
    ]


register(incoming, MANAGERS, 20)
register(my_cases, {Role.CASE_MANAGER, Role.UNHCR_OFFICER}, 30)
register(renewals, {Role.CASE_MANAGER, Role.UNHCR_OFFICER}, 35)
register(plans, {Role.SUPERVISOR}, 30)
register(closures, {Role.SUPERVISOR}, 40)
register(nobodys_cases, {Role.SUPERVISOR}, 50)
register(arrivals, RECEIVING_ROLES - MANAGERS, 30)
