"""Seven scenarios of the field, walked through the pages of each post; and what the others may not know of them."""

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.site import Visitor

CODE = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]")
IDENTITY_AND_CASE = ("Identité et contact", "Dossier, évaluation, plan")
RAO = (
    "1. Identification de l’enfant",
    "2. Prise en charge d’urgence",
    "3. Étude de la situation personnelle",
    "4. Recherche et évaluation familiale",
    "5. Placement",
    "6. Retour et réintégration",
    "7. Suivi et évaluation",
    "8. Soutien familial et communautaire",
)


@pytest.fixture
def people(visitor):
    """Opens the site for an account, on a telephone unless a width is asked for."""
    return lambda username, width=360: visitor(width).sign_in(username)


def code_of(someone: Visitor) -> str:
    found = CODE.search(someone.page.url)
    assert found, someone.page.url
    return found[0]


def part(someone: Visitor, title: str) -> Locator:
    """The section of the page under a heading."""
    return someone.page.get_by_role("main").get_by_role("region", name=title, exact=True)


def open_case(someone: Visitor, case: str) -> None:
    someone.go(f"/dossiers/{case}/")


def receive(
    worker: Visitor, names: str, sex: str, age: int, need: str, country: str = "", *situations: str
) -> str:
    worker.go("/dossiers/recevoir/")
    worker.page.get_by_label("Noms").fill(names)
    worker.choose("Sexe", sex)
    worker.page.get_by_label("Âge en années").fill(str(age))
    if country:
        worker.page.get_by_label("Nationalité").select_option(label=country)
    worker.choose("Besoin urgent", need)
    if situations:
        worker.page.get_by_text("Ajouter d’autres renseignements").click()
        worker.choose("Situation", *situations)
    worker.press("Enregistrer")
    expect(worker.page.get_by_text("La personne est reçue.")).to_be_visible()
    return code_of(worker)


def screen(
    worker: Visitor, case: str, form: str, act: str, purpose: str, pathway: str = "Victime de traite"
) -> None:
    """Fill in the first look, with the form that is met in Mali, and see it on the page of the case."""
    open_case(worker, case)
    worker.follow("Remplir la fiche de repérage")
    worker.choose("La personne est-elle en danger immédiat ?", "Non")
    worker.choose("Actes", act)
    worker.choose("Moyens", "Abus d’une situation de vulnérabilité")
    worker.choose("Buts", purpose)
    worker.choose("Formes au Mali", form)
    worker.choose("La présumez-vous victime de traite ?", "Oui")
    worker.page.get_by_label("Parcours").select_option(label=pathway)
    worker.press("Remplir la fiche de repérage")
    expect(part(worker, "Repérage")).to_contain_text(form)
    expect(part(worker, "Parcours")).to_contain_text("Victime présumée")


def consent(
    worker: Visitor, case: str, agency: str, categories: tuple[str, ...], scope: str = "", child: bool = False
) -> None:
    """A yes to an agency, from the person, or from a child and who answers for the child."""
    worker.go(f"/dossiers/{case}/consentement/")
    worker.page.get_by_label("Pour quelle structure").select_option(label=agency)
    if scope:
        worker.page.get_by_label("Pour quoi", exact=True).select_option(label=scope)
    worker.choose("Réponse de la personne", "Accordé")
    worker.choose("Ce qui peut être transmis", *categories)
    who = "Assentiment de l’enfant + consentement du tuteur" if child else "La personne"
    worker.page.get_by_label("Qui consent", exact=True).select_option(label=who)
    if child:
        worker.page.get_by_label("Nom de qui consent").fill("Service social (fictif)")
        worker.choose("Ce que dit l’enfant", "L’enfant est d’accord")
    worker.page.get_by_label("Sous quelle forme").select_option(label="Voix enregistrée")
    worker.press("Enregistrer un consentement")
    expect(worker.page.get_by_text("C’est enregistré.")).to_be_visible()


def assert_closed(someone: Visitor, *paths: str) -> None:
    """Each of these addresses answers as one that does not exist."""
    for path in paths:
        someone.go(path)
        expect(someone.page.get_by_role("heading", level=1), path).to_have_text("Page introuvable")
    someone.look()


