"""Documents of a case: kept sealed, given out as files, closed by their own category."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from siraba.foundation.audit.models import AuditLine
from siraba.protection.cases.models import Attachment
from siraba.protection.cases.selectors import attachments_visible_to
from tests import scene

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("awa", "boubacar", "coumba", "garba", "provider", "hawa"),
]
SYSTEM = "a test looks at the row itself"


@pytest.fixture
def case():
    return scene.open_case()


def joined(client, case, content=b"%PDF-1.7 x", **changes):
    data = {"title": "Certificat médical", "category": "health"} | changes
    data["document"] = SimpleUploadedFile("Aissata Bagayoko.pdf", content)
    return client.post(reverse("cases:act", args=[case.code, "piece"]), data)


def test_a_document_is_joined_listed_and_read_again(case, awa, client_for):
    client = client_for(awa)
    assert joined(client, case).status_code == 302
    kept = Attachment.objects.system(SYSTEM).get()
    address = reverse("cases:attachment", args=[case.code, kept.pk])
    page = client.get(reverse("cases:detail", args=[case.code])).text
    assert address in page
    assert "Certificat médical" in page
    read = client.get(address)
    assert (read.content, read["Content-Type"]) == (b"%PDF-1.7 x", "application/pdf")
    assert read["Content-Disposition"] == 'attachment; filename="document.pdf"'
    assert AuditLine.objects.filter(act="read_attachment", object=case.code).count() == 1


def test_neither_its_content_nor_the_name_of_its_file_lies_open(case, awa, client_for):
    joined(client_for(awa), case)
    kept = Attachment.objects.system(SYSTEM).get()
    assert b"%PDF" not in bytes(kept.document)
    assert kept.words == {"title": "Certificat médical"}


@pytest.mark.parametrize(
    ("content", "changes", "said"),
    [
        (b"MZ program", {}, "ni un PDF ni une image"),
        (b"%PDF-1.7 " + b"x" * (5 * 1024 * 1024), {}, "5 Mo"),
        (b"%PDF-1.7 x", {"category": "identity"}, "Sélectionnez un choix valide"),
        (b"%PDF-1.7 x", {"title": ""}, "obligatoire"),
    ],
)
def test_what_is_no_document_is_refused(case, awa, client_for, content, changes, said):
    answer = joined(client_for(awa), case, content, **changes)
    assert said in answer.text
    assert not Attachment.objects.system(SYSTEM).exists()


def test_documents_are_open_to_those_who_hold_the_case_by_category(case):
    for category in ("case", "health", "exploitation"):
        scene.attach(case, category=category, title=category)
    for name, count in (
        ("awa", 3),
        ("coumba", 3),
        ("boubacar", 0),
        ("garba", 0),
        ("provider", 0),
        ("hawa", 0),
    ):
        assert attachments_visible_to(scene.actor(name)).count() == count, name
    health = Attachment.objects.visible_to(scene.actor("awa"), "health")
    assert [kept.words["title"] for kept in health] == ["health"]


def test_a_document_of_another_case_is_not_under_this_one(case, awa, client_for):
    kept = scene.attach(scene.open_case(names="Kadidia Dicko"))
    assert client_for(awa).get(reverse("cases:attachment", args=[case.code, kept.pk])).status_code == 404
