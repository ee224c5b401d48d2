"""How many rows of a table become cases in a minute, with every rule applied, and how many come out as HTCDS.

    python benchmarks/tables.py [ROWS]

A table of fictitious people in French words (sex, country, a date, a remark for every third) is tried, taken in and taken
in again, which must add nothing, then written out, on SQLite and on PostgreSQL. Target: 5,000 rows a minute. The peer is
the same rows written by Django alone into the same tables, without rules, keys, likeness or journal.
"""

import csv
import io
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
TARGET = 5_000
SYLLABLES = [c + v for c in "bdfgjklmnrst" for v in "aeiou"]


def table(rows: int) -> bytes:
    chance, text = random.Random(3), io.StringIO(newline="")
    out = csv.writer(text)
    out.writerow(["Nom", "Sexe", "Age en années", "Nationalité", "N°", "Date d'arrivée", "Observations"])
    for n in range(rows):
        names = " ".join("".join(chance.choices(SYLLABLES, k=3)).title() for _ in range(2))
        day = f"20{chance.randint(18, 25)}-0{chance.randint(1, 9)}-{chance.randint(10, 28)}"
        remark = "Vu à la gare routière." if n % 3 == 0 else ""
        country = chance.choice(["Mali", "Burkina Faso", "Guinée"])
        out.writerow(
            [names, chance.choice(["Féminin", "Masculin"]), chance.randint(3, 60), country, n, day, remark]
        )
    return text.getvalue().encode()


def measure(rows: int) -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from siraba.foundation.access.actor import Actor
    from siraba.foundation.accounts.models import Account
    from siraba.foundation.geography.loading import load_areas
    from siraba.foundation.organisations.loading import load_organisations
    from siraba.foundation.organisations.models import Organisation
    from siraba.foundation.people.models import Person
    from siraba.protection.cases.models import Case
    from siraba.protection.exchange import actions, exports

    call_command("migrate", verbosity=0)
    load_areas()
    load_organisations()
    home = Organisation.objects.get(code="oim")
    account = Account.objects.create_user("awa", full_name="Awa", role="case_manager", organisation=home)
    actor, content = Actor.of(account), table(rows)

    def told(what: str, seconds: float, more: str = "") -> None:
        rate = rows / seconds * 60
        print(
            f"{connection.vendor:10}  {what:28}  {rows:>6,} rows  {seconds:7.2f} s  {rate:>9,.0f} rows/min  {more}"
        )

    for again in (False, True):
        made = actions.add_import(actor, source="Mesure", content=content)
        if not again:
            start = time.perf_counter()
            while made.place < made.rows:
                actions.check_rows(actor, made)
            told("tried without writing", time.perf_counter() - start)
        start = time.perf_counter()
        while made.state != "done":
            actions.import_rows(actor, made)
        seconds = time.perf_counter() - start
        assert (made.refused, made.added) == (0, 0 if again else rows), made.words
        verdict = "ok" if rows / seconds * 60 >= TARGET else f"UNDER THE TARGET of {TARGET:,}"
        told("taken in again" if again else "taken in", seconds, verdict)
    start = time.perf_counter()
    exported = exports.export_cases(actor, form="htcds")
    assert exported.count(b"\n") == rows + 1
    told("written out as HTCDS", time.perf_counter() - start)

    start = time.perf_counter()
    for _ in range(rows):
        person = Person.objects.create(sex="female", birth_year=2000, age_method="stated", created_for=home)
        Case.objects.create(person=person, pathway="migrant", agency=home, received_by=account)
    told("peer: bare rows by Django", time.perf_counter() - start)


def main(rows: int) -> int:
    with tempfile.TemporaryDirectory(prefix="siraba-bench-") as folder:
        settings = {"DJANGO_SETTINGS_MODULE": "siraba.config.settings", "PYTHONPATH": str(ROOT / "src")}
        settings = {**os.environ, "VAR_DIR": folder, **settings}
        settings.pop("DATABASE_URL", None)
        command = [sys.executable, __file__, "--measure", str(rows)]
        sqlite = subprocess.run(command, env=settings, check=False)
        starter = [sys.executable, str(ROOT / "tests" / "postgres.py"), "--"]
        postgresql = subprocess.run([*starter, *command], env=settings, check=False)
    return sqlite.returncode or postgresql.returncode % 77


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        measure(int(sys.argv[2]))
    else:
        sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 3_000))