def prepare(manager: Visitor, case: str, service: str, *released: str) -> str:
    """The code of a referral that is ready, with what the service will read once it accepts."""
    manager.go(f"/referencements/dossier/{case}/")
    offered = manager.page.get_by_label("Service", exact=True)
    offered.select_option(offered.locator("option", has_text=service).first.get_attribute("value"))
    manager.choose("Urgence", "Urgent")
    manager.choose("Informations transmises après acceptation", *released)
    manager.press("Préparer le référencement")
    expect(manager.page.get_by_text("Le référencement est prêt.")).to_be_visible()
    return code_of(manager)


def send(manager: Visitor, referral: str) -> None:
    manager.go(f"/referencements/{referral}/")
    manager.follow("Envoyer")
    manager.press("Envoyer")
    expect(part(manager, "Dates")).to_contain_text("Réponse attendue")


# A girl of thirteen in domestic servitude

GIRL = "Aminata Dembakouo"
YESTERDAY = str(date.today() - timedelta(days=1))


def answer(worker: Visitor, answers: dict[str, str]) -> None:
    """Answer the questions of a form, each by its label, in the order in which they appear."""
    for question, said in answers.items():
        asked = worker.page.get_by_role("group", name=question).or_(worker.page.get_by_label(question)).first
        kind = asked.evaluate("field => field.tagName")
        if kind == "FIELDSET":
            asked.get_by_label(said, exact=True).check()
        elif kind == "SELECT":
            asked.select_option(label=said)
        else:
            asked.fill(said)


def fill_in(worker: Visitor, case: str, form: str, answers: dict[str, str]) -> None:
    worker.go(f"/dossiers/{case}/fiches/")
    worker.follow(form)
    answer(worker, answers)
    worker.look()
    worker.press("Enregistrer")


def approve(supervisor: Visitor, case: str, form: str) -> None:
    supervisor.go("/ma-journee/")
    part(supervisor, "Fiches à approuver").get_by_role("link", name=f"{case} {form}").click()
    supervisor.look_at_both_widths()
    supervisor.follow("Approuver la fiche")
    supervisor.press("Approuver la fiche")
    approved = part(supervisor, "Fiches").get_by_role("listitem").filter(has_text=form)
    expect(approved).to_contain_text("Approuvé")


def accept(service: Visitor, referral: str) -> None:
    """See no name before, and the name after."""
    service.go(f"/referencements/{referral}/")
    assert GIRL not in service.page.content()
    service.look()
    service.follow("Accepter")
    service.press("Accepter")
    expect(part(service, "Informations transmises")).to_contain_text(GIRL)
    service.look()


def step(manager: Visitor, name: str) -> Locator:
    return part(manager, "Étapes du parcours").get_by_role("listitem").filter(has_text=name)


GUARDIAN = {
    "Qui parle pour l’enfant": "Service social",
    "Nom et fonction": "Assistante sociale (fictive)",
    "Comment le joindre": "Au service",
    "Désigné par": "Juge des enfants",
    "Depuis le": YESTERDAY,
    "A-t-il un intérêt contraire": "Non",
    "Ce que l’enfant en dit": "Elle lui fait confiance.",
}
ASSESSED = {
    "La décision à éclairer": "Où vivre en attendant sa mère ?",
    "Ce que l’enfant veut": "Dormir au foyer, puis rentrer.",
    "A-t-il été entendu sans l’adulte": "Oui",
    "Sécurité et santé": "En sécurité loin de l’employeur.",
    "Liens : famille": "Sa mère et une sœur.",
    "Les possibilités, avec ce que": "Foyer, famille d’accueil, retour.",
    "Avis": "Le foyer, le temps de retrouver sa mère.",
    "Faut-il une détermination par un panel ?": "Oui",
}
DECIDED = {
    "Date du panel": YESTERDAY,
    "Le panel réunit-il au moins trois personnes": "Oui",
    "La question tranchée": "Solution durable",
    "L’avis de l’enfant, et le poids": "Elle veut rentrer chez sa mère.",
    "Les possibilités examinées": "Rester ou rentrer.",
    "Décision": "Le retour chez sa mère.",
    "Motifs": "Sa mère l’attend.",
    "La décision est-elle expliquée à l’enfant ?": "Oui",
    "À revoir le": str(date.today() + timedelta(days=30)),
}
HANDED_OVER = {
    "Pays qui reçoit": "Burkina Faso",
    "Service social qui reçoit": "Action sociale (fictive)",
    "Point focal": "Chef de service",
    "Ce service a-t-il accepté par écrit ?": "Oui",
    "L’intérêt supérieur de l’enfant est-il déterminé": "Oui",
    "Ce que l’enfant dit de ce voyage": "Elle est contente.",
    "Qui l’accompagne": "Une assistante sociale",
}


