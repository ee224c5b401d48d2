"""The `siraba` command: it speaks French, says what went wrong, and needs no tool of the system."""

import click
import pytest
from babel.messages.pofile import read_po
from click.testing import CliRunner
from django.utils import translation

from siraba.cli import main
from siraba.config import catalogues
from siraba.foundation.audit.chain import seal
from siraba.foundation.audit.journal import record
from tests import scene

PYTHON = "from django.utils.translation import gettext as _, ngettext\n_('Ménaka')\nngettext('%d jour', '%d jours', n)\n"
TEMPLATE = """{% load i18n %}
  {% translate "L’accueil" %} <p title="{{ _('Foyer') }}">{{ x }}</p>
    {% blocktranslate count n=days %}{{ n }} dossier{% plural %}{{ n }} dossiers{% endblocktranslate %}
"""


def run(*arguments: str):
    before = translation.get_language()
    try:
        return CliRunner().invoke(main, list(arguments))
    finally:
        translation.activate(before)


def walk(command: click.Command):
    yield command
    for inside in getattr(command, "commands", {}).values():
        yield from walk(inside)


def test_each_command_says_what_it_does():
    assert [command.name for command in walk(main) if not command.help] == []


@pytest.mark.django_db
def test_a_whole_journal_is_verified(awa, actor_for):
    record(actor_for(awa), "read_case", "K7M2-P9QX-A")
    seal()
    result = run("log", "verify")
    assert (result.exit_code, "Journal intact" in result.output) == (0, True)


@pytest.mark.django_db
def test_an_altered_journal_is_an_error(monkeypatch):
    monkeypatch.setattr(
        "siraba.foundation.audit.chain.verify", lambda anchors: iter(["la ligne 1 a été changée"])
    )
    result = run("log", "verify")
    assert result.exit_code == 1
    assert "la ligne 1 a été changée" in result.output


@pytest.mark.django_db
def test_without_a_provider_the_command_says_that_nothing_leaves():
    scene.queued_message()
    result = run("messages", "send")
    assert result.exit_code == 0
    assert "Encore en file : 1" in result.output
    assert "rien ne part" in result.output


@pytest.mark.django_db
def test_a_provider_that_does_not_answer_is_an_error(settings):
    settings.SMPP_URL, settings.SMS_QUIET = "smpp://siraba:x@127.0.0.1:9", (0, 0)
    scene.queued_message()
    result = run("messages", "send")
    assert result.exit_code == 1
    assert "le fournisseur ne répond pas" in result.output
    assert "Encore en file : 1" in result.output


@pytest.mark.django_db
def test_a_file_that_cannot_be_imported_is_refused_in_french(tmp_path, monkeypatch):
    monkeypatch.setattr("siraba.config.serving.prepare", lambda say: None)
    file = tmp_path / "extrait.csv"
    file.write_text("a,b\n1,2\n")
    result = run("import", "ctdc", str(file))
    assert result.exit_code == 1
    assert "Aucune disposition connue" in result.output
    assert "Traceback" not in result.output


@pytest.mark.django_db
def test_a_base_with_real_accounts_takes_no_demonstration(awa, monkeypatch):
    monkeypatch.setattr("siraba.config.serving.prepare", lambda say: None)
    result = run("demo", "--persons", "1")
    assert result.exit_code == 1
    assert "vrais comptes" in result.output


class TestCatalogues:
    @pytest.fixture(autouse=True)
    def package(self, tmp_path, monkeypatch):
        package = tmp_path / "siraba"
        (package / "templates").mkdir(parents=True)
        (package / "rooms.py").write_text(PYTHON)
        (package / "templates" / "page.html").write_text(TEMPLATE)
        monkeypatch.setattr(catalogues, "PACKAGE", package)

    def english(self):
        return self.catalogue("en")

    def catalogue(self, language):
        with catalogues.catalogue_files()[catalogues.LANGUAGES.index(language)].open("rb") as text:
            return read_po(text, locale=language)

    def test_messages_of_code_and_templates_are_found(self):
        list(catalogues.extract_catalogues())
        assert {message.id for message in self.english() if message.id} == {
            "Ménaka",
            ("%d jour", "%d jours"),
            "L’accueil",
            "Foyer",
            ("%(n)s dossier", "%(n)s dossiers"),
        }

    def test_a_translation_stays_and_reaches_the_site(self):
        list(catalogues.extract_catalogues())
        path = catalogues.catalogue_files()[catalogues.LANGUAGES.index("en")]
        path.write_text(
            path.read_text().replace('msgid "Foyer"\nmsgstr ""', 'msgid "Foyer"\nmsgstr "Shelter"')
        )
        list(catalogues.extract_catalogues())
        assert self.english()["Foyer"].string == "Shelter"
        assert dict(catalogues.compile_catalogues())[path] == 1
        assert b"Shelter" in path.with_suffix(".mo").read_bytes()

    def test_a_message_no_longer_used_leaves_the_catalogue(self):
        list(catalogues.extract_catalogues())
        (catalogues.PACKAGE / "rooms.py").unlink()
        list(catalogues.extract_catalogues())
        assert "Ménaka" not in self.english()

    def test_french_keeps_its_plurals_which_start_at_two(self):
        list(catalogues.extract_catalogues())
        french = self.catalogue("fr")
        assert {message.id: message.string for message in french if message.id} == {
            ("%d jour", "%d jours"): ("%d jour", "%d jours"),
            ("%(n)s dossier", "%(n)s dossiers"): ("%(n)s dossier", "%(n)s dossiers"),
        }
        assert "n > 1" in french.plural_forms
