"""The vault keeps itself: what has ended is emptied, what waits is searched, decisions teach the engine, and nobody is told."""

from datetime import timedelta

import pytest
from django.utils import timezone

from siraba.engines.matching.weights import Weights
from siraba.foundation.access.actor import Actor
from siraba.foundation.access.policy import Purpose
from siraba.foundation.audit.models import AuditLine
from siraba.foundation.audit.selectors import lines_visible_to
from siraba.protection.tracing import leads, requests
from siraba.protection.tracing.keeping import index_vault_names, keep_vault, search_waiting
from siraba.protection.tracing.learning import learn
from siraba.protection.tracing.models import (
    Lead,
    LearntWeights,
    Registration,
    TracingRequest,
    VaultKey,
    VaultList,
)
from siraba.protection.tracing.register import registers
from siraba.protection.tracing.selectors import named, requests_visible_to
from tests import scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fanta", "mariam")]
SYSTEM = "a test looks at the row itself"


def test_who_was_to_be_kept_until_yesterday_is_emptied():
    lead = scene.lead()
    Registration.objects.system(SYSTEM).update(valid_until=timezone.localdate() - timedelta(days=1))
    assert keep_vault(None) == 1
    row = Registration.objects.system(SYSTEM).get()
    assert (row.state, row.words) == ("expired", {})
    assert Lead.objects.system(SYSTEM).get(pk=lead.pk).hidden
    assert keep_vault(None) == 0


def test_all_who_end_on_one_day_are_emptied_that_day(monkeypatch):
    monkeypatch.setattr("siraba.protection.tracing.keeping.AT_ONCE", 2)
    for _person in range(5):
        scene.register_found()
    Registration.objects.system(SYSTEM).update(valid_until=timezone.localdate() - timedelta(days=1))
    assert keep_vault(None) == 5
    assert not Registration.objects.system(SYSTEM).exclude(sealed=b"").exists()


def test_a_request_that_was_closed_long_ago_is_emptied():
    request = scene.file_request()
    requests.close_request(scene.actor("fanta"), request, closure="withdrawn", reason="?")
    assert keep_vault(None) == 0
    long_ago = timezone.now() - timedelta(days=4000)
    TracingRequest.objects.system(SYSTEM).update(closed_at=long_ago)
    assert keep_vault(None) == 1
    assert TracingRequest.objects.system(SYSTEM).get().words == {}


def test_a_list_that_nobody_finished_is_forgotten():
    scene.vault_list()
    VaultList.objects.system(SYSTEM).update(added_at=timezone.now() - timedelta(days=60))
    assert keep_vault(None) == 1
    assert VaultList.objects.system(SYSTEM).get().content == b""


def test_what_waits_is_searched_in_the_name_of_the_red_cross():
    scene.register_found()
    scene.file_request()
    assert search_waiting() == 0
    assert Lead.objects.system(SYSTEM).count() == 1
    line = AuditLine.objects.filter(act="find_leads").latest("pk")
    assert (line.account_id, line.role, line.organisation_id) == (
        None,
        "family_links_officer",
        scene.account("fanta").organisation_id,
    )


def test_a_full_vault_and_an_empty_one_leave_the_same_lines_to_others():
    def lines() -> list[tuple]:
        keep_vault(None)
        search_waiting()
        neutral = AuditLine.objects.exclude(role="family_links_officer")
        return list(neutral.values_list("act", "object", "detail"))

    empty = lines()
    scene.vault()
    assert lines() == empty * 2


# Learning


def test_few_decisions_teach_nothing(settings):
    lead = scene.lead()
    leads.reject_lead(scene.actor("fanta"), lead, reason="?")
    assert learn(lead.organisation_id) is None


def test_decisions_teach_the_weights_that_the_register_then_uses(settings):
    settings.TRACING_DECISIONS = 2
    lead = scene.verified_lead()
    other = scene.register_found(person=scene.RETURNEE | {"dob": "1999", "father_given": "Bakary"})
    rejected = Lead(
        request=lead.request,
        registration=other,
        organisation_id=lead.organisation_id,
        weight=4,
        probability=0.1,
        facts="x",
    )
    rejected.save(force_insert=True)
    leads.reject_lead(scene.actor("fanta"), rejected, reason="Un autre père")
    made = learn(lead.organisation_id)
    assert made is not None
    assert made.decisions == 2
    with registers(lead.organisation_id) as (_sought, found):
        weights = found.matcher.weights
    assert weights.as_json() == made.words["weights"]
    assert weights.as_json() != Weights().as_json()
    assert learn(lead.organisation_id) is None
    assert LearntWeights.objects.system(SYSTEM).count() == 1


def test_the_keys_of_names_can_be_made_anew():
    request = scene.file_request()
    VaultKey.objects.system(SYSTEM).delete()
    actor = scene.actor("fanta")
    assert not named(actor, requests_visible_to(actor), "Djeneba").exists()
    index_vault_names(None)
    assert list(named(actor, requests_visible_to(actor), "Djeneba")) == [request]


def test_the_fund_of_the_red_cross_does_not_follow_the_vault(account_for):
    request = scene.file_request()
    fund = account_for("fonds", "Chargée du fonds", "fund_officer", "crm")
    read = lines_visible_to(Actor.of(fund, Purpose.OVERSIGHT))
    assert not read.filter(object=request.code).exists()
    officer = lines_visible_to(scene.actor("mariam", Purpose.OVERSIGHT))
    assert officer.filter(object=request.code).exists()
