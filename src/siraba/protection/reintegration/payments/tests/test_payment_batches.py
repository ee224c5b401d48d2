"""The dry run, two hands, contracts and instalments."""

from datetime import timedelta

import pytest
from django.utils import timezone

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.errors import Invalid, NotAllowed, StateNotOpen
from siraba.foundation.geography.models import Area
from siraba.foundation.interface.uploads import Document
from siraba.foundation.ledger.actions import spend
from siraba.protection.reintegration.calls.models import Application, ApplicationState
from siraba.protection.reintegration.payments import batches, contracts, outcomes
from siraba.protection.reintegration.payments.contracts import Part
from siraba.protection.reintegration.payments.mobile import msisdn
from siraba.protection.reintegration.payments.models import Channel, Instalment, Payment
from siraba.protection.reintegration.payments.money import free_in
from siraba.protection.reintegration.payments.planning import survey
from siraba.protection.reintegration.payments.sending import note_wallet_name, send_payments
from siraba.protection.reintegration.payments.tests.conftest import (
    SYSTEM,
    approved,
    contracted,
    first_of,
    make_envelope,
    many_payable,
    only_payment,
    payable,
    payments_in,
    sent_batch,
)
from siraba.protection.reintegration.safeguards.actions import clear_flag
from siraba.protection.reintegration.safeguards.models import Flag
from siraba.protection.reintegration.safeguards.tests.conftest import (
    charge,
    make_application,
    make_call,
    make_fund,
)

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


def why(fund, instalment: Instalment, channel: str = Channel.WALLET_FILE) -> str:
    return " ".join(survey(fund, channel, [instalment.pk]).lines[0].reasons)


# Contracts


def test_the_instalments_make_the_granted_amount(call, people):
    application = approved(call, 300_000)
    for parts in (
        [],
        [Part(100_000, TODAY())],
        [Part(300_001, TODAY())],
        [Part(0, TODAY()), Part(300_000, TODAY())],
    ):
        with pytest.raises(Invalid):
            contracts.sign_contract(people.secretary, application, signed_on=TODAY(), parts=parts)
    later = TODAY() + timedelta(days=90)
    for days in ((later, TODAY()), (TODAY() - timedelta(days=1), later)):
        with pytest.raises(Invalid, match="se suivent"):
            contracts.sign_contract(
                people.secretary, application, signed_on=TODAY(), parts=[Part(150_000, day) for day in days]
            )
    parts = [Part(100_000, TODAY()), Part(200_000, later, "Poulailler bâti")]
    contracts.sign_contract(people.secretary, application, signed_on=TODAY(), parts=parts)
    kept = Instalment.objects.system(SYSTEM).filter(application=application)
    assert [(one.order, one.amount, one.needs_proof) for one in kept] == [
        (1, 100_000, False),
        (2, 200_000, True),
    ]
    assert application.state == ApplicationState.CONTRACTED
    with pytest.raises(StateNotOpen):
        contracts.sign_contract(people.secretary, application, signed_on=TODAY(), parts=parts)


def test_who_filed_it_does_not_sign_its_contract(call, people):
    application = approved(call, filed_by_id=people.secretary.account_id)
    with pytest.raises(NotAllowed):
        contracts.sign_contract(
            people.secretary, application, signed_on=TODAY(), parts=[Part(300_000, TODAY())]
        )


def test_a_milestone_is_proven_by_one_and_seen_by_another(call, people, fund, envelope):
    application = contracted(call, people.secretary, parts=[Part(300_000, TODAY(), "Poulailler bâti")])
    instalment = first_of(application)
    assert "Le jalon n’a pas de preuve." in why(fund, instalment)
    with pytest.raises(Invalid):
        contracts.release_instalment(people.secretary, instalment)
    with pytest.raises(Invalid):
        contracts.give_proof(people.secretary, instalment)
    paper = Document("application/pdf", b"%PDF-1.4 facture")
    contracts.give_proof(people.secretary, instalment, proof="Visite du 3", document=paper)
    assert b"facture" not in bytes(instalment.document)
    with pytest.raises(NotAllowed):
        contracts.release_instalment(people.secretary, instalment)
    contracts.give_proof(people.accountant, instalment, proof="Visite du 3, photo vue.")
    assert "Pas encore libérée." in why(fund, instalment)
    contracts.release_instalment(people.secretary, instalment)
    assert why(fund, instalment) == ""


