"""Which tests reach which line: run once under coverage, so that a mutant meets the tests that can notice it.

As a pytest plugin (`-p tests.mutants.reach`, with REACH naming a file) it writes the map; `Reach.read` reads it.
"""

import json
import os
import subprocess
import sys
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from tests.mutants.operators import ROOT, modules

# Slow, or in processes of their own: they watch the same rules from further away.
APART = (
    "tests/test_two_worlds.py",
    "tests/test_two_worlds_by_the_database.py",
    "tests/test_backups.py",
    "tests/test_commands.py",
    "tests/test_language.py",
    "tests/test_mutants_are_killed.py",
    "tests/test_demonstration.py",
    "tests/test_stolen_database.py",
    "tests/test_web_security.py",
    "tests/test_catalogues.py",
    "tests/test_docs.py",
    "tests/browser",
)


@dataclass(frozen=True)
class Reach:
    """Seconds of each test, and the tests that reach each line of each module."""

    seconds: dict[str, float]
    lines: dict[str, dict[int, list[str]]]

    @classmethod
    def read(cls, path: Path) -> "Reach":
        told = json.loads(path.read_text())
        names = told["tests"]
        lines = {
            module: {int(line): [names[number] for number in numbers] for line, numbers in by_line.items()}
            for module, by_line in told["lines"].items()
        }
        return cls(told["seconds"], lines)

    def of(self, module: Path, lines: range) -> list[str]:
        """The tests that reach one of the lines, the quickest first."""
        reached = self.lines.get(str(module.relative_to(ROOT)), {})
        found = {test for line in lines for test in reached.get(line, ())}
        return sorted(found, key=lambda test: self.seconds[test])


def make(path: Path) -> Reach:
    """Run the suite once, in one process, and keep its map."""
    command = [sys.executable, "-m", "pytest", "-q", "--no-header", "--tb=short", "-p", "tests.mutants.reach"]
    command += [*("-m", "not browser"), *(f"--ignore={name}" for name in APART), "src", "tests"]
    subprocess.run(command, cwd=ROOT, env={**os.environ, "REACH": str(path)}, check=True)
    return Reach.read(path)


# The plugin

if os.environ.get("REACH"):
    import coverage
    import pytest

    watch = coverage.Coverage(data_file=None, config_file=False, include=[str(path) for path in modules()])
    watch.start()
    seconds: dict[str, float] = {}

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_protocol(item):
        watch.switch_context(item.nodeid)
        start = time.perf_counter()
        yield
        seconds[item.nodeid] = time.perf_counter() - start
        watch.switch_context("")

    def pytest_sessionfinish():
        watch.stop()
        data = watch.get_data()
        numbers = {name: number for number, name in enumerate(seconds)}
        lines: dict[str, dict[int, list[int]]] = defaultdict(dict)
        for file in data.measured_files():
            for line, contexts in data.contexts_by_lineno(file).items():
                lines[str(Path(file).relative_to(ROOT))][line] = [numbers[name] for name in contexts if name]
        told = {"tests": list(numbers), "seconds": seconds, "lines": lines}
        Path(os.environ["REACH"]).write_text(json.dumps(told))
