"""A passkey made and shown in a real browser, by the authenticator that Chromium lends to tests."""

import re

import pytest
from playwright.sync_api import expect

from siraba.config.demonstration.accounts import PASSWORD
from tests.browser.site import Visitor


@pytest.fixture
def someone(browser, site):
    # Keys are bound to a name: an address in figures has none.
    visitor = Visitor(browser, site.replace("127.0.0.1", "localhost"))
    device = visitor.page.context.new_cdp_session(visitor.page)
    device.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasUserVerification": True,
        "isUserVerified": True,
    }
    device.send(
        "WebAuthn.addVirtualAuthenticator", {"options": options | {"automaticPresenceSimulation": True}}
    )
    yield visitor
    visitor.page.context.close()


def test_a_passkey_is_added_and_then_opens_the_account(someone):
    someone.sign_in("magistrat")
    someone.go("/compte/cles/ajouter/")
    someone.look_at_both_widths()
    someone.page.get_by_label("Nom de cette clé").fill("Ce téléphone")
    someone.page.get_by_label("Votre mot de passe").fill(PASSWORD)
    someone.press("Créer la clé")
    expect(someone.page).to_have_url(re.compile("/compte/$"))
    assert "Ce téléphone (Clé d’accès)" in someone.text()

    someone.page.context.clear_cookies()
    someone.go("/connexion/")
    someone.page.get_by_label("Identifiant").fill("magistrat")
    someone.page.get_by_label("Mot de passe").fill(PASSWORD)
    someone.press("Se connecter")
    expect(someone.page).to_have_url(re.compile("/connexion/code/"))
    someone.look_at_both_widths()
    someone.press("Montrer ma clé d’accès")
    expect(someone.page).to_have_url(re.compile("/ma-journee/"))
