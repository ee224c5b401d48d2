"""What payments ask of each duty today: what became unknown first, then batches, then instalments."""

from django.urls import reverse
from django.utils.translation import gettext as _

from siraba.foundation.access.actor import Actor
from siraba.foundation.interface.my_day import ROWS, Row, Section, register
from siraba.protection.reintegration.calls.models import Duty
from siraba.protection.reintegration.calls.rules import FUND, NAMED_TO, charges_of
from siraba.protection.reintegration.calls.selectors import applications_visible_to
from siraba.protection.reintegration.payments.models import BatchState, InstalmentState, PaymentState
from siraba.protection.reintegration.payments.selectors import (
    batches_visible_to,
    instalments_visible_to,
    payments_visible_to,
)

WAITS_FOR = {Duty.PAYER: BatchState.PREPARED, Duty.ACCOUNTANT: BatchState.APPROVED}


def to_do(actor: Actor) -> Section | None:
    """Nothing for who has no duty that pays."""
    duties = set(charges_of(actor).values_list("duty", flat=True))
    if not duties & set(NAMED_TO):
        return None
    rows = [*_unknown(actor), *_batches(actor, duties), *_instalments(actor, duties)]
    return Section(
        _("Paiements"), rows, _("Aucun paiement n’attend quelque chose de vous."), reverse("payments:list")
    )


def _unknown(actor: Actor) -> list[Row]:
    rows = payments_visible_to(actor).filter(state=PaymentState.AMBIGUOUS).order_by("sent_at", "pk")
    return [
        Row(
            _("Paiement %(code)s") % {"code": one.code},
            reverse("payments:payment", args=[one.code]),
            "",
            one.state,
            str(one.get_state_display()),
        )
        for one in rows.defer("sealed")[:ROWS]
    ]


def _batches(actor: Actor, duties: set[str]) -> list[Row]:
    states = [state for duty, state in WAITS_FOR.items() if duty in duties]
    if not states:
        return []
    rows = (
        batches_visible_to(actor)
        .filter(state__in=states)
        .exclude(state=BatchState.PREPARED, prepared_by=actor.account_id)
    )
    return [
        Row(
            _("Lot %(code)s") % {"code": one.code},
            reverse("payments:batch", args=[one.code]),
            str(one.get_channel_display()),
            one.state,
            str(one.get_state_display()),
        )
        for one in rows.order_by("prepared_at", "pk")[:ROWS]
    ]


def _instalments(actor: Actor, duties: set[str]) -> list[Row]:
    if Duty.SECRETARY not in duties:
        return []
    waiting = (InstalmentState.DUE, InstalmentState.RETURNED)
    rows = list(instalments_visible_to(actor).filter(state__in=waiting).order_by("due_on", "pk")[:ROWS])
    codes = applications_visible_to(actor).filter(pk__in=[one.application_id for one in rows]).order_by()
    named = dict(codes.values_list("pk", "code"))
    return [
        Row(
            _("Tranche %(order)d – %(code)s") % {"order": one.order, "code": named[one.application_id]},
            reverse("payments:application", args=[named[one.application_id]]),
            "",
            one.state,
            str(one.get_state_display()),
        )
        for one in rows
        if one.application_id in named
    ]


register(to_do, FUND, 35)
