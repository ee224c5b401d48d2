"""Runs against each mutant the tests that reach it, the quickest first, and lists the survivors."""

import argparse
import os
import shutil
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

from tests.mutants import reach
from tests.mutants.operators import ROOT, Mutant, mutants
from tests.mutants.reach import Reach

EQUIVALENT = Path(__file__).parent / "equivalent.txt"
MAP = ROOT / ".mutants" / "reach.json"
# What is read when a module is loaded (a table, a door) is seen by no line of a test: these look at the tables.
TABLES = (
    "tests/test_acts_agreed.py",
    "tests/test_declarations.py",
    "tests/test_every_action.py",
    "tests/test_outsider.py",
    "src/siraba/foundation/access/tests",
)
LAST = ("tests/test_two_worlds.py",)
FEW, LIMIT = 25, 900
# Seconds of tests after which a mutant counts as a survivor; a line that every test reaches would take them all.
PATIENCE = 60
# Each child begins with what all of them need, already in memory.
AT_HAND = (
    "django.db.models",
    "django.test",
    "hypothesis",
    "pydantic",
    "cryptography.hazmat.primitives.ciphers.aead",
)


def stages(mutant: Mutant, known: Reach, worlds: bool) -> list[list[str]]:
    """The tests to run, in turn: those that reach the mutant, its own house's first; the tables; the worlds."""
    reached = _within(PATIENCE, known.of(mutant.path, mutant.lines), known, mutant)
    house = mutant.path.parent / "tests"
    near = [str(house.relative_to(ROOT))] if house.is_dir() else []
    wide = [] if mutant.inside_function and reached else [*TABLES, *near]
    return [stage for stage in (reached[:FEW], reached[FEW:], wide, list(LAST) * worlds) if stage]


def _within(seconds: float, tests: list[str], known: Reach, mutant: Mutant) -> list[str]:
    """As many of the tests as the time allows: those of the mutant's house, then the others, the quickest first."""
    house = str(mutant.path.parent.relative_to(ROOT))
    kept, left = [], seconds
    for test in sorted(tests, key=lambda test: not test.startswith(house)):
        left -= known.seconds[test]
        if left > 0:
            kept.append(test)
    return kept


class First:
    """Keeps the first test that fails, or that cannot be collected."""

    def __init__(self) -> None:
        self.failed = ""

    def pytest_runtest_logreport(self, report) -> None:
        if report.failed and not self.failed:
            self.failed = report.nodeid

    def pytest_collectreport(self, report) -> None:
        if report.failed and not self.failed:
            self.failed = f"cannot start: {report.nodeid}"


def run(answer: Connection, name: str, database: str, tests: list[str]) -> None:
    """In a child process: one mutant, some tests."""
    import pytest

    os.environ |= {"MUTANT": name, "TEST_DATABASE": database}
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    first = First()
    options = ["-x", "-q", "--tb=no", "-p", "no:cacheprovider", "-m", "not browser", "--reuse-db"]
    try:
        code = pytest.main([*options, "-p", "tests.mutants.plugin", *tests], plugins=[first])
        answer.send(first.failed or ("" if code in (0, 5) else f"cannot start: {code}"))
    except BaseException as error:  # a mutant may break the start in any way
        answer.send(f"cannot start: {error!r}")


def killer(mutant: Mutant, known: Reach, template: Path, worlds: bool) -> str:
    """The first test that notices; empty when none does."""
    processes = get_context("fork")
    with tempfile.TemporaryDirectory(prefix="siraba-mutant-") as folder:
        database = Path(folder, "tests.sqlite3")
        for tests in stages(mutant, known, worlds):
            shutil.copy(template, database)
            here, there = processes.Pipe(duplex=False)
            child = processes.Process(target=run, args=(there, mutant.name, str(database), tests))
            child.start()
            there.close()
            try:
                found = here.recv() if here.poll(LIMIT) else "no end"
            except EOFError:
                found = "cannot start"
            child.kill()
            child.join()
            if found:
                return found
    return ""


def make_template(folder: str) -> Path:
    """An empty database with its tables, areas and organisations, copied for each mutant."""
    import subprocess

    template = Path(folder, "template.sqlite3")
    command = [sys.executable, "-m", "pytest", "-q", "--create-db", "--reuse-db", "-k", "refused"]
    environment = {**os.environ, "TEST_DATABASE": str(template)}
    tests = ["src/siraba/foundation/access/tests"]
    subprocess.run([*command, *tests], cwd=ROOT, env=environment, capture_output=True, check=False)
    if not template.exists():
        raise SystemExit("the template database could not be made")
    return template


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m tests.mutants")
    options.add_argument("--list", action="store_true", help="name the mutants and stop")
    options.add_argument("--map", action="store_true", help="find anew which tests reach which lines")
    options.add_argument("--worlds", action="store_true", help="walk the two worlds against what is left")
    options.add_argument("--only", default="", help="those whose name holds this text")
    options.add_argument("--every", type=int, default=1, help="one in so many")
    options.add_argument("--jobs", type=int, default=os.cpu_count())
    wanted = options.parse_args()
    equivalent = {line.partition("#")[0].strip() for line in EQUIVALENT.read_text().splitlines()} - {""}
    found = [mutant for mutant in mutants() if wanted.only in mutant.name]
    chosen = [mutant for mutant in found if mutant.name not in equivalent][:: wanted.every]
    if wanted.list:
        print(*(mutant.name for mutant in chosen), sep="\n")
        return 0
    MAP.parent.mkdir(exist_ok=True)
    known = reach.make(MAP) if wanted.map or not MAP.exists() else Reach.read(MAP)
    return hunt(chosen, known, wanted, len(equivalent))


def hunt(chosen: list[Mutant], known: Reach, wanted: argparse.Namespace, equivalent: int) -> int:
    for name in AT_HAND:
        __import__(name)
    start, survivors = time.monotonic(), []
    with (
        tempfile.TemporaryDirectory(prefix="siraba-mutants-") as folder,
        ThreadPoolExecutor(wanted.jobs) as pool,
    ):
        template = make_template(folder)
        killers = pool.map(lambda one: killer(one, known, template, wanted.worlds), chosen)
        for number, (mutant, by) in enumerate(zip(chosen, killers, strict=True), 1):
            print(f"{number}/{len(chosen)} {mutant.name}\n    {by or 'SURVIVED'}", flush=True)
            if not by:
                survivors.append(mutant.name)
    print(f"\n{len(chosen)} mutants, {len(chosen) - len(survivors)} killed, {len(survivors)} survived, "
          f"{equivalent} known to change nothing, {time.monotonic() - start:.0f} s")  # fmt: skip
    print(*survivors, sep="\n")
    return int(bool(survivors))


if __name__ == "__main__":
    sys.exit(main())
