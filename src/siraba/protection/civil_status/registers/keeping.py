"""Registers that open and close, numbered forms, where the volets are, and who has a mandate."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right
from siraba.foundation.access.errors import Invalid, StateNotOpen
from siraba.foundation.access.locking import lock
from siraba.foundation.accounts.models import Account
from siraba.foundation.accounts.roles import Role
from siraba.foundation.audit.journal import action, record
from siraba.foundation.audit.models import AuditLine
from siraba.protection.civil_status.registers.models import (
    OPEN,
    Capacity,
    Centre,
    FormStock,
    IssuanceRequest,
    Mandate,
    Register,
    RegisterKind,
    SpoiledForm,
    Volet,
)
from siraba.protection.civil_status.registers.numbering import stock_of

MOST_FORMS = 100_000


@action
def open_register(actor: Actor, centre: Centre, *, kind: str, year: int) -> Register:
    """Open the register of a kind for a year. Raises Invalid when it is there already, or the year is not this one or the next."""
    check_right(actor, "open_register", centre)
    today = timezone.localdate()
    if year not in (today.year, today.year + 1):
        raise Invalid(_("On ouvre le registre de cette année ou de la prochaine."), "year")
    code = register_code(centre, kind, year)
    if Register.objects.filter(code=code).exists():
        raise Invalid(_("Ce registre existe déjà."), "kind")
    made = Register.objects.create(
        centre=centre, kind=RegisterKind(kind), year=year, code=code, opened_by_id=actor.account_id
    )
    record(actor, "open_register", made.code)
    return made


def register_code(centre: Centre, kind: str, year: int) -> str:
    return f"{centre.code}-{kind}-{year}"


@action
def close_register(actor: Actor, register: Register) -> None:
    """No number is given any more. Raises StateNotOpen as long as a request waits for one."""
    check_right(actor, "close_register", register)
    lock(register)
    if register.closed_at is not None:
        raise StateNotOpen(_("Le registre est déjà clos."))
    waiting = IssuanceRequest.objects.system("what waits for a number of the register")
    if waiting.filter(register=register, state__in=OPEN).exists():
        raise StateNotOpen(_("Des demandes attendent encore dans ce registre : terminez-les d’abord."))
    register.closed_at, register.closed_by_id = timezone.now(), actor.account_id
    register.save()
    record(actor, "close_register", register.code)


# Forms


@action
def add_form_stock(
    actor: Actor,
    centre: Centre,
    *,
    series: str,
    first: int,
    last: int,
    delivered_on: date,
    reference: str = "",
) -> FormStock:
    """Numbered forms have come. Raises Invalid when their numbers are another stock's, or too many."""
    check_right(actor, "add_form_stock", centre)
    if last < first or last - first >= MOST_FORMS:
        raise Invalid(
            _("Du premier au dernier numéro, pas plus de %(n)d imprimés.") % {"n": MOST_FORMS}, "last"
        )
    Centre.objects.select_for_update(of=("self",)).get(pk=centre.pk)
    same = FormStock.objects.filter(series=series) | FormStock.objects.filter(centre=centre)
    if same.filter(first__lte=last, last__gte=first).exists():
        raise Invalid(_("Une partie de ces numéros est déjà livrée."), "first")
    made = FormStock.objects.create(
        centre=centre,
        series=series,
        first=first,
        last=last,
        delivered_on=delivered_on,
        reference=reference,
        added_by_id=actor.account_id,
    )
    record(actor, "add_form_stock", made.code, centre=centre.code, first=first, last=last)
    return made


@action
def spoil_form(actor: Actor, centre: Centre, *, serial: int, reason: str) -> SpoiledForm:
    """A form that serves no more. Raises Invalid when it was not delivered, is used, or is annulled already."""
    check_right(actor, "spoil_form", centre)
    stock = stock_of(centre, serial)
    try:
        with transaction.atomic():
            made = SpoiledForm.objects.create(
                stock=stock, serial=serial, reason=reason, by_id=actor.account_id
            )
    except IntegrityError:
        raise Invalid(_("L’imprimé %(n)d est annulé.") % {"n": serial}, "serial") from None
    record(actor, "spoil_form", stock.code, serial=serial)
    return made


# Volets


@action
def move_volet(actor: Actor, volet: Volet, *, state: str, whereabouts: str = "") -> None:
    """Where a volet is now; that it cannot be found is said too."""
    check_right(actor, "move_volet", volet)
    lock(volet)
    volet.state, volet.whereabouts, volet.since = Volet.State(state), whereabouts, timezone.now()
    volet.save()
    record(actor, "move_volet", volet.act.code, volet=volet.number, state=state)


# Mandates


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


@action
def give_mandate(
    actor: Actor,
    centre: Centre,
    *,
    account: Account,
    capacity: str,
    kinds: Sequence[str],
    start: date,
    last: date | None = None,
    order: str,
) -> Mandate:
    """Let an account act in a centre from the day `start` to the day `last`, both included, by an order.

    Raises:
        Invalid: the account is no registrar of the unit of the centre, the days are not in order, or the start has passed.
    """
    check_right(actor, "give_mandate", centre)
    if account.pk == actor.account_id or account.role != Role.REGISTRAR or account.unit_id != centre.unit_id:
        raise Invalid(_("Un mandat se donne à un agent ou à un officier de l’unité du centre."), "account")
    if not kinds:
        raise Invalid(_("Choisissez au moins un registre."), "kinds")
    if last is not None and last < start:
        raise Invalid(_("Le dernier jour vient après le premier."), "last")
    if start < timezone.localdate():
        raise Invalid(_("Un mandat ne commence pas dans le passé."), "start")
    made = Mandate.objects.create(
        account=account,
        centre=centre,
        capacity=Capacity(capacity),
        kinds=" ".join(RegisterKind(kind) for kind in kinds),
        start=_midnight(start),
        end=_midnight(last + timedelta(days=1)) if last else None,
        order=order,
        given_by_id=actor.account_id,
    )
    record(
        actor,
        "give_mandate",
        made.code,
        account=account.pk,
        centre=centre.code,
        capacity=capacity,
        kinds=made.for_kinds,
    )
    return made


@action
def end_mandate(actor: Actor, mandate: Mandate) -> None:
    """End a mandate now. What was done under it stays. Raises StateNotOpen when it has ended."""
    check_right(actor, "end_mandate", mandate)
    lock(mandate)
    now = timezone.now()
    if mandate.end is not None and mandate.end <= now:
        raise StateNotOpen(_("Ce mandat a déjà pris fin."))
    mandate.end, mandate.ended_by_id = max(now, mandate.start), actor.account_id
    mandate.save()
    record(actor, "end_mandate", mandate.code)


def note_fee() -> bool:
    """Write what a copy costs into the journal when the setting has changed since it was noted last; whether it had."""
    last = AuditLine.objects.filter(act="note_fee").order_by("-id").first()
    if last is not None and last.detail["copy"] == settings.CIVIL_STATUS_COPY_FEE:
        return False
    record(None, "note_fee", copy=settings.CIVIL_STATUS_COPY_FEE)
    return True
