"""Looking at applications, and what a person says of what was found. Nothing is ever refused by machine."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right
from siraba.foundation.access.errors import Invalid
from siraba.foundation.access.locking import lock
from siraba.foundation.audit.journal import action, record
from siraba.protection.reintegration.calls.models import Application
from siraba.protection.reintegration.safeguards.finding import OUT, SYSTEM, Finding, findings
from siraba.protection.reintegration.safeguards.models import (
    BLOCKING,
    FLAG_MOVES,
    Flag,
    FlagState,
    Screening,
)
from siraba.protection.reintegration.safeguards.resemblance import index_names

AT_ONCE = 200


@action
def screen_application(actor: None, application: Application, *, occasion: str) -> int:
    """Look for money taken twice, and write down what is new; how much. `occasion`: submission, contract, batch, timer.

    What was cleared comes again only when something more agrees than before.
    """
    index_names(application)
    found = sum(_note(application, one) for one in findings(application))
    Screening.objects.update_or_create(application=application, defaults={"at": timezone.now()})
    record(actor, "screen_application", application.code, occasion=occasion, found=found)
    return found


@action
def raise_flag(actor: None, application: Application, finding: Finding) -> None:
    """Write down one finding that only a payment could show."""
    new = _note(application, finding, again=True)
    record(actor, "raise_flag", application.code, kind=finding.kind, new=bool(new))


def _note(application: Application, finding: Finding, again: bool = False) -> bool:
    later, first = _in_order(application, finding.other)
    rows = Flag.objects.system(SYSTEM).select_for_update(of=("self",))
    known = rows.filter(kind=finding.kind, application=later, other=first).first()
    if known is None:
        Flag(
            application_id=later,
            other_id=first,
            kind=finding.kind,
            facts=list(finding.facts),
            figures=finding.figures,
            fictitious=application.fictitious,
        ).save(force_insert=True)
        return True
    return _find_again(known, finding, again)


def _in_order(application: Application, other: UUID | None) -> tuple[UUID, UUID | None]:
    """The later of two applications, then the one that was there first."""
    if other is None:
        return application.pk, None
    beside = Application.objects.system(SYSTEM).get(pk=other)
    first, later = sorted((application, beside), key=lambda one: (one.submitted_at or one.started_at, one.pk))
    return later.pk, first.pk


def _find_again(flag: Flag, finding: Finding, again: bool) -> bool:
    more = set(finding.facts) - set(flag.facts)
    grown = any(_number(value) > _number(flag.figures.get(name)) for name, value in finding.figures.items())
    if not (more or grown or again):
        return False
    flag.facts, flag.figures = sorted({*flag.facts, *finding.facts}), finding.figures
    if flag.state == FlagState.CLEARED:
        FLAG_MOVES.advance(flag, "find_again")
        flag.found_at, flag.settled_by_id, flag.settled_at = timezone.now(), None, None
    flag.save()
    return flag.state == FlagState.OPEN


def _number(value: Any) -> int:
    return value if isinstance(value, int) else len(value or ())


def screen_waiting() -> int:
    """Look at what was submitted and never looked at; how many applications. Each is a transaction of its own."""
    waiting = Application.objects.system(SYSTEM).filter(screening__isnull=True).exclude(state__in=OUT)
    return _screen(waiting.select_related("call__fund").order_by("submitted_at", "pk")[:AT_ONCE])


def screen_all() -> int:
    """Look again at every application that may still be paid."""
    rows = Application.objects.system(SYSTEM).exclude(state__in=OUT)
    return _screen(rows.select_related("call__fund").order_by("submitted_at", "pk"))


def _screen(applications: Iterable[Application]) -> int:
    done = 0
    for application in applications:
        screen_application(None, application, occasion="timer")
        done += 1
    return done


def blocking(applications: Iterable[UUID]) -> dict[UUID, list[Flag]]:
    """The flags that keep these applications from being paid, on whichever side they are."""
    wanted = set(applications)
    rows = Flag.objects.system(SYSTEM).filter(state__in=BLOCKING)
    found: dict[UUID, list[Flag]] = {}
    for name in ("application", "other"):
        for flag in rows.filter(**{f"{name}__in": wanted}).defer("sealed"):
            found.setdefault(getattr(flag, f"{name}_id"), []).append(flag)
    return found


# What a person says


@action
def clear_flag(actor: Actor, flag: Flag, *, reason: str) -> None:
    """Say why money may go: two persons after all, an explained case, or what the committee decided of a confirmed one."""
    _settle(actor, flag, "clear_flag", reason=reason)


@action
def confirm_flag(actor: Actor, flag: Flag, *, said: str) -> None:
    """Say that it is so. Nothing is paid until the committee or the secretariat has decided, and another has cleared it."""
    _settle(actor, flag, "confirm_flag", said=said)


def _settle(actor: Actor, flag: Flag, act: str, **words: str) -> None:
    lock(flag)
    check_right(actor, act, flag)
    FLAG_MOVES.advance(flag, act)
    if not all(word.strip() for word in words.values()):
        raise Invalid(_("Dites pourquoi : quelqu’un le relira."), next(iter(words)))
    flag.write(**{**flag.words, **words})
    flag.settled_by_id, flag.settled_at = actor.account_id, timezone.now()
    flag.save()
    record(actor, act, flag.code, kind=flag.kind)
