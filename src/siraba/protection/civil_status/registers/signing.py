"""The one place where something enters a register: an act, a version, a number that serves for nothing, a numbered copy."""

from typing import Any

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.foundation.access import crypto
from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right
from siraba.foundation.access.errors import Invalid, StateNotOpen
from siraba.foundation.access.locking import lock
from siraba.foundation.audit.commitments import commit
from siraba.foundation.audit.journal import action, record
from siraba.foundation.people.names import keys_of
from siraba.protection.civil_status.registers.commitments import KIND
from siraba.protection.civil_status.registers.fields import names_in
from siraba.protection.civil_status.registers.models import (
    MOVES,
    Act,
    ActName,
    ActState,
    ActVersion,
    Approval,
    Asked,
    Copy,
    Decision,
    FormStock,
    IssuanceRequest,
    Mandate,
    Reason,
    Register,
    RegisterKind,
    Volet,
)
from siraba.protection.civil_status.registers.numbering import (
    act_code,
    lock_register,
    next_form,
    stock_of,
    take_number,
)
from siraba.protection.civil_status.registers.rules import officer_of

SYSTEM = "an act is signed once it was approved"
CHANGES = {
    Asked.CORRECTION: (Reason.RECTIFICATION, ActState.IN_FORCE),
    Asked.MENTION: (Reason.MENTION, ActState.IN_FORCE),
    Asked.ANNULMENT: (Reason.ANNULMENT, ActState.ANNULLED),
}
# The first stays, the second goes to the court, the third is the citizen's; who keeps the first is à valider
HOLDERS = {1: Volet.Holder.CENTRE, 2: Volet.Holder.COURT, 3: Volet.Holder.CITIZEN}

# What a version says as its request does
OF_THE_REQUEST = (
    *("court", "judgment", "judgment_date", "hearing"),
    *("made_by_id", "approved_by_id", "approved_at", "signed_by_id", "signed_at"),
    *("second_for", "second_by_id", "second_unit_id"),
)


@action
def sign_act(actor: Actor, asked: IssuanceRequest, *, serial: int | None = None) -> Act:
    """Sign what was approved: the act enters its register, a version or a copy is added to it. `serial` is that of the form.

    Raises:
        StateNotOpen: another centre must still approve, the act has changed since, or the number is not next.
        Invalid: the form is not one of the centre's, or was used.
    """
    check_right(actor, "sign_act", asked)
    lock(asked)
    MOVES.advance(asked, "sign_act")
    if asked.waits_for_second:
        raise StateNotOpen(_("La seconde approbation, d’un officier d’un autre centre, manque encore."))
    keep_approval(actor, asked, Decision.SIGN, officer_of(actor, asked.register))
    asked.signed_by_id, asked.signed_at = actor.account_id, timezone.now()
    act = _enter(actor, asked, serial)
    asked.act = act
    asked.save()
    return act


def _enter(actor: Actor, asked: IssuanceRequest, serial: int | None) -> Act:
    if asked.asked in (Asked.NEW, Asked.REISSUE, Asked.VOID):
        return _new_number(actor, asked, serial)
    rows = Act.objects.system(SYSTEM).select_related("register__centre")
    act: Act = rows.select_for_update(of=("self",)).get(pk=asked.act_id)
    if act.state != ActState.IN_FORCE:
        raise StateNotOpen(_("L’acte n’est plus en vigueur : refusez la demande."))
    if asked.asked == Asked.COPY:
        _copy(actor, asked, act)
    else:
        _change(actor, asked, act)
    return act


def keep_approval(actor: Actor, asked: IssuanceRequest, decision: Decision, mandate: Mandate | None) -> None:
    """What one person decided, under which mandate. Raises StateNotOpen where it has just ended."""
    if mandate is None:
        raise StateNotOpen(_("Le mandat vient de prendre fin."))
    Approval.objects.create(
        request=asked,
        unit_id=asked.unit_id,
        from_unit_id=mandate.centre.unit_id,
        decision=decision,
        by_id=actor.account_id,
        mandate=mandate,
    )


def _new_number(actor: Actor, asked: IssuanceRequest, serial: int | None) -> Act:
    """An act under the next number of its register, or a number that serves for nothing."""
    register = lock_register(asked.register)
    if register.closed_at is not None:
        raise StateNotOpen(_("Le registre est clos."))
    number, void = take_number(register, asked), asked.asked == Asked.VOID
    stock, form = (None, None) if void and serial is None else _form(register, serial)
    act = Act(
        register=register,
        unit_id=register.centre.unit_id,
        code=act_code(register, number),
        number=number,
        state=ActState.VOID if void else ActState.IN_FORCE,
        stock=stock,
        serial=form,
        replaces_id=asked.act_id,
        fictitious=asked.fictitious,
    )
    act.save(force_insert=True)
    mentions = [_("Numéro annulé : %(why)s") % {"why": asked.words["reason"]}] if void else []
    _add_version(actor, asked, act, _first_reason(register, void), asked.fields, mentions)
    if not void:
        _add_volets(act)
    return act