def decide_by_a_panel(manager: Visitor, case: str, form: str) -> None:
    manager.go(f"/dossiers/{case}/fiches/")
    manager.follow(form)
    for place, seat in enumerate(("Service social", "OIM", "Foyer Yɛlɛn"), start=1):
        member = manager.page.get_by_role("group", name=f"Membre du panel {place}")
        member.get_by_label("Fonction et structure").fill(seat)
    answer(manager, DECIDED)
    manager.look()
    manager.press("Enregistrer")


def test_a_girl_of_13_in_domestic_servitude_crosses_no_border_before_a_panel_has_decided(people):
    """Another agrees to what is decided for her; a shelter takes her in, and the Red Cross looks for her mother."""
    manager, supervisor = people("gestion-oim-bamako", 1280), people("supervision-oim")
    case = receive(manager, GIRL, "Féminin", 13, "Hébergement", "Burkina Faso", "Enfant non accompagné (ENA)")
    servitude = "Servitude domestique (« aides ménagères »)"
    screen(manager, case, servitude, "Hébergement", "Servitude", "Enfant (RAO)")

    fill_in(manager, case, "Tuteur ou représentant", GUARDIAN)
    expect(manager.page.get_by_text("La fiche est enregistrée.")).to_be_visible()
    fill_in(manager, case, "Remise à un service social d’un autre pays", HANDED_OVER)
    refused = "Il faut d’abord une fiche approuvée : Détermination de l’intérêt supérieur."
    expect(manager.page.get_by_role("alert")).to_contain_text(refused)
    expect(manager.page.get_by_label("Qui l’accompagne")).to_have_value("Une assistante sociale")
    manager.look_at_both_widths()

    fill_in(manager, case, "Évaluation de l’intérêt supérieur", ASSESSED)
    expect(manager.page.get_by_text("un superviseur doit l’approuver")).to_be_visible()
    expect(manager.page.get_by_role("link", name="Approuver la fiche")).to_have_count(0)
    approve(supervisor, case, "Évaluation de l’intérêt supérieur")
    decide_by_a_panel(manager, case, "Détermination de l’intérêt supérieur")
    expect(manager.page.get_by_text("un superviseur doit l’approuver")).to_be_visible()

    fill_in(manager, case, "Remise à un service social d’un autre pays", HANDED_OVER)
    expect(manager.page.get_by_role("alert")).to_contain_text(refused)  # written, but not approved yet

    approve(supervisor, case, "Détermination de l’intérêt supérieur")
    manager.press("Enregistrer")
    expect(manager.page.get_by_text("La fiche est enregistrée.")).to_be_visible()
    expect(manager.page.get_by_role("main")).to_contain_text("Burkina Faso")
    manager.look_at_both_widths()

    consent(manager, case, "Foyer Yɛlɛn", IDENTITY_AND_CASE, child=True)
    to_shelter = prepare(manager, case, "Hébergement sécurisé", "Noms", "Besoin urgent")
    send(manager, to_shelter)
    to_red_cross = prepare(manager, case, "Rétablissement des liens familiaux", "Noms", "Nationalités")
    # What she lets the shelter know is not for the Red Cross
    expect(manager.page.get_by_role("main")).to_contain_text("Aucun consentement en cours ne couvre")
    manager.look()
    consent(manager, case, "CRM", IDENTITY_AND_CASE, "Recherche et contact familial", child=True)
    send(manager, to_red_cross)
    shelter, red_cross = people("foyer"), people("rlf")
    accept(shelter, to_shelter)
    accept(red_cross, to_red_cross)
    expect(part(red_cross, "Informations transmises")).to_contain_text("Burkina Faso")
    assert_closed(shelter, f"/dossiers/{case}/", f"/referencements/{to_red_cross}/")
    assert_closed(red_cross, f"/dossiers/{case}/", f"/referencements/{to_shelter}/")

    open_case(manager, case)
    own = ("Tuteur ou représentant", "Intérêt supérieur évalué", "Intérêt supérieur déterminé")
    for done in (*own, RAO[0], RAO[5]):
        expect(step(manager, done)).to_contain_text("Fait")
    expect(step(manager, RAO[4])).to_contain_text("À faire")
    accepted = part(manager, "Référencements").get_by_role("listitem").filter(has_text="Accepté")
    expect(accepted).to_have_count(2)
    manager.look_at_both_widths()


