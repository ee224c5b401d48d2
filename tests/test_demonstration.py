"""The fictitious scene: whole, marked, coherent, the same for the same seed, and without a name in the clear."""

import re
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.models import F, Q
from django.utils import timezone

from siraba.config.demonstration import PASSWORD, load
from siraba.config.demonstration.crowd import drawn_names, public_names
from siraba.foundation.access.guard import SYSTEM
from siraba.foundation.accounts.models import Account
from siraba.foundation.accounts.roles import Role
from siraba.foundation.audit.chain import verify
from siraba.foundation.audit.models import AuditLine
from siraba.foundation.consent.models import LIVE, Consent, ConsentState
from siraba.foundation.geography.models import Area
from siraba.foundation.geography.selectors import current_areas
from siraba.foundation.ledger.balances import proof_of
from siraba.foundation.people.models import Identity, Person
from siraba.foundation.vocabulary import codes
from siraba.protection.cases.models import (
    Assessment,
    Case,
    CaseState,
    FollowUp,
    Identification,
    IdentificationDecision,
    Plan,
    ReviewState,
    Screening,
    Transfer,
    TransferState,
)
from siraba.protection.referrals.models import TAKEN, WAITING, Referral, ReferralState
from siraba.protection.reintegration.calls.models import Application, Call, Charge, Duty
from siraba.protection.reintegration.followup.models import Measure
from siraba.protection.reintegration.payments.models import Payment
from siraba.protection.reintegration.plans.models import ReintegrationPlan
from siraba.protection.tracing.register import forget_registers

WHY = "a look at the scene"
CLEAR_OF_PEOPLE = {"forms", "geography", "organisations"}  # places share words with surnames
LONG = 5  # letters; a shorter name stands in random bytes by chance, once in a hundred loads


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """The scene, made once; what a test does to it is undone. How it is loaded: `test_demonstration_loading`."""
    forget_registers()  # what another module found in its own scene
    with django_db_blocker.unblock(), transaction.atomic():
        assert load(persons=400)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def the_scene(loaded, db): ...


def rows(model):
    return model.objects.system(WHY)


def states(model) -> set[str]:
    return set(rows(model).values_list("state", flat=True))


def test_every_role_and_every_state_is_there_and_the_journal_is_whole(the_scene):
    assert states(Case) == set(CaseState.values)
    assert states(Referral) == set(ReferralState.values)
    assert states(Consent) == set(ConsentState.values)
    assert states(Transfer) == set(TransferState.values)
    assert states(Plan) >= set(ReviewState.values) - {ReviewState.DRAFT}
    assert set(rows(Case).values_list("identification", flat=True)) == set(Identification.values)
    assert set(Account.objects.values_list("role", flat=True)) == set(Role.values)
    assert AuditLine.objects.filter(act="load_demonstration").count() == 1
    assert not AuditLine.objects.filter(seal__isnull=True).exists()
    assert list(verify()) == []


def test_every_region_and_every_pathway_is_there(the_scene):
    assert set(rows(Case).values_list("pathway", flat=True)) == set(codes("pathway"))
    regions = {area.pk for area in current_areas(Area.Level.REGION)}
    assert set(rows(Case).values_list("region_id", flat=True)) == regions


def test_everything_is_marked_as_fictitious(the_scene):
    for model in (Person, Case, Referral):
        assert not rows(model).filter(fictitious=False).exists()
    accounts = Account.objects.all()
    assert all(account.fictitious and "(fictif)" in account.full_name for account in accounts)
    assert accounts.first().check_password(PASSWORD)


def test_nothing_lies_in_the_future_or_after_a_closure(the_scene):
    now = timezone.now()
    times = {"received_at": F("received_at"), "opened_at": F("opened_at"), "closed_at": F("closed_at")}
    for name in times:
        assert not rows(Case).filter(**{f"{name}__gt": now}).exists(), name
    assert not rows(Case).filter(Q(opened_at__lt=F("received_at")) | Q(closed_at__lt=F("opened_at"))).exists()
    for model in (Screening, Assessment, Plan, FollowUp, IdentificationDecision):
        wrong = Q(written_at__gt=now) | Q(written_at__gt=F("case__closed_at"))
        assert not rows(model).filter(wrong, ~_told_by_actions()).exists(), model
    for name in ("sent_at", "received_at", "answered_at", "finished_at", "escalated_at"):
        assert not rows(Referral).filter(**{f"{name}__gt": now}).exists(), name


def _told_by_actions() -> Q:
    """A case opened and closed within the same instant of a story."""
    return Q(case__received_at__gte=timezone.now() - timedelta(minutes=5))


