"""What may be done with donors' money. Each act: the right, the state, the lock, the saving, the journal.

A pledge is locked before its envelope, and the envelope before the book.
"""

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.acts import check_right
from siraba.foundation.access.errors import Invalid
from siraba.foundation.access.locking import lock
from siraba.foundation.audit.journal import action, record
from siraba.foundation.geography.models import Area
from siraba.foundation.ledger import actions as ledger
from siraba.foundation.ledger.models import Group, Pillar
from siraba.foundation.organisations.models import Organisation
from siraba.partnership.funding.models import PLEDGE_MOVES, FundingNeed, Pledge, PledgeState, Receipt
from siraba.partnership.funding.money import Rate, check_amount, in_francs, rate_for

SYSTEM = "an act on a pledge looks at what was received"


@action
def add_pledge(
    actor: Actor,
    *,
    donor: Organisation,
    title: str,
    currency: str,
    amount: Decimal,
    expected_on: date,
    from_day: date,
    until_day: date,
    pledged_on: date | None = None,
    pillars: Collection[str] = (),
    zones: Collection[Area] = (),
    groups: Collection[str] = (),
    rate: Decimal | None = None,
    rate_on: date | None = None,
    rate_source: str = "",
    fictitious: bool = False,
) -> Pledge:
    """Write down what a donor promises to the actor's organisation.

    `amount` is in the currency; `rate` FCFA for one unit of it, for a currency that has no fixed rate.

    Raises:
        Invalid: the amount, the rate or the dates cannot be, or the earmark is not known.
    """
    check_right(actor, "add_pledge")
    day = pledged_on or timezone.localdate()
    _past(day, "pledged_on")
    if until_day < from_day:
        raise Invalid(_("La fin vient après le début."), "until_day")
    if not set(pillars) <= set(Pillar.values) or not set(groups) <= set(Group.values):
        raise Invalid(_("Cette affectation n’est pas connue."))
    known = rate_for(currency, day, rate, rate_on, rate_source)
    check_amount(amount, currency, known.value)
    pledge = Pledge(
        donor=donor,
        holder_id=actor.home,
        title=title.strip(),
        currency=currency,
        amount=amount,
        rate=known.value,
        rate_on=known.day,
        rate_source=known.source,
        francs=in_francs(amount, known.value),
        pledged_on=day,
        expected_on=expected_on,
        pillars=sorted(pillars),
        groups=sorted(groups),
        from_day=from_day,
        until_day=until_day,
        recorded_by_id=actor.account_id,
        fictitious=fictitious,
    )
    pledge.save(force_insert=True)
    pledge.zones.set(zones)
    record(actor, "add_pledge", pledge.code, donor=donor.code, **_said(amount, currency, pledge.francs))
    return pledge


@action
def commit_pledge(
    actor: Actor,
    pledge: Pledge,
    *,
    agreement: str,
    signed_on: date,
    committed: Decimal,
    expected_on: date | None = None,
    rate: Decimal | None = None,
    rate_on: date | None = None,
    rate_source: str = "",
) -> None:
    """The agreement is signed: its amount may differ from the promise. Opens the envelope with the pledge's earmark.

    Raises:
        Invalid: the amount, the rate or the day cannot be.
    """
    check_right(actor, "commit_pledge", pledge)
    lock(pledge)
    PLEDGE_MOVES.advance(pledge, "commit_pledge")
    _past(signed_on, "signed_on")
    known = rate_for(pledge.currency, signed_on, rate, rate_on, rate_source)
    check_amount(committed, pledge.currency, known.value)
    pledge.agreement, pledge.signed_on, pledge.committed = agreement.strip(), signed_on, committed
    pledge.committed_rate, pledge.committed_rate_on = known.value, known.day
    pledge.committed_rate_source = known.source
    pledge.committed_francs = in_francs(committed, known.value)
    pledge.expected_on = expected_on or pledge.expected_on
    pledge.envelope = ledger.open_envelope(
        actor,
        donor=pledge.donor,
        holder=pledge.holder,
        title=pledge.title,
        from_day=pledge.from_day,
        until_day=pledge.until_day,
        pillars=pledge.pillars,
        zones=list(pledge.zones.all()),
        groups=pledge.groups,
        fictitious=pledge.fictitious,
    )
    pledge.save()
    said = _said(committed, pledge.currency, pledge.committed_francs)
    record(actor, "commit_pledge", pledge.code, envelope=pledge.envelope.code, **said)


@action
def receive_instalment(
    actor: Actor,
    pledge: Pledge,
    *,
    amount: Decimal,
    received_on: date,
    reference: str,
    rate: Decimal | None = None,
    rate_on: date | None = None,
    rate_source: str = "",
) -> Receipt:
    """Money came in: an entry of the book, in the envelope of the commitment.

    Raises:
        Invalid: more would be received than is committed (a larger amount wants a commitment of its own, with its
            earmark), the rate or the day cannot be, or the reference was posted before.
    """
    check_right(actor, "receive_instalment", pledge)
    lock(pledge)
    PLEDGE_MOVES.require(pledge, "receive_instalment")
    _past(received_on, "received_on")
    known = rate_for(pledge.currency, received_on, rate, rate_on, rate_source)
    check_amount(amount, pledge.currency, known.value)
    before, limit = received_of(pledge), pledge.committed or Decimal(0)
    if before + amount > limit:
        raise Invalid(
            _(
                "Il reste %(left)s %(currency)s à recevoir sur cet engagement : le surplus veut un engagement à lui."
            )
            % {"left": limit - before, "currency": pledge.currency},
            "amount",
        )
    receipt = _enter(actor, pledge, amount, received_on, reference, known)
    pledge.state = PledgeState.WHOLE if before + amount == limit else PledgeState.PART
    pledge.save(update_fields=["state"])
    said = _said(amount, pledge.currency, receipt.francs)
    record(actor, "receive_instalment", pledge.code, entry=receipt.entry.number, **said)
    return receipt


