"""Steps that several journeys take."""

from playwright.sync_api import expect

from tests.browser.site import Visitor


def screen(manager: Visitor) -> None:
    """Fill in the first look, from the page of a case."""
    manager.follow("Remplir la fiche de repérage")
    manager.look()
    manager.choose("La personne est-elle en danger immédiat ?", "Non")
    manager.choose("Actes", "Recrutement", "Transport")
    manager.choose("Buts", "Servitude")
    manager.choose("La présumez-vous victime de traite ?", "Oui")
    manager.press("Remplir la fiche de repérage")
    expect(manager.page.get_by_text("Victime présumée").first).to_be_visible()
