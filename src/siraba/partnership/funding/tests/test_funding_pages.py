"""The pages of donors' money: recorded by the officer, read by the donor and the coordination, in two currencies."""

import io
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from docx import Document

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.policy import Purpose
from siraba.foundation.geography.models import Area
from siraba.foundation.geography.selectors import find_area
from siraba.foundation.interface.my_day import sections_for
from siraba.foundation.organisations.models import Organisation
from siraba.partnership.funding import actions
from siraba.partnership.funding.gaps import by_pillar, by_region, total
from siraba.partnership.funding.models import FundingNeed, Pledge
from tests import scene

pytestmark = pytest.mark.django_db
YEAR = timezone.localdate().year


@pytest.fixture
def officer(account_for):
    return account_for("oumou")


@pytest.fixture
def oumou(officer, client_for):
    return client_for(officer)


@pytest.fixture
def giver(account_for):
    return account_for("don", "Don Atrice", "donor", "bailleur")


@pytest.fixture
def keeper(officer):
    return Actor.of(officer, Purpose.FUNDING)


@pytest.fixture
def coordinator(hawa):
    return Actor.of(hawa, Purpose.COORDINATION)


def day(days=0):
    return timezone.localdate() + timedelta(days=days)


def a_pledge(keeper, donor="bailleur", signed=True, **more):
    own = {
        "title": f"Appui de {donor}",
        "currency": "EUR",
        "amount": Decimal("1000.00"),
        "pillars": ["protection"],
    }
    dates = {"expected_on": day(30), "from_day": day(), "until_day": day(100)}
    giver = Organisation.objects.get(code=donor)
    pledge = actions.add_pledge(keeper, donor=giver, **{**own, **dates, **more})
    if signed:
        actions.commit_pledge(
            keeper, pledge, agreement="C-1", signed_on=day(), committed=pledge.amount, expected_on=day(30)
        )
    return pledge


def typed(**more):
    kayes = find_area("Kayes", Area.Level.REGION)
    own = {
        "donor": Organisation.objects.get(code="bailleur").pk,
        "title": "Femmes de Kayes",
        "currency": "EUR",
        "amount": "10000",
        "pledged_on": day().isoformat(),
        "expected_on": day(30).isoformat(),
        "from_day": day().isoformat(),
        "until_day": day(100).isoformat(),
        "pillars": ["protection"],
        "zones": [kayes.pk],
        "groups": ["women"],
    }
    return {**own, **more}


def test_a_pledge_from_the_first_word_to_the_report(oumou, giver, client_for):
    refused = oumou.post(reverse("funding:add"), typed(currency="USD"))
    assert refused.status_code == 422
    assert "Femmes de Kayes" in refused.content.decode()
    assert oumou.post(reverse("funding:add"), typed()).status_code == 302
    code = Pledge.objects.system("a test looks at the row itself").get().code

    def act(slug, **said):
        return oumou.post(reverse("funding:act", args=[code, slug]), said)

    assert oumou.get(reverse("funding:act", args=[code, "engager"])).status_code == 200
    signed = {"agreement": "CONV-7", "signed_on": day().isoformat(), "expected_on": day(20).isoformat()}
    assert act("engager", committed="10000", **signed).status_code == 302
    came = {"received_on": day().isoformat(), "reference": "V-1"}
    assert act("encaisser", amount="10000,01", **came).status_code == 422
    assert act("encaisser", amount="2500,50", **came).status_code == 302
    donor = client_for(giver)
    page = donor.get(reverse("funding:pledge", args=[code])).content.decode()
    for word in ("CONV-7", "655,957 FCFA", "1\u202f640\u202f220", "Kayes", "Femmes"):
        assert word in page, word
    assert "Extourner" not in page
    paper = donor.get(reverse("funding:pledge", args=[code]), {"format": "docx"}).content
    document = Document(io.BytesIO(paper))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert "2\u202f500,50\u00a0EUR" in cells or "2\u00a0500,50\u00a0EUR" in cells
    assert donor.get(reverse("funding:pledge", args=[code]), {"format": "pdf"}).content.startswith(b"%PDF")
    assert "V-1" in oumou.get(reverse("funding:pledge", args=[code])).content.decode()


def test_a_receipt_is_reversed_on_its_page(oumou, keeper):
    pledge = a_pledge(keeper)
    receipt = actions.receive_instalment(
        keeper, pledge, amount=Decimal("10.00"), received_on=day(), reference="V-1"
    )
    url = reverse("funding:reverse_receipt", args=[receipt.pk])
    assert oumou.get(url).status_code == 200
    assert oumou.post(url, {"reason": "Rejeté"}).status_code == 302
    assert "Extourné" in oumou.get(reverse("funding:pledge", args=[pledge.code])).content.decode()


def test_a_donor_reads_its_own_and_changes_nothing(keeper, giver, client_for):
    own, other = a_pledge(keeper), a_pledge(keeper, "oim")
    donor = client_for(giver)
    listed = donor.get(reverse("funding:pledges")).content.decode()
    assert own.title in listed
    assert other.title not in listed
    assert donor.get(reverse("funding:pledge", args=[other.code])).status_code == 404
    assert donor.get(reverse("funding:pledge", args=[other.code]), {"format": "pdf"}).status_code == 404
    for name, arguments in (("add", []), ("set_need", []), ("act", [own.code, "annuler"])):
        assert donor.get(reverse(f"funding:{name}", args=arguments)).status_code == 404


