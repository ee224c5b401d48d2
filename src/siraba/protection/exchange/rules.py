"""Who takes tables in and who writes cases out."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import allow, of_an_agency
from siraba.foundation.access.guard import register_rows
from siraba.foundation.access.policy import Category, Scope
from siraba.protection.cases.rules import CARE, CASE_ROWS, MANAGERS, NOT_YOURS, manages, of_case
from siraba.protection.exchange.models import Import, ImportedRow


def _own(actor: Actor, table: Import) -> bool:
    return table.account_id == actor.account_id


def _always(_actor: Actor, _record: Any) -> bool:
    return True


register_rows(
    Import,
    Category.CASE,
    {
        Scope.OWN: lambda actor: Q(organisation=actor.organisation_id),
        Scope.ASG: lambda actor: Q(account=actor.account_id),
    },
)
register_rows(
    ImportedRow, Category.CASE, {scope: of_case(CASE_ROWS[scope]) for scope in (Scope.OWN, Scope.ASG)}
)

NOT_YOUR_TABLE = _("Cette table a été ajoutée par un autre compte.")
allow("add_import", _("Ajouter une table"), MANAGERS, CARE, of_an_agency, NOT_YOUR_TABLE)
allow("map_import", _("Faire correspondre les colonnes"), MANAGERS, CARE, _own, NOT_YOUR_TABLE)
allow("check_rows", _("Essayer sans rien écrire"), MANAGERS, CARE, _own, NOT_YOUR_TABLE)
allow("import_rows", _("Importer"), MANAGERS, CARE, _own, NOT_YOUR_TABLE)
allow("drop_import", _("Abandonner la table"), MANAGERS, CARE, _own, NOT_YOUR_TABLE)
allow("export_cases", _("Exporter les dossiers"), MANAGERS, CARE, _always, "")
allow("export_archive", _("Faire une archive chiffrée"), MANAGERS, CARE, manages, NOT_YOURS)
