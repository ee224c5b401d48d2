"""The table of gaps: scripted cases, to be checked by a jurist before release, and what holds for every answer.

Each case names what differs from a person all of whose papers are in order. All are fictitious.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siraba.protection.statelessness.gaps import found_again, gaps_of, holds, level_of
from siraba.protection.statelessness.questions import BY_CODE, QUESTIONS, mistaken
from siraba.protection.statelessness.table import GAP, GAPS, ORDER, REMEDIES, REMEDY, Level

IN_ORDER = {
    "birth": "yes",
    "volet": "yes",
    "birthplace": "mali",
    "border": "no",
    "foundling": "no",
    "parents_birthplace": "both",
    "parents_papers": "malian",
    "own_papers": "malian",
    "marriage": "none",
    "nomadic": "no",
    "refuge": "none",
    "lost": "no",
    "mismatch": "no",
    "consulate": "not_asked",
    "trafficking": "no",
}
STRANGER = {"own_papers": "none", "parents_birthplace": "elsewhere", "parents_papers": "none"}

# name | what differs | level | gaps
CASES = {
    "all papers in order": ({}, "documented", ""),
    "foreigner with a passport": (
        {"birthplace": "abroad", "parents_birthplace": "elsewhere", "parents_papers": "foreign", "own_papers": "foreign"},
        "documented",
        "",
    ),
    "two nationalities, both on paper": ({"own_papers": "both", "parents_papers": "both"}, "documented", ""),
    "parents of two nationalities": ({"parents_papers": "both"}, "documented", "second_nationality"),
    "two nationalities, no paper of either": (
        {"own_papers": "none", "parents_papers": "both"},
        "provable",
        "by_parent second_nationality",
    ),
    "two nationalities, papers burnt": (
        {"own_papers": "both", "parents_papers": "both", "lost": "yes"},
        "provable",
        "papers_lost foreign_papers_lost",
    ),
    "newborn within thirty days": ({"birth": "new", "volet": "no"}, "provable", "birth_new"),
    "birth never declared": ({"birth": "no", "volet": "no"}, "provable", "birth_unregistered"),
    "birth never declared, no nationality paper": (
        {"birth": "no", "volet": "no", "own_papers": "none"},
        "provable",
        "birth_unregistered by_parent",
    ),
    "nobody knows whether it was declared": (
        {"birth": "unknown", "volet": "no"},
        "provable",
        "birth_unsearched",
    ),
    "act never collected": ({"volet": "no"}, "provable", "act_not_held"),
    "act in hand, no register knows it": (
        {"birth": "no", "volet": "yes"},
        "provable",
        "birth_unregistered act_without_registration",
    ),
    "parent has papers, child has none": ({"own_papers": "none"}, "provable", "by_parent"),
    "child abroad of a Malian, act not transcribed": (
        {"birthplace": "abroad", "own_papers": "none"},
        "provable",
        "act_to_transcribe by_parent",
    ),
    "child abroad of a Malian, never declared": (
        {"birthplace": "abroad", "birth": "no", "volet": "no", "own_papers": "none"},
        "provable",
        "birth_abroad_unregistered by_parent",
    ),
    "child abroad of a Malian with a foreign passport": (
        {"birthplace": "abroad", "own_papers": "foreign"},
        "provable",
        "act_to_transcribe",
    ),
    "foundling in Mali": (
        {"foundling": "yes", "birth": "no", "volet": "no", "parents_birthplace": "unknown", "parents_papers": "unknown", "own_papers": "none"},
        "provable",
        "birth_unregistered foundling_in_mali",
    ),
    "foundling whose birthplace nobody knows": (
        {"foundling": "yes", "birth": "no", "volet": "no", "birthplace": "unknown", "parents_birthplace": "unknown", "parents_papers": "unknown", "own_papers": "none"},
        "undetermined",
        "birth_unregistered birthplace_unknown foundling_elsewhere",
    ),
    "foundling brought from abroad": (
        {"foundling": "yes", "birth": "no", "volet": "no", "birthplace": "abroad", "parents_birthplace": "unknown", "parents_papers": "unknown", "own_papers": "none"},
        "undetermined",
        "birth_abroad_unregistered foundling_elsewhere abroad_without_link",
    ),
    "foundling with a certificate": (
        {"foundling": "yes", "parents_birthplace": "unknown", "parents_papers": "unknown"},
        "documented",
        "",
    ),
    "born in Mali of a foreigner born in Mali": (
        {"own_papers": "none", "parents_birthplace": "one", "parents_papers": "foreign"},
        "provable",
        "double_birth",
    ),
    "whole family without papers": (
        {"birth": "no", "volet": "no", "own_papers": "none", "parents_papers": "none"},
        "provable",
        "birth_unregistered family_without_papers",
    ),
    "one parent born in Mali, nobody has papers": (
        {"own_papers": "none", "parents_birthplace": "one", "parents_papers": "none"},
        "undetermined",
        "one_parent_without_papers",
    ),
    "born in Mali, parents from elsewhere without any nationality": (
        STRANGER,
        "possibly_stateless",
        "no_known_link",
    ),
    "born in Mali, parents' papers unknown": (
        {**STRANGER, "parents_papers": "unknown"},
        "undetermined",
        "link_unsearched",
    ),
    "born in Mali, parents unknown to her": (
        {"own_papers": "unknown", "parents_birthplace": "unknown", "parents_papers": "unknown"},
        "undetermined",
        "link_unsearched",
    ),
    "child of foreigners, no passport": (
        {"own_papers": "none", "parents_birthplace": "elsewhere", "parents_papers": "foreign"},
        "provable",
        "foreign_by_parent",
    ),
    "migrant without papers, parents with theirs": (
        {"birthplace": "abroad", "own_papers": "none", "parents_birthplace": "elsewhere", "parents_papers": "foreign"},
        "provable",
        "foreign_by_parent",
    ),
    "migrant, no paper in the family": (
        {**STRANGER, "birthplace": "abroad"},
        "undetermined",
        "abroad_without_link",
    ),
    "migrant whom a consulate refuses": (
        {**STRANGER, "birthplace": "abroad", "consulate": "yes"},
        "possibly_stateless",
        "abroad_without_link refused",
    ),
    "consulate refuses the holder of an old passport": (
        {"birthplace": "abroad", "own_papers": "foreign", "parents_birthplace": "elsewhere", "parents_papers": "foreign", "consulate": "yes"},
        "possibly_stateless",
        "refused",
    ),
    "consulate refuses, but a parent is Malian": (
        {"own_papers": "none", "consulate": "yes"},
        "provable",
        "by_parent",
    ),
    "consulate refuses, but born in Mali of one born there": (
        {"own_papers": "none", "parents_papers": "foreign", "consulate": "yes"},
        "provable",
        "double_birth",
    ),
    "refugee without papers": (
        {**STRANGER, "birthplace": "abroad", "refuge": "first", "parents_papers": "foreign"},
        "undetermined",
        "refugee",
    ),
    "refugee whose birth was never declared": (
        {**STRANGER, "birthplace": "abroad", "birth": "no", "volet": "no", "refuge": "first", "parents_papers": "foreign"},
        "undetermined",
        "birth_abroad_unregistered refugee",
    ),
    "second generation of refugees, born in Mali": (
        {**STRANGER, "refuge": "second", "parents_papers": "foreign"},
        "undetermined",
        "refugee_child",
    ),
    "second generation, parents without papers": (
        {**STRANGER, "refuge": "second"},
        "possibly_stateless",
        "no_known_link refugee_child",
    ),
    "third generation, parents born in Mali": (
        {"own_papers": "none", "parents_papers": "foreign", "refuge": "second"},
        "provable",
        "double_birth",
    ),
    "refugee married to a Malian": (
        {**STRANGER, "birthplace": "abroad", "refuge": "first", "parents_papers": "foreign", "marriage": "malian"},
        "undetermined",
        "refugee malian_spouse",
    ),
    "nomad never registered": (
        {"nomadic": "yes", "birth": "no", "volet": "no", "own_papers": "none", "parents_papers": "none"},
        "provable",
        "birth_unregistered nomadic_unregistered family_without_papers",
    ),
    "nomad born on the road, nobody knows where": (
        {"nomadic": "yes", "birth": "no", "volet": "no", "birthplace": "unknown", "own_papers": "none", "parents_birthplace": "unknown", "parents_papers": "none"},
        "undetermined",
        "birth_unregistered birthplace_unknown nomadic_unregistered",
    ),
    "nomad with papers": ({"nomadic": "yes"}, "documented", ""),
    "village on the border": (
        {"border": "yes", "own_papers": "none", "parents_papers": "none"},
        "undetermined",
        "family_without_papers border_village",
    ),
    "village on the border, parent with papers": (
        {"border": "yes", "own_papers": "none"},
        "provable",
        "by_parent",
    ),
    "name written two ways": ({"mismatch": "yes"}, "provable", "names_differ"),
    "name written two ways, no nationality paper": (
        {"mismatch": "yes", "own_papers": "none"},
        "provable",
        "by_parent names_differ",
    ),
    "papers lost in a flood": ({"lost": "yes"}, "provable", "papers_lost"),
    "foreign passport lost": (
        {"birthplace": "abroad", "parents_birthplace": "elsewhere", "parents_papers": "foreign", "own_papers": "foreign", "lost": "yes"},
        "provable",
        "foreign_papers_lost",
    ),
    "papers taken by traffickers": (
        {"lost": "yes", "trafficking": "yes"},
        "provable",
        "papers_lost trafficked",
    ),
    "trafficked child from abroad without papers": (
        {**STRANGER, "birthplace": "abroad", "trafficking": "yes", "birth": "unknown", "volet": "no"},
        "undetermined",
        "birth_unsearched abroad_without_link trafficked",
    ),
    "nationality lost by marriage": (
        {"marriage": "lost", "own_papers": "none", "birthplace": "abroad", "parents_birthplace": "elsewhere", "parents_papers": "foreign"},
        "undetermined",
        "foreign_by_parent lost_by_marriage",
    ),
    "foreign wife of a Malian, without papers": (
        {"marriage": "malian", "own_papers": "none", "birthplace": "abroad", "parents_birthplace": "elsewhere", "parents_papers": "foreign"},
        "provable",
        "foreign_by_parent malian_spouse",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_a_scripted_case_shows_its_gaps_and_its_level(name):
    differs, level, gaps = CASES[name]
    answers = IN_ORDER | differs
    assert mistaken(answers) == []
    found = gaps_of(answers)
    assert [one.gap.code for one in found] == gaps.split()
    assert level_of(found) == level


def test_the_cases_try_every_row_of_the_table():
    assert len(CASES) >= 40
    assert {gap for _differs, _level, gaps in CASES.values() for gap in gaps.split()} == set(GAP)


def test_the_table_names_only_what_there_is():
    for gap in GAPS:
        assert gap.remedies, gap.code
        assert gap.source, gap.code
        assert set(gap.remedies) <= set(REMEDY), gap.code
        for when in gap.when:
            assert when
            assert set(when) <= set(BY_CODE), gap.code
            assert all(set(said) <= set(BY_CODE[code].answers) for code, said in when.items()), gap.code
    assert (len(GAP), len(REMEDY)) == (len(GAPS), len(REMEDIES))
    assert 12 <= len(QUESTIONS) <= 15
    assert all("unknown" in question.answers for question in QUESTIONS)


answered = st.fixed_dictionaries({one.code: st.sampled_from(sorted(one.answers)) for one in QUESTIONS})


@given(answered)
def test_who_has_no_paper_of_a_nationality_is_never_called_documented(answers):
    level = level_of(gaps_of(answers))
    assert level != Level.DOCUMENTED or answers["own_papers"] not in ("none", "unknown")


@given(answered)
def test_who_fled_a_state_is_never_sent_to_a_consulate_and_is_never_left_without_a_remedy(answers):
    for found in gaps_of(answers):
        offered = {remedy.code for remedy in found.remedies}
        assert offered, found.gap.code
        if answers["refuge"] != "none":
            assert not offered & {"consular_act", "transcription"}
        assert offered | {one.code for one in found.kept_back} == set(found.gap.remedies)


@given(answered)
def test_whoever_may_be_stateless_is_told_of_unhcr_and_of_the_procedure(answers):
    found = gaps_of(answers)
    if level_of(found) == Level.POSSIBLY_STATELESS:
        furthest = [one for one in found if one.gap.level == Level.POSSIBLY_STATELESS]
        assert {"unhcr", "determination"} <= {one.code for gap in furthest for one in gap.remedies}


@given(answered, st.sampled_from(QUESTIONS))
def test_the_level_is_the_furthest_of_the_gaps_whatever_their_number(answers, question):
    found = gaps_of(answers)
    assert ORDER.index(level_of(found)) == max((ORDER.index(one.gap.level) for one in found), default=0)
    assert level_of([*found, *found]) == level_of(found)
    assert found_again([one.gap.code for one in found], answers) == found
    assert mistaken({**answers, question.code: "rien"}) == [question.code]
    assert mistaken({code: said for code, said in answers.items() if code != question.code}) == [
        question.code
    ]


def test_a_rule_holds_when_each_of_its_questions_has_one_of_its_answers():
    assert holds({"birth": ("no", "new"), "volet": ("no",)}, {"birth": "new", "volet": "no"})
    assert not holds({"birth": ("no",), "volet": ("no",)}, {"birth": "no", "volet": "yes"})
    assert not holds({"birth": ("no",)}, {})
