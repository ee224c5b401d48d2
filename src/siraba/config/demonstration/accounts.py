"""The accounts of the fictitious scene: at least one for each role, named after a post and never after a person."""

from django.contrib.auth.hashers import make_password

from siraba.foundation.accounts.models import Account
from siraba.foundation.accounts.roles import Role
from siraba.foundation.organisations.models import Organisation, Unit

PASSWORD = "siraba-demo-2026"

# identifier, role, organisation, unit, name of the post
POSTS = [
    ("antenne-gogui", Role.RECEPTION_BRANCH, "dgme", "gogui", "Agent de l’antenne de Gogui"),
    ("antenne-gogui-2", Role.RECEPTION_BRANCH, "dgme", "gogui", "Agent de l’antenne de Gogui (2)"),
    ("antenne-gogui-3", Role.RECEPTION_BRANCH, "dgme", "gogui", "Agent de l’antenne de Gogui (3)"),
    ("siege-dgme", Role.RECEPTION_HEAD, "dgme", "", "Direction des antennes"),
    ("antenne-gao", Role.RECEPTION_BRANCH, "dgme", "gao", "Agent de l’antenne de Gao"),
    ("antenne-kidal", Role.RECEPTION_BRANCH, "dgme", "kidal", "Agent de l’antenne de Kidal"),
    ("antenne-sikasso", Role.RECEPTION_BRANCH, "dgme", "sikasso", "Agent de l’antenne de Sikasso"),
    ("antenne-kouremale", Role.RECEPTION_BRANCH, "dgme", "kouremale", "Agent de l’antenne de Kourémalé"),
    ("antenne-segou", Role.RECEPTION_BRANCH, "dgme", "segou", "Agent de l’antenne de Ségou"),
    ("antenne-niamakoro", Role.RECEPTION_BRANCH, "dgme", "niamakoro", "Agent de la cité de Niamakoro"),
    ("gestion-oim-kayes", Role.CASE_MANAGER, "oim", "kayes", "Gestionnaire de cas, Kayes"),
    ("gestion-oim-kayes-2", Role.CASE_MANAGER, "oim", "kayes", "Gestionnaire de cas, Kayes (2)"),
    ("gestion-oim-kayes-3", Role.CASE_MANAGER, "oim", "kayes", "Gestionnaire de cas, Kayes (3)"),
    ("gestion-oim-gao", Role.CASE_MANAGER, "oim", "gao", "Gestionnaire de cas, Gao"),
    ("gestion-oim-gao-2", Role.CASE_MANAGER, "oim", "gao", "Gestionnaire de cas, Gao (2)"),
    ("gestion-oim-bamako", Role.CASE_MANAGER, "oim", "bamako", "Gestionnaire de cas, Bamako"),
    ("gestion-oim-bamako-2", Role.CASE_MANAGER, "oim", "bamako", "Gestionnaire de cas, Bamako (2)"),
    ("helvetas", Role.CASE_MANAGER, "helvetas", "sikasso", "Gestionnaire de cas, Sikasso"),
    ("helvetas-2", Role.CASE_MANAGER, "helvetas", "sikasso", "Gestionnaire de cas, Sikasso (2)"),
    ("hcr", Role.UNHCR_OFFICER, "hcr", "bamako", "Chargé de protection"),
    ("hcr-2", Role.UNHCR_OFFICER, "hcr", "bamako", "Chargé de protection (2)"),
    ("supervision-oim", Role.SUPERVISOR, "oim", "bamako", "Superviseur de la gestion de cas"),
    ("supervision-helvetas", Role.SUPERVISOR, "helvetas", "sikasso", "Superviseur de la gestion de cas"),
    ("supervision-hcr", Role.SUPERVISOR, "hcr", "bamako", "Superviseur de la protection"),
    ("foyer", Role.PROVIDER, "foyer", "foyer", "Responsable de l’accueil du foyer"),
    ("clinique", Role.PROVIDER, "clinique", "clinique", "Major de la clinique"),
    ("coordination", Role.COORDINATOR, "cnltppa", "", "Coordination nationale"),
    ("donnees", Role.DATA_STEWARD, "cnltppa", "", "Responsable des données"),
    ("rlf", Role.FAMILY_LINKS_OFFICER, "crm", "bamako", "Agent des liens familiaux"),
    ("rlf-2", Role.FAMILY_LINKS_OFFICER, "crm", "bamako", "Agent des liens familiaux (2)"),
    ("fonds", Role.FUND_OFFICER, "crm", "bamako", "Chargé du fonds de réintégration"),
    ("fonds-secretariat", Role.FUND_OFFICER, "crm", "bamako", "Secrétariat du fonds"),
    ("fonds-evaluation", Role.FUND_OFFICER, "crm", "bamako", "Évaluateur du fonds"),
    ("fonds-evaluation-2", Role.FUND_OFFICER, "crm", "bamako", "Évaluateur du fonds (2)"),
    ("fonds-evaluation-3", Role.FUND_OFFICER, "crm", "bamako", "Évaluateur du fonds (3)"),
    ("fonds-presidence", Role.FUND_OFFICER, "crm", "bamako", "Présidence du comité du fonds"),
    ("fonds-comite", Role.FUND_OFFICER, "crm", "bamako", "Membre du comité du fonds"),
    ("fonds-comite-2", Role.FUND_OFFICER, "crm", "bamako", "Membre du comité du fonds (2)"),
    ("fonds-ordonnateur", Role.FUND_OFFICER, "crm", "bamako", "Ordonnateur du fonds"),
    ("fonds-comptable", Role.FUND_OFFICER, "crm", "bamako", "Agent comptable du fonds"),
    ("comptes-crm", Role.ORGANISATION_ADMINISTRATOR, "crm", "", "Administrateur des comptes"),
    ("porteur-helvetas", Role.PROJECT_LEAD, "helvetas", "sikasso", "Porteur de projets"),
    ("porteur-commune", Role.PROJECT_LEAD, "mairie", "mairie", "Porteur de projets de la commune"),
    ("reperage", Role.FIRST_LINE, "helvetas", "sikasso", "Agent de repérage"),
    ("enqueteur", Role.INVESTIGATOR, "brigade", "bamako", "Enquêteur de la brigade"),
    ("enqueteur-2", Role.INVESTIGATOR, "brigade", "bamako", "Enquêteur de la brigade (2)"),
    ("magistrat", Role.MAGISTRATE, "justice", "", "Magistrat du pôle"),
    ("onudc", Role.UNODC, "unodc", "", "Analyste"),
    ("etat-civil", Role.REGISTRAR, "mairie", "kayes", "Agent d’état civil"),
    ("etat-civil-2", Role.REGISTRAR, "mairie", "kayes", "Officier d’état civil"),
    ("etat-civil-bamako", Role.REGISTRAR, "mairie", "bamako", "Officier d’état civil de Bamako"),
    ("etat-civil-bamako-2", Role.REGISTRAR, "mairie", "bamako", "Agent d’état civil de Bamako"),
    ("comptes-mairie", Role.ORGANISATION_ADMINISTRATOR, "mairie", "", "Administrateur des comptes"),
    ("inspection", Role.INSPECTOR, "dnec", "", "Inspecteur de l’état civil"),
    ("inspection-2", Role.INSPECTOR, "dnec", "", "Inspecteur de l’état civil (2)"),
    ("apatridie", Role.STATELESSNESS_OFFICER, "apatridie", "", "Agent de détermination"),
    ("apatridie-2", Role.STATELESSNESS_OFFICER, "apatridie", "", "Agent de détermination (2)"),
    ("bailleur", Role.DONOR, "bailleur", "", "Chargé de programme"),
    ("dpd", Role.DATA_PROTECTION_OFFICER, "cnltppa", "", "Délégué à la protection des données"),
    ("comptes-oim", Role.ORGANISATION_ADMINISTRATOR, "oim", "", "Administrateur des comptes"),
    ("administration", Role.ADMINISTRATOR, "", "", "Administrateur du système"),
]


def create_accounts() -> dict[str, Account]:
    """The accounts by identifier, all with the one password of the demonstration."""
    organisations = {o.code: o for o in Organisation.objects.all()}
    units = {(u.organisation_id, u.code): u for u in Unit.objects.all()}
    password = make_password(PASSWORD)
    accounts = []
    for username, role, code, unit, post in POSTS:
        organisation = organisations.get(code)
        accounts.append(
            Account(
                username=username,
                role=role,
                organisation=organisation,
                unit=units[organisation.pk, unit] if organisation and unit else None,
                full_name=f"{post} (fictif)",
                password=password,
                fictitious=True,
            )
        )
    return {account.username: account for account in Account.objects.bulk_create(accounts)}
