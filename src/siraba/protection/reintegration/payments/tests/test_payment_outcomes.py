"""What an operator answers, or does not: never paid twice, the book balanced, every unknown payment resolved by a question."""

import json
from urllib.parse import urlsplit

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.test import Client

from siraba.foundation.access.errors import Invalid, NotAllowed, StateNotOpen
from siraba.foundation.audit.models import AuditLine
from siraba.foundation.ledger.models import Line
from siraba.foundation.ledger.selectors import left_in
from siraba.foundation.messaging.models import OutgoingMessage
from siraba.protection.reintegration.payments import outcomes
from siraba.protection.reintegration.payments.batches import claim_payment, prepare_batch
from siraba.protection.reintegration.payments.channels import Outcome, Result
from siraba.protection.reintegration.payments.contracts import stop_project
from siraba.protection.reintegration.payments.models import (
    PAYMENT_MOVES,
    UNKNOWN,
    Channel,
    Payment,
    PaymentState,
)
from siraba.protection.reintegration.payments.money import TRANSIT, free_in
from siraba.protection.reintegration.payments.sending import callback_url, claim_next, send_payments
from siraba.protection.reintegration.payments.tests.conftest import (
    SYSTEM,
    many_payable,
    only_payment,
    payments_in,
    sent_batch,
)
from siraba.protection.reintegration.payments.tests.operator import (
    DROP_AFTER,
    DROP_BEFORE,
    FAILED_LATER,
    PENDING,
    REFUSED,
)
from siraba.protection.reintegration.safeguards.models import Flag

pytestmark = pytest.mark.django_db


def transit(envelope) -> int:
    lines = Line.objects.filter(envelope=envelope, account__code=TRANSIT)
    return lines.aggregate(total=Sum("amount"))["total"] or 0


def in_balance() -> bool:
    return Line.objects.aggregate(total=Sum("amount"))["total"] == 0


@pytest.fixture
def batch(fund, people, call, envelope, operator):
    return sent_batch(fund, people, many_payable(call, 1, people.secretary))


def run(operator, does: str):
    operator.behaviour = lambda _number: does
    return send_payments()


def test_paid_at_once(batch, envelope, operator):
    run(operator, "completed")
    payment = only_payment(batch)
    assert (payment.state, payment.entered, bool(payment.reference)) == ("confirmed", True, True)
    assert operator.paid == {str(payment.pk): 1}
    assert (left_in(envelope), free_in(envelope), transit(envelope)) == (49_900_000, 49_900_000, 0)
    batch.refresh_from_db(from_queryset=type(batch).objects.system(SYSTEM))
    assert batch.state == "settled"
    assert outcomes.whole(payment).application.state == "running"
    assert send_payments().sent == 0


def test_refused_gives_the_money_back_and_may_be_paid_by_a_new_payment(
    batch, envelope, operator, fund, people
):
    run(operator, REFUSED)
    payment = only_payment(batch)
    assert (payment.state, payment.reason) == ("failed", "accountMaxTotalValueExceeded")
    assert (left_in(envelope), free_in(envelope), transit(envelope)) == (50_000_000, 50_000_000, 0)
    again = sent_batch(fund, people, [outcomes.whole(payment).instalment])
    run(operator, "completed")
    assert only_payment(again).state == "confirmed"
    assert operator.paid_by_order == {only_payment(again).code: 1}
    assert in_balance()


@pytest.mark.parametrize(
    ("does", "ends", "times"), [(DROP_AFTER, "confirmed", 1), (DROP_BEFORE, "failed", 0)]
)
def test_a_line_that_breaks_leaves_it_unknown_and_a_question_resolves_it(
    batch, envelope, operator, does, ends, times
):
    run(operator, does)
    payment = only_payment(batch)
    assert (payment.state, payment.reason) == ("ambiguous", "no_answer")
    assert transit(envelope) == payment.amount
    for made in operator.pending:
        operator.finish(made)
    for _question in range(2):
        send_payments()
    payment = only_payment(batch)
    assert payment.state == ends
    assert operator.paid[str(payment.pk)] == times
    assert operator.duplicates == 0
    assert [client for method, client in operator.asked if method == "POST"] == [str(payment.pk)]
    assert transit(envelope) == 0
    assert in_balance()


