"""The committee meets with its quorum, sees proposals side by side, votes, decides within the budget, and two sign."""

from datetime import timedelta

import pytest
from django.utils import timezone

from siraba.foundation.access.errors import Invalid, NotAllowed, NotVisible, StateNotOpen
from siraba.foundation.access.policy import Category
from siraba.foundation.audit.models import AuditLine
from siraba.protection.reintegration.calls.applications import withdraw_application
from siraba.protection.reintegration.calls.models import Application
from siraba.protection.reintegration.calls.telling import tell_applicants
from siraba.protection.reintegration.committee import deciding, meeting, money, proposing, signing, voting
from siraba.protection.reintegration.committee.models import Item, Promotion, Run, Vote
from siraba.protection.reintegration.committee.money import left_of
from siraba.protection.reintegration.committee.selectors import figures_of, session_for, sessions_visible_to
from siraba.protection.reintegration.committee.voting import tally_of
from tests import scene

pytestmark = pytest.mark.django_db
LOOK = "a test looks at the row itself"
# Three applications of 600,000 (60 points), 700,000 (65) and 800,000 (70)
TWO_FIT = {"budget": 1_400_000, "ceiling": 1_000_000, "women": 0, "protected": 0}


def states(call) -> dict[int, str]:
    rows = Application.objects.system(LOOK).filter(call=call)
    return {one.asked: one.state for one in rows}


# Convening and opening


def test_the_secretary_convenes_a_closed_call_once():
    call = scene.presented_call(1)
    made = scene.session(call)
    assert (made.state, made.quorum, made.lot) == ("convened", 2, "")
    with pytest.raises(Invalid, match="pas encore signée"):
        scene.session(call)
    with pytest.raises(NotAllowed):
        meeting.convene_session(
            scene.actor("aminata"), call, held_on=timezone.localdate(), place="Bamako", quorum=2
        )


def test_a_call_that_is_open_or_has_nothing_to_decide_on_convenes_nobody():
    with pytest.raises(Invalid, match="clos"):
        scene.session(scene.call())
    with pytest.raises(Invalid, match="Aucune demande"):
        scene.session(scene.call(state="closed"))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"held_on": timezone.localdate() - timedelta(days=1)}, "held_on"),
        ({"place": " "}, "place"),
        ({"quorum": 1}, "quorum"),
    ],
)
def test_a_convening_that_cannot_be_is_refused(changes, field):
    with pytest.raises(Invalid) as refusal:
        scene.session(scene.presented_call(1), **changes)
    assert refusal.value.field == field


def test_a_session_opens_on_its_day_with_the_quorum_and_publishes_its_lot():
    made = scene.session(scene.presented_call(2), quorum=2, held_on=timezone.localdate() + timedelta(days=1))
    with pytest.raises(Invalid, match="se tient le"):
        meeting.open_session(scene.actor("aminata"), made, present=[scene.account("tidiane")])
    meeting.amend_session(scene.actor("oumou"), made, held_on=timezone.localdate(), place="Kati", quorum=3)
    with pytest.raises(Invalid, match="2 sur 3"):
        meeting.open_session(scene.actor("aminata"), made, present=[scene.account("tidiane")])
    scene.charge("pierre", "member")
    present = [scene.account("tidiane"), scene.account("pierre")]
    with pytest.raises(NotAllowed):
        meeting.open_session(scene.actor("tidiane"), made, present=present)
    meeting.open_session(scene.actor("aminata"), made, present=present)
    assert made.state == "held"
    assert made.lot == f"session-{made.pk}-{timezone.localdate().isoformat()}"
    assert made.seats.get(presides=True).account.username == "aminata"
    assert [item.application.score for item in scene.agenda(made)] == [65, 60]


def test_whoever_is_not_of_the_committee_or_evaluated_the_call_does_not_sit():
    call = scene.call()
    scene.shortlisted_application(call)
    scene.close(call)
    made = scene.session(call)
    with pytest.raises(Invalid, match="pas du comité"):
        meeting.open_session(scene.actor("aminata"), made, present=[scene.account("oumou")])
    with pytest.raises(Invalid, match="ne se cumule pas"):
        scene.charge("sory", "member")
    # Even when the first duty has ended, what was scored was scored
    evaluated = Application.objects.system(LOOK).get().evaluations.system(LOOK).first().evaluator
    for charge in evaluated.charges.all():
        charge.until = timezone.localdate()
        charge.save()
    scene.charge(evaluated.username, "member")
    with pytest.raises(Invalid, match="a évalué cet appel"):
        meeting.open_session(scene.actor("aminata"), made, present=[evaluated])


