"""Write a line of the journal, and run an act so that it cannot finish without one."""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db import transaction
from django.utils import timezone

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.errors import Refusal
from siraba.foundation.audit.models import AuditLine, Decision

P = ParamSpec("P")
R = TypeVar("R")

ACTIONS: dict[str, Callable] = {}
_written: ContextVar[int] = ContextVar("audit_lines_written", default=0)
_nested: ContextVar[bool] = ContextVar("inside_an_action", default=False)
_held: ContextVar[list | None] = ContextVar("refusals_to_write", default=None)


# What of a line its digest answers for, in this order
CONTENT = (
    "at",
    "account_id",
    "role",
    "organisation_id",
    "purpose",
    "act",
    "object",
    "decision",
    "detail",
)
_canonical = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def digest_of(line: AuditLine) -> str:
    """SHA-256 of the line's content in one canonical form."""
    return digest_of_content([getattr(line, name) for name in CONTENT])


def digest_of_content(content: Sequence[Any]) -> str:
    """The same of the values of `CONTENT`, for a walk over millions of lines."""
    at, *others = content
    return hashlib.sha256(_canonical([at.astimezone(UTC).isoformat(), *others]).encode()).hexdigest()


def record(
    actor: Actor | None, act: str, object: str = "", decision: str = Decision.ALLOWED, **detail: Any
) -> AuditLine:
    """Add a line; `actor` None is the system itself. `detail` holds JSON values and never a name of a person.

    `commits` in the detail binds rows to the line; see `audit.commitments`.
    """
    at: datetime = timezone.now()
    line = AuditLine(at=at, act=act, object=object, decision=decision, detail=detail)
    if actor is not None:
        line.account_id, line.role = actor.account_id, actor.role
        line.organisation_id, line.purpose = actor.organisation_id, actor.purpose or ""
    line.digest = digest_of(line)
    line.save(force_insert=True)
    _written.set(_written.get() + 1)
    return line


def action(function: Callable[P, R]) -> Callable[P, R]:
    """An act on the domain: one transaction, a line of the journal when it is done and when it is refused.

    The first argument of the function is the actor (None for the system). An act that would end without a
    line is undone.
    """

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        from siraba.foundation.audit.chain import seal

        before, outermost = _written.get(), not _nested.get()
        token = _nested.set(True)
        try:
            with transaction.atomic():
                result = function(*args, **kwargs)
                if _written.get() == before:
                    raise RuntimeError(f"{function.__name__} wrote no audit line")
                if outermost:
                    transaction.on_commit(seal)
                return result
        except Refusal as refusal:
            if outermost:
                _record_refusal(function.__name__, refusal, args)
            raise
        finally:
            _nested.reset(token)

    ACTIONS[function.__name__] = run
    return run


def _record_refusal(name: str, refusal: Refusal, args: tuple) -> None:
    refusal.in_journal = True
    actor = args[0] if args and isinstance(args[0], Actor) else None
    code = getattr(args[1], "code", "") if len(args) > 1 else ""
    line = (actor, name, code, type(refusal).__name__)
    held = _held.get()
    if held is None:
        _write_refusal(*line)
    else:
        held.append(line)


def _write_refusal(actor: Actor | None, name: str, code: str, reason: str) -> None:
    record(actor, name, code, Decision.REFUSED, reason=reason)


def record_closed_page(actor: Actor, page: str, code: str, refusal: Refusal) -> None:
    """Write that a page was refused, unless an act has already written its own refusal."""
    if not refusal.in_journal:
        record(actor, "open_page", code, Decision.REFUSED, page=page, reason=type(refusal).__name__)


@contextmanager
def refusals_afterwards() -> Iterator[None]:
    """Put this around a transaction that holds actions: their refusals are written once it has been undone."""
    token = _held.set([])
    try:
        yield
    finally:
        lines = _held.get() or []
        _held.reset(token)
        for line in lines:
            _write_refusal(*line)
