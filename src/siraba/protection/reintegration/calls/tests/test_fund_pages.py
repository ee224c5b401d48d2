"""The pages of who works in a fund, of who files for a person, and of who gives the charges."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from siraba.protection.reintegration.calls.models import Application, Call, Charge, Fund
from siraba.protection.reintegration.calls.selectors import application_by_receipt
from tests import scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("awa", "coumba", "garba")]
SYSTEM = "a test looks at the row itself"
PRESS = {"pressed": "1"}


@pytest.fixture
def browser_of(client_for):
    return lambda username: client_for(scene.somebody(username))


def typed(**changes) -> dict[str, str]:
    return {
        "kind": "person",
        "applicant": scene.APPLICANT,
        "phone": scene.PHONE,
        "language": "bm",
        "title": "Poulailler",
        "activity": "livestock",
        "zone": str(scene.region("Kayes").pk),
        "description": scene.PROJECT,
        "asked": "800 000",
        "cost_1": "Poussins",
        "amount_1": "900 000",
        **changes,
    }


def all_applications() -> list[Application]:
    return list(Application.objects.system(SYSTEM))


def test_the_administrator_opens_a_fund_and_gives_and_ends_charges(browser_of):
    browser = browser_of("bakary")
    oumou = scene.somebody("oumou")
    browser.post("/fonds/gestion/ouvrir/", {"name": "Fonds neuf"})
    fund = Fund.objects.get()
    url = reverse("calls:give_charge", args=[fund.pk])
    browser.post(url, {"account": oumou.pk, "duty": "payer"})
    page = browser.post(url, {"account": oumou.pk, "duty": "accountant"})
    assert page.status_code == 422
    assert "ne se cumule pas" in page.content.decode()
    assert "Ordonnateur" in browser.get("/fonds/gestion/").content.decode()
    browser.post(reverse("calls:end_charge", args=[Charge.objects.get().pk]), PRESS)
    assert Charge.objects.get().until == timezone.localdate()


def test_the_secretary_drafts_a_call_and_what_was_typed_is_kept_when_it_cannot_be(browser_of):
    fund, browser = scene.charged_fund(), browser_of("oumou")
    url = reverse("calls:draft", args=[fund.pk])
    said = {
        "title": "Appel de Kayes",
        "opens_on": "2030-01-01",
        "closes_on": "2030-02-01",
        "budget": "10 000 000",
        "ceiling": "1000,50",
        "women": "130",
        "protected": "0",
        "score_gap": "20",
        "criteria": "Budget réaliste ; 20\nDébouchés sans points",
    }
    page = browser.post(url, said).content.decode()
    for told in ("pas de centimes", "inférieure ou égale à 100", "Ligne 2"):
        assert told in page
    for kept in ("1000,50", "Appel de Kayes", "10 000 000", "Débouchés sans points"):
        assert kept in page
    said |= {"ceiling": "1 000 000", "women": "40", "criteria": "Budget réaliste ; 20\nDébouchés ; 30"}
    browser.post(url, said)
    call = Call.objects.get()
    assert [one["most"] for one in call.rules["criteria"]] == [20, 30]
    assert call.rules["criteria"][0]["key"] == "budget"
    president = browser_of("aminata")
    president.post(reverse("calls:call_act", args=[call.pk, "ouvrir"]), PRESS)
    assert "Ouvert" in president.get(reverse("calls:call", args=[call.pk])).content.decode()


def test_a_case_manager_files_from_the_page_of_the_case_and_gives_the_receipt(browser_of):
    case, call, browser = scene.open_case(), scene.call(), browser_of("awa")
    choose = reverse("calls:choose", args=[case.code])
    assert choose in browser.get(reverse("cases:detail", args=[case.code])).content.decode()
    file = reverse("calls:file_for_case", args=[case.code, call.pk])
    assert file in browser.get(choose).content.decode()
    assert scene.NAMES in browser.get(file).content.decode()
    page = browser.post(file, typed(asked="3 000 000")).content.decode()
    assert "par projet" in page
    assert scene.PROJECT in page
    browser.post(file, typed())
    (made,) = all_applications()
    assert made.code in browser.get("/ma-journee/").content.decode()
    hand_in = reverse("calls:hand_in", args=[made.code, "deposer"])
    refused = browser.post(hand_in, PRESS)
    assert (refused.status_code, "Aucun consentement" in refused.content.decode()) == (422, True)
    scene.agree("awa", case, "crm")
    page = browser.post(hand_in, PRESS).content.decode()
    number = re.search(r'class="receipt">([\d\s]+)<', page)[1]
    assert application_by_receipt(number) == made
    assert made.code in browser.get(choose).content.decode()


def test_a_form_sent_twice_makes_one_application(browser_of):
    call, browser = scene.call(), browser_of("oumou")
    url = reverse("calls:file", args=[call.pk])
    form_id = re.search(r'name="form_id" value="([^"]+)"', browser.get(url).content.decode())[1]
    for _ in range(2):
        browser.post(url, typed(form_id=form_id))
    (made,) = all_applications()
    assert str(made.pk) == form_id
    browser.post(reverse("calls:amend", args=[made.code]), typed(asked="700 000"))
    scene.reread(made)
    assert made.asked == 700_000


def test_a_call_shows_codes_by_state_and_no_name(browser_of):
    call = scene.call()
    one = scene.application(call)
    other = scene.admitted_application(call, zone=scene.region("Gao"))
    page = browser_of("oumou").get(reverse("calls:call", args=[call.pk])).content.decode()
    assert one.code in page
    assert other.code in page
    assert scene.APPLICANT not in page
    filtered = browser_of("tidiane").get(
        reverse("calls:call", args=[call.pk]), {"state": "submitted", "zone": scene.region("Kayes").pk}
    )
    assert one.code in filtered.content.decode()
    assert other.code not in filtered.content.decode()


def test_an_evaluator_scores_from_the_desk_and_never_meets_the_name(browser_of):
    application = scene.admitted_application()
    first, second = scene.evaluators(application)
    browser = browser_of(first)
    assert application.code in browser.get("/ma-journee/").content.decode()
    assert application.code in browser.get("/fonds/evaluation/").content.decode()
    page = browser.get(reverse("calls:application", args=[application.code])).content.decode()
    assert scene.PROJECT in page
    for closed in (scene.APPLICANT, scene.PHONE, scene.VILLAGE, scene.WALLET_NAME):
        assert closed not in page
    browser.post(reverse("calls:evaluate", args=[application.code, "sans-conflit"]), PRESS)
    score = reverse("calls:evaluate", args=[application.code, "noter"])
    points = {key: str(value) for key, value in scene.points_of(application.call, 64).items()}
    wrong = browser.post(score, {**points, "need": "21", "note": "Sérieux"}).content.decode()
    assert "inférieure ou égale à 20" in wrong
    assert "Sérieux" in wrong
    browser.post(score, {**points, "note": "Sérieux"})
    assert application.code not in browser.get("/fonds/evaluation/").content.decode()
    other = browser_of(second).get(reverse("calls:application", args=[application.code])).content.decode()
    assert "Sérieux" not in other
    scene.evaluation(application, second, 70)
    scene.reread(application)
    assert application.score == 67


def test_the_secretary_reads_joins_a_paper_rejects_and_another_hears_the_appeal(browser_of):
    application, browser = scene.application(), browser_of("oumou")
    page = browser.get(reverse("calls:application", args=[application.code])).content.decode()
    assert scene.APPLICANT in page
    paper = SimpleUploadedFile("devis.pdf", b"%PDF-1.4 devis", "application/pdf")
    browser.post(
        reverse("calls:application_act", args=[application.code, "piece"]),
        {"title": "Devis", "document": paper},
    )
    page = browser.get(reverse("calls:application", args=[application.code])).content.decode()
    kept = browser.get(re.search(rf'href="([^"]+/{application.code}/pieces/[^"]+)"', page)[1])
    assert (kept.content, kept["Content-Disposition"]) == (
        b"%PDF-1.4 devis",
        'attachment; filename="document.pdf"',
    )
    reject = reverse("calls:application_act", args=[application.code, "irrecevable"])
    browser.post(reject, {"reason": "Hors zone"})
    browser.post(reverse("calls:application_act", args=[application.code, "recours"]), {"text": "À revoir"})
    assert (
        "accueillir"
        not in browser.get(reverse("calls:application", args=[application.code])).content.decode()
    )
    president = browser_of("aminata")
    assert application.code in president.get("/ma-journee/").content.decode()
    appeal = scene.appeal_of(application)
    president.post(reverse("calls:appeal_act", args=[appeal.pk, "accueillir"]), {"answer": "Bonne zone"})
    scene.reread(application)
    assert application.state == "admissible"


def test_the_page_of_a_call_asks_the_same_whatever_the_number_of_applications(
    browser_of, django_assert_max_num_queries
):
    call, browser = scene.call(), browser_of("oumou")
    for _ in range(12):
        scene.application(call)
    with django_assert_max_num_queries(24):
        browser.get(reverse("calls:call", args=[call.pk]))
