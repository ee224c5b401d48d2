"""The published log as anybody may read it: where it stands, its files (C2SP tlog-tiles), its proofs.

Nothing here is a line of the journal: commitments, hashes and signatures alone.
"""

import re
from pathlib import Path

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from siraba.engines.transparency.errors import Refusal
from siraba.engines.transparency.notes import encode64
from siraba.foundation.audit.log import folder_of
from siraba.foundation.audit.models import LogCheckpoint, LogShard
from siraba.foundation.audit.proving import consistency, inclusion_at
from siraba.foundation.audit.publication import public_keys
from siraba.foundation.audit.witnesses import shown_checkpoints, witness_keys

# `tile/0/x001/x234/067.p/12`, `tile/entries/000`: the only names under which a log has files
NAME = re.compile(r"checkpoint|tile/(?:entries|\d{1,2})(?:/x\d{3})*/\d{3}(?:\.p/\d{1,3})?")
FOREVER = "public, max-age=31536000, immutable"
PLAIN, BYTES = "text/plain; charset=utf-8", "application/octet-stream"


@require_safe
def public_log(request: HttpRequest) -> HttpResponse:
    """Where each part of the log stands, who has signed it, and how to check it oneself."""
    found = {
        "checkpoints": shown_checkpoints(),
        "keys": public_keys(),
        "witnesses": [key for key, _url in witness_keys()],
    }
    return render(request, "audit/public_log.html", found)


@require_safe
def log_file(request: HttpRequest, shard: str, name: str) -> FileResponse:
    """A file of the published folder. A full tile never changes; a checkpoint does."""
    if not NAME.fullmatch(name):
        raise Http404
    path: Path = folder_of(_shard(shard)) / name
    try:
        found = path.open("rb")
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        raise Http404 from None
    answer = FileResponse(found, content_type=PLAIN if name == "checkpoint" else BYTES)
    answer["Cache-Control"] = "no-cache" if name == "checkpoint" else FOREVER
    return answer


@require_safe
def inclusion_proof(request: HttpRequest, shard: str, index: int) -> HttpResponse:
    """That the entry of this index is in the last checkpoint, as text (C2SP tlog-proof)."""
    last = _last(shard)
    try:
        return HttpResponse(str(inclusion_at(last, index)), content_type=PLAIN)
    except Refusal as refusal:
        return HttpResponse(f"{refusal}\n", content_type=PLAIN, status=404)


@require_safe
def consistency_proof(request: HttpRequest, shard: str, old: int, new: int) -> HttpResponse:
    """That the log of `new` entries continues the one of `old`: the hashes of RFC 9162, in base 64."""
    last = _last(shard)
    if not 0 < old <= new <= last.size:
        raise Http404
    hashes = consistency(last.shard, old, new)
    return JsonResponse({"old": old, "new": new, "hashes": [encode64(one) for one in hashes]})


def _shard(name: str) -> LogShard:
    found = LogShard.objects.filter(name=name).first()
    if found is None:
        raise Http404
    return found


def _last(name: str) -> LogCheckpoint:
    last = _shard(name).checkpoints.select_related("shard").order_by("-size").first()
    if last is None:
        raise Http404
    return last
