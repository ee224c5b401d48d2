"""The two lists that a verifier carries, made from the registers: whom to believe, and what holds no longer."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db.models import F, Q
from django.utils import timezone

from siraba.engines.transparency.papers.lists import Key, Shard, Status, sign_status, sign_trust
from siraba.foundation.audit.journal import action, record
from siraba.foundation.audit.log import cosigned_size, indexes_of
from siraba.foundation.audit.models import AuditLine, LogShard
from siraba.protection.civil_status.papers.models import Document, PaperKey, Publication
from siraba.protection.civil_status.papers.signing import root_key
from siraba.protection.civil_status.registers.models import ActState, ActVersion

WHY = "the lists of verifiers name entries of the log, and nobody"


@action
def publish_lists(actor: None) -> Publication:
    """Sign both lists anew and keep them as the last ones."""
    now = timezone.now()
    root, issuer, at = root_key(), settings.PAPER_ISSUER, int(now.timestamp())
    trust = sign_trust(root, issuer, at, [_key(one) for one in PaperKey.objects.select_related("centre")])
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
    return bool(changed.exists())


def status_at(now: datetime) -> tuple[Status, int]:
    """Which entries, and which papers without a place, hold no longer at this moment; and how many entries."""
    gone = ActVersion.objects.system(WHY).exclude(act__state=ActState.IN_FORCE, n=F("act__current"))
    annulled = dict(gone.filter(~Q(act__state=ActState.IN_FORCE)).values_list("line_id", "pk"))
    replaced = dict(gone.filter(act__state=ActState.IN_FORCE).values_list("line_id", "pk"))
    shards = _shards(annulled, replaced)
    status = Status(
        settings.PAPER_ISSUER,
        int(now.timestamp()),
        shards,
        _papers_without_place(annulled.values()),
        _papers_without_place(replaced.values()),
    )
    return status, len(annulled) + len(replaced)


def _shards(annulled: Iterable[int], replaced: Iterable[int]) -> dict[str, Shard]:
    by_shard: dict[str, tuple[set[int], set[int]]] = defaultdict(lambda: (set(), set()))
    for which, lines in enumerate((annulled, replaced)):
        for shard, index in indexes_of(AuditLine.objects.filter(pk__in=lines)).values():
            by_shard[shard][which].add(index)
    return {
        one.name: Shard(cosigned_size(one), *(frozenset(some) for some in by_shard[one.name]))
        for one in LogShard.objects.all()
    }


def _papers_without_place(versions: Iterable) -> frozenset[bytes]:
    rows = Document.objects.system(WHY).filter(version__in=list(versions), index__isnull=True)
    return frozenset(pk.bytes for pk in rows.values_list("pk", flat=True))


def _key(one: PaperKey) -> Key:
    trusted = (one.trusted_shard, one.trusted_size) if one.trusted_size is not None else None
    return Key(bytes(one.public), one.centre.name, one.starts, one.ends, one.state, trusted)
