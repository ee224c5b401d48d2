"""Who may see what, and for which purpose: the one table, written to be read by a lawyer.

Source: the access design agreed for the platform (roles × categories, purposes × categories).
A cell that is not written is closed. What a purpose opens is the intersection of the two tables.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from siraba.foundation.accounts.roles import Role


class Category(models.TextChoices):
    IDENTITY = "identity", _("Identité et contact")
    CASE = "case", _("Dossier, évaluation, plan")
    HEALTH = "health", _("Santé et appui psychosocial")
    EXPLOITATION = "exploitation", _("Faits d’exploitation")
    PERPETRATOR = "perpetrator", _("Renseignement sur les auteurs")
    REFERRAL = "referral", _("Référencement")
    FAMILY_LINKS = "family_links", _("Liens familiaux")
    SHELTER = "shelter", _("Lieu d’hébergement")
    GRANTS = "grants", _("Aides à la réintégration")
    INVESTIGATION = "investigation", _("Procédure")
    STATISTICS = "statistics", _("Statistiques")
    DISCLOSURE = "disclosure", _("Divulgation à la justice")
    ACCOUNT = "account", _("Comptes")
    AUDIT = "audit", _("Journal d’accès")
    ARRIVAL = "arrival", _("Arrivées et séjours")
    FUNDING = "funding", _("Financements")
    PROJECT = "project", _("Projets de développement")
    CIVIL_STATUS = "civil_status", _("Actes d’état civil")
    STATELESSNESS = "statelessness", _("Apatridie")


class Purpose(models.TextChoices):
    CARE = "care", _("Prise en charge")
    EMERGENCY = "emergency", _("Urgence vitale")
    COORDINATION = "coordination", _("Coordination")
    PROSECUTION = "prosecution", _("Poursuite")
    FAMILY_LINKS = "family_links", _("Rétablissement des liens familiaux")
    FUND = "fund", _("Fonds de réintégration")
    FUNDING = "funding", _("Financement")
    DEVELOPMENT = "development", _("Développement des zones de départ")
    RECEPTION = "reception", _("Accueil des personnes")
    ISSUANCE = "issuance", _("Établissement d’actes")
    INSPECTION = "inspection", _("Contrôle de l’établissement des actes")
    DETERMINATION = "determination", _("Détermination de l’apatridie")
    STATISTICS = "statistics", _("Statistiques")
    ACCOUNTS = "accounts", _("Gestion des comptes")
    OVERSIGHT = "oversight", _("Contrôle")


class Scope(models.TextChoices):
    OWN = "OWN", _("sa structure")
    ASG = "ASG", _("ce qui lui est attribué")
    ENTRY = "ENTRY", _("ses propres saisies")
    RECENT = "RECENT", _("ses propres saisies récentes")
    ARRIVALS = "ARRIVALS", _("les arrivées de son antenne")
    SENT = "SENT", _("ce qu’il a envoyé")
    RECEIVED = "RECEIVED", _("ce que sa structure a reçu")
    CON = "CON", _("consentement ou référencement accepté")
    DIS = "DIS", _("divulgation en cours")
    AGG = "AGG", _("agrégat")
    META = "META", _("code, état et dates")
    FLAGGED = "FLAGGED", _("ce qu’une alerte désigne")
    LOG = "LOG", _("tout le journal, sauf celui de la Croix-Rouge")


# fmt: off
POLICY: dict[Role, dict[Category, tuple[Scope, ...]]] = {
    Role.FIRST_LINE: {
        Category.IDENTITY:     (Scope.RECENT,),
        Category.CASE:         (Scope.ENTRY,),
        Category.EXPLOITATION: (Scope.ENTRY,),
        Category.REFERRAL:     (Scope.SENT,),
        Category.AUDIT:        (Scope.ENTRY,),
    },
    Role.CASE_MANAGER: {
        Category.IDENTITY:     (Scope.ASG, Scope.CON),
        Category.CASE:         (Scope.ASG, Scope.CON),
        Category.HEALTH:       (Scope.ASG,),
        Category.EXPLOITATION: (Scope.ASG,),
        Category.REFERRAL:     (Scope.ASG,),
        Category.SHELTER:      (Scope.ASG,),
        Category.GRANTS:       (Scope.ASG,),
        Category.STATELESSNESS: (Scope.ASG,),
        Category.STATISTICS:   (Scope.OWN,),
        Category.DISCLOSURE:   (Scope.ASG,),
        Category.AUDIT:        (Scope.ASG,),
    },
    Role.SUPERVISOR: {
        Category.IDENTITY:     (Scope.OWN,),
        Category.CASE:         (Scope.OWN,),
        Category.HEALTH:       (Scope.OWN,),
        Category.EXPLOITATION: (Scope.OWN,),
        Category.REFERRAL:     (Scope.OWN,),
        Category.SHELTER:      (Scope.OWN,),
        Category.GRANTS:       (Scope.OWN,),
        Category.STATELESSNESS: (Scope.OWN,),
        Category.STATISTICS:   (Scope.OWN,),
        Category.DISCLOSURE:   (Scope.OWN,),
        Category.AUDIT:        (Scope.OWN,),
    },
    Role.PROVIDER: {
        Category.IDENTITY:     (Scope.CON,),
        Category.CASE:         (Scope.CON,),
        Category.HEALTH:       (Scope.CON,),
        Category.REFERRAL:     (Scope.RECEIVED,),
        Category.SHELTER:      (Scope.OWN,),
        Category.STATISTICS:   (Scope.OWN,),
        Category.AUDIT:        (Scope.ENTRY,),
    },
    Role.RECEPTION_BRANCH: {
        Category.IDENTITY:     (Scope.ARRIVALS,),
        Category.CASE:         (Scope.ARRIVALS,),
        Category.EXPLOITATION: (Scope.ARRIVALS,),
        Category.REFERRAL:     (Scope.SENT, Scope.RECEIVED),
        Category.ARRIVAL:      (Scope.ARRIVALS,),
        Category.STATISTICS:   (Scope.OWN,),
        Category.AUDIT:        (Scope.ENTRY,),
    },
    Role.RECEPTION_HEAD: {
        Category.ARRIVAL:      (Scope.META,),
        Category.AUDIT:        (Scope.ENTRY,),
    },
    Role.COORDINATOR: {
        Category.CASE:         (Scope.META,),
        Category.EXPLOITATION: (Scope.AGG,),
        Category.PERPETRATOR:  (Scope.AGG,),
        Category.REFERRAL:     (Scope.META,),
        Category.GRANTS:       (Scope.AGG,),
        Category.FUNDING:      (Scope.META,),
        Category.PROJECT:      (Scope.META,),
        Category.INVESTIGATION: (Scope.AGG,),
        Category.STATISTICS:   (Scope.AGG,),
        Category.AUDIT:        (Scope.META,),
    },
    Role.DATA_STEWARD: {
        Category.IDENTITY:     (Scope.CON,),
        Category.CASE:         (Scope.META,),
        Category.REFERRAL:     (Scope.META,),
        Category.STATISTICS:   (Scope.AGG,),
        Category.AUDIT:        (Scope.META,),
    },
    Role.INVESTIGATOR: {
        Category.IDENTITY:     (Scope.DIS,),
        Category.CASE:         (Scope.DIS,),
        Category.EXPLOITATION: (Scope.DIS,),
        Category.PERPETRATOR:  (Scope.OWN,),
        Category.INVESTIGATION: (Scope.OWN,),
        Category.DISCLOSURE:   (Scope.RECEIVED,),
        Category.AUDIT:        (Scope.OWN,),
    },
    Role.MAGISTRATE: {
        Category.IDENTITY:     (Scope.DIS,),
        Category.CASE:         (Scope.DIS,),
        Category.EXPLOITATION: (Scope.DIS,),
        Category.PERPETRATOR:  (Scope.ASG,),
        Category.INVESTIGATION: (Scope.ASG,),
        Category.STATISTICS:   (Scope.AGG,),
        Category.DISCLOSURE:   (Scope.RECEIVED,),
        Category.AUDIT:        (Scope.ENTRY,),
    },
    Role.UNODC: {
        Category.EXPLOITATION: (Scope.AGG,),
        Category.PERPETRATOR:  (Scope.AGG,),
        Category.REFERRAL:     (Scope.AGG,),
        Category.INVESTIGATION: (Scope.AGG,),
        Category.STATISTICS:   (Scope.AGG,),
    },
    Role.UNHCR_OFFICER: {
        Category.IDENTITY:     (Scope.ASG, Scope.CON),
        Category.CASE:         (Scope.ASG, Scope.CON),
        Category.HEALTH:       (Scope.ASG,),
        Category.EXPLOITATION: (Scope.ASG,),
        Category.REFERRAL:     (Scope.ASG,),
        Category.SHELTER:      (Scope.ASG,),
        Category.STATELESSNESS: (Scope.OWN,),
        Category.STATISTICS:   (Scope.OWN, Scope.AGG),
        Category.DISCLOSURE:   (Scope.ASG,),
        Category.AUDIT:        (Scope.OWN,),
    },
    Role.FAMILY_LINKS_OFFICER: {
        Category.IDENTITY:     (Scope.OWN, Scope.CON),
        Category.CASE:         (Scope.CON,),
        Category.REFERRAL:     (Scope.SENT, Scope.RECEIVED),
        Category.FAMILY_LINKS: (Scope.OWN,),
        Category.STATISTICS:   (Scope.AGG,),
        Category.AUDIT:        (Scope.OWN,),
    },
    Role.FUND_OFFICER: {
        Category.IDENTITY:     (Scope.CON,),
        Category.CASE:         (Scope.CON,),
        Category.REFERRAL:     (Scope.RECEIVED,),
        Category.GRANTS:       (Scope.OWN,),
        Category.FUNDING:      (Scope.OWN,),
        Category.STATISTICS:   (Scope.AGG,),
        Category.AUDIT:        (Scope.OWN,),
    },
    Role.PROJECT_LEAD: {
        Category.PROJECT:      (Scope.OWN,),
        Category.AUDIT:        (Scope.ENTRY,),
    },
    Role.REGISTRAR: {
        Category.CIVIL_STATUS: (Scope.OWN,),
        Category.STATISTICS:   (Scope.OWN,),
        Category.AUDIT:        (Scope.ENTRY,),
    },
    Role.INSPECTOR: {
        Category.CIVIL_STATUS: (Scope.META, Scope.FLAGGED),
        Category.AUDIT:        (Scope.ENTRY,),
    },
    Role.STATELESSNESS_OFFICER: {
        Category.STATELESSNESS: (Scope.OWN,),
        Category.AUDIT:        (Scope.OWN,),
    },
    Role.DONOR: {
        Category.EXPLOITATION: (Scope.AGG,),
        Category.REFERRAL:     (Scope.AGG,),
        Category.GRANTS:       (Scope.AGG,),
        Category.FUNDING:      (Scope.OWN,),
        Category.INVESTIGATION: (Scope.AGG,),
        Category.STATISTICS:   (Scope.AGG,),
    },
    Role.DATA_PROTECTION_OFFICER: {
        Category.AUDIT:        (Scope.LOG,),
    },
    Role.ORGANISATION_ADMINISTRATOR: {
        Category.ACCOUNT:      (Scope.OWN,),
        Category.AUDIT:        (Scope.ENTRY,),
    },
    Role.ADMINISTRATOR: {
        Category.ACCOUNT:      (Scope.META,),
    },
}

_CARE = (Scope.ASG, Scope.OWN, Scope.CON, Scope.RECEIVED)
_ARRIVAL = (Scope.ARRIVALS, Scope.ENTRY, Scope.RECENT)
_LINKS = (Scope.SENT, Scope.RECEIVED)

PURPOSES: dict[Purpose, dict[Category, tuple[Scope, ...]]] = {
    Purpose.CARE: {
        Category.IDENTITY:     (Scope.ASG, Scope.OWN, Scope.CON),
        Category.CASE:         (Scope.ASG, Scope.OWN, Scope.CON),
        Category.HEALTH:       (Scope.ASG, Scope.OWN, Scope.CON),
        Category.EXPLOITATION: (Scope.ASG, Scope.OWN),
        Category.REFERRAL:     _CARE,
        Category.SHELTER:      (Scope.ASG, Scope.OWN),
        Category.GRANTS:       (Scope.ASG, Scope.OWN),
        Category.STATELESSNESS: (Scope.ASG, Scope.OWN),
        Category.DISCLOSURE:   (Scope.ASG, Scope.OWN),
        Category.AUDIT:        (Scope.ASG, Scope.OWN),
    },
    Purpose.EMERGENCY: {
        Category.IDENTITY:     (Scope.ASG, Scope.OWN),
        Category.CASE:         (Scope.ASG, Scope.OWN),
    },
    Purpose.RECEPTION: {
        Category.IDENTITY:     (Scope.ARRIVALS, Scope.RECENT),
        Category.CASE:         _ARRIVAL,
        Category.EXPLOITATION: _ARRIVAL,
        Category.REFERRAL:     _LINKS,
        Category.ARRIVAL:      (Scope.ARRIVALS, Scope.META),
    },
    Purpose.FAMILY_LINKS: {
        Category.IDENTITY:     (Scope.OWN, Scope.CON),
        Category.CASE:         (Scope.CON,),
        Category.REFERRAL:     _LINKS,
        Category.FAMILY_LINKS: (Scope.OWN,),
    },
    Purpose.FUND: {
        Category.IDENTITY:     (Scope.CON,),
        Category.CASE:         (Scope.CON,),
        Category.REFERRAL:     (Scope.RECEIVED,),
        Category.GRANTS:       (Scope.OWN,),
    },
    Purpose.FUNDING: {
        Category.FUNDING:      (Scope.OWN,),
    },
    Purpose.DEVELOPMENT: {
        Category.PROJECT:      (Scope.OWN,),
    },
    Purpose.COORDINATION: {
        Category.CASE:         (Scope.META,),
        Category.REFERRAL:     (Scope.META,),
        Category.FUNDING:      (Scope.META,),
        Category.PROJECT:      (Scope.META,),
        Category.STATISTICS:   (Scope.AGG,),
    },
    Purpose.PROSECUTION: {
        Category.IDENTITY:     (Scope.DIS,),
        Category.CASE:         (Scope.DIS,),
        Category.EXPLOITATION: (Scope.DIS,),
        Category.PERPETRATOR:  (Scope.OWN, Scope.ASG),
        Category.INVESTIGATION: (Scope.OWN, Scope.ASG),
        Category.DISCLOSURE:   (Scope.RECEIVED,),
    },
    Purpose.ISSUANCE: {
        Category.CIVIL_STATUS: (Scope.OWN,),
    },
    Purpose.INSPECTION: {
        Category.CIVIL_STATUS: (Scope.META, Scope.FLAGGED),
    },
    Purpose.DETERMINATION: {
        Category.STATELESSNESS: (Scope.OWN,),
    },
    Purpose.STATISTICS: {
        Category.STATISTICS:   (Scope.OWN, Scope.AGG),
        Category.EXPLOITATION: (Scope.AGG,),
        Category.INVESTIGATION: (Scope.AGG,),
    },
    Purpose.ACCOUNTS: {
        Category.ACCOUNT:      (Scope.OWN, Scope.META),
    },
    Purpose.OVERSIGHT: {
        Category.AUDIT:        (Scope.META, Scope.OWN, Scope.ASG, Scope.ENTRY, Scope.LOG),
    },
}

ROLE_PURPOSES: dict[Role, tuple[Purpose, ...]] = {
    Role.FIRST_LINE:       (Purpose.RECEPTION, Purpose.OVERSIGHT),
    Role.CASE_MANAGER:     (Purpose.CARE, Purpose.EMERGENCY, Purpose.STATISTICS, Purpose.OVERSIGHT),
    Role.SUPERVISOR:       (Purpose.CARE, Purpose.EMERGENCY, Purpose.STATISTICS, Purpose.OVERSIGHT),
    Role.PROVIDER:         (Purpose.CARE, Purpose.OVERSIGHT),
    Role.RECEPTION_BRANCH: (Purpose.RECEPTION, Purpose.OVERSIGHT),
    Role.RECEPTION_HEAD:   (Purpose.RECEPTION, Purpose.OVERSIGHT),
    Role.COORDINATOR:      (Purpose.COORDINATION, Purpose.STATISTICS, Purpose.OVERSIGHT),
    Role.DATA_STEWARD:     (Purpose.COORDINATION, Purpose.STATISTICS, Purpose.OVERSIGHT),
    Role.INVESTIGATOR:     (Purpose.PROSECUTION, Purpose.OVERSIGHT),
    Role.MAGISTRATE:       (Purpose.PROSECUTION, Purpose.STATISTICS, Purpose.OVERSIGHT),
    Role.UNODC:            (Purpose.STATISTICS,),
    Role.UNHCR_OFFICER:    (
        Purpose.CARE, Purpose.EMERGENCY, Purpose.DETERMINATION, Purpose.STATISTICS, Purpose.OVERSIGHT,
    ),
    Role.FAMILY_LINKS_OFFICER: (Purpose.FAMILY_LINKS, Purpose.STATISTICS, Purpose.OVERSIGHT),
    Role.FUND_OFFICER:     (Purpose.FUND, Purpose.FUNDING, Purpose.STATISTICS, Purpose.OVERSIGHT),
    Role.PROJECT_LEAD:     (Purpose.DEVELOPMENT, Purpose.OVERSIGHT),
    Role.REGISTRAR:        (Purpose.ISSUANCE, Purpose.OVERSIGHT),
    Role.INSPECTOR:        (Purpose.INSPECTION, Purpose.OVERSIGHT),
    Role.STATELESSNESS_OFFICER: (Purpose.DETERMINATION, Purpose.OVERSIGHT),
    Role.DONOR:            (Purpose.FUNDING, Purpose.STATISTICS),
    Role.DATA_PROTECTION_OFFICER: (Purpose.OVERSIGHT,),
    Role.ORGANISATION_ADMINISTRATOR: (Purpose.ACCOUNTS, Purpose.OVERSIGHT),
    Role.ADMINISTRATOR:    (Purpose.ACCOUNTS,),
}
# fmt: on


def scopes(role: str, purpose: str | None, category: str) -> frozenset[Scope]:
    """The scopes open to a role acting for a purpose: the row of the one, within the limits of the other."""
    if purpose is None or purpose not in ROLE_PURPOSES[Role(role)]:
        return frozenset()
    opened = POLICY[Role(role)].get(Category(category), ())
    return frozenset(opened).intersection(PURPOSES[Purpose(purpose)].get(Category(category), ()))