# Proposals


def test_three_proposals_are_computed_part_by_part_and_then_never_change():
    made = scene.open_session(scene.presented_call(**TWO_FIT))
    run = proposing.start_proposals(scene.actor("oumou"), made)
    proposing.compute_proposals(scene.actor("aminata"), run)
    assert (run.part, run.done) == (1, False)
    run = scene.proposals(made)
    best, *others = scene.agenda(made)
    by_amount = {item.application.asked: item.application.code for item in [best, *others]}
    optimum = run.results["optimum"]
    assert set(optimum["chosen"]) == {by_amount[600_000], by_amount[800_000]}
    assert (optimum["value"], optimum["proven"]) == (130.0, True)
    assert run.results["ranked"]["chosen"] == optimum["chosen"]
    why = optimum["reasons"][by_amount[700_000]]
    assert why["lost"] == "budget"
    assert why["instead"] == by_amount[800_000]
    assert why["most"] == 5.0
    assert why["budget"] == 700_000
    lack = proposing.lack_in(run, by_amount[700_000])
    assert lack == {"points": 5.0, "proven": True, "leave": [by_amount[800_000]], "enter": []}
    figures = figures_of(run, "optimum")
    assert (figures["spent"], figures["number"], figures["price"]) == (1_400_000, 2, 0)
    assert run.number == 2
    with pytest.raises(Invalid, match="ne change plus"):
        proposing.compute_proposals(scene.actor("oumou"), run)


def test_inputs_hold_no_name_and_no_key_and_their_digest_tells_them_apart():
    made = scene.open_session(scene.presented_call(2))
    first, again = (proposing.start_proposals(scene.actor("oumou"), made) for _once in "ab")
    assert first.digest == again.digest
    said = str(first.inputs)
    keys = [item.application.household_key for item in scene.agenda(made)]
    assert all(keys)
    assert not [word for word in (scene.APPLICANT, scene.VILLAGE, scene.PHONE, *keys) if word in said]
    proposing.force_application(
        scene.actor("aminata"), scene.agenda(made)[0], forced="out", reason="Terrain contesté"
    )
    assert proposing.start_proposals(scene.actor("oumou"), made).digest != first.digest


def test_what_the_committee_imposes_is_in_and_what_it_sets_aside_is_out():
    made = scene.open_session(scene.presented_call(**TWO_FIT))
    best, middle, _last = scene.agenda(made)
    with pytest.raises(Invalid, match="Dites pourquoi"):
        proposing.force_application(scene.actor("aminata"), middle, forced="in")
    with pytest.raises(NotAllowed):
        proposing.force_application(scene.actor("tidiane"), middle, forced="in", reason="Priorité")
    proposing.force_application(scene.actor("aminata"), middle, forced="in", reason="Priorité")
    proposing.force_application(scene.actor("aminata"), best, forced="out", reason="Terrain contesté")
    run = scene.proposals(made)
    for proposal in ("ranked", "optimum", "zones_first"):
        assert middle.application.code in run.chosen(proposal)
        assert best.application.code not in run.chosen(proposal)
    assert run.results["optimum"]["reasons"][best.application.code]["lost"] == "forced"


def test_rules_that_cannot_hold_together_are_named():
    made = scene.open_session(scene.presented_call(**TWO_FIT))
    for item in scene.agenda(made):
        proposing.force_application(scene.actor("aminata"), item, forced="in", reason="Toutes")
    run = scene.proposals(made)
    assert run.done
    assert any("budget de 1 400 000 FCFA" in rule for rule in run.conflict)
    with pytest.raises(Invalid, match="n’est pas calculée"):
        voting.vote_proposal(scene.actor("aminata"), run, proposal="optimum", voice="for")


def test_a_share_that_nobody_presented_can_fill_is_named():
    made = scene.open_session(scene.presented_call(**TWO_FIT | {"protected": 100}))
    run = scene.proposals(made)
    assert run.done
    assert run.conflict == ["au moins 100 % des aides à des personnes protégées"]


# Votes


