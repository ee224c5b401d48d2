"""What there is to read: batches, the dry run, a batch, a payment, the instalments of an application."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from siraba.foundation.access.acts import may
from siraba.foundation.access.errors import NotVisible
from siraba.foundation.access.policy import Purpose
from siraba.foundation.access.views import ActorRequest, page
from siraba.foundation.audit.journal import record
from siraba.foundation.interface.deeds import offered
from siraba.foundation.interface.exports import FORMATS
from siraba.foundation.interface.paging import page_by_key
from siraba.protection.reintegration.calls.models import APPLICATION_MOVES, GRANTED
from siraba.protection.reintegration.calls.rules import FUND
from siraba.protection.reintegration.calls.selectors import applications_visible_to
from siraba.protection.reintegration.payments.channels import is_file
from siraba.protection.reintegration.payments.deeds import (
    BATCH_DEEDS,
    INSTALMENT_DEEDS,
    PAYMENT_DEEDS,
    PROJECT_DEEDS,
)
from siraba.protection.reintegration.payments.forms import SurveyForm
from siraba.protection.reintegration.payments.models import (
    BATCH_MOVES,
    INSTALMENT_MOVES,
    PAYMENT_MOVES,
    BatchState,
    Channel,
)
from siraba.protection.reintegration.payments.planning import survey
from siraba.protection.reintegration.payments.selectors import (
    batch_for,
    batches_visible_to,
    contract_of,
    instalments_visible_to,
    paying_application,
    paying_fund,
    paying_funds,
    payment_for,
    payments_of,
    payments_visible_to,
    proof_of,
    reconciliations_of,
    rows_of,
)

fund_page = page(Purpose.FUND, roles=FUND)


@fund_page
@require_safe
def batches(request: ActorRequest) -> HttpResponse:
    """The batches of the actor's funds, the last first, and the way to the dry run of each fund."""
    shown = page_by_key(batches_visible_to(request.actor).defer("sealed"), request, ("-prepared_at", "-id"))
    record(request.actor, "list_batches", batches=[one.code for one in shown.rows])
    context = {"page": shown, "funds": list(paying_funds(request.actor))}
    return render(request, "payments/list.html", context)


@fund_page
@require_safe
def dry_run(request: ActorRequest, pk: int) -> HttpResponse:
    """Who would be paid today, who not, and why; nothing is written but that it was read."""
    fund = paying_fund(request.actor, pk)
    filters = SurveyForm(request.GET)
    channel = filters.channel()
    looked = survey(fund, channel)
    record(request.actor, "read_dry_run", fund.code, channel=channel, payable=len(looked.payable))
    context = {
        "fund": fund,
        "filters": filters,
        "channel": channel,
        "channel_label": Channel(channel).label,
        "survey": looked,
        "prepares": may(request.actor, "prepare_batch", fund) and bool(looked.payable),
    }
    return render(request, "payments/dry_run.html", context)


@fund_page
@require_safe
def batch(request: ActorRequest, code: str) -> HttpResponse:
    actor, found = request.actor, batch_for(request.actor, code)
    payments = list(payments_of(actor, found))
    record(actor, "read_batch", found.code)
    acts = [
        (label, reverse("payments:batch_act", args=[found.code, slug]))
        for slug, _deed, label in offered(actor, found, BATCH_DEEDS, BATCH_MOVES)
    ]
    sent = found.state in (BatchState.SENT, BatchState.SETTLED)
    if sent and may(actor, "reconcile_batch", found):
        acts.append((_("Rapprocher"), reverse("payments:reconcile", args=[found.code])))
    context = {
        "batch": found,
        "acts": acts,
        "rows": rows_of(actor, payments),
        "total": sum(one.amount for one in payments),
        "file": bool(found.digest),
        "vouchers": sent and found.channel == Channel.VOUCHER,
        "read": list(reconciliations_of(actor, found)),
    }
    return render(request, "payments/batch.html", context)


