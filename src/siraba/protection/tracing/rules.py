"""Who works in the vault: officers of family links, in the vault of their own organisation. Nobody else reads, counts or searches."""

from collections.abc import Callable
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import Label, allow, of_an_agency
from siraba.foundation.access.guard import register_rows
from siraba.foundation.access.policy import Category, Purpose, Scope
from siraba.foundation.accounts.roles import Role
from siraba.protection.tracing.models import (
    Decision,
    FamilyMessage,
    FamilyReceipt,
    Lead,
    LearntWeights,
    Registration,
    Search,
    TracingRequest,
    VaultKey,
    VaultList,
)

OFFICERS = {Role.FAMILY_LINKS_OFFICER}
FAMILY_LINKS = {Purpose.FAMILY_LINKS}


def _own(actor: Actor) -> Q:
    return Q(organisation=actor.organisation_id)


def _own_open(actor: Actor) -> Q:
    """What is protected stays open to who protected it alone."""
    return _own(actor) & (Q(shield="") | Q(shielded_by=actor.account_id))


for record in (TracingRequest, Registration):
    register_rows(record, Category.FAMILY_LINKS, {Scope.OWN: _own_open})
register_rows(Lead, Category.FAMILY_LINKS, {Scope.OWN: lambda actor: _own(actor) & Q(hidden=False)})
for kept in (Decision, Search, FamilyMessage, FamilyReceipt, VaultKey, VaultList, LearntWeights):
    register_rows(kept, Category.FAMILY_LINKS, {Scope.OWN: _own})


def _holds(actor: Actor, record: Any) -> bool:
    return record is not None and record.organisation_id == actor.organisation_id


def _own_list(actor: Actor, handed: VaultList) -> bool:
    return handed.account_id == actor.account_id


def _protected_by(actor: Actor, record: Any) -> bool:
    return _holds(actor, record) and record.shielded_by_id in (None, actor.account_id)


def _another_than(names: tuple[str, ...]) -> Callable[[Actor, Lead], bool]:
    """Whoever did the first of two steps does not do the second."""

    def holds(actor: Actor, lead: Lead) -> bool:
        done = Decision.objects.system("two persons decide").filter(
            lead=lead, act__in=names, undone_at=None, recorded_by=actor.account_id
        )
        return _holds(actor, lead) and not done.exists()

    return holds


def _another_reader(actor: Actor, message: FamilyMessage) -> bool:
    return _holds(actor, message) and message.recorded_by_id != actor.account_id


def _officers(name: str, label: Label, holds: Callable[[Actor, Any], bool] = _holds, why: Label = "") -> None:
    allow(name, label, OFFICERS, FAMILY_LINKS, holds, why or NOT_YOURS)


NOT_YOUR_LIST = _("Cette liste a été ajoutée par un autre compte.")
NOT_YOURS = _("Ce registre est celui d’une autre structure.")
ANOTHER = _("La seconde confirmation revient à une autre personne que la première.")
READ_BY_ANOTHER = _("Une autre personne que celle qui l’a saisi lit le message.")
PROTECTED = _("Seul qui a posé la protection peut la lever.")

_officers("file_request", _("Ouvrir une demande de recherche"), of_an_agency)
_officers("amend_request", _("Compléter la demande"))
_officers("add_family_answers", _("Noter ce que seule la famille sait"))
_officers("record_search", _("Noter une recherche faite"))
_officers("record_call", _("Noter un appel à la famille"))
_officers("give_family_receipt", _("Remettre un reçu à la famille"))
_officers("close_request", _("Clore la demande"))
_officers("reopen_request", _("Rouvrir la demande"))
_officers("register_found", _("Enregistrer une personne retrouvée"), of_an_agency)
_officers("amend_registration", _("Compléter ce que l’on sait d’elle"))
_officers("withdraw_registration", _("La retirer du registre"))
_officers("shield_record", _("Protéger : cacher de toute recherche"), _protected_by, PROTECTED)
_officers("lift_shield", _("Lever la protection"), _protected_by, PROTECTED)
_officers("find_leads", _("Chercher des pistes"))
_officers("confirm_lead", _("C’est plausible : première confirmation"))
_officers(
    "verify_lead",
    _("C’est la même personne : seconde confirmation"),
    _another_than(("confirm_lead",)),
    ANOTHER,
)
_officers("reject_lead", _("Ce n’est pas la même personne"))
_officers("assess_best_interests", _("Noter l’évaluation de l’intérêt supérieur"))
_officers("check_answer", _("Noter une réponse à une question de la famille"))
_officers("offer_contact", _("Proposer le contact à la personne retrouvée"))
_officers("accept_contact", _("Elle veut que la famille sache"))
_officers("refuse_contact", _("Elle ne veut pas"))
_officers("tell_family", _("Informer la famille"))
_officers("tell_of_death", _("Noter l’annonce de la mort"))
_officers("restore_contact", _("Le contact est rétabli"))
_officers("undo_decision", _("Annuler la dernière décision"))
_officers("write_family_message", _("Écrire un message Croix-Rouge"), of_an_agency)
_officers("release_family_message", _("Lire et laisser partir"), _another_reader, READ_BY_ANOTHER)
_officers("return_family_message", _("Rendre à qui l’a écrit"), _another_reader, READ_BY_ANOTHER)
_officers("deliver_family_message", _("Remis à son destinataire"))
for act, label in (
    ("map_list", _("Faire correspondre les colonnes")),
    ("check_list", _("Essayer sans rien écrire")),
    ("import_list", _("Reprendre la liste")),
    ("drop_list", _("Abandonner la liste")),
):
    _officers(act, label, _own_list, NOT_YOUR_LIST)
_officers("add_list", _("Ajouter une liste"), of_an_agency)
_officers("look_in_register", _("Chercher dans le registre"), of_an_agency)
_officers("export_vault", _("Remettre des fiches à une autre Société"), of_an_agency)