def test_a_project_is_complete_when_all_is_paid(call, people, fund, envelope, operator):
    later = TODAY() + timedelta(days=30)
    application = contracted(call, people.secretary, parts=[Part(100_000, TODAY()), Part(200_000, later)])
    instalment = first_of(application)
    contracts.release_instalment(people.secretary, instalment)
    note_wallet_name(None, application, application.words["applicant"])
    sent_batch(fund, people, [instalment])
    send_payments()
    application = Application.objects.system(SYSTEM).select_related("call__fund").get(pk=application.pk)
    assert application.state == ApplicationState.RUNNING
    with pytest.raises(Invalid, match="pas payée"):
        contracts.complete_project(people.secretary, application)
    second = first_of(application, 2)
    assert why(fund, second) == "Pas encore due."
    Instalment.objects.system(SYSTEM).filter(pk=second.pk).update(due_on=TODAY())
    assert contracts.open_instalments(None) == 1
    second = first_of(application, 2)
    contracts.release_instalment(people.secretary, second)
    sent_batch(fund, people, [second])
    send_payments()
    contracts.complete_project(people.secretary, application)
    assert application.state == ApplicationState.COMPLETED


# The dry run


def test_the_dry_run_says_who_is_paid_and_why_the_others_are_not(call, people, fund, envelope):
    good = payable(call, people.secretary)
    no_wallet = payable(call, people.secretary, wallet="")
    stopped = payable(call, people.secretary)
    application = (
        Application.objects.system(SYSTEM).select_related("call__fund").get(pk=stopped.application_id)
    )
    contracts.stop_project(people.secretary, application, reason="Parti.")
    flagged = payable(call, people.secretary, wallet_name="Tout Autre")
    above = payable(call, people.secretary, granted=3_000_000)
    looked = survey(fund, Channel.WALLET_FILE)
    said = {line.instalment.pk: " ".join(line.reasons) for line in looked.lines}
    assert said[good.pk] == ""
    assert said[no_wallet.pk] == "Aucun compte de paiement."
    assert said[stopped.pk] == "Le projet est : Arrêtée."
    assert (
        said[flagged.pk] == "Une vérification n’est pas levée : Le compte de paiement est au nom d’un autre."
    )
    assert "dépasse le plafond" in said[above.pk]
    assert (len(looked.payable), looked.total, looked.by_envelope) == (1, 300_000, [(envelope, 300_000)])
    assert why(fund, no_wallet, Channel.VOUCHER) == ""
    assert "n’a pas encore été demandé" in why(fund, good, Channel.MOBILE)
    assert not Payment.objects.system(SYSTEM).exists()


def test_an_earmark_cannot_be_broken_and_the_most_bound_money_goes_first(call, people, fund):
    assert why(fund, payable(call, people.secretary)) == "L’appel n’a pas d’enveloppe."
    kayes = Area.objects.filter(level=1, name="Kayes").order_by("pk").first()
    women = make_envelope(call, 1_000_000, groups=["women"], zones=[kayes])
    man = payable(call, people.secretary, zone="Kayes")
    away = payable(call, people.secretary, zone="Gao", woman=True)
    assert "réservée" in why(fund, man)
    assert "réservée" in why(fund, away)
    free = make_envelope(call, 1_000_000)
    she = payable(call, people.secretary, zone="Kayes", woman=True)
    chosen = {line.instalment.pk: line.envelope for line in survey(fund, Channel.VOUCHER).payable}
    assert (chosen[she.pk], chosen[man.pk], chosen[away.pk]) == (women, free, free)


def test_an_envelope_that_is_short_pays_as_far_as_it_goes(call, people, fund):
    make_envelope(call, 250_000)
    many_payable(call, 3, people.secretary)
    looked = survey(fund, Channel.WALLET_FILE)
    assert [line.payable for line in looked.lines] == [True, True, False]
    assert "n’a plus assez" in looked.kept[0].reasons[0]


# Two hands


def test_who_prepares_does_not_approve_not_even_with_both_duties(call, people, fund, envelope):
    charge(people_account(people.accountant), fund, "payer")
    batch = batches.prepare_batch(
        people.accountant, fund, channel=Channel.WALLET_FILE, instalments=[payable(call, people.secretary).pk]
    )
    with pytest.raises(NotAllowed):
        batches.approve_batch(people.accountant, batch)
    batches.approve_batch(people.payer, batch)
    assert batch.state == "approved"


def people_account(actor: Actor):
    from siraba.foundation.accounts.models import Account

    return Account.objects.get(pk=actor.account_id)


def test_an_administrator_does_neither(call, people, fund, envelope, issa):
    admin, instalment = Actor.of(issa), payable(call, people.secretary)
    charge(issa, fund, "payer", "accountant")
    with pytest.raises(NotAllowed):
        batches.prepare_batch(admin, fund, channel=Channel.WALLET_FILE, instalments=[instalment.pk])
    batch = batches.prepare_batch(
        people.accountant, fund, channel=Channel.WALLET_FILE, instalments=[instalment.pk]
    )
    with pytest.raises(NotAllowed):
        batches.approve_batch(admin, batch)