@fund_page
@require_safe
def batch_file(request: ActorRequest, code: str) -> HttpResponse:
    """The file of the batch, as it was made; downloaded again it is the same."""
    found = batch_for(request.actor, code)
    if not is_file(found.channel) or not found.digest:
        raise NotVisible
    record(request.actor, "read_batch_file", found.code, digest=found.digest)
    # As it was hashed: a mark of UTF-8 in front would be another file
    return HttpResponse(
        found.words["file"].encode(),
        content_type=FORMATS["csv"],
        headers={"Content-Disposition": f'attachment; filename="lot-{found.code}.csv"'},
    )


@fund_page
@require_safe
def vouchers(request: ActorRequest, code: str) -> HttpResponse:
    """The vouchers of a batch, to print: a number, a name, an amount, room to sign."""
    found = batch_for(request.actor, code)
    if found.channel != Channel.VOUCHER or found.state not in (BatchState.SENT, BatchState.SETTLED):
        raise NotVisible
    record(request.actor, "print_vouchers", found.code)
    context = {"batch": found, "payments": list(payments_of(request.actor, found))}
    return render(request, "payments/vouchers.html", context)


@fund_page
@require_safe
def payment(request: ActorRequest, code: str) -> HttpResponse:
    actor, found = request.actor, payment_for(request.actor, code)
    record(actor, "read_payment", found.code)
    (row,) = rows_of(actor, [found])
    of = batches_visible_to(actor).filter(pk=found.batch_id).first()
    acts = [
        (label, reverse("payments:payment_act", args=[found.code, slug]))
        for slug, _deed, label in offered(actor, found, PAYMENT_DEEDS, PAYMENT_MOVES)
    ]
    context = {"payment": found, "row": row, "batch": of, "acts": acts}
    return render(request, "payments/payment.html", context)


@fund_page
@require_safe
def application(request: ActorRequest, code: str) -> HttpResponse:
    """What was promised to one application, what was proven, what was paid."""
    actor, found = request.actor, paying_application(request.actor, code)
    record(actor, "read_instalments", found.code)
    acts = [
        (label, reverse("payments:project_act", args=[found.code, slug]))
        for slug, _deed, label in offered(actor, found, PROJECT_DEEDS, APPLICATION_MOVES)
    ]
    if "sign_contract" in APPLICATION_MOVES.open_from(found.state) and may(actor, "sign_contract", found):
        acts.insert(0, (_("Signer le contrat"), reverse("payments:contract", args=[found.code])))
    parts = list(instalments_visible_to(actor).filter(application=found).order_by("order"))
    rows = [
        (
            one,
            [
                (label, reverse("payments:instalment_act", args=[one.pk, slug]))
                for slug, _deed, label in offered(actor, one, INSTALMENT_DEEDS, INSTALMENT_MOVES)
            ],
        )
        for one in parts
    ]
    paid = payments_visible_to(actor).filter(application=found).order_by("made_at", "id")
    context = {
        "application": found,
        "contract": contract_of(actor, found),
        "acts": acts,
        "rows": rows,
        "with_paper": set(
            instalments_visible_to(actor)
            .filter(application=found)
            .exclude(document=b"")
            .values_list("pk", flat=True)
        ),
        "payments": list(paid),
    }
    return render(request, "payments/application.html", context)


@fund_page
@require_safe
def proof(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The paper that proves a milestone, as a download that no browser opens in place."""
    document = proof_of(request.actor, pk)
    record(request.actor, "read_proof", f"instalment:{str(pk)[:8]}")
    return document.as_download()


@fund_page
@require_safe
def granted(request: ActorRequest) -> HttpResponse:
    """The applications that were granted money: the way to their contract and instalments."""
    rows = applications_visible_to(request.actor).filter(
        call__fund__in=paying_funds(request.actor), state__in=GRANTED
    )
    shown = page_by_key(rows.defer("sealed"), request, ("-started_at", "-id"))
    record(request.actor, "list_granted", codes=[one.code for one in shown.rows])
    return render(request, "payments/granted.html", {"page": shown})
