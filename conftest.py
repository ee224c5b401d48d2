"""The cast of the tests, with the areas and organisations of Mali under their feet."""

import shutil

import pytest
from django.apps import apps
from django.db import connection
from django.db.models.signals import post_migrate
from django.utils import translation
from hypothesis import settings

from tests import template

# A property says what is right, not how fast: the first example may load what the others find ready
settings.register_profile("without a clock", deadline=None)
settings.load_profile("without a clock")

AGENCY_OFFICES = {
    "awa": "gao",
    "coumba": "gao",
    "adama": "kayes",
    "etienne": "mairie",
    "garba": "gogui",
    "nouhoum": "bamako",
    "other_branch": "kayes",
    "provider": "foyer",
    "salif": "kayes",
}

# Username → full name, role, organisation
PEOPLE = {
    "adama": ("Adama Dicko", "registrar", "mairie"),
    "aminata": ("Aminata Ba", "fund_officer", "crm"),
    "awa": ("Awa Traoré", "case_manager", "oim"),
    "bakary": ("Bakary Sow", "organisation_administrator", "crm"),
    "boubacar": ("Boubacar Coulibaly", "case_manager", "helvetas"),
    "coumba": ("Coumba Diarra", "supervisor", "oim"),
    "daouda": ("Daouda Keïta", "investigator", "brigade"),
    "demba": ("Demba Camara", "fund_officer", "crm"),
    "etienne": ("Étienne Dembélé", "registrar", "mairie"),
    "fanta": ("Fanta Maïga", "family_links_officer", "crm"),
    "garba": ("Garba Touré", "reception_branch", "dgme"),
    "hawa": ("Hawa Sangaré", "coordinator", "cnltppa"),
    "ibrahima": ("Ibrahima Sacko", "investigator", "brigade"),
    "issa": ("Issa Koné", "administrator", None),
    "jeneba": ("Jeneba Cissé", "data_protection_officer", "cnltppa"),
    "kadi": ("Kadi Guindo", "fund_officer", "crm"),
    "kassim": ("Kassim Doumbia", "organisation_administrator", "oim"),
    "lassana": ("Lassana Samaké", "magistrate", "justice"),
    "mariam": ("Mariam Sidibé", "family_links_officer", "crm"),
    "maimouna": ("Maïmouna Touré", "inspector", "dnec"),
    "moussa": ("Moussa Fofana", "project_lead", "helvetas"),
    "nana": ("Nana Konaté", "reception_head", "dgme"),
    "nene": ("Néné Samaké", "fund_officer", "crm"),
    "nouhoum": ("Nouhoum Bagayoko", "registrar", "mairie"),
    "oumou": ("Oumou Sissoko", "fund_officer", "crm"),
    "pierre": ("Pierre Kamaté", "fund_officer", "crm"),
    "provider": ("Salimata Yattara", "provider", "foyer"),
    "ramata": ("Ramata Kanté", "fund_officer", "crm"),
    "salif": ("Salif Doumbia", "registrar", "mairie"),
    "samba": ("Samba Cissoko", "statelessness_officer", "apatridie"),
    "sory": ("Sory Tangara", "fund_officer", "crm"),
    "solange": ("Solange Dao", "unhcr_officer", "hcr"),
    "tidiane": ("Tidiane Sy", "fund_officer", "crm"),
}

# Files whose tests take minutes: last, one process would end alone with them
LONG = {"test_two_worlds.py", "test_two_worlds_by_the_database.py", "test_language.py"}
APPLICATION = "siraba_application"
MAKE_ROLE = f"""
DO $$ BEGIN
    CREATE ROLE {APPLICATION};
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$"""


def pytest_configure(config) -> None:
    if config.getoption("numprocesses", None):
        template.offer()


def pytest_unconfigure(config) -> None:
    if config.getoption("numprocesses", None):
        template.withdraw()


def pytest_collection_modifyitems(config, items) -> None:
    """What only one database does is not collected for the other; what takes long comes first."""
    other = "sqlite" if connection.vendor == "postgresql" else "postgresql"
    elsewhere = [item for item in items if item.get_closest_marker(other)]
    config.hook.pytest_deselected(items=elsewhere)
    items[:] = [item for item in items if item not in elsewhere]
    items.sort(key=lambda item: item.path.name not in LONG)


def load_ground(**signal) -> None:
    from siraba.foundation.forms.shipped import load_forms
    from siraba.foundation.geography.loading import load_areas
    from siraba.foundation.organisations.loading import load_organisations
    from siraba.prosecution.investigations.loading import load_offences
    from siraba.protection.reception.branches.loading import load_branches
    from siraba.protection.reintegration.followup.tables import load_tables

    load_areas()
    load_organisations()
    load_branches()
    load_forms()
    load_tables()
    load_offences()


@pytest.fixture(scope="session", autouse=True)
def ground():
    """Load areas and organisations once, and again after each test that empties the database."""
    post_migrate.connect(load_ground, sender=list(apps.get_app_configs())[-1])


@pytest.fixture(scope="session")
def shared_template():
    """Where the processes of one run find the database that one of them has made; None for one process alone."""
    return template.shared()


@pytest.fixture(scope="session")
def django_db_keepdb(ground, shared_template, django_db_modify_db_settings, django_db_blocker):
    """Whether this process begins with a copy."""
    with django_db_blocker.unblock():
        return shared_template is not None and shared_template.copied()


