"""The fictitious scene: whole, marked, the same for the same seed, and without a name in the clear."""

import csv
import json
from importlib.resources import files

import pytest
from django.apps import apps
from django.db import connection

from siraba.config.demonstration import load
from siraba.config.demonstration.crowd import Crowd
from siraba.foundation.access.errors import Invalid
from siraba.foundation.accounts.models import Account
from siraba.foundation.accounts.roles import Role
from siraba.foundation.audit.chain import verify
from siraba.foundation.consent.models import Consent, ConsentState
from siraba.foundation.people.models import Identity, Person
from siraba.protection.cases.models import Case, CaseState, Transfer, TransferState
from siraba.protection.referrals.models import Referral, ReferralState

pytestmark = pytest.mark.django_db
WHY = "a look at the scene"


def states(model) -> set[str]:
    return set(model.objects.system(WHY).values_list("state", flat=True))


def test_every_role_and_every_state_is_there_and_the_journal_is_whole():
    assert load(persons=150)
    assert states(Case) == set(CaseState.values)
    assert states(Referral) == set(ReferralState.values)
    assert states(Consent) == set(ConsentState.values)
    assert states(Transfer) == set(TransferState.values)
    assert set(Account.objects.values_list("role", flat=True)) == set(Role.values)
    assert list(verify()) == []


def test_everything_is_marked_as_fictitious():
    load(persons=60)
    for model in (Person, Case, Referral):
        assert not model.objects.system(WHY).filter(fictitious=False).exists()
    assert not Account.objects.filter(fictitious=False).exists()


def test_the_same_seed_draws_the_same_people():
    load(seed=7, persons=40)
    codes = set(Case.objects.system(WHY).values_list("code", flat=True))
    drawn = set(_codes_of_the_crowd(7, 40))
    assert drawn <= codes
    assert drawn != set(_codes_of_the_crowd(8, 40))


def _codes_of_the_crowd(seed: int, persons: int) -> list[str]:
    again = Crowd(
        seed,
        {account.username: account for account in Account.objects.select_related("organisation", "unit")},
    )
    for _ in range(persons):
        again.person()
    return [case.code for case in again.rows[Case]]


def test_a_second_load_does_nothing():
    load(persons=20)
    before = Person.objects.system(WHY).count()
    assert not load(persons=20)
    assert Person.objects.system(WHY).count() == before


def test_a_database_in_use_is_refused(awa):
    with pytest.raises(Invalid, match="vrais comptes"):
        load(persons=20)
    assert not Person.objects.system(WHY).exists()


def test_no_name_stands_in_the_clear_in_any_table():
    load(persons=120)
    names = files("siraba.config.demonstration").joinpath("data/names.csv").read_text(encoding="utf-8")
    surnames = {row["name"] for row in csv.DictReader(names.splitlines()) if row["kind"] == "surname"}
    drawn = {i.names.split()[-1] for i in Identity.objects.system(WHY)}
    assert len(drawn & surnames) > 20
    for model in apps.get_models():
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')
            for row in cursor:
                text = json.dumps(
                    [bytes(v).hex() if isinstance(v, memoryview | bytes) else str(v) for v in row]
                )
                assert not [name for name in drawn & surnames if f" {name}" in text], model._meta.db_table
