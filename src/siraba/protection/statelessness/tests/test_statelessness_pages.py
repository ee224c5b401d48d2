"""The pages of papers and statelessness: what is shown, what a form sent does, and what stays closed."""

import pytest
from django.urls import reverse
from django.utils import timezone

from siraba.foundation.audit.models import AuditLine
from siraba.protection.statelessness.models import Determination, Enquiry, NationalityAssessment
from siraba.protection.statelessness.receipt import receipt_of
from tests import determining, scene
from tests.questions import few_questions

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("awa", "boubacar", "coumba", "garba", "samba", "solange"),
]
SYSTEM = "a test looks at the row itself"


def page(client, name, *arguments, **query):
    return client.get(reverse(f"statelessness:{name}", args=arguments), query)


def send(client, name, *arguments, **data):
    return client.post(reverse(f"statelessness:{name}", args=arguments), {"sent": "1", **data})


@pytest.fixture
def awas(client_for):
    return client_for(scene.account("awa"))


@pytest.fixture
def sambas(client_for):
    return client_for(scene.account("samba"))


@pytest.fixture
def solanges(client_for):
    return client_for(scene.account("solange"))


def test_from_the_page_of_a_case_to_the_gaps(awas):
    case = scene.open_case()
    link = reverse("statelessness:of_case", args=[case.code])
    assert link in awas.get(reverse("cases:detail", args=[case.code])).content.decode()
    assert "Aucune évaluation" in awas.get(link).content.decode()
    answers = determining.UNREGISTERED | {"nomadic": "yes"}
    sent = send(awas, "assess_case", case.code, **answers, agreed_how="voice", note=determining.TOLD)
    made = NationalityAssessment.objects.system(SYSTEM).get()
    assert sent.headers["Location"] == reverse("statelessness:assessment", args=[made.pk])
    shown = page(awas, "assessment", made.pk).content.decode()
    for words in ("jugement supplétif", "Audience foraine", "Certificat de nationalité", "Tribunal"):
        assert words in shown
    assert "Confirmer le niveau" in shown
    sent = send(awas, "assessment_act", made.pk, "confirmer", level=made.proposed)
    assert sent.status_code == 302
    assert determining.reread(made).state == "confirmed"
    assert "Confirmer le niveau" not in page(awas, "assessment", made.pk).content.decode()


def test_a_form_without_all_its_answers_keeps_what_was_typed(awas):
    case = scene.open_case()
    sent = send(awas, "assess_case", case.code, birth="no", note=determining.TOLD)
    assert sent.status_code == 200
    assert determining.TOLD in sent.content.decode()
    assert not NationalityAssessment.objects.system(SYSTEM).exists()


def test_another_level_without_a_reason_comes_back_on_the_form(sambas):
    made = determining.assessment()
    sent = send(sambas, "assessment_act", made.pk, "confirmer", level="documented")
    assert sent.status_code == 422
    assert "Dites pourquoi" in sent.content.decode()


def test_who_fled_is_told_what_is_kept_back(sambas):
    made = determining.assessment(birthplace="abroad", refuge="first", parents_papers="foreign")
    shown = page(sambas, "assessment", made.pk).content.decode()
    assert "Écarté" in shown
    assert "Orienter vers le HCR" in shown


def test_the_table_is_shown_whole_with_its_sources(sambas, awas):
    for client in (sambas, awas):
        shown = page(client, "table").content.decode()
        for words in (
            "à valider",
            "CPF art. 133",
            "CPF art. 224–229",
            "Convention de 1961",
            "Jamais proposé si",
        ):
            assert words in shown


def test_an_application_is_written_down_and_its_receipt_printed(sambas):
    before = determining.assessment()
    form = page(sambas, "open", evaluation=str(before.pk)).content.decode()
    assert determining.APPLICANT in form
    sent = sambas.post(
        reverse("statelessness:open") + f"?evaluation={before.pk}",
        {
            "names": determining.APPLICANT,
            "language": "Tamasheq",
            "applied_on": timezone.localdate().isoformat(),
            "asked_asylum": "yes",
            "oral": "on",
        },
    )
    made = Determination.objects.system(SYSTEM).get()
    assert sent.headers["Location"] == reverse("statelessness:file", args=[made.code])
    assert (made.asked_asylum, made.oral, made.assessment_id) == (True, True, before.pk)
    shown = page(sambas, "file", made.code).content.decode()
    assert "aucun État ne peut être interrogé" in shown
    assert "Noter l’accord d’interroger" not in shown
    receipt = page(sambas, "receipt", made.code)
    assert receipt.content.startswith(b"%PDF")
    assert AuditLine.objects.filter(act="print_determination_receipt", object=made.code).exists()


def test_the_receipt_says_the_code_and_the_protection_and_not_why():
    made = determining.application(asked_asylum=True)
    paper = receipt_of(made)
    words = " ".join([*(value for _label, value in paper.facts), *map(str, paper.notes)])
    assert made.code in words
    assert "éloignée" in words
    assert "à valider" in words
    assert "asile" not in words
    assert determining.TOLD not in words


