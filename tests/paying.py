"""A grant paid, step by step, for the tests: an envelope, a contract, instalments, a batch, a flag."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from siraba.foundation.interface.uploads import Document
from siraba.foundation.ledger.actions import open_envelope, receive
from siraba.foundation.ledger.models import Envelope
from siraba.protection.reintegration.calls.models import Application, ApplicationState, Call
from siraba.protection.reintegration.payments import batches, contracts, outcomes
from siraba.protection.reintegration.payments.channels import Outcome, Result
from siraba.protection.reintegration.payments.contracts import Part
from siraba.protection.reintegration.payments.models import Batch, CallEnvelope, Instalment, Payment
from siraba.protection.reintegration.safeguards.actions import screen_application
from siraba.protection.reintegration.safeguards.models import Flag
from tests import scene

SYSTEM = "a test looks at the row itself"
GRANTED = 300_000
MILESTONE = "Le poulailler est bâti"


def call() -> Call:
    """A call of a fund whose every duty is held, its control too."""
    made = scene.call()
    scene.charge("nene", "auditor", made.fund)
    return made


def envelope(of: Call, amount: int = 5_000_000) -> Envelope:
    """Money of a fictitious donor, in the book of the fund's organisation."""
    today = timezone.localdate()
    holder = of.fund.organisation
    made = open_envelope(
        None,
        donor=scene.organisation("bailleur"),
        holder=holder,
        title="Don d’essai",
        from_day=today - timedelta(days=1),
        until_day=today + timedelta(days=300),
        fictitious=True,
    )
    receive(None, made, amount=amount, day=today, reference=f"essai:{made.pk}", label="Don d’essai")
    return made


def given_envelope(of: Call) -> Envelope:
    made = envelope(of)
    CallEnvelope.objects.create(call=of, envelope=made, added_by=scene.somebody("pierre"))
    return made


def approved(on: Call | None = None, **changes: Any) -> Application:
    """What the committee has retained. The wallet is in the applicant's own name."""
    words = {"wallet_name": scene.APPLICANT, **changes}
    made = scene.application(on or call(), **words)
    made.state, made.granted, made.filed_by = ApplicationState.APPROVED, GRANTED, None
    made.save()
    return made


def parts(milestone: str = "") -> list[Part]:
    return [Part(GRANTED, timezone.localdate(), milestone)]


def contracted(on: Call | None = None, milestone: str = "", **changes: Any) -> Application:
    made = approved(on, **changes)
    contracts.sign_contract(
        scene.actor("oumou"), made, signed_on=timezone.localdate(), parts=parts(milestone)
    )
    return made


def instalment(of: Application) -> Instalment:
    """Its first, due from today."""
    contracts.open_instalments(None)
    return Instalment.objects.system(SYSTEM).get(application=of, order=1)


def proven(of: Application) -> Instalment:
    made = instalment(of)
    paper = Document("application/pdf", b"%PDF-1.4 facture")
    contracts.give_proof(scene.actor("kadi"), made, proof=scene.WORDS, document=paper)
    return made


def released(of: Application | None = None) -> Instalment:
    made = instalment(of or contracted())
    contracts.release_instalment(scene.actor("oumou"), made)
    return made


def batch(channel: str = "wallet_file", **changes: Any) -> Batch:
    """One instalment, prepared by the accountant."""
    where = call()
    given_envelope(where)
    one = released(contracted(where, **changes))
    return batches.prepare_batch(scene.actor("kadi"), where.fund, channel=channel, instalments=[one.pk])


def approved_batch(channel: str = "wallet_file") -> Batch:
    made = batch(channel)
    batches.approve_batch(scene.actor("pierre"), made)
    return made


def sent_batch(channel: str = "wallet_file") -> Batch:
    made = approved_batch(channel)
    batches.send_batch(scene.actor("kadi"), made)
    return made


def payment(of: Batch | None = None) -> Payment:
    return Payment.objects.system(SYSTEM).get(batch=of or sent_batch())


def ambiguous() -> Payment:
    made = payment()
    outcomes.note_payment(None, made, Outcome(Result.AMBIGUOUS, reason="no_answer"))
    return payment(Batch.objects.system(SYSTEM).get(pk=made.batch_id))


def paid() -> Payment:
    made = payment()
    outcomes.note_payment(None, made, Outcome(Result.PAID, "X1"))
    return payment(Batch.objects.system(SYSTEM).get(pk=made.batch_id))


def flag(on: Call | None = None, **changes: Any) -> Flag:
    """An application whose wallet is in another name."""
    made = scene.application(on or call(), wallet_name="Seydou Keïta", **changes)
    screen_application(None, made, occasion="submission")
    return Flag.objects.system(SYSTEM).get(application=made, kind="wallet_name")
