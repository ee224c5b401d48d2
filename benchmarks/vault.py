"""The vault of family links at national size: reading its register into memory, one request, one new record, a family's page.

    python benchmarks/vault.py [RECORDS] [sqlite|postgresql]

A made-up register (`support/registers.py`) is written sealed into the vault, with one open request for a hundred records.
Measured: seconds and memory until the register is in memory; milliseconds from a saved request to its leads, and from a
saved record to the requests that it may answer, each as the act does it, explanations and journal included; and whether a
family's page takes another time for a refusal than for no news and for a number that is nobody's: the largest distance of
the two distributions (Kolmogorov–Smirnov) beside the bound that chance passes once in twenty.
"""

import os
import random
import resource
import statistics
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from support.databases import on_each

SEED, ASKED, VISITS = 29, 200, 1_500
AT_ONCE = 5_000


def main(records: int, databases: list[str]) -> int:
    return on_each(databases, __file__, "measure", str(records))


def measure(records: int) -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.test.utils import setup_test_environment

    setup_test_environment()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    database = "PostgreSQL" if os.environ.get("DATABASE_URL") else "SQLite"
    print(f"{database}, {records:,} records", flush=True)
    with TemporaryDirectory() as folder:
        actor, sought, found = fill(Path(folder), records)
    from siraba.protection.tracing.register import registers

    start, before = time.perf_counter(), memory()
    with registers(actor.home):
        pass
    print(
        f"  register in memory: {time.perf_counter() - start:.1f} s, {memory() - before:,.0f} MB more",
        flush=True,
    )
    told("a request, to its leads", leads_of(actor, "request", sought))
    told("somebody found, to the requests", leads_of(actor, "found", found))
    pages(actor)


def memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def told(what: str, taken: list[float]) -> None:
    taken = sorted(taken)
    p95 = taken[int(0.95 * len(taken))]
    print(f"  {what}: median {statistics.median(taken):.1f} ms, p95 {p95:.1f} ms", flush=True)


def fill(folder: Path, records: int):
    """The vault, sealed; and an officer, with people sought and people found that it does not hold yet."""
    from support.registers import make

    from siraba.foundation.access.actor import Actor
    from siraba.foundation.accounts.models import Account
    from siraba.foundation.geography.loading import load_areas
    from siraba.foundation.organisations.loading import load_organisations
    from siraba.foundation.organisations.models import Organisation
    from siraba.protection.tracing.models import Registration, TracingRequest

    load_areas()
    load_organisations()
    home = Organisation.objects.get(code="crm")
    account = Account.objects.create_user(
        "rlf", full_name="RLF", role="family_links_officer", organisation=home
    )
    make(folder, records + ASKED, records // 100 + ASKED, SEED)
    found, sought = (people(folder / name) for name in ("register.csv", "requests.csv"))
    write(Registration, found[:-ASKED], account, kind="returnee", valid_until="2030-01-01")
    write(
        TracingRequest,
        sought[:-ASKED],
        account,
        relation="sibling",
        next_call_on="2030-01-01",
        state="searching",
    )
    return Actor.of(account), sought[-ASKED:], found[-ASKED:]


def people(path: Path) -> list[dict]:
    import csv

    from siraba.protection.tracing.describing import FACTS

    with path.open(encoding="utf-8") as file:
        return [{name: row[name] for name in FACTS if row.get(name)} for row in csv.DictReader(file)]


def write(model, persons: list[dict], account, **fields) -> None:
    from django.utils import timezone

    from siraba.foundation.access.pseudonyms import new_code

    common = {
        "organisation_id": account.organisation_id,
        "recorded_by": account,
        "searched_at": timezone.now(),
    }
    for first in range(0, len(persons), AT_ONCE):
        rows = []
        for place, person in enumerate(persons[first : first + AT_ONCE], first + 1):
            row = model(code=new_code(), revision=place, facts=f"{place:032}", **common, **fields)
            row.write(person=person, seeker={})
            if hasattr(row, "write_news"):
                row.write_news()
            rows.append(row)
        model.objects.bulk_create(rows, batch_size=1_000)


def leads_of(actor, kind: str, persons: list[dict]) -> list[float]:
    from siraba.protection.tracing.registrations import register_found
    from siraba.protection.tracing.requests import file_request
    from siraba.protection.tracing.searching import find_leads

    taken = []
    for person in persons:
        person = person | {"given_name": person.get("given_name") or "Awa"}
        if kind == "request":
            saved = file_request(actor, seeker={"names": "X"}, person=person, relation="child", later=True)
        else:
            saved = register_found(actor, person=person, kind="returnee", later=True)
        start = time.perf_counter()
        find_leads(actor, saved)
        taken.append((time.perf_counter() - start) * 1000)
    return taken


def pages(actor) -> None:
    """Requests for a family's page, by turns at random: no news, a refusal, a number that is nobody's."""
    from django.core.cache import cache
    from django.test import Client

    from siraba.foundation.access.receipts import new_number
    from siraba.protection.tracing.following import add_decision, follow
    from siraba.protection.tracing.models import Lead, Registration
    from siraba.protection.tracing.requests import file_request, give_family_receipt

    person = {"given_name": "Awa", "family_name": "Sow", "place": "Kita"}
    waiting, refused = (
        file_request(actor, seeker={"names": "X"}, person=person, relation="child", later=True)
        for _ in range(2)
    )
    registration = Registration.objects.system("a measure").first()
    lead = Lead(
        request=refused, registration=registration, organisation_id=actor.home, state="refused", weight=1, probability=0.9
    )  # fmt: skip
    lead.save(force_insert=True)
    add_decision(actor.account_id, lead, "refuse_contact", "contact_offered", reason="Non")
    follow(refused)
    numbers = {
        "no news": give_family_receipt(actor, waiting),
        "a refusal": give_family_receipt(actor, refused),
        "nobody’s number": new_number(),
    }
    client, chance = Client(), random.Random(SEED)
    taken: dict[str, list[float]] = {kind: [] for kind in numbers}
    turns = [kind for kind in numbers for _ in range(VISITS + 50)]
    chance.shuffle(turns)
    for kind in turns:
        cache.clear()
        start = time.perf_counter()
        client.post("/liens-familiaux/nouvelles/", {"number": numbers[kind]})
        taken[kind].append((time.perf_counter() - start) * 1000)
    kept = {kind: np.array(times[50:]) for kind, times in taken.items()}
    for kind, times in kept.items():
        print(f"  the family's page, {kind}: median {np.median(times):.2f} ms")
    bound = 1.36 * np.sqrt(2 / VISITS)
    for other in ("a refusal", "nobody’s number"):
        print(
            f"  distance of no news and {other}: {distance(kept['no news'], kept[other]):.3f} (chance: {bound:.3f})"
        )


def distance(one: np.ndarray, other: np.ndarray) -> float:
    every = np.sort(np.concatenate([one, other]))
    shares = [np.searchsorted(np.sort(times), every, side="right") / len(times) for times in (one, other)]
    return float(np.abs(shares[0] - shares[1]).max())


if __name__ == "__main__":
    if sys.argv[1:2] == ["measure"]:
        measure(int(sys.argv[2]))
    else:
        count = int(next((one for one in sys.argv[1:] if one.isdigit()), "100000"))
        chosen = [one for one in sys.argv[1:] if not one.isdigit()] or ["sqlite", "postgresql"]
        raise SystemExit(main(count, chosen))
