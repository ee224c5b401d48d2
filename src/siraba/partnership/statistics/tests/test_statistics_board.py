"""The boards of live cases: the nation without small counts, one's own organisation exactly, and no name."""

from datetime import timedelta

import pytest
from django.utils import timezone

from siraba.foundation.access.actor import Actor
from siraba.foundation.access.errors import NotAllowed, NotVisible
from siraba.foundation.access.policy import Purpose
from siraba.foundation.audit.models import AuditLine
from siraba.foundation.geography.models import Area, AreaVersion
from siraba.foundation.people.models import Person
from siraba.foundation.services.models import Service
from siraba.partnership.statistics.actions import refresh_board
from siraba.partnership.statistics.board import national_tables, own_tables
from siraba.partnership.statistics.models import CaseCount
from siraba.partnership.statistics.tables import HIDDEN
from siraba.protection.cases.models import Case, CaseState
from siraba.protection.referrals.models import Referral, ReferralState

pytestmark = pytest.mark.django_db
BOARD, REFRESH, OWN = "/tableau/", "/tableau/actualiser/", "/tableau/ma-structure/"


@pytest.fixture
def regions():
    version = AreaVersion.objects.create(code="essai", label="Découpage d’essai", source="essai")
    return [Area.objects.create(version=version, level=1, name=name) for name in ("Kayes", "Ménaka")]


@pytest.fixture
def add_cases(awa, boubacar):
    """Cases of an agency in a region and a state."""

    def add(number, account=awa, region=None, state=CaseState.OPEN, **fields):
        persons = Person.objects.bulk_create(
            Person(sex="female", age_method="stated", created_for=account.organisation) for _ in range(number)
        )
        return Case.objects.bulk_create(
            Case(
                person=person,
                pathway="victim",
                agency=account.organisation,
                received_by=account,
                region=region,
                state=state,
                **fields,
            )
            for person in persons
        )

    return add


@pytest.fixture
def scene(add_cases, regions, boubacar):
    kayes, menaka = regions
    add_cases(20, region=kayes)
    add_cases(30, region=kayes, state=CaseState.ASSESSED)
    add_cases(2, region=menaka)
    add_cases(40, region=menaka, state=CaseState.ASSESSED, due_at=timezone.now() - timedelta(days=1))
    add_cases(25, account=boubacar)
    refresh_board(None)


def rows_of(tables, slug):
    table = next(table for table in tables if table.slug == slug)
    return {name: [cell.text for cell in cells] for name, cells in table.rows}


def coordination(account):
    return Actor.of(account, Purpose.COORDINATION)


def test_the_coordinator_sees_regions_and_no_small_count(hawa, scene):
    rows = rows_of(national_tables(coordination(hawa)), "regions")
    assert rows["Ménaka"] == ["<5", HIDDEN, "42"]
    assert rows["Total"] == ["47", "70", "117"]
    assert list(rows) == ["Kayes", "Ménaka", "Non renseigné", "Total"]


def test_late_cases_are_counted_apart(hawa, scene):
    assert rows_of(national_tables(coordination(hawa)), "risques")["Total"] == ["77", "40", "117"]


def test_an_agency_sees_its_own_cases_exactly_and_no_others(coumba, boubacar, scene):
    assert rows_of(own_tables(Actor.of(coumba, Purpose.STATISTICS)), "regions")["Ménaka"] == ["2", "40", "42"]
    assert rows_of(own_tables(Actor.of(boubacar, Purpose.STATISTICS)), "etats")["Total"] == ["25", "25"]


def test_neither_board_opens_the_other(hawa, awa, scene):
    with pytest.raises(NotVisible):
        national_tables(Actor.of(awa, Purpose.STATISTICS))
    with pytest.raises(NotVisible):
        own_tables(coordination(hawa))


def test_counting_again_replaces_what_was_counted(scene, add_cases):
    add_cases(3)
    refresh_board(None)
    refresh_board(None)
    assert sum(CaseCount.objects.values_list("count", flat=True)) == 120
    assert AuditLine.objects.filter(act="refresh_board").count() == 3


def test_the_coordinator_counts_again_with_a_button(client_for, hawa, add_cases):
    client = client_for(hawa)
    assert "n’ont pas encore été comptés" in client.get(BOARD).content.decode()
    add_cases(12)
    page = client.post(REFRESH, follow=True).content.decode()
    assert "Le tableau est à jour." in page
    assert "À jour au" in page
    assert '<td class="number">12</td>' in page


def test_two_counts_in_a_row_do_not_show_one_case(client_for, hawa, add_cases):
    client = client_for(hawa)
    add_cases(12)
    client.post(REFRESH)
    add_cases(1)
    refused = client.post(REFRESH)
    assert refused.status_code == 409
    assert "comptés il y a peu" in refused.content.decode()
    assert '<td class="number">13</td>' not in client.get(BOARD).content.decode()


def test_nobody_else_counts_again(awa):
    with pytest.raises(NotAllowed):
        refresh_board(Actor.of(awa))


def test_a_late_referral_is_listed_by_its_code_and_no_name(
    client_for, hawa, awa, provider, add_cases, regions
):
    awa.full_name = "Awa Traoré"
    awa.save()
    (case,) = add_cases(1)
    now = timezone.now()
    service = Service.objects.create(
        provider=provider.organisation,
        service_type="shelter",
        name="Accueil",
        valid_from=now.date(),
        area=regions[0],
    )
    referral = Referral.objects.create(
        case=case,
        from_organisation=awa.organisation,
        to_organisation=provider.organisation,
        service=service,
        service_type="shelter",
        urgency="normal",
        state=ReferralState.EXPIRED,
        sent_by=awa,
        sent_at=now - timedelta(hours=100),
        acknowledge_due=now - timedelta(hours=76),
        answer_due=now - timedelta(hours=28, minutes=5),
        escalated_at=now,
    )
    page = client_for(hawa).get(BOARD).content.decode()
    assert f'href="/referencements/{referral.code}/suivi/"' in page
    assert ">28</td>" in page
    assert case.code not in page
    assert "Awa Traoré" not in page


def test_few_queries(client_for, hawa, scene, django_assert_max_num_queries):
    client = client_for(hawa)
    with django_assert_max_num_queries(10):
        client.get(BOARD)


@pytest.mark.parametrize("name", ["awa", "boubacar", "coumba", "daouda", "etienne", "fanta", "garba", "issa"])
def test_the_board_exists_for_the_coordination_alone(name, request, client_for, scene):
    client = client_for(request.getfixturevalue(name))
    assert client.get(BOARD).status_code == 404
    assert client.post(REFRESH).status_code == 404


@pytest.mark.parametrize(("name", "status"), [("awa", 200), ("coumba", 200), ("hawa", 404), ("daouda", 404)])
def test_ones_own_organisation_is_counted_for_who_works_there(name, status, request, client_for, scene):
    assert client_for(request.getfixturevalue(name)).get(OWN).status_code == status
