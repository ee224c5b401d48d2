"""The acts on the keys, by who holds the machine, while the site runs: a new key, old bytes under it, the old key gone."""

from collections.abc import Callable, Iterator
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from siraba.foundation.access import crypto, keys
from siraba.foundation.access.errors import NotAllowed, StateNotOpen
from siraba.foundation.access.models import SealedColumn, sealed_columns
from siraba.foundation.audit.journal import action, record

COMPARTMENTS = (
    crypto.PROTECTION,
    crypto.JUSTICE,
    crypto.FAMILY_LINKS,
    crypto.CIVIL_STATUS,
    crypto.STATELESSNESS,
    crypto.ACCOUNTS,
)
BATCH = 500
Progress = Callable[[int, int], None]


@action
def rotate_key(actor: None, compartment: str) -> int:
    """Add a data key, which seals from now on in every process; returns its number."""
    _by_the_machine(actor)
    number = keys.add_key(compartment)
    record(actor, "rotate_key", f"key:{compartment}", number=number)
    return number


@action
def retire_key(actor: None, compartment: str, number: int) -> None:
    """Destroy a data key: what it sealed opens no more, in this database and in every backup.

    Raises:
        StateNotOpen: rows are still sealed with it, or it is the one that seals.
    """
    _by_the_machine(actor)
    left = sum(
        _number(column, row) == number
        for column in sealed_columns(compartment)
        for rows in _batches(column)
        for row in rows
    )
    if left:
        raise StateNotOpen(
            _("%(count)d valeurs sont encore scellées par cette clé : rescellez d’abord.") % {"count": left}
        )
    try:
        keys.destroy_key(compartment, number)
    except keys.NoKey as error:
        raise StateNotOpen(_("Cette clé n’est pas là, ou c’est elle qui scelle.")) from error
    record(actor, "retire_key", f"key:{compartment}", number=number)


def reseal(actor: None, compartment: str, progress: Progress | None = None) -> int:
    """Seal anew whatever an older key sealed; stopped and started again, it goes on. Returns how many values.

    Each batch is a transaction of its own, so that the site writes between two of them.
    """
    _by_the_machine(actor)
    columns = sealed_columns(compartment)
    total, seen, done = sum(_query(column).count() for column in columns), 0, 0
    for column in columns:
        for rows in _batches(column):
            with transaction.atomic():
                done += sum(_reseal_one(column, row) for row in rows)
            seen += len(rows)
            if progress:
                progress(seen, total)
    record_resealing(actor, compartment, count=done)
    return done


@action
def record_resealing(actor: None, compartment: str, *, count: int) -> None:
    """Write down that a compartment has been sealed anew."""
    _by_the_machine(actor)
    record(actor, "record_resealing", f"key:{compartment}", count=count)


def _by_the_machine(actor: None) -> None:
    if actor is not None:
        raise NotAllowed


def _reseal_one(column: SealedColumn, row: Any) -> int:
    old = bytes(getattr(row, column.name))
    if not old or old[0] == keys.fresh_ring(column.compartment).sealing:
        return 0
    place = column.place(row)
    new = crypto.seal(column.compartment, place, crypto.unseal(column.compartment, place, old))
    # Only where nobody has written in the meantime: what was written then is sealed with the new key already.
    rows = column.model._base_manager.filter(pk=row.pk, **{column.name: old})
    return rows.update(**{column.name: new})


def _batches(column: SealedColumn) -> Iterator[list[Any]]:
    """The rows of a column by their keys, so that nothing stays open between two batches."""
    rows = list(_query(column).order_by("pk")[:BATCH])
    while rows:
        yield rows
        rows = list(_query(column).filter(pk__gt=rows[-1].pk).order_by("pk")[:BATCH])


def _query(column: SealedColumn) -> Any:
    manager = column.model._base_manager
    return manager.system("keys, by who holds the machine") if hasattr(manager, "system") else manager.all()


def _number(column: SealedColumn, row: Any) -> int | None:
    sealed = bytes(getattr(row, column.name))
    return sealed[0] if sealed else None
