"""Civil status at national size: the public log through the database, the audit of every act, issuing a paper.

    python benchmarks/civil_status.py [ACTS] [sqlite|postgresql]

Made-up births are written as the platform writes them: a version sealed and committed to in a line of its own, lines sealed
in lots. Measured: leaves a second from sealed lines to a signed checkpoint with its tiles on disk; the proof of one line;
the whole audit, as `siraba log verify --processes 2` does it; one paper from the act to the text of its code, and to
its PDF.
"""

import os
import random
import resource
import statistics
import sys
import time
from datetime import UTC, datetime, timedelta

from support.databases import on_each

SEED, LOT, ASKED, PAPERS = 31, 5_000, 300, 40
NAMES = ("Amadou", "Fatoumata", "Oumar", "Mariam", "Bakary", "Awa", "Seydou", "Kadiatou")
FAMILIES = ("Traoré", "Diarra", "Coulibaly", "Keïta", "Cissé", "Maïga", "Touré", "Sidibé")


def main(acts: int, databases: list[str]) -> int:
    return on_each(databases, __file__, "measure", str(acts))


def measure(acts: int) -> None:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    database = "PostgreSQL" if os.environ.get("DATABASE_URL") else "SQLite"
    print(f"{database}, {acts:,} acts", flush=True)
    start = time.perf_counter()
    actor = fill(acts)
    print(f"  written and sealed: {time.perf_counter() - start:.0f} s", flush=True)
    publication(acts)
    proofs()
    audit(acts)
    papers(actor)


def memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def spread(what: str, taken: list[float]) -> None:
    taken = sorted(taken)
    p99 = taken[int(0.99 * len(taken))]
    print(f"  {what}: median {statistics.median(taken):.2f} ms, p99 {p99:.2f} ms", flush=True)


def fill(number: int):
    """The registers of one centre, with as many births; an officer of the centre."""
    from siraba.foundation.access.actor import Actor
    from siraba.foundation.access.policy import Purpose
    from siraba.foundation.audit.chain import seal
    from siraba.protection.civil_status.registers.models import Register

    draw, officer, clerk, centre = random.Random(SEED), *staff()
    register = None
    for first in range(0, number, LOT):
        if first % 50_000 == 0:
            year = 2026 - first // 50_000
            register = Register.objects.create(
                centre=centre, kind="N", year=year, code=f"essai-N-{year}", taken_over=True
            )
        write(draw, register, first % 50_000 + 1, min(LOT, number - first), officer, clerk)
        seal()
    return Actor.of(officer, Purpose.ISSUANCE)


def staff():
    from siraba.foundation.accounts.models import Account
    from siraba.foundation.geography.loading import load_areas
    from siraba.foundation.organisations.loading import load_organisations
    from siraba.foundation.organisations.models import Organisation
    from siraba.protection.civil_status.registers.models import Centre, Mandate, RegisterKind

    load_areas()
    load_organisations()
    town = Organisation.objects.get(code="mairie")
    unit = town.units.get(code="kayes")
    officer, clerk = (
        Account.objects.create_user(name, full_name=name, role="registrar", organisation=town, unit=unit)
        for name in ("officier", "agent")
    )
    centre = Centre.objects.create(
        unit=unit, code="essai", name="Centre d’essai", kind="principal", area=unit.area, fictitious=True
    )
    Mandate.objects.create(
        account=officer,
        centre=centre,
        kinds=" ".join(RegisterKind),
        capacity="officer",
        start=datetime.now(UTC) - timedelta(days=1),
        order="essai",
        given_by=clerk,
    )
    return officer, clerk, centre


