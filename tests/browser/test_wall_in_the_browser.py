"""The wall, walked in a browser: three fields released, a consent withdrawn, a code asked for in vain, all of it in the log."""

import re

from playwright.sync_api import expect

from tests.browser.journeys import screen
from tests.browser.site import Visitor

CODE = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]")
NAMES, CONTACT = "Sadio Kanouté", "Chez sa tante à Sabalibougou"
RELEASED = ("Noms", "Âge ou date de naissance", "Besoin urgent")


def code_of(someone: Visitor) -> str:
    found = CODE.search(someone.page.url)
    assert found, someone.page.url
    return found[0]


def received(manager: Visitor) -> str:
    manager.go("/dossiers/recevoir/")
    manager.page.get_by_label("Noms").fill(NAMES)
    manager.choose("Sexe", "Féminin")
    manager.page.get_by_label("Âge en années").fill("24")
    manager.choose("Besoin urgent", "Soins médicaux")
    manager.page.get_by_text("Autres renseignements").click()
    manager.page.get_by_label("Contact", exact=False).first.fill(CONTACT)
    manager.press("Enregistrer")
    screen(manager)
    return code_of(manager)


def agreed(manager: Visitor, code: str) -> None:
    manager.go(f"/dossiers/{code}/consentement/")
    manager.look()
    receiver = manager.page.get_by_label("Pour quelle structure")
    receiver.select_option(receiver.locator("option", has_text="Clinique").first.get_attribute("value"))
    manager.choose("Réponse de la personne", "Accordé")
    manager.choose("Ce qui peut être transmis", "Identité et contact", "Dossier, évaluation, plan")
    manager.page.get_by_label("Qui consent", exact=True).select_option("individual")
    manager.page.get_by_label("Sous quelle forme").select_option("voice")
    manager.press("Enregistrer un consentement")
    expect(manager.page.get_by_text("C’est enregistré.")).to_be_visible()


def referred(manager: Visitor, code: str) -> str:
    manager.go(f"/referencements/dossier/{code}/")
    service = manager.page.get_by_label("Service", exact=True)
    service.select_option(service.locator("option", has_text="Clinique").first.get_attribute("value"))
    manager.choose("Urgence", "Urgent")
    for box in (
        manager.page.get_by_role("group", name="Informations transmises").get_by_role("checkbox").all()
    ):
        box.uncheck()
    manager.choose("Informations transmises après acceptation", *RELEASED)
    manager.press("Préparer le référencement")
    manager.follow("Envoyer")
    manager.press("Envoyer")
    return code_of(manager)


def sees(someone: Visitor, path: str) -> str:
    someone.go(path)
    someone.look_at_both_widths()
    return someone.page.content()


def test_three_fields_cross_to_the_clinic_until_she_says_no_and_the_police_learn_nothing(visitor):
    manager = visitor(1280).sign_in("gestion-oim-kayes")
    case = received(manager)
    agreed(manager, case)
    referral = referred(manager, case)

    clinic, path = visitor(360).sign_in("clinique"), f"/referencements/{referral}/"
    assert NAMES not in sees(clinic, path)
    clinic.follow("Accepter")
    clinic.press("Accepter")
    shown = sees(clinic, path)
    assert NAMES in shown
    assert "24 ans" in shown
    assert CONTACT not in shown
    assert case not in shown

    manager.go(f"/dossiers/{case}/")
    manager.follow("Enregistrer un retrait")
    manager.look()
    manager.press("Enregistrer le retrait")
    assert NAMES not in sees(clinic, path)
    assert "Consentement retiré" in clinic.text()
    clinic.go("/referencements/avis/")
    clinic.look_at_both_widths()
    assert referral in clinic.text()

    police = visitor(360).sign_in("enqueteur")
    told = [asked(police, code) for code in (case, "K7M2-P9QX-R")]
    assert told[0] == told[1]
    for closed in (f"/dossiers/{case}/", path, f"/dossiers/?q={NAMES}", "/dossiers/"):
        police.go(closed)
        police.look()
        assert NAMES not in police.page.content().replace(f"q={NAMES}", "")
        expect(police.page.get_by_role("heading", level=1)).to_have_text(
            re.compile("introuvable", re.IGNORECASE)
        )

    system = visitor(1280).sign_in("administration")
    for closed in (
        f"/dossiers/{case}/",
        path,
        "/dossiers/",
        "/referencements/",
        "/tableau/",
        f"/journal/objet/{case}/",
    ):
        system.go(closed)
        system.look()
        assert NAMES not in system.page.content()
        assert case not in system.text()

    officer = visitor(1280).sign_in("dpd")
    assert NAMES not in sees(officer, f"/journal/objet/{case}/")
    assert "Recevoir une personne" in lines(officer)
    for act, told in (
        ("withdraw_consent", "Gestionnaire de cas"),
        ("accept_referral", referral),
        ("read_released_fields", referral),
        ("open_page", "Enquêteur"),
        ("open_page", "Administrateur du système"),
        ("ask_blindly", "Enquêteur"),
    ):
        sees(officer, f"/journal/?act={act}")
        assert told in lines(officer), (act, told)
        assert NAMES not in officer.page.content()
    sees(officer, "/journal/surveillance/")


def lines(officer: Visitor) -> str:
    return officer.page.locator("main tbody").inner_text()


def asked(police: Visitor, code: str) -> str:
    """What the police read after asking about a code, without the code and the moments."""
    police.go("/divulgations/demandes/nouvelle/")
    police.page.get_by_label("Code").fill(code)
    police.page.get_by_label("Ce que vous lui demandez").fill("Accepte-t-elle d’être entendue ?")
    police.press("Transmettre")
    police.look()
    row = police.page.locator("main tbody tr, main li").first.inner_text()
    return re.sub(r"\d{1,2}:\d{2}", "", row.replace(code, ""))
