"""The whole audit of the journal, in one process or shared among several."""

import multiprocessing
from collections.abc import Iterator
from pathlib import Path

from siraba.config.starting import start_django

SHARES = 4  # of the rows, for each process: the last one to end keeps nobody waiting long


def verify_all(kept: Path | None = None, processes: int = 1) -> list[str]:
    """A sentence for each fault of the chain, of the published log, and of the rows that the journal answers for."""
    from siraba.foundation.audit.commitments import ALL

    shares = [ALL] if processes == 1 else _shares(processes)
    parts = [("chain", None), ("log", kept), *(("rows", one) for one in shares)]
    if processes == 1:
        return [told for part in parts for told in _faults(*part)]
    # A process that is forked would share its line to the database with this one
    with multiprocessing.get_context("spawn").Pool(processes, start_django) as pool:
        return [told for found in pool.map(_listed, parts, chunksize=1) for told in found]


def _shares(processes: int) -> list:
    from siraba.foundation.audit.commitments import Lines
    from siraba.foundation.audit.models import AuditLine

    last = AuditLine.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    step = last // (processes * SHARES) + 1
    starts = list(range(0, last + 1, step))
    return [Lines(first, first + step if first != starts[-1] else None) for first in starts]


def _listed(part: tuple) -> list[str]:
    return list(_faults(*part))


def _faults(kind: str, argument) -> Iterator[str]:
    from django.conf import settings

    from siraba.foundation.audit.chain import verify
    from siraba.foundation.audit.proving import verify_log, verify_rows

    if kind == "chain":
        yield from verify(settings.AUDIT_ANCHORS)
    elif kind == "log":
        yield from verify_log(argument)
    else:
        yield from verify_rows(argument)
