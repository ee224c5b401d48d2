"""The report of follow-ups: who was reached, what was gained, at what cost, and no small count."""

from types import SimpleNamespace
from uuid import UUID, uuid4

import pytest
from django.urls import reverse

from siraba.foundation.access.policy import Purpose
from siraba.protection.reintegration.followup.models import ScoreTable
from siraba.protection.reintegration.followup.report import attrition, cost, gains, report_for
from siraba.protection.reintegration.plans import costs
from siraba.protection.reintegration.plans.actions import end_reintegration_plan
from tests import returning, scene

pytestmark = pytest.mark.django_db


def due(month, state, channel="direct", times=1):
    return [SimpleNamespace(month=month, state=state, channel=channel) for _ in range(times)]


def test_who_was_reached_is_counted_by_month_and_by_channel():
    rows = [
        *due(0, "done", times=20), *due(0, "due", "referral", 10), *due(6, "done", "referral", 12),
        *due(6, "unreachable", "referral", 8),
    ]  # fmt: skip
    by_month, by_channel = attrition(rows)
    assert by_month.rows == [
        ("Au départ", ["20", "0", "10"], "30", "67 %"),
        ("À 6 mois", ["12", "8", "0"], "20", "60 %"),
        ("Total", ["32", "8", "10"], "50", "64 %"),
    ]
    assert [row[1:] for row in by_channel.rows] == [
        (["20", "0", "0"], "20", "100 %"),
        (["12", "8", "10"], "30", "40 %"),
        (["32", "8", "10"], "50", "64 %"),
    ]


def test_few_persons_are_hidden_and_cannot_be_worked_out():
    rows = [*due(0, "done", times=20), *due(0, "unreachable", times=2), *due(6, "done", "referral", 12)]
    for table in attrition(rows):
        cells = [cell for _label, cells, total, _share in table.rows for cell in (*cells, total)]
        assert "2" not in cells
        assert "22" not in cells  # with the 20 beside it, it would tell the two
        assert "<5" in cells
    assert attrition([]) == []


@pytest.fixture
def table(db):
    return ScoreTable.objects.get(subject="sustainability")


def returns(table, number, before, after, channel="direct"):
    """Persons with a baseline and a year, each score the same in all dimensions."""
    done, measures = [], []
    for _ in range(number):
        of = uuid4()
        for month, value in ((0, before), (12, after)):
            one = SimpleNamespace(pk=uuid4(), of=of, month=month, channel=channel)
            scores = {name: {"value": value, "answered": 5, "asked": 5} for name in table.table.names}
            done.append(one)
            measures.append(SimpleNamespace(follow_up_id=one.pk, table=table, scores=scores))
    return done, measures


def both(*groups):
    return [one for done, _measures in groups for one in done], [
        one for _d, measures in groups for one in measures
    ]


def test_the_gain_is_of_those_who_have_both_measures(table):
    done, measures = both(returns(table, 3, 0.2, 0.5), returns(table, 3, 0.2, 0.7))
    lost, only_before = returns(table, 4, 0.0, 1.0)
    done += [one for one in lost if one.month == 0]
    measures += [one for one in only_before if one.scores["composite"]["value"] == 0.0]
    (found,) = gains(done, measures)
    (label, rows), *_channels = found.groups
    assert (label, [row.persons for row in rows]) == ("Ensemble", ["6"] * 4)
    assert rows[-1].label == "Ensemble"
    assert (rows[-1].mean, rows[-1].low, rows[-1].high) == (
        "+0.40",
        "+0.29",
        "+0.51",
    )  # 0,4 ± 2,571 · 0,1095 / √6


def test_a_gain_of_few_persons_is_not_told(table):
    (found,) = gains(*returns(table, 4, 0.2, 0.5))
    ((_label, rows),) = found.groups
    assert {(row.persons, row.mean, row.low) for row in rows} == {("<5", "·", "·")}


@pytest.mark.parametrize(("few", "groups"), [(5, 3), (4, 1)])
def test_a_small_channel_is_not_found_by_taking_the_other_from_the_whole(table, few, groups):
    done, measures = both(returns(table, 9, 0.2, 0.5), returns(table, few, 0.2, 0.9, "referral"))
    (found,) = gains(done, measures)
    assert len(found.groups) == groups


def test_a_score_that_was_insufficient_has_no_gain(table):
    done, measures = returns(table, 6, 0.2, 0.5)
    measures[0].scores["social"]["value"] = None
    (found,) = gains(done, measures)
    persons = {row.label: row.persons for row in found.groups[0][1]}
    assert (persons["Sociale"], persons["Économique"]) == ("5", "6")


def test_a_report_holds_the_actor_s_own_alone(awa, boubacar, coumba, garba):
    returning.done(returning.follow_up(returning.running_plan(months=1)))
    own = report_for(scene.actor("awa"))
    assert [row[0] for row in own.reached[0].rows] == ["Au départ", "À 1 mois", "Total"]
    other = report_for(scene.actor("boubacar"))
    assert (other.reached, other.gains, other.cost) == ([], [], None)


def test_a_fund_counts_all_of_its_own_and_reads_nobody(awa, coumba, garba, client_for):
    case = scene.open_case()
    plan = returning.running_plan(case, application=returning.application(case), months=1)
    returning.done(returning.follow_up(plan))
    found = report_for(scene.actor("oumou", Purpose.FUND))
    assert found.reached[0].rows[-1][1][0] == "<5"
    page = client_for(scene.account("oumou")).get(reverse("followup:report")).content.decode()
    assert "Qui a été joint" in page
    assert case.code not in page


def test_a_cost_is_told_where_a_room_pays_and_not_of_few(awa, coumba, garba, monkeypatch, settings):
    monkeypatch.setattr(costs, "_paid", [])
    actor, case = scene.actor("awa"), scene.open_case()
    plan = returning.running_plan(case, application=returning.application(case))
    end_reintegration_plan(actor, plan, ending="completed")
    assert cost(actor) is None

    asked: list[UUID] = []
    costs.tell_costs(lambda applications: {pk: 300_000 for pk in applications if not asked.append(pk)})
    assert cost(actor).completed == "<5"
    assert asked == [plan.application_id]
    settings.SMALL_COUNT = 1
    assert (cost(actor).completed, cost(actor).mean) == ("1", "300\u202f000")
