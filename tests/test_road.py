"""The main job from reception to closure, walked on the pages as its people would."""

import re
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from siraba.foundation.audit.models import AuditLine
from siraba.foundation.people.models import Person
from siraba.protection.cases.instruments import answered, assessment_form
from siraba.protection.cases.models import Case, Transfer
from siraba.protection.referrals.models import Referral
from tests import scene

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("awa", "coumba", "daouda", "garba", "hawa", "provider"),
]
SYSTEM = "a test looks at the row itself"
CODE = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]")
RECEPTION = {
    "names": scene.NAMES,
    "sex": "female",
    "age": "14",
    "citizenships": "ML",
    "urgent_need": "shelter",
    "contact": scene.CONTACT,
}
CONSENT = {
    "scope": "share_named_agency",
    "state": "granted",
    "categories": ["identity", "case"],
    "giver": "caregiver",
    "giver_name": scene.MOTHER,
    "assent": "yes",
    "modality": "voice",
    "language": "bm",
}
ANSWERS = answered(
    alone="yes", threat="yes", return_danger="unknown", care="yes", shelter="yes", documents="yes"
)


def asked(**answers: str) -> dict[str, str]:
    """The answers of the first assessment under the names of the fields of its page."""
    places = assessment_form().form.names
    return {places[name]: answer for name, answer in answers.items()}


class Walker:
    """One of the cast at a browser: opens a page, sends a form, reads the answer."""

    def __init__(self, client):
        self.client = client

    def reads(self, url, status=200):
        response = self.client.get(url)
        assert response.status_code == status, (url, response.status_code)
        return response.content.decode()

    def sends(self, url, **data):
        assert self.client.get(url).status_code == 200, url
        response = self.client.post(url, {"form_id": uuid4(), **data})
        if response.status_code != 302:
            pytest.fail(f"{url}: {response.context['form'].errors.as_text()}")
        return response.url


@pytest.fixture
def walker(client_for):
    return lambda username: Walker(client_for(scene.account(username)))


def act(case, slug):
    return reverse("cases:act", args=[case, slug])


def test_a_girl_is_received_referred_accepted_followed_up_and_her_case_closed(walker, fanta):
    garba, awa, coumba = walker("garba"), walker("awa"), walker("coumba")
    shelter, hawa, daouda = walker("provider"), walker("hawa"), walker("daouda")
    service = scene.service()
    today = timezone.localdate().isoformat()

    # The border: five answers, the mother's consent, the hand-over
    place = garba.sends(reverse("cases:receive"), **RECEPTION)
    code = CODE.search(place).group()
    assert scene.NAMES in garba.reads(place)
    garba.sends(act(code, "consentement"), **CONSENT, recipient=scene.organisation("oim").pk)
    garba.sends(act(code, "confier"), to=scene.organisation("oim").pk, reason=scene.WORDS)

    # The case manager sees a need and no name, accepts, screens, assesses and plans
    offered = awa.reads(reverse("cases:transfers"))
    assert "Hébergement" in offered
    assert scene.NAMES not in offered
    assert code not in offered
    awa.reads(reverse("cases:detail", args=[code]), 404)
    transfer = Transfer.objects.system(SYSTEM).get()
    awa.sends(reverse("cases:transfer_act", args=[transfer.pk, "accepter"]))
    page = awa.reads(reverse("cases:detail", args=[code]))
    assert scene.NAMES in page
    assert "Reçu" in page
    awa.sends(
        act(code, "reperage"),
        immediate_danger="no",
        acts=["recruitment"],
        means=["deception"],
        purposes=["servitude"],
        presumed="yes",
        pathway="victim",
        note=scene.WORDS,
    )
    awa.sends(act(code, "identification"), status="identified", body="NGO", grounds=scene.WORDS)
    awa.sends(act(code, "evaluation"), risk="high", **asked(**ANSWERS, health=scene.HEALTH))
    plan = {"objective": "Rentrer à Kayes", "person_agrees": "yes", "service_1": "shelter", "what_1": "Foyer"}
    awa.sends(act(code, "plan"), **plan)
    coumba.sends(act(code, "evaluation-approuver"))
    coumba.sends(act(code, "plan-approuver"))

    # The referral waits for a consent, then goes
    ask = {"service": service.pk, "urgency": "urgent", "released_fields": ["names", "urgent_need"]}
    place = awa.sends(reverse("referrals:prepare", args=[code]), **ask, request=scene.REQUEST)
    referral = CODE.search(place).group()
    assert "Consentement en attente" in awa.reads(place)
    refused = awa.client.post(reverse("referrals:act", args=[referral, "envoyer"]), {"form_id": uuid4()})
    assert refused.status_code == 422
    assert "Aucun consentement en cours" in refused.content.decode()
    awa.sends(act(code, "consentement"), **CONSENT, recipient=scene.organisation("foyer").pk)
    awa.sends(reverse("referrals:act", args=[referral, "envoyer"]))

    # The shelter sees no name before it accepts, and the released fields afterwards, no more
    before = shelter.reads(place)
    assert not [word for word in (*scene.SECRETS, code) if word in before]
    shelter.sends(reverse("referrals:act", args=[referral, "accuser-reception"]))
    assert scene.NAMES not in shelter.reads(place)
    shelter.sends(reverse("referrals:act", args=[referral, "accepter"]))
    after = shelter.reads(place)
    assert scene.NAMES in after
    assert scene.REQUEST in after
    assert not [
        word for word in (scene.CONTACT, scene.HEALTH, scene.WORDS, scene.MOTHER, code) if word in after
    ]

    # The coordination sees the delay and no name; the police find nothing
    header = hawa.reads(reverse("referrals:header", args=[referral]))
    assert "Accepté" in header
    assert not [word for word in scene.SECRETS if word in header]
    for url in (place, reverse("cases:detail", args=[code]), reverse("cases:list")):
        daouda.reads(url, 404)

    # Service, follow-up, closure
    shelter.sends(reverse("referrals:act", args=[referral, "commencer"]))
    shelter.sends(reverse("referrals:act", args=[referral, "realiser"]), outcome="Trois semaines au foyer")
    assert "Trois semaines au foyer" in awa.reads(place)
    awa.sends(act(code, "prestation"), service_type="shelter", delivered_on=today)
    awa.sends(act(code, "suivi"), met_on=today, risk="low", note="Elle va mieux")
    awa.sends(act(code, "cloture"), reason="goals_met", person_informed="on")
    coumba.sends(act(code, "clore"))
    assert "Clos" in awa.reads(reverse("cases:detail", args=[code]))
    assert Case.objects.system(SYSTEM).get().closed_at is not None
    acts = set(AuditLine.objects.values_list("act", flat=True))
    assert {"receive_person", "accept_transfer", "approve_plan", "accept_referral", "close_case"} <= acts
    assert {"read_case", "read_referral", "read_released_fields"} <= acts


