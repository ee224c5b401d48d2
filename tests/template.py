"""One process of a run makes the test database; the others start from a copy of it, on both databases.

To migrate and to load areas and organisations takes half a minute of a processor, which each process would pay anew.
So it is with the folder of a whole site.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

FOLDER = "TEST_TEMPLATE"
COPY = "siraba_template"


def offer() -> None:
    """Called by the process that starts the others: a folder where they meet."""
    os.environ[FOLDER] = tempfile.mkdtemp(prefix="siraba-template-")


def withdraw() -> None:
    if folder := os.environ.pop(FOLDER, None):
        shutil.rmtree(folder, ignore_errors=True)


class Template:
    """The database that the first process makes, while the others wait, in the folder where they meet."""

    def __init__(self, folder: str):
        self._made = Path(folder, "made.sqlite3")
        self._lock = Path(folder, "lock")
        self._held: int | None = None

    def copied(self) -> bool:
        """Begin with a copy, under the name that this process's database will have; False where it is to be made."""
        self._held = os.open(self._lock, os.O_CREAT | os.O_RDWR)
        fcntl.flock(self._held, fcntl.LOCK_EX)
        if not self._made.exists():
            return False
        self._release()
        own = connection.creation._get_test_db_name()
        if connection.vendor == "sqlite":
            shutil.copy(self._made, own)
        else:
            _create(own, COPY)
        return True

    def keep(self) -> None:
        """Put aside a copy of the database that this process has made, in which no test has written yet."""
        if self._held is None:
            return
        own = connection.settings_dict["NAME"]
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("VACUUM INTO %s", [str(self._made)])
        else:
            connection.close()
            _create(COPY, own)
            self._made.touch()
        self._release()

    def _release(self) -> None:
        assert self._held is not None
        os.close(self._held)
        self._held = None


def make_once(name: str, make: Callable[[Path], None], into: Path) -> None:
    """Fill a folder as `make` does: the first process of a run does it, and the others copy what it has made."""
    folder = os.environ.get(FOLDER)
    if not folder:
        make(into)
        return
    kept = Path(folder, name)
    with _alone(Path(folder, f"{name}.lock")):
        if not kept.exists():
            make(into)
            shutil.copytree(into, kept)
            return
    shutil.copytree(kept, into, dirs_exist_ok=True)


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def _create(name: str, source: str) -> None:
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{source}"')


def shared() -> Template | None:
    """The template of this run, also for the runs that a test starts; None where one process does all."""
    folder = os.environ.get(FOLDER)
    return Template(folder) if folder else None
