"""Loading the fictitious scene: once, into a database that holds nothing real, the same for the same seed."""

import pytest

from siraba.config.demonstration import load
from siraba.config.demonstration.crowd import Crowd
from siraba.foundation.access.errors import Invalid
from siraba.foundation.accounts.models import Account
from siraba.foundation.audit.models import AuditLine
from siraba.foundation.people.models import Identity, Person
from siraba.protection.cases.models import Case

pytestmark = pytest.mark.django_db
WHY = "a look at the scene"


def rows(model):
    return model.objects.system(WHY)


def test_the_same_seed_draws_the_same_people():
    load(seed=7, persons=20)
    assert _drawn(7) == _drawn(7)
    assert _drawn(7) != _drawn(8)
    codes_of_the_scene = set(rows(Case).values_list("code", flat=True))
    assert {code for code, *_rest in _drawn(7)} <= codes_of_the_scene


def _drawn(seed: int) -> list[tuple]:
    accounts = Account.objects.select_related("organisation", "unit").order_by("pk")
    crowd = Crowd(seed, {account.username: account for account in accounts})
    for _ in range(20):
        crowd.person()
    names = {identity.person_id: identity.names for identity in crowd.draw.rows[Identity]}
    return [
        (c.code, c.state, c.pathway, c.risk, c.agency_id, c.owner_id, c.region_id, names[c.person_id])
        for c in crowd.draw.rows[Case]
    ]


def test_a_second_load_does_nothing():
    load(persons=20)
    before = rows(Person).count(), Account.objects.count(), AuditLine.objects.count()
    assert not load(persons=20)
    assert (rows(Person).count(), Account.objects.count(), AuditLine.objects.count()) == before


def test_a_database_in_use_is_refused(awa):
    with pytest.raises(Invalid, match="vrais comptes"):
        load(persons=20)
    assert not rows(Person).exists()


def test_progress_is_told_up_to_the_end():
    told = []
    load(persons=30, progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (30, 30)
