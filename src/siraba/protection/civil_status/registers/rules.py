"""Which rows are open, and who may do what: whoever has a mandate in the centre at this very moment, and never alone."""

from collections.abc import Callable
from typing import Any

from django.db.models import Exists, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import allow
from siraba.foundation.access.guard import NOTHING, register_rows
from siraba.foundation.access.policy import Category, Purpose, Scope
from siraba.foundation.accounts.roles import Role
from siraba.protection.civil_status.registers.models import (
    Act,
    ActVersion,
    Approval,
    Capacity,
    Centre,
    Copy,
    IssuanceRequest,
    Mandate,
    Register,
    Volet,
    held_at,
)

REGISTRARS, INSPECTORS = {Role.REGISTRAR}, {Role.INSPECTOR}
READERS = REGISTRARS | INSPECTORS
GIVERS = {Role.ORGANISATION_ADMINISTRATOR}
ISSUANCE = {Purpose.ISSUANCE}


# Which rows


def _of_own_unit(*columns: str) -> Callable[[Actor], Q]:
    """The rows of the actor's own unit in one of the columns, as long as it has a mandate in a centre of it."""

    def rows(actor: Actor) -> Q:
        if actor.unit_id is None:
            return NOTHING
        held = Mandate.objects.filter(
            held_at(actor.now), account=actor.account_id, centre__unit=actor.unit_id
        )
        own = Q()
        for column in columns:
            own |= Q(**{column: actor.unit_id})
        return own & Q(Exists(held))

    return rows


def _all(_actor: Actor) -> Q:
    return Q(pk__isnull=False)


for model, columns in {
    Act: ("unit",),
    ActVersion: ("unit",),
    Approval: ("unit", "from_unit"),
    Copy: ("unit",),
    IssuanceRequest: ("unit", "second_unit"),
    Volet: ("unit",),
}.items():
    register_rows(model, Category.CIVIL_STATUS, {Scope.OWN: _of_own_unit(*columns), Scope.META: _all})


# Mandates


def mandate_of(
    actor: Actor, centre: Centre, kind: str | None = None, capacity: str | None = None
) -> Mandate | None:
    """The mandate under which the actor may act now in the centre, for a kind of register and in a capacity if they are said.

    An officer may do what an agent does. The account's own unit must answer for the centre.
    """
    if actor.unit_id is None or centre.unit_id != actor.unit_id:
        return None
    held = Mandate.objects.filter(held_at(timezone.now()), account=actor.account_id, centre=centre)
    if capacity == Capacity.OFFICER:
        held = held.filter(capacity=Capacity.OFFICER)
    found = (one for one in held.order_by("-capacity", "pk") if kind is None or kind in one.for_kinds)
    return next(found, None)


def officer_of(actor: Actor, register: Register, centre: Centre | None = None) -> Mandate | None:
    """The mandate of an officer for this register, in its own centre or in another one."""
    return mandate_of(actor, centre or register.centre, register.kind, Capacity.OFFICER)


def second_mandate(actor: Actor, asked: IssuanceRequest) -> Mandate | None:
    """The mandate of an officer of the unit that was asked for a second approval."""
    if asked.second_unit_id is None or asked.second_unit_id != actor.unit_id:
        return None
    centres = Centre.objects.filter(unit=asked.second_unit_id, active=True).exclude(
        pk=asked.register.centre_id
    )
    found = (officer_of(actor, asked.register, centre) for centre in centres)
    return next((one for one in found if one), None)


def _works(actor: Actor, record: Any) -> bool:
    return mandate_of(actor, record.register.centre, record.register.kind) is not None


def _works_on(actor: Actor, register: Register) -> bool:
    return mandate_of(actor, register.centre, register.kind) is not None


def _works_at(actor: Actor, volet: Volet) -> bool:
    return _works_on(actor, volet.act.register)


def _works_in(actor: Actor, centre: Centre) -> bool:
    return mandate_of(actor, centre) is not None


