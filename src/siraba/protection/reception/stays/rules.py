"""Which stays are open, to whom, and who may do what to rooms and beds."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import allow
from siraba.foundation.access.guard import NOTHING, RowFilter, also_rows, register_rows
from siraba.foundation.access.policy import Category, Purpose, Scope
from siraba.foundation.accounts.roles import Role
from siraba.foundation.organisations.models import Unit
from siraba.foundation.people.models import Identity, Person
from siraba.protection.cases.rules import CASE_ROWS, through_case
from siraba.protection.reception.arrivals.models import Arrival
from siraba.protection.reception.branches.models import Branch, BranchState
from siraba.protection.reception.branches.rules import BRANCH, HEAD_OFFICE, runs
from siraba.protection.reception.stays.models import LIVE, Room, Stay
from siraba.protection.referrals.models import Referral, ReferralState

SHELTERS = {Role.PROVIDER}
HOSTS = BRANCH | SHELTERS
PURPOSES = {Purpose.RECEPTION, Purpose.CARE}
SERVED = (ReferralState.ACCEPTED, ReferralState.IN_SERVICE)


# Which rows


def _of_branch(actor: Actor) -> Q:
    """The stays at the actor's own place, and those that its branch has reserved elsewhere."""
    return NOTHING if actor.unit_id is None else Q(unit=actor.unit_id) | Q(sent_from=actor.unit_id)


def _followed(rows: RowFilter) -> RowFilter:
    """The stays of the persons of these cases; of a referral, only the one that this very case sent."""
    came, sent = through_case(rows, "person_id", "person"), through_case(rows, "case_id", "pk")
    return lambda actor: (Q(arrival__isnull=False) & came(actor)) | (Q(referral__isnull=False) & sent(actor))


def _of_own_shelter(actor: Actor) -> Q:
    return Q(organisation=actor.organisation_id, referral__isnull=False)


def _sleeps_at_own_place(column: str) -> RowFilter:
    """Whoever has a bed at the actor's own place is known there by name, as long as she has it."""

    def rows(actor: Actor) -> Q:
        if actor.unit_id is None:
            return NOTHING
        here = Stay.objects.filter(unit=actor.unit_id, state__in=LIVE, person=OuterRef(column))
        return Q(Exists(here))

    return rows


_supervised, _managed = _followed(CASE_ROWS[Scope.OWN]), _followed(CASE_ROWS[Scope.ASG])
register_rows(Stay, Category.ARRIVAL, {Scope.ARRIVALS: _of_branch})
register_rows(
    Stay,
    Category.SHELTER,
    {Scope.OWN: lambda actor: _of_own_shelter(actor) | _supervised(actor), Scope.ASG: _managed},
)
also_rows(Identity, Category.IDENTITY, {Scope.ARRIVALS: _sleeps_at_own_place("person_id")})
also_rows(Person, Category.CASE, {Scope.ARRIVALS: _sleeps_at_own_place("pk")})


# Who may do what


@dataclass(frozen=True)
class Wish:
    """A bed for somebody in a place."""

    found: Arrival | Referral
    unit: Unit


def of_own_place(actor: Actor, unit: Unit) -> bool:
    """The actor's own unit for a branch; any unit of its organisation for a shelter."""
    if actor.role in SHELTERS:
        return actor.organisation_id is not None and unit.organisation_id == actor.organisation_id
    return actor.unit_id is not None and unit.pk == actor.unit_id


def _keeps(actor: Actor, unit: Unit) -> bool:
    """Works at the place, or at the head office of its organisation."""
    if actor.role in HEAD_OFFICE:
        return actor.organisation_id is not None and unit.organisation_id == actor.organisation_id
    return of_own_place(actor, unit)


def _keeps_room(actor: Actor, room: Room) -> bool:
    return _keeps(actor, room.unit)


def receives_from_others(organisation: int | None) -> Q:
    """The units of an organisation in which its branches may reserve: they are branches that receive, and have rooms."""
    closed = (BranchState.SUSPENDED, BranchState.CLOSED)
    return Q(organisation=organisation, branch__isnull=False, rooms__isnull=False) & ~Q(
        branch__state__in=closed
    )


def reaches(actor: Actor, unit: Unit) -> bool:
    """A bed may be asked for there: at the own place, or at a transit centre of the organisation."""
    if of_own_place(actor, unit):
        return True
    if actor.role in SHELTERS or actor.organisation_id is None:
        return False
    return Unit.objects.filter(receives_from_others(actor.organisation_id), pk=unit.pk).exists()


def _reserves(actor: Actor, wish: Wish) -> bool:
    found = wish.found
    if isinstance(found, Arrival):
        own = actor.role in BRANCH and actor.unit_id is not None and found.unit_id == actor.unit_id
    else:
        own = actor.role in SHELTERS and found.to_organisation_id == actor.organisation_id
        own = own and found.state in SERVED
    return own and reaches(actor, wish.unit)


def _hosts(actor: Actor, stay: Stay) -> bool:
    return of_own_place(actor, stay.unit)


def _hosts_or_sent(actor: Actor, stay: Stay) -> bool:
    return _hosts(actor, stay) or (actor.unit_id is not None and stay.sent_from_id == actor.unit_id)


def _approves(actor: Actor, stay: Stay) -> bool:
    """Whoever runs the branch; a shelter decides by itself."""
    if actor.role in SHELTERS:
        return of_own_place(actor, stay.unit)
    branch: Branch | None = getattr(stay.unit, "branch", None)
    return branch is not None and runs(actor, branch)


NOT_YOUR_PLACE = _("Ce lieu n’est pas le vôtre.")
NOT_TO_HOUSE = _("Cette personne n’est pas à loger par vous, ou pas dans ce lieu.")
NOT_RUN = _("Seuls le chef de l’antenne et la direction le peuvent.")

allow("add_room", _("Ajouter une chambre"), HOSTS | HEAD_OFFICE, PURPOSES, _keeps, NOT_YOUR_PLACE)
allow("amend_room", _("Modifier la chambre"), HOSTS | HEAD_OFFICE, PURPOSES, _keeps_room, NOT_YOUR_PLACE)
allow("reserve_bed", _("Réserver un lit"), HOSTS, PURPOSES, _reserves, NOT_TO_HOUSE)
allow(
    "reserve_for_party", _("Loger la famille ensemble"), BRANCH, {Purpose.RECEPTION}, _reserves, NOT_TO_HOUSE
)
for name, label in {
    "take_in": _("La personne est là"),
    "free_bed": _("Libérer le lit"),
    "extend_stay": _("Demander une prolongation"),
    "mark_no_show": _("La personne n’est pas venue"),
}.items():
    allow(name, label, HOSTS, PURPOSES, _hosts, NOT_YOUR_PLACE)
allow("cancel_reservation", _("Annuler la réservation"), HOSTS, PURPOSES, _hosts_or_sent, NOT_YOUR_PLACE)
allow("approve_extension", _("Accorder la prolongation"), HOSTS | HEAD_OFFICE, PURPOSES, _approves, NOT_RUN)
allow(
    "export_occupancy",
    _("Exporter l’occupation"),
    BRANCH | HEAD_OFFICE,
    {Purpose.RECEPTION},
    lambda actor, _record: (
        actor.organisation_id is not None and (actor.role in HEAD_OFFICE or actor.unit_id is not None)
    ),
    NOT_YOUR_PLACE,
)