# A talibé of nine in Ségou

BOY = "Kalilou Dembazanga"
BEGGING = "Mendicité forcée d’enfants talibés"


def hand_over(branch: Visitor, case: str, agency: str) -> None:
    open_case(branch, case)
    branch.follow("Confier à une autre structure")
    branch.page.get_by_label("Structure").select_option(label=agency)
    branch.press("Confier à une autre structure")


def test_a_talibe_of_nine_goes_from_the_branch_of_segou_to_an_agency_and_has_the_eight_steps(people):
    """No name before the agency accepts; what he tells it afterwards is not for the branch, nor for another one."""
    branch = people("antenne-segou")
    case = receive(branch, BOY, "Masculin", 9, "Nourriture", "Mali", "Enfant/jeune en mobilité")
    branch.look()
    hand_over(branch, case, "HELVETAS")
    expect(branch.page.get_by_role("alert")).to_contain_text("Aucun consentement en cours")
    branch.look()
    consent(branch, case, "HELVETAS", IDENTITY_AND_CASE, "Gestion de cas", child=True)
    hand_over(branch, case, "HELVETAS")
    expect(branch.page.get_by_text("Le dossier est proposé à l’autre structure.")).to_be_visible()

    manager = people("helvetas", 1280)
    assert_closed(manager, f"/dossiers/{case}/")
    manager.go("/dossiers/transferts/")
    offer = manager.page.get_by_role("main").get_by_role("listitem").first
    expect(offer).to_contain_text("DGME → HELVETAS")
    expect(offer).to_contain_text("Nourriture · Enfant (RAO) · Masculin, moins de 18 ans")
    assert BOY not in manager.page.content()
    manager.follow("Accepter le dossier")
    manager.press("Accepter le dossier")
    screen(manager, case, BEGGING, "Accueil", "Travail ou services forcés", "Enfant (RAO)")
    expect(part(manager, "Personne")).to_contain_text(BOY)

    steps = part(manager, "Étapes du parcours").get_by_role("listitem")
    for place, name in enumerate(RAO):
        expect(steps.nth(place)).to_contain_text(name)
    expect(steps.nth(0)).to_contain_text("Fait")
    for place in range(1, len(RAO)):
        expect(steps.nth(place)).to_contain_text("À faire")
    expect(steps.filter(has_text="Tuteur ou représentant")).to_have_count(1)
    manager.look_at_both_widths()

    open_case(branch, case)
    expect(part(branch, "Étapes du parcours")).to_have_count(0)
    assert BEGGING not in branch.text()
    branch.look()
    assert_closed(people("antenne-gao"), f"/dossiers/{case}/")


# A woman at a gold site who refuses the police

WOMAN = "Sogona Dembassogué"
POLICE = "BRTMTEH"
SEXUAL = "Autres formes d’exploitation sexuelle"
TO_JUSTICE = "Divulgation aux forces de l’ordre / justice"


def refuse_the_police(manager: Visitor, case: str) -> None:
    manager.go(f"/dossiers/{case}/consentement/")
    manager.page.get_by_label("Pour quelle structure").select_option(label=POLICE)
    manager.page.get_by_label("Pour quoi", exact=True).select_option(label=TO_JUSTICE)
    manager.choose("Réponse de la personne", "Refusé")
    manager.page.get_by_label("Qui consent", exact=True).select_option(label="La personne")
    manager.page.get_by_label("Sous quelle forme").select_option(label="Voix enregistrée")
    manager.press("Enregistrer un consentement")
    said = part(manager, "Consentements").get_by_role("listitem").filter(has_text=POLICE)
    expect(said).to_contain_text("Refusé")


def ask_to_hand_over(manager: Visitor, case: str) -> None:
    manager.go(f"/dossiers/{case}/derogations-et-justice/")
    manager.follow("Demander une divulgation")
    manager.page.get_by_label("À quelle autorité").select_option(label=POLICE)
    manager.choose("Informations", "Noms", "Formes d’exploitation repérées")
    manager.page.get_by_label("Pour quoi faire").fill("Elle porte plainte contre le recruteur.")
    manager.press("Demander à un superviseur")


