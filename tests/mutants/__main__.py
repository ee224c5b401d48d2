"""Runs the tests against each mutant, those most likely to notice first, and lists the survivors."""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.mutants.operators import ROOT, SOURCE, Mutant, mutants

EQUIVALENT = Path(__file__).parent / "equivalent.txt"
FIRST = ("tests/test_acts_agreed.py", "src/siraba/foundation/access/tests/test_access_policy.py")
ACROSS = (
    "tests/test_outsider.py",
    "tests/test_road.py",
    "tests/test_consent_sequences.py",
    "tests/test_two_worlds.py",
)
NEIGHBOURS = {
    "access": ("foundation/access", "protection/cases", "protection/referrals"),
    "people": ("foundation/people", "protection/cases"),
    "consent": ("foundation/consent", "protection/referrals", "protection/cases"),
    "cases": ("protection/cases", "protection/referrals"),
    "accounts": ("foundation/accounts", "foundation/sign_in", "config"),
    "audit": ("foundation/audit", "foundation/oversight"),
    "interface": ("foundation/interface", "config"),
}
LIMIT = 600


def tests_of(mutant: Mutant) -> list[list[str]]:
    """The quick tables; then every act, the tests of the module's own house, and those that cross all houses."""
    house = mutant.path.parent.relative_to(SOURCE)
    near = NEIGHBOURS.get(house.name, (str(house),))
    own = [folder for name in near if (folder := SOURCE / name / "tests").is_dir()]
    return [
        [*FIRST],
        ["tests/test_every_action.py", *(str(folder.relative_to(ROOT)) for folder in own), *ACROSS],
    ]


def killer(mutant: Mutant, template: Path) -> str:
    """The first test that notices; empty when none does."""
    with tempfile.TemporaryDirectory(prefix="siraba-mutant-") as folder:
        database = Path(folder, "tests.sqlite3")
        shutil.copy(template, database)
        environment = {"MUTANT": mutant.name, "TEST_DATABASE": str(database)}
        found = (_run(files, environment, "-p", "tests.mutants.plugin") for files in tests_of(mutant))
        return next(filter(None, found), "")


def _run(files: list[str], environment: dict[str, str], *options: str) -> str:
    command = [sys.executable, "-m", "pytest", "-x", "-q", "--no-header", "--tb=no", "-p", "no:cacheprovider"]
    command += ["-m", "not browser", "--reuse-db", *options, *files]
    try:
        done = subprocess.run(
            command,
            cwd=ROOT,
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            timeout=LIMIT,
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
    _run(
        ["src/siraba/foundation/access/tests"],
        {"TEST_DATABASE": str(template)},
        "--create-db",
        "-k",
        "refused",
    )
    if not template.exists():
        raise SystemExit("the template database could not be made")
    return template


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m tests.mutants")
    options.add_argument("--list", action="store_true", help="name the mutants and stop")
    options.add_argument("--only", default="", help="those whose name holds this text")
    options.add_argument("--every", type=int, default=1, help="one in so many")
    options.add_argument("--jobs", type=int, default=os.cpu_count())
    wanted = options.parse_args()
    known = {line.partition("#")[0].strip() for line in EQUIVALENT.read_text().splitlines()} - {""}
    found = [mutant for mutant in mutants() if wanted.only in mutant.name]
    chosen = [mutant for mutant in found if mutant.name not in known][:: wanted.every]
    if wanted.list:
        print(*(mutant.name for mutant in chosen), sep="\n")
        return 0
    start, survivors = time.monotonic(), []
    with (
        tempfile.TemporaryDirectory(prefix="siraba-mutants-") as folder,
        ThreadPoolExecutor(wanted.jobs) as pool,
    ):
        template = make_template(folder)
        for number, (mutant, by) in enumerate(
            zip(chosen, pool.map(lambda one: killer(one, template), chosen), strict=True), 1
        ):
            print(f"{number}/{len(chosen)} {mutant.name}\n    {by or 'SURVIVED'}", flush=True)
            if not by:
                survivors.append(mutant.name)
    print(f"\n{len(chosen)} mutants, {len(chosen) - len(survivors)} killed, {len(survivors)} survived, "
          f"{len(known)} known to change nothing, {time.monotonic() - start:.0f} s")  # fmt: skip
    print(*survivors, sep="\n")
    return int(bool(survivors))


if __name__ == "__main__":
    sys.exit(main())
