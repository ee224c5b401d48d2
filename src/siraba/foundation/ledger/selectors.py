"""Reading the books, always for an actor; what an envelope has left, and what its earmark refuses."""

from collections.abc import Collection
from datetime import date
from typing import Any, Protocol
from uuid import UUID

from django.db.models import Q, QuerySet, Sum
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.errors import NotVisible
from siraba.foundation.access.policy import Category, Scope
from siraba.foundation.accounts.roles import Role
from siraba.foundation.geography.models import Area
from siraba.foundation.geography.selectors import area_and_above
from siraba.foundation.ledger.models import HELD, Book, Entry, Envelope, EnvelopeState, Group, Line, Pillar
from siraba.foundation.ledger.rules import KEEPERS, PURPOSES, Power, keeps


def left_in(envelope: Envelope) -> int:
    """What was received in the envelope and not yet spent, in FCFA."""
    lines = Line.objects.filter(envelope=envelope, account__kind__in=HELD)
    return lines.aggregate(left=Sum("amount"))["left"] or 0


def earmark_refuses(
    envelope: Envelope, *, pillar: str, zone: Area | None, groups: Collection[str], day: date
) -> str | None:
    """Why the envelope cannot pay for this, in the reader's language; None when it can.

    `groups` are those that whoever is served belongs to: one of the envelope's is enough.
    """
    if envelope.state != EnvelopeState.OPEN:
        return _("L’enveloppe est close.")
    if not envelope.from_day <= day <= envelope.until_day:
        return _("L’enveloppe se dépense du %(from)s au %(until)s.") % {
            "from": date_format(envelope.from_day, "SHORT_DATE_FORMAT"),
            "until": date_format(envelope.until_day, "SHORT_DATE_FORMAT"),
        }
    if envelope.pillars and pillar not in envelope.pillars:
        return _("L’enveloppe est réservée : %(pillars)s.") % {"pillars": labels(Pillar, envelope.pillars)}
    zones = list(envelope.zones.all())
    if zones and not _within(zone, zones):
        return _("L’enveloppe est réservée à ces zones : %(zones)s.") % {
            "zones": ", ".join(area.name for area in zones)
        }
    if envelope.groups and not set(envelope.groups) & set(groups):
        return _("L’enveloppe est réservée à ces publics : %(groups)s.") % {
            "groups": labels(Group, envelope.groups)
        }
    return None


def _within(zone: Area | None, zones: Collection[Area]) -> bool:
    return zone is not None and any(area in zones for area in area_and_above(zone))


def labels(choices: type[Pillar] | type[Group], codes: Collection[str]) -> str:
    return ", ".join(str(choices(code).label) for code in codes)


class Earmarked(Protocol):
    """An envelope, or what will become one."""

    pillars: Any
    groups: Any
    zones: Any


def labels_of(envelope: Earmarked) -> dict[str, str]:
    """The earmark in words, in the reader's language: pillars, zones, groups."""
    zones = ", ".join(area.name for area in envelope.zones.all())
    return {
        "pillars": labels(Pillar, envelope.pillars) or _("tous les piliers"),
        "zones": zones or _("tout le pays"),
        "groups": labels(Group, envelope.groups) or _("tous les publics"),
    }


# What an actor may read


def envelopes_of(actor: Actor) -> QuerySet[Envelope]:
    """The envelopes that the actor's organisation keeps, or has given; all of them for the coordination."""
    rows = Envelope.objects.select_related("donor", "holder").prefetch_related("zones")
    return rows.filter(_open_to(actor))


def _open_to(actor: Actor) -> Q:
    if actor.role in KEEPERS and actor.purpose in PURPOSES:
        return Q(holder=actor.organisation_id)
    scopes = actor.scopes(Category.FUNDING)
    if Scope.META in scopes:
        return Q()
    if actor.role == Role.DONOR and Scope.OWN in scopes:
        return Q(donor=actor.organisation_id)
    return Q(pk__in=[])


def envelope_for(actor: Actor, code: str) -> Envelope:
    """Raises NotVisible."""
    found = envelopes_of(actor).filter(code=code).first()
    if found is None:
        raise NotVisible
    return found


def entries_of(actor: Actor) -> QuerySet[Entry]:
    """The book that the actor keeps; for a donor, the entries that concern an envelope of its own."""
    rows = Entry.objects.select_related("holder", "reverses", "reversed_by")
    if actor.role == Role.DONOR and Scope.OWN in actor.scopes(Category.FUNDING):
        own = Line.objects.filter(envelope__donor=actor.organisation_id).values("entry")
        return rows.filter(pk__in=own)
    holder = actor.organisation_id
    if holder is None or not keeps(actor, holder, Power.READ):
        return rows.none()
    return rows.filter(holder=holder)


def entry_for(actor: Actor, pk: UUID) -> Entry:
    """Raises NotVisible."""
    found = entries_of(actor).filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return found


def lines_of(actor: Actor, entry: Entry) -> QuerySet[Line]:
    """The lines of an entry that the actor may read; for a donor, those of its own envelopes."""
    rows = entry.lines.select_related("account", "envelope", "zone__parent__parent")
    return rows.filter(envelope__donor=actor.organisation_id) if actor.role == Role.DONOR else rows


def book_of(actor: Actor) -> Book | None:
    """The book of the actor's organisation, if it has one.

    Raises NotVisible: the actor does not keep it.
    """
    holder = actor.organisation_id
    if holder is None or not keeps(actor, holder, Power.READ):
        raise NotVisible
    return Book.objects.select_related("holder").filter(holder=holder).first()