def _first_reason(register: Register, void: bool) -> Reason:
    if void:
        return Reason.VOID
    abroad = register.kind == RegisterKind.TRANSCRIPTION
    return Reason.TRANSCRIPTION if abroad else Reason.REGISTRATION


def _form(register: Register, serial: int | None) -> tuple[FormStock | None, int | None]:
    if serial is None:
        return next_form(register.centre) or (None, None)
    return stock_of(register.centre, serial), serial


def _change(actor: Actor, asked: IssuanceRequest, act: Act) -> None:
    if asked.words["base"] != act.current:
        raise StateNotOpen(
            _("L’acte a changé depuis cette demande : refusez-la, et refaites-la d’après l’acte.")
        )
    last = ActVersion.objects.system(SYSTEM).select_related("act__register").get(act=act, n=act.current)
    reason, state = CHANGES[Asked(asked.asked)]
    mention = asked.words.get("mention", "")
    act.current, act.state = act.current + 1, state
    act.save()
    fields = asked.fields or last.fields
    _add_version(actor, asked, act, reason, fields, [*last.mentions, *([mention] if mention else [])])


def _add_version(
    actor: Actor, asked: IssuanceRequest, act: Act, reason: Reason, fields: dict, mentions: list[str]
) -> None:
    said: dict[str, Any] = {name: getattr(asked, name) for name in OF_THE_REQUEST}
    version = ActVersion(
        act=act,
        unit_id=act.unit_id,
        n=act.current,
        reason=reason,
        state=act.state,
        request=asked,
        made_at=asked.received_at,
        **said,
    )
    promise = commit(version.keep(fields, mentions))
    version.salt = promise.salt
    version.line = record(
        actor,
        "sign_act",
        act.code,
        request=asked.code,
        asked=asked.asked,
        version=version.n,
        commits={f"{KIND}:{version.pk}": promise.digest},
    )
    version.save(force_insert=True)
    add_names(act, names_in(act.register.kind, fields))


def add_names(act: Act, names: list[str]) -> None:
    """Let the act be found under these names too; former ones stay."""
    ActName.objects.bulk_create(name_keys(act, names), ignore_conflicts=True)


def name_keys(act: Act, names: list[str]) -> list[ActName]:
    keys = {key for one in names for key in keys_of(crypto.CIVIL_STATUS, one)}
    return [ActName(act=act, key=key) for key in sorted(keys)]


def _add_volets(act: Act) -> None:
    Volet.objects.bulk_create(
        Volet(
            act=act,
            unit_id=act.unit_id,
            number=number,
            holder=holder,
            state=Volet.State.PLACED if holder == Volet.Holder.CENTRE else Volet.State.HERE,
        )
        for number, holder in HOLDERS.items()
    )


def _copy(actor: Actor, asked: IssuanceRequest, act: Act) -> None:
    rows = Copy.objects.system("the numbers of copies that were given")
    last = rows.filter(act=act).aggregate(last=Max("number"))["last"] or 0
    made = Copy.objects.create(
        act=act,
        unit_id=act.unit_id,
        request=asked,
        version=act.current,
        number=last + 1,
        by_id=actor.account_id,
    )
    record(actor, "sign_act", act.code, request=asked.code, asked=asked.asked, copy=made.number)


@action
def hand_over(actor: Actor, asked: IssuanceRequest, *, receiver: str, fee_charged: int = 0) -> None:
    """Hand the paper to whoever asked, whose name is kept sealed; of a new act it is the third volet. Francs CFA.

    Raises:
        Invalid: a negative amount.
    """
    check_right(actor, "hand_over", asked)
    lock(asked)
    MOVES.advance(asked, "hand_over")
    if fee_charged < 0:
        raise Invalid(_("Le montant ne peut pas être négatif."), "fee_charged")
    asked.handed_at, asked.fee_charged = timezone.now(), fee_charged
    asked.write(**{**asked.words, "receiver": receiver})
    asked.save()
    if asked.asked in (Asked.NEW, Asked.REISSUE):
        third = Volet.objects.system("the third volet goes to whoever asked").filter(
            act=asked.act_id, number=3
        )
        third.update(state=Volet.State.PLACED, since=timezone.now())
    record(actor, "hand_over", asked.code, fee_due=asked.fee_due, fee_charged=fee_charged)