def _enter(actor: Actor, pledge: Pledge, amount: Decimal, day: date, reference: str, known: Rate) -> Receipt:
    assert pledge.envelope is not None  # the state says that it is committed
    francs = in_francs(amount, known.value)
    label = _("Encaissement %(code)s") % {"code": pledge.code}
    entry = ledger.receive(actor, pledge.envelope, amount=francs, day=day, reference=reference, label=label)
    receipt = Receipt(
        pledge=pledge,
        donor_id=pledge.donor_id,
        holder_id=pledge.holder_id,
        received_on=day,
        amount=amount,
        rate=known.value,
        rate_on=known.day,
        rate_source=known.source,
        francs=francs,
        reference=reference.strip(),
        entry=entry,
        recorded_by_id=actor.account_id,
    )
    receipt.save(force_insert=True)
    return receipt


@action
def reverse_receipt(actor: Actor, receipt: Receipt, *, reason: str) -> None:
    """The money did not come, or was entered wrongly: the entry is reversed, once.

    Raises:
        Invalid: the money is spent already, or the receipt was reversed.
    """
    check_right(actor, "reverse_receipt", receipt)
    pledge = Pledge.objects.system(SYSTEM).get(pk=receipt.pledge_id)
    lock(pledge)
    lock(receipt)
    back = ledger.reverse_entry(actor, receipt.entry, reason=reason)
    receipt.reversed = True
    receipt.save(update_fields=["reversed"])
    if pledge.state != PledgeState.CANCELLED:
        pledge.state = PledgeState.PART if received_of(pledge) else PledgeState.COMMITTED
        pledge.save(update_fields=["state"])
    record(actor, "reverse_receipt", pledge.code, entry=back.number)


@action
def postpone_pledge(actor: Actor, pledge: Pledge, *, expected_on: date) -> None:
    """Say anew when the money is expected."""
    check_right(actor, "postpone_pledge", pledge)
    lock(pledge)
    PLEDGE_MOVES.require(pledge, "postpone_pledge")
    if expected_on < timezone.localdate():
        raise Invalid(_("Ce jour est passé."), "expected_on")
    pledge.expected_on = expected_on
    pledge.save(update_fields=["expected_on"])
    record(actor, "postpone_pledge", pledge.code, expected_on=expected_on.isoformat())


@action
def cancel_pledge(actor: Actor, pledge: Pledge, *, reason: str) -> None:
    """What has not come will not come; what was received stays in its envelope."""
    check_right(actor, "cancel_pledge", pledge)
    if not reason.strip():
        raise Invalid(_("Dites pourquoi."), "reason")
    lock(pledge)
    PLEDGE_MOVES.advance(pledge, "cancel_pledge")
    pledge.reason = reason.strip()
    pledge.save(update_fields=["state", "reason"])
    record(actor, "cancel_pledge", pledge.code)


@action
def set_need(
    actor: Actor,
    *,
    pillar: str,
    zone: Area | None,
    year: int,
    amount: int,
    source: str,
    fictitious: bool = False,
) -> FundingNeed:
    """Say, or say anew, what a pillar needs in a year, in a region or (None) in the whole country, in FCFA.

    Raises:
        Invalid: there is no amount, no source, or the pillar is not known.
    """
    check_right(actor, "set_need")
    if pillar not in Pillar.values:
        raise Invalid(_("Ce pilier n’est pas connu."), "pillar")
    if amount < 1:
        raise Invalid(_("Le montant est un nombre entier de francs, au moins 1."), "amount")
    if not source.strip():
        raise Invalid(_("Dites d’où vient ce besoin."), "source")
    said = {
        "amount": amount,
        "source": source.strip(),
        "typed_by_id": actor.account_id,
        "typed_at": timezone.now(),
        "fictitious": fictitious,
    }
    need, _new = FundingNeed.objects.update_or_create(pillar=pillar, zone=zone, year=year, defaults=said)
    record(actor, "set_need", need.code, pillar=pillar, year=year, amount=amount)
    return need


def received_of(pledge: Pledge) -> Decimal:
    """What was received on a pledge and not reversed, in its currency."""
    rows = Receipt.objects.system(SYSTEM).filter(pledge=pledge, reversed=False)
    return rows.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)


def _past(day: date, field: str) -> None:
    if day > timezone.localdate():
        raise Invalid(_("Ce jour est dans l’avenir."), field)


def _said(amount: Decimal, currency: str, francs: int) -> dict[str, Any]:
    return {"amount": str(amount), "currency": currency, "francs": francs}
