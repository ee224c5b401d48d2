"""What the vault forgets by itself, and what it searches again: once a day, and whenever something waits."""

import time
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.guard import GuardedQuerySet
from siraba.foundation.access.policy import Purpose
from siraba.foundation.accounts.roles import Role
from siraba.foundation.audit.journal import action, record
from siraba.foundation.organisations.models import Organisation
from siraba.foundation.tables.handed import SECONDS, forget_over
from siraba.protection.tracing.learning import learn
from siraba.protection.tracing.models import (
    LIVE,
    Registration,
    RegistrationState,
    RequestState,
    TracingRequest,
    VaultList,
)
from siraba.protection.tracing.registrations import empty
from siraba.protection.tracing.saving import index_names
from siraba.protection.tracing.searching import find_leads

SYSTEM = "what the vault does by itself"
AT_ONCE = 500


@action
def keep_vault(actor: None) -> int:
    """Once a day: empty those whose time is over, and let decisions teach the engine; how many were emptied.

    The line of the journal is the same whether there was something or not: it tells nobody what the vault holds.
    """
    gone = _forget_registrations() + _forget_requests() + forget_over(VaultList)
    for organisation in Organisation.objects.filter(kind=Organisation.Kind.RED_CROSS):
        learn(organisation.pk)
    record(actor, "keep_vault")
    return gone


def _forget_registrations() -> int:
    over = Registration.objects.system(SYSTEM).filter(
        state=RegistrationState.ACTIVE, valid_until__lt=timezone.localdate()
    )
    return _empty_all(over, RegistrationState.EXPIRED)


def _forget_requests() -> int:
    closed = TracingRequest.objects.system(SYSTEM).filter(
        state=RequestState.CLOSED,
        closed_at__lt=timezone.now() - timedelta(days=settings.TRACING_CLOSED_DAYS),
    )
    return _empty_all(closed, RequestState.CLOSED)


def _empty_all(rows: GuardedQuerySet, state: str) -> int:
    """Empty each of them, a batch at a time, until none is left; how many."""
    gone = 0
    while batch := list(rows.exclude(sealed=b"")[:AT_ONCE]):
        for one in batch:
            one.state = state
            empty(one)
        gone += len(batch)
    return gone


@action
def index_vault_names(actor: None) -> None:
    """Make the keys of every name of the vault anew, for names written before a way of finding them was."""
    for rows in (Registration.objects.system(SYSTEM), TracingRequest.objects.system(SYSTEM)):
        for one in rows.exclude(sealed=b"").iterator(AT_ONCE):
            index_names(one)
    record(actor, "index_vault_names")


@action
def replay_withdrawals(actor: None, register: Path) -> None:
    """After a restored backup: who had withdrawn since it was made is emptied again."""
    gone = register.read_text().split() if register.exists() else []
    for start in range(0, len(gone), AT_ONCE):
        back = Registration.objects.system(SYSTEM).filter(pk__in=gone[start : start + AT_ONCE])
        _empty_all(back, RegistrationState.WITHDRAWN)
    record(actor, "replay_withdrawals")


def itself(organisation: int) -> Actor:
    """The vault at work for itself: its lines of the journal are the Red Cross's, as its officers' are."""
    return Actor(None, Role.FAMILY_LINKS_OFFICER, organisation, None, Purpose.FAMILY_LINKS)  # type: ignore[arg-type]


def search_waiting(seconds: float = SECONDS, organisation: int | None = None) -> int:
    """Search for some seconds for what was saved and not searched yet: a list, or what a stop of the machine left; how many
    still wait."""
    until = time.monotonic() + seconds
    for rows in waiting(organisation):
        for one in rows.order_by("revision")[:AT_ONCE]:
            if time.monotonic() > until:
                break
            find_leads(itself(one.organisation_id), one)
    return sum(rows.count() for rows in waiting(organisation))


def waiting(organisation: int | None = None) -> list[GuardedQuerySet]:
    """The records that were not searched yet since they were last saved, of one vault or of all."""
    of_vault = {} if organisation is None else {"organisation": organisation}
    return [
        model.objects.system(SYSTEM).filter(searched_at=None, state__in=live, shield="", **of_vault)
        for model, live in ((Registration, [RegistrationState.ACTIVE]), (TracingRequest, LIVE))
    ]
