"""A file of calls taken into a network: kept sealed, tried, written whole. Time of each step, and the most memory of the process.

    python benchmarks/networks.py [LINES] [--telephones N] [--correspondents N]

Calls are made up: each of N telephones has some correspondents, frequent ones first; numbers are written in three ways, one
line of a thousand is broken. On SQLite, in a folder that is thrown away. The peer is DuckDB on the same file: it reads the
lines that are whole, counts pairs of numbers as they are written, and tells nothing of the others.
"""

import argparse
import os
import random
import resource
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "src"))


def write(path: Path, lines: int, telephones: int, correspondents: int) -> None:
    chance = random.Random(2026)
    moments = [date(2026, 1, 1) + timedelta(day) for day in range(300)]
    with path.open("w") as file:
        file.write("Appelant,Appelé,Date,Durée\n")
        for number in range(lines):
            one = chance.randrange(telephones)
            other = (one * 31 + int(chance.random() ** 3 * correspondents) + 1) % telephones
            spelt = (f"+999{one:08d}", f"00999{one:08d}", f"999{one:08d}")[number % 3]
            called = "" if number % 1000 == 7 else f"999{other:08d}"
            moment = f"{chance.choice(moments)} {number % 24:02d}:{number % 60:02d}"
            file.write(f"{spelt},{called},{moment},{number % 600}\n")


def most_memory() -> str:
    return f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB at most"


def measure(lines: int, telephones: int, correspondents: int, folder: Path) -> None:
    import django

    django.setup()
    from django.core.management import call_command

    from siraba.foundation.access.actor import Actor
    from siraba.foundation.accounts.models import Account
    from siraba.foundation.geography.loading import load_areas
    from siraba.foundation.organisations.loading import load_organisations
    from siraba.foundation.organisations.models import Organisation
    from siraba.prosecution.investigations.models import Inquiry
    from siraba.prosecution.networks import actions, selectors, tables
    from siraba.prosecution.networks.recording import Grading

    call_command("migrate", verbosity=0)
    load_areas()
    load_organisations()
    home = Organisation.objects.get(code="brigade")
    one, other = (
        Account.objects.create_user(name, full_name=name, role="investigator", organisation=home)
        for name in ("un", "deux")
    )
    actor = Actor.of(one)
    inquiry = Inquiry(organisation=home, opened_by=one, fictitious=True)
    inquiry.save(force_insert=True)
    words = {"title": "Mesure", "purpose": "Mesure", "grounds": "Mesure", "handling": "amber"}
    analysis = actions.propose_analysis(actor, inquiry, **words)
    actions.approve_analysis(Actor.of(other), analysis)
    grading = Grading("operator", "A", "2", date.today(), "Opérateur", "Réquisition 1")
    calls = folder / "calls.csv"
    write(calls, lines, telephones, correspondents)
    print(f"{lines:,} lines, {calls.stat().st_size / 1e6:,.0f} MB; {most_memory()} before")

    def told(what: str, start: tuple[float, float], more: str = "") -> None:
        seconds, work = time.perf_counter() - start[0], time.process_time() - start[1]
        print(f"{what:32}{seconds:8.1f} s ({work:6.1f} s of processor)  {most_memory()}  {more}", flush=True)

    def now() -> tuple[float, float]:
        return time.perf_counter(), time.process_time()

    start = now()
    with calls.open("rb") as file:
        table = tables.add_graph_import(actor, analysis, layout="calls", content=file, grading=grading)
    told("kept sealed", start)
    start, steps = now(), 0
    while table.place < table.rows:
        tables.check_graph_import(actor, table)
        steps += 1
    told("tried without writing", start, f"{steps} steps, {table.refused:,} lines refused")
    start = now()
    tables.take_graph_import(actor, table)
    told("written in one transaction", start, str(table.words["taken"]))
    start = now()
    graph = selectors.graph_of(analysis, actor)
    told("read as a graph", start, f"{len(graph.entities):,} entities, {len(graph.links):,} links")
    peer(calls, told, now)


def peer(calls: Path, told, now) -> None:
    import duckdb

    start = now()
    ((pairs,),) = duckdb.sql(
        f"SELECT count(*) FROM (SELECT 1 FROM read_csv('{calls}', all_varchar=true, ignore_errors=true)"
        ' GROUP BY "Appelant", "Appelé")'
    ).fetchall()
    told("peer: DuckDB, counting only", start, f"{pairs:,} pairs as written")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("lines", type=int, nargs="?", default=5_000_000)
    parser.add_argument("--telephones", type=int, default=10_000)
    parser.add_argument("--correspondents", type=int, default=5)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="siraba-bench-") as name:
        os.environ |= {"VAR_DIR": name, "DJANGO_SETTINGS_MODULE": "siraba.config.settings"}
        os.environ.pop("DATABASE_URL", None)
        measure(asked.lines, asked.telephones, asked.correspondents, Path(name))


if __name__ == "__main__":
    main()
