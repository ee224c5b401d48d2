"""Records go when two persons decide it and nothing forbids it; a hold and a review keep them."""

from collections.abc import Iterable
from datetime import UTC, date
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right
from siraba.foundation.access.errors import Invalid, NotAllowed, StateNotOpen
from siraba.foundation.access.locking import lock
from siraba.foundation.audit.journal import action, record
from siraba.foundation.people.models import Person
from siraba.foundation.retention import holdings
from siraba.foundation.retention.models import REMOVAL_MOVES, How, Keeping, LegalHold, Removal, RemovalState


@action
def request_removal(actor: Actor, person: Person, *, how: str, ground: str, reason: str) -> Removal:
    """Ask that a person's records be made anonymous or erased.

    Raises:
        StateNotOpen: something keeps them today: an open case, a hold, an order of justice.
        Invalid: such a request already waits.
    """
    check_right(actor, "request_removal", person)
    _require_free(person.pk)
    waiting = Removal.objects.system("one request at a time").filter(
        person=person.pk, state=RemovalState.REQUESTED
    )
    if waiting.exists():
        raise Invalid(_("Une demande attend déjà une seconde personne."))
    removal = Removal(
        person=person.pk,
        how=how,
        ground=ground,
        requested_by_id=actor.account_id,
        requested_for_id=actor.home,
    )
    removal.write(reason=reason)
    removal.save(force_insert=True)
    record(actor, "request_removal", removal.code, how=how, ground=ground)
    return removal


@action
def approve_removal(actor: Actor, removal: Removal) -> None:
    """Make anonymous or erase, for good, and write it in the register that outlives the database.

    Raises:
        NotAllowed: the actor asked for it.
        StateNotOpen: something keeps the records since.
    """
    check_right(actor, "approve_removal", removal)
    _another(actor, removal.requested_by_id)
    lock(removal)
    REMOVAL_MOVES.advance(removal, "approve_removal")
    _require_free(removal.person)
    carry_out(removal.person, removal.how)
    removal.decided_by_id, removal.decided_at = actor.account_id, timezone.now()
    removal.sealed = b""
    removal.save()
    record(actor, "approve_removal", removal.code, how=removal.how)
    line = f"{removal.person} {removal.how} {removal.decided_at.astimezone(UTC).isoformat()}\n"
    transaction.on_commit(lambda: _register(settings.REMOVALS_REGISTER, line))


@action
def refuse_removal(actor: Actor, removal: Removal) -> None:
    check_right(actor, "refuse_removal", removal)
    _another(actor, removal.requested_by_id)
    lock(removal)
    REMOVAL_MOVES.advance(removal, "refuse_removal")
    removal.decided_by_id, removal.decided_at = actor.account_id, timezone.now()
    removal.save()
    record(actor, "refuse_removal", removal.code)


@action
def place_hold(actor: Actor, person: Person, *, reason: str) -> LegalHold:
    """Forbid that anything of the person goes, until another person lifts it."""
    check_right(actor, "place_hold", person)
    standing = LegalHold(person=person.pk, placed_by_id=actor.account_id, placed_for_id=actor.home)
    standing.write(reason=reason)
    standing.save(force_insert=True)
    record(actor, "place_hold", standing.code)
    return standing


@action
def lift_hold(actor: Actor, standing: LegalHold) -> None:
    """Raises NotAllowed when the actor placed it."""
    check_right(actor, "lift_hold", standing)
    _another(actor, standing.placed_by_id)
    lock(standing)
    if standing.lifted_at is not None:
        raise StateNotOpen(_("Ce gel est déjà levé."))
    standing.lifted_by_id, standing.lifted_at = actor.account_id, timezone.now()
    standing.save()
    record(actor, "lift_hold", standing.code)


@action
def keep_longer(actor: Actor, person: Person, *, until: date) -> Keeping:
    """The review found the records still needed.

    Raises:
        Invalid: a day that is past, or further than another whole period.
    """
    check_right(actor, "keep_longer", person)
    today = timezone.localdate()
    if not 0 < (until - today).days <= settings.RETENTION_MONTHS * 31:
        raise Invalid(
            _("Choisissez un jour à venir, dans la limite d’une nouvelle durée de conservation."), "until"
        )
    keeping = Keeping(person=person.pk, until=until, decided_by_id=actor.account_id)
    keeping.save(force_insert=True)
    record(actor, "keep_longer", f"person:{str(person.pk)[:8]}", until=until.isoformat())
    return keeping


@action
def replay_removals(actor: None, register: Path) -> int:
    """After a restored backup: what had been removed since it was made goes again. Returns how many persons."""
    replayed = 0
    for person, how in removals_in(register):
        rows = Person.objects.system("removals are done again after a restored backup")
        if rows.filter(pk=person).exists():
            carry_out(person, how)
            replayed += 1
    record(actor, "replay_removals", count=replayed)
    return replayed


def carry_out(person: UUID, how: str) -> None:
    if how == How.ERASE:
        holdings.erase(person)
    else:
        holdings.make_anonymous(person)


def removals_in(register: Path) -> Iterable[tuple[UUID, str]]:
    """The persons of the register, in its order."""
    if not register.exists():
        return
    for line in register.read_text().splitlines():
        person, how, _at = line.split()
        yield UUID(person), how


def _register(path: Path, line: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as register:
        register.write(line)


def _require_free(person: UUID) -> None:
    held = LegalHold.objects.system("a hold forbids").filter(person=person, lifted_at__isnull=True).exists()
    reasons = [*([_("Un gel interdit tout effacement.")] if held else []), *holdings.obstacles(person)]
    if reasons:
        raise StateNotOpen(" ".join(reasons))


def _another(actor: Actor, account_id: int) -> None:
    if account_id == actor.account_id:
        raise NotAllowed(_("Une autre personne que celle qui a demandé doit décider."))