def test_a_vote_is_carried_by_more_than_half_and_the_president_decides_a_tie():
    made = scene.open_session(scene.presented_call(1))
    [item] = scene.agenda(made)
    voting.cast_vote(scene.actor("tidiane"), item, voice="for")
    assert not tally_of(item).valid
    voting.cast_vote(scene.actor("aminata"), item, voice="against")
    assert not tally_of(item).carried
    voting.cast_vote(scene.actor("tidiane"), item, voice="against")
    voting.cast_vote(scene.actor("aminata"), item, voice="for")
    assert tally_of(item).carried
    assert Vote.objects.system(LOOK).count() == 2


@pytest.mark.parametrize(
    ("able", "for_it", "against", "abstained", "casting", "carried"),
    [
        (5, 3, 2, 0, False, True),
        (5, 2, 0, 3, True, False),
        (4, 2, 2, 0, True, True),
        (4, 2, 2, 0, False, False),
        (3, 2, 0, 0, True, False),
        (0, 0, 0, 0, False, False),
    ],
)
def test_voices_are_counted_against_all_who_may_vote(able, for_it, against, abstained, casting, carried):
    tally = voting.Tally(able, for_it, against, abstained, quorum=3, casting=casting)
    assert tally.carried is carried


def test_who_has_an_interest_does_not_vote_and_a_voice_given_before_is_taken_back():
    made = scene.open_session(scene.presented_call(1))
    [item] = scene.agenda(made)
    voting.cast_vote(scene.actor("tidiane"), item, voice="for")
    with pytest.raises(Invalid):
        voting.recuse_oneself(scene.actor("tidiane"), item, nature=" ")
    voting.recuse_oneself(scene.actor("tidiane"), item, nature="Un cousin")
    assert tally_of(item).able == 1
    assert not Vote.objects.system(LOOK).exists()
    with pytest.raises(NotAllowed, match="vous y avez un intérêt"):
        voting.cast_vote(scene.actor("tidiane"), item, voice="for")
    with pytest.raises(NotAllowed):
        voting.cast_vote(scene.actor("oumou"), item, voice="for")


def test_a_proposal_that_is_adopted_leaves_apart_what_somebody_present_may_not_vote_on():
    made = scene.open_session(scene.presented_call(**TWO_FIT))
    best, *_others = scene.agenda(made)
    voting.recuse_oneself(scene.actor("tidiane"), best, nature="Un cousin")
    run = scene.proposals(made)
    with pytest.raises(Invalid, match="pas été adoptée"):
        deciding.adopt_proposal(scene.actor("aminata"), run, proposal="optimum")
    for by in ("aminata", "tidiane"):
        voting.vote_proposal(scene.actor(by), run, proposal="optimum", voice="for")
    assert deciding.adopt_proposal(scene.actor("aminata"), run, proposal="optimum", reserve=1) == 2
    best, middle, last = scene.agenda(made)
    assert (best.outcome, middle.outcome, middle.place, last.outcome) == ("", "reserve", 1, "approved")
    with pytest.raises(Invalid, match="1 demandes sont encore à décider"):
        meeting.end_session(scene.actor("aminata"), made)
    voting.cast_vote(scene.actor("aminata"), best, voice="for")
    deciding.settle_application(scene.actor("aminata"), best, outcome="approved")
    meeting.end_session(scene.actor("aminata"), made)


def test_one_votes_on_the_last_computing_only():
    made = scene.open_session(scene.presented_call(1))
    first = scene.proposals(made)
    scene.proposals(made)
    with pytest.raises(Invalid, match="plus récent"):
        voting.vote_proposal(scene.actor("aminata"), first, proposal="optimum", voice="for")


# Decisions


def test_a_decision_follows_the_vote():
    made = scene.open_session(scene.presented_call(2))
    one, other = scene.agenda(made)
    with pytest.raises(Invalid, match="pas encore voté"):
        deciding.settle_application(scene.actor("aminata"), one, outcome="approved")
    scene.voted(one)
    with pytest.raises(Invalid, match="Le vote a accordé"):
        deciding.settle_application(scene.actor("aminata"), one, outcome="refused", reason="Non")
    deciding.settle_application(scene.actor("aminata"), one, outcome="approved", granted=500_000)
    assert scene.agenda(made)[0].granted == 500_000
    scene.voted(other, "against")
    with pytest.raises(Invalid, match="n’a pas accordé"):
        deciding.settle_application(scene.actor("aminata"), other, outcome="approved")
    with pytest.raises(Invalid, match="Dites pourquoi"):
        deciding.settle_application(scene.actor("aminata"), other, outcome="refused")
    deciding.settle_application(scene.actor("aminata"), other, outcome="refused", reason="Sans débouché")
    assert scene.agenda(made)[1].words["reason"] == "Sans débouché"


