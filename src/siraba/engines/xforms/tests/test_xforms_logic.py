"""A form is read, and its answers are examined as a telephone would examine them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siraba.engines.xforms import (
    FormUnreadable,
    by_name,
    examine,
    read_instance,
    read_xform,
    read_xlsform,
    tell,
    write_instance,
)
from siraba.engines.xforms.browser import conditions, native
from siraba.engines.xforms.logic import well_typed

NOW = datetime(2026, 11, 20, 10, 30, tzinfo=UTC)
FORM = """
| survey |
| | type | name | label::Français (fr) | label::English (en) | relevant | required | constraint | constraint_message::Français (fr) | calculation | choice_filter |
| | begin_group | who | Qui | Who | | | | | | |
| | select_one yn | child | Enfant ? | Child? | | yes | | | | |
| | integer | age | Âge | Age | ${child} = 'yes' | yes | . < 18 | Moins de 18 ans | | |
| | end_group | | | | | | | | | |
| | select_multiple need | needs | Besoins | Needs | | | not(selected(., 'none') and count-selected(.) > 1) | Rien, ou quelque chose | | |
| | date | seen_on | Vu le | Seen on | | | . <= today() | Dans le futur | | |
| | begin_group | care | Soins | Care | selected(${needs}, 'care') | | | | | |
| | text | illness | Maladie | Illness | | yes | | | | |
| | end_group | | | | | | | | | |
| | select_one region | region | Région | Region | | | | | | |
| | select_one town | town | Ville | Town | | | | | | region=${region} |
| | calculate | points | | | | | | | if(${child} = 'yes', 3, 0) + count-selected(${needs}) | |
| | calculate | next_on | | | | | | | if(${seen_on} != '', format-date(${seen_on} + 7, '%Y-%m-%d'), '') | |
| | begin_repeat | kin | Parents | Kin | | | | | | |
| | text | kin_name | Nom | Name | | yes | | | | |
| | integer | kin_age | Âge | Age | ${kin_name} != '' | | | | | |
| | end_repeat | | | | | | | | | |
| | calculate | kin_count | | | | | | | count(${kin}) | |
| | calculate | eldest | | | | | | | max(${kin_age}) | |
| choices |
| | list_name | name | label::Français (fr) | label::English (en) | region |
| | yn | yes | Oui | Yes | |
| | yn | no | Non | No | |
| | need | food | Nourriture | Food | |
| | need | care | Soins | Care | |
| | need | none | Rien | None | |
| | region | gao | Gao | Gao | |
| | region | kayes | Kayes | Kayes | |
| | town | ansongo | Ansongo | Ansongo | gao |
| | town | kita | Kita | Kita | kayes |
| settings |
| | form_id | form_title | version | default_language |
| | seen | Première rencontre | 3 | Français (fr) |
"""


def form_of(text: str):
    return read_xform(read_xlsform(text.encode(), "form.md"))


FORM_READ = form_of(FORM)


def examined(**answers):
    return examine(FORM_READ, answers, NOW)


def faults(**answers) -> dict[str, str]:
    return {fault.key: fault.code for fault in examined(**answers).faults}


def test_a_form_keeps_its_code_its_version_and_its_words_in_each_language():
    assert (FORM_READ.code, FORM_READ.version, FORM_READ.title) == ("seen", "3", "Première rencontre")
    age = FORM_READ.question("age")
    assert (age.label.in_language("fr"), age.label.in_language("en")) == ("Âge", "Age")
    assert age.label.in_language("bm") == "Âge"
    assert [choice.code for choice in FORM_READ.question("needs").choices] == ["food", "care", "none"]


def test_what_is_not_relevant_is_neither_asked_nor_kept():
    found = examined(who={"child": "no", "age": "40"}, needs="food", care={"illness": "palu"})
    assert found.faults == []
    assert found.answers["who"] == {"child": "no"}
    assert "care" not in found.answers
    assert {"who/age", "care", "care/illness"} <= found.hidden


def test_what_is_relevant_and_missing_is_a_fault():
    assert faults(who={"child": "yes"}, needs="care") == {"who/age": "required", "care/illness": "required"}
    assert faults() == {"who/child": "required"}


def test_a_hidden_answer_weighs_nothing_in_what_is_computed():
    chain = form_of(
        """
