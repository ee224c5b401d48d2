"""Reading needs and orientations, always for an actor; and what is known of who seeks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.guard import GuardedQuerySet, one_of
from siraba.foundation.access.policy import Category
from siraba.foundation.consent.models import Consent, ConsentState
from siraba.foundation.geography.models import Area
from siraba.foundation.geography.selectors import point_of
from siraba.foundation.organisations.models import Unit
from siraba.foundation.services.eligibility import PersonFacts
from siraba.foundation.services.models import Target
from siraba.protection.reception.arrivals.models import Arrival, Priority
from siraba.protection.reception.arrivals.selectors import here
from siraba.protection.reception.orientation.distance import Point
from siraba.protection.reception.orientation.fitting import HOSTING, Seeker, Someone
from siraba.protection.reception.orientation.models import (
    LIVE,
    Need,
    Orientation,
    OrientationState,
    Recording,
    at_stage,
)
from siraba.protection.reception.orientation.options import Options, options_of

MALE_OR_FEMALE = {"female": Target.WOMEN.value, "male": Target.MEN.value}


def needs_visible_to(actor: Actor) -> GuardedQuerySet:
    return Need.objects.visible_to(actor, Category.ARRIVAL).select_related("arrival__convoy", "region")


def need_for(actor: Actor, pk: UUID) -> Need:
    """Raises NotVisible."""
    return one_of(needs_visible_to(actor), pk=pk)


def orientations_visible_to(actor: Actor) -> GuardedQuerySet:
    """The orientations of the actor's branch, with all that a list shows of them."""
    return Orientation.objects.visible_to(actor, Category.ARRIVAL).select_related(
        "arrival__convoy",
        "need",
        "referral",
        "service__provider",
        "service__unit",
        "service__area__parent__parent",
    )


def orientation_for(actor: Actor, pk: UUID) -> Orientation:
    """Raises NotVisible."""
    return one_of(orientations_visible_to(actor), pk=pk)


def orientations_of(actor: Actor, needs: Iterable[Need]) -> dict[UUID, list[Orientation]]:
    """The orientations of these needs, the last first: one query."""
    found: dict[UUID, list[Orientation]] = {need.pk: [] for need in needs}
    for orientation in orientations_visible_to(actor).filter(need__in=list(found)):
        found[orientation.need_id].append(orientation)
    return found


def open_types(need: Need, orientations: Iterable[Orientation]) -> list[str]:
    """The types of a need for which somebody still has to choose; one that is only proposed has not been chosen."""
    settled = {
        one.service_type
        for one in orientations
        if one.stage in LIVE and one.stage != OrientationState.PROPOSED
    }
    return [kind for kind in need.types if kind not in settled]


# Who seeks


def together_with(actor: Actor, need: Need) -> list[Need]:
    """The needs that one choice serves: where people sleep a family stays together, and its needs of the same kind with it."""
    arrival = need.arrival
    if arrival.party is None or not set(need.types) & set(HOSTING):
        return [need]
    others = needs_visible_to(actor).filter(
        arrival__in=here(actor).filter(party=arrival.party).values("pk"), service_types=need.service_types
    )
    waiting = {need.pk: need} | {other.pk: other for other in others}
    chosen = orientations_of(actor, waiting.values())
    return [one for one in waiting.values() if one.pk == need.pk or open_types(one, chosen[one.pk])]


def someone(arrival: Arrival, language: str = "", family: bool = False) -> Someone:
    """What a service may ask of somebody: the age is that of the year, the groups are those with which a case would begin."""
    age = None if arrival.birth_year is None else max(0, arrival.convoy.day.year - arrival.birth_year)
    groups = [Target.FAMILIES.value] if family else []
    if arrival.is_child:
        groups.append(Target.CHILDREN.value)
    if not arrival.alone and arrival.sex in MALE_OR_FEMALE:
        groups.append(MALE_OR_FEMALE[arrival.sex])
    facts = PersonFacts(
        sex=arrival.sex,
        age=age,
        groups=("returnee", "uac") if arrival.alone else ("returnee",),
        languages=tuple(dict.fromkeys([*arrival.languages.split(), *filter(None, [language])])),
        alone_minor=arrival.alone,
        referred=True,
    )
    return Someone(facts, tuple(groups))


def seekers_of(actor: Actor, need: Need, moment: datetime | None = None) -> list[Seeker]:
    """Who seeks, for each type of the need that nobody has chosen for yet; with its family where one of them is to sleep."""
    people = [one.arrival for one in together_with(actor, need)]
    chosen = orientations_of(actor, [need])[need.pk]
    said = said_of_sharing(actor, [need.arrival]).get(need.arrival.person_id, NOTHING_SAID)
    relatives = relatives_at(actor, [need.arrival])
    origin, moment = origin_of(need.unit_id), moment or max(need.wanted_at or timezone.now(), timezone.now())
    return [
        seeker_for(
            need,
            kind,
            people,
            moment=moment,
            origin=origin,
            said=said,
            relatives=relatives.get((need.arrival.party, kind), frozenset()),
        )
        for kind in open_types(need, chosen)
    ]


