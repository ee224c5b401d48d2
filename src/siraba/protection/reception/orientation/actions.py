"""What may be done from a need to a service. Each act: the right, the state, the saving, the line of the journal."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right
from siraba.foundation.access.errors import Invalid
from siraba.foundation.access.locking import lock
from siraba.foundation.audit.journal import action, record
from siraba.foundation.geography.models import Area
from siraba.foundation.services.models import Service
from siraba.foundation.vocabulary import codes
from siraba.protection.cases.models import Case
from siraba.protection.reception.arrivals.fields import Presence
from siraba.protection.reception.arrivals.models import Arrival
from siraba.protection.reception.arrivals.selectors import here
from siraba.protection.reception.orientation.fitting import Seeker, group_of, needs_referral
from siraba.protection.reception.orientation.models import (
    ORIENTATION_MOVES,
    Need,
    Orientation,
    OrientationState,
    Override,
    Refusal,
)
from siraba.protection.reception.orientation.options import Option, option_for, options_of
from siraba.protection.reception.orientation.selectors import (
    open_types,
    orientations_of,
    seekers_of,
    someone,
    together_with,
)
from siraba.protection.referrals.actions import prepare_referral, send_referral

SYSTEM = "an orientation that the actor may act on"


@action
def record_need(
    actor: Actor,
    arrival: Arrival,
    *,
    service_types: Sequence[str],
    urgency: str = "normal",
    wanted_at: datetime | None = None,
    farthest_km: int | None = None,
    region: Area | None = None,
    language: str = "",
    safe_place: bool = False,
    said: str = "",
    family: bool = False,
    number: UUID | None = None,
) -> Need:
    """Write down what somebody needs; several types are wanted together, or not at all. With `family`, the same is written
    of each of her family who is here. A device gives the `number` of the need.

    Raises:
        Invalid: the person is not here, nothing is needed, or it is not a type of service.
    """
    check_right(actor, "record_need", arrival)
    if arrival.presence != Presence.HERE:
        raise Invalid(_("Cette personne n’est pas arrivée."))
    wanted = list(dict.fromkeys(service_types))
    if not wanted:
        raise Invalid(_("Choisissez au moins un besoin."), "service_types")
    if set(wanted) - set(codes("service_type")):
        raise Invalid(_("Ce besoin n’est pas de la liste."), "service_types")
    values = {
        "service_types": " ".join(wanted),
        "urgency": urgency,
        "wanted_at": wanted_at,
        "farthest_km": farthest_km,
        "region": region,
        "language": language,
        "safe_place": safe_place,
    }
    people = _with_family(actor, arrival, family)
    numbers = [number or uuid4(), *(uuid4() for _other in people[1:])]
    needs = [_write_need(actor, one, values, said, pk) for one, pk in zip(people, numbers, strict=True)]
    record(actor, "record_need", arrival.code, types=wanted, urgency=urgency, people=len(needs))
    return needs[0]


def _with_family(actor: Actor, arrival: Arrival, family: bool) -> list[Arrival]:
    if not family or arrival.party is None:
        return [arrival]
    others = here(actor).filter(party=arrival.party).exclude(pk=arrival.pk)
    return [arrival, *others.order_by("registered_at", "pk")]


def _write_need(actor: Actor, arrival: Arrival, values: Mapping[str, Any], said: str, pk: UUID) -> Need:
    need = Need(
        pk=pk,
        arrival=arrival,
        organisation_id=arrival.organisation_id,
        unit_id=arrival.unit_id,
        recorded_by_id=actor.account_id,
        fictitious=arrival.fictitious,
        **values,
    )
    need.write(said=said)
    need.save(force_insert=True)
    return need


# Choosing

Chosen = Mapping[str, int]


@action
def choose_service(actor: Actor, need: Need, *, services: Chosen) -> list[Orientation]:
    """Take what stands first, for each type of the need: what a plan proposed, else the best of today.

    `services` are numbers of services by type. A family that sleeps somewhere goes there together.

    Raises:
        Invalid: a type has no service here, a service does not suit (any more), or it does not stand first.
    """
    check_right(actor, "choose_service", need)
    picked = _pick(actor, need, services)
    if any(one.option.service.pk != one.first for one in picked):
        raise Invalid(
            _("Un autre service vient en premier : dites pourquoi vous choisissez celui-ci."), "override"
        )
    made = _accept(actor, need, picked, "choose_service")
    record(actor, "choose_service", need.code, services=_numbers(made))
    return made


@action
def override_proposal(
    actor: Actor, need: Need, *, services: Chosen, override: str, said: str = ""
) -> list[Orientation]:
    """Take another of those that suit, and say why; the reason is kept, since it tells what the ranking does not know.

    Raises:
        Invalid: no reason, a type has no service here, or a service does not suit: nobody is directed past a filter.
    """
    check_right(actor, "override_proposal", need)
    if override not in Override.values:
        raise Invalid(_("Dites pourquoi vous choisissez un autre service."), "override")
    picked = _pick(actor, need, services)
    made = _accept(actor, need, picked, "override_proposal", override, said)
    record(actor, "override_proposal", need.code, services=_numbers(made), reason=override)
    return made


def _numbers(made: Sequence[Orientation]) -> list[int]:
    return sorted({orientation.service_id for orientation in made})


@dataclass(frozen=True)
class Picked:
    """What was chosen for one type, its rank, and the number of the service that stood first."""

    kind: str
    option: Option
    rank: int
    first: int


def _pick(actor: Actor, need: Need, services: Chosen) -> list[Picked]:
    """The places are counted under a lock: of two who choose the last one, the second is told."""
    lock(need)
    for service in Service.objects.filter(pk__in=set(services.values())).order_by("pk"):
        lock(service)
    seekers = seekers_of(actor, need)
    if not seekers:
        raise Invalid(_("Un service est déjà choisi pour ce besoin."))
    if {seeker.service_type for seeker in seekers} != set(services):
        raise Invalid(
            _("Ces besoins vont ensemble : choisissez un service pour chacun, ou aucun."), "services"
        )
    planned = {
        one.service_type: one.service_id
        for one in orientations_of(actor, [need])[need.pk]
        if one.state == OrientationState.PROPOSED
    }
    return [
        _picked(actor, seeker, found.proposed, services[seeker.service_type], planned)
        for seeker, found in zip(seekers, options_of(actor, seekers), strict=True)
    ]


def _picked(
    actor: Actor, seeker: Seeker, best: Sequence[Option], wanted: int, planned: Mapping[str, int]
) -> Picked:
    kind = seeker.service_type
    rank = next((rank for rank, one in enumerate(best, start=1) if one.service.pk == wanted), len(best) + 1)
    option = best[rank - 1] if rank <= len(best) else option_for(actor, seeker, wanted)
    if option is None:
        raise Invalid(_("Ce service n’est pas à l’annuaire pour ce besoin."), f"service_{kind}")
    if option.against:
        raise Invalid(
            _("« %(service)s » ne convient pas : %(reasons)s.")
            % {"service": option.entry.name, "reasons": ", ".join(option.against)},
            f"service_{kind}",
        )
    return Picked(kind, option, rank, planned.get(kind) or (best[0].service.pk if best else wanted))


def _accept(
    actor: Actor, need: Need, picked: Sequence[Picked], act: str, override: str = "", said: str = ""
) -> list[Orientation]:
    needs = together_with(actor, need)
    known = orientations_of(actor, needs)
    made = []
    for one in needs:
        waiting = open_types(one, known[one.pk])
        proposed = {row.service_type: row for row in known[one.pk] if row.state == OrientationState.PROPOSED}
        for pick in picked:
            if pick.kind in waiting:
                orientation = proposed.get(pick.kind) or _begin(one, pick.kind)
                _settle(actor, orientation, pick, act)
                orientation.override = override
                orientation.write(why=list(pick.option.why), said=said)
                orientation.save()
                made.append(orientation)
    return made


def _begin(need: Need, kind: str) -> Orientation:
    return Orientation(
        arrival=need.arrival,
        need=need,
        organisation_id=need.organisation_id,
        unit_id=need.unit_id,
        service_type=kind,
        fictitious=need.fictitious,
    )


def _settle(actor: Actor, orientation: Orientation, pick: Picked, act: str) -> None:
    ORIENTATION_MOVES.advance(orientation, act)
    orientation.service = pick.option.service
    orientation.group = group_of(
        pick.option.service, someone(orientation.arrival, family=orientation.arrival.party is not None)
    )
    orientation.first_id, orientation.rank = pick.first, pick.rank
    orientation.chosen_by_id, orientation.accepted_at = actor.account_id, timezone.now()


# What becomes of it


@action
def send_orientation(
    actor: Actor, orientation: Orientation, *, released_fields: Collection[str] = (), request: str = ""
) -> None:
    """Send a referral from the person's case to the service; where the orientation stands follows the referral from now on.

    Raises:
        Invalid: the person has no case, or no live consent covers what would be released.
        StateNotOpen: the case has not been screened.
    """
    check_right(actor, "send_orientation", orientation)
    lock(orientation)
    ORIENTATION_MOVES.advance(orientation, "send_orientation")
    case = Case.objects.system(SYSTEM).filter(pk=orientation.arrival.case_id).first()
    if case is None:
        raise Invalid(
            _(
                "Ce service reçoit des informations sur la personne : ouvrez d’abord son dossier, et faites le repérage."
            )
        )
    referral = prepare_referral(
        actor,
        case,
        orientation.service,
        urgency=orientation.need.urgency,
        released_fields=released_fields,
        request=request,
    )
    send_referral(actor, referral)
    orientation.referral, orientation.left_at = referral, timezone.now()
    orientation.save()
    record(actor, "send_orientation", orientation.code, referral=referral.code)


@action
def give_sheet(actor: Actor, orientation: Orientation) -> None:
    """The person goes by herself, with a paper; nothing about her leaves the platform.

    Raises:
        Invalid: the service takes people by referral alone.
    """
    check_right(actor, "give_sheet", orientation)
    lock(orientation)
    ORIENTATION_MOVES.advance(orientation, "give_sheet")
    if needs_referral(orientation.service, orientation.organisation_id):
        raise Invalid(_("Ce service ne reçoit que sur référencement : envoyez-lui l’orientation."))
    orientation.left_at = timezone.now()
    orientation.save()
    record(actor, "give_sheet", orientation.code)


@action
def mark_served(actor: Actor, orientation: Orientation) -> None:
    """The person, or the service, says that the service was given."""
    _end(actor, orientation, "mark_served")


@action
def mark_refused(actor: Actor, orientation: Orientation, *, refusal: str, said: str = "") -> None:
    """The person does not want it, or the service does not take her; the need waits for another service.

    Raises:
        Invalid: no reason.
    """
    if refusal not in Refusal.values:
        raise Invalid(_("Choisissez le motif du refus."), "refusal")
    _end(actor, orientation, "mark_refused", refusal, said)


@action
def mark_lost(actor: Actor, orientation: Orientation) -> None:
    """Nobody knows whether the person came to the service; the need waits again."""
    _end(actor, orientation, "mark_lost")


def _end(actor: Actor, orientation: Orientation, act: str, refusal: str = "", said: str = "") -> None:
    check_right(actor, act, orientation)
    lock(orientation)
    ORIENTATION_MOVES.advance(orientation, act)
    orientation.refusal, orientation.ended_at = refusal, timezone.now()
    if said:
        orientation.write(**{**orientation.words, "said": said})
    orientation.save()
    record(actor, act, orientation.code, **({"reason": refusal} if refusal else {}))
