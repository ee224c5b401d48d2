"""The fictitious registers: quickly there, with what an inspector should find, and answering to the journal."""

from collections import Counter

import pytest

from siraba.config.demonstration.accounts import create_accounts
from siraba.config.demonstration.civil_status import MISSING_NUMBERS, CivilStatus
from siraba.foundation.audit.commitments import faults
from siraba.foundation.geography.loading import load_areas
from siraba.foundation.organisations.loading import load_organisations
from siraba.protection.civil_status.registers.models import Act, IssuanceRequest, Register, Volet
from siraba.protection.civil_status.registers.selectors import acts_for_inspection, missing_numbers

pytestmark = pytest.mark.django_db
LOOK = "a test looks at the row itself"


@pytest.fixture
def told():
    load_areas()
    load_organisations()
    CivilStatus(create_accounts(), 2026).tell()


def test_the_registers_hold_what_an_inspector_should_find(told):
    rows = list(acts_for_inspection("a test reads the columns"))
    assert len(rows) == Act.objects.system(LOOK).count() > 400
    assert {row["register"] for row in rows} == {"N", "JS"}
    last = Register.objects.filter(code__startswith="fictif-kayes-N", taken_over=True).latest("year")
    assert tuple(missing_numbers(last)) == MISSING_NUMBERS
    judgments = Counter(
        (row["act_date"], row["hearing_id"]) for row in rows if row["register"] == "JS" and row["act_date"]
    )
    assert [count for (_day, hearing), count in judgments.most_common(4) if not hearing]
    one_man = [row for row in rows if row["declarant_relation"] == "present"]
    assert len({row["declarant_id"] for row in one_man}) == 1
    assert len({row["mother_id"] for row in one_man}) >= 5
    assert not list(faults())


def test_requests_stand_at_every_step_and_some_volets_are_missing(told):
    states = set(IssuanceRequest.objects.system(LOOK).values_list("state", flat=True))
    assert states == {"to_sort", "received", "checked", "approved", "signed", "handed_over", "refused"}
    assert {"here", "missing"} <= set(Volet.objects.system(LOOK).values_list("state", flat=True))
    assert not Act.objects.system(LOOK).filter(fictitious=False).exists()
