"""Who keeps the entries of the directory: people of the organisation that gives the service, who may know where it is."""

from django.utils.translation import gettext_lazy as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import allow, of_an_agency
from siraba.foundation.access.policy import Purpose
from siraba.foundation.accounts.roles import Role
from siraba.foundation.services.models import DirectoryFile, Service
from siraba.foundation.services.selectors import place_open_to

# A case manager reads the directory and does not answer for it; the registrar and the magistrate are here because a town
# hall and a court have nobody else to say that their counter is open.
KEEPERS = {
    Role.PROVIDER,
    Role.SUPERVISOR,
    Role.RECEPTION_BRANCH,
    Role.UNHCR_OFFICER,
    Role.FAMILY_LINKS_OFFICER,
    Role.FUND_OFFICER,
    Role.REGISTRAR,
    Role.MAGISTRATE,
}
KEEPING = (
    Purpose.CARE,
    Purpose.RECEPTION,
    Purpose.FAMILY_LINKS,
    Purpose.FUND,
    Purpose.ISSUANCE,
    Purpose.PROSECUTION,
)
# Who sees of every organisation which entries are no longer sure
OVERSEERS = {Role.COORDINATOR, Role.RECEPTION_HEAD}
IMPORTERS = {Role.PROVIDER, Role.SUPERVISOR}
# Who works with the directory may take it out, as it is open to them
EXPORTERS = {*KEEPERS, Role.CASE_MANAGER, Role.FIRST_LINE, Role.COORDINATOR, Role.DATA_STEWARD}
EXPORTING = (*KEEPING, Purpose.COORDINATION)
NOT_KEPT = _("Cette fiche est tenue par une autre structure, ou par qui peut en connaître le lieu.")


def keeps(actor: Actor, service: Service) -> bool:
    return service.provider_id == actor.organisation_id and place_open_to(actor, service)


def _of_own(actor: Actor, file: DirectoryFile) -> bool:
    return file.organisation_id == actor.organisation_id


allow("add_service", _("Ajouter une fiche"), KEEPERS, KEEPING, of_an_agency, NOT_KEPT)
allow("amend_service", _("Modifier la fiche"), KEEPERS, KEEPING, keeps, NOT_KEPT)
allow("verify_service", _("C’est toujours vrai"), KEEPERS, KEEPING, keeps, NOT_KEPT)
allow("update_vacancy", _("Mettre à jour les places libres"), KEEPERS, KEEPING, keeps, NOT_KEPT)
allow("archive_service", _("Archiver la fiche"), KEEPERS, KEEPING, keeps, NOT_KEPT)
allow("restore_service", _("Reprendre la fiche"), KEEPERS, KEEPING, keeps, NOT_KEPT)
allow("add_directory_file", _("Importer des fiches"), IMPORTERS, (Purpose.CARE,), of_an_agency, NOT_KEPT)
allow("export_services", _("Exporter le répertoire"), EXPORTERS, EXPORTING, of_an_agency, NOT_KEPT)
allow("import_services", _("Garder les bonnes fiches"), IMPORTERS, (Purpose.CARE,), _of_own, NOT_KEPT)