def test_the_payer_who_filed_one_of_them_does_not_approve(call, people, fund, envelope):
    instalment = payable(call, people.secretary, filed_by_id=people.payer.account_id)
    # Whoever filed and pays is told of; even cleared, that account approves nothing of it
    flag = Flag.objects.system(SYSTEM).get(kind="staff")
    clear_flag(people.auditor, flag, reason="Déposée avant d’être ordonnateur.")
    batch = batches.prepare_batch(
        people.accountant, fund, channel=Channel.WALLET_FILE, instalments=[instalment.pk]
    )
    with pytest.raises(NotAllowed):
        batches.approve_batch(people.payer, batch)


def test_a_flag_that_comes_after_the_preparation_stops_the_batch(call, people, fund, envelope):
    instalment = payable(call, people.secretary, applicant="Aïssata Diarra", phone="76000001")
    batch = batches.prepare_batch(
        people.accountant, fund, channel=Channel.WALLET_FILE, instalments=[instalment.pk]
    )
    twin = make_application(
        make_call(make_fund("helvetas", "Ailleurs")), "Aissata Djara", "Kayes", phone="76000001"
    )
    from siraba.protection.reintegration.safeguards.actions import screen_application

    screen_application(None, twin, occasion="submission")
    with pytest.raises(Invalid, match="vérification"):
        batches.approve_batch(people.payer, batch)
    batches.cancel_batch(people.accountant, batch, reason="À vérifier d’abord.")
    assert only_payment(batch).state == "cancelled"


def test_what_is_found_at_the_preparation_stays_out(call, people, fund, envelope):
    good, alike = payable(call, people.secretary), payable(call, people.secretary)
    for one, name in ((alike, "Oumar Traoré"), (payable(call, people.secretary), "Oumar Traore")):
        application = Application.objects.system(SYSTEM).get(pk=one.application_id)
        application.write(**{**application.words, "applicant": name})
        application.household_key = "h" * 32
        application.save()
    batch = batches.prepare_batch(
        people.accountant, fund, channel=Channel.WALLET_FILE, instalments=[good.pk, alike.pk]
    )
    assert [one.instalment_id for one in payments_in(batch)] == [good.pk]


def test_money_is_committed_once(call, people, fund):
    envelope = make_envelope(call, 300_000)
    first, second = many_payable(call, 2, people.secretary, 200_000)
    one, other = (
        batches.prepare_batch(people.accountant, fund, channel=Channel.WALLET_FILE, instalments=[pk])
        for pk in (first.pk, second.pk)
    )
    batches.approve_batch(people.payer, one)
    assert free_in(envelope) == 100_000
    with pytest.raises(Invalid, match="n’a plus assez"):
        batches.approve_batch(people.payer, other)


def test_one_instalment_is_not_in_two_batches(call, people, fund, envelope):
    instalment = payable(call, people.secretary)
    batches.prepare_batch(people.accountant, fund, channel=Channel.WALLET_FILE, instalments=[instalment.pk])
    with pytest.raises(Invalid, match="déjà en cours"):
        batches.prepare_batch(people.accountant, fund, channel=Channel.VOUCHER, instalments=[instalment.pk])


def test_an_envelope_emptied_by_another_spending_stops_the_approval(call, people, fund):
    envelope = make_envelope(call, 300_000)
    instalment = payable(call, people.secretary)
    batch = batches.prepare_batch(
        people.accountant, fund, channel=Channel.VOUCHER, instalments=[instalment.pk]
    )
    spend(
        None,
        envelope,
        amount=100_000,
        pillar="protection",
        zone=None,
        groups=[],
        day=TODAY(),
        reference="",
        label="Autre",
    )
    with pytest.raises(Invalid, match="n’a plus assez"):
        batches.approve_batch(people.payer, batch)


def test_a_voucher_is_handed_over_by_another_than_who_printed_it(call, people, fund, envelope):
    batch = sent_batch(
        fund, people, [payable(call, people.secretary), payable(call, people.secretary)], Channel.VOUCHER
    )
    first, second = payments_in(batch)
    with pytest.raises(NotAllowed):
        outcomes.hand_over_voucher(people.accountant, first, proof="Signé.")
    outcomes.hand_over_voucher(people.secretary, first, proof="Bon signé, pièce vue.")
    with pytest.raises(StateNotOpen):
        outcomes.hand_over_voucher(people.secretary, first, proof="Encore.")
    outcomes.void_voucher(people.secretary, second, proof="Bon revenu, déchiré.")
    assert [one.state for one in payments_in(batch)] == ["confirmed", "failed"]
    assert free_in(envelope) == 49_700_000


def test_a_wallet_that_is_somebody_else_s_pays_nothing(call, people, fund, envelope, operator):
    instalment = payable(call, people.secretary, applicant="Aïssata Diarra", wallet="76112233")
    operator.names[msisdn("76112233")] = "Seydou Keïta"
    assert send_payments().named == 1
    with pytest.raises(Invalid, match="au nom d’un autre"):
        batches.prepare_batch(people.accountant, fund, channel=Channel.MOBILE, instalments=[instalment.pk])
    assert not operator.paid
    assert Flag.objects.system(SYSTEM).get().facts == ["operator"]
