"""Whose projects are open to whom, and who may do what: the lead of its own organisation writes, the coordination decides."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import allow, of_an_agency
from siraba.foundation.access.policy import Purpose, Scope
from siraba.foundation.accounts.roles import Role
from siraba.prevention.development.models import Project, ProjectState

LEAD, COORDINATION = {Role.PROJECT_LEAD}, {Role.COORDINATOR}
BOTH = LEAD | COORDINATION
PURPOSES = {Purpose.DEVELOPMENT, Purpose.COORDINATION}
PROJECT_ROWS = {
    Scope.OWN: lambda actor: Q(lead=actor.organisation_id),
    Scope.META: lambda actor: Q(pk__isnull=False),
}


def _own(actor: Actor, project: Project) -> bool:
    return project.lead_id == actor.organisation_id


def _may_drop(actor: Actor, project: Project) -> bool:
    """The coordination, or whoever had the idea while it is one."""
    if actor.role == Role.COORDINATOR:
        return True
    return _own(actor, project) and project.state == ProjectState.IDEA


def _any(_actor: Actor, _record: object) -> bool:
    return True


NOT_YOURS = _("Ce projet est porté par une autre structure.")
COORDINATION_DROPS = _("Passé l’idée, seule la coordination abandonne un projet.")

allow("propose_project", _("Proposer un projet"), LEAD, {Purpose.DEVELOPMENT}, of_an_agency, NOT_YOURS)
for name, label in {
    "amend_project": _("Modifier le projet"),
    "set_sectors": _("Dire les secteurs"),
    "set_budget": _("Écrire le budget"),
    "set_links": _("Dire les documents publics"),
    "add_indicator": _("Ajouter un indicateur"),
    "drop_indicator": _("Retirer un indicateur"),
    "launch_project": _("Démarrer le projet"),
    "record_result": _("Dire un résultat atteint"),
    "record_transaction": _("Enregistrer une opération"),
    "reverse_transaction": _("Contre-passer une opération"),
}.items():
    allow(name, label, LEAD, {Purpose.DEVELOPMENT}, _own, NOT_YOURS)
for name, label in {
    "appraise_project": _("Instruire le projet"),
    "return_project": _("Renvoyer le projet à son porteur"),
    "fund_project": _("Dire le projet financé"),
    "close_project": _("Clore le projet"),
    "publish_project": _("Publier le projet"),
    "unpublish_project": _("Retirer le projet de la page publique"),
    "load_component": _("Donner une composante du besoin"),
    "count_services": _("Compter les services par zone"),
    "publish_index": _("Publier l’indice de besoin"),
    "make_portfolio": _("Demander un choix de projets"),
    "decide_portfolio": _("Décider du choix de projets"),
}.items():
    allow(name, label, COORDINATION, {Purpose.COORDINATION}, _any, NOT_YOURS)
allow("drop_project", _("Abandonner le projet"), BOTH, PURPOSES, _may_drop, COORDINATION_DROPS)
