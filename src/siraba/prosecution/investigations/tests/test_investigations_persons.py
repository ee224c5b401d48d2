"""Suspects who may be victims, victims who are codes, and names that go."""

from datetime import timedelta

import pytest
from django.utils import timezone

from siraba.foundation.access.errors import Invalid, NotAllowed, StateNotOpen
from siraba.foundation.handover.disclosures import recall_disclosure
from siraba.foundation.handover.models import DisclosedCopy
from siraba.prosecution.investigations import inquiries, suspects
from siraba.prosecution.investigations.models import Countersignature, Suspect
from siraba.prosecution.investigations.selectors import hearing_for, participants_of, suspects_visible_to
from tests import investigating, scene

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("awa", "coumba", "daouda", "garba", "ibrahima", "lassana"),
]


def test_a_name_that_is_in_a_disclosure_waits_for_a_second_person():
    investigating.disclosed()
    made = investigating.inquiry()
    asked = suspects.name_suspect(scene.actor("daouda"), made, names="Bagayoko Aissata")
    assert isinstance(asked, Countersignature)
    assert not Suspect.objects.system("a test").exists()
    with pytest.raises(NotAllowed, match="Une autre personne"):
        investigating.sign(asked, "daouda")
    investigating.sign(asked, "ibrahima")
    named = Suspect.objects.system("a test").get()
    assert (named.words["names"], named.named_by) == ("Bagayoko Aissata", scene.account("daouda"))
    # The name is on the suspect alone from then on
    assert investigating.reread(asked).words["said"] == {}


def test_a_refused_naming_forgets_the_name():
    investigating.disclosed()
    asked = suspects.name_suspect(scene.actor("daouda"), investigating.inquiry(), names=scene.NAMES)
    from siraba.prosecution.investigations.countersigning import refuse_countersignature

    refuse_countersignature(scene.actor("daouda"), investigating.reread(asked))
    left = investigating.reread(asked)
    assert left.state == "refused"
    assert "said" not in left.words
    with pytest.raises(StateNotOpen):
        investigating.sign(asked)


def test_a_name_of_nobody_disclosed_is_named_at_once():
    investigating.disclosed()
    assert investigating.suspect(names="Sékou Amadou Barry").label == "S1"


def test_a_disclosure_to_another_service_asks_nothing_here():
    investigating.disclosed(to="justice")
    assert isinstance(investigating.suspect(names=scene.NAMES), Suspect)


def test_who_was_forced_to_act_is_no_target_and_is_not_prosecuted():
    made, (who,) = investigating.referred()
    assert who.may_be_a_target
    suspects.mark_coerced(scene.actor("daouda"), who, coercion="Elle-même vendue")
    assert not investigating.reread(who).may_be_a_target
    with pytest.raises(Invalid, match="contrainte"):
        suspects.charge_suspect(scene.actor("lassana"), investigating.reread(who))
    asked = suspects.ask_unmarking(scene.actor("daouda"), investigating.reread(who), reason="Aveux")
    assert investigating.reread(who).coerced
    investigating.sign(asked)
    assert not investigating.reread(who).coerced
    assert made.state == "referred"


def test_a_person_is_prosecuted_only_for_an_offence_and_before_the_prosecutor():
    made = investigating.inquiry()
    who = investigating.suspect(made)
    investigating.refer(made)
    with pytest.raises(Invalid, match="Retenez d’abord"):
        suspects.charge_suspect(scene.actor("lassana"), investigating.reread(who))
    investigating.charge(who)
    with pytest.raises(Invalid, match="déjà retenue"):
        investigating.charge(who)


def test_arrest_custody_and_freedom_follow_one_another():
    who = investigating.suspect()
    actor = scene.actor("daouda")
    suspects.arrest_suspect(actor, who)
    suspects.hold_suspect(actor, who)
    assert who.state == "in_custody"
    suspects.free_suspect(actor, who)
    with pytest.raises(StateNotOpen):
        suspects.free_suspect(actor, who)


def test_the_name_of_who_was_cleared_goes_after_its_time_and_the_count_stays(settings):
    _made, who = investigating.dropped()
    assert suspects.empty_cleared_suspects(None) == 0
    past = timezone.now() - timedelta(days=30 * settings.CLEARED_MONTHS + 1)
    Suspect.objects.system("a test").filter(pk=who.pk).update(since=past)
    assert suspects.empty_cleared_suspects(None) == 1
    emptied = investigating.reread(who)
    assert (emptied.words, emptied.sex, emptied.state) == ({}, "male", "dismissed")
    assert suspects.empty_cleared_suspects(None) == 0


