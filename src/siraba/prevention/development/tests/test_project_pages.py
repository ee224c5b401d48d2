"""The pages of projects: what is typed stays on a refused form, and each reader meets what is for it."""

import pytest
from django.urls import reverse

from siraba.prevention.development import actions
from siraba.prevention.development.models import Project
from tests import scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("moussa", "hawa")]


@pytest.fixture
def lead(moussa, client_for):
    return client_for(moussa)


@pytest.fixture
def coordination(hawa, client_for):
    return client_for(hawa)


def typed(**changes):
    said = scene.project_said()
    return said | {
        "zones": [area.pk for area in said["zones"]],
        "starts_on": "2026-03-01",
        "ends_on": "2027-12-31",
        **changes,
    }


def test_an_idea_is_proposed_on_one_page(lead):
    sent = lead.post(reverse("development:propose"), typed())
    made = Project.objects.get()
    assert sent.headers["Location"] == reverse("development:project", args=[made.code])
    page = lead.get(sent.headers["Location"]).content.decode()
    assert "Avant l’instruction, il manque" in page
    assert made.title in lead.get(reverse("development:list")).content.decode()
    assert made.title in lead.get(reverse("interface:my_day")).content.decode()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"ends_on": "2026-01-01"}, "La fin vient avant le début"),
        ({"adaptation": ""}, "Ce champ est obligatoire"),
        ({"youth": "900"}, "il y en a trop"),
        ({"women": "-3"}, "supérieur"),
    ],
)
def test_a_mistake_is_told_and_what_was_typed_stays(lead, changes, said):
    page = lead.post(reverse("development:propose"), typed(**changes))
    text = page.content.decode()
    assert said in text
    assert "Maraîchage irrigué de Kita" in text
    assert "Des jeunes et des femmes" in text
    assert not Project.objects.exists()


def act(client, project: Project, slug: str, **data):
    return client.post(reverse("development:act", args=[project.code, slug]), data)


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        ("1000,50", "pas de centimes"),
        ("1000.50", "pas de centimes"),
        ("mille", "pas de centimes"),
        ("0", "au moins 1 franc"),
        ("-500", "au moins 1 franc"),
    ],
)
def test_an_amount_is_whole_francs_above_zero(lead, amount, said):
    made = scene.project()
    page = act(
        lead, made, "budget", label_0="Forages de Kita", year_0="2026", amount_0=amount
    ).content.decode()
    assert said in page
    assert "Forages de Kita" in page
    assert amount in page
    assert not made.budget.exists()


def test_thousands_may_be_apart_and_a_row_is_whole_or_empty(lead):
    made = scene.project()
    half = act(lead, made, "budget", label_0="Forages", year_0="", amount_0="5").content.decode()
    assert "Cette ligne n’est pas complète" in half
    act(lead, made, "budget", label_0="Forages", year_0="2026", amount_0="12 500\u202f000")
    assert made.budget.get().amount == 12_500_000
    assert (
        'value="12500000"'
        in lead.get(reverse("development:act", args=[made.code, "budget"])).content.decode()
    )


def test_sectors_that_do_not_make_a_hundred_come_back_with_what_was_chosen(lead):
    made = scene.project()
    page = act(lead, made, "secteurs", code_0="31140", share_0="70", code_1="16020", share_1="20")
    assert "Les parts font 90" in page.content.decode()
    assert 'value="31140" selected' in page.content.decode()
    act(lead, made, "secteurs", code_0="31140", share_0="70", code_1="16020", share_1="30")
    assert made.sectors.count() == 2


def test_every_act_has_its_page_and_the_buttons_are_those_of_the_state(lead, coordination):
    idea = scene.whole_project()
    page = lead.get(reverse("development:project", args=[idea.code])).content.decode()
    for slug in (
        "modifier",
        "secteurs",
        "budget",
        "indicateur",
        "retirer-indicateur",
        "documents",
        "abandonner",
    ):
        address = reverse("development:act", args=[idea.code, slug])
        assert address in page
        assert lead.get(address).status_code == 200
    assert "instruire" not in page
    assert (
        reverse("development:act", args=[idea.code, "instruire"])
        in coordination.get(reverse("development:project", args=[idea.code])).content.decode()
    )
    running = scene.running_project()
    for slug in ("resultat", "operation", "documents"):
        assert lead.get(reverse("development:act", args=[running.code, slug])).status_code == 200


def test_links_are_addresses_of_the_web(lead):
    made = scene.project()
    refused = act(lead, made, "documents", title_0="Note", url_0="javascript:alert(1)", category_0="A02")
    assert refused.status_code == 200
    act(lead, made, "documents", title_0="Note", url_0="https://exemple.test/note.pdf", category_0="A02")
    assert made.links.get().url == "https://exemple.test/note.pdf"


def test_the_list_is_filtered_by_region_and_state(coordination):
    kita = scene.project(title="Projet de Kita")
    scene.project(title="Projet de Gao", zones=[scene.zone("Gao")])
    dropped = scene.project(title="Projet perdu")
    actions.drop_project(scene.actor("hawa"), dropped, reason="Essai")
    kayes = scene.zone("Kayes", 1)
    page = coordination.get(
        reverse("development:list"), {"region": kayes.pk, "state": "idea"}
    ).content.decode()
    assert kita.title in page
    assert "Projet de Gao" not in page
    assert "Projet perdu" not in page
    assert (
        "Aucun projet ici"
        in coordination.get(reverse("development:list"), {"state": "closed"}).content.decode()
    )


def test_a_list_asks_the_same_whatever_its_length(coordination, django_assert_max_num_queries):
    for number in range(12):
        scene.project(title=f"Projet {number}", zones=[scene.zone("Kita"), scene.zone("Nioro")])
    with django_assert_max_num_queries(14):
        coordination.get(reverse("development:list"))
