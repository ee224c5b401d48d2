"""A family looks for a son; a list of returnees writes him another way; two officers, a child, and what his mother reads."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.site import Visitor

RETURNEES = "Prénom;Nom;Sexe;né en;Lieu\nMahamadou;Coulibaly;M;2008;Kita\nFatoumata;Maïga;F;1999;Gao\n"
NEWS = "/liens-familiaux/nouvelles/"


@pytest.fixture
def people(visitor):
    return lambda username, width=360: visitor(width).sign_in(username)


def fill(someone: Visitor, **said: str) -> None:
    for name, words in said.items():
        someone.page.locator(f"main [name={name}]").fill(words)


def file_request(officer: Visitor) -> str:
    officer.go("/liens-familiaux/")
    officer.follow("Ouvrir une demande")
    fill(
        officer, seeker_names="Djeneba Koulibaly", given_name="Mamoutou", family_name="Koulibaly", age="17",
        father_given="Sekou", place="Kita", question_1="Son surnom ?", answer_1="Kelen", question_2="Le voisin ?",
        answer_2="Baba Wagué",
    )  # fmt: skip
    officer.choose("Sexe", "Masculin")
    officer.look()
    officer.press("Enregistrer et chercher")
    expect(officer.page.get_by_text("La demande est ouverte")).to_be_visible()
    officer.look_at_both_widths()
    return officer.page.url.removeprefix(officer.address)


def receipt(officer: Visitor, request: str) -> str:
    officer.go(request)
    officer.follow("Remettre un reçu à la famille")
    officer.press("Remettre un reçu à la famille")
    officer.look()
    return officer.page.locator(".receipt").inner_text()


def take_in(officer: Visitor, tmp_path) -> None:
    file = tmp_path / "vol.csv"
    file.write_text(RETURNEES, encoding="utf-8")
    officer.go("/liens-familiaux/listes/ajouter/")
    officer.choose("Ce que contient la liste", "Des personnes retrouvées ou enregistrées")
    fill(officer, source="Vol du 12")
    officer.page.locator("[name=table]").set_input_files(file)
    officer.look()
    officer.press("Ajouter")
    officer.look()
    officer.press("Enregistrer")
    officer.press("Essayer sans rien écrire")
    officer.press("Importer")
    expect(officer.page.get_by_text("Terminé")).to_be_visible()
    officer.look()


def decide(officer: Visitor, lead: str, act: str, button: str, **said: str) -> None:
    officer.go(f"{lead}{act}/")
    fill(officer, **said)
    officer.look()
    officer.press(button)


def news(family: Visitor, number: str) -> str:
    family.go(NEWS)
    fill(family, number=number)
    family.press("Demander des nouvelles")
    family.look()
    return family.text()


def test_a_son_behind_another_spelling(people, visitor, tmp_path):
    first, second, family = people("rlf", 1280), people("rlf-2"), visitor(360)
    request = file_request(first)
    number = receipt(first, request)
    take_in(first, tmp_path)
    first.go(request)
    first.follow("Mahamadou Coulibaly")
    first.look_at_both_widths()
    lead = first.page.url.removeprefix(first.address)
    expect(first.page.get_by_text("le même à l’oreille")).to_be_visible()
    expect(first.page.locator("svg.waterfall rect").first).to_be_attached()

    decide(
        first, lead, "confirmer", "C’est plausible : première confirmation", reason="Même cercle, même âge"
    )
    first.go(lead)
    assert "seconde confirmation" not in first.text()
    decide(second, lead, "verifier", "C’est la même personne : seconde confirmation", reason="J’ai relu")
    decide(second, lead, "proposer", "Proposer le contact à la personne retrouvée", reason="Il est au centre")
    expect(second.page.get_by_text("Un enfant est concerné").first).to_be_visible()
    second.go(f"{lead}interet/")
    second.choose("Le contact est dans son intérêt", "Oui")
    fill(second, officer="Agent (fictif)", on="2026-11-20", child_view="Que ma mère sache", reason="Sûr")
    second.press("Noter l’évaluation de l’intérêt supérieur")
    decide(second, lead, "proposer", "Proposer le contact à la personne retrouvée", reason="Avec l’agent")

    before = news(family, number)
    assert "Pas de nouvelle à ce jour" in before
    second.go(f"{lead}accepter/")
    second.choose("Ce que la famille saura", "Seulement qu’elle est en vie")
    fill(second, reason="Dites-lui que je vis")
    second.press("Elle veut que la famille sache")
    for question, answer in (("Son surnom ?", "Kelen"), ("Le voisin ?", "Baba Wagué")):
        second.go(f"{lead}question/")
        second.choose("Les deux réponses disent la même chose", "Oui")
        fill(second, question=question, expected=answer, answer=answer)
        second.press("Noter une réponse à une question de la famille")
    decide(second, lead, "informer", "Informer la famille", reason="Par la page")
    second.look_at_both_widths()

    told = news(family, number)
    assert "Votre proche est en vie" in told
    assert not re.search("Bamako|Kita|Coulibaly|Mahamadou", told)
    for other in ("coordination", "enqueteur", "administration"):
        stranger = people(other)
        for path in ("/liens-familiaux/", "/liens-familiaux/registre/", request, lead):
            stranger.go(path)
            expect(stranger.page.get_by_role("heading", level=1)).to_contain_text("Page introuvable")
        stranger.go("/ma-journee/")
        assert "Koulibaly" not in stranger.text()


def test_the_pages_of_a_lead_and_of_its_acts_are_clean(people):
    officer = people("rlf")
    officer.go("/ma-journee/")
    officer.page.get_by_role("link", name="~").first.click()
    officer.look_at_both_widths()
    for path in officer.links_within("main nav.actions"):
        officer.go(path)
        officer.look_at_both_widths()
    for path in (
        "registre/ajouter/",
        "registre/chercher/",
        "messages/",
        "messages/ecrire/",
        "listes/",
        "nouvelles/",
    ):
        officer.go(f"/liens-familiaux/{path}")
        officer.look_at_both_widths()