def assert_unknown_to(police: Visitor, *codes: str) -> None:
    """Whatever address the police try, and on each page of their menu, there is nothing of her."""
    case, referral = codes
    assert_closed(
        police,
        f"/dossiers/{case}/",
        f"/dossiers/{case}/derogations-et-justice/",
        "/dossiers/",
        f"/dossiers/?q={WOMAN}",
        f"/referencements/{referral}/",
        f"/referencements/{referral}/suivi/",
        f"/referencements/?q={case}",
    )
    for path in police.menu():
        police.go(path)
        police.look()
        # Their own log repeats the addresses that they typed, as it would those of nobody
        for secret in (*WOMAN.split(), *(codes if path != "/journal/" else ())):
            assert secret not in police.page.content(), (path, secret)


def test_a_woman_of_a_gold_site_refuses_the_police_then_agrees_then_withdraws(people):
    """Help does not wait for the police; what she lets them have is one frozen copy, which her word closes."""
    manager, police = people("gestion-oim-kayes"), people("enqueteur", 1280)
    case = receive(manager, WOMAN, "Féminin", 24, "Soins médicaux", "Nigeria", "Migrant bloqué")
    screen(manager, case, "Exploitation sexuelle sur les sites d’orpaillage", "Transport", SEXUAL)
    refuse_the_police(manager, case)
    consent(manager, case, "Clinique Lafia", IDENTITY_AND_CASE)
    referral = prepare(manager, case, "Consultations et soins", "Noms", "Besoin urgent")
    send(manager, referral)
    ask_to_hand_over(manager, case)
    no_basis = "Ni consentement en cours ni décision de justice"
    expect(manager.page.get_by_role("alert")).to_contain_text(no_basis)
    manager.look()
    assert_unknown_to(police, case, referral)

    consent(manager, case, POLICE, ("Identité et contact", "Faits d’exploitation"), TO_JUSTICE)
    ask_to_hand_over(manager, case)
    expect(manager.page.get_by_text("La demande attend un superviseur.")).to_be_visible()
    assert_closed(police, f"/dossiers/{case}/", f"/referencements/{referral}/")

    supervisor = people("supervision-oim", 1280)
    part(supervisor, "Divulgations à relire").get_by_role("link", name=case).click()
    expect(supervisor.page.locator("main dl")).to_contain_text("Formes d’exploitation repérées, Noms")
    supervisor.look_at_both_widths()
    supervisor.press("Remettre à la justice")
    released = part(supervisor, "Divulgations à la justice").get_by_role("listitem")
    expect(released).to_contain_text("Remise")
    copy = CODE.search(released.inner_text())
    assert copy

    police.go("/ma-journee/")
    part(police, "Divulgations reçues").get_by_role("link", name=copy[0]).click()
    handed = police.page.get_by_role("main")
    expect(handed).to_contain_text(WOMAN)
    expect(handed).to_contain_text(SEXUAL)
    for secret in (case, referral, "Clinique", "24 ans"):
        assert secret not in police.page.content()
    police.look_at_both_widths()

    open_case(manager, case)
    given = part(manager, "Consentements").get_by_role("listitem").filter(has_text=POLICE)
    given.get_by_role("link", name="Enregistrer un retrait").click()
    manager.press("Enregistrer le retrait")
    manager.look()
    police.page.reload()
    expect(handed).to_contain_text("Cette divulgation a pris fin : son contenu est effacé.")
    assert WOMAN not in police.page.content()
    police.look()
    assert_closed(police, f"/dossiers/{case}/", f"/referencements/{referral}/")


# A man who comes back twice


