"""What is asked of a centre, and who decides of it. Each act: the right, the state, the saving, the line of the journal.

A request is locked before a register, and a register before an act, so that two acts never wait in a circle.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right
from siraba.foundation.access.errors import Invalid, StateNotOpen
from siraba.foundation.access.locking import lock
from siraba.foundation.access.pseudonyms import new_code
from siraba.foundation.audit.journal import action, record
from siraba.foundation.geography.models import Area
from siraba.protection.civil_status.registers import fields as said_fields
from siraba.protection.civil_status.registers.models import (
    MOVES,
    Act,
    ActState,
    ActVersion,
    Asked,
    Centre,
    Decision,
    IssuanceRequest,
    Mandate,
    Register,
    RegisterKind,
    RequestState,
)
from siraba.protection.civil_status.registers.numbering import lock_register, taken_by
from siraba.protection.civil_status.registers.rules import mandate_of, officer_of, second_mandate
from siraba.protection.civil_status.registers.signing import hand_over, keep_approval, sign_act

__all__ = [
    "Basis",
    "amend_declaration",
    "approve_request",
    "ask_void",
    "check_request",
    "hand_over",
    "receive_declaration",
    "receive_request",
    "refuse_request",
    "renumber_request",
    "return_request",
    "second_request",
    "sign_act",
]

Fields = Mapping[str, str]


@dataclass(frozen=True)
class Basis:
    """The judgment on which something rests: court, its number, its day; `hearing` numbers a mobile hearing."""

    court: str = ""
    judgment: str = ""
    judgment_date: date | None = None
    hearing: str = ""

    def require(self) -> None:
        """Raises Invalid when a part of the judgment is missing, or it is to come."""
        for name, value in (
            ("court", self.court),
            ("judgment", self.judgment),
            ("judgment_date", self.judgment_date),
        ):
            if not value:
                raise Invalid(_("Il faut le jugement : tribunal, numéro et date."), name)
        if self.judgment_date and self.judgment_date > timezone.localdate():
            raise Invalid(_("La date du jugement est à venir."), "judgment_date")

    def words(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in ("court", "judgment", "judgment_date", "hearing")}


# What is received


@action
def receive_declaration(
    actor: Actor,
    register: Register,
    *,
    fields: Fields,
    basis: Basis | None = None,
    claimed: int | None = None,
    declared_on: date | None = None,
) -> IssuanceRequest:
    """Take down what is to be registered. `claimed` is the number already written on paper, on the day `declared_on`.

    A number that another has is kept as well: the request is `to_sort`, and nothing of it is lost.

    Raises:
        Invalid: the register is closed, something is missing, or the birth is declared too late for this register.
    """
    check_right(actor, "receive_declaration", register)
    basis, declared = basis or Basis(), declared_on or timezone.localdate()
    register = lock_register(register)
    _open_register(register)
    said = _checked(register, fields)
    _declared(register, said, declared, claimed)
    if register.kind == RegisterKind.JUDGMENT:
        basis.require()
    asked = _request(actor, register, Asked.NEW, basis, said)
    other = taken_by(register, claimed) if claimed is not None else ""
    asked.claimed, asked.state = claimed, RequestState.TO_SORT if other else RequestState.RECEIVED
    asked.write(fields={**said, "declared_on": declared.isoformat()}, taken_by=other)
    asked.save(force_insert=True)
    record(actor, "receive_declaration", asked.code, register=register.code, to_sort=bool(other))
    return asked


@action
def receive_request(
    actor: Actor,
    act: Act,
    *,
    asked: str,
    fields: Fields | None = None,
    basis: Basis | None = None,
    mention: str = "",
    reason: str = "",
) -> IssuanceRequest:
    """Take down what is asked about an act: a copy, a correction, a mention, its annulment, a new act after that.

    Raises:
        StateNotOpen: an annulled act is asked for, or a new act for one that is in force.
        Invalid: the judgment or what is to be written is missing.
    """
    check_right(actor, "receive_request", act)
    lock(act)
    kind, basis, register = Asked(asked), basis or Basis(), act.register
    if kind in (Asked.NEW, Asked.VOID):
        raise Invalid(_("Cette demande ne porte pas sur un acte."), "asked")
    _standing(act, kind)
    if kind in (Asked.CORRECTION, Asked.ANNULMENT) or (
        kind == Asked.REISSUE and register.kind == RegisterKind.JUDGMENT
    ):
        basis.require()
    if kind == Asked.MENTION and not mention.strip():
        raise Invalid(_("Écrivez la mention."), "mention")
    said = _checked(register, fields or {}) if kind in (Asked.CORRECTION, Asked.REISSUE) else {}
    if kind == Asked.REISSUE:
        register = _current_register(act)
        said["declared_on"] = timezone.localdate().isoformat()
    elif said:
        said["declared_on"] = _last(act).fields.get("declared_on", "")
    made = _request(actor, register, kind, basis, said)
    made.act, made.fictitious = act, act.fictitious
    made.write(fields=said, mention=mention.strip(), reason=reason.strip(), base=act.current)
    made.save(force_insert=True)
    record(actor, "receive_request", made.code, of=act.code, asked=str(kind))
    return made


@action
def ask_void(actor: Actor, register: Register, *, reason: str) -> IssuanceRequest:
    """Ask that the next number of a register serve for nothing: it was spoiled on paper. It stays in the register."""
    check_right(actor, "ask_void", register)
    _open_register(register)
    if not reason.strip():
        raise Invalid(_("Dites pourquoi le numéro est annulé."), "reason")
    made = _request(actor, register, Asked.VOID, Basis(), {})
    made.write(fields={}, reason=reason.strip())
    made.save(force_insert=True)
    record(actor, "ask_void", made.code, register=register.code)
    return made


def _request(actor: Actor, register: Register, asked: Asked, basis: Basis, said: Fields) -> IssuanceRequest:
    now = timezone.now()
    return IssuanceRequest(
        code=new_code(),
        register=register,
        unit_id=register.centre.unit_id,
        asked=asked,
        received_at=now,
        due_at=now + timedelta(days=settings.CIVIL_STATUS_DELAY_DAYS),
        made_by_id=actor.account_id,
        second_for=" ".join(second_reasons(register, asked, basis, said)),
        fee_due=settings.CIVIL_STATUS_COPY_FEE if asked == Asked.COPY else 0,
        fictitious=register.centre.fictitious,
        **basis.words(),
    )


def second_reasons(register: Register, asked: Asked, basis: Basis, said: Fields) -> list[str]:
    """Why an officer of another centre must approve too: of the reasons in CIVIL_STATUS_SECOND_FOR, those that hold."""
    new = asked in (Asked.NEW, Asked.REISSUE)
    births = register.kind in (RegisterKind.BIRTH, RegisterKind.JUDGMENT)
    area = Area.objects.filter(pk=int(said["area"])).first() if said.get("area") else None
    holds = {
        "old_judgment": new and register.kind == RegisterKind.JUDGMENT and _is_old(basis.judgment_date),
        "outside_area": new and births and said_fields.outside(area, register.centre.area),
        "reissue": asked == Asked.REISSUE,
    }
    return [reason for reason in settings.CIVIL_STATUS_SECOND_FOR if holds[reason]]


def _is_old(day: date | None) -> bool:
    if day is None:
        return False
    today = timezone.localdate()
    years = today.year - day.year - ((today.month, today.day) < (day.month, day.day))
    return years >= settings.CIVIL_STATUS_OLD_JUDGMENT_YEARS


def _open_register(register: Register) -> None:
    if register.closed_at is not None or register.taken_over:
        raise Invalid(_("Ce registre est clos : choisissez celui de l’année."))


def _current_register(act: Act) -> Register:
    old = act.register
    found = Register.objects.filter(
        centre=old.centre_id, kind=old.kind, closed_at__isnull=True, taken_over=False
    )
    register = found.select_related("centre__area").order_by("-year").first()
    if register is None:
        raise Invalid(_("Aucun registre de ce genre n’est ouvert dans le centre : ouvrez-en un d’abord."))
    return register


def _checked(register: Register, given: Fields) -> dict[str, str]:
    """The fields of the register's kind, as text. Raises Invalid when whom, where or when is missing or cannot be."""
    known = said_fields.FIELDS[register.kind]
    said = {name: str(given.get(name) or "").strip() for name in known}
    for name in [*(one for names in said_fields.NAMED[register.kind] for one in names), "date", "place"]:
        if not said[name]:
            raise Invalid(_("À remplir : %(label)s.") % {"label": known[name]}, name)
    day = said_fields.first_day(said["date"])
    if day is None:
        raise Invalid(_("Cette date n’existe pas."), "date")
    if day > timezone.localdate():
        raise Invalid(_("Cette date est à venir."), "date")
    return {name: value for name, value in said.items() if value}


