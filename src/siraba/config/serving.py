"""From an empty folder to a running site: what `siraba run` does, each step only when it is needed."""

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from siraba.foundation.access import row_security
from siraba.foundation.forms.shipped import load_forms
from siraba.foundation.geography.loading import load_areas
from siraba.foundation.organisations.loading import load_organisations
from siraba.foundation.sign_in import selectors
from siraba.prosecution.investigations.loading import load_offences
from siraba.protection.civil_status.papers.lists import last_publication, publish_lists
from siraba.protection.civil_status.registers.keeping import note_fee
from siraba.protection.reintegration.followup.tables import load_tables


def prepare(say: Callable[[str], None]) -> None:
    """The tables, the areas, the organisations and the pages' files, as this version wants them."""
    settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
    say("Base de données")
    prepare_database()
    if _files_changed():
        say("Fichiers des pages")
        call_command("collectstatic", interactive=False, verbosity=0)


def prepare_database(role: str = "") -> None:
    """The tables, the areas, the organisations, the forms, the tables of weights, the offences and the lists of the verifier; in PostgreSQL also the rules by row and what `role` may do.

    Raises:
        NotTheOwner: tables must change, and this connection is the application's.
    """
    bound = row_security.is_enforced()
    if not bound:
        call_command("migrate", interactive=False, verbosity=0)
    elif MigrationExecutor(connection).migration_plan(_newest()):
        raise NotTheOwner
    if role:
        row_security.secure(role)
    load_areas()
    load_organisations()
    load_forms()
    load_tables()
    load_offences()
    note_fee()
    if last_publication() is None:
        publish_lists(None)  # so that the verifier opens from the first day


class NotTheOwner(Exception):
    """The tables must change, and this role may not change them."""


def _newest() -> list[tuple[str, str]]:
    return MigrationExecutor(connection).loader.graph.leaf_nodes()


def demonstration_accounts() -> Iterator[tuple[str, str, str]]:
    """One fictitious account by role: its label, its identifier, its organisation."""
    for account in selectors.demonstration_accounts():
        home = account.organisation.short_name if account.organisation else "—"
        yield account.get_role_display(), account.username, home


def server_command(host: str, port: int, workers: int | None) -> list[str]:
    """The web server: one thread a process, since a page is work for the processor."""
    return [
        *(sys.executable, "-m", "granian", "siraba.config.wsgi:application", "--interface", "wsgi"),
        *("--host", host, "--port", str(port), "--workers", str(workers or max(2, os.cpu_count() or 1))),
        *("--blocking-threads", "1", "--no-ws", "--log-level", "warning"),
    ]


def serve(host: str, port: int, workers: int | None) -> None:
    """Give this process over to the web server."""
    os.execv(sys.executable, server_command(host, port, workers))


def _files_changed() -> bool:
    manifest = Path(settings.STATIC_ROOT, "staticfiles.json")
    if not manifest.exists():
        return True
    files = (storage.path(name) for finder in get_finders() for name, storage in finder.list([]))
    return max(os.path.getmtime(file) for file in files) > manifest.stat().st_mtime
