"""The whole journey of a session in its pages, without a name of an applicant on any of them."""

import re

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from siraba.protection.reintegration.calls.models import Application
from siraba.protection.reintegration.committee.models import Run, Session
from tests import scene

pytestmark = pytest.mark.django_db
LOOK = "a test looks at the row itself"
SECRETS = (scene.APPLICANT, scene.VILLAGE, scene.PHONE, scene.WALLET_NAME)


@pytest.fixture
def clients(client_for):
    scene.charged_fund()
    return {who: client_for(scene.account(who)) for who in ("oumou", "aminata", "tidiane", "sory", "kadi")}


@pytest.fixture
def go(clients):
    """Open a page, or send a form to it, and look that no name is on it."""

    def do(who: str, url: str, *arguments, status: int = 200, **sent):
        address = reverse(f"committee:{url}", args=arguments)
        client = clients[who]
        response = client.post(address, sent, follow=True) if sent else client.get(address)
        assert response.status_code == status, response.content.decode()
        page = response.content.decode()
        assert not [word for word in SECRETS if word in page]
        return page

    return do


def test_from_the_convening_to_the_minutes(go, clients):
    call = scene.presented_call(budget=1_400_000, ceiling=1_000_000, women=0, protected=0)
    assert "Convoquer le comité : Appel d’essai" in go("oumou", "sessions")
    assert "Aucune session encore" in go("aminata", "sessions")
    assert go("oumou", "convene", call.pk)
    go("oumou", "convene", call.pk, held_on=timezone.localdate(), place="Siège", quorum=2)
    made = Session.objects.get()
    assert "Convoquée" in go("aminata", "session", made.pk)
    assert "pas encore fixé" in go("aminata", "agenda", made.pk)
    assert "Tidiane Sy" in go("aminata", "act", made.pk, "ouvrir")
    refused = go("aminata", "act", made.pk, "ouvrir", present=[scene.account("sory").pk])
    assert "Sélectionnez un choix valide" in refused
    go("aminata", "act", made.pk, "ouvrir", present=[scene.account("tidiane").pk])
    made.refresh_from_db()
    assert made.lot in go("tidiane", "session", made.pk)
    first, *_others = scene.agenda(made)
    code = first.application.code
    assert code in go("tidiane", "agenda", made.pk)

    assert "Trois propositions seront calculées" in go("oumou", "act", made.pk, "proposer")
    page = go("oumou", "act", made.pk, "proposer", form_id="")
    assert "0 / 4" in page
    for part in range(1, 5):
        page = go("oumou", "go", made.pk, 1, sent="1")
        assert ("data-continue" in page) == (part < 4)
    for said in (
        "Rang et coupe",
        "Le plus grand total",
        "Les zones d’abord",
        "prouvé le plus grand",
        made.lot,
    ):
        assert said in page
    run = Run.objects.system(LOOK).get()
    assert run.digest in page
    middle = next(one for one in scene.agenda(made) if one.application.asked == 700_000).application.code
    page = go("tidiane", "item", made.pk, middle)
    assert "Avec 5 points de plus, elle vaudrait autant" in page
    assert "Calculer exactement" in page
    page = go("tidiane", "lack", made.pk, middle)
    assert "Avec 5 points de plus, un choix qui la contient" in page

    for who in ("aminata", "tidiane"):
        go(who, "run_act", made.pk, 1, "voter", proposal="optimum", voice="for")
    go("aminata", "run_act", made.pk, 1, "adopter", proposal="optimum", reserve=0)
    page = go("aminata", "agenda", made.pk)
    assert page.count("Retenue") == 2
    go("aminata", "act", made.pk, "clore", form_id="")
    assert "Projet : ce procès-verbal n’est pas signé" in go("kadi", "minutes", made.pk)
    go("aminata", "act", made.pk, "signer", form_id="")
    go("tidiane", "act", made.pk, "signer", form_id="")
    page = go("kadi", "minutes", made.pk)
    assert page.count("a signé le") == 2
    assert "n’est pas signé" not in page
    assert set(Application.objects.system(LOOK).values_list("state", flat=True)) == {"approved", "refused"}
    assert "Aucune session n’attend" in clients["oumou"].get(reverse("interface:my_day")).content.decode()


def test_one_by_one_with_a_recusal_and_a_reason(go):
    made = scene.open_session(scene.presented_call(2))
    one, other = (item.application.code for item in scene.agenda(made))
    go("tidiane", "item_act", made.pk, one, "recuser", nature="Un cousin")
    refused = go("tidiane", "item_act", made.pk, one, "voter", voice="for", status=403)
    assert "vous y avez un intérêt" in refused
    assert "Tidiane Sy" in go("aminata", "item", made.pk, one)
    go("aminata", "item_act", made.pk, one, "voter", voice="for")
    go("aminata", "item_act", made.pk, one, "decider", outcome="approved", granted=500_000)
    assert "500 000" in go("kadi", "item", made.pk, one).replace("\u202f", " ").replace("\xa0", " ")
    for who in ("aminata", "tidiane"):
        go(who, "item_act", made.pk, other, "voter", voice="against")
    page = go("aminata", "item_act", made.pk, other, "decider", outcome="refused", status=422)
    assert "Dites pourquoi" in page
    go("aminata", "item_act", made.pk, other, "decider", outcome="refused", reason="Sans débouché")
    assert "Sans débouché" in go("aminata", "item", made.pk, other)


def test_rules_that_cannot_hold_are_told_on_the_page(go):
    made = scene.open_session(scene.presented_call(budget=1_400_000, ceiling=1_000_000, women=0, protected=0))
    for item in scene.agenda(made):
        go("aminata", "item_act", made.pk, item.application.code, "forcer", forced="in", reason="Toutes")
    scene.proposals(made)
    page = go("aminata", "run", made.pk, 1)
    assert "ne peuvent pas tenir ensemble" in page
    assert "le budget de 1 400 000 FCFA" in page


def test_the_room_is_not_there_for_an_evaluator_and_acts_not_for_who_only_reads(go):
    made = scene.open_session(scene.presented_call(1))
    code = scene.agenda(made)[0].application.code
    scene.proposals(made)
    for url, arguments in (
        ("session", ()),
        ("agenda", ()),
        ("minutes", ()),
        ("run", (1,)),
        ("item", (code,)),
        ("lack", (code,)),
        ("act", ("signer",)),
    ):
        go("sory", url, made.pk, *arguments, status=404)
    go("kadi", "item_act", made.pk, code, "voter", status=403)
    assert "Voter" not in go("kadi", "item", made.pk, code)
    go("kadi", "act", made.pk, "inconnu", status=404)


def test_a_long_agenda_is_paged_and_asks_no_query_for_each_row(go, clients, django_assert_max_num_queries):
    made = scene.open_session(scene.presented_call(6))
    scene.proposals(made)
    url = reverse("committee:agenda", args=[made.pk])
    clients["tidiane"].get(url)
    with django_assert_max_num_queries(20):
        assert clients["tidiane"].get(url).status_code == 200
    settings.PAGE_SIZE, kept = 2, settings.PAGE_SIZE
    try:
        page = go("tidiane", "agenda", made.pk)
    finally:
        settings.PAGE_SIZE = kept
    assert len(re.findall(r'<th scope="row">', page)) == 2
    assert "apres=" in page
