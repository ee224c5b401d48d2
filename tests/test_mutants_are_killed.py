"""A small sample of `python -m tests.mutants` in every run: with a check taken out, a test fails."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.mutants.operators import Mutant, mutants

pytestmark = pytest.mark.sqlite  # the hunt runs there, whatever runs it
ROOT = Path(__file__).parent.parent
# One for each room of the wall: what is taken out, and a test that notices.
SAMPLE = {
    "foundation/consent/overrides without check_right(actor, 'approve_override', override)":
        "src/siraba/foundation/consent/tests/test_consent_overrides.py::test_a_case_manager_does_not_approve",
    "foundation/consent/overrides without « if override.requested_by_id == actor.account_id »":
        "src/siraba/foundation/consent/tests/test_consent_overrides.py::test_who_asked_does_not_decide_even_as_a_supervisor",
    "foundation/handover/disclosures without « if sender.kind == Organisation.Kind.RED_CROSS »":
        "src/siraba/foundation/handover/tests/test_handover_disclosures.py::test_the_red_cross_hands_nothing_over",
    "foundation/membership/actions without check_right(actor, 'suspend_account', account)":
        "src/siraba/foundation/membership/tests/test_membership.py::test_nobody_touches_their_own_account_nor_one_of_another_agency",
    "foundation/retention/actions without « if account_id == actor.account_id »":
        "src/siraba/foundation/retention/tests/test_retention.py::test_who_asks_does_not_decide_and_only_a_supervisor_of_the_agency_does",
    "foundation/sign_in/throttle closes: without « not knows(request, username) » in by_name and (not knows(request, username))":
        "src/siraba/foundation/sign_in/tests/test_sign_in_throttle.py::test_the_device_of_its_owner_is_let_in_meanwhile",
}  # fmt: skip


def by_name() -> dict[str, Mutant]:
    return {mutant.name: mutant for mutant in mutants()}


def test_there_is_something_to_take_out_in_every_room():
    assert len(by_name()) > 800
    assert {mutant.path.parent.name for mutant in mutants()} >= {
        "access", "consent", "handover", "membership", "retention", "sign_in", "audit", "oversight", "cases", "referrals",
    }  # fmt: skip


@pytest.mark.skipif("MUTANT" in os.environ or "HUNT" in os.environ, reason="the hunt does not hunt itself")
def test_a_sample_of_mutants_is_killed(tmp_path):
    known = by_name()
    assert SAMPLE.keys() <= known.keys(), SAMPLE.keys() - known.keys()
    order, answers = tmp_path / "order.json", tmp_path / "answers"
    answers.touch()
    told = [[name, [test]] for name, test in SAMPLE.items()]
    order.write_text(json.dumps({"answers": str(answers), "mutants": told}))
    files = sorted({test.partition("::")[0] for test in SAMPLE.values()})
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "DATABASE_URL"))
    }
    command = [sys.executable, "-m", "pytest", "-q", "--capture=no", "-p", "no:cacheprovider"]
    subprocess.run(
        [*command, "-p", "tests.mutants.hunt", *files],
        cwd=ROOT, env=environment | {"HUNT": str(order)}, check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    found = dict(json.loads(line) for line in answers.read_text().splitlines())
    assert found == SAMPLE
