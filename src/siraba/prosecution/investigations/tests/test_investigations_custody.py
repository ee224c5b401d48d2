"""A chain of custody shows any change, and both databases refuse one."""

import hashlib
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from siraba.foundation.access.errors import Invalid, NotAllowed, StateNotOpen
from siraba.foundation.interface.uploads import Document
from siraba.prosecution.investigations import exhibits
from siraba.prosecution.investigations.chain import digest_of, first_broken
from siraba.prosecution.investigations.models import Custody, Exhibit
from siraba.prosecution.investigations.selectors import exhibit_with_chain
from tests import investigating, scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("daouda", "ibrahima", "lassana")]
PDF = b"%PDF-1.7 piece d'essai"


def handed(on: Exhibit, **changes) -> Custody:
    said = {
        "kind": "expertise",
        "at": timezone.now(),
        "holder": "Laboratoire",
        "place": "Bamako",
        "reason": "Lecture du téléphone",
    }
    return exhibits.hand_over_exhibit(scene.actor("daouda"), on, **(said | changes))


def test_each_movement_is_appended_and_the_chain_holds():
    made = investigating.exhibit()
    handed(made)
    handed(made, kind="returned")
    exhibit, links = exhibit_with_chain(scene.actor("daouda"), made.pk)
    assert [(link.number, link.kind) for link in links] == [(1, "seized"), (2, "expertise"), (3, "returned")]
    assert first_broken(exhibit, links) is None


@pytest.mark.parametrize(("place", "broken"), [(0, 1), (1, 2), (2, None)])
def test_a_link_that_is_gone_is_seen_unless_it_is_the_last(place, broken):
    made = investigating.exhibit()
    handed(made)
    handed(made)
    exhibit, links = exhibit_with_chain(scene.actor("daouda"), made.pk)
    del links[place]
    assert first_broken(exhibit, links) == broken


def test_a_word_a_moment_or_a_file_that_was_changed_is_seen():
    made = investigating.exhibit()
    handed(made)
    exhibit, links = exhibit_with_chain(scene.actor("daouda"), made.pk)
    links[1].write(holder="Quelqu’un d’autre", place="Bamako", reason="Lecture du téléphone")
    assert first_broken(exhibit, links) == 2
    exhibit, links = exhibit_with_chain(scene.actor("daouda"), made.pk)
    links[0].at += timedelta(seconds=1)
    assert first_broken(exhibit, links) == 1
    exhibit, links = exhibit_with_chain(scene.actor("daouda"), made.pk)
    exhibit.digest = "0" * 64
    assert first_broken(exhibit, links) == 1
    assert first_broken(exhibit, []) == 1


@given(st.lists(st.text(max_size=20), min_size=1, max_size=4), st.data())
def test_no_two_chains_that_differ_in_a_word_end_alike(words, data):
    """The digest of the last link depends on every word of every link."""
    exhibit = Exhibit(number=1)
    place = data.draw(st.integers(0, len(words) - 1))
    changed = [word + "x" if n == place else word for n, word in enumerate(words)]
    assert end_of(exhibit, words) != end_of(exhibit, changed)


def end_of(exhibit: Exhibit, words: list[str]) -> str:
    digest, moment = "", timezone.make_aware(timezone.datetime(2026, 11, 1))
    for number, word in enumerate(words, 1):
        link = Custody(
            exhibit=exhibit, number=number, kind="handed", at=moment, recorded_at=moment, recorded_by_id=1
        )
        link.write(holder=word)
        digest = digest_of(exhibit, link, digest)
    return digest


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE investigations_custody SET kind = 'released'",
        "UPDATE investigations_custody SET digest = '-' || substr(digest, 2)",
        "DELETE FROM investigations_custody",
        "UPDATE investigations_exhibit SET digest = ''",
        "UPDATE investigations_exhibit SET number = 9",
        "DELETE FROM investigations_exhibit",
    ],
)
def test_the_database_itself_refuses(statement, as_owner_of_the_tables):
    investigating.exhibit(digest="b" * 64)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("RESET ROLE")
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            cursor.execute(statement)


def test_the_bytes_may_be_sealed_with_another_key():
    made = investigating.exhibit(document=Document("application/pdf", PDF))
    rows = Custody.objects.system("a test").filter(exhibit=made)
    link = rows.get()
    link.write(**link.words)
    assert rows.update(sealed=link.sealed) == 1
    exhibit, links = exhibit_with_chain(scene.actor("daouda"), made.pk)
    assert first_broken(exhibit, links) is None


def test_a_file_is_kept_sealed_with_its_digest(client_for, daouda):
    digest = hashlib.sha256(PDF).hexdigest()
    document = Document("application/pdf", PDF)
    with pytest.raises(Invalid) as refusal:
        investigating.exhibit(document=document, digest="c" * 64)
    assert refusal.value.field == "digest"
    made = investigating.exhibit(document=document, digest=digest.upper())
    assert made.digest == digest
    assert PDF not in bytes(made.document)
    answer = client_for(daouda).get(f"/procedures/scelles/{made.pk}/fichier/")
    assert answer.content == PDF


def test_an_exhibit_without_a_file_has_no_address_for_it(client_for, daouda):
    made = investigating.exhibit()
    assert client_for(daouda).get(f"/procedures/scelles/{made.pk}/fichier/").status_code == 404


def test_a_movement_is_neither_to_come_nor_before_the_last():
    made = investigating.exhibit()
    handed(made)
    for wrong in (timezone.now() + timedelta(hours=1), timezone.now() - timedelta(hours=1)):
        with pytest.raises(Invalid) as refusal:
            handed(made, at=wrong)
        assert refusal.value.field == "at"
    with pytest.raises(Invalid):
        investigating.exhibit(seized_on=timezone.localdate() + timedelta(days=1))


def test_two_persons_release_an_exhibit_and_then_nothing_moves_it():
    made = investigating.exhibit()
    asked = investigating.asked_release(made)
    with pytest.raises(Invalid, match="attend déjà"):
        investigating.asked_release(made)
    assert investigating.reread(made).state == "held"
    with pytest.raises(NotAllowed):
        investigating.sign(asked, "daouda")
    investigating.sign(asked)
    made = investigating.reread(made)
    assert made.state == "released"
    exhibit, links = exhibit_with_chain(scene.actor("daouda"), made.pk)
    assert (links[-1].kind, links[-1].words["holder"]) == ("released", "Propriétaire")
    assert first_broken(exhibit, links) is None
    with pytest.raises(StateNotOpen):
        handed(made)


def test_a_broken_chain_is_said_on_the_page(client_for, daouda, monkeypatch):
    made = investigating.exhibit()
    client, page = client_for(daouda), f"/procedures/scelles/{made.pk}/"
    assert "Chaîne vérifiée" in client.get(page).content.decode()
    monkeypatch.setattr("siraba.prosecution.investigations.pages.first_broken", lambda *_: 1)
    assert "rompue au mouvement 1" in client.get(page).content.decode()
