"""Whether a total ever changes when the map does: random tables read in another version, summed before and after.

    python benchmarks/geography.py [TABLES]

A table gives random areas of a version (2015, 2021 or the approximate map of 2023, regions or cercles) a random total, whole
or with three decimals, some of them negative or very large. Target: equal sums in all of 10,000 tables, and in as many rounded
to whole persons. The peer is what is usually done, the same weights in floating point: how often its sum is off is shown.
"""

import os
import random
import subprocess
import sys
import tempfile
import time
from decimal import Decimal
from pathlib import Path

ROOT = Path(__file__).parent.parent
VERSIONS = ("cod-2015", "cod-2021", "loi-2023")


def measure(tables: int) -> None:
    import django

    django.setup()
    from django.core.management import call_command

    from siraba.foundation.geography.converting import Conversion
    from siraba.foundation.geography.loading import load_areas
    from siraba.foundation.geography.models import AreaVersion
    from siraba.foundation.geography.selectors import areas_of

    call_command("migrate", "geography", verbosity=0)
    load_areas()
    ways = [
        (areas, Conversion(AreaVersion.objects.get(code=end), level))
        for start in VERSIONS
        for end in VERSIONS
        for level in (1, 2)
        if start != end and (areas := list(areas_of(start, level)))
    ]
    chance, exact, whole, off, spent = random.Random(10), 0, 0, 0, 0.0
    for _table in range(tables):
        areas, way = chance.choice(ways)
        chosen = chance.sample(areas, chance.randint(1, len(areas)))
        size = 10 ** chance.randint(0, 9)
        totals = {area: Decimal(chance.randint(-size, size)) / chance.choice([1, 1000]) for area in chosen}
        start = time.perf_counter()
        converted = way.of(totals)
        spent += time.perf_counter() - start
        exact += converted.total == sum(totals.values())
        persons = {area: abs(int(total)) for area, total in totals.items()}
        whole += way.of(persons).whole().total == sum(persons.values())
        off += in_floats(way, totals) != float(sum(totals.values()))
    print(f"{tables:,} random tables, {len(ways)} ways: sums equal in {exact:,}; in whole persons {whole:,}")
    print(
        f"one table of {sum(len(areas) for areas, _way in ways) / len(ways) / 2:.0f} areas on average: {1000 * spent / tables:.2f} ms"
    )
    print(f"peer, the same weights in floating point: the sum is off in {off:,}")
    if exact != tables or whole != tables:
        raise SystemExit("a total has changed")


def in_floats(way, totals) -> float:
    found: dict[int, float] = {}
    for area, total in totals.items():
        for step in way.steps(area):
            found[step.area.pk] = found.get(step.area.pk, 0.0) + float(total) * float(step.weight)
    return sum(found.values())


def main(tables: int) -> int:
    with tempfile.TemporaryDirectory() as folder:
        settings = {
            "DATABASE_URL": f"sqlite:///{folder}/geography.sqlite3",
            "VAR_DIR": folder,
            "DEBUG": "true",
            "DJANGO_SETTINGS_MODULE": "siraba.config.settings",
            "PYTHONPATH": str(ROOT / "src"),
        }
        command = [sys.executable, __file__, "--measure", str(tables)]
        return subprocess.run(command, env=os.environ | settings, check=False).returncode


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        measure(int(sys.argv[2]))
    else:
        sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000))
