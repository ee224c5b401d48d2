"""The sheet, and what reads it aloud."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from siraba.foundation.access.errors import Invalid, NotAllowed
from siraba.foundation.vocabulary import codes
from siraba.protection.reception.orientation.models import Recording
from siraba.protection.reception.orientation.recordings import (
    MEGABYTE,
    Sound,
    SoundField,
    add_recording,
    kind_of,
    remove_recording,
)
from siraba.protection.reception.orientation.sheet import PLAIN
from tests import scene

pytestmark = pytest.mark.django_db
OGG = b"OggS\x00\x02" + bytes(22) + b"OpusHead" + bytes(60)
WAV = b"RIFF\x24\0\0\0WAVEfmt " + bytes(60)


@pytest.fixture(autouse=True)
def cast(account_for):
    for one in ("garba", "nana"):
        account_for(one)


def page_of(client_for, orientation) -> str:
    response = client_for(scene.account("garba")).get(reverse("orientation:sheet", args=[orientation.pk]))
    assert response.status_code == 200
    return response.content.decode()


def test_the_sheet_says_what_where_when_and_what_to_bring_and_names_nobody(client_for):
    made = scene.orientation(
        area="Kayes",
        name="Soins aux victimes de traite",
        place="Face au marché",
        fees="Gratuit",
        parts={
            "documents": ["Une pièce d’identité"],
            "phones": [
                {"number": "20210000", "function": "Accueil", "public": True},
                {"number": "70999999", "function": "Garde", "public": False},
            ],
        },
    )
    main = page_of(client_for, made).split("<main")[1].split("</main>")[0]
    for word in ("Voir un soignant", "Kayes", "Face au marché", "Gratuit", "pièce d’identité", "20210000"):
        assert word in main
    for word in ("victime", "70999999", "Oumou", "Sangaré", made.arrival.code):
        assert word not in main


def test_what_the_site_is_for_is_not_printed(client_for):
    page = page_of(client_for, scene.orientation())
    printed = re.sub(r'<div class="no-print">.*?</div>\s*(?=<main|</body)', "", page, flags=re.DOTALL)
    assert "traite" in page
    assert "traite" not in printed
    assert "Voir un soignant" in printed


def test_no_word_of_a_sheet_marks_a_person():
    assert set(PLAIN) == set(codes("service_type"))
    said = " ".join(str(words).lower() for words in PLAIN.values())
    for word in ("victime", "traite", "viol", "psy", "asile", "malad"):
        assert word not in said


def test_the_sheet_is_read_aloud_where_there_is_a_recording_and_says_so_where_there_is_none(client_for):
    made = scene.orientation()
    assert "Aucun enregistrement" in page_of(client_for, made)
    of_type = scene.recording()
    assert reverse("orientation:sound", args=[of_type.pk]) in page_of(client_for, made)
    own = scene.recording(service=made.service, service_type="")
    assert reverse("orientation:sound", args=[own.pk]) in page_of(client_for, made)


def test_of_a_protected_place_only_the_words_for_all_of_its_type_are_read(client_for):
    made = scene.orientation(address_protected=True)
    scene.recording(service=made.service, service_type="")
    assert "Aucun enregistrement" in page_of(client_for, made)


def test_a_sound_may_be_played_on_the_sheet_and_on_no_other_page(client_for):
    client, made = client_for(scene.account("garba")), scene.orientation()
    sheet = client.get(reverse("orientation:sheet", args=[made.pk]))
    assert "media-src 'self'" in sheet["Content-Security-Policy"]
    other = client.get(reverse("orientation:detail", args=[made.pk]))
    assert "media-src" not in other["Content-Security-Policy"]
    heard = client.get(reverse("orientation:sound", args=[scene.recording().pk]))
    assert (heard.content, heard["Content-Type"]) == (scene.SOUND, "audio/mpeg")


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (scene.SOUND, "audio/mpeg"),
        (OGG, "audio/ogg"),
        (WAV, "audio/wav"),
        (b"<html><script>alert(1)</script>", None),
        (b"%PDF-1.7", None),
        (b"RIFF\x24\0\0\0WEBPVP8 " + bytes(60), None),
        (b"", None),
    ],
)
def test_what_a_file_is_its_bytes_say(content, kind):
    assert kind_of(content) == kind


def test_a_file_that_is_no_sound_or_too_long_is_refused_in_words(settings):
    settings.RECORDING_MEGABYTES = 1
    field = SoundField()
    for content, words in (
        (b"GIF89a" + bytes(50), "ni un MP3"),
        (scene.SOUND + bytes(MEGABYTE), "dépasse 1 Mo"),
    ):
        with pytest.raises(Exception, match=words):
            field.clean(SimpleUploadedFile("son.mp3", content))
    assert field.clean(SimpleUploadedFile("son.exe", OGG)) == Sound("audio/ogg", OGG)


def test_a_recording_is_the_head_office_s_and_replaces_the_one_before(account_for):
    first = scene.recording()
    second = scene.recording(sound=Sound("audio/ogg", OGG))
    assert list(Recording.objects.all()) == [second]
    assert first.pk != second.pk
    with pytest.raises(NotAllowed):
        scene.recording(by="garba")
    with pytest.raises(NotAllowed):
        remove_recording(scene.actor("garba"), second)
    remove_recording(scene.actor("nana"), second)
    assert not Recording.objects.exists()


def test_a_recording_is_of_one_thing_and_is_a_sound():
    nana, service = scene.actor("nana"), scene.offered()
    for words in ({}, {"service": service, "service_type": "medical"}):
        with pytest.raises(Invalid, match="Choisissez"):
            add_recording(nana, sound=Sound("audio/mpeg", scene.SOUND), **words)
    with pytest.raises(Invalid, match="ni un MP3"):
        add_recording(nana, sound=Sound("audio/mpeg", OGG), service_type="medical")


def test_the_head_office_adds_one_on_a_page(client_for):
    client = client_for(scene.account("nana"))
    sent = {"sound": SimpleUploadedFile("a.mp3", scene.SOUND), "service_type": "food", "language": "bm"}
    response = client.post(reverse("orientation:add_recording"), sent, follow=True)
    assert "Assistance alimentaire" in response.content.decode()
