"""Whether a service suits people, what speaks for it and what against: one place for every rule, and for its words."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from numpy.typing import NDArray

from siraba.foundation.services.eligibility import PersonFacts, refuses, vacancy_of
from siraba.foundation.services.models import MIDNIGHT, Service, ServiceState, Target
from siraba.foundation.services.opening import hour_in_words, next_opening, open_until
from siraba.foundation.vocabulary import label
from siraba.protection.reception.orientation.distance import Point

# The types of service where somebody sleeps
HOSTING = ("shelter", "alternative_care")
ADULT = 18
HOUR = timedelta(hours=1)
# Places that orientations hold, by group
Held = Mapping[str, int]


@dataclass(frozen=True)
class Someone:
    """One of those who seek together; `groups` are those for whom places may be counted, the most fitting first."""

    facts: PersonFacts
    groups: tuple[str, ...] = ()


@dataclass(frozen=True)
class Seeker:
    """Who seeks a service of one type, and how: one person, or a family that stays together.

    `safe` asks for a protected place where somebody sleeps; `at_hour` for a service that is open at the very moment.
    `regions` are accepted areas (empty: any), `relatives` services where the family goes already, `refused` and `agreed`
    organisations that the person does not want, or wants, to know of them.
    """

    service_type: str
    people: tuple[Someone, ...]
    moment: datetime
    at_hour: bool = False
    safe: bool = False
    language: str = ""
    farthest_km: int | None = None
    regions: frozenset[int] = frozenset()
    origin: Point | None = None
    organisation: int = 0
    relatives: frozenset[int] = frozenset()
    refused: frozenset[int] = frozenset()
    agreed: frozenset[int] = frozenset()

    @property
    def hosted(self) -> bool:
        return self.service_type in HOSTING

    @property
    def only_protected(self) -> bool:
        return self.safe and self.hosted


@dataclass(frozen=True)
class Place:
    """Where a service is, as its reader may know it: `hidden`, or its distance and the areas that it lies in."""

    hidden: bool
    km: float | None = None
    areas: frozenset[int] = frozenset()

    @property
    def counted_km(self) -> float:
        """What the cost takes for the distance: of a place that is hidden or not known, the same for all."""
        return settings.ORIENTATION_UNKNOWN_KM if self.hidden or self.km is None else self.km


def needs_referral(service: Service, organisation: int) -> bool:
    """Whether the service takes people by referral alone, and is not of the very organisation that orients."""
    return service.by_referral and service.provider_id != organisation


def place_obstacles(place: Place, seeker: Seeker) -> list[str]:
    """Why the place does not suit. Of one that is hidden neither distance nor region is asked: the answer would tell."""
    found = []
    if seeker.only_protected and not place.hidden:
        found.append(_("ce n’est pas un lieu protégé"))
    if place.hidden:
        return found
    if seeker.farthest_km is not None and place.km is not None and place.km > seeker.farthest_km:
        found.append(_("trop loin : %(km)d km") % {"km": round(place.km)})
    if seeker.regions and place.areas and not seeker.regions & place.areas:
        found.append(_("hors de la région acceptée"))
    return found


def places_suit(
    hidden: NDArray[np.bool_], km: NDArray[np.float64], areas: NDArray[np.float64], seeker: Seeker
) -> NDArray[np.bool_]:
    """Which of many places have no obstacle, as `place_obstacles` says of one; `areas` has a row a place."""
    suit = hidden if seeker.only_protected else np.ones_like(hidden)
    known = ~hidden
    if seeker.farthest_km is not None:
        suit = suit & ~(known & (km > seeker.farthest_km))
    if seeker.regions:
        inside = np.isin(areas, np.fromiter(seeker.regions, dtype=float)).any(axis=1)
        suit = suit & ~(known & ~np.isnan(areas).all(axis=1) & ~inside)
    return suit


def obstacles(service: Service, place: Place, seeker: Seeker, held: Held) -> list[str]:
    """Why nobody is directed to this service for this need; nothing when it suits. Reads what `with_parts` loads."""
    return [
        *_not_on_offer(service, seeker),
        *place_obstacles(place, seeker),
        *_refused_people(service, seeker),
        *_not_open(service, seeker),
        *_no_place(service, seeker, held),
        *_no_consent(service, seeker),
    ]


def _not_on_offer(service: Service, seeker: Seeker) -> list[str]:
    day = timezone.localdate(seeker.moment)
    if service.valid_to is not None and service.valid_to < day:
        return [_closed_since(service.valid_to + timedelta(days=1), day)]
    if service.closed_for_now:
        return [_("fermé pour le moment")]
    if service.verified_on is None or service.state not in (ServiceState.VERIFIED, ServiceState.EXPIRED):
        return [_("fiche jamais vérifiée")]
    days = (day - service.verified_on).days
    if service.state == ServiceState.EXPIRED or days >= settings.DIRECTORY_DAYS:
        return [_("pas vérifié depuis %(days)d jours") % {"days": days}]
    return []


def _closed_since(first: datetime | object, day: object) -> str:
    days = (day - first).days  # type: ignore[operator]
    if days <= 1:
        return _("fermé depuis hier") if days == 1 else _("fermé depuis aujourd’hui")
    return _("fermé depuis le %(day)s") % {"day": date_format(first, "j N Y")}  # type: ignore[arg-type]


def _refused_people(service: Service, seeker: Seeker) -> list[str]:
    reasons = [_lowered(reason) for one in seeker.people for reason in refuses(service, one.facts)]
    if seeker.hosted and any(one.facts.alone_minor for one in seeker.people) and not _children_apart(service):
        reasons.append(_("pas de places d’enfants à part : un enfant seul ne dort pas avec des adultes"))
    return list(dict.fromkeys(reasons))


def _lowered(reason: str) -> str:
    return reason[:1].lower() + reason[1:].rstrip(".")


def _children_apart(service: Service) -> bool:
    counted = any(row.group == Target.CHILDREN for row in service.vacancies.all())
    return counted or any(
        rule.alone == "only" or (rule.age_to is not None and rule.age_to < ADULT)
        for rule in service.rules.all()
    )


def _not_open(service: Service, seeker: Seeker) -> list[str]:
    opening = next_opening(service, seeker.moment)
    if service.closed_for_now:
        return []  # said already
    if opening is None:
        told = bool(service.schedules.all())
        if told:
            return [_("n’ouvre pas dans les sept jours")]
        return [_("horaires inconnus")] if seeker.at_hour else []
    if seeker.at_hour and opening > seeker.moment:
        return [_("fermé à cette heure, %(opens)s") % {"opens": _opens(opening, seeker.moment)}]
    return []


def _opens(opening: datetime, moment: datetime) -> str:
    hour = hour_in_words(opening.time())
    days = (opening.date() - timezone.localdate(moment)).days
    if days == 0:
        return _("ouvre à %(hour)s") % {"hour": hour}
    if days == 1:
        return _("ouvre demain à %(hour)s") % {"hour": hour}
    return _("ouvre le %(day)s à %(hour)s") % {"day": date_format(opening, "l j"), "hour": hour}


def group_of(service: Service, one: Someone) -> str:
    """For whom this service counts the place of this person."""
    counted = {row.group for row in service.vacancies.all()}
    return next((group for group in one.groups if group in counted), Target.ALL.value)


def free_for(service: Service, group: str, held: Held) -> int | None:
    """Places free for a group once those that orientations hold are taken off, never below none; None when nothing is counted.

    A service that counts places for others alone has none for this group.
    """
    rows = service.vacancies.all()
    if not rows:
        return None
    vacant = vacancy_of(service, group)
    return max(0, vacant - held.get(group, 0)) if vacant is not None else 0


def _no_place(service: Service, seeker: Seeker, held: Held) -> list[str]:
    wanted = Counter(group_of(service, one) for one in seeker.people)
    for group, number in wanted.items():
        free = free_for(service, group, held)
        if free == 0:
            return [_("plus de place libre")]
        if free is not None and free < number:
            return [_("pas assez de places pour rester ensemble")]
    return []


def _no_consent(service: Service, seeker: Seeker) -> list[str]:
    if needs_referral(service, seeker.organisation) and service.provider_id in seeker.refused:
        return [_("la personne ne veut pas que cette structure sache")]
    return []


# What it costs


def mismatches(service: Service, seeker: Seeker) -> list[str]:
    """What is not as wished, or not known, though nothing forbids it."""
    found = []
    spoken = {row.code for row in service.languages.all()}
    if seeker.language and spoken and seeker.language not in spoken:
        found.append(
            _("ne parle pas %(language)s") % {"language": label("language", seeker.language).lower()}
        )
    if not service.schedules.all():
        found.append(_("horaires à demander"))
    if seeker.hosted and not service.vacancies.all():
        found.append(_("places à demander"))
    return found


def wait_hours(service: Service, seeker: Seeker) -> float:
    """Hours until the service opens; none when it is open, or when nobody knows."""
    opening = next_opening(service, seeker.moment)
    return 0.0 if opening is None else max(0.0, (opening - seeker.moment) / HOUR)


def travel_hours(km: Any) -> Any:
    """Of one distance, or of an array of them."""
    return km / settings.ORIENTATION_KM_AN_HOUR


def cost_hours(service: Service, place: Place, seeker: Seeker) -> float:
    """Hours of way, of waiting, and for each mismatch."""
    apart = len(mismatches(service, seeker)) * settings.ORIENTATION_MISMATCH_HOURS
    return travel_hours(place.counted_km) + wait_hours(service, seeker) + apart


# In words


def merits(service: Service, place: Place, seeker: Seeker, held: Held) -> list[str]:
    """What speaks for the service, as the page says it: “ouvert jusqu’à 18 h”, “parle bambara”, “12 km”, “3 places”."""
    found = [_("avec sa famille")] if service.pk in seeker.relatives else []
    found += _hours_in_words(service, seeker)
    found += _languages_in_words(service, seeker)
    if place.hidden:
        found.append(_("lieu protégé"))
    elif place.km is not None:
        found.append(_("%(km)d km") % {"km": max(1, round(place.km))})
    found += _places_in_words(service, seeker, held)
    if needs_referral(service, seeker.organisation):
        known = service.provider_id in seeker.agreed
        found.append(_("accord déjà donné") if known else _("accord de la personne à demander"))
    return found


def _hours_in_words(service: Service, seeker: Seeker) -> list[str]:
    closes = open_until(service, seeker.moment)
    if closes == MIDNIGHT:
        return [_("ouvert jusqu’à minuit au moins")]
    if closes is not None:
        return [_("ouvert jusqu’à %(hour)s") % {"hour": hour_in_words(closes)}]
    opening = next_opening(service, seeker.moment)
    return [_opens(opening, seeker.moment)] if opening is not None else []


def _languages_in_words(service: Service, seeker: Seeker) -> list[str]:
    spoken = {row.code for row in service.languages.all()}
    wished = [seeker.language] if seeker.language else list(seeker.people[0].facts.languages)
    common = [label("language", code).lower() for code in wished if code in spoken]
    if common:
        return [_("parle %(languages)s") % {"languages": ", ".join(common)}]
    return [_("interprète sur place")] if service.interpretation else []


def _places_in_words(service: Service, seeker: Seeker, held: Held) -> list[str]:
    free = free_for(service, group_of(service, seeker.people[0]), held)
    if free is None:
        return []
    return [ngettext("%(count)d place", "%(count)d places", free) % {"count": free}]
