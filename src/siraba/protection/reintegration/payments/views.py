"""The acts that payments ask for, and the door of the operator's callbacks."""

import secrets
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from siraba.foundation.access.acts import ACT_RULES, check_right
from siraba.foundation.access.errors import Invalid, NotVisible
from siraba.foundation.access.policy import Purpose
from siraba.foundation.access.views import ActorRequest, page
from siraba.foundation.interface.acts import Act, act_page
from siraba.foundation.interface.deeds import deed_page
from siraba.foundation.interface.francs import spaced
from siraba.foundation.ledger.models import EnvelopeState
from siraba.foundation.ledger.selectors import envelopes_of
from siraba.protection.reintegration.calls.models import APPLICATION_MOVES
from siraba.protection.reintegration.calls.rules import FUND
from siraba.protection.reintegration.calls.selectors import applications_visible_to, call_for
from siraba.protection.reintegration.payments.batches import prepare_batch
from siraba.protection.reintegration.payments.contracts import assign_envelope, sign_contract
from siraba.protection.reintegration.payments.deeds import (
    BATCH_DEEDS,
    INSTALMENT_DEEDS,
    PAYMENT_DEEDS,
    PROJECT_DEEDS,
)
from siraba.protection.reintegration.payments.forms import (
    BatchForm,
    ContractForm,
    EnvelopeForm,
    FileForm,
    SurveyForm,
    first_contract,
)
from siraba.protection.reintegration.payments.mobile import read_callback
from siraba.protection.reintegration.payments.models import (
    BATCH_MOVES,
    INSTALMENT_MOVES,
    PAYMENT_MOVES,
    CallEnvelope,
    Channel,
    Payment,
)
from siraba.protection.reintegration.payments.outcomes import note_payment
from siraba.protection.reintegration.payments.planning import survey
from siraba.protection.reintegration.payments.reconciling import BadFile, reconcile_batch
from siraba.protection.reintegration.payments.selectors import (
    batch_for,
    instalment_for,
    paying_application,
    paying_fund,
    payment_for,
)
from siraba.protection.reintegration.payments.sending import callback_key

fund_page = page(Purpose.FUND, roles=FUND)
MOST_BYTES = 65_536


@fund_page
def prepare(request: ActorRequest, pk: int) -> HttpResponse:
    """Put what may be paid today into a batch."""
    actor, fund = request.actor, paying_fund(request.actor, pk)
    check_right(actor, "prepare_batch", fund)
    channel = request.POST.get("channel") or SurveyForm(request.GET).channel()
    channel = channel if channel in Channel.values else Channel.WALLET_FILE
    looked = survey(fund, channel)
    if not looked.payable:  # the dry run says why
        return redirect(f"{reverse('payments:dry_run', args=[fund.pk])}?voie={channel}")
    lines = [
        (
            str(line.instalment.pk),
            _("%(code)s, tranche %(order)d : %(amount)s FCFA, enveloppe %(envelope)s")
            % {
                "code": line.application.code,
                "order": line.instalment.order,
                "amount": spaced(line.instalment.amount),
                "envelope": line.envelope.code if line.envelope else "–",
            },
        )
        for line in looked.payable
    ]
    act = Act(
        _("Préparer un lot – %(channel)s") % {"channel": Channel(channel).label},
        ACT_RULES["prepare_batch"].label,
        reverse("payments:dry_run", args=[fund.pk]),
        _(
            "L’ordonnateur l’approuvera, ou non. Chaque demande est vérifiée encore une fois ; ce qui ne peut pas être payé reste dehors."
        ),
        _("Le lot est préparé."),
    )
    form = BatchForm(request.POST or None, lines=lines, initial={"channel": channel})

    def do(data: dict) -> str:
        chosen = [UUID(one) for one in data["instalments"]]
        made = prepare_batch(actor, fund, channel=data["channel"], instalments=chosen)
        return reverse("payments:batch", args=[made.code])

    return act_page(request, form, do, act)


@fund_page
def batch_act(request: ActorRequest, code: str, slug: str) -> HttpResponse:
    batch = batch_for(request.actor, code)
    back = reverse("payments:batch", args=[batch.code])
    title = _("lot %(code)s") % {"code": batch.code}
    return deed_page(request, batch, slug, BATCH_DEEDS, BATCH_MOVES, back, title)


@fund_page
def payment_act(request: ActorRequest, code: str, slug: str) -> HttpResponse:
    payment = payment_for(request.actor, code)
    back = reverse("payments:payment", args=[payment.code])
    title = _("paiement %(code)s") % {"code": payment.code}
    return deed_page(request, payment, slug, PAYMENT_DEEDS, PAYMENT_MOVES, back, title)


