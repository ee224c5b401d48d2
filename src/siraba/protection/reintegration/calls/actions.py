"""What may be done about a fund and its calls. Each act: the right, the state, the saving, the line of the journal."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right
from siraba.foundation.access.errors import Invalid
from siraba.foundation.access.locking import lock
from siraba.foundation.accounts.models import Account
from siraba.foundation.accounts.roles import Role
from siraba.foundation.audit.journal import action, record
from siraba.protection.reintegration.calls.criteria import checked_rules
from siraba.protection.reintegration.calls.models import CALL_MOVES, Call, Charge, Duty, Fund
from siraba.protection.reintegration.calls.rules import apart_from

# The fund and who is charged with what in it


@action
def open_fund(actor: Actor, *, name: str, fictitious: bool = False) -> Fund:
    """A fund of the actor's organisation.

    Raises:
        Invalid: it has no name, or another fund bears it.
    """
    check_right(actor, "open_fund")
    name = name.strip()
    if not name:
        raise Invalid(_("Donnez un nom au fonds."), "name")
    if Fund.objects.filter(name=name).exists():
        raise Invalid(_("Un fonds porte déjà ce nom."), "name")
    fund = Fund.objects.create(
        organisation_id=actor.home, name=name, fictitious=fictitious or settings.DEMONSTRATION
    )
    record(actor, "open_fund", fund.code)
    return fund


@action
def give_charge(actor: Actor, fund: Fund, *, account: Account, duty: str) -> Charge:
    """Charge an account of the fund's organisation with a duty, from today.

    Raises:
        Invalid: the account cannot hold it, holds it already, or holds one that must stay apart from it.
    """
    check_right(actor, "give_charge", fund)
    lock(fund)
    if account.role != Role.FUND_OFFICER or account.organisation_id != fund.organisation_id:
        raise Invalid(_("Une charge se confie à un chargé du fonds, de la structure du fonds."), "account")
    if not account.is_active:
        raise Invalid(_("Ce compte est fermé."), "account")
    today = timezone.localdate()
    live = Charge.objects.filter(Q(until__isnull=True) | Q(until__gt=today), fund=fund, account=account)
    held = set(live.values_list("duty", flat=True))
    if duty in held:
        raise Invalid(_("Ce compte a déjà cette charge."), "duty")
    if apart := held & apart_from(duty):
        raise Invalid(
            _("« %(duty)s » ne se cumule pas avec « %(held)s », que ce compte a déjà dans ce fonds.")
            % {"duty": Duty(duty).label, "held": ", ".join(sorted(str(Duty(one).label) for one in apart))},
            "duty",
        )
    charge = Charge.objects.create(fund=fund, account=account, duty=duty, given_by_id=actor.account_id)
    record(actor, "give_charge", fund.code, account=account.pk, duty=duty)
    return charge


@action
def end_charge(actor: Actor, charge: Charge) -> None:
    """From now on the account is no longer charged with it.

    Raises:
        Invalid: it has ended already.
    """
    check_right(actor, "end_charge", charge)
    lock(charge)
    if charge.until is not None:
        raise Invalid(_("Cette charge est déjà terminée."))
    charge.until = timezone.localdate()
    charge.save()
    record(actor, "end_charge", charge.fund.code, account=charge.account_id, duty=charge.duty)


# Calls


@action
def draft_call(
    actor: Actor,
    fund: Fund,
    *,
    title: str,
    opens_on: date,
    closes_on: date,
    budget: int,
    ceiling: int,
    summary: str = "",
    criteria: Sequence[Mapping[str, Any]] = (),
    fictitious: bool = False,
    **shares: Any,
) -> Call:
    """Prepare a call; `criteria` and `shares` become its rules (see `Call.rules`), the usual ones where none is given.

    Raises:
        Invalid: days, amounts or rules that cannot be.
    """
    check_right(actor, "draft_call", fund)
    call = Call(fund=fund, fictitious=fictitious or fund.fictitious)
    _write(call, title, summary, opens_on, closes_on, budget, ceiling)
    call.rules = checked_rules(call, criteria, shares)
    call.save(force_insert=True)
    record(actor, "draft_call", call.code)
    return call


@action
def amend_call(
    actor: Actor,
    call: Call,
    *,
    title: str,
    opens_on: date,
    closes_on: date,
    budget: int,
    ceiling: int,
    summary: str = "",
    criteria: Sequence[Mapping[str, Any]] = (),
    **shares: Any,
) -> None:
    """Write a call that is not open yet anew; other rules are another version of them.

    Raises:
        Invalid: days, amounts or rules that cannot be.
    """
    check_right(actor, "amend_call", call)
    lock(call)
    CALL_MOVES.advance(call, "amend_call")
    _write(call, title, summary, opens_on, closes_on, budget, ceiling)
    rules = checked_rules(call, criteria, shares)
    if rules != call.rules:
        call.rules, call.rules_version = rules, call.rules_version + 1
    call.save()
    record(actor, "amend_call", call.code, rules_version=call.rules_version)


def _write(
    call: Call, title: str, summary: str, opens_on: date, closes_on: date, budget: int, ceiling: int
) -> None:
    if not title.strip():
        raise Invalid(_("Donnez un intitulé."), "title")
    if closes_on < opens_on:
        raise Invalid(_("L’appel ne peut pas clore avant d’ouvrir."), "closes_on")
    if closes_on < timezone.localdate():
        raise Invalid(_("Ce jour est passé."), "closes_on")
    if budget < 1:
        raise Invalid(_("Le budget est un nombre entier de francs, plus grand que zéro."), "budget")
    if not 1 <= ceiling <= budget:
        raise Invalid(_("Le plafond d’une aide va de 1 franc au budget de l’appel."), "ceiling")
    call.title, call.summary = title.strip(), summary.strip()
    call.opens_on, call.closes_on, call.budget, call.ceiling = opens_on, closes_on, budget, ceiling


@action
def open_call(actor: Actor, call: Call) -> None:
    """Let people apply, from its first day; its rules no longer change.

    Raises:
        Invalid: its last day has passed.
    """
    check_right(actor, "open_call", call)
    lock(call)
    CALL_MOVES.advance(call, "open_call")
    if call.closes_on < timezone.localdate():
        raise Invalid(_("Le dernier jour de cet appel est passé : changez ses dates."))
    call.save()
    record(actor, "open_call", call.code, rules_version=call.rules_version)


@action
def close_call(actor: Actor, call: Call) -> None:
    """No more applications; a call is not closed before the day that was announced.

    Raises:
        Invalid: that day has not passed.
    """
    check_right(actor, "close_call", call)
    lock(call)
    CALL_MOVES.advance(call, "close_call")
    if call.closes_on >= timezone.localdate():
        raise Invalid(
            _("L’appel annonce qu’il reste ouvert jusqu’au %(day)s : il se clôt le lendemain.")
            % {"day": call.closes_on.strftime("%d/%m/%Y")}
        )
    call.save()
    record(actor, "close_call", call.code)