def test_nothing_is_granted_beyond_what_is_asked_the_ceiling_or_the_budget():
    made = scene.open_session(
        scene.presented_call(3, budget=1_400_000, ceiling=800_000, women=0, protected=0)
    )
    best, middle, last = scene.agenda(made)
    for item in (best, middle, last):
        scene.voted(item)
    for item, amount in ((best, 800_001), (last, 600_001), (last, 0)):
        with pytest.raises(Invalid) as refusal:
            deciding.settle_application(scene.actor("aminata"), item, outcome="approved", granted=amount)
        assert refusal.value.field == "granted"
    deciding.settle_application(scene.actor("aminata"), best, outcome="approved", granted=800_000)
    with pytest.raises(Invalid, match="il reste 1.400.000 FCFA"):
        deciding.settle_application(scene.actor("aminata"), middle, outcome="approved", granted=600_001)
    deciding.settle_application(scene.actor("aminata"), middle, outcome="approved", granted=600_000)


# Signatures


def test_two_signatures_move_all_applications_together():
    made = scene.ended_session(scene.presented_call(**TWO_FIT))
    signing.sign_minutes(scene.actor("aminata"), made)
    assert set(states(made.call).values()) == {"shortlisted"}
    with pytest.raises(Invalid, match="une autre personne"):
        signing.sign_minutes(scene.actor("aminata"), made)
    assert made.state == "decided"
    signing.sign_minutes(scene.actor("tidiane"), made)
    assert made.state == "signed"
    assert states(made.call) == {600_000: "approved", 700_000: "reserve", 800_000: "approved"}
    granted = Application.objects.system(LOOK).filter(state="approved").values_list("granted", "asked")
    assert all(amount == asked for amount, asked in granted)
    made.call.refresh_from_db()
    assert made.call.state == "decided"
    assert left_of(made.call) == 0
    acts = AuditLine.objects.filter(act__in=["approve_application", "reserve_application"])
    assert acts.count() == 3
    assert tell_applicants(None) == 3


def test_who_refuses_reads_why_and_the_minutes_are_frozen():
    made = scene.open_session(scene.presented_call(**TWO_FIT))
    scene.adopted(made, reserve=0)
    meeting.end_session(scene.actor("aminata"), made)
    signing.sign_minutes(scene.actor("tidiane"), made)
    signing.sign_minutes(scene.actor("aminata"), made)
    refused = Application.objects.system(LOOK).get(state="refused")
    assert "n’a pas pu retenir tous les projets : le budget" in refused.words["reason"]
    assert refused.decided_by == scene.account("aminata")
    item = scene.agenda(made)[0]
    for act, words in (
        (voting.cast_vote, {"voice": "for"}),
        (deciding.settle_application, {"outcome": "reserve"}),
        (proposing.force_application, {"forced": "out", "reason": "x"}),
    ):
        with pytest.raises(StateNotOpen):
            act(scene.actor("aminata"), item, **words)
    with pytest.raises(StateNotOpen):
        meeting.resume_session(scene.actor("aminata"), made)


def test_two_members_without_the_president_do_not_sign_it():
    scene.charged_fund()
    scene.charge("pierre", "member")
    made = scene.session(scene.presented_call(1))
    meeting.open_session(
        scene.actor("aminata"), made, present=[scene.account("tidiane"), scene.account("pierre")]
    )
    scene.adopted(made)
    meeting.end_session(scene.actor("aminata"), made)
    signing.sign_minutes(scene.actor("tidiane"), made)
    with pytest.raises(Invalid, match="présidence"):
        signing.sign_minutes(scene.actor("pierre"), made)
    with pytest.raises(NotAllowed):
        signing.sign_minutes(scene.actor("oumou"), made)
    signing.sign_minutes(scene.actor("aminata"), made)
    assert made.state == "signed"


