"""Acts on those found or registered, and the protection that hides a record from every search."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right
from siraba.foundation.access.errors import Invalid
from siraba.foundation.access.locking import lock
from siraba.foundation.audit.journal import action, record
from siraba.protection.tracing.describing import described
from siraba.protection.tracing.following import follow
from siraba.protection.tracing.models import (
    REGISTRATION_MOVES,
    Decision,
    Kind,
    Lead,
    Record,
    Registration,
    TracingRequest,
)
from siraba.protection.tracing.saving import forget_names, names_of, save_anew, save_record
from siraba.protection.tracing.searching import search_once_saved

SYSTEM = "what hangs on a record that the actor was given"
TOLD = ("whereabouts", "contact", "circumstances", "wish", "source", "authority")


@action
def register_found(
    actor: Actor,
    *,
    person: Mapping[str, Any],
    kind: str,
    may_share: bool = False,
    valid_until: date | None = None,
    origin: str = "",
    row: Mapping[str, str] | None = None,
    later: bool = False,
    **told: str,
) -> Registration:
    """Somebody was found, says to be safe, or has died. `told`: whereabouts, contact, circumstances, wish, source, authority.

    `origin` is a keyed hash of what identifies the record where it came from, `row` what was read there; `later` leaves the
    search to who takes in a whole list.

    Raises:
        Invalid: nothing tells who it is; or a death without the authority in charge of it.
    """
    check_right(actor, "register_found")
    made = Registration(
        organisation_id=actor.home,
        recorded_by_id=actor.account_id,
        kind=kind,
        may_share=may_share,
        valid_until=valid_until or kept_until(),
        origin=origin,
    )
    words = {name: told.get(name, "") for name in TOLD}
    _save(made, person, words | ({"row": dict(row)} if row else {}))
    record(actor, "register_found", made.code, kind=kind)
    if not later:
        search_once_saved(actor, made)
    return made


def kept_until() -> date:
    return timezone.localdate() + timedelta(days=settings.TRACING_REGISTRATION_DAYS)


def _save(registration: Registration, person: Mapping[str, Any], told: Mapping[str, Any]) -> None:
    kept = described(person, timezone.localdate())
    if not names_of(kept) and not registration.is_deceased:
        raise Invalid(_("Donnez au moins un nom de cette personne."), "given_name")
    if registration.is_deceased and not told.get("authority"):
        raise Invalid(
            _("Dites quelle autorité est chargée de cette mort : elle seule l’annonce."), "authority"
        )
    if registration.kind == Kind.SAFE_AND_WELL and not told.get("wish"):
        raise Invalid(_("Dites ce que la personne veut que l’on annonce, et à qui."), "wish")
    save_record(registration, {"person": kept, **told})


@action
def amend_registration(
    actor: Actor,
    registration: Registration,
    *,
    person: Mapping[str, Any],
    kind: str,
    may_share: bool,
    valid_until: date | None = None,
    **told: str,
) -> None:
    check_right(actor, "amend_registration", registration)
    lock(registration)
    REGISTRATION_MOVES.require(registration, "amend_registration")
    registration.kind, registration.may_share = kind, may_share
    registration.valid_until = valid_until or registration.valid_until
    words = {name: value for name, value in registration.words.items() if name != "person"}
    _save(registration, person, words | told)
    record(actor, "amend_registration", registration.code)
    search_once_saved(actor, registration)


@action
def withdraw_registration(actor: Actor, registration: Registration) -> None:
    """The person wants to be in the register no more: what was written of her is emptied at once."""
    check_right(actor, "withdraw_registration", registration)
    lock(registration)
    REGISTRATION_MOVES.advance(registration, "withdraw_registration")
    empty(registration)
    record(actor, "withdraw_registration", registration.code)
    transaction.on_commit(partial(_note_withdrawal, settings.TRACING_REGISTER, registration.pk))


def _note_withdrawal(register: Path, withdrawn: UUID) -> None:
    """Write down, outside the database, that this record is not to come back with an old backup: its number alone."""
    register.parent.mkdir(parents=True, exist_ok=True)
    with register.open("a") as file:
        file.write(f"{withdrawn}\n")


def empty(one: Record) -> None:
    """Take every word about the person away, and hide what leads to the record; state and dates stay."""
    one.sealed, one.facts = b"", ""
    one.__dict__.pop("words", None)
    forget_names(one)
    save_anew(one)
    leads = _leads(one)
    Decision.objects.system(SYSTEM).filter(lead__in=leads.values("pk")).update(sealed=b"")
    leads.update(sealed=b"", hidden=True)
    _follow_requests(one)


@action
def shield_record(actor: Actor, protected: Record, *, shield: str, reason: str) -> None:
    """Hide a record from search, lists and leads: who protected it alone still opens it."""
    check_right(actor, "shield_record", protected)
    lock(protected)
    protected.shield, protected.shielded_by_id = shield, actor.account_id
    protected.write(**{**protected.words, "shield": reason})
    save_anew(protected)
    _leads(protected).update(hidden=True)
    _follow_requests(protected)
    record(actor, "shield_record", protected.code)


@action
def lift_shield(actor: Actor, protected: Record, *, reason: str) -> None:
    check_right(actor, "lift_shield", protected)
    lock(protected)
    if not protected.shield:
        raise Invalid(_("Cette fiche n’est pas protégée."))
    protected.shield, protected.shielded_by_id = "", None
    protected.write(**{**protected.words, "shield": reason})
    save_anew(protected)
    _leads(protected).filter(request__shield="", registration__shield="").update(hidden=False)
    _follow_requests(protected)
    record(actor, "lift_shield", protected.code)
    search_once_saved(actor, protected)


def _leads(one: Record):
    side = "request" if isinstance(one, TracingRequest) else "registration"
    return Lead.objects.system(SYSTEM).filter(**{side: one.pk})


def _follow_requests(one: Record) -> None:
    rows = TracingRequest.objects.system(SYSTEM)
    for request in rows.filter(pk__in=_leads(one).values("request")):
        follow(request)
