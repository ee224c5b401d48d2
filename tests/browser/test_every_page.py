"""The pages of every role: clean for a screen reader and a keyboard, at both widths; the first one light."""

import pytest

from siraba.config.demonstration.accounts import POSTS
from siraba.foundation.interface.navigation import links_for

ONE_BY_ROLE = {role: username for username, role, *_rest in reversed(POSTS)}
HOME = "/ma-journee/"  # not the same page for any two roles
WEIGHT = 100_000


def looked_at_by_others(role: str) -> set[str]:
    """What is in the menu of a role before this one: the same page, with other rows."""
    before = list(ONE_BY_ROLE)[: list(ONE_BY_ROLE).index(role)]
    return {link.url for other in before for link in links_for(other, "fr")} - {HOME}


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("path", ["/", "/connexion/", "/services/", "/nulle-part/"])
def test_public_pages(visitor, width, path):
    someone = visitor(width)
    someone.go(path)
    someone.look()


@pytest.mark.parametrize("role", ONE_BY_ROLE)
def test_each_page_of_the_menu(visitor, role):
    worker = visitor(360).sign_in(ONE_BY_ROLE[role])
    menu = worker.menu()
    assert {link.url for link in links_for(role, "fr")} <= {*menu}
    for path in menu:
        if path not in looked_at_by_others(role):
            worker.go(path)
            worker.look_at_both_widths()


def test_the_page_of_an_account(visitor):
    worker = visitor(360).sign_in(ONE_BY_ROLE["case_manager"])
    worker.go("/compte/")
    worker.look_at_both_widths()


@pytest.mark.parametrize(
    ("username", "listing"),
    [
        ("gestion-oim-kayes", "/dossiers/"),
        ("supervision-oim", "/dossiers/"),
        ("foyer", "/referencements/"),
        ("coordination", "/tableau/"),
    ],
)
def test_a_record_and_each_of_its_forms(visitor, username, listing):
    worker = visitor(360).sign_in(username)
    worker.go(listing)
    worker.page.locator("main tbody a").first.click()
    worker.look_at_both_widths()
    for path in worker.links_within("main nav.actions, main section"):
        worker.go(path)
        worker.look_at_both_widths()


@pytest.mark.parametrize("path", ["/", "/connexion/", "/services/"])
def test_public_pages_in_english(visitor, path):
    someone = visitor(360, language="en-GB")
    someone.go(path)
    assert someone.page.evaluate("document.documentElement.lang") == "en"
    someone.look_at_both_widths()


@pytest.mark.parametrize("path", ["/", "/connexion/"])
def test_the_first_page_is_light(visitor, path):
    someone = visitor(360)
    sizes: list[int] = []
    someone.page.on("requestfinished", lambda request: sizes.append(request.sizes()["responseBodySize"]))
    someone.go(path)
    someone.page.wait_for_load_state("networkidle")
    assert 0 < sum(sizes) <= WEIGHT


def test_the_keyboard_reaches_the_content_and_every_field(visitor):
    agent = visitor(1280).sign_in("antenne-gogui")
    agent.go("/dossiers/recevoir/")
    agent.page.keyboard.press("Tab")
    assert agent.page.evaluate("document.activeElement.getAttribute('href')") == "#contenu"
    agent.page.keyboard.press("Enter")
    reached = set()
    for _step in range(40):
        agent.page.keyboard.press("Tab")
        reached.add(agent.page.evaluate("document.activeElement.name || document.activeElement.type"))
    shown = agent.page.locator("main form").first.locator("input:visible, select:visible, textarea:visible")
    named = set(shown.evaluate_all("fields => fields.map(field => field.name)"))
    assert {"names", "sex", "age", "citizenships", "urgent_need"} <= named
    assert {*named, "submit"} <= reached


def test_the_error_summary_leads_to_the_field(visitor):
    agent = visitor(360).sign_in("antenne-gogui")
    agent.go("/dossiers/recevoir/")
    agent.press("Enregistrer")
    assert agent.page.title().startswith("Erreur :")
    assert agent.page.evaluate("document.activeElement.className") == "error-summary"
    agent.page.get_by_role("main").get_by_role("link", name="Donnez l’âge").click()
    assert agent.page.evaluate("document.activeElement.name") == "age"
