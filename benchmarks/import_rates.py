"""How many lines of historic records are imported in a minute, on SQLite and on PostgreSQL.

    python benchmarks/import_rates.py [FILE ...]

Without a file: the published extracts, where they lie beside the checkout (../shared/data/ctdc), else 100,000
made-up lines. Each file is imported twice into an empty database: the second time must add nothing. The
records stored must be the lines of the file, and so must those given back. Target: 5,000 lines a minute.
"""

import csv
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parent.parent
EXTRACTS = ROOT.parent / "shared" / "data" / "ctdc"
TARGET = 5_000
HEADER = (
    "yearOfRegistration Datasource gender citizenship isForcedLabour ControlCategory RecruiterCategory"
    " ExploitType Labor_Type ageCategories"
)
VALUES = (
    [str(year) for year in range(2012, 2019)],
    ["Hotline", "Case Management"],
    ["Female", "Male"],
    ["0", "US", "ML", "NG"],
    ["0", "1"],
    ["Threats", "Financial", "Physical", "Other"],
    ["Not Specified", "Other"],
    ["Sexual Exploitation", "Forced Labor", "Forced Marriage"],
    ["Unknown", "Construction"],
    ["Age 9-17", "Age 18-20", "Age 30-38", "Age 48+"],
)


def made_up(folder: str, lines: int = 100_000) -> Path:
    chance, path = random.Random(1), Path(folder, "made_up.csv")
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(HEADER.split())
        out.writerows([chance.choice(values) for values in VALUES] for _line in range(lines))
    return path


def lines_of(path: Path) -> Counter:
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file)
        return Counter(
            tuple(sorted((name.strip(), value.strip()) for name, value in row.items())) for row in rows
        )


def given_back(dataset: str) -> Counter:
    from siraba.partnership.statistics.actions import export_historic_records

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "back.csv")
        export_historic_records(None, dataset, path)
        return lines_of(path)


def measure(files: list[str]) -> None:
    """In a process of its own, with the database of DATABASE_URL."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from siraba.partnership.statistics.importing import import_file
    from siraba.partnership.statistics.models import HistoricRecord

    call_command("migrate", verbosity=0)
    for name in files:
        before, start = HistoricRecord.objects.count(), time.perf_counter()
        run = import_file("ctdc", name).run
        seconds = time.perf_counter() - start
        again = import_file("ctdc", name).run
        assert HistoricRecord.objects.count() - before == run.rows_read - run.refused, "lines lost or doubled"
        assert again.added == 0, "a repeated import added records"
        back = given_back(run.dataset)
        rate = run.rows_read / seconds * 60
        verdict = "ok" if rate >= TARGET else f"UNDER THE TARGET of {TARGET:,}"
        print(
            f"{connection.vendor:10}  {Path(name).name[:46]:46}  {run.rows_read:>7,} lines"
            f"  {run.refused} refused  {seconds:6.2f} s  {rate:>11,.0f} lines/min  {verdict}"
            f"  given back: {'the same lines' if back == lines_of(Path(name)) else 'OTHER LINES'}",
            flush=True,
        )


def main(files: list[str]) -> int:
    with tempfile.TemporaryDirectory(prefix="siraba-bench-") as folder:
        files = files or sorted(map(str, EXTRACTS.glob("*.csv"))) or [str(made_up(folder))]
        settings = {"DJANGO_SETTINGS_MODULE": "siraba.config.settings", "PYTHONPATH": str(ROOT / "src")}
        settings = {**os.environ, "VAR_DIR": folder, **settings}
        settings.pop("DATABASE_URL", None)
        command = [sys.executable, __file__, "--measure", *files]
        sqlite = subprocess.run(command, env=settings, check=False)
        starter = [sys.executable, str(ROOT / "tests" / "postgres.py"), "--"]
        postgresql = subprocess.run([*starter, *command], env=settings, check=False)
    return sqlite.returncode or postgresql.returncode % 77


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        measure(sys.argv[2:])
    else:
        sys.exit(main(sys.argv[1:]))
