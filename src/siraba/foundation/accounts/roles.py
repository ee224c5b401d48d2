"""The roles of the response: what an account is for. What each may see stands in the access policy."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    FIRST_LINE = "first_line", _("Agent de repérage")
    CASE_MANAGER = "case_manager", _("Gestionnaire de cas")
    SUPERVISOR = "supervisor", _("Superviseur")
    PROVIDER = "provider", _("Prestataire")
    RECEPTION_BRANCH = "reception_branch", _("Antenne d’accueil")
    RECEPTION_HEAD = "reception_head", _("Direction des antennes")
    COORDINATOR = "coordinator", _("Coordination nationale")
    DATA_STEWARD = "data_steward", _("Responsable des données")
    INVESTIGATOR = "investigator", _("Enquêteur")
    MAGISTRATE = "magistrate", _("Magistrat")
    UNODC = "unodc", _("ONUDC")
    UNHCR_OFFICER = "unhcr_officer", _("Chargé de protection HCR")
    FAMILY_LINKS_OFFICER = "family_links_officer", _("Agent RLF")
    FUND_OFFICER = "fund_officer", _("Chargé du fonds de réintégration")
    PROJECT_LEAD = "project_lead", _("Porteur de projet")
    REGISTRAR = "registrar", _("Officier d’état civil")
    INSPECTOR = "inspector", _("Inspecteur de l’état civil")
    STATELESSNESS_OFFICER = "statelessness_officer", _("Agent de détermination de l’apatridie")
    DONOR = "donor", _("Bailleur")
    DATA_PROTECTION_OFFICER = "data_protection_officer", _("Délégué à la protection des données")
    ORGANISATION_ADMINISTRATOR = "organisation_administrator", _("Administrateur de structure")
    ADMINISTRATOR = "administrator", _("Administrateur du système")
