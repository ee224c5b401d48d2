"""All tests, on both databases and in a browser; says at the end what ran and what could not."""

import os
import subprocess
import sys
from pathlib import Path

import dependencies
import postgres

ROOT = Path(__file__).parent.parent
CHROMIUM = Path("/usr/bin/chromium")
PROCESSES = os.environ.get("TEST_PROCESSES", "3")
PYTEST = [sys.executable, "-m", "pytest", "-q", "-n", PROCESSES, "--dist", "worksteal"]
NO_BROWSER = ["-m", "not browser"]
# The engines know no database: what they do is the same on both.
NO_ENGINES = ["--ignore", "src/siraba/engines"]


def run(title: str, command: list[str]) -> int:
    print(f"\n== {title}", flush=True)
    return subprocess.run(command, cwd=ROOT, check=False).returncode


def outcome(code: int) -> str:
    known = {
        0: "réussis",
        postgres.SKIPPED: "NON EXÉCUTÉS : aucun serveur PostgreSQL",
        dependencies.UNASKED: "NON EXAMINÉS EN ENTIER : aucune source d’avis n’a répondu",
    }
    return known.get(code, f"ÉCHEC (code {code})")


def main() -> int:
    if not CHROMIUM.exists():
        postgres.install("chromium", "fonts-dejavu-core")
    browser = CHROMIUM.exists()
    sqlite = run("Tests sur SQLite", PYTEST if browser else [*PYTEST, *NO_BROWSER])
    starter = [sys.executable, "tests/postgres.py", "--"]
    postgresql = run("Tests sur PostgreSQL", [*starter, *PYTEST, *NO_BROWSER, *NO_ENGINES])

    audited = run("Avis de sécurité sur les paquets", [sys.executable, "tests/dependencies.py"])

    print("\n== Résumé")
    print(f"SQLite      {outcome(sqlite)}")
    print(
        f"Navigateur  {outcome(sqlite) if browser else 'NON EXÉCUTÉS : Chromium introuvable (apt install chromium)'}"
    )
    print(f"PostgreSQL  {outcome(postgresql)}")
    print(f"Paquets     {outcome(audited)}")
    return int(sqlite != 0 or audited == 1 or postgresql not in (0, postgres.SKIPPED))


if __name__ == "__main__":
    sys.exit(main())
