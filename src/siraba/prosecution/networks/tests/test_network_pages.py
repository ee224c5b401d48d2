"""The pages as an investigator meets them: from the opening to the export, without a question for each row."""

from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone

from siraba.prosecution.networks.forms import GradedForm
from siraba.prosecution.networks.models import Analysis, Entity, GraphImport, Link, Merge, Statement
from tests import networking, scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("awa", "daouda", "ibrahima", "lassana")]
SYSTEM = "a test looks at the row itself"
GRADED = {
    "source": "informant",
    "origin": "Source 7",
    "reliability": "C",
    "credibility": "3",
    "stated_on": "2026-03-01",
}


@pytest.fixture
def client_of(client_for):
    return lambda who: client_for(scene.account(who))


def at(name, *arguments):
    return reverse(f"networks:{name}", args=arguments)


def text(response):
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def test_an_analysis_is_asked_for_by_one_and_approved_by_another(client_of):
    inquiry = networking.inquiry()
    words = {
        "inquiry": str(inquiry.pk),
        "title": "Essai",
        "purpose": "But",
        "grounds": "Motifs",
        "handling": "red",
    }
    one, other = client_of("daouda"), client_of("ibrahima")
    made = one.post(at("propose"), words)
    code = Analysis.objects.system(SYSTEM).get().code
    assert made.headers["Location"] == at("detail", code)
    assert "Approuver" not in text(one.get(at("detail", code)))
    assert one.post(at("act", code, "approuver"), {}).status_code == 403
    assert code in text(other.get(reverse("interface:my_day")))
    assert "Approuver" in text(other.get(at("detail", code)))
    other.post(at("act", code, "approuver"), {"form_id": ""})
    assert Analysis.objects.system(SYSTEM).get().state == "open"
    assert "Ajouter une entité" in text(one.get(at("detail", code)))


def test_an_entity_a_link_and_what_says_so_are_entered_by_hand(client_of):
    analysis, daouda = networking.analysis(), client_of("daouda")
    for name in ("Modibo Fictif Sangho", "Autre Fictif"):
        daouda.post(at("add_entity", analysis.code), {**GRADED, "kind": "person", "name": name})
    assert Entity.objects.system(SYSTEM).count() == 2
    ends = {"kind": "associate", "source_number": 1, "target_number": 2}
    daouda.post(at("add_link", analysis.code), {**GRADED, **ends, "first": "2026-03-01"})
    link = Link.objects.system(SYSTEM).get()
    page = text(daouda.get(at("link", link.pk)))
    assert "Source 7" in page
    assert "1 source indépendante" in page
    wrong = daouda.post(at("add_link", analysis.code), {**GRADED, **ends, "target_number": 9})
    assert (wrong.status_code, "Aucune entité de ce dossier" in wrong.content.decode()) == (422, True)
    page = text(daouda.get(at("entity", link.source_id)))
    assert "Modibo Fictif Sangho" in page
    assert "Des pistes à vérifier" in page
    wrong = daouda.post(at("add_entity", analysis.code), {**GRADED, "kind": "phone", "phone": "douze"})
    assert (wrong.status_code, Entity.objects.system(SYSTEM).count()) == (422, 2)
    wrong = daouda.post(
        at("add_entity", analysis.code), {**GRADED, "kind": "person", "name": "X", "plate": "AB 1234"}
    )
    assert "Cela ne se dit pas de" in wrong.content.decode()


def test_a_table_is_handed_in_mapped_tried_and_taken_in(client_of):
    analysis, daouda = networking.analysis(), client_of("daouda")
    file = BytesIO(b"A;B;C;D\n99910000001;+999 10 00 00 02;2026-03-01;60\nx;y;z;t\n")
    file.name = "appels.csv"
    words = {**GRADED, "source": "operator", "evidence": "Réquisition 1", "layout": "calls", "table": file}
    response = daouda.post(at("add_table", analysis.code), words)
    table = GraphImport.objects.system(SYSTEM).get()
    assert response.headers["Location"] == at("columns", table.pk)
    assert "Numéro appelant" in text(daouda.get(at("columns", table.pk)))
    daouda.post(at("columns", table.pk), {"caller": "A", "called": "B", "day": "C", "seconds": "D"})
    daouda.post(at("go", table.pk, "essayer"))
    page = text(daouda.get(at("table", table.pk)))
    assert "Ligne 3" in page
    assert Link.objects.system(SYSTEM).count() == 0
    daouda.post(at("go", table.pk, "importer"))
    assert "Entités nouvelles : 2" in text(daouda.get(at("table", table.pk)))
    assert Link.objects.system(SYSTEM).count() == 1
    assert text(daouda.get(at("tables")))


