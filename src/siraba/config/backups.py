"""A copy of the database in one file, and back: what was removed since then is removed again.

The keys are not in it, and belong elsewhere: who has the file alone reads no name.
"""

import os
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from siraba.foundation.audit.chain import anchor
from siraba.foundation.audit.journal import record
from siraba.foundation.retention.actions import replay_removals
from siraba.protection.tracing.keeping import replay_withdrawals


class BackupFailed(RuntimeError):
    """Why the copy could not be made or taken back, in words for who typed the command."""


def backup(target: Path) -> int:
    """Write the whole database to a new file that its owner alone may read; its size in bytes.

    Raises:
        BackupFailed: the file is there already, or the database's own tool failed.
    """
    if target.exists():
        raise BackupFailed(f"{target} existe déjà.")
    target.touch(mode=0o600)
    try:
        _dump(target) if connection.vendor == "postgresql" else _copy(_sqlite(), target)
    except BaseException:
        target.unlink()
        raise
    # The head of the journal at this moment stays outside the database too.
    anchor(settings.AUDIT_ANCHORS)
    record(None, "make_backup", size=target.stat().st_size)
    return target.stat().st_size


def restore(source: Path) -> int:
    """Put the database of the file in place of today's, and remove again what had been removed; how many persons.

    Raises:
        BackupFailed: the file is no backup, or the database's own tool failed; today's database is then unchanged.
    """
    if not source.exists():
        raise BackupFailed(f"{source} n’existe pas.")
    if connection.vendor == "postgresql":
        _load(source)
    else:
        _check(source)
        connection.close()
        _copy(source, _sqlite())
    call_command("migrate", interactive=False, verbosity=0)
    record(None, "restore_backup", size=source.stat().st_size)
    replay_withdrawals(None, settings.TRACING_REGISTER)
    return replay_removals(None, settings.REMOVALS_REGISTER)


def _sqlite() -> Path:
    return Path(connection.settings_dict["NAME"])


def _copy(source: Path, target: Path) -> None:
    """A copy that is whole, also while somebody writes."""
    with closing(sqlite3.connect(source)) as here, closing(sqlite3.connect(target)) as there:
        here.backup(there)


def _check(source: Path) -> None:
    try:
        with closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as file:
            sound = file.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
            ours = file.execute("SELECT 1 FROM sqlite_master WHERE name = 'audit_auditline'").fetchone()
    except sqlite3.DatabaseError:
        sound = ours = False
    if not (sound and ours):
        raise BackupFailed(f"{source} n’est pas une sauvegarde entière de Siraba.")


def _dump(target: Path) -> None:
    _run("pg_dump", "--format=custom", f"--file={target}")


def _load(source: Path) -> None:
    _run("pg_restore", "--clean", "--if-exists", "--single-transaction", "--exit-on-error",
         f"--dbname={connection.settings_dict['NAME']}", str(source))  # fmt: skip


def _run(tool: str, *arguments: str) -> None:
    wanted = connection.settings_dict
    named = {
        "PGHOST": "HOST",
        "PGPORT": "PORT",
        "PGUSER": "USER",
        "PGPASSWORD": "PASSWORD",
        "PGDATABASE": "NAME",
    }
    environment = os.environ | {name: str(wanted[key]) for name, key in named.items() if wanted[key]}
    connection.close()
    try:
        done = subprocess.run(
            [tool, *arguments], env=environment, capture_output=True, text=True, check=False
        )
    except FileNotFoundError:
        raise BackupFailed(f"{tool} manque sur cette machine (paquet postgresql-client).") from None
    if done.returncode:
        raise BackupFailed(f"{tool} : {(done.stderr.strip().splitlines() or ['échec'])[-1]}")