def _declared(register: Register, said: Fields, declared: date, claimed: int | None) -> None:
    if declared > timezone.localdate():
        raise Invalid(_("La déclaration ne peut pas être à venir."), "declared_on")
    if declared < timezone.localdate() and claimed is None:
        raise Invalid(
            _("Une déclaration d’un autre jour porte le numéro qui a été écrit sur le papier ce jour-là."),
            "claimed",
        )
    late = not said_fields.within_declaration(said["date"], declared)
    if register.kind == RegisterKind.BIRTH and late:
        raise Invalid(
            _(
                "Cette naissance est déclarée après %(n)d jours francs, ou rien ne dit qu’elle ne le soit pas : "
                "il faut un jugement supplétif, et le registre des jugements supplétifs."
            )
            % {"n": settings.CIVIL_STATUS_DECLARATION_DAYS},
            "date",
        )


def _standing(act: Act, asked: Asked) -> None:
    if asked == Asked.REISSUE:
        replaced = Act.objects.system("an act is replaced once").filter(replaces=act).exists()
        if act.state != ActState.ANNULLED or replaced:
            raise StateNotOpen(_("Un nouvel acte ne suit qu’un acte annulé, et une seule fois."))
    elif act.state != ActState.IN_FORCE:
        raise StateNotOpen(
            _("L’acte %(code)s n’est plus en vigueur : « %(state)s ».")
            % {"code": act.code, "state": act.get_state_display()}
        )


