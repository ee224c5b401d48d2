"""Guessing from many addresses, or at many accounts: the doors close, the message tells nothing, the owner comes in."""

import re
from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from siraba.foundation.accounts.models import Session
from siraba.foundation.audit.models import AuditLine

pytestmark = pytest.mark.django_db
PASSWORD = "Le fleuve Niger à Gao"
SIGN_IN = reverse("accounts:sign_in")


@pytest.fixture(autouse=True)
def few(settings):
    cache.clear()
    settings.SIGN_IN_ATTEMPTS_ANYWHERE, settings.SIGN_IN_ATTEMPTS_FROM_ONE_ADDRESS = 12, 15


@pytest.fixture
def issa(issa, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    issa.set_password(PASSWORD)
    issa.save()
    return issa


def attempt(username="issa", password="faux", address="10.0.0.1", client=None):
    return (client or Client()).post(
        SIGN_IN, {"username": username, "password": password}, REMOTE_ADDR=address
    )


def from_many_addresses(username="issa", count=12):
    return [attempt(username, address=f"10.1.{number}.1") for number in range(count)]


def test_an_account_that_is_tried_from_many_addresses_closes_to_all_that_do_not_know_it(issa):
    assert {response.status_code for response in from_many_addresses()} == {200}
    assert attempt(password=PASSWORD, address="10.9.9.9").status_code == 429
    assert not Session.objects.filter(account=issa).exists()


def test_the_device_of_its_owner_is_let_in_meanwhile(issa):
    own = Client()
    assert attempt(password=PASSWORD, address="10.2.0.1", client=own).status_code == 302
    own.post(reverse("accounts:sign_out"))
    from_many_addresses()
    assert attempt(password=PASSWORD, address="10.2.0.1", client=own).status_code == 302


def test_an_identifier_that_is_nobody_s_closes_in_the_same_way_and_says_the_same(issa):
    from_many_addresses()
    from_many_addresses("personne")
    real, none = (attempt(name, address="10.9.9.9") for name in ("issa", "personne"))
    assert (real.status_code, none.status_code) == (429, 429)
    told = [re.sub(r'csrfmiddlewaretoken" value="[^"]+', "", one.content.decode()) for one in (real, none)]
    assert told[0] == told[1]


def test_one_address_that_tries_many_accounts_is_closed_to(issa):
    for number in range(15):
        attempt(f"personne{number}", address="10.3.0.1")
    assert attempt(password=PASSWORD, address="10.3.0.1").status_code == 429
    assert attempt(password=PASSWORD, address="10.3.0.2").status_code == 302


def test_the_journal_keeps_each_failure_and_not_what_was_typed(issa):
    from_many_addresses(count=3)
    lines = AuditLine.objects.filter(act="sign_in", decision="refused")
    assert lines.count() == 3
    assert {(line.account_id, str(line.detail)) for line in lines} == {(None, "{}")}


def test_failures_of_long_ago_are_forgotten(issa, settings):
    from_many_addresses()
    AccessAttempt.objects.update(
        attempt_time=timezone.now() - timedelta(hours=settings.AXES_COOLOFF_TIME + 1)
    )
    assert attempt(password=PASSWORD, address="10.9.9.9").status_code == 302