def test_a_pair_is_decided_and_undone_on_pages(client_of):
    analysis, daouda = networking.analysis(), client_of("daouda")
    pair = networking.pair(analysis)
    assert "deux graphies" in text(daouda.get(at("merges", analysis.code)))
    daouda.post(at("merge_act", pair.pk, "reunir"), {"why": "Même téléphone"})
    page = text(daouda.get(at("entity", pair.one_id)))
    assert "Réunies sous cette entité" in page
    daouda.post(at("merge_act", pair.pk, "separer"), {"why": "Deux frères"})
    assert Merge.objects.system(SYSTEM).get().state == "split"
    assert daouda.post(at("act", analysis.code, "rapprocher"), {"form_id": ""}).status_code == 302


def test_a_protected_person_is_marked_and_lifted_by_another(client_of):
    analysis = networking.analysis()
    entity = networking.entity(analysis)
    daouda, ibrahima = client_of("daouda"), client_of("ibrahima")
    daouda.post(at("entity_act", entity.pk, "proteger"), {"standing": "forced", "reason": "Contrainte"})
    assert "Personne protégée" in text(daouda.get(at("entity", entity.pk)))
    assert daouda.post(at("entity_act", entity.pk, "lever"), {"reason": "Non"}).status_code == 403
    ibrahima.post(at("entity_act", entity.pk, "lever"), {"reason": "Erreur"})
    assert Entity.objects.system(SYSTEM).get().removable


def test_what_expires_is_shown_and_confirmed(client_of, settings):
    settings.NETWORK_WARNING_DAYS = settings.NETWORK_EXPIRY_DAYS
    analysis, daouda = networking.analysis(), client_of("daouda")
    said = networking.statement(networking.entity(analysis))
    assert "Confirmer" in text(daouda.get(at("expiring", analysis.code)))
    assert "Personne 1" in text(daouda.get(reverse("interface:my_day")))
    daouda.post(at("statement_act", said.pk, "confirmer"), {"evidence": "PV 3"})
    assert Statement.objects.system(SYSTEM).get().state == "confirmed"
    assert "Rien n’échoit bientôt" in text(daouda.get(at("expiring", analysis.code)))


@pytest.mark.parametrize("form", ["ftm", "stix"])
def test_an_export_is_a_file(client_of, form):
    analysis, daouda = networking.analysis(), client_of("daouda")
    networking.entity(analysis)
    assert text(daouda.get(at("export", analysis.code)))
    response = daouda.post(at("export", analysis.code), {"form": form, "reason": "Partenaire fictif"})
    assert networking.BOSS in text(response)
    assert analysis.code in response.headers["Content-Disposition"]


def test_links_are_filtered_by_kind_period_and_strength(client_of):
    analysis, daouda = networking.analysis(), client_of("daouda")
    networking.taken(analysis)
    url = at("links", analysis.code)
    for query, found in {
        "genre=call": True,
        "genre=transfer": False,
        "du=2026-03-02": True,
        "du=2026-03-03": False,
        "au=2026-02-28": False,
        "force=0.5": True,
        "force=0.9": False,
        "genre=inconnu": True,
    }.items():
        assert ("+99910000001" in text(daouda.get(f"{url}?{query}"))) is found, query
    assert "+99910000001" in text(daouda.get(f"{at('detail', analysis.code)}?genre=phone"))
    assert "+99910000001" not in text(daouda.get(f"{at('detail', analysis.code)}?genre=person"))


def test_the_magistrate_reads_and_is_offered_no_act(client_of):
    analysis = networking.analysis()
    entity = networking.entity(analysis)
    lassana = client_of("lassana")
    assert lassana.get(at("detail", analysis.code)).status_code == 404
    inquiry = analysis.inquiry
    inquiry.court, inquiry.referred_at, inquiry.state = (
        scene.organisation("justice"),
        timezone.now(),
        "referred",
    )
    inquiry.save()
    for url in (
        at("list"),
        at("detail", analysis.code),
        at("entity", entity.pk),
        at("merges", analysis.code),
    ):
        page = text(lassana.get(url))
        assert "Ajouter" not in page
    assert lassana.get(at("export", analysis.code)).status_code == 404
    assert client_of("awa").get(at("list")).status_code == 404


def test_a_long_list_asks_no_question_for_each_row(client_of, django_assert_max_num_queries):
    analysis, daouda = networking.analysis(), client_of("daouda")
    lines = [f"9991{n:07d};9992{n:07d};2026-03-01;5" for n in range(60)]
    networking.taken(analysis, "\n".join(["Appelant;Appelé;Date;Durée", *lines]))
    for url in (at("detail", analysis.code), at("links", analysis.code)):
        daouda.get(url)
        with django_assert_max_num_queries(22):
            page = text(daouda.get(url))
        assert "Page suivante" in page


def test_a_form_believes_nobody_unless_it_is_said():
    form = GradedForm()
    assert (form["reliability"].value(), form["credibility"].value(), form["source"].value()) == (
        "F",
        "6",
        None,
    )
