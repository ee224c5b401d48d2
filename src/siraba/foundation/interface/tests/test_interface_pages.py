import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from siraba.foundation.access.errors import NotAllowed, NotVisible, StateNotOpen
from siraba.foundation.accounts.roles import Role
from siraba.foundation.interface import my_day, navigation
from siraba.foundation.interface.middleware import RefusalMiddleware
from siraba.foundation.interface.my_day import Row, Section, sections_for
from siraba.foundation.interface.navigation import Link, NavigationItem, current_link, links_for
from siraba.foundation.interface.views import not_found, server_error


@pytest.fixture
def visitor(rf):
    request = rf.get("/dossiers/ML-1/")
    request.user, request.session = AnonymousUser(), {}
    return request


@pytest.fixture
def day(monkeypatch):
    monkeypatch.setattr(my_day, "_makers", [])
    return my_day


def refused(request, refusal):
    return RefusalMiddleware(lambda request: None).process_exception(request, refusal)


@pytest.mark.parametrize(
    ("refusal", "status"),
    [(NotAllowed(), 403), (NotVisible(), 404), (StateNotOpen("Le dossier est clos."), 409)],
)
def test_each_refusal_has_its_page(visitor, refusal, status):
    response = refused(visitor, refusal)
    assert response.status_code == status
    assert refusal.message in response.content.decode()


def test_what_may_not_be_seen_looks_like_what_is_not_there(visitor):
    hidden = refused(visitor, NotVisible("Dossier ML-1 de l’OIM"))
    assert hidden.status_code == 404
    assert "OIM" not in hidden.content.decode()
    assert len(hidden.content) == len(not_found(visitor).content)


def test_a_fault_of_the_program_is_left_to_the_server_error_page(visitor):
    assert refused(visitor, RuntimeError("x")) is None
    assert "Une erreur est survenue" in server_error(visitor).content.decode()


@pytest.mark.django_db
def test_health_answers_ok(client):
    assert client.get("/sante/").content == b"ok"


@pytest.mark.django_db
def test_the_demonstration_is_announced_on_each_page(client, settings):
    sentence = "toutes les personnes et tous les dossiers sont fictifs"
    for settings.DEMONSTRATION, told in ((True, True), (False, False)):
        assert (sentence in client.get("/").content.decode()) is told
        assert (sentence in client.get("/n-existe-pas/").content.decode()) is told


@pytest.mark.django_db
def test_my_day_asks_to_sign_in_and_then_shows_the_role_its_sections(client, awa, etienne, client_for, day):
    rows = [Row(f"RF-{n:04}", "/", state="sent", state_label="Envoyé") for n in range(12)]
    day.register(
        lambda actor: Section("Référencements à traiter", rows, "Rien à traiter."), [Role.CASE_MANAGER]
    )

    assert client.get("/ma-journee/").status_code == 302
    mine = client_for(awa).get("/ma-journee/").content.decode()
    assert "RF-0009" in mine
    assert "RF-0010" not in mine
    assert "Référencements à traiter" not in client_for(etienne).get("/ma-journee/").content.decode()


@pytest.mark.django_db
def test_sections_come_in_order_and_may_be_left_out(awa, actor_for, day):
    day.register(lambda actor: Section("Après", [], ""), [Role.CASE_MANAGER], order=20)
    day.register(lambda actor: Section("Avant", [], ""), [Role.CASE_MANAGER], order=10)
    day.register(lambda actor: None, [Role.CASE_MANAGER], order=15)
    assert [section.title for section in sections_for(actor_for(awa, None))] == ["Avant", "Après"]


def test_the_menu_shows_a_role_its_own_items(monkeypatch):
    monkeypatch.setattr(navigation, "_items", {})
    navigation.register(NavigationItem("Ma journée", "interface:my_day", [Role.COORDINATOR], 2))
    navigation.register(NavigationItem("Accueil", "interface:home", None, 1))
    try:
        assert [link.label for link in links_for(Role.COORDINATOR, "fr")] == ["Accueil", "Ma journée"]
        assert [link.label for link in links_for(None, "fr")] == ["Accueil"]
    finally:
        links_for.cache_clear()


def test_the_current_link_is_the_longest_that_begins_the_path():
    links = (Link("Accueil", "/"), Link("Dossiers", "/dossiers/"), Link("Recevoir", "/dossiers/recevoir/"))
    assert current_link(links, "/dossiers/recevoir/").label == "Recevoir"
    assert current_link(links, "/dossiers/ML-1/").label == "Dossiers"
    assert current_link(links, "/compte/") is None


@pytest.mark.django_db
def test_a_form_without_its_security_token_is_refused_in_the_readers_language():
    response = Client(enforce_csrf_checks=True).post("/langue/", {"language": "en"})
    assert response.status_code == 403
    assert "Formulaire périmé" in response.content.decode()
