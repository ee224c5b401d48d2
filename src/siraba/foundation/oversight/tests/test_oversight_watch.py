"""The data protection officer reads the whole log but the Red Cross's, and what stands out in it."""

from datetime import datetime, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from siraba.foundation.access.policy import Purpose
from siraba.foundation.audit.journal import record
from siraba.foundation.audit.models import AuditLine
from siraba.foundation.consent.overrides import request_override
from siraba.foundation.oversight.watching import watched_since
from tests import scene

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("awa", "boubacar", "coumba", "daouda", "fanta", "garba", "jeneba", "provider"),
]
JOURNAL, WATCH = reverse("audit:journal"), reverse("audit:watch")


@pytest.fixture(autouse=True)
def night(settings):
    """An hour of the night, which is set where these tests are not run: what they do, they do by day."""
    settings.WATCH_NIGHT, hour = ((24, 2), 0) if timezone.localtime().hour >= 4 else ((22, 0), 22)
    return hour


@pytest.fixture
def officer(client_for, jeneba):
    return client_for(jeneba)


@pytest.fixture
def of_the_red_cross(account_for):
    return account_for("moctar", "Moctar Sidibé", "data_protection_officer", "crm")


def times(username, count, act="read_case", **more):
    for _ in range(count):
        record(scene.actor(username), act, **more)


def standing_out(username="jeneba"):
    since = timezone.now() - timedelta(days=7)
    return [(one.who, one.count) for one in watched_since(scene.actor(username, Purpose.OVERSIGHT), since)]


def test_the_officer_reads_every_line_with_its_account_but_those_of_the_red_cross(officer):
    for who in ("awa", "daouda", "fanta", "provider"):
        times(who, 1, "sign_in")
    record(None, "expire_consents", count=0)
    lines = officer.get(JOURNAL).context["lines"]
    assert {line.who for line in lines} == {"Awa Traoré", "Daouda Keïta", "Salimata Yattara", ""}
    assert "Fanta Maïga" not in officer.get(JOURNAL).content.decode()


def test_the_officer_of_the_red_cross_reads_its_lines_and_no_others(client_for, of_the_red_cross):
    for who in ("awa", "fanta"):
        times(who, 1, "sign_in")
    lines = client_for(of_the_red_cross).get(JOURNAL).context["lines"]
    assert [line.who for line in lines] == ["Fanta Maïga"]


def test_the_whole_log_of_a_record_is_open_and_names_nobody_served(officer):
    case = scene.planned_case()
    page = officer.get(reverse("audit:object", args=[case.code])).content.decode()
    assert "Remplir la fiche de repérage" in page
    assert "Awa Traoré" in page
    assert not any(secret in page for secret in scene.SECRETS)


def test_who_reads_much_more_than_its_role_does_stands_out(settings):
    for who, count in (("awa", 60), ("boubacar", 4)):
        times(who, count)
    assert standing_out() == []  # with two accounts the usual lies between them
    settings.WATCH_TIMES_USUAL = 1
    assert standing_out() == [("Awa Traoré", 60)]


def test_repeated_refusals_and_readings_at_night_stand_out(settings, night):
    times("boubacar", settings.WATCH_REFUSALS, decision="refused")
    assert standing_out() == [("Boubacar Coulibaly", settings.WATCH_REFUSALS)]
    at = timezone.make_aware(datetime.combine(timezone.localdate() - timedelta(days=1), time(night)))
    for _ in range(settings.WATCH_AT_NIGHT):
        line = AuditLine(
            at=at,
            account=scene.account("provider"),
            role="provider",
            act="read_referral",
            decision="allowed",
            digest="0" * 64,
        )
        line.save()
    assert ("Salimata Yattara", settings.WATCH_AT_NIGHT) in standing_out()


def test_what_is_old_or_ordinary_does_not_stand_out(settings):
    times("awa", settings.WATCH_READINGS - 1)
    times("boubacar", settings.WATCH_REFUSALS - 1, decision="refused")
    assert standing_out() == []


def test_the_page_shows_overrides_without_the_person(officer):
    case = scene.open_case()
    request_override(
        scene.actor("awa", Purpose.EMERGENCY),
        case.person,
        recipient=scene.organisation("clinique"),
        categories=["identity"],
        ground="life",
        reason=scene.WORDS,
    )
    page = officer.get(WATCH).content.decode()
    assert "Vie ou santé en danger immédiat" in page
    assert case.code not in page
    assert not any(secret in page for secret in scene.SECRETS)


@pytest.mark.parametrize("who", ["awa", "coumba", "daouda", "fanta"])
def test_the_page_is_for_nobody_else(client_for, who):
    assert client_for(scene.account(who)).get(WATCH).status_code == 404


def test_the_officer_opens_no_case(officer):
    case = scene.open_case()
    for name in ("cases:detail", "cases:crossing"):
        assert officer.get(reverse(name, args=[case.code])).status_code == 404


def test_a_role_of_the_red_cross_is_not_watched_wherever_its_account_is(officer, account_for):
    account_for("loaned", "Agent RLF détaché", "family_links_officer", "oim")
    times("loaned", 1, "sign_in")
    page = officer.get(JOURNAL, {"act": "sign_in"}).content.decode()
    assert "Agent RLF détaché" not in page.split("<tbody")[-1]


def test_looking_at_what_stands_out_is_itself_in_the_log(officer):
    officer.get(WATCH)
    assert AuditLine.objects.filter(act="read_watch", account__username="jeneba").count() == 1
