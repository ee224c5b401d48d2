"""Projects are dealt by lot to two evaluators, a third when they differ; conflicts step out; nobody judges what he filed."""

from decimal import Decimal
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siraba.foundation.access.errors import Invalid, NotAllowed
from siraba.protection.reintegration.calls.actions import end_charge
from siraba.protection.reintegration.calls.dealing import dealt, final_score, wanted_scores
from siraba.protection.reintegration.calls.evaluating import declare_conflict, score_application
from siraba.protection.reintegration.calls.models import Charge
from siraba.protection.reintegration.calls.selectors import desk_of, judged_by, own_evaluation, scores_of
from tests import scene

TOTALS = st.integers(0, 100)


# The score, by its properties


@given(TOTALS, TOTALS, st.integers(0, 100))
def test_two_scores_within_the_gap_make_their_mean_and_two_beyond_it_make_none(one, other, gap):
    close = abs(one - other) <= gap
    assert final_score([one, other], gap) == (Decimal(one + other) / 2 if close else None)
    assert wanted_scores([one, other], gap) == (2 if close else 3)


@given(st.lists(TOTALS, min_size=3, max_size=3), st.integers(0, 100))
def test_the_third_score_decides_between_the_two_and_is_never_outside_all_three(totals, gap):
    score = final_score(totals, gap)
    assert min(totals) <= score <= max(totals)
    assert score == final_score([totals[1], totals[0], totals[2]], gap)
    more = final_score([totals[0], totals[1], min(100, totals[2] + 1)], gap)
    assert 0 <= more - score <= 1


@given(st.sets(st.integers(1, 50), min_size=3, max_size=12), st.integers(2, 3), st.data())
def test_the_lot_gives_as_many_as_are_wanted_and_a_replacement_changes_nobody_else(evaluators, wanted, data):
    number = uuid4()
    first = dealt(number, evaluators, [], [], wanted)
    assert len(first) == min(wanted, len(evaluators))
    assert dealt(number, sorted(evaluators, reverse=True), [], [], wanted) == first
    gone = data.draw(st.sampled_from(first))
    second = dealt(number, evaluators, [], [gone], wanted)
    assert gone not in second
    assert set(first) - {gone} <= set(second)


def test_the_lot_is_even():
    """Of six evaluators each has about a third of the projects: within four deviations of 3000 draws."""
    shares = dict.fromkeys(range(6), 0)
    for _ in range(3000):
        for one in dealt(uuid4(), range(6), [], [], 2):
            shares[one] += 1
    assert all(1000 - 104 < share < 1000 + 104 for share in shares.values())


# The desk


@pytest.fixture
def admitted(db):
    return scene.admitted_application()


def test_a_project_is_dealt_to_two_and_is_on_their_desks_alone(admitted):
    two = scene.evaluators(admitted)
    assert len(two) == 2
    for username in ("sory", "ramata", "demba"):
        assert [one.code for one, _own in desk_of(scene.actor(username))] == (
            [admitted.code] if username in two else []
        )
    (third,) = {"sory", "ramata", "demba"} - set(two)
    with pytest.raises(NotAllowed):
        scene.evaluation(admitted, third, 50)


def test_two_scores_within_the_gap_give_the_project_its_score(admitted):
    first, second = scene.evaluators(admitted)
    scene.evaluation(admitted, first, 60)
    assert admitted.score is None
    assert scores_of(scene.actor(second), admitted) == []
    assert own_evaluation(scene.actor(second), admitted) is None
    scene.evaluation(admitted, second, 75)
    scene.reread(admitted)
    assert (admitted.state, admitted.score) == ("scored", Decimal("67.50"))
    assert [one.total for one in scores_of(scene.actor("tidiane"), admitted)] == [60, 75]


def test_two_scores_far_apart_call_a_third_and_the_median_stands(admitted):
    first, second = scene.evaluators(admitted)
    scene.evaluation(admitted, first, 20)
    scene.evaluation(admitted, second, 80)
    scene.reread(admitted)
    assert admitted.state == "admissible"
    (third,) = set(scene.evaluators(admitted)) - {first, second}
    scene.evaluation(admitted, third, 70)
    scene.reread(admitted)
    assert (admitted.state, admitted.score) == ("scored", Decimal(70))


def test_an_evaluator_with_a_conflict_is_replaced_also_after_having_begun(admitted):
    first, second = scene.evaluators(admitted)
    declare_conflict(scene.actor(first), admitted, conflict="Mon cousin vend ces poussins")
    third = next(one for one in scene.evaluators(admitted) if one != second)
    assert third != first
    with pytest.raises(NotAllowed):
        score_application(scene.actor(first), admitted, points=scene.points_of(admitted.call, 90))
    scene.evaluation(admitted, third)
    declare_conflict(scene.actor(third), admitted)
    assert scene.evaluators(admitted) == [second]
    assert {scene.account(one).pk for one in (first, third)} <= judged_by(admitted)


def test_who_is_no_longer_charged_is_replaced_but_a_score_stays(admitted):
    first, second = scene.evaluators(admitted)
    scene.evaluation(admitted, first, 60)
    for username in (first, second):
        end_charge(scene.actor("bakary"), Charge.objects.get(account__username=username))
    now = scene.evaluators(admitted)
    assert first in now
    assert second not in now
    assert len(now) == 2


def test_nobody_evaluates_what_he_filed(admitted):
    """Somebody was the secretary when it was filed, and is an evaluator now."""
    admitted.filed_by = scene.account("sory")
    admitted.save()
    assert set(scene.evaluators(admitted)) == {"ramata", "demba"}


def test_points_are_whole_within_each_criterion_and_given_once(admitted):
    first, _second = scene.evaluators(admitted)
    points = scene.points_of(admitted.call, 50)
    with pytest.raises(Invalid, match="conflit"):
        score_application(scene.actor(first), admitted, points=points)
    scene.evaluation(admitted, first)
    for wrong in ({"need": 21}, {"need": -1}, {"need": 1.5}, {"need": None}, {"other": 3}):
        with pytest.raises(Invalid):
            score_application(scene.actor(first), admitted, points={**points, **wrong})
    score_application(scene.actor(first), admitted, points=points)
    with pytest.raises(Invalid, match="déjà noté"):
        score_application(scene.actor(first), admitted, points=points)
