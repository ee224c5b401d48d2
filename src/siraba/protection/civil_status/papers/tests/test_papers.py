"""A paper on its whole way: printed from a signed act, its code read from the page, verified, annulled, verified again."""

import io
from datetime import timedelta

import pypdfium2
import pytest
import zxingcpp
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from siraba.engines.transparency.papers.checking import look_up, verify
from siraba.engines.transparency.papers.lists import read_bundle
from siraba.engines.transparency.papers.typed import typed_code
from siraba.foundation.access.errors import NotAllowed, NotVisible, StateNotOpen
from siraba.foundation.audit.log import place_of
from siraba.foundation.audit.models import AuditLine, LogCosignature
from siraba.foundation.audit.proving import verify_log, verify_rows
from siraba.foundation.audit.publication import publish
from siraba.protection.civil_status.papers import actions
from siraba.protection.civil_status.papers.certificate import pdf_of, qr_of
from siraba.protection.civil_status.papers.lists import lists_are_due, publish_lists
from siraba.protection.civil_status.papers.models import Document, KeyState, PaperKey
from siraba.protection.civil_status.papers.selectors import paper_for
from siraba.protection.civil_status.papers.signing import root_public
from siraba.protection.civil_status.registers.models import ActVersion
from tests import registering as office

pytestmark = pytest.mark.django_db
DPI = 200


@pytest.fixture
def act():
    return office.signed()


@pytest.fixture
def salif():
    return office.actor("salif")


def cosigned(settings) -> None:
    """Publish, as if two witnesses had signed."""
    checkpoint = publish().checkpoint
    for name in ("a", "b")[: settings.LOG_QUORUM]:
        LogCosignature.objects.create(checkpoint=checkpoint, witness=name, at=timezone.now(), line="")


def printed(actor, act) -> Document:
    made = actions.print_document(actor, act)
    return paper_for(actor, made.pk)


def lists_now():
    publish_lists(None)
    raw = Client().get(reverse("papers:lists")).content
    return read_bundle(raw, root_public())


def answer_to(document) -> str:
    return verify(actions.text_of(document), lists_now(), timezone.localdate()).code


def read_codes(pdf: bytes) -> list[str]:
    """What a scanner reads on the first page."""
    page = pypdfium2.PdfDocument(io.BytesIO(pdf))[0]
    return [code.text for code in zxingcpp.read_barcodes(page.render(scale=DPI / 72).to_pil())]


class TestPrinting:
    def test_the_paper_of_a_cosigned_act_is_authentic_and_says_what_the_act_says(self, act, salif, settings):
        cosigned(settings)
        document = printed(salif, act)
        answer = verify(actions.text_of(document), lists_now(), timezone.localdate())
        assert answer.code == "authentic"
        said = answer.paper.fields
        last, first = office.CHILD
        assert (said["last_name"], said["first_name"]) == (last, first)
        assert (said["act"], said["version"], said["copy"]) == (act.code, 1, 1)
        assert said["document"] == document.pk
        assert place_of(document.version.line).leaf_hash.startswith(said["leaf"])
        assert answer.holder == act.register.centre.name

    @pytest.mark.parametrize("layout", ["a4", "small"])
    def test_the_code_is_read_from_the_page_itself(self, act, salif, settings, layout):
        cosigned(settings)
        document = printed(salif, act)
        assert read_codes(pdf_of(document, layout)) == [actions.text_of(document)]

    def test_a_paper_is_the_same_each_time_it_is_set(self, act, salif, settings):
        cosigned(settings)
        document = printed(salif, act)
        text = actions.text_of(document)
        publish()
        again = paper_for(salif, document.pk)
        assert actions.text_of(again) == text
        assert actions.digest_of(text) == document.digest

    def test_before_the_act_is_in_the_log_the_paper_says_that_it_is_provisional(self, act, salif):
        document = printed(salif, act)
        assert document.index is None
        assert answer_to(document) == "provisional"
        assert "PROVISOIRE" in text_on(pdf_of(document, "a4")) or document.fictitious

    def test_in_the_log_and_not_yet_cosigned_it_is_provisional_too(self, act, salif):
        publish()
        document = printed(salif, act)
        assert document.index is not None
        assert answer_to(document) == "provisional"

    def test_papers_are_numbered_and_written_in_the_journal(self, act, salif):
        numbers = [printed(salif, act).number for _ in range(3)]
        assert numbers == [1, 2, 3]
        assert AuditLine.objects.filter(act="print_document", object=act.code).count() == 3

    def test_without_a_mandate_nothing_is_printed(self, act, etienne, actor_for):
        with pytest.raises(NotAllowed):
            actions.print_document(actor_for(etienne, "issuance"), act)
        assert not Document.objects.system("none was made").exists()

    def test_another_centre_reads_no_paper(self, act, salif):
        document = printed(salif, act)
        with pytest.raises(NotVisible):
            paper_for(office.actor("nouhoum"), document.pk)

    def test_two_papers_never_have_one_number(self, act, salif):
        document = printed(salif, act)
        with pytest.raises(IntegrityError), transaction.atomic():
            Document.objects.create(
                act=act,
                version=document.version,
                unit=document.unit,
                number=1,
                key=document.key,
                digest="0" * 64,
                by=document.by,
            )


def text_on(pdf: bytes) -> str:
    return pypdfium2.PdfDocument(io.BytesIO(pdf))[0].get_textpage().get_text_range()


