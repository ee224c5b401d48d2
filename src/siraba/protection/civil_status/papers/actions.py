"""What may be done with papers: print one, retire a key, say that one was stolen."""

from hashlib import sha256

from django.db.models import Max
from django.utils.translation import gettext as _

from siraba.engines.transparency.papers.fields import BadPaper
from siraba.engines.transparency.papers.paper import signed_text
from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right
from siraba.foundation.access.errors import Invalid, StateNotOpen
from siraba.foundation.access.locking import lock
from siraba.foundation.audit.journal import action, record
from siraba.foundation.audit.log import cosigned_size, current_shard, place_of
from siraba.protection.civil_status.papers.content import paper_of
from siraba.protection.civil_status.papers.models import KEY_MOVES, Document, PaperKey
from siraba.protection.civil_status.papers.signing import key_in_use, private_key
from siraba.protection.civil_status.registers.models import Act, ActState, ActVersion

WHY = "a paper is signed of what its act says"


@action
def print_document(actor: Actor, act: Act) -> Document:
    """Number and sign a paper of the act as it stands now.

    Raises:
        StateNotOpen: the act is annulled, or its number void.
        Invalid: the act has no room on a paper.
    """
    check_right(actor, "print_document", act)
    lock(act)
    if act.state != ActState.IN_FORCE:
        raise StateNotOpen(_("L’acte n’est plus en vigueur : rien ne s’en imprime."))
    version = version_for_paper(act)
    place = place_of(version.line)
    last = Document.objects.system(WHY).filter(act=act).aggregate(last=Max("number"))["last"]
    document = Document(
        act=act,
        version=version,
        unit_id=act.unit_id,
        number=(last or 0) + 1,
        key=key_in_use(act.register.centre),
        shard=place.shard if place else "",
        index=place.index if place else None,
        by_id=actor.account_id,
        fictitious=act.fictitious,
    )
    document.digest = digest_of(text_of(document))
    document.save(force_insert=True)
    record(
        actor, "print_document", act.code, number=document.number, version=version.n, paper=document.digest
    )
    return document


def version_for_paper(act: Act) -> ActVersion:
    rows = ActVersion.objects.system(WHY).select_related("act__register__centre", "signed_by", "line")
    found: ActVersion = rows.get(act=act, n=act.current)
    return found


def text_of(document: Document) -> str:
    """The text of the paper's QR; the same each time.

    Raises:
        Invalid: the act has no room on a paper.
    """
    try:
        return signed_text(paper_of(document), private_key(document.key))
    except BadPaper as refusal:
        raise Invalid(str(refusal)) from refusal


def digest_of(text: str) -> str:
    return sha256(text.encode()).hexdigest()


@action
def retire_paper_key(actor: Actor, key: PaperKey) -> None:
    """No paper is signed by it any more; those that were, hold. The centre draws another when it prints next."""
    check_right(actor, "retire_paper_key", key)
    lock(key)
    KEY_MOVES.advance(key, "retire_paper_key")
    key.save()
    record(actor, "retire_paper_key", key.kid)


@action
def declare_key_compromised(actor: Actor, key: PaperKey) -> None:
    """A paper by this key becomes provisional where witnesses had signed over its place before, and false elsewhere."""
    check_right(actor, "declare_key_compromised", key)
    lock(key)
    KEY_MOVES.advance(key, "declare_key_compromised")
    shard = current_shard()
    if shard is not None:
        key.trusted_shard, key.trusted_size = shard.name, cosigned_size(shard)
    key.save()
    record(actor, "declare_key_compromised", key.kid, shard=key.trusted_shard, size=key.trusted_size)
