"""What may be done to what was observed. Each act: the right, the state, the saving, the line of the journal."""

from datetime import date
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right
from siraba.foundation.access.errors import Invalid
from siraba.foundation.access.locking import lock
from siraba.foundation.audit.journal import action, record
from siraba.foundation.geography.models import Area, AreaCode
from siraba.prevention.climate.observations.catalogue import load_catalogue
from siraba.prevention.climate.observations.computing import Progress, compute_all
from siraba.prevention.climate.observations.models import NAME_MOVES, Edition, Source, Taking, UnplacedName
from siraba.prevention.climate.observations.reading.files import Reading
from siraba.prevention.climate.observations.settling import give_back, take_rows
from siraba.prevention.climate.observations.writing import Tally, write_gathered

KEPT_FAULTS = 500
LARGEST = 20 * 1024 * 1024


class Taken(NamedTuple):
    """`again`: this very file was there already, and nothing changed."""

    edition: Edition
    again: bool
    tally: Tally


@action
def hand_in_edition(
    actor: Actor,
    *,
    content: bytes,
    file_name: str,
    retrieved_on: date,
    source: str = "",
    version: str = "",
    replace: bool = False,
) -> Taking:
    """Keep a file that somebody hands in, until it is read and taken.

    Raises:
        Invalid: obtained on a day to come, or larger than a page takes.
    """
    check_right(actor, "hand_in_edition")
    if retrieved_on > timezone.localdate():
        raise Invalid(_("Ce jour n’est pas encore venu."), "retrieved_on")
    if len(content) > LARGEST:
        raise Invalid(
            _("Ce fichier dépasse 20 Mo : chargez-le sur la machine par « siraba climate take »."), "table"
        )
    made = Taking.objects.create(
        asked_by_id=actor.account_id,
        file_name=file_name[-200:],
        content=content,
        total=len(content),
        retrieved_on=retrieved_on,
        source=source,
        version=version,
        replace=replace,
    )
    record(actor, "hand_in_edition", made.code, size=len(content))
    return made


@action
def take_edition(
    actor: Actor | None, reading: Reading, *, retrieved_on: date, replace: bool = False
) -> Taken:
    """Take what a file says, all of it or nothing. The same file again changes nothing; `actor` None is the machine's keeper.

    `replace`: where a place has a series of another source, it gives way.

    Raises:
        Invalid: obtained on a day to come, or nothing in the file can be taken.
    """
    if actor is not None:
        check_right(actor, "take_edition")
    if retrieved_on > timezone.localdate():
        raise Invalid(_("Ce jour n’est pas encore venu."), "retrieved_on")
    load_catalogue()
    source = Source.objects.select_for_update().get(code=reading.layout.source)
    known = Edition.objects.filter(source=source, digest=reading.digest).first()
    if known is not None:
        record(actor, "take_edition", known.code, again=True)
        return Taken(known, True, Tally())
    gathered = reading.gathered
    if not gathered.values and not gathered.events:
        raise Invalid(_nothing(reading))
    edition = Edition.objects.create(
        source=source,
        file_name=reading.file_name[:200],
        digest=reading.digest,
        layout=reading.layout.code,
        map_version=reading.version,
        retrieved_on=retrieved_on,
        taken_by_id=actor.account_id if actor else None,
    )
    tally = write_gathered(gathered, edition, reading.version, replace)
    faults = sorted(gathered.faults) + tally.faults
    edition.rows_read, edition.rows_refused = reading.rows, len(faults)
    edition.rows_new, edition.rows_changed, edition.rows_waiting = tally.new, tally.changed, tally.waiting
    edition.faults = faults[:KEPT_FAULTS]
    edition.save()
    record(
        actor,
        "take_edition",
        edition.code,
        source=source.code,
        rows=reading.rows,
        new=tally.new,
        changed=tally.changed,
        waiting=tally.waiting,
        refused=len(faults),
    )
    return Taken(edition, False, tally)


def _nothing(reading: Reading) -> str:
    faults = reading.gathered.faults
    if not faults:
        return _("Ce fichier ne dit rien des lieux que suit la plateforme.")
    line, why = faults[0]
    return _("Aucune ligne ne peut être prise ; la première refusée, ligne %(line)d : %(why)s") % {
        "line": line,
        "why": why,
    }


def _on(actor: Actor, name: UnplacedName, act: str) -> None:
    check_right(actor, act, name)
    lock(name)
    NAME_MOVES.advance(name, act)


@action
def place_name(actor: Actor, name: UnplacedName, *, area: Area, reason: str) -> int:
    """Say which area a name of a file means: its rows are taken, and so are those of later files; how many were written.

    Raises:
        Invalid: the area is not of the name's version and level.
    """
    _on(actor, name, "place_name")
    if area.level != name.level or not AreaCode.objects.filter(version=name.version, area=area).exists():
        raise Invalid(_("Cette zone n’est pas de la version du nom."), "area")
    name.area, name.reason = area, reason
    name.settled_by_id, name.settled_at = actor.account_id, timezone.now()
    written = take_rows(name)
    name.save()
    record(actor, "place_name", name.code, area=area.pk, rows=written)
    return written


@action
def dismiss_name(actor: Actor, name: UnplacedName, *, reason: str) -> None:
    """Put a name aside: its rows are not taken, nor are those of later files."""
    _on(actor, name, "dismiss_name")
    name.reason = reason
    name.settled_by_id, name.settled_at = actor.account_id, timezone.now()
    name.save()
    record(actor, "dismiss_name", name.code, rows=len(name.rows))


@action
def reopen_name(actor: Actor, name: UnplacedName) -> int:
    """Undo what was decided of a name: what its rows had written goes back to what was there; how many values."""
    _on(actor, name, "reopen_name")
    undone = give_back(name) if name.area_id else 0
    name.area, name.reason, name.settled_by, name.settled_at = None, "", None, None
    name.save()
    record(actor, "reopen_name", name.code, rows=undone)
    return undone


@action
def compute_indicators(actor: Actor | None, *, progress: Progress | None = None) -> Tally:
    """Compute anomalies and SPI from the rain, and count the platform's registers; what was new and what changed."""
    if actor is not None:
        check_right(actor, "compute_indicators")
    load_catalogue()
    tally = compute_all(progress)
    record(actor, "compute_indicators", "indicators", new=tally.new, changed=tally.changed)
    return tally
