"""The pages of justice: every act by its form, names on one page alone, and no page for anybody else."""

import pytest
from django.urls import reverse
from django.utils import timezone

from siraba.foundation.audit.models import AuditLine
from siraba.prosecution.investigations.models import Inquiry, Suspect
from tests import investigating, scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("daouda", "ibrahima", "lassana")]


def address(name: str, *key: object) -> str:
    return reverse(f"investigations:{name}", args=key)


def test_an_investigator_opens_a_file_and_names_a_suspect_by_the_forms(client_for, daouda):
    client = client_for(daouda)
    client.post(address("open"), {"form_id": "", "title": investigating.TITLE})
    made = Inquiry.objects.system("a test").get()
    said = {"form_id": "", "names": investigating.SUSPECT, "sex": "male", "citizenship": "ML"}
    answer = client.post(address("act", made.code, "mettre-en-cause"), said)
    assert answer.status_code == 302
    who = Suspect.objects.system("a test").get()
    assert who.words["names"] == investigating.SUSPECT
    today = timezone.localdate().isoformat()
    for slug, words in {
        "fait": {"what": "Passage de nuit", "began": today},
        "victime-ou-temoin": {"kind": "witness"},
        "sceller": {"description": "Carnet", "seized_on": today, "place": "Kayes", "holder": "Brigade"},
        "entraide": {"to": "Police", "basis": "Accord", "subject": "X", "sent_on": today, "due_on": today},
        "audition": {"of": f"s:{who.pk}", "heard_on": today, "text": investigating.TOLD},
        "echeance": {"kind": "custody", "starts_at": f"{today}T08:00", "due_at": f"{today}T20:00"},
        "etape": {"kind": "hearing", "day": today},
    }.items():
        assert client.post(address("act", made.code, slug), {"form_id": "", **words}).status_code == 302, slug
    shown = client.get(address("detail", made.code)).content.decode()
    for word in ("Passage de nuit", "T1", "Scellé n° 1", "Police", "Audition 1 – S1", "Fin de garde à vue"):
        assert word in shown


def test_a_name_is_on_the_page_of_its_suspect_alone_and_the_journal_says_who_read_it(client_for, daouda):
    who = investigating.suspect()
    client = client_for(daouda)
    for page in (address("list"), address("detail", who.inquiry.code), "/ma-journee/"):
        assert investigating.SUSPECT not in client.get(page).content.decode()
    assert not AuditLine.objects.filter(act="read_suspect").exists()
    assert investigating.SUSPECT in client.get(address("suspect", who.pk)).content.decode()
    line = AuditLine.objects.get(act="read_suspect")
    assert (line.account, line.object, line.purpose) == (daouda, who.code, "prosecution")


def test_the_sheet_names_suspects_and_the_journal_says_which(client_for, daouda):
    who = investigating.suspect()
    investigating.exhibit(who.inquiry)
    answer = client_for(daouda).get(address("sheet", who.inquiry.code))
    assert answer.content.startswith(b"%PDF-")
    assert AuditLine.objects.get(act="print_inquiry").detail["codes"] == [who.code]


@pytest.mark.parametrize(
    "username", ["awa", "coumba", "fanta", "garba", "hawa", "provider", "jeneba", "issa"]
)
def test_protection_and_everybody_else_meet_a_page_that_does_not_exist(username, account_for, client_for):
    client = client_for(account_for(username))
    who = investigating.suspect()
    pages = [
        address("list"),
        address("reports"),
        address("deadlines"),
        address("detail", who.inquiry.code),
        address("detail", "K7M2-P9QX-R"),
        address("suspect", who.pk),
    ]
    assert {client.get(page).status_code for page in pages} == {404}


def test_a_magistrate_goes_on_by_the_forms_up_to_the_verdict(client_for, lassana):
    made, (who,) = investigating.referred()
    client = client_for(lassana)
    day = timezone.localdate().isoformat()

    def act(slug: str, **words: str) -> int:
        said = {"form_id": "", "day": day, **words}
        return client.post(address("act", made.code, slug), said).status_code

    assert act("prendre") == 302
    assert client.post(address("suspect_act", who.pk, "poursuivre"), {"form_id": ""}).status_code == 302
    assert act("poursuivre") == act("juger") == 302
    charge = investigating.Charge.objects.system("a test").get()
    said = {"charge": str(charge.pk), "outcome": "convicted", "decided_on": day, "prison_months": "24"}
    assert act("decision", **said) == 302
    # Entered twice, it is said and nothing is lost
    answer = client.post(address("act", made.code, "decision"), {"form_id": "", **said})
    assert answer.status_code == 422
    assert 'value="24"' in answer.content.decode()
    assert act("condamnation") == act("appel") == 302
    assert investigating.reread(made).state == "appeal"


def test_an_empty_list_says_what_to_do(client_for, daouda, lassana):
    for account in (daouda, lassana):
        assert "Aucune procédure à montrer" in client_for(account).get(address("list")).content.decode()


def test_a_file_of_a_hundred_parts_asks_no_more_questions_than_one_of_few(
    client_for, daouda, django_assert_max_num_queries
):
    made = investigating.inquiry()
    for number in range(6):
        investigating.charge(investigating.suspect(made, names=f"Un Tel {number}"))
        investigating.mutual_request(made)
        investigating.deadline(made)
        investigating.exhibit(made)
        investigating.hearing(made)
    client = client_for(daouda)
    client.get(address("detail", made.code))
    with django_assert_max_num_queries(45):
        client.get(address("detail", made.code))


def test_what_waits_to_be_signed_is_shown_to_the_other_person_alone(client_for, daouda, ibrahima):
    asked = investigating.asked_release()
    page = address("countersignature", asked.pk)
    assert page in client_for(ibrahima).get("/ma-journee/").content.decode()
    assert page not in client_for(daouda).get("/ma-journee/").content.decode()
    assert client_for(daouda).post(f"{page}viser/", {"form_id": ""}).status_code == 403
    assert client_for(ibrahima).post(f"{page}viser/", {"form_id": ""}).status_code == 302
    assert investigating.reread(asked).state == "signed"


def test_the_address_of_no_act_is_no_page(client_for, daouda):
    made = investigating.inquiry()
    assert client_for(daouda).get(address("act", made.code, "inconnu")).status_code == 404
    assert client_for(daouda).get(address("act", made.code, "poursuivre")).status_code == 403


def test_scene_words_are_in_no_list_of_others(client_for, account_for):
    account_for("ailleurs", "Koly Camara", "investigator", "justice")
    who = investigating.suspect()
    shown = client_for(scene.account("ailleurs")).get(address("list")).content.decode()
    assert who.inquiry.code not in shown
