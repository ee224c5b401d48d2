"""The board of historic records: what is counted, what is hidden, who sees it, and its files."""

import csv
import io
import re

import pytest
from django.urls import reverse

from siraba.foundation.access.policy import ROLE_PURPOSES, Purpose
from siraba.partnership.statistics.models import Dataset, HistoricCount, Sex
from siraba.partnership.statistics.tables import HIDDEN

pytestmark = pytest.mark.django_db
BOARD = "/tableau/historique/"


@pytest.fixture
def records():
    """Girls and men over two years; three boys in the first, whom nobody may find."""

    def counts(year, sex, age_band, form, count, dataset=Dataset.CTDC_K_ANONYMISED):
        return HistoricCount(dataset=dataset, year=year, sex=sex, age_band=age_band, form=form, count=count)

    HistoricCount.objects.bulk_create(
        [
            counts(2015, Sex.FEMALE, "9-17", "SexualExploitation", 40),
            counts(2015, Sex.MALE, "9-17", "SexualExploitation", 3),
            counts(2015, Sex.MALE, "30-38", "ForcedLabour", 57),
            counts(2016, Sex.FEMALE, "9-17", "ForcedLabour", 61),
            counts(2016, Sex.MALE, "", "ForcedLabour", 72),
            counts(None, Sex.MALE_OR_UNKNOWN, "48+", "multiple", 90, Dataset.CTDC_SYNTHETIC),
        ]
    )


def table_in(response):
    """The CSV answer as {row: [cells]}."""
    lines = csv.reader(io.StringIO(response.content.decode("utf-8-sig")))
    return {line[0]: line[1:] for line in lines if line}


def file_of(table, **chosen):
    return reverse("statistics:historic_csv", args=[table], query=chosen or None)


def test_the_coordinator_reads_counts_without_small_ones(client_for, hawa, records):
    page = client_for(hawa).get(BOARD).content.decode()
    assert "Ce ne sont pas des dossiers du Mali" in page
    assert "&lt;5" in page
    assert not re.search(r">\s*3\s*<", page)


def test_a_small_count_cannot_be_worked_out_from_the_totals(client_for, hawa, records):
    table = table_in(client_for(hawa).get(file_of("formes")))
    sexual = table["Exploitation sexuelle"]
    assert "<5" in sexual
    assert table["Total"][-1] == "233"
    assert HIDDEN in {*sexual, *table["Travail forcé"]}


def test_the_tables_agree_on_what_they_have_in_common(client_for, hawa, records):
    client = client_for(hawa)
    by_form, by_age = (table_in(client.get(file_of(table))) for table in ("formes", "ages"))
    assert by_form["Total"] == by_age["Total"]


def test_years_can_be_chosen(client_for, hawa, records):
    table = table_in(client_for(hawa).get(file_of("annees", jeu=Dataset.CTDC_K_ANONYMISED, de=2016)))
    assert table["2016"] == ["133", "133"]
    assert "2015" not in table
    table = table_in(client_for(hawa).get(file_of("annees", jeu=Dataset.CTDC_K_ANONYMISED, a=2015)))
    assert "2015" in table
    assert "2016" not in table


def test_a_data_set_without_years_is_shown_as_such(client_for, hawa, records):
    table = table_in(client_for(hawa).get(file_of("annees", jeu=Dataset.CTDC_SYNTHETIC)))
    assert table["Non renseigné"] == ["90", "90"]
    assert table["Année"] == ["Plusieurs formes", "Total"]


def test_years_in_the_wrong_order_are_an_error_on_their_field(client_for, hawa, records):
    page = client_for(hawa).get(BOARD, {"de": 2016, "a": 2015}).content.decode()
    assert "L’année de fin précède l’année de début." in page
    assert "<table" not in page


def test_a_choice_that_does_not_exist_is_an_error_and_no_table(client_for, hawa, records):
    client = client_for(hawa)
    assert "<table" not in client.get(BOARD, {"jeu": "inconnu"}).content.decode()
    assert client.get(file_of("formes", jeu="inconnu")).status_code == 404
    assert client.get(file_of("inconnue")).status_code == 404


def test_an_empty_board_says_how_it_is_filled(client_for, hawa):
    assert "siraba import ctdc" in client_for(hawa).get(BOARD).content.decode()


def test_the_file_holds_exactly_what_the_page_shows_and_its_source(client_for, hawa, records):
    client = client_for(hawa)
    page = client.get(BOARD).content.decode()
    body = page.partition('id="formes"')[2].partition("</section>")[0]
    shown = re.findall(r'<td class="number">(.*?)</td>', body)
    response = client.get(file_of("formes"))
    table = table_in(response)
    rows = ("Travail forcé", "Exploitation sexuelle", "Total")
    assert [cell.replace("<", "&lt;") for row in rows for cell in table[row]] == shown
    assert "Counter-Trafficking Data Collaborative" in response.content.decode()


def test_the_page_has_a_chart_and_no_inline_style(client_for, hawa, records):
    page = client_for(hawa).get(BOARD).content.decode()
    assert page.count('<svg class="bars"') == 3
    assert "style=" not in page.partition("<main")[2].partition("</main>")[0]


def test_few_queries(client_for, hawa, records, django_assert_max_num_queries):
    client = client_for(hawa)
    with django_assert_max_num_queries(8):
        client.get(BOARD)


@pytest.mark.parametrize("name", ["awa", "boubacar", "coumba", "fanta", "hawa"])
def test_roles_with_statistics_read_the_board(name, request, client_for, records):
    assert client_for(request.getfixturevalue(name)).get(BOARD).status_code == 200


@pytest.mark.parametrize("name", ["daouda", "etienne", "garba", "issa", "provider"])
def test_for_the_others_the_board_and_its_files_do_not_exist(name, request, client_for, records):
    account = request.getfixturevalue(name)
    assert Purpose.STATISTICS not in ROLE_PURPOSES[account.role]
    client = client_for(account)
    assert client.get(BOARD).status_code == 404
    assert client.get(file_of("formes")).status_code == 404


def test_a_visitor_is_sent_to_sign_in(client, records):
    assert client.get(BOARD).status_code == 302


@pytest.mark.django_db
def test_who_acts_for_no_statistics_reads_none(awa):
    from siraba.foundation.access.errors import NotVisible
    from siraba.foundation.access.policy import Purpose
    from siraba.partnership.statistics.selectors import historic_datasets
    from tests import scene

    assert historic_datasets(scene.actor("awa", Purpose.STATISTICS)) == []
    with pytest.raises(NotVisible):
        historic_datasets(scene.actor("awa", Purpose.CARE))
