"""A person can receive the list of who read the record, the readings in lists included, and nobody is named in it."""

import pytest
from django.urls import reverse

from siraba.foundation.access.errors import NotAllowed
from siraba.foundation.access.policy import Purpose
from siraba.foundation.audit.chain import seal
from siraba.foundation.audit.journal import record
from siraba.foundation.audit.mentions import index_mentions
from siraba.foundation.audit.models import AuditLine, AuditMention
from siraba.foundation.audit.selectors import lines_about
from siraba.foundation.handover.disclosures import request_disclosure
from siraba.foundation.oversight.handing import hand_over_log, readings_of
from siraba.protection.referrals import actions as referring
from tests import scene

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("awa", "boubacar", "coumba", "daouda", "fanta", "garba", "hawa", "provider"),
]


def overseeing(username):
    return scene.actor(username, Purpose.OVERSIGHT)


def listed_by(username, *codes) -> None:
    record(scene.actor(username), "list_cases", codes=list(codes))


def indexed() -> int:
    seal()
    return index_mentions()


def test_a_reading_in_a_list_is_in_the_log_of_each_record_once_the_timer_has_passed():
    case, other = scene.open_case(), scene.open_case(names="Kadidia Dicko")
    listed_by("coumba", case.code, other.code, case.code, "pas un code")
    assert indexed() == 2
    acts = [line.act for line in lines_about(overseeing("awa"), case.code)]
    assert acts.count("list_cases") == 1
    assert indexed() == 0


def test_what_is_sealed_later_is_indexed_later_and_nothing_twice():
    case = scene.open_case()
    listed_by("coumba", case.code)
    assert indexed() == 1
    listed_by("coumba", case.code)
    assert index_mentions() == 0, "the line waits for its seal"
    assert indexed() == 1
    assert AuditMention.objects.filter(code=case.code).count() == 2


def test_a_thousand_lines_are_indexed_in_batches():
    case = scene.open_case()
    for _ in range(1_100):
        listed_by("coumba", case.code)
    assert indexed() == 1_100


def test_the_list_says_which_agencies_and_what_for_and_names_nobody(client_for):
    case = scene.open_case()
    scene.accepted_referral(case)
    listed_by("coumba", case.code)
    indexed()
    page = client_for(scene.account("awa")).get(reverse("audit:hand_over", args=[case.code])).content.decode()
    body = page.split("<main")[1]
    assert "Organisation internationale pour les migrations" in body
    assert "Lire la liste des dossiers" in body
    assert not any(account in body for account in ("Awa Traoré", "Coumba Diarra", "Garba Touré"))
    readings = readings_of(overseeing("awa"), case.code)
    assert all(one.times >= 1 and one.first <= one.last for one in readings)


def test_the_handing_over_is_itself_in_the_log(client_for):
    case = scene.open_case()
    client_for(scene.account("awa")).post(reverse("audit:hand_over", args=[case.code]), {"form_id": ""})
    assert AuditLine.objects.get(act="hand_over_log").object == case.code


@pytest.mark.parametrize("who", ["boubacar", "hawa", "fanta", "provider", "garba"])
def test_who_does_not_answer_for_the_record_hands_nothing_over(who, client_for):
    case = scene.open_case()
    with pytest.raises(NotAllowed):
        hand_over_log(overseeing(who), case.code)
    page = client_for(scene.account(who)).get(reverse("audit:hand_over", args=[case.code]))
    nowhere = client_for(scene.account(who)).get(reverse("audit:hand_over", args=["K7M2-P9QX-R"]))
    assert (page.status_code, nowhere.status_code) == (404, 404)


def test_the_code_of_a_draft_is_not_told_to_who_follows_codes_and_dates(client_for):
    case = scene.open_case()
    draft, sent = scene.prepare(case), scene.refer(case, "crm", kind="family_tracing")
    page = client_for(scene.account("hawa")).get(reverse("audit:journal")).content.decode()
    assert draft.code not in page
    assert sent.code in page
    referring.revoke_referral(scene.actor("awa"), draft)


def test_the_list_has_what_a_service_and_the_police_read_and_not_the_red_cross():
    case, other = scene.open_case(), scene.open_case(names="Kadidia Dicko")
    referral = scene.accepted_referral(case)
    record(scene.actor("provider"), "read_released_fields", referral.code)
    record(scene.actor("fanta"), "read_released_fields", referral.code)
    record(scene.actor("provider"), "read_referral", scene.accepted_referral(other).code)
    scene.agree("awa", case, "brigade", scope="share_law_enforcement")
    disclosure = request_disclosure(
        scene.actor("awa"),
        case.person,
        recipient=scene.organisation("brigade"),
        fields=["names"],
        purpose="Plainte",
    )
    record(scene.actor("daouda"), "read_disclosure", disclosure.code)
    readings = {(one.role, one.act, one.times) for one in readings_of(overseeing("awa"), case.code)}
    assert ("Prestataire", "Lire les informations transmises", 1) in readings
    assert ("Enquêteur", "Lire une divulgation", 1) in readings
    assert not [role for role, _act, _times in readings if role == "Agent RLF"]
    assert ("Prestataire", "Lire le référencement", 1) not in readings
    assert readings_of(overseeing("boubacar"), case.code) == []


def test_only_lists_are_taken_for_lists():
    case = scene.open_case()
    record(scene.actor("coumba"), "tell_recipients", codes=[case.code])
    assert indexed() == 0


def test_what_was_refused_and_what_is_another_person_s_is_not_in_the_list(client_for):
    case, other = scene.open_case(), scene.open_case(names="Kadidia Dicko")
    client_for(scene.account("boubacar")).get(reverse("cases:detail", args=[case.code]))
    scene.agree("awa", other, "brigade", scope="share_law_enforcement")
    disclosure = request_disclosure(
        scene.actor("awa"),
        other.person,
        recipient=scene.organisation("brigade"),
        fields=["names"],
        purpose="Plainte",
    )
    record(scene.actor("daouda"), "read_disclosure", disclosure.code)
    acts = {one.act for one in readings_of(overseeing("awa"), case.code)}
    assert "Ouvrir une page" not in acts
    assert "Lire une divulgation" not in acts