def seeker_for(
    need: Need,
    kind: str,
    people: Sequence[Arrival],
    *,
    moment: datetime,
    origin: Point | None,
    said: "Sharing",
    relatives: frozenset[int] = frozenset(),
) -> Seeker:
    arrival = need.arrival
    return Seeker(
        service_type=kind,
        people=tuple(someone(one, need.language, family=len(people) > 1) for one in people),
        moment=moment,
        at_hour=need.urgency == "urgent" or need.wanted_at is not None,
        safe=need.safe_place or arrival.priority == Priority.TRAFFICKING,
        language=need.language,
        farthest_km=need.farthest_km,
        regions=frozenset([need.region_id] if need.region_id else []),
        origin=origin,
        organisation=need.organisation_id,
        relatives=relatives,
        refused=said.refused,
        agreed=said.agreed,
    )


def origin_of(unit_id: int) -> Point | None:
    """Where the branch is."""
    area = Area.objects.select_related("parent__parent__parent").filter(
        pk__in=Unit.objects.filter(pk=unit_id).values("area")
    )
    found = area.first()
    return point_of(found) if found else None


@dataclass(frozen=True)
class Sharing:
    """The organisations that a person does not want to know of her, by her last word, and those to which she agreed."""

    refused: frozenset[int] = frozenset()
    agreed: frozenset[int] = frozenset()


NOTHING_SAID = Sharing()


def said_of_sharing(actor: Actor, arrivals: Iterable[Arrival]) -> dict[UUID | None, Sharing]:
    """What each said of being known elsewhere, by person: one query."""
    people = [arrival.person_id for arrival in arrivals if arrival.person_id]
    rows = Consent.objects.visible_to(actor, Category.IDENTITY).filter(person_id__in=people)
    last: dict[UUID, dict[int, bool]] = {}
    for consent in rows.order_by("-recorded_at"):
        said = last.setdefault(consent.person_id, {})
        if consent.state in (ConsentState.REFUSED, ConsentState.WITHDRAWN):
            said.setdefault(consent.recipient_id, False)
        elif consent.is_live():
            said.setdefault(consent.recipient_id, True)
    return {
        person: Sharing(
            frozenset(one for one, yes in said.items() if not yes),
            frozenset(one for one, yes in said.items() if yes),
        )
        for person, said in last.items()
    }


def relatives_at(actor: Actor, arrivals: Iterable[Arrival]) -> dict[tuple[UUID | None, str], frozenset[int]]:
    """Where families of these people sleep already, by family and type of service: one query."""
    parties = {arrival.party for arrival in arrivals if arrival.party}
    if not parties:
        return {}
    rows = orientations_visible_to(actor).filter(
        at_stage(*[stage for stage in LIVE if stage != OrientationState.PROPOSED]),
        arrival__party__in=parties,
        service_type__in=HOSTING,
    )
    found: dict[tuple[UUID | None, str], set[int]] = {}
    for party, kind, service in rows.values_list("arrival__party", "service_type", "service"):
        found.setdefault((party, kind), set()).add(service)
    return {key: frozenset(services) for key, services in found.items()}


def options_for(actor: Actor, need: Need, moment: datetime | None = None) -> list[Options]:
    """What there is for each type of a need that waits. Several types are a bundle: where one has nothing, `complete` is false."""
    seekers = seekers_of(actor, need, moment)
    return options_of(actor, seekers) if seekers else []


def complete(options: Sequence[Options]) -> bool:
    """All that is wanted together can be had."""
    return bool(options) and all(one.proposed for one in options)


# Reading aloud


def recordings_open_to(actor: Actor) -> "list[Recording]":
    """The recordings of the actor's organisation, without their sound."""
    rows = Recording.objects.filter(organisation=actor.organisation_id).defer("content")
    return list(rows.select_related("service"))


def recording_for_sheet(
    orientation: Orientation, of_its_own: bool = True, language: str = "bm"
) -> Recording | None:
    """What reads this sheet aloud: the recording of the service (`of_its_own`), else that of its type."""
    rows = Recording.objects.filter(organisation=orientation.organisation_id, language=language)
    rows = rows.defer("content")
    own = rows.filter(service=orientation.service_id).first() if of_its_own else None
    return own or rows.filter(service_type=orientation.service_type).first()
