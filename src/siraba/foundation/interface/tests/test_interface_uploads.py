"""A document is what its bytes say, whatever its name; it is kept sealed and given back as a download."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from siraba.foundation.handover.models import CourtOrder
from siraba.foundation.interface.uploads import KINDS, LARGEST, DocumentField, kind_of
from tests import scene

SYSTEM = "a test looks at the row itself"
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00" * 20
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + b"\x00" * 20
LIES = {
    "a page": b"<html><script>alert(1)</script></html>",
    "a program": b"MZ\x90\x00" + b"\x00" * 60,
    "an archive": b"PK\x03\x04" + b"\x00" * 60,
    "a picture with code": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "nothing known": b"hello",
}


@pytest.mark.parametrize(("kind", "content"), list(zip(KINDS, (PDF, JPEG, PNG), strict=True)))
def test_the_bytes_say_what_a_document_is(kind, content):
    assert kind_of(content) == kind
    document = DocumentField().clean(SimpleUploadedFile("aissata-bagayoko.exe", content, "text/html"))
    assert (document.kind, document.content) == (kind, content)
    assert "aissata" not in document.file_name


@pytest.mark.parametrize("content", LIES.values(), ids=LIES)
def test_a_file_that_lies_about_its_kind_is_refused(content):
    with pytest.raises(Exception, match="ni un PDF ni une image"):
        DocumentField().clean(SimpleUploadedFile("decision.pdf", content, "application/pdf"))


@given(st.binary(max_size=200))
def test_no_other_bytes_pass(content):
    kind = kind_of(content)
    assert kind is None or content.startswith(KINDS[kind])


def test_a_file_that_is_too_large_is_refused():
    with pytest.raises(Exception, match="dépasse 5 Mo"):
        DocumentField().clean(SimpleUploadedFile("d.pdf", PDF + b" " * LARGEST, "application/pdf"))


@pytest.fixture
def sent(db, request, client_for):
    for name in ("awa", "boubacar", "coumba", "garba", "daouda"):
        request.getfixturevalue(name)
    case = scene.open_case()
    today = timezone.localdate()

    def send(content):
        words = {
            "form_id": "",
            "authority": scene.organisation("brigade").pk,
            "reference": "RP 12/2026",
            "dated": today.isoformat(),
            "valid_to": (today + timedelta(days=9)).isoformat(),
            "fields_wanted": ["names"],
            "document": SimpleUploadedFile("aissata.pdf", content, "application/pdf"),
        }
        return case, client_for(scene.account("coumba")).post(reverse("cases:order", args=[case.code]), words)

    return send


def test_the_document_is_sealed_and_comes_back_as_a_download(sent, client_for):
    case, response = sent(PDF)
    assert response.status_code == 302
    order = CourtOrder.objects.system(SYSTEM).get()
    with connection.cursor() as cursor:
        cursor.execute("SELECT document FROM handover_courtorder")
        assert b"%PDF" not in bytes(cursor.fetchone()[0])
    url = reverse("cases:order_document", args=[case.code, order.pk])
    page = client_for(scene.account("coumba")).get(url)
    assert page.content == PDF
    assert page["Content-Disposition"] == 'attachment; filename="document.pdf"'
    assert page["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in page["Content-Security-Policy"]
    for who in ("boubacar", "daouda"):
        assert client_for(scene.account(who)).get(url).status_code == 404


def test_a_lie_is_said_on_its_field_and_the_rest_is_not_lost(sent):
    _case, response = sent(LIES["a page"])
    page = response.content.decode()
    assert "ni un PDF ni une image" in page
    assert "RP 12/2026" in page
    assert not CourtOrder.objects.system(SYSTEM).exists()
