"""The pages of payments, walked by who is charged with each step, with forms sent as a browser sends them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from siraba.foundation.accounts.models import Account
from siraba.foundation.audit.models import AuditLine
from siraba.foundation.interface.francs import spaced
from siraba.foundation.interface.my_day import sections_for
from siraba.protection.reintegration.calls.models import Application
from siraba.protection.reintegration.payments.models import Batch, Channel, Instalment
from siraba.protection.reintegration.payments.tests.conftest import (
    SYSTEM,
    approved,
    make_envelope,
    payable,
    payments_in,
    sent_batch,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in(client_for, people):
    return lambda username: client_for(Account.objects.get(username=username))


def text(client, name, *arguments, **query) -> str:
    answer = client.get(reverse(f"payments:{name}", args=arguments), query)
    assert answer.status_code == 200, name
    return answer.content.decode()


def test_from_the_contract_to_the_money_by_the_pages(call, fund, envelope, signed_in):
    application = approved(call, 300_000, applicant="Aïssata Diarra")
    secretary, accountant, payer = (signed_in(name) for name in ("oumou", "kadi", "pierre"))
    assert application.code in text(secretary, "granted")
    place = reverse("payments:contract", args=[application.code])
    today = timezone.localdate().isoformat()
    words = {"signed_on": today, "amount_1": "200000", "due_1": today}
    refused = secretary.post(place, words)
    assert refused.status_code == 422
    assert f"{spaced(200_000)} FCFA" in refused.content.decode()
    words |= {"amount_2": "100000", "due_2": today, "milestone_2": "Étal monté"}
    assert secretary.post(place, words).status_code == 302
    Instalment.objects.system(SYSTEM).filter(application=application).update(state="due")
    first, second = Instalment.objects.system(SYSTEM).filter(application=application)
    assert "Étal monté" in text(secretary, "application", application.code)
    proof = reverse("payments:instalment_act", args=[second.pk, "preuve"])
    paper = SimpleUploadedFile("f.pdf", b"%PDF-1.4 facture")
    assert accountant.post(proof, {"proof": "Vu le 3", "document": paper}).status_code == 302
    download = secretary.get(reverse("payments:proof", args=[second.pk]))
    assert (download.content, download["Content-Type"]) == (b"%PDF-1.4 facture", "application/pdf")
    for one in (first, second):
        release = reverse("payments:instalment_act", args=[one.pk, "liberer"])
        assert secretary.post(release, {"form_id": ""}).status_code == 302
    page = text(accountant, "dry_run", fund.pk, voie="voucher")
    assert "2 tranches" in page
    prepare = reverse("payments:prepare", args=[fund.pk])
    assert accountant.get(prepare, {"voie": "voucher"}).status_code == 200
    chosen = {"channel": "voucher", "instalments": [str(first.pk), str(second.pk)]}
    assert accountant.post(prepare, chosen).status_code == 302
    batch = Batch.objects.system(SYSTEM).get()
    assert batch.code in text(accountant, "list")
    approve = reverse("payments:batch_act", args=[batch.code, "approuver"])
    assert accountant.post(approve, {"form_id": ""}).status_code == 403
    assert payer.post(approve, {"form_id": ""}).status_code == 302
    assert (
        accountant.post(
            reverse("payments:batch_act", args=[batch.code, "envoyer"]), {"form_id": ""}
        ).status_code
        == 302
    )
    assert "Aïssata Diarra" in text(accountant, "vouchers", batch.code)
    payment = payments_in(batch)[0]
    handed = reverse("payments:payment_act", args=[payment.code, "remis"])
    assert secretary.post(handed, {"proof": ""}).status_code == 200
    assert secretary.post(handed, {"proof": "Signé"}).status_code == 302
    assert "Signé" in text(secretary, "payment", payment.code)
    assert Application.objects.system(SYSTEM).get(pk=application.pk).state == "running"


def test_a_wrong_file_is_refused_with_its_lines_and_the_right_one_is_taken(
    call, fund, envelope, people, signed_in
):
    batch = sent_batch(fund, people, [payable(call, people.secretary)], Channel.WALLET_FILE)
    accountant, code = signed_in("kadi"), payments_in(batch)[0].code
    file = accountant.get(reverse("payments:file", args=[batch.code])).content.decode()
    assert file == batch.words["file"]
    place = reverse("payments:reconcile", args=[batch.code])
    assert accountant.get(place).status_code == 200

    def send(*lines: str):
        content = "\n".join(("reference,montant,resultat,reference_operateur", *lines)).encode()
        return accountant.post(place, {"file": SimpleUploadedFile("r.csv", content)})

    refused = send(f"{code},300000.00,paye,B1", "INCONNU,1,paye,B2")
    assert refused.status_code == 422
    page = refused.content.decode()
    assert "Ligne 2" in page
    assert "sans centimes" in page
    assert payments_in(batch)[0].state == "sent"
    assert send(f"{code},300000,paye,B1").status_code == 302
    assert payments_in(batch)[0].state == "reconciled"
    assert "1 payés" in text(accountant, "batch", batch.code)


def test_the_payer_gives_an_envelope_to_a_call(call, fund, signed_in):
    other = make_envelope(call)
    call.envelopes.all().delete()
    place = reverse("payments:envelope", args=[call.pk])
    payer = signed_in("pierre")
    assert other.code in payer.get(place).content.decode()
    assert payer.post(place, {"envelope": other.pk}).status_code == 302
    assert call.envelopes.get().envelope == other
    assert signed_in("kadi").get(place).status_code == 403


def test_my_day_asks_each_for_its_own_step(call, fund, envelope, people):
    from siraba.protection.reintegration.payments.batches import prepare_batch

    instalment = payable(call, people.secretary)
    batch = prepare_batch(people.accountant, fund, channel=Channel.VOUCHER, instalments=[instalment.pk])

    def rows(actor) -> list[str]:
        (section,) = (one for one in sections_for(actor) if one.title == "Paiements")
        return [row.title for row in section.rows]

    assert rows(people.payer) == [f"Lot {batch.code}"]
    assert rows(people.accountant) == []


def test_who_judges_projects_and_who_is_of_another_fund_sees_nothing(
    call, fund, envelope, people, account_for, client_for
):
    from siraba.protection.reintegration.safeguards.tests.conftest import charge

    batch = sent_batch(fund, people, [payable(call, people.secretary)], Channel.VOUCHER)
    charge(account_for("sory"), fund, "evaluator")
    for account in (
        Account.objects.get(username="sory"),
        account_for("away", "Autre Agent", "fund_officer", "helvetas"),
    ):
        client = client_for(account)
        assert batch.code not in client.get(reverse("payments:list")).content.decode()
        for name, code in (("batch", batch.code), ("payment", payments_in(batch)[0].code)):
            assert client.get(reverse(f"payments:{name}", args=[code])).status_code == 404
        assert client.get(reverse("payments:dry_run", args=[fund.pk])).status_code == 404


def test_what_is_read_is_in_the_journal(call, fund, envelope, people, signed_in):
    batch = sent_batch(fund, people, [payable(call, people.secretary)], Channel.VOUCHER)
    text(signed_in("nene"), "batch", batch.code)
    assert AuditLine.objects.filter(act="read_batch", object=batch.code).exists()


def test_a_page_of_many_payments_asks_no_more_than_one_of_few(
    call, fund, envelope, people, signed_in, django_assert_max_num_queries
):
    from siraba.protection.reintegration.payments.tests.conftest import many_payable

    batch = sent_batch(fund, people, many_payable(call, 12, people.secretary), Channel.VOUCHER)
    client = signed_in("nene")
    text(client, "batch", batch.code)
    with django_assert_max_num_queries(25):
        text(client, "batch", batch.code)
    with django_assert_max_num_queries(30):
        text(client, "dry_run", fund.pk)
