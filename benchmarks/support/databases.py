"""Starts a measure in a process of its own, on a fresh database of each kind."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
# A quarter of a small server's memory, as PostgreSQL advises, since its default holds no index of a million; and, unlike
# the tests' server, one that has on disk what it confirmed
SERVER = "-c shared_buffers=2GB -c fsync=on -c synchronous_commit=on -c full_page_writes=on"


def on_each(databases: Sequence[str], script: str, *arguments: str) -> int:
    """Run `script` with these arguments on each of the databases (sqlite, postgresql), in a folder that goes afterwards."""
    for database in databases:
        starter = [sys.executable, str(ROOT / "tests/postgres.py"), "--"] if database == "postgresql" else []
        with tempfile.TemporaryDirectory(prefix="siraba-bench-") as folder:
            environment = {
                **os.environ,
                "VAR_DIR": folder,
                "POSTGRES_OPTIONS": SERVER,
                "DJANGO_SETTINGS_MODULE": "support.settings",
                "PYTHONPATH": f"{ROOT / 'src'}:{ROOT / 'benchmarks'}",
            }
            environment.pop("DATABASE_URL", None)
            subprocess.run(
                [*starter, sys.executable, script, *arguments], env=environment, check=True, cwd=ROOT
            )
    return 0
