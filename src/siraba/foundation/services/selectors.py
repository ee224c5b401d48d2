"""Reading the directory, always for someone: a visitor (None) or an actor."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.policy import Category
from siraba.foundation.geography.models import Area
from siraba.foundation.geography.selectors import area_and_above, area_and_below, point_of
from siraba.foundation.organisations.models import Organisation
from siraba.foundation.services.models import Service, ServiceState
from siraba.foundation.services.parts import PARTS

REMINDER_DAYS = 14
PROTECTED = Q(address_protected=True) | Q(unit__address_protected=True)


@dataclass(frozen=True)
class Entry:
    """A directory entry as its reader may see it: what is hidden is not there (`place` None, texts empty)."""

    name: str
    service_type: str
    provider: str
    place: str | None
    hours: str
    eligibility: str
    capacity: int | None
    focal_point: str


def services_open_to(
    actor: Actor | None,
    service_type: str | None = None,
    area: Area | None = None,
    on: date | None = None,
) -> QuerySet[Service]:
    """The services on offer that day (today by default), by provider and name: of an active organisation, within their
    dates, not closed for now, and verified for less than DIRECTORY_DAYS.

    An area brings what is inside it and what serves all of a wider one.
    A visitor gets those without a protected place. For an actor a protected place that is hidden
    from it stays in whatever the area asked for, so that no search tells where it is.
    Show them through `entries_for`, which hides what the actor may not see.
    """
    services = Service.objects.filter(on_offer(on or timezone.localdate()))
    if actor is None:
        services = services.exclude(PROTECTED)
    if service_type:
        services = services.filter(service_type=service_type)
    if area is not None:
        near = Q(area__in=area_and_below(area)) | Q(area__in=area_and_above(area))
        services = services.filter(near | hidden_from(actor))
    return services.select_related("provider", "unit", "area__parent__parent__parent").order_by(
        "provider__short_name", "name", "pk"
    )


def proposable_services(actor: Actor, on: date | None = None) -> QuerySet[Service]:
    """The services to which a person may be sent or oriented that day: as `services_open_to`, and none of justice, which has
    its own door. Read them through `with_parts` before asking `refuses`, `open_at`, `vacancy_of` or `place_of` of many."""
    return services_open_to(actor, on=on).exclude(provider__house=Organisation.House.PROSECUTION)


def with_parts(services: QuerySet[Service]) -> QuerySet[Service]:
    """The same services, with all that their questions read, in eight queries however many there are.

    After it `open_at`, `refuses`, `vacancy_of`, `place_of` and `entries_for` send no query.
    """
    return services.select_related(
        "provider", "unit", "area__parent__parent__parent", "verified_by__organisation"
    ).prefetch_related(*PARTS)


def on_offer(day: date) -> Q:
    """The condition that an entry is true and its service given that day."""
    return Q(
        Q(valid_to__isnull=True) | Q(valid_to__gte=day),
        valid_from__lte=day,
        provider__active=True,
        closed_for_now=False,
        state=ServiceState.VERIFIED,
        verified_on__gt=day - timedelta(days=settings.DIRECTORY_DAYS),
    )


def with_codes(services: QuerySet[Service]) -> QuerySet[Service]:
    """`with_parts`, and the codes of the areas, which leave with them."""
    return with_parts(services).prefetch_related("area__codes__version")


def on_offer_now(service: Service, day: date) -> bool:
    """What `on_offer` asks of the database, of one entry in memory."""
    believed = service.verified_on is not None and service.verified_on > day - timedelta(
        days=settings.DIRECTORY_DAYS
    )
    return bool(
        service.state == ServiceState.VERIFIED
        and believed
        and service.valid_from <= day
        and (service.valid_to is None or service.valid_to >= day)
        and service.provider.active
        and not service.closed_for_now
    )


def entry_for(actor: Actor | None, uuid: UUID) -> Service | None:
    """The entry as `with_parts` reads it, when it is on offer to the reader or of the reader's own organisation."""
    own = own_entries(actor) if actor else Service.objects.none()
    open_to = services_open_to(actor)
    return (with_parts(open_to).filter(uuid=uuid).first()) or with_parts(own).filter(uuid=uuid).first()


