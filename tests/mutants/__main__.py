"""Runs against each mutant the tests that reach it, the quickest first, and lists the survivors."""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.mutants import reach
from tests.mutants.hunt import APART
from tests.mutants.operators import ROOT, Mutant, mutants
from tests.mutants.reach import Reach

EQUIVALENT = Path(__file__).parent / "equivalent.txt"
MAP = ROOT / ".mutants" / "reach.json"
# What is read as a module is loaded (a table, a door) is seen by no line of a test: these look at the tables.
TABLES = (
    "src/siraba/foundation/access/tests/test_access_policy.py",
    "tests/test_acts_agreed.py",
    "tests/test_declarations.py",
    "tests/test_migrations.py",
    "tests/test_outsider.py",
    "tests/test_every_action.py",
)
# Seconds of tests after which a mutant counts as a survivor; a line that every test reaches would take them all.
PATIENCE, LIMIT = 120, 900
PYTEST = [sys.executable, "-m", "pytest", "-q", "--no-header", "--tb=no", "-p", "no:cacheprovider"]
HERE = ["-m", "not browser", *(f"--ignore={name}" for name in reach.APART), "src", "tests"]


def tests_for(mutant: Mutant, known: Reach) -> list[str]:
    """As many tests as the patience allows: its own house's first, then the others, the quickest first."""
    house = str(mutant.path.parent.relative_to(ROOT))
    kept, left = [], float(PATIENCE)
    for test in sorted(known.of(mutant.path, mutant.lines), key=lambda test: not test.startswith(house)):
        left -= known.seconds[test]
        if left > 0:
            kept.append(test)
    return kept


def hunted(chosen: list[Mutant], known: Reach, jobs: int) -> Iterator[tuple[str, str]]:
    """The name of each mutant and its killer, from processes that hold all tests in memory."""
    with tempfile.TemporaryDirectory(prefix="siraba-hunt-") as folder:
        orders = [_order(Path(folder), number, chosen[number::jobs], known) for number in range(jobs)]
        processes = [
            subprocess.Popen(
                [*PYTEST, "--capture=no", "-p", "tests.mutants.hunt", *HERE],
                cwd=ROOT,
                env={**os.environ, "HUNT": str(order)},
                stdout=subprocess.DEVNULL,
            )
            for order, _answers in orders
        ]
        yield from _followed(processes, [answers for _order, answers in orders])


def _order(folder: Path, number: int, mutants: list[Mutant], known: Reach) -> tuple[Path, Path]:
    order, answers = folder / f"{number}.json", folder / f"{number}.answers"
    answers.touch()
    told = [(mutant.name, tests_for(mutant, known)) for mutant in mutants]
    order.write_text(json.dumps({"answers": str(answers), "mutants": told}))
    return order, answers


def _followed(processes: list[subprocess.Popen], answers: list[Path]) -> Iterator[tuple[str, str]]:
    read = dict.fromkeys(answers, 0)
    running = True
    while running:
        running = any(process.poll() is None for process in processes)
        time.sleep(0.5)
        for path in answers:
            lines = list(path.read_text().split("\n")[:-1])
            yield from (json.loads(line) for line in lines[read[path] :])
            read[path] = len(lines)


def killer(mutant: Mutant, known: Reach, template: Path) -> str:
    """The same for a mutant of what is loaded once: a process of its own, which loads it changed."""
    house = mutant.path.parent / "tests"
    near = [str(house.relative_to(ROOT))] if house.is_dir() else []
    with tempfile.TemporaryDirectory(prefix="siraba-mutant-") as folder:
        database = Path(folder, "tests.sqlite3")
        shutil.copy(template, database)
        environment = {**os.environ, "MUTANT": mutant.name, "TEST_DATABASE": str(database)}
        # A door is tried by who stands outside of it; all else is looked at in the tables first.
        doors, acts = ([TABLES[4]], [TABLES[5]])
        order = (doors, near, acts) if "page(" in mutant.name else ([*TABLES[:4]], near, doors, acts)
        found = (_afresh(stage, environment) for stage in order if stage)
        return next(filter(None, found), "")


def _afresh(tests: list[str], environment: dict[str, str]) -> str:
    command = [*PYTEST, "-x", "--reuse-db", "-p", "tests.mutants.plugin", "-m", "not browser", *tests]
    try:
        done = subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=LIMIT, check=False
        )
    except subprocess.TimeoutExpired:
        return "no end"
    if done.returncode == 0:
        return ""
    named = [line for line in done.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
    return named[0].split(" - ")[0] if named else f"cannot start: {done.stderr.strip().splitlines()[-1:]}"


def make_template(folder: str) -> Path:
    """An empty database with its tables, areas and organisations, copied for each mutant."""
    template = Path(folder, "template.sqlite3")
    command = [*PYTEST, "--create-db", "--reuse-db", "-k", "refused", "src/siraba/foundation/access/tests"]
    subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, "TEST_DATABASE": str(template)},
        capture_output=True,
        check=False,
    )
    if not template.exists():
        raise SystemExit("the template database could not be made")
    return template


def killers(chosen: list[Mutant], known: Reach, jobs: int) -> Iterator[tuple[str, str]]:
    by_name, apart = {mutant.name: mutant for mutant in chosen}, []
    for name, by in hunted(chosen, known, jobs):
        if by == APART:
            apart.append(by_name[name])
        else:
            yield name, by
    with tempfile.TemporaryDirectory(prefix="siraba-mutants-") as folder, ThreadPoolExecutor(jobs) as pool:
        template = make_template(folder)
        yield from zip(
            (mutant.name for mutant in apart),
            pool.map(lambda one: killer(one, known, template), apart),
            strict=True,
        )


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m tests.mutants")
    options.add_argument("--list", action="store_true", help="name the mutants and stop")
    options.add_argument("--map", action="store_true", help="find anew which tests reach which lines")
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
    return report(chosen, killers(chosen, known, wanted.jobs), len(equivalent))


def report(chosen: list[Mutant], answers: Iterator[tuple[str, str]], equivalent: int) -> int:
    start, survivors = time.monotonic(), []
    for number, (name, by) in enumerate(answers, 1):
        print(f"{number}/{len(chosen)} {name}\n    {by or 'SURVIVED'}", flush=True)
        if not by:
            survivors.append(name)
    print(f"\n{len(chosen)} mutants, {len(chosen) - len(survivors)} killed, {len(survivors)} survived, "
          f"{equivalent} known to change nothing, {time.monotonic() - start:.0f} s")  # fmt: skip
    print(*survivors, sep="\n")
    return int(bool(survivors))


if __name__ == "__main__":
    sys.exit(main())