def test_what_the_records_say_hangs_together(the_scene):
    decided = rows(Case).filter(identification__in=("identified", "not_identified"))
    assert not decided.exclude(pk__in=rows(IdentificationDecision).values("case")).exists()
    assert not rows(Referral).filter(state__in=TAKEN, handled_by__isnull=True).exists()
    handed = rows(Case).filter(reception_unit__organisation__code="dgme").exclude(agency__code="dgme")
    assert handed.exists()
    assert not handed.exclude(pk__in=rows(Transfer).filter(state="accepted").values("case")).exists()
    assert not rows(Case).filter(closed_at__isnull=True, due_at__isnull=True).exists()
    assert not rows(Consent).filter(state__in=LIVE, valid_to__lte=timezone.now()).exists()


def test_a_referral_on_its_way_stands_on_a_live_consent(the_scene):
    living = rows(Referral).filter(state__in=(*WAITING, "accepted", "in_service", "expired"))
    assert living.count() > 20
    for referral in living.select_related("case"):
        consents = rows(Consent).filter(
            person=referral.case.person_id, recipient=referral.to_organisation_id, state__in=LIVE
        )
        assert consents.exists(), referral.code


def test_services_have_work_and_the_coordination_has_delays(the_scene):
    for code in ("foyer", "clinique"):
        waiting = rows(Referral).filter(to_organisation__code=code, state__in=WAITING)
        assert waiting.exists(), code
    assert rows(Referral).filter(state="expired", escalated_at__isnull=False).exists()
    assert rows(Case).filter(owner__username="gestion-oim-kayes", closed_at__isnull=True).count() >= 7


def test_no_pair_of_names_known_in_public_is_drawn(the_scene):
    assert not {identity.names for identity in rows(Identity)} & public_names()


def test_no_name_stands_in_the_clear_in_any_table(the_scene):
    people = {identity.names for identity in rows(Identity)}
    surnames = {names.split()[-1] for names in people}
    assert len(surnames & set(drawn_names()["surname"])) > 20
    in_text = _any_of(surnames | people)
    in_bytes = _any_of({name for name in surnames | people if len(name) >= LONG})
    for model in apps.get_models():
        if model._meta.app_label not in CLEAR_OF_PEOPLE:
            for value in _values(model._meta.db_table):
                written = in_bytes if isinstance(value, bytes) else in_text
                assert not written.search(_text(value)), model._meta.db_table


def _any_of(names: set[str]) -> re.Pattern[str]:
    return re.compile(r"\b(" + "|".join(map(re.escape, sorted(names))) + r")\b")


def _values(table: str):
    SYSTEM.declare(connection)  # whoever copies the files asks no policy
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
        for row in cursor:
            yield from (bytes(value) if isinstance(value, memoryview) else value for value in row)


def _text(value) -> str:
    """The value as anyone who opens the file reads it, escapes of JSON undone."""
    if isinstance(value, bytes):
        return value.decode("utf-8", "ignore")
    return re.sub(r"\\u([0-9a-f]{4})", lambda code: chr(int(code[1], 16)), str(value))


def test_a_fund_has_a_call_to_decide_one_that_is_open_and_one_that_is_paid_in_part(the_scene):
    closed, opened, pilot = Call.objects.order_by("pk")
    assert (closed.state, opened.state) == ("closed", "open")
    shortlisted = rows(Application).filter(call=closed)
    assert shortlisted.count() == 40
    assert {one.state for one in shortlisted} == {"shortlisted"}
    assert all(one.score is not None and one.fictitious for one in shortlisted)
    assert len({one.zone_id for one in shortlisted}) > 5
    asked = sum(one.asked for one in shortlisted)
    assert 0.2 < closed.budget / asked < 0.7
    others = rows(Application).exclude(call=pilot)
    assert set(others.values_list("state", flat=True)) == {
        "shortlisted",
        "submitted",
        "admissible",
        "inadmissible",
    }
    assert {"contracted", "running"} <= set(
        rows(Application).filter(call=pilot).values_list("state", flat=True)
    )
    assert states(Payment) == {"prepared", "sent", "reconciled", "failed"}
    assert proof_of(pilot.fund.organisation).balanced
    assert set(Charge.objects.values_list("duty", flat=True)) == set(Duty.values)


def test_two_returns_have_a_plan_a_baseline_and_six_months_later(the_scene):
    plans = set(rows(ReintegrationPlan).filter(state="running", fictitious=True).values_list("pk", flat=True))
    measured = {
        (one.follow_up.plan_id, one.follow_up.month): one.scores["composite"]["value"]
        for one in rows(Measure).select_related("follow_up", "table")
        if one.table.subject == "sustainability"
    }
    assert len(plans) == 2
    assert set(measured) == {(plan, month) for plan in plans for month in (0, 6)}
    assert all(measured[plan, 0] < measured[plan, 6] for plan in plans)