def test_the_name_of_a_convict_and_of_an_open_file_stays(settings):
    settings.CLEARED_MONTHS = 0
    _made, who = investigating.convicted()
    other = investigating.suspect(names="Sékou Barry")
    investigating.refer(other.inquiry)
    suspects.clear_suspect(scene.actor("lassana"), investigating.reread(other))
    assert suspects.empty_cleared_suspects(None) == 0
    assert investigating.reread(who).words["names"] == investigating.SUSPECT


# Victims and witnesses


def test_a_victim_enters_by_an_open_disclosure_alone_and_a_witness_by_a_number():
    made = investigating.inquiry()
    actor = scene.actor("daouda")
    disclosure, copy = investigating.disclosed()
    for wrong in ({"kind": "victim"}, {"kind": "witness", "copy": copy}):
        with pytest.raises(Invalid):
            inquiries.add_participant(actor, made, **wrong)
    victim, witness = investigating.victim(made, copy), investigating.witness(made)
    assert (victim.label, witness.label) == ("V1", "T1")
    with pytest.raises(Invalid, match="déjà"):
        investigating.victim(made, copy)
    assert [(one.label, one.code) for one in participants_of(actor, made)] == [("V1", copy.code), ("T1", "")]
    recall_disclosure(scene.actor("awa"), disclosure)
    with pytest.raises(Invalid, match="plus ouverte"):
        investigating.victim(investigating.inquiry(), DisclosedCopy.objects.system("a test").get())


def test_a_disclosure_to_another_service_brings_nobody_into_the_file():
    _disclosure, copy = investigating.disclosed(to="justice")
    with pytest.raises(Invalid):
        investigating.victim(copy=copy)


def test_a_recalled_disclosure_closes_the_code_and_the_hearing_at_the_next_request(client_for, daouda):
    made = investigating.inquiry()
    disclosure, copy = investigating.disclosed()
    victim = investigating.victim(made, copy)
    heard = investigating.hearing(made, victim)
    client, page = client_for(daouda), f"/procedures/{made.code}/"
    assert copy.code in client.get(page).content.decode()
    assert investigating.TOLD in client.get(f"/procedures/auditions/{heard.pk}/").content.decode()
    recall_disclosure(scene.actor("awa"), disclosure)
    shown = client.get(page).content.decode()
    assert copy.code not in shown
    assert "divulgation rappelée ou échue" in shown
    assert investigating.TOLD not in client.get(f"/procedures/auditions/{heard.pk}/").content.decode()
    assert hearing_for(scene.actor("daouda"), heard.pk).closed
    with pytest.raises(Invalid):
        investigating.hearing(made, victim)


def test_an_expired_disclosure_closes_by_itself():
    made = investigating.inquiry()
    _disclosure, copy = investigating.disclosed()
    investigating.victim(made, copy)
    past = timezone.now() - timedelta(minutes=1)
    DisclosedCopy.objects.system("a test").update(expires_at=past)
    (shown,) = participants_of(scene.actor("daouda"), made)
    assert (shown.closed, shown.code) == (True, "")


def test_a_magistrate_sees_the_number_of_a_victim_and_not_the_code_of_its_disclosure():
    made = investigating.inquiry()
    _disclosure, copy = investigating.disclosed()
    investigating.victim(made, copy)
    investigating.refer(made)
    (shown,) = participants_of(scene.actor("lassana"), made)
    assert (shown.label, shown.code, shown.closed) == ("V1", "", False)


def test_a_hearing_is_of_one_person_of_this_file():
    made, other = investigating.inquiry(), investigating.inquiry()
    with pytest.raises(Invalid):
        investigating.hearing(made, investigating.witness(other))
    heard = investigating.hearing(made, investigating.suspect(made))
    assert hearing_for(scene.actor("ibrahima"), heard.pk).who == "S1"


def test_a_suspect_is_seen_with_its_file():
    who = investigating.suspect()
    assert list(suspects_visible_to(scene.actor("lassana"))) == []
    investigating.refer(who.inquiry)
    assert [one.pk for one in suspects_visible_to(scene.actor("lassana"))] == [who.pk]