def _last(act: Act) -> ActVersion:
    rows = ActVersion.objects.system("what an act says, before it is corrected")
    found: ActVersion = rows.select_related("act__register").get(act=act, n=act.current)
    return found


@action
def amend_declaration(
    actor: Actor, asked: IssuanceRequest, *, fields: Fields, basis: Basis | None = None
) -> None:
    """Type again what was taken down, before anybody has checked it."""
    check_right(actor, "amend_declaration", asked)
    lock(asked)
    MOVES.require(asked, "amend_declaration")
    if not asked.fields:
        raise Invalid(_("Cette demande n’a rien à corriger : refusez-la, et refaites-la."))
    register, basis, kept = asked.register, basis or Basis(), asked.fields
    said = _checked(register, fields)
    declared = kept.get("declared_on", "")
    if asked.asked == Asked.NEW:
        _declared(register, said, date.fromisoformat(declared), asked.claimed or 0)
    if register.kind == RegisterKind.JUDGMENT:
        basis.require()
    for name, value in basis.words().items():
        setattr(asked, name, value)
    asked.second_for = " ".join(second_reasons(register, Asked(asked.asked), basis, said))
    asked.write(**{**asked.words, "fields": {**said, "declared_on": declared}})
    asked.save()
    record(actor, "amend_declaration", asked.code)


@action
def renumber_request(actor: Actor, asked: IssuanceRequest) -> None:
    """A request whose number another act has takes the next one when it is signed; the number on its paper is kept in words."""
    check_right(actor, "renumber_request", asked)
    lock(asked)
    MOVES.advance(asked, "renumber_request")
    asked.write(**{**asked.words, "claimed_was": asked.claimed})
    was, asked.claimed = asked.claimed, None
    asked.save()
    record(actor, "renumber_request", asked.code, was=was)


# What is decided


@action
def check_request(actor: Actor, asked: IssuanceRequest) -> None:
    """The pieces were seen, and say what was typed."""
    _decide(actor, asked, "check_request", Decision.CHECK)
    asked.save()
    record(actor, "check_request", asked.code)


@action
def return_request(actor: Actor, asked: IssuanceRequest, *, reason: str) -> None:
    """Back to whoever typed it, with what is wrong."""
    check_right(actor, "return_request", asked)
    lock(asked)
    MOVES.advance(asked, "return_request")
    asked.write(**{**asked.words, "returned": reason})
    asked.save()
    record(actor, "return_request", asked.code)


@action
def approve_request(actor: Actor, asked: IssuanceRequest, *, second: Centre | None = None) -> None:
    """An officer who has not typed it approves it; where another centre must approve too, `second` is asked.

    Raises:
        Invalid: the second centre is missing, or is of the same unit.
    """
    _decide(actor, asked, "approve_request", Decision.APPROVE)
    if asked.second_for:
        if second is None or not second.active or second.unit_id == asked.unit_id:
            raise Invalid(_("Choisissez le centre dont un officier approuvera en second."), "second")
        asked.second_unit_id = second.unit_id
    asked.approved_by_id, asked.approved_at = actor.account_id, timezone.now()
    asked.save()
    record(actor, "approve_request", asked.code, second_for=asked.seconds)


@action
def second_request(actor: Actor, asked: IssuanceRequest) -> None:
    """The officer of another centre approves too."""
    check_right(actor, "second_request", asked)
    lock(asked)
    MOVES.require(asked, "second_request")
    if not asked.waits_for_second:
        raise StateNotOpen(_("La seconde approbation est déjà donnée, ou n’est pas nécessaire."))
    keep_approval(actor, asked, Decision.SECOND, second_mandate(actor, asked))
    asked.second_by_id = actor.account_id
    asked.save()
    record(actor, "second_request", asked.code, second_for=asked.seconds)


@action
def refuse_request(actor: Actor, asked: IssuanceRequest, *, reason: str) -> None:
    """Refused, with the reason for whoever asked; what was typed stays."""
    _decide(actor, asked, "refuse_request", Decision.REFUSE)
    asked.write(**{**asked.words, "refused": reason})
    asked.save()
    record(actor, "refuse_request", asked.code)


def _decide(actor: Actor, asked: IssuanceRequest, act: str, decision: Decision) -> None:
    check_right(actor, act, asked)
    lock(asked)
    MOVES.advance(asked, act)
    keep_approval(actor, asked, decision, _mandate(actor, asked, decision))


def _mandate(actor: Actor, asked: IssuanceRequest, decision: Decision) -> Mandate | None:
    if decision == Decision.CHECK:
        return mandate_of(actor, asked.register.centre, asked.register.kind)
    return officer_of(actor, asked.register)