def test_the_coordination_reads_all_and_types_needs_alone(keeper, hawa, client_for):
    pledge = a_pledge(keeper)
    client = client_for(hawa)
    assert pledge.title in client.get(reverse("funding:pledges")).content.decode()
    assert client.get(reverse("funding:pledge", args=[pledge.code])).status_code == 200
    assert client.get(reverse("funding:act", args=[pledge.code, "annuler"])).status_code == 404
    said = {"year": YEAR, "pillar": "protection", "zone": "", "amount": 5000, "source": "Plan, p. 12"}
    assert client.post(reverse("funding:set_need"), {**said, "source": ""}).status_code == 200
    assert client.post(reverse("funding:set_need"), said).status_code == 302
    client.post(reverse("funding:set_need"), {**said, "amount": 7000})
    assert [need.amount for need in FundingNeed.objects.all()] == [7000]


def test_the_gap_is_need_less_committed_and_unknown_without_a_need(keeper, coordinator):
    a_pledge(keeper)
    a_pledge(keeper, signed=False, pillars=["prevention"])
    a_pledge(keeper, pillars=["prevention", "protection"], zones=[find_area("Gao", Area.Level.REGION)])
    actions.set_need(coordinator, pillar="protection", zone=None, year=YEAR, amount=1_000_000, source="Plan")
    rows = {row.key: row for row in by_pillar(coordinator, YEAR, "Sans pilier")}
    assert rows["protection"].gap == 1_000_000 - 655_957
    assert (rows["prevention"].need, rows["prevention"].gap) == (None, None)
    assert (rows["prevention"].promised, rows["prevention"].committed) == (655_957, 0)
    assert rows[""].committed == 655_957
    regions = {row.label: row for row in by_region(coordinator, YEAR, "Ailleurs")}
    assert (regions["Gao"].need, regions["Gao"].committed) == (None, 655_957)
    assert (regions["Ailleurs"].need, regions["Ailleurs"].committed) == (1_000_000, 655_957)
    assert total(list(rows.values()), "Total").committed == 2 * 655_957


def test_a_donor_is_not_shown_sums_behind_which_are_less_than_three(keeper, giver):
    reader = Actor.of(giver, Purpose.FUNDING)
    for donor in ("bailleur", "oim"):
        a_pledge(keeper, donor)
    rows = {row.key: row for row in by_pillar(reader, YEAR, "Sans pilier")}
    assert rows["protection"].hidden
    assert rows["protection"].gap is None
    assert total(list(rows.values()), "Total") is None
    a_pledge(keeper, "helvetas")
    rows = {row.key: row for row in by_pillar(reader, YEAR, "Sans pilier")}
    assert rows["protection"].committed == 3 * 655_957
    assert {key for key, row in rows.items() if not row.hidden} == {"protection"}
    assert total(list(rows.values()), "Total") is None


def test_the_page_of_the_gap_says_unknown_and_hides_for_donors(keeper, giver, hawa, client_for):
    a_pledge(keeper)
    page = client_for(hawa).get(reverse("funding:gap")).content.decode()
    assert "inconnu" in page
    assert "655\u202f957" in page
    seen = client_for(giver).get(reverse("funding:gap")).content.decode()
    assert "non montré" in seen
    assert "655\u202f957" not in seen
    file = client_for(giver).get(reverse("funding:gap"), {"format": "csv"}).content.decode("utf-8-sig")
    assert "655957" not in file
    assert "655957" in client_for(hawa).get(reverse("funding:gap"), {"format": "csv"}).content.decode()


def test_what_is_late_stands_on_my_day(keeper, hawa):
    pledge = a_pledge(keeper, signed=False, expected_on=day(-3))
    a_pledge(keeper)
    for actor in (keeper, Actor.of(hawa)):
        titles = [row.url for section in sections_for(actor) for row in section.rows]
        assert titles.count(reverse("funding:pledge", args=[pledge.code])) == 1


def test_nobody_else_comes_in(keeper, awa, coumba, client_for):
    pledge = a_pledge(keeper)
    for account in (awa, coumba):
        for name, arguments in (("pledges", []), ("gap", []), ("add", []), ("pledge", [pledge.code])):
            assert client_for(account).get(reverse(f"funding:{name}", args=arguments)).status_code == 404


def test_a_longer_list_asks_no_more(oumou, keeper):
    def queries():
        with CaptureQueriesContext(connection) as found:
            oumou.get(reverse("funding:pledges"))
        return len(found)

    kayes = [find_area("Kayes", Area.Level.REGION)]
    a_pledge(keeper, zones=kayes)
    queries()
    before = queries()
    for _turn in range(3):
        a_pledge(keeper, zones=kayes)
    queries()  # PostgreSQL is told anew who reads, after an act
    assert queries() == before


def test_in_a_fund_with_charges_the_accountant_writes_and_the_payer_only_reads(account_for, client_for):
    scene.charged_fund()
    payer, accountant = (client_for(scene.account(name)) for name in ("pierre", "kadi"))
    envelope = scene.envelope()
    spend = reverse("ledger:act", args=[envelope.code, "depenser"])
    assert (payer.get(reverse("ledger:accounts")).status_code, payer.get(spend).status_code) == (200, 403)
    assert accountant.get(spend).status_code == 200
    secretary = client_for(scene.account("oumou"))
    assert secretary.get(reverse("ledger:accounts")).status_code == 404
    assert secretary.get(spend).status_code == 403