class TestWhatHoldsNoLonger:
    def test_an_annulled_act_is_annulled_on_every_paper_of_it(self, act, salif, settings):
        provisional = printed(salif, act)
        cosigned(settings)
        document = printed(salif, act)
        office.signed(office.asked("annulment", act))
        assert answer_to(document) == "annulled"
        assert answer_to(provisional) == "annulled"
        with pytest.raises(StateNotOpen):
            actions.print_document(salif, act)

    def test_a_corrected_act_replaces_its_papers(self, act, salif, settings):
        cosigned(settings)
        old = printed(salif, act)
        office.signed(office.asked("correction", act))
        cosigned(settings)
        new = printed(salif, office.act(act.code))
        assert answer_to(old) == "replaced"
        assert answer_to(new) == "authentic"

    def test_a_typed_code_shows_the_state_and_no_signature(self, act, salif, settings):
        cosigned(settings)
        document = printed(salif, act)
        code = typed_code(document.shard, document.index)
        assert look_up(code, lists_now(), timezone.localdate()).code == "not_listed"
        office.signed(office.asked("annulment", act))
        assert look_up(code, lists_now(), timezone.localdate()).code == "annulled"

    def test_of_a_stolen_key_only_the_centre_can_tell_what_was_true(
        self, act, salif, settings, maimouna, actor_for
    ):
        cosigned(settings)
        before = printed(salif, act)
        key = PaperKey.objects.get()
        actions.declare_key_compromised(actor_for(maimouna, "inspection"), key)
        other = office.signed(office.declared(child_last="Touré", child_first="Oumar"))
        cosigned(settings)
        after = printed(salif, other)
        assert answer_to(before) == "provisional"
        assert after.key != key
        assert answer_to(after) == "authentic"
        after.key = key  # what the thief signs
        assert answer_to(after) == "false_signature"

    def test_a_retired_key_signs_no_more_and_what_it_signed_holds(
        self, act, salif, settings, maimouna, actor_for
    ):
        cosigned(settings)
        before = printed(salif, act)
        inspector = actor_for(maimouna, "inspection")
        key = PaperKey.objects.get()
        actions.retire_paper_key(inspector, key)
        assert printed(salif, act).key != key
        assert answer_to(before) == "authentic"
        with pytest.raises(StateNotOpen):
            actions.retire_paper_key(inspector, PaperKey.objects.get(pk=key.pk))
        assert PaperKey.objects.get(pk=key.pk).state == KeyState.RETIRED

    def test_lists_are_due_when_a_key_is_drawn_or_retired(self, act, salif, maimouna, actor_for):
        printed(salif, act)
        publish_lists(None)
        actions.retire_paper_key(actor_for(maimouna, "inspection"), PaperKey.objects.get())
        assert lists_are_due()
        publish_lists(None)
        printed(salif, act)
        assert lists_are_due()
        publish_lists(None)
        assert not lists_are_due()

    def test_lists_are_due_when_something_changed_or_a_day_went_by(self, act, salif, settings):
        assert not lists_are_due()
        printed(salif, act)
        assert lists_are_due()
        last = publish_lists(None)
        assert not lists_are_due()
        office.signed(office.asked("annulment", act))
        assert lists_are_due()
        publish_lists(None)
        settings.PAPER_LISTS_HOURS = 0
        assert lists_are_due()
        assert last.at < timezone.now() + timedelta(seconds=1)


class TestTheVerifierOnTheSite:
    def test_there_is_none_before_there_are_lists(self):
        for name in ("verifier", "lists", "single_file"):
            assert Client().get(reverse(f"papers:{name}")).status_code == 404

    def test_the_page_carries_the_lists_and_may_do_nothing_else(self, act, salif):
        printed(salif, act)
        publish_lists(None)
        page = Client().get(reverse("papers:verifier"))
        policy = page["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe-inline" not in policy
        assert "camera=(self)" in page["Permissions-Policy"]
        kept = Client().get(reverse("papers:single_file"))
        assert kept.content == page.content
        assert "attachment" in kept["Content-Disposition"]

    @pytest.mark.parametrize(
        "name", ["worker.js", "manifest.webmanifest", "icon.svg", "zxing.js", "zxing_reader.wasm"]
    )
    def test_what_it_needs_lies_beside_it(self, name):
        stem, kind = name.split(".")
        assert Client().get(reverse("papers:beside", args=[stem, kind])).status_code == 200

    def test_nothing_else_lies_there(self):
        assert Client().get(reverse("papers:beside", args=["settings", "py"])).status_code == 404


def rename_in_the_table(act) -> None:
    """Somebody who has the database, its owner's rights and the key of the compartment."""
    with connection.cursor() as cursor:
        on = " ON registers_actversion" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER registers_actversion_no_update{on}")
    version = ActVersion.objects.system(office.LOOK).select_related("act__register").get(act=act)
    version.keep({**version.fields, "child_last": "Autre"}, version.mentions)
    ActVersion.objects.system(office.LOOK).filter(pk=version.pk).update(sealed=version.sealed)


class TestSomebodyWithTheDatabase:
    def test_one_name_changed_in_the_table_is_named_by_the_log(self, act, as_owner_of_the_tables):
        publish()
        assert [*verify_log(), *verify_rows()] == []
        rename_in_the_table(act)
        [told] = [*verify_log(), *verify_rows()]
        assert act.code in told


def test_a_full_act_fits_a_code_that_an_old_telephone_reads(act, salif, settings):
    cosigned(settings)
    _svg, width = qr_of(actions.text_of(printed(salif, act)))
    assert width < (73 + 8 + 1) * 0.42, "version 14 at most"