def test_a_state_is_asked_by_its_page_and_not_without_agreement(sambas):
    made = determining.examined()
    linked = determining.linked(made)
    words = {"question": determining.QUESTION, "sent_on": timezone.localdate().isoformat()}
    refused = send(sambas, "state_act", linked.pk, "demander", **words)
    assert refused.status_code == 422
    assert "n’a pas donné son accord" in refused.content.decode()
    assert determining.QUESTION in refused.content.decode()
    given = {"how": "voice", "given_on": timezone.localdate().isoformat()}
    assert send(sambas, "act", made.code, "accord-contact", **given).status_code == 302
    assert send(sambas, "state_act", linked.pk, "demander", **words).status_code == 302
    assert Enquiry.objects.system(SYSTEM).get().state == "sent"
    shown = page(sambas, "file", made.code).content.decode()
    assert determining.QUESTION in shown
    assert "Retirer l’accord d’interroger" in shown


def test_the_whole_road_by_its_pages(sambas, client_for):
    made = determining.ready()
    words = {"outcome": "stateless", "reasons": determining.REASONS}
    assert send(sambas, "act", made.code, "decider", **words).status_code == 302
    assert send(sambas, "act", made.code, "signer").status_code == 403
    determining.second()
    other = client_for(scene.account("salimatou"))
    assert made.code in other.get(reverse("interface:my_day")).content.decode()
    assert send(other, "act", made.code, "signer").status_code == 302
    shown = page(sambas, "file", made.code).content.decode()
    assert "Apatride" in shown
    assert determining.REASONS in shown


def test_unhcr_writes_its_opinion_and_finds_no_way_to_decide(solanges):
    made = determining.shared()
    shown = page(solanges, "file", made.code).content.decode()
    assert "Écrire l’avis du HCR" in shown
    for label in ("Commencer", "Rédiger et signer", "Enregistrer un entretien", "Clore"):
        assert label not in shown
    assert send(solanges, "act", made.code, "avis", text="Écouter l’oncle").status_code == 302
    assert "Écouter l’oncle" in page(solanges, "file", made.code).content.decode()
    assert send(solanges, "act", made.code, "entretien", text="?").status_code == 403
    closed = determining.examined()
    assert page(solanges, "file", closed.code).status_code == 404


def test_what_waits_is_on_the_day_of_who_does_it(sambas, awas):
    asked = determining.overdue()
    determining.child()
    case = scene.open_case()
    made = determining.assessment(case)
    day = sambas.get(reverse("interface:my_day")).content.decode()
    assert "États qui n’ont pas répondu" in day
    assert asked.determination.code in day
    assert "Enfants à suivre" in day
    assert (
        reverse("statelessness:assessment", args=[made.pk])
        in awas.get(reverse("interface:my_day")).content.decode()
    )


def test_lists_are_empty_with_a_word_and_paged_by_key(sambas, settings):
    assert "Aucun dossier" in page(sambas, "files").content.decode()
    assert "Aucune évaluation" in page(sambas, "assessments").content.decode()
    settings.PAGE_SIZE = 2
    codes = {determining.application().code for _n in range(3)}
    first = page(sambas, "files").content.decode()
    assert "Page suivante" in first
    assert sum(code in first for code in codes) == 2
    assert "Aucun dossier" in page(sambas, "files", state="closed").content.decode()


def test_pages_ask_the_database_little_however_much_there_is(sambas, awas):
    made = determining.ready(made=determining.agreed())
    for country in ("GN", "MR", "SN", "CI"):
        determining.enquiry_to(determining.linked(made, country))
        determining.interview(made)
        determining.child(made)
    case = scene.open_case()
    for _n in range(4):
        determining.assessment(case)
    for client, name, *arguments in (
        (sambas, "file", made.code),
        (sambas, "files"),
        (sambas, "assessments"),
        (sambas, "report"),
        (awas, "of_case", case.code),
        (awas, "assessments"),
    ):
        page(client, name, *arguments)
        with few_questions(name):
            assert page(client, name, *arguments).status_code == 200


def test_the_log_of_a_file_can_be_handed_to_the_person(sambas):
    made = determining.examined()
    page(sambas, "file", made.code)
    shown = sambas.get(reverse("audit:hand_over", args=[made.code]))
    assert shown.status_code == 200
    assert "Lire un dossier de détermination" in shown.content.decode()


@pytest.mark.parametrize("name", ["files", "open", "report", "assess"])
def test_what_is_of_the_authority_does_not_exist_for_others(awas, name):
    assert page(awas, name).status_code == 404


def test_the_report_is_for_the_authority_and_unhcr(sambas, solanges):
    determining.application()
    for client in (sambas, solanges):
        shown = page(client, "report").content.decode()
        assert "&lt;11" in shown