def test_a_returnee_whom_two_agencies_of_gao_write_down_is_known_when_his_agency_says_so(people):
    """Who receives him second learns that he may be known, and where only once the first has answered."""
    first, second = people("gestion-oim-gao"), people("antenne-gao")
    known = receive(first, "Ousmane Dembadjougo", "Masculin", 27, "Aucun", "Mali", "Migrant de retour")
    expect(part(first, "Déjà connue ?")).to_have_count(0)
    again = receive(second, "Ousmane Dembadiougou", "Masculin", 28, "Aucun", "Mali", "Migrant de retour")
    told = part(second, "Déjà connue ?").get_by_role("listitem")
    expect(told).to_have_count(1)
    expect(told).to_contain_text("suivie ailleurs ; la structure qui la suit est prévenue")
    assert "OIM" not in told.inner_text()
    assert known not in second.page.content()
    second.look()
    assert_closed(second, f"/dossiers/{known}/")

    first.go("/ma-journee/")
    part(first, "Personnes peut-être déjà connues").get_by_role("link", name=known).click()
    part(first, "Déjà connue ?").get_by_role(
        "link", name="Une personne reçue ailleurs lui ressemble : c’est la même ?"
    ).click()
    expect(first.page.get_by_role("heading", level=1)).to_contain_text("C’est la même personne")
    for said in ("DGME", "Gao", "18 ans et plus, Masculin"):
        expect(first.page.locator("main dl")).to_contain_text(said)
    assert "Dembadiougou" not in first.page.content()
    assert again not in first.page.content()
    first.look_at_both_widths()
    first.press("C’est la même personne")

    open_case(second, again)
    expect(told).to_contain_text(f"Déjà suivie par OIM, dossier {known}")
    second.look()
    assert_closed(second, f"/dossiers/{known}/")
    first.go("/ma-journee/")
    expect(part(first, "Personnes peut-être déjà connues").get_by_role("link", name=known)).to_have_count(0)


# A family of six in descent-based slavery

FAMILY_NAME = "Dembadji"
FAMILY = (
    ("Nouhoum", "Masculin", 44),
    ("Ramata", "Féminin", 38),
    ("Lassine", "Masculin", 16),
    ("Tenin", "Féminin", 12),
    ("Zoumana", "Masculin", 8),
    ("Yakaré", "Féminin", 3),
)


def found_by_name(someone: Visitor, name: str) -> list[str]:
    """The codes in the list of cases, after a search for a name."""
    someone.go("/dossiers/")
    someone.page.get_by_label("Code ou noms").fill(name)
    someone.page.get_by_label("Code ou noms").press("Enter")
    someone.page.wait_for_url(re.compile("q="))
    someone.look_at_both_widths()
    return someone.page.locator("main tbody th[scope=row]").all_inner_texts()


def test_a_family_of_six_in_descent_based_slavery_is_found_by_its_name(people):
    """Each is received and screened alone, and all six come up together for who holds them, and for no colleague."""
    manager = people("gestion-oim-kayes", 1280)
    codes = []
    for given, sex, age in FAMILY:
        codes.append(receive(manager, f"{given} {FAMILY_NAME}", sex, age, "Mise en sécurité"))
        screen(manager, codes[-1], "Esclavage par ascendance", "Hébergement", "Esclavage")
    manager.look_at_both_widths()
    assert len(set(codes)) == len(FAMILY)
    # Brothers and sisters are not taken for one another
    expect(part(manager, "Déjà connue ?")).to_have_count(0)

    assert sorted(found_by_name(manager, FAMILY_NAME)) == sorted(codes)
    for given, _sex, _age in FAMILY:
        expect(manager.page.get_by_role("row").filter(has_text=f"{given} {FAMILY_NAME}")).to_have_count(1)

    colleague = people("gestion-oim-kayes-2")
    assert found_by_name(colleague, FAMILY_NAME) == []
    open_case(colleague, codes[0])
    expect(colleague.page.get_by_role("heading", name="Page introuvable")).to_be_visible()
    colleague.look()
    assert sorted(found_by_name(people("supervision-oim"), FAMILY_NAME)) == sorted(codes)


# A referral that nobody answers

IGNORED = "Sans réponse, signalé à la coordination"
SHELTER_OR_CLINIC = {"Foyer Yɛlɛn": "foyer", "Clinique Lafia": "clinique"}


