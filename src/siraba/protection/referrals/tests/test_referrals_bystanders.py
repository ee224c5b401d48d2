"""What a referral releases is of its own person, and the API refuses before it looks at what was sent."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from siraba.foundation.access.policy import Category
from siraba.foundation.consent.actions import withdraw_all
from siraba.foundation.consent.models import ConsentNotice
from siraba.foundation.people.models import Identity
from siraba.protection.cases.models import Case
from siraba.protection.referrals.models import Referral
from siraba.protection.referrals.selectors import referral_file
from tests import scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("awa", "coumba", "garba", "provider")]
SYSTEM = "a test looks at the row itself"


def released(referral) -> dict:
    from siraba.protection.referrals import actions

    actions.accept_referral(scene.actor("provider"), referral)
    return {one.name: one.value for one in referral_file(scene.actor("provider"), referral.code).released}


def referred(case: Case, *fields: str):
    return scene.refer(case, "foyer", *fields)


def test_what_is_released_of_one_person_is_never_another_s():
    hers, his = scene.open_case(), scene.open_case(names="Modibo Sangho")
    scene.assess(hers, health=scene.HEALTH)
    scene.assess(his, health="Rien à signaler pour lui")
    first = released(referred(hers, "names", "health"))
    assert first == {"names": scene.NAMES, "health": scene.HEALTH}
    second = released(referred(his, "names", "health"))
    assert second == {"names": "Modibo Sangho", "health": "Rien à signaler pour lui"}


@pytest.mark.parametrize(("born", "told"), [("", 14), ("2012-03-04", "2012-03-04")])
def test_a_known_day_of_birth_is_told_and_an_age_otherwise(born, told):
    case = scene.open_case(age=14)
    identity = Identity.objects.system(SYSTEM).get(person=case.person_id)
    identity.write(**{**identity.words, "birth_date": born})
    identity.save()
    assert released(referred(case, "birth")) == {"birth": told}
    assert born == "" or date.fromisoformat(born)


def send(username, path, data):
    client = Client(headers={"Authorization": f"Bearer {scene.token(username)[1]}"})
    return client.post(f"/api/v1{path}", data, "application/json")


def test_who_may_not_act_is_refused_whatever_was_sent():
    case = scene.open_case()
    sent = scene.refer(case, "crm", kind="family_tracing")
    assert send("awa", f"/referrals/{sent.code}/decline", {"reason": "n’importe quoi"}).status_code == 403
    assert send("garba", f"/cases/{case.code}/referrals", {"service": 0}).status_code == 403


def test_the_sender_relaunches_and_another_agency_does_not(account_for):
    from datetime import timedelta

    from django.utils import timezone

    from siraba.foundation.access.errors import NotAllowed
    from siraba.protection.referrals import actions
    from siraba.protection.referrals.models import Referral

    account_for("elsewhere", "Ailleurs", "case_manager", "helvetas")
    referral = scene.refer(scene.open_case())
    Referral.objects.system(SYSTEM).update(answer_due=timezone.now() - timedelta(hours=1))
    actions.expire_referrals(None)
    with pytest.raises(NotAllowed):
        actions.relaunch_referral(scene.actor("elsewhere"), referral)
    actions.relaunch_referral(scene.actor("awa"), referral)
    assert referral.state == "sent"


def test_a_notice_offers_its_act_to_its_recipient_and_once(client_for):

    case = scene.open_case()
    scene.accepted_referral(case)
    withdraw_all(scene.actor("awa"), case.person)
    notice = ConsentNotice.objects.system(SYSTEM).get()
    act, page = reverse("referrals:acknowledge", args=[notice.pk]), reverse("referrals:notices")
    assert act in client_for(scene.account("provider")).get(page).content.decode()
    assert act not in client_for(scene.account("awa")).get(page).content.decode()
    client_for(scene.account("provider")).post(act, {"form_id": ""})
    assert act not in client_for(scene.account("provider")).get(page).content.decode()


def test_a_branch_follows_the_referrals_that_it_sent_and_no_other(account_for):
    """Sent in its agents' own names, from before a case manager took the case."""
    account_for("other_branch", "Agent de Kayes", "reception_branch", "dgme")
    mine, other = referred(scene.open_case()), referred(scene.open_case(names="Modibo Sangho"))
    for referral, name in ((mine, "garba"), (other, "other_branch")):
        Referral.objects.system(SYSTEM).filter(pk=referral.pk).update(sent_by=scene.account(name))
    seen = Referral.objects.visible_to(scene.actor("garba"), Category.REFERRAL)
    assert [one.pk for one in seen] == [mine.pk]


def test_a_supervisor_sees_what_concerns_the_agency_and_nothing_else(account_for):
    account_for("other_supervisor", "Ailleurs", "supervisor", "helvetas")
    referral = referred(scene.open_case())
    for name, seen in (("coumba", [referral.pk]), ("other_supervisor", [])):
        rows = Referral.objects.visible_to(scene.actor(name), Category.REFERRAL)
        assert [one.pk for one in rows] == seen


@pytest.mark.parametrize(("state", "offered"), [("declined", True), ("expired", True), ("sent", False)])
def test_when_a_service_does_not_take_her_others_of_its_kind_are_proposed(client_for, awa, state, offered):
    other = scene.service("clinique")
    scene.service("crm", "family_tracing")
    case = scene.open_case()
    referral = referred(case)
    Referral.objects.system(SYSTEM).filter(pk=referral.pk).update(state=state)
    client = client_for(awa)
    page = client.get(reverse("referrals:detail", args=[referral.code])).text
    address = f"{reverse('referrals:prepare', args=[case.code])}?service={other.pk}"
    assert (address in page) is offered
    assert scene.organisation("crm").name not in page
    assert f'<option value="{other.pk}" selected>' in client.get(address).text


def test_the_service_that_declined_is_shown_no_other(client_for, provider):
    scene.service("clinique")
    referral = referred(scene.open_case())
    Referral.objects.system(SYSTEM).filter(pk=referral.pk).update(state="declined")
    page = client_for(provider).get(reverse("referrals:detail", args=[referral.code])).text
    assert "Un autre service" not in page