@pytest.fixture(scope="session")
def django_db_setup(ground, shared_template, django_db_setup, django_db_blocker):
    """The test database, made after the ground is ready to be laid; in PostgreSQL the tests are not its owner."""
    with django_db_blocker.unblock():
        if shared_template is not None:
            shared_template.keep()
        if connection.vendor == "postgresql":
            become_the_application()
    yield
    with django_db_blocker.unblock():
        if connection.vendor == "postgresql":
            become(None)


def become_the_application() -> None:
    from siraba.foundation.access.row_security import secure

    with connection.cursor() as cursor:
        cursor.execute(MAKE_ROLE)
    secure(APPLICATION)
    with connection.cursor() as cursor:
        # The tests themselves empty tables between two of them, which the journal's own triggers refuse.
        journal = [model._meta.db_table for model in apps.get_app_config("audit").get_models()]
        for table in (*journal, "ledger_entry", "ledger_line"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {table}_no_truncate")
        cursor.execute(f"GRANT TRUNCATE ON ALL TABLES IN SCHEMA public TO {APPLICATION}")
    become(APPLICATION)


def become(role: str | None) -> None:
    """Connect as this role. What only the owner may do, a test does after RESET ROLE, until its transaction ends."""
    connection.close()
    connection.settings_dict["OPTIONS"]["assume_role"] = role


@pytest.fixture
def as_owner_of_the_tables(db):
    """What the application's own role may not do, until the test's transaction ends."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")


@pytest.fixture(autouse=True)
def no_register_in_memory():
    """What one test wrote is undone, and no register remembers it."""
    from siraba.protection.tracing.register import forget_registers

    forget_registers()


@pytest.fixture(autouse=True)
def no_log_on_the_disk(settings):
    """What one test published goes with the journal that it published."""
    yield
    if settings.LOG_FOLDER.exists():
        shutil.rmtree(settings.LOG_FOLDER)


@pytest.fixture(autouse=True)
def in_french():
    """Each test begins in French, whatever language the one before was answered in."""
    translation.activate("fr")


def make_account(username: str, full_name: str = "", role: str = "", organisation: str | None = None):
    """The account of a member of the cast, or of whoever else is described."""
    from siraba.foundation.accounts.models import Account
    from siraba.foundation.organisations.models import Organisation

    if not full_name:
        full_name, role, organisation = PEOPLE[username]
    home = organisation and Organisation.objects.get(code=organisation)
    office = AGENCY_OFFICES.get(username)
    return Account.objects.create_user(
        username,
        full_name=full_name,
        role=role,
        organisation=home,
        unit=home.units.get(code=office) if office else None,
    )


@pytest.fixture
def account_for(db):
    """Makes an account, of the cast or another."""
    return make_account


@pytest.fixture
def adama(account_for):
    """Takes declarations down at a centre of civil status, and approves none of them."""
    return account_for("adama")


@pytest.fixture
def awa(account_for):
    return account_for("awa")


@pytest.fixture
def boubacar(account_for):
    return account_for("boubacar")


@pytest.fixture
def coumba(account_for):
    return account_for("coumba")


@pytest.fixture
def daouda(account_for):
    return account_for("daouda")


@pytest.fixture
def etienne(account_for):
    """The outsider: a registrar, whom no case concerns."""
    return account_for("etienne")


@pytest.fixture
def fanta(account_for):
    return account_for("fanta")


@pytest.fixture
def garba(account_for):
    return account_for("garba")


@pytest.fixture
def hawa(account_for):
    return account_for("hawa")


@pytest.fixture
def ibrahima(account_for):
    """The second investigator of the brigade, where two persons are needed."""
    return account_for("ibrahima")


@pytest.fixture
def issa(account_for):
    return account_for("issa")


@pytest.fixture
def jeneba(account_for):
    return account_for("jeneba")


@pytest.fixture
def kassim(account_for):
    """Opens and closes the accounts of one agency."""
    return account_for("kassim")


@pytest.fixture
def lassana(account_for):
    return account_for("lassana")


@pytest.fixture
def maimouna(account_for):
    """Inspects how acts of civil status are issued."""
    return account_for("maimouna")


@pytest.fixture
def mariam(account_for):
    """The second of the two persons of family links."""
    return account_for("mariam")


@pytest.fixture
def moussa(account_for):
    """Leads the projects of an agency."""
    return account_for("moussa")


@pytest.fixture
def nana(account_for):
    """The head office of the reception branches."""
    return account_for("nana")


@pytest.fixture
def nouhoum(account_for):
    """The officer of another centre of civil status, where a second one from elsewhere is needed."""
    return account_for("nouhoum")


@pytest.fixture
def provider(account_for):
    """The reception of a fictitious shelter."""
    return account_for("provider")


@pytest.fixture
def salif(account_for):
    """The officer of a centre of civil status, who approves what another took down."""
    return account_for("salif")


@pytest.fixture
def samba(account_for):
    """Prepares the files of people whose nationality is unknown, for the authority that decides."""
    return account_for("samba")


@pytest.fixture
def solange(account_for):
    return account_for("solange")


@pytest.fixture
def client_for():
    """Gives a client signed in with an account."""
    from django.test import Client

    def signed_in(account) -> Client:
        client = Client()
        client.force_login(account, backend="siraba.foundation.accounts.backends.AccountBackend")
        return client

    return signed_in


@pytest.fixture
def actor_for():
    """Gives the actor that an account is, for a purpose or for its main one."""
    from siraba.foundation.access.actor import Actor

    def actor(account, purpose=None) -> Actor:
        return Actor.of(account, *([purpose] if purpose else []))

    return actor