def test_a_referral_that_nobody_answered_is_relaunched_by_the_coordinator_who_knows_no_name(people):
    """A new time to answer begins, and the service may accept again; whom it is about is for the sender alone."""
    coordinator = people("coordination")
    late = part(coordinator, "Référencements en retard").get_by_role("listitem")
    to_one_of_them = re.compile("OIM → (" + "|".join(SHELTER_OR_CLINIC) + ")")
    ignored = late.filter(has_text=to_one_of_them).filter(has_text=IGNORED).first
    expect(ignored).to_contain_text("en retard de")
    asked = to_one_of_them.search(ignored.inner_text())
    assert asked
    coordinator.look_at_both_widths()
    ignored.get_by_role("link").click()
    coordinator.page.wait_for_url(re.compile("/suivi/"))
    referral, header = code_of(coordinator), coordinator.page.content()
    told = re.findall(r"\w+", coordinator.text())
    coordinator.look_at_both_widths()

    sender = people("supervision-oim", 1280)
    sender.go(f"/referencements/{referral}/")
    expect(sender.page.get_by_role("main")).to_contain_text(IGNORED)
    part(sender, "Demande").get_by_role("link").click()
    sender.page.wait_for_url(re.compile("/dossiers/"))
    case = code_of(sender)
    names = part(sender, "Personne").locator("dt:text-is('Noms') + dd").inner_text()
    assert names
    assert not set(re.findall(r"\w+", names)) & set(told)
    assert case not in header
    assert_closed(coordinator, f"/dossiers/{case}/", f"/referencements/{referral}/")

    service = people(SHELTER_OR_CLINIC[asked.group(1)])
    service.go(f"/referencements/{referral}/")
    expect(service.page.get_by_role("link", name="Accepter", exact=True)).to_have_count(0)
    coordinator.go(f"/referencements/{referral}/suivi/")
    coordinator.follow("Relancer après un appel au service")
    coordinator.look()
    coordinator.press("Relancer")
    expect(coordinator.page.get_by_role("main")).not_to_contain_text(IGNORED)
    expect(coordinator.page.get_by_role("main")).to_contain_text("Envoyé")
    assert names not in coordinator.page.content()
    coordinator.look()
    coordinator.go("/ma-journee/")
    expect(late.filter(has_text=referral)).to_have_count(0)

    service.go(f"/referencements/{referral}/")
    expect(service.page.get_by_role("link", name="Accepter", exact=True)).to_be_visible()
    assert names not in service.page.content()
    service.look()


# A decision reversed

NO, YES = "Non identifiée comme victime", "Victime identifiée"


def decide(manager: Visitor, case: str, status: str, body: str, grounds: str) -> None:
    open_case(manager, case)
    manager.follow("Décider de l’identification")
    manager.choose("Décision", status)
    manager.page.get_by_label("Instance qui a décidé").select_option(label=body)
    manager.page.get_by_label("Motifs").fill(grounds)
    manager.press("Décider de l’identification")


def assert_refused(manager: Visitor, why: str, grounds: str) -> None:
    """The reason is said, and what was typed is still there."""
    expect(manager.page.get_by_role("alert")).to_contain_text(why)
    expect(manager.page.get_by_label("Motifs")).to_have_value(grounds)
    manager.look_at_both_widths()


def test_who_was_said_not_to_be_a_victim_is_identified_when_new_facts_come(people):
    """The police alone cannot say no; help does not stop with a no; and both decisions stay on the page."""
    before, after = "Rien ne montre une contrainte.", "Les faits concordent."
    manager = people("gestion-oim-gao")
    case = receive(manager, "Astan Dembadiallo", "Féminin", 20, "Appui psychosocial")
    screen(manager, case, "Servitude domestique (« aides ménagères »)", "Recrutement", "Servitude")

    decide(manager, case, NO, "Police", before)
    police_alone = "La police seule ne peut pas décider qu’une personne n’est pas victime."
    assert_refused(manager, police_alone, before)
    open_case(manager, case)
    expect(part(manager, "Parcours")).to_contain_text("Victime présumée")
    expect(part(manager, "Décisions d’identification")).to_have_count(0)

    decide(manager, case, NO, "Administration non policière", before)
    expect(part(manager, "Parcours")).to_contain_text(NO)
    expect(manager.page.get_by_role("link", name="Référer à un service")).to_be_visible()
    expect(manager.page.get_by_role("link", name="Noter une prestation")).to_be_visible()

    decide(manager, case, YES, "Tribunal ou parquet", after)
    assert_refused(manager, "Une décision ne se renverse que sur des faits nouveaux", after)
    manager.page.get_by_label("Faits nouveaux").fill("Une voisine a parlé.")
    manager.press("Décider de l’identification")
    expect(part(manager, "Parcours")).to_contain_text(YES)
    decisions = part(manager, "Décisions d’identification").get_by_role("article")
    expect(decisions).to_have_count(2)
    last, first = decisions.all()
    for said in (f"{YES} : {after}", "Tribunal ou parquet", "Une voisine a parlé."):
        expect(last).to_contain_text(said)
    for said in (f"{NO} : {before}", "Administration non policière"):
        expect(first).to_contain_text(said)
    manager.look_at_both_widths()
