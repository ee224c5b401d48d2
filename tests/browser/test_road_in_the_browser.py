"""A girl of fourteen received at the border, on a telephone and at an office desk, through the hands of six people."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.journeys import screen

GIRL, MOTHER = "Zahra Kassambara", "Wassa Kassambara"
WIDTHS = [360, 1280]


@pytest.fixture(params=WIDTHS)
def people(request, visitor):
    """Opens the site for an account, at the width of this run."""
    return lambda username: visitor(request.param).sign_in(username)


def code_on(page) -> str:
    return re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]", page.url)[0]


def receive(agent) -> str:
    agent.go("/dossiers/recevoir/")
    agent.look()
    agent.press("Enregistrer")  # nothing filled in: the errors say what is missing, and nothing is lost
    expect(agent.page.get_by_text("Il y a un problème")).to_be_visible()
    agent.page.get_by_label("Noms").fill(GIRL)
    agent.choose("Sexe", "Féminin")
    agent.page.get_by_label("Âge en années").fill("14")
    agent.choose("Besoin urgent", "Hébergement")
    agent.press("Enregistrer")
    expect(agent.page.get_by_text("La personne est reçue.")).to_be_visible()
    agent.look()
    return code_on(agent.page)


def consent(worker, agency: str, categories: list[str]) -> None:
    worker.follow("Enregistrer un consentement")
    worker.look()
    worker.page.get_by_label("Pour quelle structure").select_option(label=agency)
    worker.choose("Réponse de la personne", "Accordé")
    worker.choose("Ce qui peut être transmis", *categories)
    worker.page.get_by_label("Qui consent", exact=True).select_option("child_assent")
    worker.page.get_by_label("Nom de qui consent").fill(MOTHER)
    worker.choose("Ce que dit l’enfant", "L’enfant est d’accord")
    worker.page.get_by_label("Sous quelle forme").select_option("thumb")
    worker.press("Enregistrer un consentement")
    expect(worker.page.get_by_text("C’est enregistré.")).to_be_visible()


def refer(manager) -> str:
    manager.follow("Référer à un service")
    manager.look()
    service = manager.page.get_by_label("Service", exact=True)
    service.select_option(
        service.locator("option", has_text="Hébergement sécurisé").first.get_attribute("value")
    )
    manager.choose("Urgence", "Urgent")
    manager.choose(
        "Informations transmises après acceptation", "Noms", "Âge ou date de naissance", "Besoin urgent"
    )
    manager.press("Préparer le référencement")
    manager.look()
    manager.follow("Envoyer")
    manager.press("Envoyer")
    expect(manager.page.get_by_text("Envoyé", exact=True).first).to_be_visible()
    return code_on(manager.page)


def assert_unknown(visitor, *codes: str) -> None:
    """Nothing of the girl or her mother is on the page, nor these codes."""
    page = visitor.page.content()
    for secret in (*GIRL.split(), *MOTHER.split(), *codes):
        assert secret not in page.replace("?q=Kassambara", ""), (visitor.page.url, secret)


def test_from_the_border_to_the_shelter_and_back(people):
    agent = people("antenne-gogui")
    case = receive(agent)
    consent(agent, "OIM", ["Identité et contact", "Dossier, évaluation, plan"])
    agent.follow("Confier à une autre structure")
    agent.page.get_by_label("Structure").select_option(label="OIM")
    agent.press("Confier à une autre structure")
    expect(agent.page.get_by_text("Le dossier est proposé à l’autre structure.")).to_be_visible()

    manager = people("gestion-oim-kayes")
    manager.go("/dossiers/transferts/")
    manager.look()
    assert GIRL not in manager.text()
    manager.follow("Accepter le dossier")
    manager.press("Accepter le dossier")
    manager.go(f"/dossiers/{case}/")
    expect(manager.page.get_by_text(GIRL)).to_be_visible()
    screen(manager)
    consent(manager, "Foyer Yɛlɛn", ["Identité et contact", "Dossier, évaluation, plan"])
    referral = refer(manager)

    shelter = people("foyer")
    shelter.look()
    shelter.go(f"/referencements/{referral}/")
    shelter.look()
    assert GIRL not in shelter.text()
    shelter.follow("Accepter")
    shelter.press("Accepter")
    expect(shelter.page.get_by_text(GIRL)).to_be_visible()
    assert MOTHER not in shelter.text()
    shelter.go(f"/dossiers/{case}/")
    expect(shelter.page.get_by_text("Page introuvable")).to_be_visible()

    coordinator = people("coordination")
    coordinator.go("/tableau/")
    expect(coordinator.page.get_by_role("table", name="Du plus ancien au plus récent")).to_be_visible()
    for path in (*coordinator.menu(), f"/referencements/{referral}/suivi/"):
        coordinator.go(path)
        coordinator.look()
        assert_unknown(coordinator)

    police = people("enqueteur")
    for path in police.menu():
        police.go(f"{path}?q=Kassambara")
        police.look()
        assert_unknown(police, case, referral)
    for path in (
        f"/dossiers/{case}/",
        f"/referencements/{referral}/",
        f"/referencements/{referral}/suivi/",
        "/dossiers/?q=Kassambara",
        "/referencements/?q=Kassambara",
        "/tableau/",
    ):
        police.go(path)
        expect(police.page.get_by_text("Page introuvable")).to_be_visible()

    manager.go(f"/dossiers/{case}/")
    manager.page.get_by_role("listitem").filter(has_text="Foyer Yɛlɛn").get_by_role(
        "link", name="Enregistrer un retrait"
    ).click()
    manager.press("Enregistrer le retrait")
    shelter.go(f"/referencements/{referral}/")
    shelter.look()
    expect(shelter.page.get_by_text("Consentement retiré").first).to_be_visible()
    assert_unknown(shelter)


def test_a_form_sent_twice_is_written_once(visitor):
    agent = visitor().sign_in("antenne-gao")
    agent.go("/dossiers/recevoir/")
    agent.page.get_by_label("Noms").fill("Fily Kassambara")
    agent.choose("Sexe", "Féminin")
    agent.page.get_by_label("Âge en années").fill("30")
    address = agent.page.url
    sent = agent.page.evaluate("Object.fromEntries(new FormData(document.querySelector('form.act')))")
    agent.press("Enregistrer")
    first = code_on(agent.page)
    again = agent.page.request.post(address, form=sent, headers={"Referer": address})
    assert again.url.endswith(f"/dossiers/{first}/")
    assert "rien n’a été doublé" in again.text()