def own_entries(actor: Actor) -> QuerySet[Service]:
    """The entries of the actor's organisation whose place it may know, in whatever state; those to verify first."""
    return (
        Service.objects.filter(provider=actor.organisation_id)
        .exclude(hidden_from(actor))
        .select_related("provider", "unit", "area__parent__parent__parent", "verified_by__organisation")
        .order_by("name", "pk")
    )


def to_verify(services: QuerySet[Service], on: date | None = None) -> QuerySet[Service]:
    """Those that nobody has said to be true for long enough: drafts, expired, and verified with a fortnight left; the oldest
    word first."""
    day = on or timezone.localdate()
    soon = day - timedelta(days=max(settings.DIRECTORY_DAYS - REMINDER_DAYS, 0))
    waiting = Q(state__in=(ServiceState.DRAFT, ServiceState.EXPIRED)) | Q(
        state=ServiceState.VERIFIED, verified_on__lte=soon
    )
    return services.filter(waiting, Q(valid_to=None) | Q(valid_to__gte=day)).order_by(
        F("verified_on").asc(nulls_first=True), "name", "pk"
    )


def stale_by_organisation() -> list[dict[str, Any]]:
    """How many entries each active organisation keeps, by state: mappings provider__short_name, all, verified, draft, expired;
    those with the most that are not sure come first. Numbers of entries, none of which is a person."""
    states = {
        state.value: Count("pk", filter=Q(state=state))
        for state in (ServiceState.VERIFIED, ServiceState.DRAFT, ServiceState.EXPIRED)
    }
    rows = Service.objects.exclude(state=ServiceState.ARCHIVED).filter(provider__active=True)
    counted: Any = rows.values("provider__short_name").annotate(all=Count("pk"), **states)
    return sorted(counted, key=lambda row: (-row["expired"], -row["draft"], row["provider__short_name"]))


def stale_entries(actor: Actor, on: date | None = None) -> QuerySet[Service]:
    """The entries of every active organisation that are no longer sure, or never were; a place that is hidden from the reader
    is counted by `stale_by_organisation` and named nowhere."""
    waiting = to_verify(Service.objects.filter(provider__active=True).exclude(hidden_from(actor)), on)
    return waiting.exclude(state=ServiceState.VERIFIED).select_related("provider", "area__parent")


def place_open_to(actor: Actor | None, service: Service) -> bool:
    """Whether this reader may know where the service is.

    A protected place is for the staff of its own organisation whose role and purpose open that category.
    """
    if not service.place_protected:
        return True
    return actor is not None and service.provider_id == _sheltering_organisation(actor)


def place_of(service: Service, actor: Actor | None = None) -> tuple[float, float] | None:
    """Latitude and longitude in degrees as this reader (a visitor by default) may know them: the service's own point, else
    that of its area or of the nearest area above. None for a place that is hidden from the reader, or that is the country.
    """
    if not place_open_to(actor, service):
        return None
    if service.latitude is not None and service.longitude is not None:
        return service.latitude, service.longitude
    return point_of(service.area)


def entries_for(actor: Actor | None, services: Iterable[Service]) -> list[Entry]:
    """The services as the reader may see them; a visitor sees neither capacity nor focal point."""
    return [_entry(actor, service) for service in services]


def _entry(actor: Actor | None, service: Service) -> Entry:
    return Entry(
        name=service.name,
        service_type=service.service_type,
        provider=service.provider.short_name,
        place=str(service.area) if place_open_to(actor, service) else None,
        hours=service.hours,
        eligibility=service.eligibility,
        capacity=service.capacity if actor else None,
        focal_point=service.focal_point if actor else "",
    )


def hidden_from(actor: Actor | None) -> Q:
    """The condition that a service's place is hidden from the reader: the same as not `place_open_to`."""
    own = _sheltering_organisation(actor) if actor else None
    return PROTECTED & ~Q(provider=own) if own else PROTECTED


def _sheltering_organisation(actor: Actor) -> int | None:
    return actor.organisation_id if actor.scopes(Category.SHELTER) else None