def test_the_operator_has_time_to_find_it(batch, operator, settings):
    settings.PAYMENT_UNHEARD_HOURS = 24
    run(operator, DROP_BEFORE)
    for _question in range(4):
        send_payments()
    assert only_payment(batch).state == "ambiguous"


@pytest.mark.parametrize(("does", "ends"), [(PENDING, "confirmed"), (FAILED_LATER, "failed")])
def test_what_is_pending_is_asked_about(batch, operator, does, ends):
    run(operator, does)
    assert (only_payment(batch).state, bool(only_payment(batch).server_id)) == ("sent", True)
    send_payments()
    assert only_payment(batch).state == "sent"
    operator.finish(operator.pending[0])
    send_payments()
    assert only_payment(batch).state == ends


def put(payment: Payment, said: dict) -> int:
    place = urlsplit(callback_url(payment)).path
    return Client().put(place, json.dumps(said), content_type="application/json").status_code


def test_a_callback_twice_and_late_and_after_the_answer(batch, envelope, operator):
    run(operator, PENDING)
    made, payment = operator.pending[0], only_payment(batch)
    operator.finish(made)
    assert [put(payment, made.as_transaction()) for _time in range(3)] == [204, 204, 204]
    assert only_payment(batch).state == "confirmed"
    send_payments()
    assert (left_in(envelope), transit(envelope)) == (49_900_000, 0)
    assert put(payment, made.as_state()) == 204
    assert not Flag.objects.system(SYSTEM).exists()


def test_a_callback_needs_its_key_and_sense(batch, operator, client):
    run(operator, PENDING)
    payment = only_payment(batch)
    place = urlsplit(callback_url(payment)).path
    said = json.dumps({"transactionStatus": "completed", "transactionReference": "X1"})
    wrong = place[:-2] + ("0" if place[-2] != "0" else "1") + "/"
    for address in (wrong, place.replace(str(payment.pk), "5f3a1c1e-8d0b-4a2e-9b7f-1c2d3e4f5a6b")):
        assert client.put(address, said, content_type="application/json").status_code == 404
    assert client.get(place).status_code == 405
    for nonsense in ("", "[]", "{}", "pas du json", '{"status": ""}'):
        assert client.put(place, nonsense, content_type="application/json").status_code == 400
    assert only_payment(batch).state == "sent"


def test_another_amount_is_not_believed(batch, operator):
    run(operator, PENDING)
    payment = only_payment(batch)
    said = {"transactionStatus": "completed", "transactionReference": "X1", "amount": "100000.50"}
    put(payment, said)
    assert only_payment(batch).state == "ambiguous"
    assert [flag.facts for flag in Flag.objects.system(SYSTEM).all()] == [["amount"]]


def test_an_operator_that_contradicts_itself_is_for_a_person(batch, envelope, operator, fund, people):
    run(operator, PENDING)
    payment = only_payment(batch)
    put(payment, {"status": "failed", "error": {"errorCode": "genericError"}})
    assert only_payment(batch).state == "failed"
    put(payment, {"transactionStatus": "completed", "transactionReference": "X1"})
    assert only_payment(batch).state == "failed"
    (flag,) = Flag.objects.system(SYSTEM).all()
    assert (flag.kind, flag.facts) == ("contradiction", ["paid_after_failed"])
    with pytest.raises(Invalid, match="vérification"):
        prepare_batch(people.accountant, fund, channel=Channel.MOBILE, instalments=[payment.instalment_id])
    outcomes.settle_as_paid(people.auditor, payment, proof="Relevé de l’opérateur, vu avec le payé.")
    assert only_payment(batch).state == "reconciled"
    assert (left_in(envelope), transit(envelope)) == (49_900_000, 0)
    assert in_balance()


def test_from_what_is_unknown_nothing_leads_to_a_second_sending():
    opened = {
        name
        for name, move in PAYMENT_MOVES
        if set(move.sources) & set(UNKNOWN) and move.target in ("approved", "sent")
    }
    assert opened == set()
    assert dict(PAYMENT_MOVES)["claim_payment"].sources == (PaymentState.APPROVED,)


