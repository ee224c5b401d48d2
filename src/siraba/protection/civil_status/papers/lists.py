"""The two lists that a verifier carries, made from the registers: whom to believe, and what holds no longer."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db.models import F, Q
from django.utils import timezone

from siraba.engines.transparency.papers.lists import (
    BadList,
    Key,
    Shard,
    Status,
    read_trust,
    sign_status,
    sign_trust,
)
from siraba.foundation.audit.journal import action, record
from siraba.foundation.audit.log import cosigned_size, indexes_of
from siraba.foundation.audit.models import LogShard
from siraba.protection.civil_status.papers.models import Document, PaperKey, Publication
from siraba.protection.civil_status.papers.signing import root_key, root_public
from siraba.protection.civil_status.registers.models import ActState, ActVersion

WHY = "the lists of verifiers name entries of the log, and nobody"
ANNULLED = ~Q(act__state=ActState.IN_FORCE)


@action
def publish_lists(actor: None) -> Publication:
    """Sign both lists anew and keep them as the last ones."""
    now = timezone.now()
    root, issuer, at = root_key(), settings.PAPER_ISSUER, int(now.timestamp())
    trust = sign_trust(root, issuer, at, _keys())
    status, revoked = status_at(now)
    made = Publication.objects.create(at=now, trust=trust, status=sign_status(root, status), revoked=revoked)
    record(actor, "publish_lists", revoked=revoked, keys=PaperKey.objects.count())
    return made


def last_publication() -> Publication | None:
    return Publication.objects.first()


def lists_are_due() -> bool:
    """Whether a version or a key changed since the last lists, or they are a day old."""
    last = last_publication()
    if last is None:
        return PaperKey.objects.exists()
    if (timezone.now() - last.at).total_seconds() > settings.PAPER_LISTS_HOURS * 3600:
        return True
    changed = ActVersion.objects.system(WHY).filter(n__gt=1, signed_at__gt=last.at)
    return bool(changed.exists()) or not _names_our_keys(last)


def status_at(now: datetime) -> tuple[Status, int]:
    """Which entries, and which papers without a place, hold no longer at this moment; and how many entries."""
    annulled = _lines(ANNULLED)
    replaced = _lines(~ANNULLED & ~Q(n=F("act__current")))
    status = Status(
        settings.PAPER_ISSUER,
        int(now.timestamp()),
        _shards(annulled, replaced),
        _papers_without_place(ANNULLED),
        _papers_without_place(~ANNULLED & ~Q(version__n=F("act__current"))),
    )
    return status, len(annulled) + len(replaced)


def _lines(which: Q) -> list[int]:
    return list(ActVersion.objects.system(WHY).filter(which).values_list("line_id", flat=True))


def _shards(annulled: Iterable[int], replaced: Iterable[int]) -> dict[str, Shard]:
    by_shard: dict[str, tuple[set[int], set[int]]] = defaultdict(lambda: (set(), set()))
    for which, lines in enumerate((annulled, replaced)):
        for shard, index in indexes_of(lines).values():
            by_shard[shard][which].add(index)
    return {
        one.name: Shard(cosigned_size(one), *(frozenset(some) for some in by_shard[one.name]))
        for one in LogShard.objects.all()
    }


def _papers_without_place(which: Q) -> frozenset[bytes]:
    rows = Document.objects.system(WHY).filter(which, index__isnull=True)
    return frozenset(pk.bytes for pk in rows.values_list("pk", flat=True))


def _names_our_keys(last: Publication) -> bool:
    try:
        said = read_trust(bytes(last.trust), root_public())
    except BadList:  # another root has signed it
        return False
    return said.keys == {one.kid: one for one in _keys()}


def _keys() -> list[Key]:
    return [
        Key(
            bytes(one.public),
            one.centre.name,
            one.starts,
            one.ends,
            one.state,
            (one.trusted_shard, one.trusted_size) if one.trusted_size is not None else None,
        )
        for one in PaperKey.objects.select_related("centre")
    ]
