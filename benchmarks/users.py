"""Fifty people at work at once, out of a million cases: lists, searches, cases; and the question “already known?”.

    python benchmarks/users.py [CASES] [sqlite|postgresql]

First one user, then fifty who each think some three seconds between two pages, for a minute: case managers and
supervisors who open their list, search by code, by a frequent name and by a rare one, and open cases. Names are drawn as
unevenly as names are. The site is served as `siraba run` serves it, on the same two cores as its database and the users.
Targets at p95: list 200 ms, search by exact code 10 ms, by name 200 ms, a case 50 ms, “already known?” 300 ms. The peer,
in the same run, is the bare page of `pages.py`.
"""

import http.client
import json
import os
import random
import statistics
import subprocess
import sys
import threading
import time
import urllib.parse
from collections import defaultdict
from pathlib import Path

from support.databases import on_each

ROOT = Path(__file__).parent.parent
USERS, SECONDS, THOUGHT = 50, 60, 3.0
USER = threading.local()
TARGETS = {
    "list": 200,
    "search by code": 10,
    "search by a frequent name": 200,
    "search by a rare name": 200,
    "a case": 50,
}


def main(cases: int, databases: list[str]) -> int:
    return on_each(databases, __file__, "measure", str(cases))


def measure(cases: int) -> None:
    from pages import server_command, wait
    from support.application import as_the_application

    database = "PostgreSQL" if os.environ.get("DATABASE_URL") else "SQLite"
    command = [sys.executable, "benchmarks/support/prepare.py", str(cases)]
    made = json.loads(
        subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()[-1]
    )
    environment = as_the_application(dict(os.environ))
    server = subprocess.Popen(server_command(), env=environment)
    try:
        wait()
        works = work(made)
        for _warm in range(3):
            for kind in works:
                get(*works[kind](random.Random(_warm)))
        print(f"{database}, {cases:,} cases, one user", flush=True)
        told({kind: [get(*path(random.Random(n))) for n in range(60)] for kind, path in works.items()})
        print(f"{database}, {cases:,} cases, {USERS} users", flush=True)
        told(many(works))
    finally:
        server.terminate()
        server.wait()
    known = [sys.executable, __file__, "known"]
    subprocess.run(known, env=environment, check=True, cwd=ROOT)


def work(made: dict[str, str]) -> dict:
    """What people do: each kind of page, as (path, session) for a source of chance."""
    from support.million import FIRST, LAST, drawn, word

    people = (made["manager"], made["manager"], made["supervisor"])

    def search(chance: random.Random, text: str) -> tuple[str, str]:
        return f"dossiers/?q={urllib.parse.quote(text)}", chance.choice(people)

    rare = [word((FIRST - 1 - n) * 7 % 8_000 + FIRST) for n in range(50)]
    return {
        "bare page (peer)": lambda chance: ("bare/", ""),
        "list": lambda chance: ("dossiers/", chance.choice(people)),
        "search by code": lambda chance: search(chance, chance.choice(made["codes"])),
        "search by a frequent name": lambda chance: search(
            chance, f"{drawn(chance, FIRST)} {drawn(chance, LAST)}"
        ),
        "search by a rare name": lambda chance: search(
            chance, f"{chance.choice(rare)} {drawn(chance, LAST)}"
        ),
        "a case": lambda chance: (f"dossiers/{chance.choice(made['codes'])}/", made["manager"]),
    }


def get(path: str, session: str) -> float:
    """Milliseconds until the page is here, over a connection that each user keeps, as a browser does."""
    start = time.perf_counter()
    connection = connection_of_this_user()
    connection.request("GET", f"/{path}", headers={"Cookie": f"session={session}"})
    answer = connection.getresponse()
    answer.read()
    if answer.status != 200:
        raise RuntimeError(f"{path}: {answer.status}")
    return (time.perf_counter() - start) * 1000


def connection_of_this_user() -> http.client.HTTPConnection:
    from pages import PORT

    if not hasattr(USER, "connection"):
        USER.connection = http.client.HTTPConnection("127.0.0.1", PORT)
    return USER.connection


def many(works: dict) -> dict[str, list[float]]:
    taken: dict[str, list[float]] = defaultdict(list)
    until = time.perf_counter() + SECONDS

    def one(number: int) -> None:
        chance = random.Random(number)
        time.sleep(chance.random() * THOUGHT)
        while time.perf_counter() < until:
            kind = chance.choice(list(works))
            taken[kind].append(get(*works[kind](chance)))
            time.sleep(chance.uniform(0.5, 1.5) * THOUGHT)

    threads = [threading.Thread(target=one, args=[number]) for number in range(USERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return taken


def told(taken: dict[str, list[float]]) -> None:
    for kind, times in taken.items():
        p95 = statistics.quantiles(times, n=20)[-1]
        target = TARGETS.get(kind)
        verdict = "" if target is None else "ok" if p95 <= target else f"OVER THE TARGET of {target} ms"
        print(
            f"  {kind:28} {len(times):5} pages  median {statistics.median(times):7.1f} ms  p95 {p95:7.1f} ms  {verdict}"
        )


def known() -> None:
    """How long it takes to see whether somebody received is already known, by the act's own question."""
    import django

    django.setup()
    from support.million import FIRST, LAST, drawn

    from siraba.protection.cases.likeness import like
    from siraba.protection.cases.models import Case

    chance, times = random.Random(5), []
    rows = Case.objects.system("a measure").select_related("person")
    case = rows.order_by("code").first()
    for _n in range(100):
        names = f"{drawn(chance, FIRST)} {drawn(chance, LAST)}"
        start = time.perf_counter()
        like(case, names)
        times.append((time.perf_counter() - start) * 1000)
    p95 = statistics.quantiles(times, n=20)[-1]
    verdict = "ok" if p95 <= 300 else "OVER THE TARGET of 300 ms"
    print(
        f"  already known?               {len(times)} questions  median {statistics.median(times):.1f} ms  p95 {p95:.1f} ms  {verdict}"
    )


if __name__ == "__main__":
    if sys.argv[1:2] == ["measure"]:
        import django

        django.setup()
        measure(int(sys.argv[2]))
    elif sys.argv[1:2] == ["known"]:
        known()
    else:
        size = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
        sys.exit(main(size, sys.argv[2:] or ["sqlite", "postgresql"]))
