"""Each rule finds its own kind, and spares what only looks like it."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from siraba.engines.irregularities.acts import Acts, Mandate
from siraba.engines.irregularities.finding import RULES
from siraba.engines.irregularities.rules import (
    approvals,
    births,
    bursts,
    dating,
    duplicates,
    hours,
    judgments,
    mandates,
    people,
    sequence,
)
from siraba.engines.irregularities.tests.made import changed, honest, ids, named, of


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
@pytest.mark.parametrize("register", ["N", "JS"])
def test_an_honest_register_names_no_act(rule, register):
    assert not named(rule, honest(register=register))


def test_a_number_of_two_acts_and_a_form_of_two_acts_name_the_later():
    acts = honest()
    twice = changed(acts, [300], act_number=acts[100].act_number, form_serial=acts[100].form_serial)
    assert named(sequence.numbers_reused, twice) == named(sequence.forms_reused, twice) == {acts[300].act_id}


def test_a_spoilt_form_is_no_act_but_its_serial_is_used():
    acts = honest()
    spoilt = changed(acts, [100], status="void")
    assert not named(sequence.sequence_gaps, spoilt)
    again = changed(spoilt, [300], form_serial=acts[100].form_serial)
    assert named(sequence.forms_reused, again) == {acts[300].act_id}


def test_an_act_dated_a_month_before_its_neighbours_is_back_dated():
    acts = honest()
    false = changed(acts, [400], act_date=acts[400].act_date - timedelta(40))
    assert named(dating.back_dated, false) == {acts[400].act_id}


def test_a_paper_register_keyed_later_is_not_back_dated():
    acts = honest()
    paper = [
        replace(act, keyed_at=datetime(2025, 6, 2, 9) + timedelta(minutes=n), approved_at=None)
        if act.centre_id == "C3"
        else act
        for n, act in enumerate(acts)
    ]
    assert not named(dating.back_dated, paper)


def burst(acts, hearing=""):
    places = of(acts, centre_id="C2")[20:32]
    return changed(acts, places, act_date=date(2025, 2, 20), hearing_id=hearing), places


def test_a_burst_of_judgments_is_found_and_a_mobile_hearing_spared():
    acts = honest(register="JS")
    false, places = burst(acts)
    assert ids(acts, places) <= named(bursts.judgment_bursts, false)
    assert not named(bursts.judgment_bursts, burst(acts, "AF-12")[0])


def test_brothers_and_sisters_of_one_day_are_one_family_not_a_burst():
    acts = honest(register="JS")
    false, places = burst(acts)
    assert not named(bursts.judgment_bursts, changed(false, places, mother_id="M1"))


@pytest.mark.parametrize(
    ("rule", "column", "spared"),
    [
        (people.declarants, "declarant_id", "DM001"),
        (people.declarants, "declarant_id", "W01c2"),
        (people.witnesses, "witness1_id", "DM001"),
        (people.witnesses, "witness2_id", "W01c2"),
    ],
)
def test_one_person_for_many_mothers_is_named_unless_of_the_official_list(rule, column, spared):
    acts = honest()
    places = of(acts, centre_id="C4")[10:18]
    assert named(rule, changed(acts, places, **{column: "P9"})) == ids(acts, places)
    assert not named(rule, changed(acts, places, **{column: spared}))


def test_a_father_declares_the_children_of_each_of_his_wives():
    acts = honest()
    places = of(acts, centre_id="C4")[10:18]
    assert not named(people.declarants, changed(acts, places, declarant_id="P9", father_name="Bou Traoré"))


def late(acts, places, operator=None):
    return [
        replace(
            act,
            keyed_at=act.keyed_at.replace(hour=23),
            operator_id=operator or act.operator_id,
        )
        if n in set(places)
        else act
        for n, act in enumerate(acts)
    ]


def test_who_works_alone_at_night_is_named_and_a_centre_that_catches_up_is_not():
    acts = honest(1800)
    alone = of(acts, centre_id="C5")[6:126:15]
    assert named(hours.out_of_hours, late(acts, alone, "OPC50")) == ids(acts, alone)
    evening = [n for n in of(acts, centre_id="C5") if acts[n].act_date == acts[505].act_date]
    assert not named(hours.out_of_hours, late(acts, evening))
    one_night = of(acts, centre_id="C5", act_date=acts[505].act_date)[:1]
    assert not named(hours.out_of_hours, late(acts, one_night, "OPC50"))
    everybody = [n for n, act in enumerate(acts) if act.act_date in (acts[500].act_date, acts[700].act_date)]
    assert not named(hours.out_of_hours, late(acts, everybody))


def test_a_child_under_another_spelling_and_date_is_found():
    acts = honest()
    one = acts[50]
    copy = replace(
        acts[400],
        child_first=one.child_first,
        child_last=one.child_last,
        sex=one.sex,
        father_name=one.father_name.replace("ou", "u"),
        mother_name=one.mother_name.replace("k", "c"),
        mother_birth_year=one.mother_birth_year,
        birth_date=one.birth_date - timedelta(31),
    )
    assert named(duplicates.duplicates, [*acts[:400], copy, *acts[401:]]) == {copy.act_id}


def test_twins_and_homonyms_are_not_one_child():
    acts = honest()
    one, other = acts[50], acts[60]
    twin = replace(
        other,
        **{
            name: getattr(one, name)
            for name in "child_last father_name mother_name mother_id mother_birth_year birth_date act_date".split()
        },
    )
    homonym = replace(acts[400], child_first=one.child_first, child_last=one.child_last, sex=one.sex)
    assert not named(duplicates.duplicates, [*acts[:60], twin, *acts[61:400], homonym, *acts[401:]])


def test_round_dates_are_compared_with_the_region():
    acts = honest(register="JS")
    places = of(acts, centre_id="C6")[5:15]
    first = {"birth_date": date(2019, 1, 1)}
    assert named(births.round_dates, changed(acts, places, **first)) == ids(acts, places)
    assert not named(births.round_dates, changed(acts, places, birth_precision="year", **first))
    assert not named(births.round_dates, changed(acts, list(range(0, 600, 7)), **first))


def test_one_judgment_for_two_persons_names_the_later():
    acts = honest(register="JS")
    same = {name: getattr(acts[100], name) for name in ("judgment_no", "court", "judgment_date")}
    assert named(judgments.judgments_reused, changed(acts, [300], **same)) == {acts[300].act_id}


def test_numbers_that_courts_draw_at_random_prove_nothing_without_the_date():
    acts = [replace(act, judgment_no=str(1 + n * 7919 % 401)) for n, act in enumerate(honest(register="JS"))]
    assert not named(judgments.judgments_reused, acts)


def test_own_approval_is_named_save_where_a_centre_has_one_agent():
    acts = honest()
    own = changed(acts, [77], approver_id=acts[77].operator_id)
    assert named(approvals.own_approvals, own) == {acts[77].act_id}
    lonely = [
        replace(act, operator_id="S", approver_id="S") if act.centre_id == "C1" else act
        for act in honest(2000)
    ]
    assert not named(approvals.own_approvals, lonely)


def hasty(acts, places, **facts):
    return [
        replace(act, approved_at=act.keyed_at + timedelta(seconds=5 + n % 5), **facts)
        if n in set(places)
        else act
        for n, act in enumerate(acts)
    ]


def test_a_pair_that_approves_in_seconds_is_named():
    acts = honest(2000)
    places = of(acts, operator_id="OPC70")[:12]
    assert named(approvals.hasty_pairs, hasty(acts, places)) == ids(acts, places)


def test_a_slower_act_of_a_hasty_pair_is_not_suspect():
    acts = honest(2000)
    pair = of(acts, operator_id="OPC70")
    slower = sorted(pair[12:], key=lambda n: acts[n].approval_seconds)[:3]
    assert named(approvals.hasty_pairs, hasty(acts, pair[:12])).isdisjoint(ids(acts, slower))


def test_a_whole_border_commune_in_a_register_of_few_centres_is_compared_with_itself():
    acts = [act for act in honest(2000) if act.centre_id in ("C6", "C7", "C8")]
    border = changed(acts, of(acts, centre_id="C7"), birth_region="R9")
    assert not named(approvals.out_of_area, border)


def test_births_of_elsewhere_are_named_for_the_haste_and_not_for_the_place():
    acts = honest(2000)
    places = of(acts, operator_id="OPC70")[:12]
    assert named(approvals.out_of_area, hasty(acts, places, birth_region="R9")) == ids(acts, places)
    assert not named(approvals.out_of_area, changed(acts, places, birth_region="R9"))
    border = of(acts, centre_id="C7")
    assert not named(approvals.out_of_area, changed(acts, border, birth_region="R9"))


def test_births_that_cannot_be():
    acts = honest()
    child = changed(acts, [10], mother_birth_year=2019)
    assert named(births.impossible_births, child) == {acts[10].act_id}
    near = {"mother_id": acts[100].mother_id}
    soon = changed(
        acts, [300], birth_date=acts[100].birth_date + timedelta(90), act_date=date(2025, 6, 1), **near
    )
    assert named(births.impossible_births, soon) == {acts[300].act_id}
    assert not named(births.impossible_births, changed(acts, [110], birth_date=acts[100].birth_date, **near))


def test_a_mandate_is_judged_on_the_day_of_the_act():
    acts = honest(100)
    table = [
        Mandate(f"OFC{n}", f"C{n}", starts=date(2025, 1, 1), ends=date(2025, 1, 10) if n == 3 else None)
        for n in range(10)
    ]
    late_acts = {act.act_id for act in acts if act.centre_id == "C3" and act.act_date > date(2025, 1, 10)}
    found = {alert.act_id for alert in mandates.outside_mandates(Acts(acts), table)}
    assert found == late_acts
    assert late_acts
