"""A fund on a small telephone: applying by oneself and following, and what a secretary writes down without network."""

import re

from playwright.sync_api import expect

from tests.browser.test_offline_in_the_browser import Telephone
from tests.browser.test_offline_interleavings import Device, driver  # noqa: F401

DESCRIPTION = "Deux cents poulets de chair par bande, vendus au marché."


def fill_the_rest(page, asked: str) -> None:
    page.get_by_label("Montant demandé (FCFA)").fill(asked)
    page.get_by_label("Dépense 1", exact=True).fill("Poussins")
    page.get_by_label("Montant de la dépense 1 (FCFA)").fill("900 000")


def test_somebody_applies_on_a_telephone_and_follows_with_the_receipt(visitor):
    someone = visitor(360)
    page = someone.page
    someone.go("/fonds/")
    someone.look_at_both_widths()
    someone.follow("Faire une demande")
    someone.press("Continuer")
    someone.look()  # nothing was said: the mistakes are told
    someone.choose("Qui demande ?", "Une personne")
    someone.press("Continuer")
    someone.look_at_both_widths()
    page.get_by_label("Nom de la personne").fill("Personne d’essai")
    someone.press("Continuer")
    someone.look()
    page.get_by_label("Le projet en quelques mots").fill("Poulailler")
    page.get_by_label("Activité").select_option("livestock")
    page.get_by_label("Où ?").select_option(label="Kayes (toute la région)")
    someone.press("Continuer")
    someone.look()
    page.get_by_label("Ce que vous ferez").fill(DESCRIPTION)
    someone.press("Continuer")
    fill_the_rest(page, "1000,50")
    someone.press("Continuer")
    expect(page.get_by_role("main")).to_contain_text("pas de centimes")
    expect(page.get_by_label("Montant demandé (FCFA)")).to_have_value("1000,50")
    someone.look_at_both_widths()
    page.get_by_label("Montant demandé (FCFA)").fill("800 000")
    someone.press("Continuer")
    someone.look()
    someone.press("Continuer")
    expect(page.get_by_role("main")).to_contain_text(DESCRIPTION)
    someone.look_at_both_widths()
    someone.press("Envoyer ma demande")
    number = page.locator(".receipt").inner_text()
    assert re.fullmatch(r"(\d{3} ){3}\d{3}", number)
    someone.look_at_both_widths()
    someone.follow("Suivre ma demande")
    page.get_by_label("Numéro de votre reçu").fill(number)
    someone.press("Voir")
    expect(page.get_by_role("main")).to_contain_text("Votre demande est arrivée.")
    someone.look_at_both_widths()


def test_a_secretary_writes_an_application_down_without_network(visitor):
    telephone = Telephone(visitor, "fonds-secretariat")
    page = telephone.page
    telephone.prepare()
    telephone.network(False)
    page.reload()
    telephone.unlock()
    telephone.press("Demandes de financement")
    telephone.shows("fund")
    telephone.look()
    telephone.press("Deuxième appel (fictif)")
    form = page.locator("[data-form=ask]")
    form.get_by_label("Une personne").check()
    form.get_by_label("Nom de la personne").fill("Personne d’essai")
    form.get_by_label("Le projet en quelques mots").fill("Poulailler sans réseau")
    form.get_by_label("Activité").select_option("livestock")
    form.get_by_label("Où ?").select_option(label="Kayes (toute la région)")
    form.get_by_label("Ce que vous ferez").fill(DESCRIPTION)
    fill_the_rest(form, "9 000 000")
    telephone.press("Enregistrer sur l’appareil")
    telephone.told("dépasse le plafond")
    telephone.look()
    form.get_by_label("Montant demandé (FCFA)").fill("800 000")
    telephone.press("Enregistrer sur l’appareil")
    telephone.shows("asked")
    number = page.locator("[data-receipt]").inner_text()
    telephone.look()
    telephone.press("Continuer")
    telephone.press("Poulailler sans réseau")  # written anew, it stays one
    form.get_by_label("Montant demandé (FCFA)").fill("700 000")
    telephone.press("Enregistrer sur l’appareil")
    assert page.locator("[data-receipt]").inner_text() == number
    telephone.press("Continuer")
    telephone.press("Retour")
    telephone.waiting(1)
    telephone.network(True)
    telephone.press("Envoyer et recevoir")
    telephone.told("Envoyé et reçu")
    telephone.waiting(0)
    page.goto(f"{telephone.visitor.address}/fonds/suivi/")
    page.get_by_label("Numéro de votre reçu").fill(number)
    telephone.visitor.press("Voir")
    expect(page.get_by_role("main")).to_contain_text("Votre demande est arrivée.")


def test_on_a_network_that_breaks_an_application_arrives_once(visitor, driver):  # noqa: F811
    device = Device(visitor, "fonds-secretariat", driver)
    device.clear()
    page = device.visitor.page
    page.goto(f"{device.visitor.address}/fonds/appels/")
    page.get_by_role("link", name="Deuxième appel (fictif)").click()
    call = int(re.search(r"/appels/(\d+)/", page.url)[1])
    zone = page.locator("#id_zone option", has_text="Kayes").get_attribute("value")
    before = applications_on(page)
    page.add_script_tag(path=driver)
    device.call("restart", device.username, "482915")
    answers = {
        "kind": "person", "applicant": "Personne d’essai", "language": "fr", "title": "Une seule fois", "activity": "trade",
        "zone": zone, "description": DESCRIPTION, "asked": "500 000",
    }  # fmt: skip
    for title in ("Une seule fois", "Une autre fois"):
        said = {"call": call, "about": "", "answers": {**answers, "title": title}}
        device.call("apply", said)
    for network in ("lost", "cut", "unanswered", "cut", "unanswered"):
        device.call("synchronise", network)
    device.clear()
    page.reload()
    assert applications_on(page) == before + 2


def applications_on(page) -> int:
    words = page.locator(".found").inner_text()
    return int(re.search(r"\d+", words)[0])
