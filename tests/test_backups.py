"""A backup made and put back by the commands, while what was removed since stays removed."""

import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests import template

ROOT = Path(__file__).parent.parent
# A site of its own, in processes of its own: a backup replaces the whole database.
FILL = """
import django; django.setup()
from django.utils import timezone
from siraba.config import serving
from siraba.foundation.access.actor import Actor
from siraba.foundation.accounts.models import Account
from siraba.foundation.organisations.models import Organisation
from siraba.protection.cases.models import Case
from tests import scene
serving.prepare(lambda step: None)
home = Organisation.objects.get(code="oim")
for name, role in (("awa", "case_manager"), ("coumba", "supervisor")):
    Account.objects.create_user(name, full_name=name, role=role, organisation=home)
case = scene.receive("awa")
Case.objects.system("it is closed").filter(pk=case.pk).update(state="closed", closed_at=timezone.now())
"""
REMOVE = """
import django; django.setup()
from siraba.foundation.people.models import Person
from siraba.foundation.retention import actions
from tests import scene
person = Person.objects.system("the only one").get()
removal = actions.request_removal(scene.actor("awa"), person, how="anonymise", ground="asked", reason="Elle le demande")
actions.approve_removal(scene.actor("coumba"), removal)
"""
LOOK = """
import django; django.setup()
from siraba.foundation.people.models import Identity
print("names:", Identity.objects.system("the only one").get().names)
"""


class Site:
    def __init__(self, folder: Path):
        self.folder = folder
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "siraba.config.settings",
            "VAR_DIR": str(folder),
            "KEYS_DIR": str(folder / "keys"),
            "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
        }
        self.environment.pop("DATABASE_URL", None)

    def python(self, code: str) -> str:
        return self._run("-c", code).stdout

    def command(self, *arguments: str) -> subprocess.CompletedProcess:
        return self._run("-m", "siraba.cli", *arguments, check=False)

    def _run(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess:
        command = [sys.executable, *arguments]
        return subprocess.run(
            command, env=self.environment, cwd=ROOT, capture_output=True, text=True, check=check
        )


def fill(folder: Path) -> None:
    Site(folder).python(FILL)


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    folder = tmp_path_factory.mktemp("filled")
    template.make_once("filled", fill, folder)
    return folder


@pytest.fixture
def site(filled, tmp_path):
    shutil.copytree(filled, tmp_path, dirs_exist_ok=True)
    return Site(tmp_path)


@pytest.mark.sqlite
def test_what_was_removed_since_the_backup_does_not_come_back_with_it(site):
    file = site.folder / "copy.sqlite3"
    assert "Sauvegarde écrite" in site.command("backup", str(file)).stdout
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    site.python(REMOVE)
    assert site.python(LOOK).strip() == "names:"
    assert "Effacements refaits : 1" in site.command("restore", str(file), "--yes").stdout
    assert site.python(LOOK).strip() == "names:"
    (site.folder / "removals.log").unlink()
    site.command("restore", str(file), "--yes")
    assert site.python(LOOK).strip() != "names:", "the backup itself did hold the names"


@pytest.mark.sqlite
def test_a_backup_is_whole_and_its_journal_holds(site):
    file = site.folder / "copy.sqlite3"
    site.command("backup", str(file))
    with closing(sqlite3.connect(file)) as copy:
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    site.command("restore", str(file), "--yes")
    verified = site.command("log", "verify")
    assert (verified.returncode, "intact" in verified.stdout) == (0, True), verified.stderr


@pytest.mark.sqlite
def test_an_old_backup_does_not_fork_the_published_log(site):
    """What was published after the backup stays published, and the log goes on in a part of its own."""
    file = site.folder / "copy.sqlite3"
    site.command("log", "publish")
    site.command("backup", str(file))
    assert "(+" in site.command("log", "publish").stdout
    site.command("restore", str(file), "--yes")
    ahead = site.command("log", "publish")
    assert (ahead.returncode, "siraba log reopen" in ahead.stderr) == (1, True)
    assert "Le journal continue par" in site.command("log", "reopen", "--yes").stdout
    assert site.command("log", "publish").returncode == 0
    assert [path.name[4:] for path in sorted((site.folder / "log").iterdir())] == ["", "-2"]


@pytest.mark.sqlite
def test_a_file_that_is_no_backup_changes_nothing(site):
    wrong = site.folder / "wrong.sqlite3"
    wrong.write_text("rien de tel")
    for file, why in ((wrong, "pas une sauvegarde"), (site.folder / "none", "n’existe pas")):
        refused = site.command("restore", str(file), "--yes")
        assert (refused.returncode, why in refused.stderr) == (1, True)
    assert site.python(LOOK).strip() != "names:"


@pytest.mark.sqlite
def test_a_backup_is_never_written_over_a_file(site):
    there = site.folder / "there"
    there.write_text("déjà là")
    refused = site.command("backup", str(there))
    assert (refused.returncode, there.read_text()) == (1, "déjà là")


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_a_server_s_dump_is_made_by_its_own_tool(tmp_path, as_owner_of_the_tables, awa):
    from siraba.config import backups

    file = tmp_path / "copy.dump"
    assert backups.backup(file) > 10_000
    listed = subprocess.run(
        ["pg_restore", "--list", str(file)], capture_output=True, text=True, check=True
    ).stdout
    assert "TABLE DATA public audit_auditline" in listed
    assert "POLICY public" in listed
    with pytest.raises(backups.BackupFailed):
        backups.backup(file)