def test_the_database_holds_one_live_payment_for_an_instalment(batch, operator):
    payment = only_payment(batch)
    twin = Payment(
        batch=batch,
        instalment_id=payment.instalment_id,
        application_id=payment.application_id,
        envelope_id=payment.envelope_id,
        channel="mobile",
        amount=1,
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save(force_insert=True)


def test_a_run_that_died_after_the_claim_is_asked_about_and_not_sent(batch, operator):
    payment = claim_next()
    assert payment.state == "sent"
    with pytest.raises(StateNotOpen):
        claim_payment(None, payment)
    for _run in range(2):
        send_payments()
    assert only_payment(batch).state == "failed"
    assert [method for method, _what in operator.asked if method == "POST"] == []


def test_nothing_is_claimed_for_an_operator_that_is_down(batch, operator):
    operator.up = False
    assert send_payments().operator is False
    assert only_payment(batch).state == "approved"


def test_a_person_settles_on_proof_and_not_one_of_those_who_paid(batch, operator, people):
    run(operator, DROP_AFTER)
    payment = only_payment(batch)
    for hand in (people.accountant, people.payer):
        with pytest.raises(NotAllowed):
            outcomes.settle_as_failed(hand, payment, proof="Je le sais.")
    with pytest.raises(Invalid):
        outcomes.settle_as_paid(people.auditor, payment, proof=" ")
    outcomes.settle_as_paid(people.auditor, payment, proof="Relevé signé de l’opérateur.")
    assert only_payment(batch).state == "reconciled"
    with pytest.raises(StateNotOpen):
        outcomes.settle_as_failed(people.auditor, payment, proof="Encore.")


def test_money_that_comes_back_is_undone_and_waits_for_a_new_release(batch, envelope, operator, people, fund):
    run(operator, "completed")
    payment = only_payment(batch)
    outcomes.reverse_payment(people.secretary, payment, proof="Virement retourné, relevé vu.")
    payment = outcomes.whole(payment)
    assert (payment.state, payment.instalment.state) == ("reversed", "returned")
    assert (left_in(envelope), transit(envelope)) == (50_000_000, 0)
    with pytest.raises(Invalid, match="libérer de nouveau"):
        prepare_batch(people.accountant, fund, channel=Channel.MOBILE, instalments=[payment.instalment_id])
    assert in_balance()


def test_a_payment_on_its_way_when_the_project_is_stopped_is_flagged(batch, operator, people):
    run(operator, PENDING)
    payment = outcomes.whole(only_payment(batch))
    stop_project(people.secretary, payment.application, reason="Le demandeur est parti.")
    assert [flag.kind for flag in Flag.objects.system(SYSTEM).all()] == ["closed"]


def test_the_book_takes_a_spending_later_when_its_envelope_was_closed_meanwhile(batch, envelope, operator):
    run(operator, PENDING)
    envelope.state = "closed"
    envelope.save()
    outcomes.note_payment(None, only_payment(batch), Outcome(Result.PAID, "X1"))
    assert (only_payment(batch).state, only_payment(batch).entered) == ("confirmed", False)
    assert transit(envelope) == 100_000
    envelope.state = "open"
    envelope.save()
    assert outcomes.enter_late(None) == 1
    assert (transit(envelope), left_in(envelope)) == (0, 49_900_000)


def test_the_payee_is_told_that_there_is_news_and_nothing_of_money(fund, people, call, envelope, operator):
    (instalment,) = many_payable(call, 1, people.secretary)
    application = instalment.application
    application.write(**{**application.words, "texts": True, "phone": "76 11 22 33"})
    application.save()
    sent_batch(fund, people, [instalment])
    run(operator, "completed")
    (message,) = OutgoingMessage.objects.system(SYSTEM).all()
    said = message.words["text"].lower()
    assert not [word for word in ("argent", "paiement", "fonds", "fcfa", "retour", "projet") if word in said]


def test_the_journal_names_nobody(batch, operator):
    run(operator, "completed")
    words = " ".join(f"{line.object} {line.detail}" for line in AuditLine.objects.all())
    assert "Diarra" not in words
    assert payments_in(batch)[0].words["payee"] not in words
