"""What each role reads of the journal, and how the log of one record opens to who answers for it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from siraba.foundation.access.errors import NotAllowed
from siraba.foundation.access.pseudonyms import written
from siraba.foundation.audit.chain import seal
from siraba.foundation.audit.journal import record
from siraba.foundation.audit.models import AuditLine
from tests import scene

pytestmark = pytest.mark.django_db
JOURNAL = reverse("audit:journal")


@pytest.fixture
def cast(awa, boubacar, coumba, daouda, etienne, fanta, garba, hawa, issa, provider):
    accounts = (awa, boubacar, coumba, daouda, etienne, fanta, garba, hawa, issa, provider)
    return {account.username: account for account in accounts}


@pytest.fixture
def read(cast, client_for):
    def page(who, url=JOURNAL, **query):
        response = client_for(cast[who]).get(url, query)
        assert response.status_code == 200, (who, url)
        return response

    return page


def log_of(record):
    return reverse("audit:object", args=[record.code])


def readers(response):
    return {line.who for line in response.context["lines"]}


def acts(response):
    return [line.act for line in response.context["lines"]]


@pytest.mark.parametrize("who", ["boubacar", "provider"])
def test_a_case_manager_and_a_provider_read_their_own_lines(cast, read, actor_for, who):
    for account in cast.values():
        record(actor_for(account), "sign_in")
    assert readers(read(who)) == {cast[who].full_name}


@pytest.mark.parametrize("who", ["coumba", "garba", "daouda", "etienne", "fanta"])
def test_these_roles_read_the_lines_of_their_organisation(cast, read, actor_for, who):
    for account in cast.values():
        record(actor_for(account), "sign_in")
    home = cast[who].organisation_id
    assert readers(read(who)) == {a.full_name for a in cast.values() if a.organisation_id == home}


def test_the_administrator_and_a_visitor_find_no_journal(cast, client, client_for):
    assert client_for(cast["issa"]).get(JOURNAL).status_code == 404
    assert client.get(JOURNAL).url.startswith(reverse("accounts:sign_in"))


def test_the_coordinator_reads_codes_and_dates_without_accounts_details_or_the_red_cross(
    cast, read, actor_for
):
    for account in cast.values():
        record(actor_for(account), "sign_in")
    case = scene.receive()
    record(actor_for(cast["awa"]), "list_cases", codes=[case.code, case.code])
    seal()
    response = read("hawa")
    page = response.content.decode()
    assert readers(response) == {""}
    assert case.code in page
    assert "personne " not in "".join(line.object for line in response.context["lines"])
    assert all(line.remark == "" for line in response.context["lines"])
    assert not any(a.full_name in page for a in cast.values() if a.username != "hawa")
    assert "Agent RLF" not in page
    assert response.context["seal"].hash in page


def test_the_seal_is_shown_to_no_other_role(cast, read, actor_for):
    record(actor_for(cast["awa"]), "sign_in")
    seal()
    assert read("coumba").context["seal"] is None


def test_who_answers_for_a_case_reads_its_whole_log(cast, read):
    case = scene.open_case()
    for who in ("awa", "coumba"):
        shown = acts(read(who, log_of(case)))
        assert shown[-1] == "Recevoir une personne"
        assert "Remplir la fiche de repérage" in shown
    # The people of other organisations are there by their role alone.
    assert readers(read("awa", log_of(case))) == {"", "Awa Traoré", "Coumba Diarra"}


def test_the_log_of_a_referral_opens_to_its_sender_and_to_the_receiver_his_own_lines(cast, read):
    referral = scene.accepted_referral(scene.open_case())
    assert "Accepter" in acts(read("awa", log_of(referral)))
    assert readers(read("provider", log_of(referral))) == {cast["provider"].full_name}


@pytest.mark.parametrize("who", ["boubacar", "daouda", "etienne", "fanta", "provider"])
def test_the_log_of_a_closed_record_and_of_none_are_the_same_page(cast, read, who):
    case = scene.open_case()
    there, nowhere = read(who, log_of(case)), read(who, reverse("audit:object", args=[written("00000000")]))
    assert there.context["lines"] == nowhere.context["lines"] == []


def test_what_is_no_code_has_no_log(cast, client_for):
    url = reverse("audit:object", args=["Bagayoko"])
    assert client_for(cast["awa"]).get(url).status_code == 404
    assert "Bagayoko" not in str(list(AuditLine.objects.values()))


def test_reading_the_journal_is_written_in_the_journal(cast, read):
    case = scene.open_case()
    read("awa", log_of(case))
    line = AuditLine.objects.latest("pk")
    assert (line.act, line.object, line.purpose) == ("read_journal", case.code, "oversight")


def test_the_journal_is_filtered_by_act_decision_and_day(cast, read, actor_for):
    actor = actor_for(cast["awa"])
    record(actor, "sign_in")
    record(actor, "sign_out")
    record(actor, "sign_in", decision="refused")
    assert acts(read("awa", act="sign_out")) == ["Se déconnecter"]
    assert [line.decision for line in read("awa", decision="refused").context["lines"]] == ["refused"]
    assert read("awa", since="2999-01-01").context["lines"] == []
    assert len(read("awa", since="2020-01-01", act="sign_in").context["lines"]) == 2


def test_an_unknown_filter_is_said_on_its_field(cast, read):
    response = read("awa", act="n’importe quoi", until="hier")
    assert set(response.context["filters"].errors) == {"act", "until"}


def test_the_journal_is_read_page_by_page(cast, read, actor_for, settings):
    settings.PAGE_SIZE = 2
    for _ in range(3):
        record(actor_for(cast["awa"]), "sign_in")
    first = read("awa")
    assert len(first.context["lines"]) == 2
    record(actor_for(cast["awa"]), "sign_out")
    second = read("awa", JOURNAL + first.context["page"].next)
    assert acts(second) == ["Se connecter"]


def test_no_page_of_the_journal_names_a_person_served(cast, read, client_for):
    case = scene.planned_case()
    referral = scene.accepted_referral(case)
    client_for(cast["awa"]).get(reverse("cases:list"), {"q": scene.NAMES})
    client_for(cast["boubacar"]).get(reverse("cases:detail", args=[case.code]))
    for who in ("awa", "boubacar", "coumba", "garba", "hawa", "provider"):
        for url in (JOURNAL, log_of(case), log_of(referral)):
            page = read(who, url).content.decode()
            assert not any(secret in page for secret in scene.SECRETS), (who, url)


def test_a_refusal_says_why_to_its_organisation(cast, read):
    case = scene.open_case()
    with pytest.raises(NotAllowed):
        scene.screen(case, "boubacar")
    (line,) = [shown for shown in read("boubacar").context["lines"] if shown.decision == "refused"]
    assert (line.act, line.object) == ("Remplir la fiche de repérage", case.code)
    assert line.remark == "action non ouverte à ce rôle"


def test_the_journal_costs_the_same_number_of_queries_however_many_lines(
    cast, client_for, actor_for, django_assert_max_num_queries
):
    for account in cast.values():
        record(actor_for(account), "sign_in")
    for who in ("awa", "coumba", "hawa"):
        client = client_for(cast[who])
        with django_assert_max_num_queries(9):  # the ninth tells PostgreSQL who reads
            client.get(JOURNAL)


def test_the_journal_is_read_between_two_days(cast, read, actor_for):
    record(actor_for(cast["boubacar"]), "sign_in")
    today = timezone.localdate()
    yesterday, tomorrow = today - timedelta(days=1), today + timedelta(days=1)
    assert "Se connecter" in acts(read("boubacar", since=today, until=today))
    assert "Se connecter" not in acts(read("boubacar", until=yesterday))
    assert "Se connecter" not in acts(read("boubacar", since=tomorrow))
