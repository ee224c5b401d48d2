"""Entries balance, envelopes keep their earmark and are never below zero, a mistake is reversed once."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from siraba.foundation.access.errors import Invalid, NotAllowed
from siraba.foundation.access.policy import Purpose
from siraba.foundation.audit.models import AuditLine
from siraba.foundation.geography.models import Area
from siraba.foundation.geography.selectors import find_area
from siraba.foundation.ledger import actions
from siraba.foundation.ledger.actions import Posting
from siraba.foundation.ledger.digests import broken
from siraba.foundation.ledger.models import Entry, LedgerAccount, Line
from siraba.foundation.ledger.selectors import earmark_refuses, left_in
from siraba.foundation.organisations.models import Organisation

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


@pytest.fixture
def oumou(account_for, actor_for):
    return actor_for(account_for("oumou"), Purpose.FUNDING)


@pytest.fixture
def crm():
    return Organisation.objects.get(code="crm")


@pytest.fixture
def kayes():
    return find_area("Kayes", Area.Level.REGION)


def an_envelope(actor, holder, **more):
    own = {
        "donor": Organisation.objects.get(code="bailleur"),
        "holder": holder,
        "title": "Femmes de Kayes",
        "from_day": TODAY() - timedelta(days=30),
        "until_day": TODAY() + timedelta(days=300),
    }
    return actions.open_envelope(actor, **{**own, **more})


@pytest.fixture
def envelope(oumou, crm, kayes):
    return an_envelope(oumou, crm, zones=[kayes], groups=["women"], pillars=["protection"])


def given(actor, envelope, amount=1_000_000, reference="V-1"):
    return actions.receive(
        actor, envelope, amount=amount, day=TODAY(), reference=reference, label="Virement du bailleur"
    )


def spent(actor, envelope, amount=100_000, reference="P-1", **more):
    own = {
        "pillar": "protection",
        "zone": find_area("Kayes", Area.Level.REGION),
        "groups": ["women"],
        "day": TODAY(),
        "label": "Aide K7M2-P9QX-A",
    }
    return actions.spend(actor, envelope, amount=amount, reference=reference, **{**own, **more})


def test_what_is_received_and_spent_leaves_the_rest(oumou, envelope):
    given(oumou, envelope)
    entry = spent(oumou, envelope)
    assert left_in(envelope) == 900_000
    assert entry.number == 2
    assert sum(line.amount for line in entry.lines.all()) == 0
    line = AuditLine.objects.get(act="spend", decision="allowed")
    assert line.detail["digest"] == entry.digest
    assert list(broken(envelope.holder)) == []


def test_the_money_of_women_of_kayes_is_not_spent_elsewhere(oumou, envelope, kayes):
    given(oumou, envelope)
    gao, town = find_area("Gao", Area.Level.REGION), Area.objects.filter(parent__parent=kayes).first()
    cases = [
        ({"zone": gao}, "zones"),
        ({"zone": None}, "zones"),
        ({"groups": ["minors"]}, "publics"),
        ({"groups": []}, "publics"),
        ({"pillar": "prevention"}, "réservée"),
        ({"day": TODAY() - timedelta(days=31)}, "se dépense du"),
    ]
    for wrong, why in cases:
        with pytest.raises(Invalid, match=why):
            spent(oumou, envelope, **wrong)
    assert left_in(envelope) == 1_000_000
    spent(oumou, envelope, zone=town or kayes, groups=["women", "victims"])
    assert left_in(envelope) == 900_000


def test_an_envelope_without_earmark_pays_anything_in_its_period(oumou, crm):
    free = an_envelope(oumou, crm)
    assert earmark_refuses(free, pillar="", zone=None, groups=(), day=TODAY()) is None
    assert earmark_refuses(free, pillar="", zone=None, groups=(), day=date(2000, 1, 1))


def test_no_more_than_what_is_left_is_spent(oumou, envelope):
    given(oumou, envelope, 100)
    with pytest.raises(Invalid, match="Il reste 100"):
        spent(oumou, envelope, 101)
    spent(oumou, envelope, 100)
    assert left_in(envelope) == 0


def test_a_reference_is_posted_once(oumou, envelope):
    given(oumou, envelope)
    spent(oumou, envelope)
    with pytest.raises(Invalid, match="déjà passée"):
        spent(oumou, envelope)
    assert left_in(envelope) == 900_000


def test_a_reversal_undoes_once_and_not_what_is_spent(oumou, envelope):
    receipt = given(oumou, envelope)
    spending = spent(oumou, envelope)
    with pytest.raises(Invalid, match="déjà dépensé"):
        actions.reverse_entry(oumou, receipt, reason="Erreur")
    back = actions.reverse_entry(oumou, spending, reason="Virement revenu")
    assert left_in(envelope) == 1_000_000
    for entry in (spending, back):
        with pytest.raises(Invalid, match="déjà extournée"):
            actions.reverse_entry(oumou, entry, reason="Encore")
    actions.reverse_entry(oumou, receipt, reason="Erreur")
    assert left_in(envelope) == 0
    assert list(Entry.objects.order_by("number").values_list("number", flat=True)) == [1, 2, 3, 4]
    assert list(broken(envelope.holder)) == []


def test_money_of_an_envelope_moves_between_accounts_but_not_to_another(oumou, crm, envelope):
    other = an_envelope(oumou, crm, title="Autre")
    given(oumou, envelope)
    move = {"holder": crm, "what": "transfer", "day": TODAY(), "label": "Vers le téléphone"}
    actions.post(oumou, **move, lines=[Posting("552", 5000, envelope), Posting("521", -5000, envelope)])
    assert left_in(envelope) == 1_000_000
    with pytest.raises(Invalid, match="équilibrée"):
        actions.post(oumou, **move, lines=[Posting("552", 5000, other), Posting("521", -5000, envelope)])
    with pytest.raises(Invalid, match="encaissement"):
        actions.post(oumou, **move, lines=[Posting("D1", 5000, envelope), Posting("521", -5000, envelope)])
    with pytest.raises(Invalid, match="équilibrée"):
        actions.post(oumou, **move, lines=[Posting("571", 5000), Posting("521", -4000)])
    with pytest.raises(Invalid, match="pas de compte 999"):
        actions.post(oumou, **move, lines=[Posting("999", 5000), Posting("521", -5000)])
    with pytest.raises(Invalid, match="son propre acte"):
        actions.post(oumou, **{**move, "what": "spending"}, lines=[Posting("571", 1), Posting("521", -1)])


def test_a_closed_envelope_takes_and_gives_nothing(oumou, envelope):
    given(oumou, envelope)
    spending = spent(oumou, envelope)
    actions.close_envelope(oumou, envelope)
    with pytest.raises(Invalid, match="close"):
        given(oumou, envelope, reference="V-2")
    with pytest.raises(Invalid, match="close"):
        spent(oumou, envelope, reference="P-2")
    actions.reverse_entry(oumou, spending, reason="Virement revenu")
    assert left_in(envelope) == 1_000_000


def test_only_those_who_keep_the_book_write_in_it(oumou, envelope, account_for, actor_for, hawa):
    donor = account_for("don", "Don Atrice", "donor", "bailleur")
    elsewhere = account_for("other", "Autre Fonds", "fund_officer", "helvetas")
    for account in (hawa, donor, elsewhere):
        with pytest.raises(NotAllowed):
            given(actor_for(account, Purpose.FUNDING), envelope)
    assert not Line.objects.exists()


def test_the_system_writes_when_a_partner_answers(envelope):
    entry = given(None, envelope)
    assert entry.recorded_by is None
    assert left_in(envelope) == 1_000_000


def test_a_book_is_opened_once_with_its_chart(oumou, crm):
    actions.open_book(oumou, crm)
    assert LedgerAccount.objects.filter(holder=crm, code="521", kind="asset").exists()
    with pytest.raises(Invalid):
        actions.open_book(oumou, crm)