def write(draw, register, first: int, number: int, officer, clerk) -> None:
    from siraba.foundation.audit.commitments import commit
    from siraba.foundation.audit.journal import digest_of
    from siraba.foundation.audit.models import AuditLine
    from siraba.protection.civil_status.registers.commitments import KIND
    from siraba.protection.civil_status.registers.models import Act, ActState, ActVersion, Reason
    from siraba.protection.civil_status.registers.numbering import act_code

    now = datetime.now(UTC)
    acts, versions, lines = [], [], []
    for n in range(first, first + number):
        act = Act(register=register, unit_id=register.centre.unit_id, code=act_code(register, n), number=n)
        version = ActVersion(
            act=act, unit_id=act.unit_id, n=1, reason=Reason.REGISTRATION, state=ActState.IN_FORCE,
            made_by=clerk, made_at=now, approved_by=officer, approved_at=now, signed_by=officer, signed_at=now,
        )  # fmt: skip
        promise = commit(version.keep(birth(draw), []))
        version.salt = promise.salt
        line = AuditLine(
            at=now, account=officer, role="registrar", organisation_id=1, purpose="issuance", act="sign_act",
            object=act.code, decision="allowed", detail={"commits": {f"{KIND}:{version.pk}": promise.digest}},
        )  # fmt: skip
        line.digest = digest_of(line)
        acts.append(act)
        versions.append(version)
        lines.append(line)
    for version, line in zip(versions, AuditLine.objects.bulk_create(lines, batch_size=1_000), strict=True):
        version.line = line
    Act.objects.bulk_create(acts, batch_size=1_000)
    ActVersion.objects.bulk_create(versions, batch_size=1_000)


def birth(draw: random.Random) -> dict[str, str]:
    last = draw.choice(FAMILIES)
    return {
        "child_last": last,
        "child_first": draw.choice(NAMES),
        "sex": draw.choice("MF"),
        "date": f"{draw.randint(2000, 2026)}-{draw.randint(1, 12):02}-{draw.randint(1, 28):02}",
        "precision": "day",
        "place": "Maternité d’essai",
        "father_name": f"{draw.choice(NAMES)} {last}",
        "mother_name": f"{draw.choice(NAMES)} {draw.choice(FAMILIES)}",
        "mother_birth_year": str(draw.randint(1965, 2006)),
        "declarant_name": f"{draw.choice(NAMES)} {last}",
        "declarant_relation": "father",
        "declared_on": "2026-03-20",
    }


def publication(acts: int) -> None:
    from siraba.foundation.audit.publication import publish

    start, before = time.perf_counter(), memory()
    done = publish()
    taken = time.perf_counter() - start
    print(
        f"  sequenced, in tiles, signed: {done.written:,} leaves in {taken:.1f} s, {done.written / taken:,.0f} a second, "
        f"{memory() - before:,.0f} MB more",
        flush=True,
    )


def proofs() -> None:
    from siraba.foundation.audit.log import line_entry
    from siraba.foundation.audit.models import AuditLine
    from siraba.foundation.audit.proving import inclusion

    draw, last = random.Random(SEED), AuditLine.objects.order_by("-pk").first().pk
    taken = []
    for pk in draw.sample(range(1, last), min(ASKED, last - 1)):
        line = AuditLine.objects.get(pk=pk)
        start = time.perf_counter()
        proof = inclusion(line)
        taken.append((time.perf_counter() - start) * 1000)
        assert proof.proves(line_entry(line.digest, line.salt))
    spread("the proof of one line", taken)


def audit(acts: int) -> None:
    """As `siraba log verify --processes 2` does it."""
    from siraba.config.verifying import verify_all

    start = time.perf_counter()
    assert verify_all(processes=2) == []
    print(f"  audit of {acts:,} acts by two processes: {time.perf_counter() - start:.0f} s", flush=True)


def papers(actor) -> None:
    from siraba.protection.civil_status.papers.actions import print_document, text_of
    from siraba.protection.civil_status.papers.certificate import pdf_of
    from siraba.protection.civil_status.papers.selectors import paper_for
    from siraba.protection.civil_status.registers.selectors import acts_visible_to

    acts = list(acts_visible_to(actor)[:PAPERS])
    made, codes, sheets = [], [], []
    for act in acts:
        start = time.perf_counter()
        document = print_document(actor, act)
        made.append((time.perf_counter() - start) * 1000)
        paper = paper_for(actor, document.pk)
        start = time.perf_counter()
        text_of(paper)
        codes.append((time.perf_counter() - start) * 1000)
        start = time.perf_counter()
        pdf_of(paper, "a4")
        sheets.append((time.perf_counter() - start) * 1000)
    spread("a paper numbered, signed and in the journal", made)
    spread("its code again", codes)
    spread("its PDF", sheets)


if __name__ == "__main__":
    if sys.argv[1:2] == ["measure"]:
        measure(int(sys.argv[2]))
    else:
        wanted = sys.argv[2:] or ["sqlite", "postgresql"]
        raise SystemExit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000, wanted))
