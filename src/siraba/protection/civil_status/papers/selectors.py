"""Reading papers, always for an actor; keys and lists are public."""

from uuid import UUID

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.errors import NotVisible
from siraba.foundation.access.guard import GuardedQuerySet, one_of
from siraba.foundation.access.policy import Category
from siraba.protection.civil_status.papers.models import Document, PaperKey
from siraba.protection.civil_status.registers.models import Act
from siraba.protection.civil_status.registers.selectors import reads_identity


def papers_visible_to(actor: Actor) -> GuardedQuerySet:
    rows = Document.objects.visible_to(actor, Category.CIVIL_STATUS)
    return rows.select_related("act__register__centre", "key", "by")


def papers_of(actor: Actor, act: Act) -> list[Document]:
    return list(papers_visible_to(actor).filter(act=act).order_by("number"))


def paper_for(actor: Actor, pk: UUID) -> Document:
    """A paper whose words the actor may read. Raises NotVisible."""
    rows = papers_visible_to(actor).select_related(
        "act__register__centre",
        "key",
        "by",
        "version__act__register__centre",
        "version__signed_by",
        "version__line",
    )
    found: Document = one_of(rows, pk=pk)
    if not reads_identity(actor, found.act):
        raise NotVisible
    return found


def key_for(kid: str) -> PaperKey:
    """Raises NotVisible."""
    found = PaperKey.objects.select_related("centre").filter(kid=kid).first()
    if found is None:
        raise NotVisible
    return found
