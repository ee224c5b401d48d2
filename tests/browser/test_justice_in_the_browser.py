"""A file of justice, walked in a browser: told without a name, opened, sent to the court, judged for good, and counted."""

import re

from playwright.sync_api import expect

from tests.browser.site import Visitor

TOLD, SUSPECT = "Un homme prend les papiers de jeunes filles (fictif)", "Zoumana Inventé Ballo"


def told(anybody: Visitor) -> None:
    anybody.go("/signaler/")
    anybody.look_at_both_widths()
    anybody.page.get_by_label("Que se passe-t-il").fill(TOLD)
    anybody.press("Envoyer")
    expect(anybody.page.locator(".receipt")).to_have_text(re.compile(r"\d{3} \d{3} \d{3} \d{3}"))


def opened(investigator: Visitor) -> str:
    page = investigator.page
    investigator.go("/procedures/signalements/")
    page.get_by_role("main").locator("tbody a").first.click()
    expect(page.get_by_role("main")).to_contain_text(TOLD)
    investigator.look_at_both_widths()
    investigator.follow("Ouvrir une procédure sur ce signalement")
    page.get_by_label("Intitulé").fill("Papiers retenus à Kayes (fictif)")
    investigator.press("Ouvrir une procédure sur ce signalement")
    page.get_by_role("main").locator("dd a[href^='/procedures/']").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Procédure")
    return page.url


def accused(investigator: Visitor, file: str) -> None:
    page = investigator.page
    investigator.follow("Mettre en cause une personne")
    page.get_by_label("Noms", exact=True).fill(SUSPECT)
    investigator.press("Mettre en cause une personne")
    page.goto(file)
    assert SUSPECT not in page.content()
    investigator.follow("S1")
    expect(page.get_by_role("main")).to_contain_text(SUSPECT)
    investigator.look_at_both_widths()
    investigator.follow("Retenir une infraction")
    page.get_by_label("Infraction").select_option(index=1)
    investigator.press("Retenir une infraction")


def sent(investigator: Visitor, file: str) -> None:
    investigator.page.goto(file)
    investigator.look_at_both_widths()
    investigator.follow("Transmettre au parquet")
    investigator.page.get_by_label("Juridiction").select_option(index=1)
    investigator.press("Transmettre au parquet")
    expect(investigator.page.get_by_role("main")).to_contain_text("Transmise au parquet")


def judged(magistrate: Visitor, file: str) -> None:
    page = magistrate.page
    page.goto(file)
    magistrate.follow("S1")
    magistrate.follow("Poursuivre la personne")
    magistrate.press("Poursuivre la personne")
    for act in ("Engager les poursuites", "Porter en jugement"):
        page.goto(file)
        magistrate.follow(act)
        magistrate.press(act)
    magistrate.follow("Enregistrer une décision")
    page.get_by_label("Personne et infraction").select_option(index=1)
    page.get_by_label("Condamnation").check()
    page.get_by_label("Emprisonnement").fill("60")
    magistrate.look_at_both_widths()
    magistrate.press("Enregistrer une décision")
    for act in ("Constater la condamnation", "Rendre la décision définitive"):
        page.goto(file)
        magistrate.follow(act)
        magistrate.press(act)
    expect(page.get_by_role("main")).to_contain_text("Définitive")


def convicted(someone: Visitor) -> int:
    someone.go("/tableau/justice/")
    table = someone.page.get_by_role("table", name=re.compile("Personnes condamnées, par âge et sexe"))
    return int(table.get_by_role("row").last.get_by_role("cell").last.inner_text())


def test_a_report_without_a_name_becomes_a_file_that_is_judged_and_counted(visitor):
    told(visitor(360))
    investigator, magistrate = visitor(1280).sign_in("enqueteur"), visitor(1280).sign_in("magistrat")
    before = convicted(investigator)
    file = opened(investigator)
    accused(investigator, file)
    sent(investigator, file)
    judged(magistrate, file)
    assert convicted(investigator) == before + 1
    manager = visitor(360).sign_in("gestion-oim-kayes")
    for path in (file, "/procedures/", "/procedures/signalements/", "/reseaux/"):
        assert manager.page.goto(path if path.startswith("http") else manager.address + path).status == 404