def test_a_debate_that_is_resumed_drops_the_signature_that_was_given():
    made = scene.ended_session(scene.presented_call(**TWO_FIT))
    signing.sign_minutes(scene.actor("tidiane"), made)
    meeting.resume_session(scene.actor("aminata"), made)
    assert not made.seats.filter(signed_at__isnull=False).exists()
    meeting.end_session(scene.actor("aminata"), made)
    signing.sign_minutes(scene.actor("tidiane"), made)
    assert made.state == "decided"


def test_decisions_that_were_changed_behind_the_minutes_are_not_signed():
    made = scene.ended_session(scene.presented_call(**TWO_FIT))
    Item.objects.system(LOOK).filter(session=made, outcome="approved").update(granted=1)
    with pytest.raises(Invalid, match="a changé depuis la clôture"):
        signing.sign_minutes(scene.actor("aminata"), made)


def test_one_that_was_withdrawn_meanwhile_stays_withdrawn():
    made = scene.ended_session(scene.presented_call(**TWO_FIT))
    gone = scene.agenda(made)[0].application
    withdraw_application(scene.actor("oumou"), gone)
    signing.sign_minutes(scene.actor("aminata"), made)
    signing.sign_minutes(scene.actor("tidiane"), made)
    assert states(made.call) == {600_000: "approved", 700_000: "reserve", 800_000: "withdrawn"}


# The reserve


def test_one_of_the_reserve_is_promoted_in_order_by_two_when_money_came_back(monkeypatch):
    made = scene.open_session(
        scene.presented_call(4, budget=1_600_000, ceiling=1_000_000, women=0, protected=0)
    )
    scene.adopted(made, reserve=2)
    meeting.end_session(scene.actor("aminata"), made)
    signing.sign_minutes(scene.actor("aminata"), made)
    signing.sign_minutes(scene.actor("tidiane"), made)
    waiting = sorted((one for one in scene.agenda(made) if one.place), key=lambda one: one.place)
    first, second = waiting
    words = {"amount": first.application.asked, "reason": "Projet arrêté"}
    with pytest.raises(Invalid, match="Il reste"):
        signing.promote_reserve(scene.actor("aminata"), first, **words)
    stopped = Application.objects.system(LOOK).filter(call=made.call, state="approved").latest("asked")
    stopped.state = "stopped"
    stopped.save()
    with pytest.raises(Invalid, match="Il reste"):
        signing.promote_reserve(scene.actor("aminata"), first, **words)
    monkeypatch.setattr(money, "_paid", [lambda application: 0])
    with pytest.raises(Invalid, match="attend avant elle"):
        signing.promote_reserve(scene.actor("aminata"), second, amount=1, reason="Projet arrêté")
    with pytest.raises(NotAllowed):
        signing.promote_reserve(scene.actor("tidiane"), first, **words)
    signing.promote_reserve(scene.actor("aminata"), first, **words)
    with pytest.raises(Invalid, match="une autre personne"):
        signing.confirm_promotion(scene.actor("aminata"), first)
    signing.confirm_promotion(scene.actor("tidiane"), first)
    scene.reread(first.application)
    assert (first.application.state, first.application.granted) == ("approved", words["amount"])
    assert Promotion.objects.system(LOOK).get().confirmed_by == scene.account("tidiane")
    with pytest.raises(Invalid, match="pas sur la liste"):
        signing.promote_reserve(scene.actor("aminata"), first, **words)


# Who sees


def test_the_room_is_open_to_the_fund_but_its_evaluators(account_for):
    made = scene.open_session(scene.presented_call(1))
    for who in ("oumou", "aminata", "tidiane", "pierre", "kadi"):
        assert session_for(scene.actor(who), made.pk) == made
    for who in ("sory", "ramata"):
        assert not sessions_visible_to(scene.actor(who)).exists()
        with pytest.raises(NotVisible):
            session_for(scene.actor(who), made.pk)
    account_for("guest", "Un autre", "fund_officer", "oim")
    assert not sessions_visible_to(scene.actor("guest")).exists()
    scene.proposals(made)
    for model in (Item, Run):
        rows = model.objects
        assert rows.visible_to(scene.actor("tidiane"), Category.GRANTS).exists()
        assert not rows.visible_to(scene.actor("sory"), Category.GRANTS).exists()
        assert not rows.visible_to(scene.actor("guest"), Category.GRANTS).exists()
