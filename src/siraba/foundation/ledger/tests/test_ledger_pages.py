"""The pages of a book: its keepers read and write it, a donor reads its own lines, nobody else comes in."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from siraba.foundation.geography.models import Area
from siraba.foundation.geography.selectors import find_area
from siraba.foundation.ledger import actions, rules
from siraba.foundation.ledger.models import Entry
from siraba.foundation.ledger.rules import Power, entrust
from siraba.foundation.ledger.selectors import left_in
from siraba.foundation.organisations.models import Organisation

pytestmark = pytest.mark.django_db
PAGES = ("entries", "accounts", "envelopes", "transfer", "export")


@pytest.fixture
def oumou(account_for, client_for):
    return client_for(account_for("oumou"))


@pytest.fixture
def donor(account_for, client_for):
    return client_for(account_for("don", "Don Atrice", "donor", "bailleur"))


def an_envelope(donor="bailleur", title="Femmes de Kayes"):
    today = timezone.localdate()
    envelope = actions.open_envelope(
        None,
        donor=Organisation.objects.get(code=donor),
        holder=Organisation.objects.get(code="crm"),
        title=title,
        from_day=today,
        until_day=today + timedelta(days=9),
        groups=["women"],
    )
    actions.receive(None, envelope, amount=9000, day=today, reference=f"V-{envelope.pk}", label="Virement")
    return envelope


@pytest.fixture
def envelope(db):
    return an_envelope()


def spending(**more):
    own = {"amount": 1000, "day": timezone.localdate().isoformat(), "pillar": "protection", "zone": ""}
    said = {"groups": ["women"], "account": "D1", "paid_from": "521", "label": "Aide", "reference": "P-1"}
    return {**own, **said, **more}


def test_the_keeper_spends_reverses_and_reads_it_all(oumou, envelope):
    url = reverse("ledger:act", args=[envelope.code, "depenser"])
    assert oumou.get(url).status_code == 200
    refused = oumou.post(url, spending(groups=["minors"]))
    assert refused.status_code == 422
    assert "réservée à ces publics" in refused.content.decode()
    assert oumou.post(url, spending()).status_code == 302
    entry = Entry.objects.get(what="spending")
    page = oumou.get(reverse("ledger:entry", args=[entry.pk])).content.decode()
    assert "Aide" in page
    assert entry.digest in page
    oumou.post(reverse("ledger:reverse", args=[entry.pk]), {"reason": "Virement revenu"})
    assert left_in(envelope) == 9000
    for name in PAGES:
        assert oumou.get(reverse(f"ledger:{name}")).status_code == 200
    listed = oumou.get(reverse("ledger:entries"), {"envelope": envelope.code, "what": "spending"})
    assert [row.pk for row in listed.context["page"].rows] == [entry.pk]


def test_the_statement_leaves_as_pdf_and_docx_and_the_month_as_text(oumou, envelope):
    for kind, start in (("pdf", b"%PDF"), ("docx", b"PK")):
        answer = oumou.get(reverse("ledger:accounts"), {"format": kind})
        assert answer.content.startswith(start)
    month = timezone.localdate().replace(day=1).isoformat()
    answer = oumou.post(reverse("ledger:export"), {"first": month})
    assert "balance Assets:521  9000 XOF" in answer.content.decode()
    wrong = oumou.post(reverse("ledger:export"), {"first": "2026-01-02"})
    assert wrong.status_code == 422


def test_a_transfer_stays_within_its_envelope(oumou, envelope):
    said = {
        "amount": 500,
        "source": "521",
        "target": "552",
        "envelope": envelope.pk,
        "label": "Vers le téléphone",
    }
    answer = oumou.post(
        reverse("ledger:transfer"), {**said, "day": timezone.localdate().isoformat(), "reference": ""}
    )
    assert answer.status_code == 302
    assert left_in(envelope) == 9000


def test_a_donor_reads_its_own_lines_by_region_and_no_reference(donor, envelope):
    other = an_envelope("oim", "Autre enveloppe")
    town = Area.objects.filter(parent__parent=find_area("Kayes", Area.Level.REGION)).first()
    said = {"pillar": "protection", "zone": town, "groups": ["women"], "day": timezone.localdate()}
    own = actions.spend(None, envelope, amount=10, reference="SECRET-1", label="CODE-1", **said)
    theirs = actions.spend(None, other, amount=10, reference="P-2", label="CODE-2", **said)
    listed = donor.get(reverse("ledger:entries"))
    assert {row.number for row in listed.context["page"].rows} == {1, own.number}
    page = donor.get(reverse("ledger:entry", args=[own.pk])).content.decode()
    assert "Kayes" in page
    for word in ("SECRET-1", "CODE-1", *([town.name] if town and "Kayes" not in town.name else [])):
        assert word not in page + listed.content.decode()
    assert donor.get(reverse("ledger:entry", args=[theirs.pk])).status_code == 404
    assert donor.get(reverse("ledger:envelope", args=[other.code])).status_code == 404
    assert "Autre enveloppe" not in donor.get(reverse("ledger:envelopes")).content.decode()
    for name in ("accounts", "transfer", "export"):
        assert donor.get(reverse(f"ledger:{name}")).status_code == 404


def test_nobody_else_comes_in(envelope, awa, hawa, coumba, client_for):
    for account in (awa, hawa, coumba):
        for name in PAGES:
            assert client_for(account).get(reverse(f"ledger:{name}")).status_code == 404


def test_a_room_above_says_who_of_the_officers_keeps_the_book(
    oumou, envelope, account_for, client_for, monkeypatch
):
    pierre = account_for("pierre")
    monkeypatch.setattr(rules, "_charged", {power: [] for power in Power})
    for power in Power:
        entrust(power, lambda actor, holder: actor.account_id == pierre.pk)
    assert oumou.get(reverse("ledger:accounts")).status_code == 404
    assert oumou.get(reverse("ledger:act", args=[envelope.code, "depenser"])).status_code == 403
    assert client_for(pierre).get(reverse("ledger:accounts")).status_code == 200
    assert client_for(pierre).get(reverse("ledger:act", args=[envelope.code, "depenser"])).status_code == 200


def test_an_empty_book_says_what_to_do(oumou):
    assert "premier engagement" in oumou.get(reverse("ledger:accounts")).content.decode()
    assert "Aucune écriture" in oumou.get(reverse("ledger:entries")).content.decode()
    assert oumou.get(reverse("ledger:transfer")).status_code == 404


def test_a_longer_list_asks_no_more(oumou, envelope):
    def queries(name):
        with CaptureQueriesContext(
            connection,
        ) as found:
            oumou.get(reverse(f"ledger:{name}"))
        return len(found)

    for name in ("entries", "envelopes", "accounts"):
        queries(name)
    before = {name: queries(name) for name in ("entries", "envelopes", "accounts")}
    for _turn in range(3):
        an_envelope()
    queries("entries")  # PostgreSQL is told anew who reads, after an act
    assert {name: queries(name) for name in before} == before
