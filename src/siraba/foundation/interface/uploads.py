"""A document that somebody hands in: what it is, is read from its bytes and never from its name."""

import base64
from dataclasses import dataclass
from typing import Any

import puremagic
from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from siraba.foundation.access import crypto

LARGEST = 5 * 1024 * 1024
# Kind → the first bytes that it must have
KINDS = {
    "application/pdf": (b"%PDF-",),
    "image/jpeg": (b"\xff\xd8\xff",),
    "image/png": (b"\x89PNG\r\n\x1a\n",),
}
EXTENSIONS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}


@dataclass(frozen=True)
class Document:
    kind: str
    content: bytes

    def facts(self) -> dict[str, Any]:
        return {"kind": self.kind}

    def as_download(self) -> HttpResponse:
        """The document as a file to keep: no browser opens it in place."""
        headers = {
            "Content-Disposition": f'attachment; filename="{self.file_name}"',
            "Content-Security-Policy": "sandbox; default-src 'none'",
        }
        return HttpResponse(self.content, content_type=self.kind, headers=headers)

    @property
    def file_name(self) -> str:
        """A name of ours: the one that came may name a person."""
        return f"document.{EXTENSIONS[self.kind]}"


def sealed_document(compartment: str, place: str, document: Document) -> bytes:
    """The document encrypted for one place; see `crypto.seal`."""
    content = {**document.facts(), "content": base64.b64encode(document.content).decode()}
    return crypto.seal(compartment, place, content)


def opened_document(compartment: str, place: str, sealed: bytes) -> Document:
    """What `sealed_document` made for the same place. Raises crypto.CannotOpen."""
    found = crypto.unseal(compartment, place, bytes(sealed))
    return Document(found["kind"], base64.b64decode(found["content"]))


def kind_of(content: bytes) -> str | None:
    """The kind that both the first bytes and the library of signatures agree on; None for everything else."""
    kind = next((kind for kind, starts in KINDS.items() if content.startswith(starts)), None)
    try:
        guessed = puremagic.from_string(content, mime=True)
    except (puremagic.PureError, ValueError):
        return None
    return kind if kind == guessed else None


class DocumentField(forms.FileField):
    """A PDF or a picture of at most five megabytes; its value is a `Document`."""

    default_error_messages = {
        "too_large": _("Ce document dépasse 5 Mo : réduisez-le."),
        "not_a_document": _("Ce fichier n’est ni un PDF ni une image JPEG ou PNG, quel que soit son nom."),
    }
    widget = forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"})

    def clean(self, data: Any, initial: Any = None) -> Document | None:
        upload = super().clean(data, initial)
        if not upload:
            return None
        if upload.size > LARGEST:
            raise forms.ValidationError(self.error_messages["too_large"], code="too_large")
        content = upload.read()
        kind = kind_of(content)
        if kind is None:
            raise forms.ValidationError(self.error_messages["not_a_document"], code="not_a_document")
        return Document(kind, content)