def test_a_form_sent_twice_receives_one_person(walker):
    garba, form = walker("garba"), {**RECEPTION, "form_id": "5f3a1c1e-8d0b-4a2e-9b7f-1c2d3e4f5a6b"}
    first = garba.client.post(reverse("cases:receive"), form)
    second = garba.client.post(reverse("cases:receive"), form)
    assert first.url == second.url
    assert Person.objects.system(SYSTEM).count() == Case.objects.system(SYSTEM).count() == 1
    assert "rien n’a été doublé" in garba.reads(second.url)


def test_a_form_of_one_account_sent_by_another_is_refused(walker, boubacar):
    form = {**RECEPTION, "form_id": "5f3a1c1e-8d0b-4a2e-9b7f-1c2d3e4f5a6b"}
    walker("garba").client.post(reverse("cases:receive"), form)
    assert walker("boubacar").client.post(reverse("cases:receive"), form).status_code == 403
    assert Case.objects.system(SYSTEM).count() == 1


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("names", ""),
        ("sex", "fille"),
        ("age", "-1"),
        ("age", "quatorze"),
        ("age", ""),
        ("citizenships", "ZZ"),
        ("urgent_need", "argent"),
        ("birth_date", "31/02/2012"),
        ("birth_date", "2999-01-01"),
        ("place", "Atlantide"),
        ("languages", ["xx"]),
        ("population_groups", ["inconnu"]),
    ],
)
def test_what_cannot_be_is_told_on_its_field_and_nothing_typed_is_lost(walker, field, wrong):
    response = walker("garba").client.post(reverse("cases:receive"), {**RECEPTION, field: wrong})
    assert response.status_code in (200, 422)
    assert list(response.context["form"].errors) == [field]
    page = response.content.decode()
    assert field == "names" or scene.NAMES in page
    assert 'class="error-summary' in page or "error" in page
    assert Person.objects.system(SYSTEM).count() == 0


def test_a_referral_declined_is_sent_to_another_service_at_once(walker):
    awa, shelter = walker("awa"), walker("provider")
    case = scene.open_case()
    referral = scene.refer(case)
    shelter.sends(reverse("referrals:act", args=[referral.code, "decliner"]), reason="no_capacity")

    assert "Plus de place disponible" in awa.reads(reverse("referrals:detail", args=[referral.code]))
    assert referral.code in awa.reads(reverse("interface:my_day"))
    other = scene.refer(case, "clinique")
    assert Referral.objects.system(SYSTEM).get(pk=other.pk).state == "sent"
    shelter.reads(reverse("referrals:detail", args=[other.code]), 404)
