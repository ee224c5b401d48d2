"""Registers that were kept on paper before: their acts, as they stand, in lots of one line of the journal each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from siraba.foundation.access.errors import Invalid
from siraba.foundation.audit.commitments import commit
from siraba.foundation.audit.journal import action, record
from siraba.protection.civil_status.registers.commitments import KIND
from siraba.protection.civil_status.registers.fields import names_in
from siraba.protection.civil_status.registers.models import (
    Act,
    ActName,
    ActState,
    ActVersion,
    FormStock,
    Reason,
    Register,
    Volet,
)
from siraba.protection.civil_status.registers.numbering import act_code
from siraba.protection.civil_status.registers.signing import HOLDERS, name_keys

LOT = 500


@dataclass(frozen=True)
class PaperAct:
    """An act of a paper register. `made_by` and the others are numbers of accounts; `missing` are the volets not found."""

    number: int
    fields: Mapping[str, str]
    made_by: int
    made_at: datetime
    approved_by: int
    approved_at: datetime
    signed_by: int
    court: str = ""
    judgment: str = ""
    judgment_date: date | None = None
    hearing: str = ""
    serial: int | None = None
    void: bool = False
    volets: Mapping[int, str] = field(default_factory=dict)


@action
def take_over_acts(
    actor: None, register: Register, acts: Sequence[PaperAct], stock: FormStock | None = None
) -> int:
    """Write the acts of a paper register, with its holes; how many. Each lot is committed to in one line.

    Raises:
        Invalid: the register is not one of paper.
    """
    if not register.taken_over:
        raise Invalid(_("Ce registre n’a pas été repris du papier."))
    for start in range(0, len(acts), LOT):
        _write(register, acts[start : start + LOT], stock)
    record(actor, "take_over_acts", register.code, acts=len(acts))
    return len(acts)


def _write(register: Register, papers: Sequence[PaperAct], stock: FormStock | None) -> None:
    acts, versions, keys, volets, promises = [], [], [], [], {}
    for paper in papers:
        act = _act(register, paper, stock)
        version = _version(act, paper)
        promise = commit(version.keep(dict(paper.fields), []))
        version.salt, promises[f"{KIND}:{version.pk}"] = promise.salt, promise.digest
        acts.append(act)
        versions.append(version)
        keys += name_keys(act, names_in(register.kind, paper.fields))
        volets += [] if paper.void else _volets(act, paper)
    line = record(None, "take_over_acts", register.code, commits=promises)
    for version in versions:
        version.line = line
    Act.objects.bulk_create(acts)
    ActVersion.objects.bulk_create(versions)
    ActName.objects.bulk_create(keys)
    Volet.objects.bulk_create(volets)


def _act(register: Register, paper: PaperAct, stock: FormStock | None) -> Act:
    return Act(
        register=register,
        unit_id=register.centre.unit_id,
        code=act_code(register, paper.number),
        number=paper.number,
        state=ActState.VOID if paper.void else ActState.IN_FORCE,
        stock=stock if paper.serial else None,
        serial=paper.serial if stock else None,
        fictitious=register.centre.fictitious,
    )


def _version(act: Act, paper: PaperAct) -> ActVersion:
    said: dict[str, Any] = {
        name: getattr(paper, name)
        for name in ("court", "judgment", "judgment_date", "hearing", "made_at", "approved_at")
    }
    return ActVersion(
        act=act,
        unit_id=act.unit_id,
        n=1,
        reason=Reason.VOID if paper.void else Reason.REGISTRATION,
        state=act.state,
        made_by_id=paper.made_by,
        approved_by_id=paper.approved_by,
        signed_by_id=paper.signed_by,
        signed_at=paper.approved_at,
        **said,
    )


def _volets(act: Act, paper: PaperAct) -> list[Volet]:
    return [
        Volet(
            act=act,
            unit_id=act.unit_id,
            number=number,
            holder=holder,
            state=paper.volets.get(number, Volet.State.PLACED),
            since=paper.approved_at,
        )
        for number, holder in HOLDERS.items()
    ]
