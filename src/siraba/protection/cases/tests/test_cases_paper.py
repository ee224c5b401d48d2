"""A paper for another agency holds what the person agreed to, today, and nothing more."""

import pytest
from django.urls import reverse

from siraba.foundation.audit.models import AuditLine
from siraba.foundation.consent.actions import withdraw_consent
from tests import scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("awa", "boubacar", "coumba", "garba")]


@pytest.fixture
def case():
    case = scene.open_case()
    scene.assess(case)
    return case


def paper(case, consent, client):
    return client.get(reverse("cases:paper", args=[case.code, consent.pk]))


@pytest.mark.parametrize(
    ("categories", "there", "away"),
    [
        (["identity"], [scene.NAMES, scene.CONTACT], [scene.HEALTH, "Tromperie", "Ouvert"]),
        (["case"], ["Victime de traite"], [scene.NAMES, scene.HEALTH, "Tromperie"]),
        (["health"], [scene.HEALTH], [scene.NAMES, "Tromperie"]),
        (["exploitation"], ["Tromperie", "Servitude"], [scene.NAMES, scene.HEALTH, scene.WORDS]),
        (["identity", "health"], [scene.NAMES, scene.HEALTH], ["Tromperie"]),
    ],
)
def test_it_holds_what_the_consent_opens_and_nothing_else(case, awa, client_for, categories, there, away):
    consent = scene.agree("awa", case, "clinique", *categories)
    page = paper(case, consent, client_for(awa))
    main = page.text.split("<main")[1].split("</main>")[0]
    assert [word for word in there if word not in main] == []
    assert [word for word in away if word in main] == []
    line = AuditLine.objects.get(act="print_case", object=case.code)
    assert line.detail["categories"] == sorted(categories)


def test_it_ends_with_the_consent(case, awa, client_for):
    consent, client = scene.agree("awa", case, "clinique", "identity"), client_for(awa)
    address = reverse("cases:paper", args=[case.code, consent.pk])
    assert address in client.get(reverse("cases:detail", args=[case.code])).text
    withdraw_consent(scene.actor("awa"), consent)
    assert paper(case, consent, client).status_code == 409
    assert address not in client.get(reverse("cases:detail", args=[case.code])).text


def test_nothing_is_printed_for_justice(case, awa, client_for):
    consent = scene.agree("awa", case, "brigade", "identity", scope="share_law_enforcement")
    assert paper(case, consent, client_for(awa)).status_code == 409


def test_the_consent_of_somebody_else_prints_nothing(case, awa, client_for):
    other = scene.open_case(names="Kadidia Dicko")
    consent = scene.agree("awa", other, "clinique", "identity")
    assert paper(case, consent, client_for(awa)).status_code == 404


def test_what_the_person_does_not_want_said_stands_on_it(case, awa, client_for):
    consent = scene.agree(
        "awa", case, "clinique", "health", state="granted_limited", limits="Ne rien dire à son oncle"
    )
    assert "Ne rien dire à son oncle" in paper(case, consent, client_for(awa)).text
