"""Asks an advisory source about every locked package, Python's and Node's; says so plainly when none answered."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
UNASKED = 75  # EX_TEMPFAIL: nothing was found because nobody answered
PYTHON = [
    *(sys.executable, "-m", "pip_audit", "--requirement", "requirements/base.txt"),
    *("--disable-pip", "--no-deps", "--format", "json", "--progress-spinner", "off"),
]
NODE = ["npm", "audit", "--json"]


def asked(command: list[str]) -> dict | None:
    """The answer as JSON; None when nobody could be asked."""
    if not shutil.which(command[0]):
        return None
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    try:
        return json.loads(done.stdout)
    except ValueError:
        return None


def python_packages() -> tuple[int, list[str]]:
    """How many packages an answer came for, and one line for each known fault."""
    packages = (asked(PYTHON) or {}).get("dependencies", [])
    known = [one for one in packages if "vulns" in one]
    return len(known), [
        f"{one['name']} {one['version']} : {fault['id']} (corrigé en {', '.join(fault['fix_versions']) or '—'})"
        for one in known
        for fault in one["vulns"]
    ]


def node_packages() -> tuple[int, list[str]]:
    answer = asked(NODE) or {}
    if "metadata" not in answer:
        return 0, []
    faults = answer.get("vulnerabilities", {})
    return answer["metadata"]["dependencies"]["total"], [
        f"{n} : {one['severity']}" for n, one in faults.items()
    ]


def main() -> int:
    unasked, faults = 0, []
    for title, (count, found) in (("Python", python_packages()), ("Node", node_packages())):
        print(
            f"{title} : {count} paquets examinés" if count else f"{title} : AUCUNE SOURCE D’AVIS N’A RÉPONDU"
        )
        unasked, faults = unasked + (not count), faults + found
    print(*faults, sep="\n")
    return 1 if faults else UNASKED if unasked else 0


if __name__ == "__main__":
    sys.exit(main())
