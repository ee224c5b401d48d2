"""PostgreSQL alone, with the filters of the application switched off, gives each actor no row more and no row less."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import F, Q

from siraba.config.serving import NotTheOwner, prepare_database
from siraba.foundation.access import guard
from siraba.foundation.access.actor import Actor
from siraba.foundation.access.guard import SYSTEM, Reader, row_filter, row_filters
from siraba.foundation.access.policy import ROLE_PURPOSES, Category, Purpose
from siraba.foundation.access.row_security import (
    Crossing,
    guarded_models,
    is_enforced,
    policy_of,
    read_as,
    secure,
)
from siraba.foundation.accounts.models import Account
from siraba.foundation.accounts.roles import Role
from siraba.foundation.consent.actions import withdraw_consent
from siraba.foundation.consent.models import Consent
from siraba.foundation.consent.overrides import approve_override, request_override
from siraba.foundation.handover.disclosures import approve_disclosure, request_disclosure
from siraba.foundation.handover.models import DisclosedCopy, Disclosure
from siraba.foundation.handover.requests import ask_blindly
from siraba.foundation.people.models import Identity
from siraba.protection.cases.models import Case, Note
from tests import scene

APPLICATION = "siraba_application"
pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
CAST = "awa boubacar coumba daouda etienne fanta garba hawa issa jeneba kassim lassana provider".split()
OTHERS = {
    "agent": ("first_line", "helvetas"),
    "officer": ("unhcr_officer", "hcr"),
    "fund": ("fund_officer", "crm"),
    "steward": ("data_steward", "cnltppa"),
    "analyst": ("unodc", "unodc"),
    "donor": ("donor", "bailleur"),
}


@pytest.fixture
def road(request, account_for):
    """Every role, and cases of several agencies in several states."""
    for name in CAST:
        request.getfixturevalue(name)
    for name, (role, home) in OTHERS.items():
        account_for(name, name.title(), role, home)
    scene.hand_over(scene.receive(names="Kadidia Dicko"))
    scene.receive("agent", names="Moussa Dembélé")
    case = scene.planned_case()
    scene.reserved(scene.accepted_referral(case), "provider", scene.room(unit="foyer"))
    scene.staying(scene.arrival(wants_case=True))
    scene.refer(case, "crm", kind="family_tracing")
    scene.prepare(scene.open_case(names="Oumou Sangaré", age=25), "clinique", kind="medical")
    own = scene.receive("boubacar", names="Sékou Keïta", age=31)
    scene.screen(own, "boubacar")
    scene.receive("officer", names="Zeinab Ag")
    cross(case)
    return case


def cross(case) -> None:
    """An override, a notice, and what goes to justice."""
    override = request_override(
        scene.actor("awa", Purpose.EMERGENCY), case.person, recipient=scene.organisation("clinique"),
        categories=["identity"], ground="life", reason="Danger",
    )  # fmt: skip
    approve_override(scene.actor("coumba", Purpose.EMERGENCY), override)
    scene.agree("awa", case, "brigade", scope="share_law_enforcement")
    disclosure = request_disclosure(
        scene.actor("awa"),
        case.person,
        recipient=scene.organisation("brigade"),
        fields=["names"],
        purpose="Plainte",
    )
    approve_disclosure(scene.actor("coumba"), disclosure)
    ask_blindly(scene.actor("lassana"), code=case.code, question="Accepte-t-elle ?")
    withdraw_consent(
        scene.actor("awa"), Consent.objects.system("a test").filter(recipient__code="foyer").first()
    )


def numbers(table: str) -> set[str]:
    """The keys in a table, by a query that knows of no filter."""
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT id FROM "{table}"')
        return {str(row[0]) for row in cursor.fetchall()}


def by_the_filters(model, actor: Actor) -> set[str]:
    found: set[str] = set()
    for category in row_filters(model):
        rows = model.objects.system("what the filters would give").filter(row_filter(model, actor, category))
        found |= {str(pk) for pk in rows.values_list("pk", flat=True)}
    return found


def every_actor():
    for account in Account.objects.order_by("pk"):
        for purpose in ROLE_PURPOSES[Role(account.role)]:
            yield Actor.of(account, purpose)


def test_the_database_gives_each_actor_what_the_filters_give_and_nothing_else(road):
    opened = 0
    for actor in every_actor():
        for model in guarded_models():
            wanted = by_the_filters(model, actor)
            read_as(actor)
            assert numbers(model._meta.db_table) == wanted, (actor, model)
            opened += bool(wanted)
    assert opened > 30


def test_with_the_filters_off_an_actor_still_reads_only_its_rows(road, monkeypatch):
    """The database knows for whom a query is, and not of which category: it gives what any of them opens."""
    wanted = {
        (actor, model): by_the_filters(model, actor) for actor in every_actor() for model in guarded_models()
    }
    monkeypatch.setattr(guard, "row_filter", lambda model, actor, category: Q())
    for (actor, model), rows in wanted.items():
        for category in row_filters(model):
            found = model.objects.visible_to(actor, category).values_list("pk", flat=True)
            assert {str(pk) for pk in found} == rows, (actor, model)


def test_who_says_nothing_reads_nothing(road):
    with connection.cursor() as cursor:
        cursor.execute("RESET siraba.acting")
    connection.reader = None
    assert all(numbers(model._meta.db_table) == set() for model in guarded_models())


def test_the_application_is_not_the_owner_and_cannot_write_for_an_actor(road):
    assert is_enforced()
    read_as(scene.actor("awa"))
    for change in (
        "UPDATE cases_case SET state = 'closed'",
        "DELETE FROM cases_note",
        "ALTER TABLE cases_case DISABLE ROW LEVEL SECURITY",
        "DELETE FROM audit_auditline",
    ):
        refused = 0
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(change)
                refused = cursor.rowcount
        except DatabaseError:
            refused = 0
        assert refused == 0, change


def test_after_a_rollback_the_database_is_told_again_who_reads(road):
    read_as(scene.actor("etienne"))
    with transaction.atomic():
        SYSTEM.declare(connection)
        assert numbers("cases_case")
        transaction.set_rollback(True)
    assert numbers("cases_case") == set()
    assert Case.objects.visible_to(scene.actor("awa"), Category.CASE).exists()
    Reader.of(scene.actor("etienne")).declare(connection)
    assert numbers("cases_case") == set()


def test_a_reading_in_between_does_not_lend_its_rights(road):
    assert Case.objects.system("a test").count() > 2
    assert not Case.objects.visible_to(scene.actor("daouda"), Category.CASE).exists()
    assert numbers("cases_case") == set()


def test_every_guarded_table_is_closed_and_its_policy_names_roles(road):
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relrowsecurity")
        closed = {row[0] for row in cursor.fetchall()}
    assert closed >= {model._meta.db_table for model in guarded_models()}
    assert "supervisor:care" in policy_of(Case).condition
    assert "investigator" not in policy_of(Case).condition + policy_of(Identity).condition
    assert "investigator" not in policy_of(Disclosure).condition
    assert "case_manager" not in policy_of(DisclosedCopy).condition


def test_the_owner_prepares_what_the_application_may_only_use(road):
    prepare_database()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("RESET ROLE")
        cursor.execute("DROP POLICY reads ON cases_case")
        cursor.execute("DELETE FROM django_migrations WHERE app = 'cases'")
        cursor.execute(f"SET ROLE {APPLICATION}")
        read_as(scene.actor("awa"))
        assert numbers("cases_case") == set()
        with pytest.raises(NotTheOwner):
            prepare_database()
        cursor.execute("RESET ROLE")
        secure(APPLICATION)
        cursor.execute(f"SET ROLE {APPLICATION}")
    assert numbers("cases_case") != set()


def test_a_filter_that_joins_is_refused_when_the_policy_is_written(monkeypatch):
    monkeypatch.setitem(
        guard._ROWS, (Note, Category.CASE), {"OWN": lambda actor: Q(case__agency=F("author__organisation"))}
    )
    with pytest.raises(Crossing):
        policy_of(Note)


@pytest.mark.django_db(transaction=True)
def test_a_line_that_was_closed_is_told_again_who_reads(awa):
    """The server that answers on a new line knows nobody: the first question there is not asked of nobody's rows."""
    scene.receive("awa")
    assert Case.objects.system("a test").exists()
    connection.close()
    assert Case.objects.system("a test").exists()
