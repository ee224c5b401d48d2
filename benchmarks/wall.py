"""What the policy costs: the first 25 cases of one organisation out of a million, with the policy and without.

    python benchmarks/wall.py [CASES] [sqlite|postgresql]

Target: the policy adds at most 1 ms at p95, and no query. The peer is the same query with the one condition that a
programmer would have written by hand, read as the system; the two take turns in one process, on the same data. In
PostgreSQL the process connects as the application, which row-level security binds. The keys are warm, and the
journal is not written.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import quantiles

from support.databases import on_each

ROOT = Path(__file__).parent.parent
TURNS = 600


def main(cases: int, databases: list[str]) -> int:
    return on_each(databases, __file__, "measure", str(cases))


def measure(cases: int) -> None:
    from support.application import as_the_application

    command = [sys.executable, "benchmarks/support/prepare.py", str(cases)]
    made = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()[-1]
    environment = as_the_application(dict(os.environ))
    subprocess.run(
        [sys.executable, __file__, "turns", json.loads(made)["supervisor_name"]], env=environment, check=True
    )


def turns(username: str) -> None:
    import django

    django.setup()
    from django.db import connection

    from siraba.foundation.access.actor import Actor
    from siraba.foundation.access.row_security import is_enforced
    from siraba.foundation.accounts.models import Account
    from siraba.protection.cases.models import Case
    from siraba.protection.cases.rows import listed
    from siraba.protection.cases.selectors import cases_visible_to

    actor = Actor.of(Account.objects.get(username=username))

    def with_policy() -> list:
        return list(listed(actor, cases_visible_to(actor))[:25])

    def by_hand() -> list:
        own = Case.objects.system("the peer").filter(agency=actor.organisation_id)
        return list(own.order_by("-received_at", "-id").values_list(*COLUMNS, named=True)[:25])

    assert [row.id for row in with_policy()] == [row.id for row in by_hand()]
    took: dict[Callable, list[float]] = {with_policy: [], by_hand: []}
    for turn in range(TURNS):
        for one in (with_policy, by_hand) if turn % 2 else (by_hand, with_policy):
            start = time.perf_counter()
            one()
            took[one].append((time.perf_counter() - start) * 1000)
    added = [a - b for a, b in zip(took[with_policy], took[by_hand], strict=True)]
    bound = ", held by row-level security" if is_enforced() else ""
    print(f"{connection.vendor}{bound}: {Case.objects.system('the size').count():,} cases", flush=True)
    for title, values in (
        ("with the policy", took[with_policy]),
        ("by hand (peer)", took[by_hand]),
        ("added", added),
    ):
        cuts = quantiles(values, n=100)
        print(f"  {title:16} median {cuts[49]:6.2f} ms   p95 {cuts[94]:6.2f} ms", flush=True)


COLUMNS = (
    "id", "code", "received_at", "pathway", "state", "risk", "due_what", "due_at", "person__sex", "person__birth_year",
    "owner__full_name", "person__identity__id", "person__identity__sealed",
)  # fmt: skip


if __name__ == "__main__":
    if sys.argv[1:2] == ["measure"]:
        measure(int(sys.argv[2]))
    elif sys.argv[1:2] == ["turns"]:
        turns(sys.argv[2])
    else:
        size = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
        sys.exit(main(size, sys.argv[2:] or ["sqlite", "postgresql"]))
