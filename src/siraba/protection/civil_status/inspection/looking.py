"""The rules run over the platform's own registers: each night, or when an inspector asked; never inside a request.

Reading and comparing are outside of any transaction; only the alerts that are new are written, all of them or none.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from siraba.engines.irregularities import Act as Line
from siraba.engines.irregularities import Acts, find_irregularities
from siraba.engines.irregularities import Alert as Found
from siraba.engines.irregularities import Mandate as Held
from siraba.engines.irregularities.finding import VERSION
from siraba.engines.irregularities.reading import act_of
from siraba.foundation.access.pseudonyms import new_code
from siraba.foundation.audit.journal import action, record
from siraba.protection.civil_status.inspection.models import LIVE, Alert, Look
from siraba.protection.civil_status.inspection.selectors import running
from siraba.protection.civil_status.registers.models import BIRTHS, Act, Mandate, Register
from siraba.protection.civil_status.registers.selectors import acts_for_inspection

WHY = "the rules look at all acts, for nobody in particular"
TOLD_EACH = 1_000  # acts between two notes of the progress
TOGETHER = 500
ALWAYS = frozenset(
    "act_id centre_id centre_type register register_year act_number form_serial status mode judgment_no court"
    " judgment_date hearing_id act_date keyed_at approved_at operator_id approver_id officer_id".split()
)
Progress = Callable[[int, int], None]


def look_asked() -> int:
    """Carry out the search that an inspector asked for, if one waits; how many alerts it opened."""
    waiting = Look.objects.filter(started_at__isnull=True, failed=False).exists()
    return look_now() if waiting else 0


def look_now(progress: Progress | None = None) -> int:
    """Look for irregularities in all registers; how many alerts were opened. None while another search runs."""
    look = _start()
    if look is None:
        return 0
    try:
        lines = Acts(_lines(look, progress))
        found = find_irregularities(lines, _mandates(), timezone.localdate())
        return open_alerts(None, look, found)
    except BaseException:
        Look.objects.filter(pk=look.pk).update(failed=True)
        raise


def _start() -> Look | None:
    with transaction.atomic():
        going = running()
        if going is None:
            going = Look.objects.create()
        look = Look.objects.select_for_update().get(pk=going.pk)
        if look.started_at is not None:
            return None
        look.started_at, look.rules = timezone.now(), VERSION
        look.total = Act.objects.system(WHY).count()
        look.save()
    return look


def _lines(look: Look, progress: Progress | None) -> Iterator[Line]:
    for done, row in enumerate(acts_for_inspection(WHY), 1):
        if progress:
            progress(done, look.total)
        if done % TOLD_EACH == 0:
            Look.objects.filter(pk=look.pk).update(done=done)
        # What a marriage or a death says is no birth: its number, dates and agents are looked at
        yield act_of(row if row["register"] in BIRTHS else {name: row[name] for name in ALWAYS})


def _mandates() -> list[Held]:
    return [
        Held(
            str(one.account_id),
            one.centre.code,
            frozenset(one.for_kinds),
            timezone.localtime(one.start).date(),
            # The engine's last day is included
            timezone.localtime(one.end - timedelta(microseconds=1)).date() if one.end else None,
        )
        for one in Mandate.objects.select_related("centre")
    ]


@action
def open_alerts(actor: None, look: Look, found: Iterable[Found]) -> int:
    """Write the alerts that are new, and end the search; how many. A closed alert comes again only with new facts."""
    places, known, named = _places(), _known(), dict[str, int]()
    found = list(found)
    acts = _acts({one.act_id for one in found} | {str(one.figures.get("first", "")) for one in found})
    made: list[Alert] = []
    for one in found:
        alert = _alert(one, look, acts, places)
        if alert is None:
            continue
        named[alert.kind] = named.get(alert.kind, 0) + 1
        before = known.get(_subject(alert), [])
        same = [past for past in before if alert.kind in past.kinds]
        if any(past.live for past in same):
            continue
        if same and not _has_new_facts(alert, same[-1]):
            continue
        alert.before_id = same[-1].pk if same else None
        made.append(alert)
    Alert.objects.bulk_create(made, batch_size=TOGETHER)
    look.named, look.done, look.finished_at = named, look.total, timezone.now()
    look.save()
    record(actor, "open_alerts", look.code, acts=look.total, named=sum(named.values()), opened=len(made))
    return len(made)


def _alert(one: Found, look: Look, acts: dict[str, Act], places: dict[tuple, Register]) -> Alert | None:
    act = acts.get(one.act_id)
    register = act.register if act else places.get(one.place[:3]) if one.place else None
    if register is None:
        return None
    facts: dict[str, Any] = {"kinds": [one.kind, *one.others]}
    count = one.figures.get("count", one.figures.get("mothers"))
    if count is not None:
        facts["count"] = int(count)
    alert = Alert(
        code=new_code(),
        register=register,
        act=act,
        number=act.number if act else one.place[3] if one.place else 0,
        other=acts.get(str(one.figures.get("first", ""))),
        kind=one.kind,
        score=one.score,
        version=act.current if act else None,
        facts=facts,
        rules=VERSION,
        look=look,
    )
    alert.write(rule=one.rule, reason=one.reason, group=one.group, figures=one.figures)
    return alert


# What was said before


@dataclass(frozen=True)
class _Past:
    pk: UUID
    live: bool
    kinds: frozenset[str]
    version: int | None
    count: int | None
    other: UUID | None
    emptied: bool


def _subject(alert: Alert) -> tuple:
    return (alert.act_id,) if alert.act_id else (alert.register_id, alert.number)


def _known() -> dict[tuple, list[_Past]]:
    """All earlier alerts by what they name, in their order."""
    known: dict[tuple, list[_Past]] = {}
    columns = ("pk", "act", "register", "number", "kind", "state", "version", "facts", "other")
    rows = Alert.objects.system(WHY).order_by("found_at", "pk").values_list(*columns)
    for pk, act, register, number, kind, state, version, facts, other in rows.iterator(chunk_size=2000):
        past = _Past(
            pk,
            state in LIVE,
            frozenset([kind, *facts.get("kinds", ())]),
            version,
            facts.get("count"),
            other,
            not facts,
        )
        known.setdefault((act,) if act else (register, number), []).append(past)
    return known


def _has_new_facts(alert: Alert, past: _Past) -> bool:
    """The act has a new version, it is compared with another act, or what the rule counts has doubled."""
    if (alert.version or 0) > (past.version or 0):
        return True
    if past.emptied:
        return False
    if alert.other_id != past.other and alert.kind in past.kinds and alert.other_id is not None:
        return True
    return bool(past.count and alert.facts.get("count", 0) >= 2 * past.count)


def _acts(codes: Iterable[str]) -> dict[str, Act]:
    wanted = sorted(code for code in codes if code)
    found: dict[str, Act] = {}
    for start in range(0, len(wanted), TOGETHER):
        rows = (
            Act.objects.system(WHY)
            .select_related("register")
            .filter(code__in=wanted[start : start + TOGETHER])
        )
        found.update({act.code: act for act in rows})
    return found


def _places() -> dict[tuple, Register]:
    return {(one.centre.code, one.kind, one.year): one for one in Register.objects.select_related("centre")}