@fund_page
def reconcile(request: ActorRequest, code: str) -> HttpResponse:
    """Read the file of the bank or the operator: whole, or not at all."""
    actor, batch = request.actor, batch_for(request.actor, code)
    check_right(actor, "reconcile_batch", batch)
    if request.method == "GET":
        BATCH_MOVES.require(batch, "reconcile_batch")
    act = Act(
        _("Rapprocher – lot %(code)s") % {"code": batch.code},
        ACT_RULES["reconcile_batch"].label,
        reverse("payments:batch", args=[batch.code]),
        _("Le fichier est pris en entier, ou pas du tout : une seule ligne fausse, et rien n’est changé."),
        _("Le fichier est lu."),
    )
    problems: list[str] = []

    def do(data: dict) -> str:
        try:
            reconcile_batch(actor, batch, content=data["file"])
        except BadFile as refusal:
            problems.extend(refusal.problems)
            raise
        return act.cancel

    form = FileForm(request.POST or None, request.FILES or None)
    return act_page(request, form, do, act, "payments/reconcile.html", {"problems": problems})


@fund_page
def contract(request: ActorRequest, code: str) -> HttpResponse:
    actor, application = request.actor, paying_application(request.actor, code)
    check_right(actor, "sign_contract", application)
    if request.method == "GET":
        APPLICATION_MOVES.require(application, "sign_contract")
    act = Act(
        _("Signer le contrat – %(code)s") % {"code": application.code},
        ACT_RULES["sign_contract"].label,
        reverse("payments:application", args=[application.code]),
        _("Les tranches font ensemble le montant accordé : %(granted)s FCFA.")
        % {"granted": spaced(application.granted or 0)},
        _("Le contrat est enregistré."),
    )
    form = ContractForm(request.POST or None, initial=first_contract())

    def do(data: dict) -> str:
        sign_contract(actor, application, signed_on=data["signed_on"], parts=form.parts())
        return act.cancel

    return act_page(request, form, do, act)


@fund_page
def project_act(request: ActorRequest, code: str, slug: str) -> HttpResponse:
    application = paying_application(request.actor, code)
    back = reverse("payments:application", args=[application.code])
    return deed_page(request, application, slug, PROJECT_DEEDS, APPLICATION_MOVES, back, application.code)


@fund_page
def instalment_act(request: ActorRequest, pk: UUID, slug: str) -> HttpResponse:
    actor, instalment = request.actor, instalment_for(request.actor, pk)
    code = (
        applications_visible_to(actor)
        .filter(pk=instalment.application_id)
        .values_list("code", flat=True)
        .get()
    )
    back = reverse("payments:application", args=[code])
    title = _("tranche %(order)d de %(code)s") % {"order": instalment.order, "code": code}
    return deed_page(request, instalment, slug, INSTALMENT_DEEDS, INSTALMENT_MOVES, back, title)


@fund_page
def envelope(request: ActorRequest, pk: int) -> HttpResponse:
    """Let the grants of a call be paid from one more envelope."""
    actor, call = request.actor, call_for(request.actor, pk)
    check_right(actor, "assign_envelope", call)
    given = CallEnvelope.objects.filter(call=call).values("envelope")
    found = envelopes_of(actor).filter(holder=call.fund.organisation_id, state=EnvelopeState.OPEN)
    by_number = {one.pk: one for one in found.exclude(pk__in=given)}
    act = Act(
        _("Donner une enveloppe à l’appel – %(call)s") % {"call": call},
        ACT_RULES["assign_envelope"].label,
        reverse("payments:dry_run", args=[call.fund_id]),
        _("Ses aides pourront en être payées, dans les limites de ce que le bailleur a dit."),
        _("L’enveloppe est donnée."),
    )
    form = EnvelopeForm(
        request.POST or None, envelopes=[(one.pk, f"{one.code} – {one.title}") for one in by_number.values()]
    )

    def do(data: dict) -> str:
        chosen = by_number.get(data["envelope"])
        if chosen is None:
            raise Invalid(_("Cette enveloppe n’est pas à choisir ici."), "envelope")
        assign_envelope(actor, call, envelope=chosen)
        return act.cancel

    return act_page(request, form, do, act)


@csrf_exempt  # an operator has no cookie; the key of this one payment stands in the address
@require_http_methods(["PUT"])
def callback(request: HttpRequest, pk: UUID, key: str) -> HttpResponse:
    """What the operator says of one payment; said again, or too late, it changes nothing.

    Raises:
        NotVisible: no such payment, or another key: the two are told apart by nobody.
    """
    payment = (
        Payment.objects.system("the payment of a callback").filter(pk=pk, channel=Channel.MOBILE).first()
    )
    if payment is None or not secrets.compare_digest(key, callback_key(payment)):
        raise NotVisible
    outcome = read_callback(request.read(MOST_BYTES))
    if outcome is None:
        return HttpResponse(status=400)
    note_payment(None, payment, outcome)
    return HttpResponse(status=204)
