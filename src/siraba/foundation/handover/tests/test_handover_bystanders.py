"""What ends one disclosure, or one request, leaves every other alone; and each refusal is refused for its own reason."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from siraba.foundation.access.errors import Invalid
from siraba.foundation.audit.models import AuditLine
from siraba.foundation.consent.actions import withdraw_consent
from siraba.foundation.consent.models import Consent
from siraba.foundation.handover import disclosures
from siraba.foundation.handover.models import (
    Answer,
    BlindQuestion,
    BlindRequest,
    CourtOrder,
    DisclosedCopy,
    Disclosure,
)
from siraba.foundation.handover.orders import record_court_order
from siraba.foundation.handover.requests import ask_blindly, close_blind_requests
from siraba.foundation.handover.selectors import requests_visible_to
from siraba.foundation.interface.uploads import Document
from siraba.foundation.organisations.models import Organisation
from tests import scene

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("awa", "boubacar", "coumba", "daouda", "lassana", "garba"),
]
SYSTEM = "a test looks at the row itself"


def agree(case, to="brigade"):
    return scene.agree("awa", case, to, "identity", scope="share_law_enforcement")


def asked(case, to="brigade", order=None):
    return disclosures.request_disclosure(
        scene.actor("awa"), case.person, recipient=scene.organisation(to), fields=["names"], purpose="Plainte", order=order
    )  # fmt: skip


def handed(case, to="brigade", order=None):
    disclosure = asked(case, to, order)
    disclosures.approve_disclosure(scene.actor("coumba"), disclosure)
    return disclosure


def ordered(case, to="brigade"):
    today = timezone.localdate()
    return record_court_order(
        scene.actor("coumba"), case.person, authority=scene.organisation(to), reference="RP 1", dated=today,
        valid_to=today, fields=["names"], document=Document("application/pdf", b"%PDF-1.7"),
    )  # fmt: skip


def states() -> dict[str, str]:
    return dict(Disclosure.objects.system(SYSTEM).values_list("code", "state"))


def contents() -> dict[str, bool]:
    """Whether each copy still holds something."""
    rows = DisclosedCopy.objects.system(SYSTEM).values_list("code", "sealed")
    return {code: bool(bytes(sealed)) for code, sealed in rows}


@pytest.fixture
def several():
    """Two persons, two authorities, one order, one that still waits, one refused."""
    hers, his = scene.open_case(), scene.open_case(names="Modibo Sangho")
    consent = agree(hers)
    agree(hers, "justice")
    agree(his)
    found = {
        "hers": handed(hers),
        "waits": asked(hers),
        "refused": asked(hers),
        "to justice": handed(hers, "justice"),
        "on order": handed(hers, order=ordered(hers)),
        "his": handed(his),
    }
    disclosures.refuse_disclosure(scene.actor("coumba"), found["refused"])
    return consent, {name: one.code for name, one in found.items()}


def test_a_withdrawn_consent_takes_back_what_stood_on_it_and_nothing_else(several):
    consent, codes = several
    withdraw_consent(scene.actor("awa"), consent)
    by_name = {name: states()[code] for name, code in codes.items()}
    assert by_name == {
        "hers": "recalled",
        "waits": "recalled",
        "refused": "refused",
        "to justice": "released",
        "on order": "released",
        "his": "released",
    }
    kept = {name: contents()[code] for name, code in codes.items() if code in contents()}
    assert kept == {"hers": False, "to justice": True, "on order": True, "his": True}
    recalled = set(AuditLine.objects.filter(act="recall_disclosure").values_list("object", flat=True))
    assert recalled == {codes["hers"], codes["waits"]}


def test_the_timer_erases_what_is_past_and_open_and_nothing_else(several):
    _consent, codes = several
    past = timezone.now() - timedelta(minutes=1)
    Disclosure.objects.system(SYSTEM).filter(code__in=(codes["hers"], codes["refused"])).update(
        expires_at=past
    )
    assert disclosures.expire_disclosures(None) == 1
    assert {code for code, state in states().items() if state == "expired"} == {codes["hers"]}
    assert [code for code, held in contents().items() if not held] == [codes["hers"]]


def test_what_justice_does_with_one_copy_changes_that_one(several):
    _consent, codes = several
    copy = DisclosedCopy.objects.system(SYSTEM).get(code=codes["hers"])
    disclosures.acknowledge_disclosure(scene.actor("daouda"), copy)
    assert [code for code, state in states().items() if state == "acknowledged"] == [codes["hers"]]


def test_a_recall_by_hand_empties_that_copy(several):
    _consent, codes = several
    one = Disclosure.objects.system(SYSTEM).get(code=codes["his"])
    disclosures.recall_disclosure(scene.actor("awa"), one)
    assert [code for code, held in contents().items() if not held] == [codes["his"]]


@pytest.mark.parametrize(
    ("change", "field"),
    [({"house": "protection"}, "recipient"), ({"active": False}, "recipient")],
)
def test_a_recipient_that_is_no_open_authority_is_refused_as_such(change, field):
    case = scene.open_case()
    agree(case)
    disclosure = asked(case)
    Organisation.objects.filter(code="brigade").update(**change)
    for act in (
        lambda: asked(case),
        lambda: disclosures.approve_disclosure(scene.actor("coumba"), disclosure),
    ):
        with pytest.raises(Invalid) as refused:
            act()
        assert refused.value.field == field


def test_nothing_chosen_is_refused_as_such():
    case = scene.open_case()
    agree(case)
    with pytest.raises(Invalid) as refused:
        disclosures.request_disclosure(
            scene.actor("awa"),
            case.person,
            recipient=scene.organisation("brigade"),
            fields=[],
            purpose="Plainte",
        )
    assert refused.value.field == "fields"


def test_reading_the_document_of_an_order_is_in_the_journal(client_for):
    case = scene.open_case()
    order = ordered(case)
    page = client_for(scene.account("coumba")).get(
        reverse("cases:order_document", args=[case.code, order.pk])
    )
    assert page.status_code == 200
    assert AuditLine.objects.get(act="read_court_order").object == order.code


def test_an_act_that_is_none_and_one_that_was_done_have_no_page(client_for):
    case = scene.open_case()
    agree(case)
    copy = DisclosedCopy.objects.system(SYSTEM).get(code=handed(case).code)
    client = client_for(scene.account("daouda"))
    assert client.get(reverse("handover:act", args=[copy.code, "inconnu"])).status_code == 404
    done = reverse("handover:act", args=[copy.code, "accuser-reception"])
    client.post(done, {"form_id": ""})
    assert client.get(done).status_code == 409


# Blind requests


def test_the_timer_answers_each_request_once_and_by_its_own_answer():
    hers, his = scene.open_case(), scene.open_case(names="Modibo Sangho")
    for case in (hers, his):
        agree(case)
    first, second = (ask_blindly(scene.actor("daouda"), code=case.code, question="?") for case in (hers, his))
    questions = BlindQuestion.objects.system(SYSTEM)
    questions.filter(request_id=first.pk).update(answer=Answer.YES)
    questions.filter(request_id=second.pk).update(answer=Answer.NO)
    BlindRequest.objects.system(SYSTEM).update(deadline=timezone.now())
    assert close_blind_requests(None) == 2
    requests = BlindRequest.objects.system(SYSTEM)
    assert [requests.get(pk=one.pk).state for one in (first, second)] == ["agreed", "closed"]
    assert close_blind_requests(None) == 0


def test_the_copy_is_in_the_language_of_the_courts_whoever_approves():
    case = scene.open_case()
    scene.agree("awa", case, "brigade", "identity", "exploitation", scope="share_law_enforcement")
    copies = []
    for language in ("fr", "en"):
        disclosure = disclosures.request_disclosure(
            scene.actor("awa"), case.person, recipient=scene.organisation("brigade"), fields=["exploitation"],
            purpose="Plainte",
        )  # fmt: skip
        with override(language):
            copies.append(disclosures.approve_disclosure(scene.actor("coumba"), disclosure))
    assert copies[0].digest == copies[1].digest
    assert copies[0].words == {"exploitation": "Servitude"}


def test_a_withdrawal_looks_at_no_other_person_authority_or_order_even_where_their_own_basis_has_ended(
    several,
):
    consent, codes = several
    past = timezone.now() - timedelta(minutes=1)
    Consent.objects.system(SYSTEM).exclude(pk=consent.pk).update(
        valid_from=past - timedelta(days=1), valid_to=past
    )
    CourtOrder.objects.system(SYSTEM).update(dated="2020-01-01", valid_to="2020-01-02")
    withdraw_consent(scene.actor("awa"), consent)
    recalled = {name for name, code in codes.items() if states()[code] == "recalled"}
    assert recalled == {"hers", "waits"}


def test_an_authority_sees_the_requests_that_it_made(client_for):
    ask_blindly(scene.actor("daouda"), code=scene.open_case().code, question="?")
    assert [requests_visible_to(scene.actor(who)).count() for who in ("daouda", "lassana")] == [1, 0]


def test_one_person_s_exchanges_with_justice_are_not_on_another_s_page(client_for, awa):
    hers, his = scene.open_case(), scene.open_case(names="Modibo Sangho")
    agree(his)
    handed(his)
    pages = [client_for(awa).get(reverse("cases:crossing", args=[case.code])) for case in (hers, his)]
    assert [sum(len(panel.rows) for panel in page.context["panels"]) for page in pages] == [0, 1]


def test_a_yes_to_one_request_agrees_to_no_other():
    hers, his = scene.open_case(), scene.open_case(names="Modibo Sangho")
    agree(his)
    first = ask_blindly(scene.actor("daouda"), code=hers.code, question="Témoigner ?")
    second = ask_blindly(scene.actor("daouda"), code=his.code, question="Témoigner ?")
    BlindQuestion.objects.system(SYSTEM).filter(request_id=second.pk).update(answer=Answer.YES)
    BlindRequest.objects.system(SYSTEM).filter(pk=first.pk).update(deadline=timezone.now())
    close_blind_requests(None)
    states = dict(BlindRequest.objects.system(SYSTEM).values_list("pk", "state"))
    assert (states[first.pk], states[second.pk]) == ("closed", "asked")


def test_the_list_of_disclosures_that_was_read_is_in_the_journal(client_for, daouda):
    case = scene.open_case()
    agree(case)
    handed(case)
    copy = DisclosedCopy.objects.system(SYSTEM).get()
    client_for(daouda).get(reverse("handover:list"))
    assert AuditLine.objects.get(act="list_disclosures", account=daouda).detail == {"codes": [copy.code]}
