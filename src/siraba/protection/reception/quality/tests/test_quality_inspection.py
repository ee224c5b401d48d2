"""Branches are inspected by the head office; what failed is answered by the branch and verified by somebody else."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from siraba.foundation.access.errors import Invalid, NotAllowed, NotVisible, StateNotOpen
from siraba.protection.reception.branches.board import figures_of
from siraba.protection.reception.quality.actions import (
    finish_quality_action,
    plan_inspection,
    record_inspection,
    reopen_quality_action,
    verify_inspection,
    verify_quality_action,
)
from siraba.protection.reception.quality.checklists import CHECKLISTS, CURRENT
from siraba.protection.reception.quality.models import Action
from siraba.protection.reception.quality.selectors import actions_of, inspection_for, league
from tests import scene

CHECKLIST = CHECKLISTS[CURRENT]
CODES = [item.code for item in CHECKLIST.items]
ANY_ANSWERS = st.fixed_dictionaries({code: st.sampled_from(["yes", "no", "na"]) for code in CODES})


@given(ANY_ANSWERS, st.sampled_from(CODES))
def test_what_gets_better_never_lowers_the_score(said, code):
    worse, better = (CHECKLIST.score({**said, code: answer}) for answer in ("no", "yes"))
    assert 0 <= worse <= better <= 100
    assert CHECKLIST.conforms({**said, code: "yes"}) >= CHECKLIST.conforms({**said, code: "no"})


@given(ANY_ANSWERS)
def test_the_score_is_the_weighted_share_of_what_applies(said):
    applies = [item for item in CHECKLIST.items if said[item.code] != "na"]
    score = CHECKLIST.score(said)
    if not applies:
        assert score is None
    else:
        met = sum(item.weight for item in applies if said[item.code] == "yes")
        assert score == int(100 * met / sum(item.weight for item in applies) + 1e-9)


def test_the_checklist_in_force_has_items_that_can_fail_a_branch_and_their_codes_fit():
    assert len(set(CODES)) == len(CODES) >= 12
    assert 0 < sum(item.mandatory for item in CHECKLIST.items) < len(CODES)
    assert all(1 <= item.weight <= 3 and len(item.code) <= 20 for item in CHECKLIST.items)


@pytest.fixture
def led(garba, nana):
    """Gogui, led by Garba."""
    found = scene.branch("gogui")
    found.lead = garba
    found.save()
    return found


@pytest.fixture
def second_head(account_for):
    return account_for("other_head", "Sory Camara", "reception_head", "dgme")


@pytest.mark.django_db
def test_one_mandatory_item_that_fails_is_enough_whatever_the_score(nana):
    almost = scene.inspected("gogui", "no_payment")
    assert (almost.score >= 90, almost.conform) == (True, False)
    good = scene.inspected("kayes", "complaints", "shade")
    assert good.conform
    assert [str(place.branch) for place in league(scene.actor("nana"))][:2] == [
        str(good.branch),
        str(almost.branch),
    ]


@pytest.mark.django_db
def test_an_item_without_answer_or_a_mandatory_one_set_aside_in_silence_is_refused(nana):
    found, all_well = scene.inspection(), dict.fromkeys(CODES, ("yes", ""))

    def write(**changes):
        answers = {**all_well, **changes}
        record_inspection(scene.actor("nana"), found, done_on=timezone.localdate(), answers=answers)

    for answer, field in ((("", ""), "water"), (("na", " "), "water_remark")):
        with pytest.raises(Invalid) as refusal:
            write(water=answer)
        assert refusal.value.field == field
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(Invalid):
        record_inspection(scene.actor("nana"), found, done_on=tomorrow, answers=all_well)
    write(water=("na", "Personne n’y attend plus d’une heure"))
    assert (found.state, found.score, found.conform) == ("done", 100, True)


@pytest.mark.django_db
def test_who_leads_the_branch_answers_and_another_person_verifies(led, second_head):
    found = scene.inspected("gogui", "complaints", "no_payment")
    with pytest.raises(Invalid):
        scene.quality_action(found, item="water")
    box = scene.quality_action(found, by="garba")
    found.refresh_from_db()
    assert found.state == "action_plan"
    finish_quality_action(scene.actor("garba"), box, note="Posée à l’entrée")
    with pytest.raises(NotAllowed):
        verify_quality_action(scene.actor("garba"), box)
    with pytest.raises(StateNotOpen):
        finish_quality_action(scene.actor("garba"), box, note="Encore")
    reopen_quality_action(scene.actor("nana"), box, reason="Elle n’est pas fermée")
    assert (box.state, box.done_by_id) == ("open", None)
    # The head office did it this time: the same person does not verify it
    finish_quality_action(scene.actor("nana"), box, note="Cadenas posé")
    for act, words in ((verify_quality_action, {}), (reopen_quality_action, {"reason": "x"})):
        with pytest.raises(NotAllowed):
            act(scene.actor("nana"), box, **words)
    verify_quality_action(scene.actor("other_head"), box)
    with pytest.raises(Invalid):  # nothing was done about the mandatory item
        verify_inspection(scene.actor("nana"), found)
    money = scene.quality_action(found, by="garba", item="no_payment", what="Afficher que tout est gratuit")
    with pytest.raises(Invalid):  # not verified yet
        verify_inspection(scene.actor("nana"), found)
    finish_quality_action(scene.actor("garba"), money, note="Affiché")
    verify_quality_action(scene.actor("nana"), money)
    verify_inspection(scene.actor("nana"), found)
    assert (found.state, found.verified_by_id) == ("verified", scene.actor("nana").account_id)


@pytest.mark.django_db
def test_the_database_itself_refuses_that_one_person_does_both(nana):
    one = scene.quality_action()
    with pytest.raises(IntegrityError), transaction.atomic():
        Action.objects.filter(pk=one.pk).update(done_by=nana, verified_by=nana)


@pytest.mark.django_db
def test_a_branch_neither_inspects_itself_nor_reads_another(garba, nana, account_for):
    account_for("other_branch", "Oumar Cissé", "reception_branch", "dgme")
    with pytest.raises(NotAllowed):
        plan_inspection(scene.actor("garba"), scene.branch("gogui"), planned_on=timezone.localdate())
    found = scene.inspected("gogui")
    assert inspection_for(scene.actor("garba"), found.pk) == found
    with pytest.raises(NotVisible):
        inspection_for(scene.actor("other_branch"), found.pk)
    with pytest.raises(NotAllowed):  # Garba does not lead it
        scene.quality_action(found, by="garba")
    account_for("elsewhere", "Ali Bâ", "reception_head", "helvetas")
    with pytest.raises(NotAllowed):
        plan_inspection(scene.actor("elsewhere"), scene.branch("gogui"), planned_on=timezone.localdate())


@pytest.mark.django_db
def test_the_board_shows_the_last_score_and_alerts_of_what_is_overdue(nana):
    found = scene.inspected("gogui", "no_payment", "complaints")
    late = scene.quality_action(found)
    Action.objects.filter(pk=late.pk).update(due=timezone.localdate() - timedelta(days=1))
    gogui, kayes = scene.branch("gogui"), scene.branch("kayes")
    shown = figures_of(scene.actor("nana"), [gogui, kayes])
    told = {str(figure.label): figure for figure in shown[gogui.unit_id]}
    assert told["Dernière inspection"].value == f"{found.score} %"
    assert told["Dernière inspection"].alert
    assert (told["Actions en retard"].value, told["Actions en retard"].alert) == ("1", True)
    assert {str(figure.label): figure for figure in shown[kayes.unit_id]}[
        "Dernière inspection"
    ].value == "jamais"
    assert (actions_of([gogui])[gogui.unit_id].open, actions_of([gogui])[gogui.unit_id].overdue) == (1, 1)


@pytest.mark.django_db
def test_the_checklist_is_filled_in_on_a_page_and_a_mistake_loses_nothing(nana, garba, client_for):
    client, found = client_for(nana), scene.inspection()
    url = reverse("quality:act", args=[found.pk, "grille"])
    said = dict.fromkeys(CODES, "yes") | {"done_on": timezone.localdate(), "light_remark": "Deux lampes"}
    wrong = client.post(url, said | {"water": "na"})
    assert wrong.status_code == 422
    assert "dites pourquoi il ne s’applique pas ici" in wrong.content.decode()
    assert "Deux lampes" in wrong.content.decode()
    assert client.post(url, said | {"complaints": "no"}).status_code == 302
    shown = client_for(garba).get(reverse("quality:inspection", args=[found.pk])).content.decode()
    assert "Deux lampes" in shown
    assert "Conforme" in shown
    assert "Remplir la grille" not in shown
    for name in ("inspections", "league", "plan"):
        assert client.get(reverse(f"quality:{name}")).status_code == 200
    assert client_for(garba).get(reverse("quality:league")).status_code == 404