| survey |
| | type | name | label | relevant | calculation |
| | text | a | A | | |
| | integer | b | B | ${a} = 'x' | |
| | integer | c | C | ${b} > 0 | |
| | calculate | sum | | | coalesce(${b}, 0) + coalesce(${c}, 0) |
"""
    )
    assert examine(chain, {"a": "x", "b": "2", "c": "3"}, NOW).answers["sum"] == "5"
    assert examine(chain, {"a": "y", "b": "2", "c": "3"}, NOW).answers == {"a": "y", "sum": "0"}


@pytest.mark.parametrize(
    ("answers", "key", "code"),
    [
        ({"who": {"child": "yes", "age": "214"}}, "who/age", "constraint"),
        ({"who": {"child": "yes", "age": "quinze"}}, "who/age", "type"),
        ({"who": {"child": "peut-être"}}, "who/child", "choice"),
        ({"who": {"child": "no"}, "needs": "none food"}, "needs", "constraint"),
        ({"who": {"child": "no"}, "needs": "food gold"}, "needs", "choice"),
        ({"who": {"child": "no"}, "seen_on": "2026-11-21"}, "seen_on", "constraint"),
        ({"who": {"child": "no"}, "seen_on": "2026-13-01"}, "seen_on", "type"),
        ({"who": {"child": "no"}, "region": "gao", "town": "kita"}, "town", "choice"),
        ({"who": {"child": "no"}, "kin": [{"kin_name": "A"}, {}]}, "kin-1/kin_name", "required"),
        ({"who": {"child": "no"}, "kin": [{"kin_name": "é" * 10_001}]}, "kin-0/kin_name", "long"),
    ],
)
def test_each_wrong_answer_is_named_with_its_place(answers, key, code):
    assert faults(**answers) == {key: code}


def test_a_fault_speaks_the_words_of_the_form():
    found = examined(who={"child": "yes", "age": "18"})
    assert [fault.words for fault in found.faults] == ["Moins de 18 ans"]


def test_a_choice_depends_on_the_answer_before():
    assert faults(who={"child": "no"}, region="gao", town="ansongo") == {}
    assert faults(who={"child": "no"}, region="kayes", town="kita") == {}


def test_days_and_repeats_are_computed():
    found = examined(
        who={"child": "yes", "age": "9"},
        needs="food",
        seen_on="2026-11-20",
        kin=[{"kin_name": "Moussa", "kin_age": "40"}, {"kin_name": "Fanta", "kin_age": "61"}],
    )
    assert found.faults == []
    assert (found.answers["points"], found.answers["next_on"]) == ("4", "2026-11-27")
    assert (found.answers["kin_count"], found.answers["eldest"]) == ("2", "61")


@pytest.mark.parametrize(
    ("row_a", "row_b"),
    [
        ("| | text | a | A | ${b} = 'x' | |", "| | text | b | B | ${a} = 'y' | |"),
        ("| | calculate | a | | | ${b} + 1 |", "| | calculate | b | | | ${a} + 1 |"),
        ("| | text | a | A | ${a} = 'x' | |", "| | text | b | B | | |"),
    ],
)
def test_questions_that_wait_for_each_other_are_refused(row_a, row_b):
    text = f"| survey |\n| | type | name | label | relevant | calculation |\n{row_a}\n{row_b}\n"
    with pytest.raises(FormUnreadable) as refused:
        form_of(text + "| | text | c | C | | |\n")
    assert refused.value.code == "circle"
    assert "a" in refused.value.detail.split(" → ")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("| survey |\n| | type | name | label | relevant |\n| | text | a | A | foo(1) |", "expression"),
        ("| survey |\n| | type | name | label | constraint |\n| | text | a | A | . = ( |", "expression"),
        ("| survey |\n| | type | name | label |\n| | texte | a | A |", "xlsform"),
        ("| survey |\n| | type | name | label |\n| | select_one x | a | A |", "xlsform"),
        ("| survey |\n| | type | name | label |\n| | calculate | a | |", "xlsform"),
        ("rien", "damaged"),
    ],
)
def test_a_form_that_cannot_work_is_refused_when_it_is_read(text, code):
    with pytest.raises(FormUnreadable) as refused:
        form_of(text)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"PK\x03\x04 not a workbook", "form.xlsx", "damaged"),
        (b"\xff\xfe\x00", "form.csv", "encoding"),
        (b"x", "form.docx", "kind"),
    ],
)
def test_a_file_that_is_no_form_is_refused(content, name, code):
    with pytest.raises(FormUnreadable) as refused:
        read_xlsform(content, name)
    assert refused.value.code == code


def test_a_form_whose_sheet_gives_no_code_bears_that_of_its_file():
    text = FORM.replace("form_id", "note_of_the_author")
    assert read_xform(read_xlsform(text.encode(), "Fiche d'accueil.md")).code == "Fiche_d_accueil"
    assert read_xform(read_xlsform(FORM.encode(), "Fiche d'accueil.md")).code == "seen"


@pytest.mark.parametrize("xml", ["", "<a", "<a/>", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'])
def test_what_is_no_xform_is_refused(xml):
    with pytest.raises(FormUnreadable):
        read_xform(xml)


def test_answers_are_told_in_words():
    answers = {
        "who": {"child": "yes", "age": "9"},
        "needs": "food care",
        "seen_on": "2026-11-20",
        "kin": [{"kin_name": "Moussa"}, {"kin_name": "Fanta"}],
    }
    told = tell(FORM_READ, answers, "en", lambda day: f"{day:%d/%m/%Y}")
    assert [(part.heading, part.row, part.answers) for part in told] == [
        ("Who", 0, (("Child?", "Yes"), ("Age", "9"))),
        ("", 0, (("Needs", "Food, Care"), ("Seen on", "20/11/2026"))),
        ("Kin", 1, (("Name", "Moussa"),)),
        ("Kin", 2, (("Name", "Fanta"),)),
    ]
    assert tell(FORM_READ, {"seen_on": "hier"})[0].answers == (("Vu le", "hier"),)
    assert by_name(answers) == {"child": "yes", "age": "9", "needs": "food care", "seen_on": "2026-11-20"}


names = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=40).map(str.strip)
SHEETS = st.fixed_dictionaries(
    {},
    optional={
        "who": st.fixed_dictionaries({"child": st.sampled_from(["yes", "no", "?"])}, optional={"age": names}),
        "needs": st.lists(st.sampled_from(["food", "care", "none"]), unique=True).map(" ".join),
        "seen_on": st.dates(date(1900, 1, 1), date(2100, 1, 1)).map(str),
        "care": st.fixed_dictionaries({"illness": names}),
        "kin": st.lists(st.fixed_dictionaries({"kin_name": names}), max_size=3),
    },
)


@given(SHEETS)
def test_a_sheet_written_and_read_again_says_the_same(answers):
    sheet = read_instance(write_instance(FORM_READ, answers, "uuid:1"))
    assert (sheet.code, sheet.version, sheet.number) == ("seen", "3", "uuid:1")
    once, again = examine(FORM_READ, answers, NOW), examine(FORM_READ, sheet.answers(FORM_READ), NOW)
    assert once == again


@given(SHEETS)
def test_what_was_examined_stays_as_it_is(answers):
    """The answers that count, examined again, are the same: nothing depends on what was hidden."""
    once = examine(FORM_READ, answers, NOW)
    again = examine(FORM_READ, once.answers, NOW)
    assert again.answers == once.answers
    assert [fault.key for fault in again.faults] == [fault.key for fault in once.faults]


@given(st.datetimes(datetime(1950, 1, 1), datetime(2090, 1, 1)), st.integers(-400, 400))
def test_a_day_is_in_the_future_or_it_is_not(moment, shift):
    day = moment.date() + timedelta(days=shift)
    found = examine(FORM_READ, {"who": {"child": "no"}, "seen_on": str(day)}, moment.replace(tzinfo=UTC))
    assert bool(found.faults) == (shift > 0)


@pytest.mark.parametrize(
    ("kind", "text", "fits"),
    [
        ("int", "-12", True),
        ("int", "1.5", False),
        ("decimal", "1.5", True),
        ("decimal", "inf", False),
        ("time", "10:30", True),
        ("dateTime", "2026-11-20T10:30:00Z", True),
        ("boolean", "oui", False),
        ("geopoint", "16.27 -0.04 0 5", True),
        ("geopoint", "96.27 -0.04", False),
        ("geopoint", "16,27", False),
        ("barcode", "anything", True),
    ],
)
def test_a_value_has_its_type(kind, text, fits):
    assert well_typed(kind, text) is fits


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("/data/a = 'x' and not(/data/b > 3)", "/data/a = 'x' and not(/data/b > 3)"),
        ("selected( /data/a , 'x')", "contains(concat(' ', /data/a, ' '), concat(' ', 'x', ' '))"),
        ("count-selected(/data/a) > 1", None),
        ("today() > /data/a", None),
        ("selected(if(/data/a = 1, 'x', 'y'), 'x')", None),
    ],
)
def test_a_condition_is_told_to_a_browser_only_in_what_it_knows(expression, said):
    assert native(expression) == said


def test_conditions_come_in_an_order_in_which_each_can_be_decided():
    assert {path for path, _said in conditions(FORM_READ)} == {
        "/form/who/age", "/form/care", "/form/kin/kin_age",
    }  # fmt: skip
    chain = form_of(
        "| survey |\n| | type | name | label | relevant |\n| | text | c | C | ${b} = 1 |\n"
        "| | text | b | B | ${a} = 1 |\n| | text | a | A | |\n"
    )
    assert [path for path, _said in conditions(chain)] == ["/form/b", "/form/c"]
