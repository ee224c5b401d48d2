"""The documents kept with a case, as its page shows them and gives them out."""

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.guard import one_of
from siraba.foundation.access.policy import Category, Purpose, Scope
from siraba.foundation.access.views import ActorRequest, page
from siraba.foundation.audit.journal import record
from siraba.foundation.interface.uploads import Document, opened_document
from siraba.protection.cases import panels
from siraba.protection.cases.models import Attachment, Case
from siraba.protection.cases.panels import Panel, PanelRow
from siraba.protection.cases.rules import MANAGERS
from siraba.protection.cases.selectors import attachments_visible_to, case_for


@page(Purpose.CARE, roles=MANAGERS)
@require_safe
def attachment(request: ActorRequest, code: str, pk: UUID) -> HttpResponse:
    """A document of the case, as a download that no browser opens in place."""
    case = case_for(request.actor, code)
    kept = one_of(attachments_visible_to(request.actor), case=case, pk=pk)
    record(request.actor, "read_attachment", case.code)
    return opened(kept).as_download()


def opened(kept: Attachment) -> Document:
    """The document of an attachment that is open to its reader."""
    return opened_document(kept.compartment, kept.document_place(), bytes(kept.document))


def attachments_of(actor: Actor, case: Case) -> Panel | None:
    if not actor.scopes(Category.CASE) & {Scope.ASG, Scope.OWN}:
        return None
    rows = [
        PanelRow(
            kept.words["title"],
            reverse("cases:attachment", args=[case.code, kept.pk]),
            "",
            str(Category(kept.category).label),
            panels.dated(kept.written_at, kept.author.full_name),
        )
        for kept in attachments_visible_to(actor).filter(case=case).defer("document")
    ]
    return Panel(_("Pièces jointes"), rows) if rows else None


panels.register(attachments_of)