def _runs(actor: Actor, centre: Centre) -> bool:
    return mandate_of(actor, centre, None, Capacity.OFFICER) is not None


def _runs_register(actor: Actor, register: Register) -> bool:
    return officer_of(actor, register) is not None


def _made(actor: Actor, asked: IssuanceRequest) -> bool:
    return _works(actor, asked) and asked.made_by_id == actor.account_id


def _officer(actor: Actor, asked: IssuanceRequest) -> bool:
    return officer_of(actor, asked.register) is not None


def _other_officer(actor: Actor, asked: IssuanceRequest) -> bool:
    return _officer(actor, asked) and asked.made_by_id != actor.account_id


def _second(actor: Actor, asked: IssuanceRequest) -> bool:
    already = {asked.made_by_id, asked.approved_by_id}
    return actor.account_id not in already and second_mandate(actor, asked) is not None


def _gives(actor: Actor, centre: Centre) -> bool:
    return actor.organisation_id is not None and centre.unit.organisation_id == actor.organisation_id


def _gave(actor: Actor, mandate: Mandate) -> bool:
    return _gives(actor, mandate.centre)


NO_MANDATE = _("Vous n’avez pas aujourd’hui de mandat pour ce registre dans ce centre.")
NOT_AN_OFFICER = _("Il faut aujourd’hui un mandat d’officier pour ce registre dans ce centre.")
NOT_ALONE = _(
    "Il faut aujourd’hui un mandat d’officier pour ce registre, et ne pas avoir reçu soi-même la demande : "
    "qui saisit n’approuve et ne signe jamais."
)
NOT_ASKED = _(
    "Un officier du centre à qui l’on a demandé la seconde approbation le peut, s’il n’a ni reçu ni approuvé la demande."
)
NOT_YOURS = _("Seul qui a reçu la demande la corrige, tant qu’elle n’est pas vérifiée.")
NOT_YOUR_CENTRE = _("Ce centre relève d’une autre structure.")

_ACTS: tuple[tuple[str, Any, Any, Any], ...] = (
    ("receive_declaration", _("Recevoir une déclaration"), _works_on, NO_MANDATE),
    ("receive_request", _("Recevoir une demande"), _works, NO_MANDATE),
    ("ask_void", _("Demander l’annulation d’un numéro"), _works_on, NO_MANDATE),
    ("amend_declaration", _("Corriger la saisie"), _made, NOT_YOURS),
    ("renumber_request", _("Donner un autre numéro"), _officer, NOT_AN_OFFICER),
    ("check_request", _("Vérifier les pièces"), _works, NO_MANDATE),
    ("return_request", _("Renvoyer à la saisie"), _works, NO_MANDATE),
    ("approve_request", _("Approuver"), _other_officer, NOT_ALONE),
    ("second_request", _("Approuver en second"), _second, NOT_ASKED),
    ("sign_act", _("Signer"), _other_officer, NOT_ALONE),
    ("hand_over", _("Remettre"), _works, NO_MANDATE),
    ("refuse_request", _("Refuser"), _officer, NOT_AN_OFFICER),
    ("open_register", _("Ouvrir un registre"), _runs, NOT_AN_OFFICER),
    ("close_register", _("Clore le registre"), _runs_register, NOT_AN_OFFICER),
    ("add_form_stock", _("Recevoir des imprimés"), _works_in, NO_MANDATE),
    ("spoil_form", _("Annuler un imprimé"), _works_in, NO_MANDATE),
    ("move_volet", _("Dire où est le volet"), _works_at, NO_MANDATE),
)
for name, label, holds, why in _ACTS:
    allow(name, label, REGISTRARS, ISSUANCE, holds, why)
allow("give_mandate", _("Donner un mandat"), GIVERS, {Purpose.ACCOUNTS}, _gives, NOT_YOUR_CENTRE)
allow("end_mandate", _("Mettre fin au mandat"), GIVERS, {Purpose.ACCOUNTS}, _gave, NOT_YOUR_CENTRE)
