import pytest

pytestmark = pytest.mark.django_db

FRENCH, BAMBARA = 'lang="fr"', 'lang="bm"'


def html_tag(response):
    return response.content.decode().split("<html ")[1].split(">")[0]


@pytest.mark.parametrize(
    ("accepted", "language"),
    [("", "fr"), ("en-GB,en;q=0.8", "en"), ("de,fr;q=0.5", "fr"), ("bm", "bm"), ("xx;;q=é", "fr")],
)
def test_a_visitor_reads_the_language_of_the_browser(client, accepted, language):
    response = client.get("/", headers={"accept-language": accepted})
    assert html_tag(response) == f'lang="{language}"'
    assert response.headers["Content-Language"] == language


def test_the_cookie_is_stronger_than_the_browser(client):
    client.post("/langue/", {"language": "fr"})
    assert html_tag(client.get("/", headers={"accept-language": "en"})) == FRENCH


def test_bambara_stays_on_the_pages_that_have_it(client):
    client.post("/langue/", {"language": "bm"})
    assert html_tag(client.get("/")) == BAMBARA
    assert html_tag(client.get("/n-existe-pas/")) == FRENCH


def test_an_unknown_language_changes_nothing(client):
    response = client.post("/langue/", {"language": "xx"})
    assert response.status_code == 302
    assert "langue" not in response.cookies


def test_the_choice_is_kept_on_the_account(awa, client_for):
    client_for(awa).post("/langue/", {"language": "en"})
    awa.refresh_from_db()
    assert awa.language == "en"


def test_an_account_has_no_bambara(awa, client_for):
    client_for(awa).post("/langue/", {"language": "bm"})
    awa.refresh_from_db()
    assert awa.language == "fr"


@pytest.mark.parametrize(
    ("wished", "landing"),
    [
        ("/services/?type=shelter", "/services/?type=shelter"),
        ("https://ailleurs.example/", "/"),
        ("//ailleurs.example", "/"),
    ],
)
def test_the_switch_leads_back_to_a_page_of_this_site_only(client, wished, landing):
    assert client.post("/langue/", {"language": "en", "next": wished}).url == landing


def test_a_visitor_costs_no_query(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get("/", headers={"accept-language": "en"})
