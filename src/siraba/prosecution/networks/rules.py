"""Who may read a network, and who may work on it: the service of the inquiry, once two persons opened the analysis.

What names somebody is behind the approval of the second person: neither the service itself nor the magistrate of the file
reads an entity, a statement or a link of an analysis that is not open.
"""

from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import allow
from siraba.foundation.access.guard import RowFilter, register_rows
from siraba.foundation.access.policy import Category, Purpose, Scope
from siraba.foundation.accounts.roles import Role
from siraba.prosecution.investigations.models import Inquiry
from siraba.prosecution.investigations.rules import INQUIRY_ROWS, investigates
from siraba.prosecution.networks.models import (
    Analysis,
    AnalysisState,
    Entity,
    GraphImport,
    ImportPart,
    KnownLayout,
    Link,
    Merge,
    Statement,
)

INVESTIGATORS = {Role.INVESTIGATOR}
READERS = {Role.INVESTIGATOR, Role.MAGISTRATE}
PROSECUTION = {Purpose.PROSECUTION}


# Which rows


def _of_inquiry(rows: RowFilter) -> RowFilter:
    return lambda actor: Q(Exists(Inquiry.objects.filter(rows(actor), pk=OuterRef("inquiry_id"))))


ANALYSIS_ROWS: dict[Scope, RowFilter] = {scope: _of_inquiry(rows) for scope, rows in INQUIRY_ROWS.items()}


def of_open_analysis(rows: RowFilter) -> RowFilter:
    """What belongs to the analyses that the filter opens, once a second person approved them."""
    return lambda actor: Q(
        Exists(Analysis.objects.filter(rows(actor), pk=OuterRef("analysis_id"), state=AnalysisState.OPEN))
    )


# For everything that belongs to an analysis by `analysis`, here and in the pages beside
IN_ANALYSIS: dict[Scope, RowFilter] = {scope: of_open_analysis(rows) for scope, rows in ANALYSIS_ROWS.items()}


def _of_table(rows: RowFilter) -> RowFilter:
    return lambda actor: Q(Exists(GraphImport.objects.filter(rows(actor), pk=OuterRef("table_id"))))


register_rows(Analysis, Category.PERPETRATOR, ANALYSIS_ROWS)
for model in (Entity, Link, Statement, Merge):
    register_rows(model, Category.PERPETRATOR, IN_ANALYSIS)
register_rows(GraphImport, Category.PERPETRATOR, {Scope.OWN: IN_ANALYSIS[Scope.OWN]})
register_rows(ImportPart, Category.PERPETRATOR, {Scope.OWN: _of_table(IN_ANALYSIS[Scope.OWN])})
register_rows(
    KnownLayout, Category.PERPETRATOR, {Scope.OWN: lambda actor: Q(organisation=actor.organisation_id)}
)


# Who may do what


def analysis_of(record: Any) -> Analysis:
    return record if isinstance(record, Analysis) else record.analysis


def works_on_analysis(actor: Actor, record: Any) -> bool:
    """An investigator of the inquiry that the analysis belongs to."""
    analysis = analysis_of(record)
    inquiry = Inquiry.objects.system("the inquiry of an analysis that the actor names").get(
        pk=analysis.inquiry_id
    )
    return investigates(actor, inquiry)


def _analyses_inquiry(actor: Actor, inquiry: Inquiry) -> bool:
    return investigates(actor, inquiry)


def _another(actor: Actor, analysis: Analysis) -> bool:
    return works_on_analysis(actor, analysis) and analysis.opened_by_id != actor.account_id


def _works_while_open(actor: Actor, record: Any) -> bool:
    return works_on_analysis(actor, record) and analysis_of(record).state == AnalysisState.OPEN


def _not_the_marker(actor: Actor, entity: Entity) -> bool:
    return _works_while_open(actor, entity) and entity.standing_by_id != actor.account_id


def _own_table(actor: Actor, table: GraphImport) -> bool:
    return table.account_id == actor.account_id and _works_while_open(actor, table)


NOT_YOURS = _("Ce dossier d’analyse n’est pas celui de votre service.")
NOT_OPEN = _("Ce dossier d’analyse n’est pas ouvert à votre service : une seconde personne doit l’approuver.")
ANOTHER = _("Qui a ouvert le dossier ne peut pas l’approuver : il faut une seconde personne.")
ANOTHER_MARK = _("Qui a posé la protection ne peut pas la lever : il faut une seconde personne.")
NOT_YOUR_TABLE = _("Cette table a été ajoutée par un autre compte.")

allow(
    "propose_analysis",
    _("Ouvrir un dossier d’analyse"),
    INVESTIGATORS,
    PROSECUTION,
    _analyses_inquiry,
    NOT_YOURS,
)
allow("approve_analysis", _("Approuver l’ouverture"), INVESTIGATORS, PROSECUTION, _another, ANOTHER)
allow("refuse_analysis", _("Refuser l’ouverture"), INVESTIGATORS, PROSECUTION, _another, ANOTHER)
for name, label in {
    "close_analysis": _("Clore le dossier d’analyse"),
    "add_entity": _("Ajouter une entité"),
    "add_statement": _("Ajouter un élément"),
    "add_link": _("Ajouter un lien"),
    "mark_entity": _("Protéger une victime ou un témoin"),
    "confirm_statement": _("Confirmer l’élément"),
    "withdraw_statement": _("Retirer l’élément"),
    "propose_merges": _("Chercher les rapprochements"),
    "accept_merge": _("C’est une seule et même entité"),
    "reject_merge": _("Ce sont deux entités différentes"),
    "split_merge": _("Séparer à nouveau"),
    "add_graph_import": _("Ajouter une table au réseau"),
    "export_network": _("Exporter le réseau"),
}.items():
    allow(name, label, INVESTIGATORS, PROSECUTION, _works_while_open, NOT_OPEN)
allow("unmark_entity", _("Lever la protection"), INVESTIGATORS, PROSECUTION, _not_the_marker, ANOTHER_MARK)
for name, label in {
    "map_graph_import": _("Dire ce que sont les colonnes"),
    "check_graph_import": _("Essayer la table sans rien écrire"),
    "take_graph_import": _("Importer dans le réseau"),
    "drop_graph_import": _("Abandonner la table du réseau"),
}.items():
    allow(name, label, INVESTIGATORS, PROSECUTION, _own_table, NOT_YOUR_TABLE)
