"""Who may do what to a branch: its own people, and the head office of its organisation."""

from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import allow
from siraba.foundation.access.policy import Purpose
from siraba.foundation.accounts.roles import Role
from siraba.protection.reception.branches.models import Branch

RECEPTION = {Purpose.RECEPTION}
HEAD_OFFICE = {Role.RECEPTION_HEAD}
BRANCH = {Role.RECEPTION_BRANCH}
BRANCH_AND_HEAD = BRANCH | HEAD_OFFICE


def of_own_organisation(actor: Actor, branch: Branch) -> bool:
    return branch.unit.organisation_id == actor.organisation_id


def at_own_branch(actor: Actor, branch: Branch) -> bool:
    """The actor works at this branch."""
    return actor.unit_id is not None and branch.unit_id == actor.unit_id


def runs(actor: Actor, branch: Branch) -> bool:
    """The head office runs every branch of its organisation; whoever leads a branch runs that one."""
    if actor.role in HEAD_OFFICE:
        return of_own_organisation(actor, branch)
    return at_own_branch(actor, branch) and branch.lead_id == actor.account_id


NOT_YOURS = _("Cette antenne n’est pas la vôtre.")
NOT_RUN = _("Seuls le chef de l’antenne et la direction le peuvent.")

for name, label in {
    "equip_branch": _("Dire que l’antenne est équipée"),
    "open_branch": _("Ouvrir l’antenne"),
    "suspend_branch": _("Suspendre l’antenne"),
    "close_branch": _("Fermer l’antenne"),
    "plan_branch_anew": _("Prévoir de nouveau l’antenne"),
}.items():
    allow(name, label, HEAD_OFFICE, RECEPTION, of_own_organisation, NOT_YOURS)
for name, label in {
    "describe_branch": _("Décrire l’antenne"),
    "set_hours": _("Fixer les horaires"),
    "add_member": _("Ajouter un agent"),
    "amend_member": _("Modifier un agent"),
    "plan_shift": _("Mettre au tableau de service"),
    "cancel_shift": _("Retirer du tableau de service"),
    "count_equipment": _("Compter le matériel"),
}.items():
    allow(name, label, BRANCH_AND_HEAD, RECEPTION, runs, NOT_RUN)
